"""Start to the first whole frame, ours against a bare PySide6 window, in pairs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time


def first_paint(*arguments: str) -> float:
    """Milliseconds from the start of a process to its first whole frame."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", *arguments]
    cached = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=cached).stdout
    return (float(told.split()[0]) - began) * 1000


def compare(folder: str, pairs: int = 10) -> str:
    """In words. The two windows start in turn, so that a machine that slows down slows both."""
    first_paint("bare")
    first_paint("app", folder)
    both = [(first_paint("bare"), first_paint("app", folder)) for _ in range(pairs)]
    bare, app = (statistics.median(side) for side in zip(*both, strict=True))
    ratios = sorted(ours / theirs for theirs, ours in both)
    return (
        f"{app:.0f} ms; bare PySide6 window: {bare:.0f} ms; "
        f"ratio {statistics.median(ratios):.2f} (median of {pairs} pairs, {ratios[0]:.2f} to {ratios[-1]:.2f})"
    )
