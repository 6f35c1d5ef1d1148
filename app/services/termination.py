"""SIGTERM and SIGINT as a Qt signal: Python's handlers run only when it gets a turn, so a pipe wakes Qt's loop.

On Windows, where a windowed program gets neither, nothing is done.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from app.early_signals import SIGNALS


class Termination(QObject):
    """Asks the app to end.

    Signals:
        requested: the system, or Ctrl+C, wants the app to end.
    """

    requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = False
        self._pipe: tuple[int, int] | None = None
        if sys.platform == "win32":
            return
        self._pipe = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._wanted = True

    def _on_woken(self) -> None:
        if self._pipe is None:
            return
        try:
            os.read(self._pipe[0], 4096)
        except BlockingIOError:
            return
        if self._wanted:
            self._wanted = False
            self.requested.emit()

    def close(self) -> None:
        """Tells of no more: a signal that comes now finds the app at its end, and must not spoil that."""
        if self._pipe is None:
            return
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        for end in self._pipe:
            os.close(end)
        self._pipe = None
