"""Does long work on the GUI thread in slices, between which the window stays alive."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ErrorCode, Problem

_log = logging.getLogger(__name__)
SLICE = 0.003
"""Seconds of work at a time: two slices and a paint fit between two frames of a 60 Hz screen."""


class Stepper(QObject):
    """Runs one generator to its end; a new one takes the place of the old.

    A slice on the GUI thread is better than a worker thread here: Python's lock makes a busy worker stall the painting
    for longer than the slice does.

    Signals:
        finished: the generator that was started last has ended, also by an error: nobody waits for it for ever.

    Attributes:
        problem: why the work that was started last did not come to its own end.
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problem: Problem | None = None
        self._work: Iterator[object] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether work is left."""
        return self._work is not None

    def start(self, work: Iterator[object]) -> None:
        """Begin; the first slice runs before this returns, so that short work is done at once."""
        self._work, self.problem = work, None
        self._step()

    def stop(self) -> None:
        """Drop what is left; `finished` does not follow."""
        self._work = None
        self._timer.stop()

    def _end(self) -> None:
        self.stop()
        self.finished.emit()

    def _step(self) -> None:
        end = time.perf_counter() + SLICE
        while self._work is not None:
            try:
                next(self._work)
            except StopIteration:
                self._end()
                return
            except Exception as error:
                _log.exception("work in slices failed in an unforeseen way")
                self.problem = Problem(ErrorCode.INTERNAL, type(error).__name__)
                self._end()
                return
            if time.perf_counter() >= end:
                self._timer.start()
                return
