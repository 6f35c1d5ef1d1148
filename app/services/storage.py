"""The one thread that owns the database. Work is done in the order it comes, and all of it before the app ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorCode, PikaError
from app.services.jobs import Lane, Outcome

if TYPE_CHECKING:
    from app.core.store import Store

T = TypeVar("T")
_TO_OPEN_ANEW = frozenset({ErrorCode.LIBRARY_DAMAGED, ErrorCode.LIBRARY_READ_ONLY, ErrorCode.DISK_FAILED})
"""After these, what is open may stay as it is for ever, whatever becomes of the disk."""


class Storage(QObject):
    """Runs work on the open `Store`; opens it, and imports sqlite3, with the first work.

    A database that is deleted or replaced while it is open is brought back with all that it holds: after the next
    work, or before it is closed.

    Signals:
        brought_back: that was done; the name that a file has now which stood in its place, "" where none did.

    Args:
        path: the database file.
    """

    brought_back = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._lane = Lane("storage", parent=self)
        self._store: Store | None = None
        self._was_used = False
        self._has_failed = False
        self._has_ended = False

    @property
    def path(self) -> Path:
        """The database file."""
        return self._path

    @property
    def has_failed(self) -> bool:
        """Whether the work that was done last failed."""
        return self._has_failed

    def run(self, work: Callable[[Store], T], done: Callable[[Outcome[T]], None] | None = None) -> None:
        """Runs `work` on the storage thread, then `done` on this one.

        A problem says what is wrong with the library, or DISK_FAILED, in SQLite's words.
        """
        self._lane.run(lambda _cancel: self._with_store(work), done)

    def run_apart(self, work: Callable[[Path], T], done: Callable[[Outcome[T]], None] | None = None) -> None:
        """Runs work on the file itself, on the same thread, while the database is closed; else as `run`."""
        self._lane.run(lambda _cancel: self._without_store(work), done)

    def _with_store(self, work: Callable[[Store], T]) -> T:
        from app.core.store_errors import StoreError  # sqlite3 is kept off the way to the first paint

        try:
            store = self._opened()
            value = work(store)
            if store.has_moved:
                self._bring_back(store)
            self._has_failed = False
            return value
        except StoreError as error:
            self._has_failed = True
            if error.code in _TO_OPEN_ANEW and self._store is not None and not self._store.has_moved:
                self._close()
            raise PikaError(error.code, str(error)) from error

    def _opened(self) -> Store:
        from app.core.store_errors import StoreError
        from app.core.store_opening import open_store

        if self._store is None:
            # A new one is never begun beneath a list that is in memory, or while somebody puts the file back.
            if self._was_used and _is_empty(self._path):
                raise StoreError("the library's file is gone", ErrorCode.LIBRARY_MISSING)
            self._was_used = True
            self._store = open_store(self._path)
        return self._store

    def _bring_back(self, store: Store) -> None:
        from app.core.recovery import carry_over

        aside = carry_over(store, self._path)
        self._store = None
        self._lane.deliver(partial(self.brought_back.emit, aside))

    def _without_store(self, work: Callable[[Path], T]) -> T:
        from app.core.store_errors import StoreError

        try:
            self._end()
            return work(self._path)
        except StoreError as error:
            raise PikaError(error.code, str(error)) from error

    def stop(self, timeout: float) -> bool:
        """Does all that is queued, closes the database; whether it is there, and within `timeout` seconds."""
        self._lane.run(lambda _cancel: self._without_store(self._note_end))
        self._lane.stop(drain=True)
        return self._lane.join(timeout) and self._has_ended

    def _note_end(self, _path: Path) -> None:
        self._has_ended = True

    def _end(self) -> None:
        if self._store is not None and self._store.has_moved:
            self._bring_back(self._store)
        self._close()

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def _is_empty(path: Path) -> bool:
    try:
        return (path.is_file() and path.stat().st_size == 0) or not path.exists()
    except OSError:
        return False
