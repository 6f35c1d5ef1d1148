#!/bin/sh
# Brings the pictures that the guide shows from build/screenshots to resources/guide, each language its own.
# In 96 colours they look the same and are a quarter of the size.
set -eu
cd "$(dirname "$0")/.."
few="split[one][two];[one]palettegen=max_colors=96[palette];[two][palette]paletteuse=dither=none"
for language in en zh_CN; do
    case $language in en) suffix= ;; *) suffix=-$language ;; esac
    mkdir -p "resources/guide/$language/images"
    for name in list add connect saving details player; do
        ffmpeg -v error -y -i "build/screenshots/light-1x$suffix-$name.png" -vf "$few" -pred none -compression_level 100 \
            -flags +bitexact "resources/guide/$language/images/$name.png"
    done
done
