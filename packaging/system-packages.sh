#!/bin/sh
# Owns the list of Debian packages that the app, its tests and its bundle need, and gets the missing ones.
#
#   packaging/system-packages.sh run|test [--list]
#
# run: what Qt needs on a bare system, and a virtual screen where there is no other; test: what the tests use as well.
# Installs as root or through a sudo that asks nothing; else prints the command to type and fails.
# Without dpkg it leaves the system alone. If nothing is missing, apt is never called.
set -eu

PYTHON=${PYTHON:-python3}

# Qt's xcb plugin names only libxcb-cursor0 in its error, whichever of them is missing.
QT="libegl1 libgl1 libopengl0 libdrm2 libgssapi-krb5-2 libpulse0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4
    libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxrandr2"
# xauth and Xvfb are the private screen, openbox gives windows their focus.
SCREEN="xvfb xauth openbox dbus-daemon fonts-dejavu-core"
# A real Secret Service, a real assistive technology, real videos, fonts for Chinese prompts; binutils is for PyInstaller.
TEST="binutils gnome-keyring libsecret-tools at-spi2-core python3-pyatspi ffmpeg fonts-droid-fallback"

purpose=${1:?run or test}
case $purpose in
    run) wanted=$QT; [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || wanted="$wanted $SCREEN" ;;
    test) wanted="$QT $SCREEN $TEST" ;;
    *) echo "$0: unknown purpose: $purpose" >&2; exit 2 ;;
esac
# Debian's python3 comes without ensurepip, which `python3 -m venv` needs; other Pythons bring their own.
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || wanted="$wanted python3-venv"

if [ "${2:-}" = --list ]; then
    printf '%s\n' $wanted
    exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    [ "$(uname -s)" != Linux ] || echo "Not a Debian system: install Qt's xcb libraries yourself if the window does not open." >&2
    exit 0
fi

present=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p') || true
missing=
for package in $wanted; do
    printf '%s\n' "$present" | grep -qx -- "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

install="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    echo "These system packages are missing. Install them, then try again:" >&2
    echo "  sudo $install" >&2
    exit 1
fi
echo "Installing system packages:$missing"
as_root="$as_root DEBIAN_FRONTEND=noninteractive"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A list that cannot be renewed may still be good enough: the install decides.
{ $as_root apt-get -o DPkg::Lock::Timeout=300 update || true
  $as_root apt-get -o DPkg::Lock::Timeout=300 ${install#apt-get }; } >"$log" 2>&1 </dev/null || {
    tail -n 40 "$log" >&2
    echo "Could not install the system packages. Try: $install" >&2
    exit 1
}
