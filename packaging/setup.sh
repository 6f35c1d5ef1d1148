#!/bin/sh
# Sets up a checkout so that it can run: system packages, then the virtual environment .venv with pinned packages.
#
#   packaging/setup.sh run|test|lint|bench|package
#
# run: what the app needs; lint: the development tools as well; test: also the system packages that the tests need;
# bench: those that the benchmarks compare with as well; package: those that make and try the packages as well.
# What is in place already is left alone, so that a second call costs next to nothing.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
export PYTHON

purpose=${1:?run, test, lint, bench or package}
case $purpose in
    run) requirements=requirements ;;
    test | lint | bench | package) requirements=requirements-dev ;;
    *) echo "$0: unknown purpose: $purpose" >&2; exit 2 ;;
esac

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Pika Monitor needs Python 3.11 or newer; \"$PYTHON\" is not one. Try: make $purpose PYTHON=python3.12" >&2
    exit 1
fi

case $purpose in
    run | test | bench | package) packaging/system-packages.sh "$purpose" ;;
    lint) "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || packaging/system-packages.sh run ;;
esac

# A stamp names the very requirements, and the Python, that .venv was filled for.
stamp_of() {
    "$PYTHON" - "packaging/$1.txt" <<'CODE'
import hashlib, pathlib, sys
print(sys.version.split()[0], sys.platform, hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest())
CODE
}
current() { [ -x .venv/bin/python ] && [ -f ".venv/stamp-$1" ] && [ "$(cat ".venv/stamp-$1")" = "$(stamp_of "$1")" ]; }

# The development packages hold those of the app.
if current requirements-dev || { [ $requirements = requirements ] && current requirements; }; then
    exit 0
fi

venv_python=.venv/bin/python
version='import sys; print(sys.version)'
# A half-made environment, or one of another Python, is not worth mending.
if ! $venv_python -c 'import pip' 2>/dev/null || [ "$($venv_python -c "$version")" != "$("$PYTHON" -c "$version")" ]; then
    rm -rf .venv
    "$PYTHON" -m venv .venv
fi
rm -f .venv/stamp-*
echo "Installing the packages of packaging/$requirements.txt into .venv"
# Wheels only: nothing is built here, so that no compiler and no unpinned build tool is needed.
$venv_python -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes \
    --requirement "packaging/$requirements.txt" </dev/null
stamp_of "$requirements" >".venv/stamp-$requirements"
