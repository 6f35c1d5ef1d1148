#!/bin/sh
# Signs "dist/Pika Monitor.app" where an identity is given, and packs it as dist/pika-monitor-VERSION-macos-ARCH.dmg.
#
#   CODESIGN_IDENTITY   "Developer ID Application: …"; without it, the app is signed for this machine's kind alone
#   NOTARY_PROFILE      a profile of notarytool's in the keychain; without it, Apple is not asked
set -eu
cd "$(dirname "$0")/../.."
app="dist/Pika Monitor.app"
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' app/__init__.py)
image=dist/pika-monitor-$version-macos-$(uname -m).dmg

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    # From the inside out: a seal covers what it holds.
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -exec \
        codesign --force --timestamp --options runtime --sign "$CODESIGN_IDENTITY" {} +
    codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist \
        --sign "$CODESIGN_IDENTITY" "$app"
else
    codesign --force --deep --sign - "$app"
fi
codesign --verify --deep --strict "$app"

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
fi
echo "$image"
