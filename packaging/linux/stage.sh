#!/bin/sh
# Lays out what a desktop needs to know of the app below PREFIX/share: `packaging/linux/stage.sh PREFIX`.
# Everything comes from build/icons (made by packaging/icons.py) and this folder, dated by SOURCE_DATE_EPOCH.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
share=${1:?PREFIX}/share
id=io.github.pika_monitor.PikaMonitor
umask 022

put() {
    mkdir -p "$(dirname "$share/$2")"
    cp "$1" "$share/$2"
    chmod 644 "$share/$2"
}

put "$here/$id.desktop" "applications/$id.desktop"
put "$here/$id.metainfo.xml" "metainfo/$id.metainfo.xml"
for size in 16 24 32 48 64 128 256 512; do
    put "$root/build/icons/pika-monitor-$size.png" "icons/hicolor/${size}x$size/apps/$id.png"
done
put "$root/resources/icons/app.svg" "icons/hicolor/scalable/apps/$id.svg"
put "$root/resources/icons/app-symbolic.svg" "icons/hicolor/symbolic/apps/$id-symbolic.svg"
put "$here/completions/pika-monitor.bash" bash-completion/completions/pika-monitor
put "$here/completions/_pika-monitor" zsh/vendor-completions/_pika-monitor
put "$here/completions/pika-monitor.fish" fish/vendor_completions.d/pika-monitor.fish
put "$here/pika-monitor.1" man/man1/pika-monitor.1
gzip -9nf "$share/man/man1/pika-monitor.1"
