"""Looks through the library for finished videos that are in no file, at some tasks in each turn of the event loop."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.model import TaskKey, VideoKey
from app.services.library import Library

AT_ONCE = 200
"""Tasks that are looked at in any case: a fifth of a millisecond (measured)."""
SLICE = 0.002
"""Seconds after which the rest has to wait for the next turn."""


class UnsavedSearch(QObject):
    """One search at a time, through the tasks that are there as it begins.

    Signals:
        found: tuple of VideoKey that were never in a file, and one of those whose file is lost.
        ended: how many were found in all.
    """

    found = Signal(object, object)
    ended = Signal(int)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._unread: Iterator[TaskKey] = iter(())
        self._count = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)

    def start(self) -> None:
        """Begin, with the first tasks at once; a search that is under way ends first."""
        self.finish()
        self._unread, self._count = iter(tuple(self._library.tasks)), 0
        self._timer.start()
        self._work()

    def finish(self) -> None:
        """Look at all that is left now."""
        while self._timer.isActive():
            self._look_at_some()

    def _work(self) -> None:
        end = perf_counter() + SLICE
        self._look_at_some()
        while self._timer.isActive() and perf_counter() < end:
            self._look_at_some()

    def _look_at_some(self) -> None:
        new: list[VideoKey] = []
        lost: list[VideoKey] = []
        keys = tuple(islice(self._unread, AT_ONCE))
        for key in keys:
            task = self._library.task(key)
            for video in task.videos if task is not None else ():
                if video.unsaved and task is not None:
                    (lost if video.lost else new).append(task.video_key(video))
        self._count += len(new) + len(lost)
        if new or lost:
            self.found.emit(tuple(new), tuple(lost))
        if len(keys) < AT_ONCE:
            self._timer.stop()
            self.ended.emit(self._count)
