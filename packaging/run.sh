#!/bin/sh
# Starts the app from the checkout. Where there is no screen, shows on a virtual one that it works: a tour of it.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]; then
    exec .venv/bin/python -m app "$@"
elif [ $# -gt 0 ]; then
    exec packaging/virtual-desktop.sh .venv/bin/python -m app "$@"
fi
echo "No display here: Pika Monitor takes a tour on a virtual one."
exec packaging/virtual-desktop.sh .venv/bin/python -m app.tour
