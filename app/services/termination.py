"""SIGTERM and SIGINT as a Qt signal: Python's handlers run only when it gets a turn, so a socket wakes Qt's loop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class Termination(QObject):
    """Asks the app to end.

    Signals:
        requested: the system, or Ctrl+C, wants the app to end.
    """

    requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._wanted = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._wanted = True

    def _on_woken(self) -> None:
        try:
            self._reader.recv(4096)
        except BlockingIOError:
            return
        if self._wanted:
            self._wanted = False
            self.requested.emit()

    def close(self) -> None:
        """Gives the signals back."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()
