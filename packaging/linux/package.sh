#!/bin/sh
# Makes the packages for Linux from dist/pika-monitor, and has them examined: a .deb, a tar.xz with `install`, the
# list of what is inside, and the checksums of all.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' app/__init__.py)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
machine=$(uname -m)
name=pika-monitor-$version-linux-$machine
id=io.github.pika_monitor.PikaMonitor
umask 022

desktop-file-validate "packaging/linux/$id.desktop"
appstreamcli validate --no-net "packaging/linux/$id.metainfo.xml"

rm -f dist/*.deb dist/*.tar.xz dist/*.cdx.json dist/SHA256SUMS
packaging/linux/deb/build.sh
lintian --allow-root --fail-on error,warning dist/*.deb
echo "lintian: no error and no warning but for the overrides"

folder=build/tar/$name
rm -rf build/tar
mkdir -p "$folder"
cp -a dist/pika-monitor "$folder/pika-monitor"
cp packaging/linux/install LICENSE dist/pika-monitor/THIRD-PARTY.txt "$folder/"
packaging/linux/stage.sh "$folder"
# Where a user's own completions are looked for.
mkdir -p "$folder/share/zsh" && mv "$folder/share/zsh/vendor-completions" "$folder/share/zsh/site-functions"
tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --directory build/tar "$name" |
    xz -6 -T 0 >"dist/$name.tar.xz"
echo "dist/$name.tar.xz: $(du -m "dist/$name.tar.xz" | cut -f 1) MiB packed, $(du -sm "$folder" | cut -f 1) MiB installed"

.venv/bin/python packaging/sbom.py "dist/$name.cdx.json"
(cd dist && sha256sum -- *.deb *.tar.xz *.cdx.json >SHA256SUMS)
