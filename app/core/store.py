"""The library on disk: SQLite in WAL mode, versioned, migrated with a backup before. Used by one thread at a time.

Every call that changes something is one transaction, committed when the call returns, with synchronous=FULL, so that
what the window shows as added survives a kill and a power loss (measured: 0.2 ms each).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from app.core import backups
from app.core.errors import ErrorCode
from app.core.model import (
    DEMO_PROFILE,
    Profile,
    Removal,
    SavedFile,
    Task,
    TaskKey,
    Video,
    VideoKey,
    WantedSave,
)
from app.core.rows import (
    SAVED_COLUMNS,
    TASK_COLUMNS,
    VIDEO_COLUMNS,
    read_saved,
    read_task,
    read_video,
    saved_row,
    task_row,
    video_row,
)
from app.core.schema import MIGRATIONS
from app.core.store_errors import StoreError, later_version, told, verify

REMOVED_KEPT_FOR = 30 * 86_400.0
"""Seconds for which all that is known of a removed task is kept, in case that it is added again."""


_OF_TASK = "seq=(SELECT seq FROM task WHERE profile=? AND task_id=?)"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything tracked: profiles (demo first), tasks by `seq`, and the saves that are not done, in their order.

    `removals` are the steps in which tasks were removed that can still be brought back, the oldest first.
    `whole` is False where older tasks were left out.
    """

    profiles: tuple[Profile, ...]
    tasks: tuple[Task, ...]
    saves: tuple[WantedSave, ...] = ()
    whole: bool = True
    removals: tuple[Removal, ...] = ()


