"""How the library comes out of the database: the newest tasks first, then all, and again until it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.services.jobs import Outcome
from app.services.storage import Storage

if TYPE_CHECKING:
    from app.core.store import Snapshot, Store

NEWEST = 200
"""Tasks that are read first: some screens full. Of 10,000 all take 80 ms, these 2 ms (measured)."""
PREVIEWED_MS = 50
"""For the first page to be painted before the others are read: both want the interpreter."""


class LibraryReading(QObject):
    """Reads when it is told to, and by itself once more after each failure.

    Signals:
        previewed: Snapshot of the newest tasks; the others are still to come.
        ended: Snapshot of all.
        failed: Problem; a new try follows.

    Args:
        retry_ms: milliseconds from a failure to the next try.
    """

    previewed = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, storage: Storage, retry_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage = storage
        self._is_under_way = False
        self._again = QTimer(self, singleShot=True, interval=retry_ms)
        self._again.timeout.connect(self.start)
        self._rest = QTimer(self, singleShot=True, interval=PREVIEWED_MS)
        self._rest.timeout.connect(self._read_all)

    def start(self) -> None:
        """Read it now. While that is under way nothing more is done: a second result would be older than the list."""
        if self._is_under_way:
            return
        self._is_under_way = True
        self._storage.run(_load_newest, self._on_newest)

    def stop(self) -> None:
        """Try no more."""
        self._again.stop()
        self._rest.stop()

    def _read_all(self) -> None:
        self._storage.run(_load, self._on_all)

    def _on_newest(self, outcome: Outcome[Snapshot]) -> None:
        if outcome.value is None or outcome.value.whole:
            self._on_all(outcome)
            return
        self._rest.start()
        self.previewed.emit(outcome.value)

    def _on_all(self, outcome: Outcome[Snapshot]) -> None:
        self._is_under_way = False
        if outcome.value is not None:
            self._again.stop()
            self.ended.emit(outcome.value)
            return
        self._again.start()
        if outcome.problem is not None:
            self.failed.emit(outcome.problem)


def _load_newest(store: Store) -> Snapshot:
    return store.load(NEWEST)


def _load(store: Store) -> Snapshot:
    return store.load()
