"""Start of the packaged app to its first painted page, with 1,000 tasks, beside a packaged bare PySide6 window.

`python -m tests.benchmarks.bundle [PROGRAM]`, after `make bundle`. Both are watched from outside, as a person would:
the virtual screen's picture lies in a file (Xvfb -fbdir), and counts as painted once the middle of it holds many pixels
that differ from their neighbours (the rows' words; the bare window's stripes). A second yardstick is a table of a
thousand rows with a word in each cell, nothing else: what Qt itself needs to show a page of words.
"""

from __future__ import annotations

import mmap
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from app import __version__
from tests.benchmarks.library import make_library
from tests.benchmarks.stall import say

ROOT = Path(__file__).parents[2]
TASKS = 1_000
ROUNDS = 10
WIDTH, HEIGHT = 1280, 800
AREA = (500, 200, 700, 500)  # left, top, right, bottom: prompts of some rows
EDGES = 150  # of the area's pixels that differ from the one before
GIVE_UP = 30.0
WORDS = """
import sys
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

class Model(QAbstractTableModel):
    def rowCount(self, parent=None):
        return 1000
    def columnCount(self, parent=None):
        return 8
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"word {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None

app = QApplication(sys.argv)
window, table, model = QMainWindow(), QTableView(), Model()
table.setModel(model)
window.setCentralWidget(table)
window.resize(1280, 800)
window.show()
app.exec()
"""
BARE = """
import sys
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        painter = QPainter(self)
        for at in range(0, self.width(), 8):
            painter.fillRect(at, 0, 4, self.height(), QColor("black"))

app = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""


class Screen:
    """A virtual screen whose pixels can be read from a file."""

    def __init__(self, folder: Path) -> None:
        read_end, write_end = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)],
            pass_fds=(write_end,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end) as said:
            self.display = f":{said.readline().strip()}"
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._pixels = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = struct.unpack(">25I", self._pixels[:100])
        self._start, self._line = header[0] + 12 * header[19], header[12]

    def edges(self) -> int:
        """How many pixels in the middle differ from the one on their left."""
        left, top, right, bottom = AREA
        count = 0
        for row in range(top, bottom, 10):
            start = self._start + row * self._line + left * 4
            line = memoryview(self._pixels[start : start + (right - left) * 4]).cast("I")
            count += sum(a != b for a, b in pairwise(line))
        return count

    def close(self) -> None:
        """Ends it."""
        self._pixels.close()
        self._server.terminate()
        self._server.wait()


def start_time(screen: Screen, command: list[str]) -> float:
    """Milliseconds from the start of the process to a painted page."""
    while screen.edges() > EDGES:  # what the last one left
        time.sleep(0.05)
    environment = {
        name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE")
    }
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**environment, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while screen.edges() < EDGES:
        if time.monotonic() - began > GIVE_UP or process.poll() is not None:
            raise RuntimeError(f"{command[0]}: no page")
        time.sleep(0.001)
    took = (time.monotonic() - began) * 1000
    process.terminate()
    process.wait()
    return took


def make_bare(folder: Path, name: str, code: str) -> Path:
    """A packaged window with next to nothing in it, made by the same PyInstaller."""
    script = folder / f"{name}.py"
    script.write_text(code, encoding="utf-8")
    folders = ["--distpath", str(folder), "--workpath", str(folder / "work"), "--specpath", str(folder)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *folders, str(script)]
    subprocess.run(command, check=True)
    return folder / name / name


def main() -> None:
    """Prints what was measured."""
    program = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "pika-monitor" / "pika-monitor"
    if not program.is_file():
        say(f"the packaged app is not there ({program}): make bundle")
        return
    if shutil.which("Xvfb") is None:
        say("Xvfb is not there")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "frame").mkdir()
        make_library(folder / "data", TASKS)
        (folder / "data" / "settings.ini").write_text(f"[app]\nlast_version={__version__}\n", encoding="utf-8")
        bares = [[str(make_bare(folder, name, code))] for name, code in (("bare", BARE), ("words", WORDS))]
        ours = [str(program), "--data-dir", str(folder / "data")]
        screen = Screen(folder / "frame")
        try:
            for command in (*bares, ours):
                start_time(screen, command)
            rounds = [[start_time(screen, command) for command in (*bares, ours)] for _ in range(ROUNDS)]
        finally:
            screen.close()
    *theirs, mine = (list(column) for column in zip(*rounds, strict=True))
    say(f"packaged, start to a painted page with {TASKS:,} tasks: {statistics.median(mine):.0f} ms; beside")
    for what, times in zip(("a bare PySide6 window", "a table of words and nothing else"), theirs, strict=True):
        ratios = sorted(our / their for our, their in zip(mine, times, strict=True))
        say(
            f"  {what}: {statistics.median(times):.0f} ms; "
            f"ratio {statistics.median(ratios):.2f} (median of {ROUNDS} rounds, {ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


if __name__ == "__main__":
    main()
