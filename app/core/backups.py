"""The backups of the database: whole, verified and on the disk before they count; which are kept, and which there are.

Two kinds lie beside the database: one of each former version, made before its tables are changed, and one of each day
on which the app ran. Of the daily ones the two newest are kept, and the fullest of the others for a month where it
holds over twice as many tasks as the newest: a library that was emptied by a fault must not push out what it held.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.moving import sync_folder
from app.core.store_errors import StoreError, told, verify

GENERATIONS = 2
FULLEST_KEPT_FOR = 30 * 86_400.0
"""Seconds."""
_SUFFIX = ".backup"
_DRAFT = ".part"
_CLOCK_SLACK = 3_600.0
"""Seconds that a file server's clock may be ahead of this machine's."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that was found.

    Attributes:
        at: when it was made, epoch seconds (UTC).
        tasks: how many are tracked in it.
    """

    path: Path
    at: float
    tasks: int


def before_step(database: Path, version: int) -> Path:
    """The backup of a version of the tables."""
    return database.with_name(f"{database.name}.v{version}{_SUFFIX}")


def of_day(database: Path, now: float) -> Path:
    """The backup of the calendar day (the user's) of this moment, in epoch seconds."""
    return database.with_name(f"{database.name}.{time.strftime('%Y-%m-%d', time.localtime(now))}{_SUFFIX}")


def make(db: sqlite3.Connection, target: Path) -> None:
    """Copies the open database; `target` is replaced once the copy is verified and on the disk, and not before.

    Raises:
        StoreError: LIBRARY_DAMAGED where the copy contradicts itself, as then does what was copied; or the disk's.
    """
    draft = target.with_name(f"{target.name}{_DRAFT}")
    try:
        discard(draft)
        with closing(sqlite3.connect(draft)) as copy:
            db.backup(copy)
            verify(copy)
        _remove_companions(draft)
        sync_file(draft)
        os.replace(draft, target)
        sync_folder(target.parent)
    except (sqlite3.Error, OSError) as error:
        raise told(error, target) from error
    finally:
        discard(draft)


def make_daily(database: Path, now: float) -> Path | None:
    """Makes the backup of this day, and lets older ones go; from any thread, beside open windows.

    One that is there already is made anew where the library holds over twice as many tasks by now; of a library
    without tasks there is none.

    Returns:
        The new backup, None where none was due.

    Raises:
        StoreError: as `make`; all former backups are still there.
    """
    target = of_day(database, now)
    had = (_tasks_in(target) or 0) if target.exists() else -1
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)) as db:
            count = _count(db)
            if not count or (had >= 0 and count <= 2 * had):
                return None
            make(db, target)
    except sqlite3.Error as error:
        raise told(error, database) from error
    _rotate(database, target, now)
    return target


def _rotate(database: Path, newest: Path, now: float) -> None:
    others = [each for each in _files(database) if not _is_of_step(database, each) and each != newest]
    # Of days to come, which a wrong clock has made, the age is not known: they go before those of days that were.
    others.sort(key=lambda each: (each.name < newest.name, each.name), reverse=True)
    old = others[GENERATIONS - 1 :]
    counts = {each: count for each in old if (count := _tasks_in(each)) is not None}
    fullest = max(counts, key=lambda each: counts[each], default=None)
    for each in old:
        is_full = each == fullest and counts[each] > 2 * (_tasks_in(newest) or 0)
        with suppress(OSError):
            if not is_full or now - each.stat().st_mtime > FULLEST_KEPT_FOR:
                each.unlink()
    for draft in database.parent.glob(f"{database.name}.*{_SUFFIX}{_DRAFT}"):  # the app ended while it was made
        discard(draft)


def found(database: Path) -> tuple[Backup, ...]:
    """The backups that hold tasks and are whole, newest first. Each is looked through: 0.2 s at 100,000 tasks.

    One that a wrong clock has dated ahead counts as the oldest: it would pass for the newest for years.
    """
    good = [
        Backup(each, each.stat().st_mtime, count)
        for each in _files(database)
        if (count := _tasks_in(each, whole=True)) is not None and count > 0
    ]
    latest = time.time() + _CLOCK_SLACK
    return tuple(sorted(good, key=lambda each: (each.at <= latest, each.at), reverse=True))


def are_there(database: Path) -> bool:
    """Whether any backup holds tasks; it is not looked through."""
    return any(_tasks_in(each) for each in _files(database))


def open_unchanged(path: Path) -> sqlite3.Connection:
    """A database that nobody writes to, opened so that nothing is written beside it either."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _files(database: Path) -> list[Path]:
    try:
        return [each for each in database.parent.glob(f"{database.name}.*{_SUFFIX}") if each.is_file()]
    except OSError:
        return []


def _is_of_step(database: Path, backup: Path) -> bool:
    return backup.name.startswith(f"{database.name}.v")


def _tasks_in(backup: Path, *, whole: bool = False) -> int | None:
    """How many are tracked in it, None where it cannot be read or, with `whole`, contradicts itself."""
    try:
        with closing(open_unchanged(backup)) as db:
            if whole:
                verify(db)
            return _count(db)
    except (sqlite3.Error, OSError, StoreError):
        return None


def _count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM task WHERE removed IS NULL").fetchone()[0])


def discard(draft: Path) -> None:
    """Deletes a database that did not come to its end, with what SQLite laid beside it. Never raises."""
    _remove_companions(draft)
    with suppress(OSError):
        draft.unlink()


def _remove_companions(database: Path) -> None:
    """Deletes what SQLite lays beside a database that is closed and holds everything itself."""
    for end in ("-wal", "-shm", "-journal"):
        with suppress(OSError):
            database.with_name(database.name + end).unlink()


def sync_file(path: Path) -> None:
    """What was written to this file is on the disk when this returns.

    Raises:
        OSError: it is not.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())
