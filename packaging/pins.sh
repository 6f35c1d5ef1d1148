#!/bin/sh
# Writes the pinned requirements with the hashes of every platform's files. Needs uv; run it when pyproject.toml changes.
set -eu
cd "$(dirname "$0")/.."

compile() {
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet "$@"
}

compile --upgrade --output-file packaging/requirements.txt
compile --upgrade --group dev --constraints packaging/requirements.txt --output-file packaging/requirements-dev.txt
