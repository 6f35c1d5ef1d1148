#!/bin/sh
# Sets up a checkout so that it can run: system packages, then the virtual environment .venv with pinned packages.
#
#   packaging/setup.sh run|test|lint
#
# run: what the app needs; lint: the development tools as well; test: also the system packages that the tests need.
# What is in place already is left alone, so that a second call costs next to nothing.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
export PYTHON

purpose=${1:?run, test or lint}
case $purpose in
    run) requirements=packaging/requirements.txt ;;
    test | lint) requirements=packaging/requirements-dev.txt ;;
    *) echo "$0: unknown purpose: $purpose" >&2; exit 2 ;;
esac

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Pika Monitor needs Python 3.11 or newer; \"$PYTHON\" is not one. Try: make $purpose PYTHON=python3.12" >&2
    exit 1
fi

case $purpose in
    run | test) packaging/system-packages.sh "$purpose" ;;
    lint) "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || packaging/system-packages.sh run ;;
esac

# The stamps name the very requirements, and the Python, that .venv was filled for.
stamp_of() {
    "$PYTHON" - "$1" <<'CODE'
import hashlib, pathlib, sys
print(sys.version.split()[0], sys.platform, hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest())
CODE
}

venv_python=.venv/bin/python
wanted=$(stamp_of "$requirements")
if [ -x $venv_python ]; then
    # The development packages hold those of the app.
    for stamp in .venv/stamp-requirements-dev .venv/stamp-requirements; do
        [ -f "$stamp" ] || continue
        for have in "$requirements" packaging/requirements-dev.txt; do
            [ "$stamp" = ".venv/stamp-$(basename "$have" .txt)" ] || continue
            [ "$(cat "$stamp")" != "$(stamp_of "$have")" ] || exit 0
        done
    done
fi

# A half-made environment, or one of another Python, is not worth mending.
if ! "$venv_python" -c 'import pip' 2>/dev/null ||
    [ "$("$venv_python" -c 'import sys; print(sys.version)')" != "$("$PYTHON" -c 'import sys; print(sys.version)')" ]; then
    rm -rf .venv
    "$PYTHON" -m venv .venv
fi
rm -f .venv/stamp-requirements .venv/stamp-requirements-dev
echo "Installing the packages of $requirements into .venv"
"$venv_python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes \
    --requirement "$requirements" </dev/null
printf '%s\n' "$wanted" >".venv/stamp-$(basename "$requirements" .txt)"
