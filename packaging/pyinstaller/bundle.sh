#!/bin/sh
# Builds the app as a folder that needs no Python, in dist/pika-monitor, and starts it to see that it works.
set -eu
cd "$(dirname "$0")/../.."

python=.venv/bin/python
log=build/pyinstaller.log

rm -rf dist/pika-monitor build/pyinstaller
mkdir -p build
$python packaging/icons.py build/icons
# The same sources make the same bundle: base_library.zip is in the order of a set of names, Windows' program is dated.
PYTHONHASHSEED=0
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export PYTHONHASHSEED SOURCE_DATE_EPOCH
# Without --clean, a second build would repeat none of the warnings that have to fail it.
if ! $python -m PyInstaller --clean --noconfirm --log-level INFO --workpath build/pyinstaller --distpath dist \
    packaging/pyinstaller/pika-monitor.spec >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    exit 1
fi
# Debug information is all that goes: stripping more, or Qt's own libraries, is how playback dies. A Python that was
# built in some folder of this machine would be looked for there on the user's machine too.
if [ "$(uname -s)" = Linux ]; then
    find dist/pika-monitor/_internal/libpython3*.so* dist/pika-monitor/_internal/python3* -name '*.so*' -type f \
        -exec strip --strip-debug {} + -exec chrpath --delete {} + >>"$log" 2>&1
fi
$python packaging/third_party.py dist/pika-monitor/THIRD-PARTY.txt
echo "Built dist/pika-monitor: $(du -sm dist/pika-monitor | cut -f 1) MiB"

if [ -f packaging/smoke_test.py ]; then
    packaging/virtual-desktop.sh $python packaging/smoke_test.py dist/pika-monitor
fi
