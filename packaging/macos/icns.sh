#!/bin/sh
# Makes build/icons/pika-monitor.icns with every size that the Finder asks for, from the PNGs of packaging/icons.py.
set -eu
cd "$(dirname "$0")/../../build/icons"
set=pika-monitor.iconset
rm -rf "$set"
mkdir "$set"
for size in 16 32 128 256 512; do
    cp "pika-monitor-$size.png" "$set/icon_${size}x$size.png"
    cp "pika-monitor-$((size * 2)).png" "$set/icon_${size}x$size@2x.png"
done
iconutil --convert icns --output pika-monitor.icns "$set"
