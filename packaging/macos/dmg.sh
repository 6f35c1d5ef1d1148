#!/bin/sh
# Seals "dist/Pika Monitor.app" and packs it as dist/pika-monitor-VERSION-macos-ARCH.dmg.
#
#   CODESIGN_IDENTITY   "Developer ID Application: …", the one that PyInstaller was given too; without it, the app is
#                       signed for machines of this kind alone
#   NOTARY_PROFILE      a profile of notarytool's in the keychain; without it, Apple is not asked
set -eu
cd "$(dirname "$0")/../.."
app="dist/Pika Monitor.app"
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' app/__init__.py)
image=dist/pika-monitor-$version-macos-$(uname -m).dmg

# PyInstaller has signed every library and framework in it. The seal of the whole broke when THIRD-PARTY.txt came in.
if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist \
        --sign "$CODESIGN_IDENTITY" "$app"
else
    codesign --force --sign - "$app"
fi
codesign --verify --deep --strict --all-architectures "$app"

folder=build/dmg
rm -rf "$folder" "$image"
mkdir -p "$folder"
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -volname "Pika Monitor" -srcfolder "$folder" -fs HFS+ -format UDZO "$image"
if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    codesign --timestamp --sign "$CODESIGN_IDENTITY" "$image"
fi
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature "$image"
fi
echo "$image"
