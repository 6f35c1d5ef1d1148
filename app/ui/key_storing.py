"""The way of a typed key into the keyring, which may take as long as a person needs to unlock it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import Problem
from app.services.keys import Keys

SLOW_AFTER_MS = 3_000
"""After this, another way is offered; the keyring is still waited for."""


class KeyStoring(QObject):
    """Stores one key; never blocks.

    Signals:
        done: the key is in the keyring, or is used for this session: it can be sent.
        slow: the keyring has not answered yet.
        failed: Problem; the key is nowhere.
    """

    done = Signal()
    slow = Signal()
    failed = Signal(object)

    def __init__(self, keys: Keys, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._origin = ""
        self._key = ""
        self._waiting = False
        self._timer = QTimer(self, singleShot=True, interval=SLOW_AFTER_MS)
        self._timer.timeout.connect(self.slow)
        keys.key_stored.connect(self._on_stored)

    @property
    def waiting(self) -> bool:
        """Whether the keyring has yet to answer."""
        return self._waiting

    def store(self, origin: str, key: str) -> None:
        """Begin."""
        self._origin, self._key = origin, key
        self._waiting = True
        self._timer.start()
        self._keys.store(origin, key)

    def use_for_session(self) -> None:
        """Go on without the keyring, be it slow or broken."""
        self._end()
        self._keys.use_for_session(self._origin, self._key)
        self.done.emit()

    def forget(self) -> None:
        """Wait no longer; what the keyring answers later changes nothing here."""
        self._end()
        self._origin = self._key = ""

    def _end(self) -> None:
        self._timer.stop()
        self._waiting = False

    def _on_stored(self, origin: str, problem: Problem | None) -> None:
        if not self.waiting or origin != self._origin:
            return
        self._end()
        if problem is None:
            self.done.emit()
        else:
            self.failed.emit(problem)
