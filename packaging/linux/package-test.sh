#!/bin/sh
# Installs what `make package` made where there is no Python, and uses it as a person would: as root, in chroots.
#
#   packaging/linux/package-test.sh [SUITE…]     bookworm and trixie by default
#
# PREVIOUS=FILE.deb names the build to upgrade from; without it, this one is packed again as version 0.0.1.
set -eu
cd "$(dirname "$0")/../.."

[ "$(id -u)" = 0 ] || { echo "$0: chroots need root" >&2; exit 1; }
set -- "${@:-bookworm trixie}"
# shellcheck disable=SC2068,SC2086
set -- $@

# No program of ours needs these: they are the desktop, and the eyes of the test. libgl1 and libegl1 come with every driver.
desktop=xvfb,xauth,openbox,dbus-daemon,gnome-keyring,libsecret-tools,at-spi2-core,libglib2.0-bin,fonts-dejavu-core,libgl1,libegl1,passwd,x11-apps,x11-utils,xz-utils
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(LABEL) $(SITE)' 'Created-By: Packages' | sed -n 's/^Debian http/http/p' | head -n 1)
[ -n "$mirror" ] || { echo "$0: this machine's apt names no mirror of Debian" >&2; exit 1; }

mkdir -p build/chroots
# Debian's openbox asks for Python, for a script that we do not use: it gets an empty package of that name.
empty=build/chroots/no-python
mkdir -p $empty/DEBIAN
cat >$empty/DEBIAN/control <<CONTROL
Package: python3
Version: 99
Architecture: $(dpkg --print-architecture)
Multi-Arch: allowed
Maintainer: nobody <nobody@localhost>
Description: no Python at all
CONTROL
dpkg-deb --build $empty build/chroots/no-python.deb >/dev/null
for suite; do
    tar=build/chroots/$suite.tar
    # shellcheck disable=SC2016
    # A stamp tells a chroot that holds other packages.
    if [ ! -f "$tar" ] || [ "$(cat "$tar.stamp" 2>/dev/null)" != "$desktop" ]; then
        echo "Making a chroot of $suite"
        mmdebstrap --quiet --variant=apt \
            --essential-hook='copy-in build/chroots/no-python.deb /' \
            --essential-hook='chroot "$1" dpkg --install /no-python.deb && rm "$1/no-python.deb"' \
            --include="$desktop" "$suite" "build/chroots/new-$suite.tar" "$mirror"
        mv "build/chroots/new-$suite.tar" "$tar"
        echo "$desktop" >"$tar.stamp"
    fi
done

if [ -z "${PREVIOUS:-}" ]; then
    PREVIOUS=build/previous.deb
    # Its modules lie elsewhere in the program's file, as in any other build: what runs must never read them in the new one.
    rm -rf build/previous
    cp -a dist/pika-monitor build/previous
    objcopy --dump-section pydata=build/previous.modules build/previous/pika-monitor
    { head -c 4096 /dev/zero; cat build/previous.modules; } >build/previous.moved
    objcopy --update-section pydata=build/previous.moved build/previous/pika-monitor
    BUNDLE=build/previous COMPRESSION=none packaging/linux/deb/build.sh 0.0.1 "$PREVIOUS"
fi

# What is mounted goes away with the last process.
exec unshare --mount --propagation private .venv/bin/python packaging/linux/package_test.py --previous "$PREVIOUS" "$@"
