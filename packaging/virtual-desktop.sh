#!/bin/bash
# Runs a command on a private desktop without a screen: an X server, a session bus, a window manager, folders of its own.
#
#   packaging/virtual-desktop.sh COMMAND [ARGUMENT…]
#
# Ends with the command's exit code and leaves nothing behind. SCREEN=1920x1080 asks for another size.
set -u

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT…]" >&2; exit 2; }
for program in Xvfb xauth openbox dbus-daemon; do
    command -v "$program" >/dev/null || { echo "$0: $program is missing: run packaging/system-packages.sh test" >&2; exit 127; }
done

home=$(mktemp -d "${TMPDIR:-/tmp}/desktop.XXXXXX") || exit 1
servers=()
command_pid=

stop() {
    local pid
    for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null; done
    for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null; done
    rm -rf "$home"
}
trap stop EXIT

# started NAME FILE: waits until a server has written its line.
started() {
    local turn
    for turn in $(seq 200); do
        [ ! -s "$2" ] || return 0
        sleep 0.05
    done
    echo "$0: $1 does not start:" >&2
    cat "$home/log" >&2
    exit 1
}

# On a desktop within a desktop, the inner bus must not start what it starts on the outer screen.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS DBUS_STARTER_ADDRESS DBUS_STARTER_BUS_TYPE SESSION_MANAGER AT_SPI_BUS_ADDRESS
for folder in run config data cache state; do mkdir -m 700 "$home/$folder"; done
export XDG_RUNTIME_DIR=$home/run XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data XDG_CACHE_HOME=$home/cache
export XDG_STATE_HOME=$home/state XAUTHORITY=$home/xauthority
# Qt warns about any other encoding.
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

# The server takes any cookie of the file, so that it can have one before it knows its number.
cookie=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
xauth -q add :0 . "$cookie" 2>>"$home/log"
Xvfb -displayfd 3 -auth "$XAUTHORITY" -screen 0 "${SCREEN:-1600x1000}x24" -nolisten tcp -noreset \
    3>"$home/display" >>"$home/log" 2>&1 </dev/null &
servers+=($!)
dbus-daemon --session --nofork --nosyslog --nopidfile --print-address=3 3>"$home/bus" >>"$home/log" 2>&1 </dev/null &
servers=($! "${servers[@]}")
started Xvfb "$home/display"
started dbus-daemon "$home/bus"

DISPLAY=:$(cat "$home/display")
DBUS_SESSION_BUS_ADDRESS=$(cat "$home/bus")
export DISPLAY DBUS_SESSION_BUS_ADDRESS QT_QPA_PLATFORM=xcb
xauth -q add "$DISPLAY" . "$cookie" 2>>"$home/log"

openbox --startup "touch $home/managed" >>"$home/log" 2>&1 </dev/null &
servers=($! "${servers[@]}")
for turn in $(seq 200); do
    [ ! -e "$home/managed" ] || break
    sleep 0.05
done

# In the background, so that this shell can pass a signal on at once; a background command ignores SIGINT unless told.
(trap - INT QUIT; exec "$@") <&0 &
command_pid=$!
trap 'kill -TERM "$command_pid" 2>/dev/null' TERM HUP
# A terminal's Ctrl-C reaches the command by itself; twice means "at once" to many programs.
trap '[ -t 0 ] || kill -INT "$command_pid" 2>/dev/null' INT
while :; do
    wait "$command_pid"
    code=$?
    kill -0 "$command_pid" 2>/dev/null || exit "$code"
done
