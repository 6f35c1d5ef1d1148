"""The longest stall of the GUI thread while 100 tasks poll and 20 posters load; `python -m tests.benchmarks.stall`.

A timer of one millisecond ticks in the event loop: how late its next tick comes is how long a click would have waited.
The yardstick is the same timer in the same process, with the window shown and nothing going on.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from app.application import Application
from app.command_line import Options
from app.opening import start
from tests.benchmarks.library import make_library

TASKS = 100
POSTERS = 20
SETTLE_MS = 3_000
MEASURE_MS = 15_000


class Ticker(QObject):
    """Collects how late each tick is, and how much of that the thread itself was busy, in milliseconds.

    The second leaves out what other programs and threads took of the machine.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.late: list[float] = []
        self.busy: list[float] = []
        self._last = time.perf_counter()
        self._used = time.thread_time()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begins anew."""
        self.late, self.busy = [], []
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer.start()

    def _tick(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self.late.append((now - self._last) * 1000 - 1)
        self.busy.append((used - self._used) * 1000)
        self._last, self._used = now, used

    def summary(self) -> str:
        """Longest and 99.9th percentile."""
        late = sorted(self.late)
        return (
            f"longest {late[-1]:.1f} ms (busy {max(self.busy):.1f} ms), "
            f"99.9 % under {late[int(len(late) * 0.999)]:.1f} ms, {len(late)} ticks"
        )


class Course(QObject):
    """First the busy part, then, with the polling stopped, the idle one."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self._application = application
        self._ticker = Ticker(self)
        view = application.window.findChild(QTableView, "videos")
        assert view is not None
        self._view = view
        self._polls = 0
        self._posters: set[object] = set()
        application.poller.task_checked.connect(self._on_polled)
        application.posters.poster_ready.connect(self._posters.add)
        self._scroll = QTimer(self, interval=500)
        self._scroll.timeout.connect(self._on_scroll)
        self._ticker.start()
        self._scroll.start()
        QTimer.singleShot(MEASURE_MS, self, self._busy_done)

    def _on_polled(self, _key: object) -> None:
        self._polls += 1

    def _on_scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + self._view.viewport().height() // 2 if bar.value() < bar.maximum() else 0)

    def _busy_done(self) -> None:
        say(f"busy ({self._polls} polls, {len(self._posters)} posters): {self._ticker.summary()}")
        if len(self._posters) < POSTERS:
            say(f"TOO FEW POSTERS: {len(self._posters)} of {POSTERS}")
        self._scroll.stop()
        self._application.poller.stop()
        QTimer.singleShot(SETTLE_MS, self, self._idle)

    def _idle(self) -> None:
        self._ticker.start()
        QTimer.singleShot(MEASURE_MS // 3, self, self._idle_done)

    def _idle_done(self) -> None:
        say(f"idle, the yardstick: {self._ticker.summary()}")
        self._application.quit()


def say(line: str) -> None:
    """A line at once, for the parent reads along."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measures against a demo server in a process of its own, as a provider would be."""
    server = subprocess.Popen(
        [sys.executable, "-m", "app.demo.server", "--port", "0", "--pace", "1"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    endpoint = next(word for word in server.stdout.readline().split() if word.startswith("http"))
    with tempfile.TemporaryDirectory() as folder:
        make_library(Path(folder), TASKS, endpoint=endpoint, unfinished=True)
        (Path(folder) / "settings.ini").write_text("[polling]\nper_second=10\n")
        application = start(Options(data_dir=Path(folder)))
        assert application is not None
        QTimer.singleShot(SETTLE_MS, application, lambda: Course(application))
        QApplication.exec()
    server.kill()
    server.wait()


if __name__ == "__main__":
    main()
