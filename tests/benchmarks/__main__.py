"""`make bench`: start-up beside a bare window, longest stalls, what polls and saves cost, lists and gallery."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.library import make_library
from tests.benchmarks.stall import say
from tests.benchmarks.starts import compare

TASKS = 100


def main() -> None:
    """Prints each figure in a line. The two windows start in turn, so that a machine that slows down slows both."""
    with tempfile.TemporaryDirectory() as folder:
        make_library(Path(folder), TASKS)
        say(f"start to first painted frame, {TASKS} tasks: {compare(folder)}")
    for each in ("stall", "polls", "rows", "gallery", "saves"):
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{each}"], check=True)


main()
