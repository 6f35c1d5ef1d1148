#!/bin/sh
# Owns the list of Debian packages that the app, its tests and its bundle need, and gets the missing ones.
#
#   packaging/system-packages.sh run|test|bench|package [--list]
#
# run: what Qt needs on a bare system, and a virtual screen where there is no other; test: what the tests use as well;
# bench: what the benchmarks compare with, besides; package: what makes, examines and tries the packages, besides.
# Installs as root or through a sudo that asks nothing; else prints the command to type and fails.
# Without dpkg it leaves the system alone. If nothing is missing, apt is never called.
set -eu

PYTHON=${PYTHON:-python3}

# Qt's xcb plugin names only libxcb-cursor0 in its error, whichever of them is missing.
QT="libdbus-1-3 libdrm2 libegl1 libfontconfig1 libgl1 libglib2.0-0 libgssapi-krb5-2 libopengl0 libpulse0 libxcb-cursor0
    libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxkbcommon-x11-0
    libxrandr2"
# xauth and Xvfb are the private screen, openbox gives windows their focus.
SCREEN="xvfb xauth openbox dbus-daemon fonts-dejavu-core"
# A real Secret Service, a real assistive technology, a real Wayland compositor, real videos, fonts for Chinese prompts;
# binutils and GTK (of Qt's platform theme, which tells dark from light on GNOME) are for the bundle.
TEST="at-spi2-core binutils chrpath desktop-file-utils faketime ffmpeg fonts-droid-fallback gnome-keyring libgtk-3-0 libsecret-tools
    man-db sway"
# The yardsticks of polls and of saves.
BENCH="aria2 curl nginx-light wrk"
PACKAGE="appstream desktop-file-utils dpkg-dev lintian mmdebstrap xz-utils"

purpose=${1:?run, test, bench or package}
case $purpose in
    run) wanted=$QT; [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || wanted="$wanted $SCREEN" ;;
    test) wanted="$QT $SCREEN $TEST" ;;
    bench) wanted="$QT $SCREEN $TEST $BENCH" ;;
    package) wanted="$QT $SCREEN $TEST $PACKAGE" ;;
    *) echo "$0: unknown purpose: $purpose" >&2; exit 2 ;;
esac
# The bundle takes Python's library along, which Debian's own python3 does without.
if [ "$purpose" != run ]; then
    wanted="$wanted $("$PYTHON" -c 'import sys; print(sys.base_prefix == "/usr" and "libpython%d.%d" % sys.version_info[:2] or "")')"
fi
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
trap 'rm -f "$log"; [ -z "$policy" ] || $as_root rm -f "$policy"' EXIT
policy=
# Debian starts a web server as soon as it is installed; the benchmarks want it for their own only.
if [ "$purpose" = bench ] && [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
fi
# A list that cannot be renewed may still be good enough: the install decides.
{ $as_root apt-get -o DPkg::Lock::Timeout=300 update || true
  $as_root apt-get -o DPkg::Lock::Timeout=300 ${install#apt-get }; } >"$log" 2>&1 </dev/null || {
    tail -n 40 "$log" >&2
    echo "Could not install the system packages. Try: $install" >&2
    exit 1
}
