"""Opens the library as it was left, or finds out that it cannot be: on the way to the first rows, with little ado."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from app.core import backups, replacing
from app.core.errors import ErrorCode
from app.core.store import Store
from app.core.store_errors import StoreError, told, verify

if TYPE_CHECKING:
    from app.core.db_pages import Log

_MAGIC = b"SQLite format 3\x00"
_VERSION_AT = 60
"""Of SQLite's header: four bytes, which are 0 in a database that no version of this program has made its own."""


def open_store(path: Path) -> Store:
    """Opens the library, or makes a new one where nothing tells that there was one.

    What was left by an end without care is looked through first: SQLite would bring a log of another file, or the
    part of a damaged one, into a database that is whole without it, and deletes the log of an empty file unread.

    Raises:
        StoreError: it cannot be used; nothing was changed.
    """
    try:
        replacing.finish(path)
        _verify_what_was_left(path)
    except (sqlite3.Error, OSError) as error:
        raise told(error, path) from error
    return Store(path)


def _verify_what_was_left(path: Path) -> None:
    log = _log_of(path)
    if path.is_dir() or (log is not None and log.is_broken):
        raise StoreError("database disk image is malformed", ErrorCode.LIBRARY_DAMAGED)
    left = log is not None and bool(log.committed)
    if _is_blank(path, log):
        if left or is_lost(path):
            raise StoreError("the library is gone or empty", ErrorCode.LIBRARY_MISSING)
    elif left:
        with closing(_opened_to_read(path)) as db:
            verify(db)


def is_lost(path: Path) -> bool:
    """Whether there is no library at this path although a backup has tasks, or a damaged one was laid aside."""
    return not _has_tables(path) and (backups.are_there(path) or replacing.last_aside(path) is not None)


def _log_of(path: Path) -> Log | None:
    """The log that was left, None where there is none: after a clean end."""
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return None
    from app.core.db_pages import read_log  # hardly ever needed

    return read_log(log)


def _is_blank(path: Path, log: Log | None) -> bool:
    """Whether the file, with its log, is none that this program has made tables in."""
    if log is not None and 1 in log.committed and path.is_file() and path.stat().st_size:
        return False
    try:
        with path.open("rb") as file:
            header = file.read(_VERSION_AT + 4)
    except FileNotFoundError:
        return True
    return not header or (header.startswith(_MAGIC) and not any(header[_VERSION_AT:]) and not _has_tables(path))


def _has_tables(path: Path) -> bool:
    """Whether there is a file with anything in it but the beginning of an empty database."""
    try:
        if not path.stat().st_size:
            return False
        with closing(_opened_to_read(path)) as db:
            return db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    except FileNotFoundError:
        return False
    except (sqlite3.Error, OSError):
        return True  # something is there; to open it tells what


def _opened_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)
