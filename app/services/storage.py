"""The one thread that owns the database. Work is done in the order it comes, and all of it before the app ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError
from app.services.jobs import Lane, Outcome

if TYPE_CHECKING:
    from app.core.store import Store

T = TypeVar("T")


class Storage(QObject):
    """Runs work on the open `Store`; opens it, and imports sqlite3, with the first work.

    Args:
        path: the database file.
    """

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._lane = Lane("storage", parent=self)
        self._store: Store | None = None

    def run(self, work: Callable[[Store], T], done: Callable[[Outcome[T]], None] | None = None) -> None:
        """Runs `work` on the storage thread, then `done` on this one; a problem is DISK_FAILED with SQLite's words."""
        self._lane.run(lambda _cancel: self._with_store(work), done)

    def _with_store(self, work: Callable[[Store], T]) -> T:
        from app.core.store import Store, StoreError  # sqlite3 is kept off the way to the first paint

        try:
            if self._store is None:
                self._store = Store(self._path)
            return work(self._store)
        except StoreError as error:
            raise PikaError(ErrorCode.DISK_FAILED, str(error)) from error

    def stop(self, timeout: float) -> bool:
        """Does all that is queued, closes the database; whether it was done within `timeout` seconds."""
        self._lane.run(self._close)
        self._lane.stop(drain=True)
        return self._lane.join(timeout)

    def _close(self, _cancel: Cancel) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
