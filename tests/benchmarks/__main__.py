"""`make bench`: start-up against a bare PySide6 window, the longest stall of the GUI thread, what a poll costs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.library import make_library

PAIRS = 10
TASKS = 100


def first_paint(*arguments: str) -> float:
    """Milliseconds from the start of a process to its first whole frame."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", *arguments]
    cached = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=cached).stdout
    return (float(told.split()[0]) - began) * 1000


def main() -> None:
    """Prints each figure in a line. The two windows start in turn, so that a machine that slows down slows both."""
    with tempfile.TemporaryDirectory() as folder:
        make_library(Path(folder), TASKS)
        first_paint("bare")
        first_paint("app", folder)
        pairs = [(first_paint("bare"), first_paint("app", folder)) for _ in range(PAIRS)]
    bare, app = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratios = sorted(ours / theirs for theirs, ours in pairs)
    sys.stdout.write(
        f"start to first painted frame, {TASKS} tasks: {app:.0f} ms; bare PySide6 window: {bare:.0f} ms; "
        f"ratio {statistics.median(ratios):.2f} (median of {PAIRS} pairs, {ratios[0]:.2f} to {ratios[-1]:.2f})\n"
    )
    sys.stdout.flush()
    for each in ("stall", "polls"):
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{each}"], check=True)


main()
