#!/bin/sh
# Packs dist/pika-monitor as dist/pika-monitor_VERSION_ARCH.deb: `packaging/linux/deb/build.sh [VERSION [OUTPUT]]`.
#
# What Debian has is left to Debian, whose security updates reach it there: the package holds Python, Qt's wheels and ours,
# and dpkg-shlibdeps tells what they need. For tests, COMPRESSION=none packs quickly, and BUNDLE=FOLDER packs another one.
set -eu
cd "$(dirname "$0")/../../.."
here=packaging/linux/deb
version=${1:-$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' app/__init__.py)}
architecture=$(dpkg --print-architecture)
output=${2:-dist/pika-monitor_${version}_$architecture.deb}
build=build/deb
root=$PWD/$build/debian/pika-monitor
bundle=$root/usr/lib/pika-monitor
doc=$root/usr/share/doc/pika-monitor
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
umask 022

rm -rf "$build"
mkdir -p "$root/usr/bin" "$root/usr/lib" "$doc" "$root/usr/share/lintian/overrides"
cp -a "${BUNDLE:-dist/pika-monitor}" "$bundle"
ln -s ../lib/pika-monitor/pika-monitor "$root/usr/bin/pika-monitor"
packaging/linux/stage.sh "$root/usr"

# The libraries that PyInstaller took from Debian's packages; libpython is ours, for no two releases have the same one.
multiarch=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
for library in "$bundle"/_internal/lib*.so*; do
    name=$(basename "$library")
    case $name in libpython*) continue ;; esac
    [ -L "$library" ] || [ -z "$(find -H "/usr/lib/$multiarch" -name "$name" -print -quit)" ] || rm "$library"
done
rm -f "$bundle/THIRD-PARTY.txt" "$bundle/LICENSE"
find "$bundle" -type d -exec chmod 755 {} +
find "$bundle" -type f -exec chmod u=rw,go=r {} +
chmod 755 "$bundle/pika-monitor"

.venv/bin/python packaging/third_party.py "$doc/THIRD-PARTY.txt" --no-system
gzip -9n "$doc/THIRD-PARTY.txt"
cp $here/copyright "$doc/copyright"
cp $here/lintian-overrides "$root/usr/share/lintian/overrides/pika-monitor"
{
    echo "pika-monitor ($version) unstable; urgency=medium"
    echo
    # The newest release of CHANGELOG.md: its items, each on lines of its own length.
    awk '
        /^## \[[0-9]/ { if (++release > 1) exit }
        release && /^- / { item = item "\n" substr($0, 3); next }
        release && /^  / { item = item " " substr($0, 3) }
        END { count = split(item, items, "\n"); for (at = 2; at <= count; at++) print "  * " items[at] }
    ' CHANGELOG.md | fold -s -w 76 | sed -e 's/^\([^ ]\)/    \1/' -e 's/ *$//'
    echo
    echo " -- Pika Monitor contributors <pika-monitor@users.noreply.github.com>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$doc/changelog.gz"

printf 'Source: pika-monitor\n\nPackage: pika-monitor\nArchitecture: any\n' >"$build/debian/control"
(
    cd "$build"
    find debian -type f \( -name '*.so' -o -name '*.so.*' -o -name pika-monitor \) -size +1k -exec sh -c '
        for file; do [ "$(head -c 4 "$file" | tail -c 3)" != ELF ] || echo "$file"; done' sh {} + >elf
    # Qt's and Python's own libraries need no package: they are in ours, and only those may be without one.
    xargs dpkg-shlibdeps --ignore-missing-info -O -l"$bundle/_internal" -l"$bundle/_internal/PySide6/Qt/lib" \
        -Sdebian/pika-monitor <elf >depends 2>shlibdeps.log || { grep -v warning: shlibdeps.log >&2; exit 1; }
)
depends=$(sed -n 's/^shlibs:Depends=//p' $build/depends)
[ -n "$depends" ] || { echo "dpkg-shlibdeps found nothing" >&2; exit 1; }

mkdir "$root/DEBIAN"
size=$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" -e "s/@DEPENDS@/$depends/" \
    $here/control.in >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2 >DEBIAN/md5sums)
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Z"${COMPRESSION:-xz}" --build "$root" "$output" >/dev/null
echo "$output: $(du -m "$output" | cut -f 1) MiB packed, $((size / 1024)) MiB installed"
