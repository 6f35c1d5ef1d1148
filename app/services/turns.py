"""Takes what many results bring one a turn of the event loop: the loop itself hands over all that wait at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Turns(QObject):
    """Calls in the order in which they come: the first at once, each that follows in a turn of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._next)

    def take(self, call: Callable[[], None]) -> None:
        """Call this when it is its turn."""
        self._waiting.append(call)
        if not self._timer.isActive():
            self._next()

    def _next(self) -> None:
        if self._waiting:
            self._timer.start()
            self._waiting.popleft()()
