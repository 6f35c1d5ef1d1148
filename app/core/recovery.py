"""A database that cannot be used: what there is to begin again with, and how it comes into its place.

The broken file is never deleted: it stays beside the new one, with the date in its name. A new database is made whole
and verified under another name, and only then takes the place.

To be called while no one of this program has the database open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.core import backups, holdings, replacing
from app.core.backups import Backup
from app.core.db_pages import read_log
from app.core.holdings import Holdings
from app.core.model import Removal, TaskKey
from app.core.store import Store
from app.core.store_errors import StoreError, told


class Way(StrEnum):
    """What to begin again with."""

    REPAIR = "repair"  # what can still be read, and what only the newest backup has
    BACKUP = "backup"  # the newest backup as it is
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to begin again with.

    Attributes:
        readable: tasks that can still be read of the damaged file.
        backup: the newest that holds tasks and is whole, None where there is none.
        repaired: tasks of both together.
    """

    readable: int = 0
    backup: Backup | None = None
    repaired: int = 0

    @property
    def ways(self) -> tuple[Way, ...]:
        """The best first: nothing that one of them would lose is better kept by a later one."""
        ways = []
        if self.readable:
            ways.append(Way.REPAIR)
        if self.backup is not None:
            ways.append(Way.BACKUP)
        return tuple(ways or [Way.EMPTY])


def survey(path: Path) -> Survey:
    """What there is to begin again with; of 100,000 tasks, some seconds.

    Raises:
        StoreError: the disk cannot be read.
    """
    backup = next(iter(backups.found(path)), None)
    read = _salvaged(path)
    both = holdings.together(read, holdings.of_backup(backup)) if backup is not None else read
    return Survey(read.tracked, backup, both.tracked)


def recover(path: Path, way: Way) -> str:
    """Makes the library anew.

    Returns:
        The name that what stood in its place has now; "" where nothing did.

    Raises:
        StoreError: it could not be made; all is as it was.
    """
    held = _salvaged(path) if way is Way.REPAIR else Holdings()
    backup = next(iter(backups.found(path)), None) if way is not Way.EMPTY else None
    if backup is not None:
        held = holdings.together(held, holdings.of_backup(backup))
    return replace(path, held)


def mend(path: Path, memory: Holdings, removals: Iterable[Removal], coming: Container[TaskKey]) -> str:
    """Makes the library of a window anew while it goes on: what it holds in memory, over all else that can be found.

    Args:
        path: the database file.
        memory: what the window holds.
        removals: the steps that it can undo.
        coming: tasks that it has asked for and not been told of yet.

    Returns:
        As `recover`.

    Raises:
        StoreError: it could not be made; all is as it was.
    """
    try:
        backup = next(iter(backups.found(path)), None)
        read = _salvaged(path)
        found = holdings.together(read, holdings.of_backup(backup)) if backup is not None else read
    except StoreError:
        found = Holdings()  # the memory has all that is tracked
    _make_folder(path)
    return replace(path, holdings.beneath(memory, found, removals, coming))


def carry_over(store: Store, path: Path) -> str:
    """The open database was deleted, or another file put into its place: brings its whole content back there.

    The store is closed then. What stands in the place is another's, and is laid aside like a damaged file.

    Returns:
        As `recover`.

    Raises:
        StoreError: it could not be brought back; the store is still open, with all that it holds.
    """
    _make_folder(path)
    draft = replacing.draft_of(path)
    try:
        store.copy(draft)
        aside = replacing.put(draft, path)
    except OSError as error:
        raise told(error, path) from error
    finally:
        backups.discard(draft)
    store.close()
    return aside


def replace(path: Path, held: Holdings) -> str:
    """Puts a new database of these holdings into the place; returns and raises as `recover`."""
    draft = replacing.draft_of(path)
    backups.discard(draft)
    try:
        with closing(Store(draft)) as store:
            holdings.write(held, store)
            store.load()  # which verifies it, and reads every value
        backups.sync_file(draft)
        return replacing.put(draft, path)
    except (OSError, sqlite3.Error) as error:
        raise told(error, path) from error
    finally:
        backups.discard(draft)


def _salvaged(path: Path) -> Holdings:
    """What can be read in the place; where nothing stands there, of what was last laid aside."""
    try:
        log = read_log(path.with_name(f"{path.name}-wal"))
        if not path.is_file() and not log.holds_any:
            path = replacing.last_aside(path) or path
            log = read_log(path.with_name(f"{path.name}-wal"))
        return holdings.salvaged(path.read_bytes() if path.is_file() else b"", log)
    except OSError as error:
        raise told(error, path) from error


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise told(error, path) from error
