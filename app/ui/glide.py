"""Lets progress bars glide to a new value, and only those that are painted."""

from __future__ import annotations

import time
from collections.abc import Hashable

from PySide6.QtCore import QEasingCurve, QObject, QTimer, Signal

DURATION = 0.15
"""Seconds that a bar takes to its new value."""
_FRAME_MS = 16
_MOST = 200


class Glide(QObject):
    """The shown values by key. A value that is seen for the first time is shown at once.

    Signals:
        moved: tuple of the keys whose shown value is new.
    """

    moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.duration = DURATION
        self._curve = QEasingCurve(QEasingCurve.Type.OutCubic)
        self._targets: dict[Hashable, float] = {}
        self._moves: dict[Hashable, tuple[float, float]] = {}  # from which value, since when
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._on_frame)

    def value(self, key: Hashable, target: float) -> float:
        """What to paint now for a bar that should stand at `target`; asks for further frames where it has to move."""
        known = self._targets.get(key)
        if known is None or self.duration <= 0:
            if len(self._targets) >= _MOST:
                self._targets = {each: self._targets[each] for each in self._moves if each in self._targets}
            self._targets[key] = target
            return target
        if known != target:
            start = self._shown(key, known)
            self._targets[key] = target
            if target < start:  # a new transfer, not progress: nothing runs backwards
                self._moves.pop(key, None)
                return target
            self._moves[key] = (start, time.monotonic())
            if not self._timer.isActive():
                self._timer.start()
        return self._shown(key, target)

    @property
    def moving(self) -> bool:
        """Whether any bar is on its way."""
        return bool(self._moves)

    def _shown(self, key: Hashable, target: float) -> float:
        move = self._moves.get(key)
        if move is None:
            return target
        share = min(1.0, (time.monotonic() - move[1]) / self.duration)
        return move[0] + (target - move[0]) * self._curve.valueForProgress(share)

    def _on_frame(self) -> None:
        keys = tuple(self._moves)
        now = time.monotonic()
        for key, (_, since) in tuple(self._moves.items()):
            if now - since >= self.duration:
                del self._moves[key]
        if not self._moves:
            self._timer.stop()
        self.moved.emit(keys)