class Store:
    """One open database.

    Args:
        path: the file; made, with its folder, where missing.
        read_only: for `--export` beside an open window: nothing is made, migrated or changed.

    Raises:
        StoreError: it cannot be opened, is no database, or is of a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        try:
            if read_only:
                self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)
            else:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._db = sqlite3.connect(path, timeout=5.0, check_same_thread=False)
        except (sqlite3.Error, OSError) as error:
            raise told(error, path) from error
        try:
            self._db.isolation_level = None
            self._prepare(read_only=read_only)
            self._identity = _identity(path)
        except (sqlite3.Error, OSError) as error:
            self._db.close()
            raise told(error, path) from error
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, *, read_only: bool) -> None:
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise later_version(self._db, version)
        if version < 0:
            raise StoreError(f"there is no database version {version}", ErrorCode.LIBRARY_DAMAGED)
        self._is_blank = read_only and version == 0  # a window is just making it
        if read_only:
            if version not in (0, len(MIGRATIONS)):
                raise StoreError(f"database version {version} has to be opened by the window first")
            return
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA foreign_keys=ON")
        if 0 < version < len(MIGRATIONS):
            backups.make(self._db, backups.before_step(self._path, version))
        if version == len(MIGRATIONS):
            return
        with self._transaction():  # all at once: whoever exports meanwhile sees the one version or the other
            for step in MIGRATIONS[version:]:
                step(self._db)
            self._db.execute(f"PRAGMA user_version={len(MIGRATIONS)}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk has ended it already
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _change(self) -> Iterator[None]:
        try:
            with self._transaction():
                yield
        except (sqlite3.Error, UnicodeError, OverflowError) as error:  # the latter two: values that SQLite cannot hold
            raise told(error, self._path) from error

    @property
    def has_moved(self) -> bool:
        """Whether the file at the path is no longer the one that is open: what is committed now would be lost."""
        try:
            return _identity(self._path) != self._identity
        except OSError:
            return True

    def probe(self) -> None:
        """Writes nothing new, as a test whether the disk takes it.

        Raises:
            StoreError: it does not.
        """
        with self._change():
            self._db.execute(f"PRAGMA user_version={len(MIGRATIONS)}")

    def copy(self, target: Path) -> None:
        """Brings all that is committed into another file, also where the own one was deleted while it is open.

        Raises:
            StoreError: it could not be read, or not be written whole.
        """
        backups.make(self._db, target)

    def close(self) -> None:
        """Closes the database; what was committed is in it."""
        self._db.close()

    def load(self, newest: int | None = None) -> Snapshot:
        """Everything tracked, without what was removed; of the tasks, only the `newest` where a number is given.

        Raises:
            StoreError: it cannot be read; of all, also where they contradict themselves.
        """
        if self._is_blank:
            return Snapshot((), ())
        try:
            after = self._seq_before(newest) if newest is not None else None
            if after is None:
                verify(self._db)
            profiles = [
                Profile(key, name, endpoint, bool(insecure))
                for key, name, endpoint, insecure in self._db.execute(
                    "SELECT id, name, endpoint, insecure_key FROM profile ORDER BY id != ?, rowid", (DEMO_PROFILE,)
                )
            ]
            tasks = tuple(self._tasks("task.removed IS NULL AND task.seq > ?", (-1 if after is None else after,)))
            saves, removals = tuple(self._saves()), tuple(self._removals())
            return Snapshot(tuple(profiles), tasks, saves, after is None, removals)
        except (ValueError, TypeError, sqlite3.DataError) as error:  # a value that no program has written
            raise StoreError(str(error), ErrorCode.LIBRARY_DAMAGED) from error
        except sqlite3.Error as error:
            raise told(error, self._path) from error

    def _seq_before(self, newest: int) -> int | None:
        """The `seq` of the newest task that is not among the `newest`, None where there are no more than these."""
        found = self._db.execute(
            "SELECT seq FROM task WHERE removed IS NULL ORDER BY seq DESC LIMIT 1 OFFSET ?", (newest,)
        ).fetchone()
        return None if found is None else int(found[0])

    def _tasks(self, where: str, values: Sequence[object]) -> Iterator[Task]:
        videos: dict[int, list[Video]] = {}
        columns = ", ".join(f"video.{name}" for name in VIDEO_COLUMNS)
        select = f"SELECT {columns} FROM video JOIN task USING (seq) WHERE {where} ORDER BY video.seq, place"  # noqa: S608 - constants
        for row in self._db.execute(select, values):
            videos.setdefault(row[0], []).append(read_video(row))
        columns = ", ".join(TASK_COLUMNS)
        for row in self._db.execute(f"SELECT {columns} FROM task WHERE {where} ORDER BY seq", values):  # noqa: S608 - constants
            yield read_task(row, tuple(videos.get(row[0], ())))

    def _saves(self) -> Iterator[WantedSave]:
        select = (
            f"SELECT profile, task_id, video_id, nth, folder, stem, paused, {', '.join(SAVED_COLUMNS)}"  # noqa: S608 - constants
            " FROM save JOIN task USING (seq) WHERE removed IS NULL ORDER BY save.rowid"
        )
        for profile, task_id, video_id, nth, folder, stem, paused, *file in self._db.execute(select):
            yield WantedSave(VideoKey(profile, task_id, video_id, nth), folder, stem, bool(paused), read_saved(file))

    def _removals(self) -> Iterator[Removal]:
        select = "SELECT removal, removed, profile, task_id FROM task WHERE removed IS NOT NULL ORDER BY removal, seq"
        for number, rows in groupby(self._db.execute(select), itemgetter(0)):
            step = list(rows)
            yield Removal(number or 0, step[0][1], tuple(TaskKey(profile, task_id) for _, _, profile, task_id in step))

    def fill(self, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        """Takes in rows by table and column, the tables in the order in which they refer to each other.

        A row that another one stands in the way of is left out.

        Raises:
            StoreError: nothing of it was written.
        """
        with self._change():
            for table, each in ((table, row) for table, found in rows.items() for row in found):
                marks = ", ".join("?" * len(each))
                self._db.execute(
                    f"INSERT OR IGNORE INTO {table} ({', '.join(each)}) VALUES ({marks})",  # noqa: S608 - constants
                    tuple(each.values()),
                )

    def put_profile(self, profile: Profile) -> None:
        """Adds or changes a profile.

        Raises:
            StoreError: it cannot be written.
        """
        with self._change():
            self._db.execute(
                "INSERT INTO profile (id, name, endpoint, insecure_key) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                " SET name=excluded.name, endpoint=excluded.endpoint, insecure_key=excluded.insecure_key",
                (profile.id, profile.name, profile.endpoint, profile.insecure_key),
            )

    def remove_profile(self, profile_id: str) -> None:
        """Takes out a profile and all of its tasks, for good.

        Raises:
            StoreError: it cannot be written.
        """
        with self._change():
            self._db.execute("DELETE FROM task WHERE profile=?", (profile_id,))
            self._db.execute("DELETE FROM profile WHERE id=?", (profile_id,))

    def add(self, keys: Sequence[TaskKey], now: float, auto_save_dir: str = "") -> tuple[Task, ...]:
        """Tracks these from now on; one that was removed comes back with all that was known of it.

        Args:
            keys: of any number; those that are tracked already are left as they are, but for the folder.
            now: epoch seconds (UTC).
            auto_save_dir: where their videos are saved as they finish; "" leaves what is there.

        Returns:
            The tasks of all keys, as they now stand, by `seq`.

        Raises:
            StoreError: nothing of it was written.
        """
        with self._change():
            for key in keys:
                self._db.execute(
                    "DELETE FROM task WHERE profile=? AND task_id=? AND removed < ?", (*key, now - REMOVED_KEPT_FOR)
                )
                self._db.execute(
                    "INSERT INTO task (profile, task_id, added, changed, auto_save_dir) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (profile, task_id) DO UPDATE SET removed=NULL, removal=NULL, stopped=0,"
                    " auto_save_dir=CASE excluded.auto_save_dir WHEN '' THEN auto_save_dir"
                    " ELSE excluded.auto_save_dir END",
                    (key.profile, key.task_id, now, now, auto_save_dir),
                )
            found = [task for key in keys for task in self._tasks("task.profile=? AND task.task_id=?", key)]
        return tuple(sorted(found, key=lambda task: task.seq))

    def put_tasks(self, tasks: Iterable[Task]) -> None:
        """Writes what is known of tasks that are tracked; of one that is not, nothing.

        Raises:
            StoreError: nothing of it was written.
        """
        with self._change():
            for task in tasks:
                row = task_row(task)
                news = ", ".join(f"{name}=?" for name in row)
                self._db.execute(f"UPDATE task SET {news} WHERE seq=?", (*row.values(), task.seq))  # noqa: S608 - constants
                self._put_videos(task)

    def _put_videos(self, task: Task) -> None:
        if not self._db.execute("SELECT 1 FROM task WHERE seq=?", (task.seq,)).fetchone():
            return
        self._db.execute("DELETE FROM video WHERE seq=? AND place>=?", (task.seq, len(task.videos)))
        marks = ", ".join("?" * len(VIDEO_COLUMNS))
        self._db.executemany(
            f"INSERT OR REPLACE INTO video ({', '.join(VIDEO_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - constants
            [video_row(task.seq, place, video) for place, video in enumerate(task.videos)],
        )

    def put_saves(self, saves: Iterable[WantedSave]) -> None:
        """Adds or changes saves that were asked for; those of tasks that are not tracked, not.

        Raises:
            StoreError: nothing of it was written.
        """
        names = ("stem", "paused", *SAVED_COLUMNS)
        marks, news = ", ".join("?" * len(names)), ", ".join(f"{name}=excluded.{name}" for name in names)
        with self._change():
            self._db.executemany(
                f"INSERT INTO save (seq, video_id, nth, folder, {', '.join(names)})"  # noqa: S608 - constants
                f" SELECT seq, ?, ?, ?, {marks} FROM task WHERE profile=? AND task_id=?"
                f" ON CONFLICT (seq, video_id, nth, folder) DO UPDATE SET {news}",
                [
                    (*_video_and_folder(each), each.stem, each.paused, *saved_row(each.file), *each.key.task)
                    for each in saves
                ],
            )

    def drop_saves(self, saves: Iterable[WantedSave]) -> None:
        """Takes out saves that are no longer wanted.

        Raises:
            StoreError: nothing of it was written.
        """
        with self._change():
            self._drop_saves(saves)

    def _drop_saves(self, saves: Iterable[WantedSave]) -> None:
        self._db.executemany(
            f"DELETE FROM save WHERE video_id=? AND nth=? AND folder=? AND {_OF_TASK}",  # noqa: S608 - constants
            [(*_video_and_folder(each), *each.key.task) for each in saves],
        )

    def finish_save(self, save: WantedSave, file: SavedFile) -> None:
        """Notes the file of a save that is done, whatever else waits to be written of its task.

        Raises:
            StoreError: nothing of it was written.
        """
        columns = ", ".join(f"{name}=?" for name in SAVED_COLUMNS)
        with self._change():
            self._db.execute(
                f"UPDATE video SET {columns} WHERE video_id=? AND nth=? AND {_OF_TASK}",  # noqa: S608 - constants
                (*saved_row(file), save.key.video_id, save.key.nth, *save.key.task),
            )
            self._drop_saves([save])

    def set_removed(self, keys: Iterable[TaskKey], now: float | None, removal: int | None = None) -> None:
        """Marks tasks as removed at this moment (epoch seconds) in the step `removal`, or, with None, as tracked again.

        Raises:
            StoreError: nothing of it was written.
        """
        with self._change():
            self._db.executemany(
                "UPDATE task SET removed=?, removal=? WHERE profile=? AND task_id=?",
                [(now, removal, *key) for key in keys],
            )

    def restore(self, keys: Iterable[TaskKey]) -> tuple[Task, ...]:
        """Tracks removed tasks again, as if they had never been away; what was deleted for good stays so.

        Returns:
            Those of them that are tracked now, by `seq`.

        Raises:
            StoreError: nothing of it was written.
        """
        with self._change():
            wanted = list(keys)
            self._db.executemany("UPDATE task SET removed=NULL, removal=NULL WHERE profile=? AND task_id=?", wanted)
            found = [task for key in wanted for task in self._tasks("task.profile=? AND task.task_id=?", key)]
        return tuple(sorted(found, key=lambda task: task.seq))

    def purge(self, now: float | None = None) -> None:
        """Deletes for good what was removed longer ago than `REMOVED_KEPT_FOR`.

        Raises:
            StoreError: nothing of it was written.
        """
        with self._change():
            limit = (time.time() if now is None else now) - REMOVED_KEPT_FOR
            self._db.execute("DELETE FROM task WHERE removed < ?", (limit,))


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _video_and_folder(save: WantedSave) -> tuple[str, int, str]:
    return save.key.video_id, save.key.nth, save.folder
