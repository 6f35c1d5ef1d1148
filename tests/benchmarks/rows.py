"""The list with 100, 10,000 and 100,000 videos, each figure beside a bare QTableView with the same delegate.

`python -m tests.benchmarks.rows [COUNT ...]`: start to a full page, memory, paint of a page, a filter, each sort, and
the longest stall of the GUI thread while 1,000 changes a second come in. One process for each count, both views in it;
the bare one has Qt's own filter and sort (QSortFilterProxyModel) over the same rows.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QSortFilterProxyModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from app.application import Application
from app.command_line import Options
from app.core.arrange import Query, Sort
from app.core.model import Answer, TaskKey
from app.opening import start
from app.ui.video_delegate import VideoDelegate
from app.ui.video_view import VideoView
from tests.benchmarks.library import make_library
from tests.benchmarks.stall import Ticker, say
from tests.benchmarks.starts import compare

COUNTS = (100, 10_000, 100_000)
PAGES = 200
SETTLE_MS = 4_000
CHANGES_MS = 5_000
BATCH_MS = 10
BATCH = 10  # a batch each 10 ms: 1,000 changes a second


class Course(QObject):
    """All measurements in one window, one after the other."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self._application = application
        self._ticker = Ticker(self)
        self._window = application.window
        self._model = self._window.model
        self._view = self._window.view
        self._library = application.library
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._bare = QTableView()
        self._prepare_bare()

    def _prepare_bare(self) -> None:
        """A table with the delegate of the list, and nothing else of ours."""
        assert isinstance(self._view, VideoView)
        bare, layout = self._bare, self._view.delegate.layout
        bare.setModel(self._model)
        bare.setItemDelegate(VideoDelegate(self._model, self._application.posters, self._view._glide, bare))
        bare.horizontalHeader().hide()
        bare.horizontalHeader().setStretchLastSection(True)
        bare.verticalHeader().hide()
        bare.verticalHeader().setDefaultSectionSize(layout.row_height)
        bare.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        bare.resize(self._view.size())

    def run(self) -> None:
        """Prints a line a figure."""
        say(f"  memory: {resident_mib():.0f} MiB with {self._model.rowCount():,} rows")
        ours, theirs = self._paint(self._view), self._paint(self._bare)
        self._bare.hide()
        for name, times in (("ours", ours), ("bare", theirs)):
            median, last = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
            say(f"  page paint, {name}: median {median:.2f} ms, 99 % under {last:.2f} ms")
        steps: list[tuple[str, Query]] = [
            ("filter to some", Query("canyon 77")),
            ("filter off", Query()),
            *((f"sort by {sort}", Query(sort=sort)) for sort in Sort if sort is not Sort.NEWEST),
            ("sort by newest", Query()),
        ]
        for name, query in steps:
            self._ticker.start()
            shown = self._until_shown(query)
            wait(300)
            say(f"  {name}: shown after {shown:.0f} ms, {self._ticker.summary()}")
        self._compare_with_proxy()
        self._change("ours")
        self._application.quit()

    def _paint(self, view: QTableView) -> list[float]:
        view.show()
        wait(200)
        bar, times = view.verticalScrollBar(), []
        for at in range(PAGES):
            bar.setValue(bar.maximum() * at // PAGES)
            began = time.perf_counter()
            view.viewport().repaint()
            times.append((time.perf_counter() - began) * 1000)
        bar.setValue(0)
        return times

    def _until_shown(self, query: Query) -> float:
        """Milliseconds until the rows stand and are painted."""
        began = time.perf_counter()
        self._model.show_only(query)
        until(lambda: not self._model.arranging)
        self._view.viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def _compare_with_proxy(self) -> None:
        """What Qt's own parts need for the same: in one go, on the GUI thread."""
        for name, act in (("filter", self._proxy_filter), ("sort", self._proxy_sort)):
            self._proxy.setSourceModel(self._model)
            self._proxy.setFilterRegularExpression("")
            self._bare.setModel(self._proxy)
            self._bare.show()
            wait(100)
            began = time.perf_counter()
            act()
            self._bare.viewport().repaint()
            say(f"  bare, Qt's proxy model, {name}, one stall: {(time.perf_counter() - began) * 1000:.0f} ms")
        self._bare.hide()
        self._bare.setModel(Empty(self))
        self._proxy.setSourceModel(Empty(self))

    def _proxy_filter(self) -> None:
        self._proxy.setFilterFixedString("canyon 77")

    def _proxy_sort(self) -> None:
        self._proxy.sort(0)

    def _change(self, name: str) -> None:
        """Answers come in for tasks all over the library."""
        answers = self._answers()
        timer = QTimer(self, interval=BATCH_MS, timerType=Qt.TimerType.PreciseTimer)
        count = 0

        def batch() -> None:
            nonlocal count
            due = (time.perf_counter() - began) * 1000 / BATCH_MS * BATCH
            while count < due:
                next(answers)()
                count += 1

        timer.timeout.connect(batch)
        began = time.perf_counter()
        self._ticker.start()
        timer.start()
        wait(CHANGES_MS)
        timer.stop()
        say(f"  {count / CHANGES_MS * 1000:.0f} changes a second, {name}: {self._ticker.summary()}")

    def _answers(self) -> Iterator[Callable[[], None]]:
        keys = [key for key, task in self._library.tasks.items() if not task.ended] or list(self._library.tasks)
        for turn, key in enumerate(cycle(keys)):
            yield self._answer(key, turn)

    def _answer(self, key: TaskKey, turn: int) -> Callable[[], None]:
        task = self._library.tasks[key]
        answer = Answer(task.prompt, tuple(replace(video, progress=turn % 99) for video in task.videos))

        def apply() -> None:
            self._library.apply_answer(key, answer)

        return apply


class Empty(QSortFilterProxyModel):
    """No rows."""


def resident_mib() -> float:
    """What the process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def wait(milliseconds: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(true: Callable[[], bool]) -> None:
    """Let the event loop run until this holds."""
    while not true():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def measure(folder: Path) -> None:
    """One window on this data folder."""
    application = start(Options(data_dir=folder))
    assert application is not None
    course = Course(application)
    QTimer.singleShot(SETTLE_MS, course, course.run)
    QApplication.exec()


def main() -> None:
    """Each count in a process of its own."""
    if len(sys.argv) > 2 and sys.argv[1] == "in":
        gc.disable()  # as `app/__main__` does
        measure(Path(sys.argv[2]))
        return
    for count in [int(each) for each in sys.argv[1:]] or COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            make_library(Path(folder), count)
            say(f"{count:,} videos")
            say(f"  start to a full page: {compare(folder)}")
            subprocess.run([sys.executable, "-m", "tests.benchmarks.rows", "in", folder], check=True)


if __name__ == "__main__":
    main()
