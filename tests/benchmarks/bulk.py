"""The longest stall of the GUI thread while very many IDs are pasted, and removed; `python -m tests.benchmarks.bulk`.

The ticker of `stall` runs from the paste until every row is shown and counted. The yardstick is the same ticker in the
same process beforehand, with nothing going on. COUNT… are the sizes of the paste (1,000 and 10,000 by default), each in
a process of its own, into a library that holds as many tasks already.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.application import Application
from app.command_line import Options
from app.core.model import DEMO_PROFILE, TaskKey
from app.opening import start
from tests.benchmarks.library import make_library
from tests.benchmarks.stall import Ticker, say

COUNTS = (1_000, 10_000)
SETTLE_MS = 3_000
QUIET_MS = 1_000
POLL_MS = 20


class Course(QObject):
    """Idle, then the paste, then the removal of all that was pasted."""

    def __init__(self, application: Application, count: int) -> None:
        super().__init__(application)
        self._application = application
        self._count = count
        self._ticker = Ticker(self)
        self._done: Callable[[], bool] = lambda: True
        self._then: Callable[[], None] = self._end
        self._started = 0.0
        self._what = ""
        self._pasted: list[TaskKey] = []
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look)
        self._tracked = len(application.library.tasks)
        self._ticker.start()
        QTimer.singleShot(QUIET_MS, self, self._idle_done)

    def _idle_done(self) -> None:
        say(f"{self._count} IDs, idle, the yardstick: {self._ticker.summary()}")
        pasted = [str(uuid.uuid4()) for _ in range(self._count)]
        self._pasted = [TaskKey(DEMO_PROFILE, task_id) for task_id in pasted]
        self._measure("pasted", lambda: self._shows(True), self._select)
        self._application.window.add_text("\n".join(pasted))

    def _measure(self, what: str, done: Callable[[], bool], then: Callable[[], None]) -> None:
        self._what, self._done, self._then = what, done, then
        self._started = time.perf_counter()
        self._ticker.start()
        self._poll.start()

    def _shows(self, there: bool) -> bool:
        """Whether all that was pasted is in the list, or none of it, and counted."""
        window, tracked = self._application.window, len(self._application.library.tasks)
        if tracked != self._tracked + (self._count if there else 0) or window.model.arranging:
            return False
        shown = (bool(window.model.rows_of(self._pasted[at])) is there for at in (0, -1))
        return all(shown) and window.overview.ready

    def _look(self) -> None:
        if self._done():
            self._poll.stop()
            took = time.perf_counter() - self._started
            QTimer.singleShot(QUIET_MS, self, lambda: self._told(took))

    def _told(self, took: float) -> None:
        say(f"{self._count} IDs, {self._what}, shown and counted after {took:.2f} s: {self._ticker.summary()}")
        self._then()

    def _select(self) -> None:
        """As the user would with the keyboard, the pasted ones being on top; their removal is one step."""
        window = self._application.window
        pasted = set(self._pasted)
        window.view.select_rows([row for row in window.model.rows if row.task in pasted])
        self._measure("removed", lambda: self._shows(False), self._undo)
        window.actions_.remove.trigger()

    def _undo(self) -> None:
        self._measure("brought back", lambda: self._shows(True), self._end)
        self._application.window.actions_.undo.trigger()

    def _end(self) -> None:
        self._application.quit()


def measure(count: int) -> None:
    """One size, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        make_library(Path(folder), count)
        application = start(Options(data_dir=Path(folder)))
        assert application is not None
        QTimer.singleShot(SETTLE_MS, application, lambda: Course(application, count))
        QApplication.exec()


def main() -> None:
    """Every size in a process of its own."""
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
        return
    for count in map(int, sys.argv[1:]) if len(sys.argv) > 1 else COUNTS:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.bulk", "--one", str(count)], check=True)


if __name__ == "__main__":
    main()
