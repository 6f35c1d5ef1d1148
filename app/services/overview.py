"""What the whole library comes to: how many videos are where, and how long they take. Follows it in small slices."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.arrange import Category
from app.core.counts import Counts
from app.core.model import DEMO_PROFILE, Task, TaskKey, Video
from app.core.time_left import Estimate, TimeLeft
from app.services.library import Library

_SLICE = 0.002
"""Seconds of work between two turns of the event loop."""
_CHUNK = 50
_TELL_MS = 100
"""Counts that change a thousand times a second are told ten times."""


class Overview(QObject):
    """Counts and times, at most a few slices behind the library.

    Signals:
        counts_changed: told at most ten times a second.
    """

    counts_changed = Signal()

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._counts = Counts()
        self._times = TimeLeft()
        self._ready = False
        self._todo: dict[TaskKey, bool] = {}  # whether it was there before this run, and is only learnt from
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._work)
        self._tell = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._tell.timeout.connect(self.counts_changed)
        library.loaded.connect(self._on_loaded)
        library.tasks_added.connect(self._on_changed)
        library.tasks_updated.connect(self._on_changed)
        library.tasks_removed.connect(self._on_changed)
        if library.is_loaded:
            self._on_loaded()

    @property
    def counts(self) -> Counts:
        """How many videos are where; once `complete`, of all."""
        return self._counts

    @property
    def ready(self) -> bool:
        """Whether everything has been counted once: from then on the counts are at most some slices behind."""
        return self._ready

    @property
    def complete(self) -> bool:
        """Whether everything is counted as it is now."""
        return self._library.is_loaded and not self._todo

    @property
    def unsaved(self) -> int:
        """Finished videos that are in no file, but for those of the demo: its samples can be had again."""
        counts = self._counts
        return counts.of(Category.NOT_SAVED) - counts.of(Category.NOT_SAVED, DEMO_PROFILE)

    def estimate(self, task: Task, video: Video) -> Estimate:
        """What can be said of a video of the task now."""
        return self._times.estimate(task, video, time.time())

    def time_left(self, task: Task) -> float | None:
        """Seconds until the task is done; None where it is not known."""
        return self._times.of_task(task, time.time())

    def _on_loaded(self) -> None:
        self._take(self._library.tasks, True)

    def _on_changed(self, keys: Iterable[TaskKey]) -> None:
        self._take(keys, False)

    def _take(self, keys: Iterable[TaskKey], old: bool) -> None:
        """What is still to be learnt from stays so, however often it changes meanwhile."""
        for key in keys:
            self._todo[key] = self._todo.get(key, old)
        if self._todo and not self._slice.isActive():
            self._slice.start()

    def _work(self) -> None:
        end, now = perf_counter() + _SLICE, time.time()
        while self._todo and perf_counter() < end:
            for key in list(islice(self._todo, _CHUNK)):
                self._count(key, self._todo.pop(key), now)
        if not self._todo:
            self._slice.stop()
            self._ready = self._ready or self._library.is_loaded
        if not self._tell.isActive():
            self._tell.start()

    def _count(self, key: TaskKey, old: bool, now: float) -> None:
        task = self._library.task(key)
        self._counts.put(key, task)
        if task is None:
            self._times.forget(key)
            return
        if old:
            self._times.learn(task)
        self._times.observe(task, now)
