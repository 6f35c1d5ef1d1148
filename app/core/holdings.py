"""What libraries hold, as plain rows: read from what is left of one, put together, and written as a new database.

The best of several sources wins, task by task: what the window holds in memory, what can still be read of a damaged
file, what a backup has. Nothing that was known is replaced by less: videos and saved files that only an older source
has are kept, and a task of which only the ID is left is tracked again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from app.core import backups
from app.core.db_pages import NO_LOG, Log, Pages, Record, Value, records
from app.core.endpoints import NOWHERE
from app.core.model import DEMO_PROFILE, Profile, Removal, Task, TaskKey, VideoStatus, WantedSave
from app.core.rows import SAVED_COLUMNS, VIDEO_COLUMNS, saved_row, task_row, video_row
from app.core.schema import MIGRATIONS
from app.core.store import Store
from app.core.store_errors import told
from app.core.task_ids import is_task_id

Row = Mapping[str, Value]

_FIRST_COLUMNS: Final = MappingProxyType({"profile": 4, "task": 14, "video": 21, "save": 12})
"""How many columns the first version of each table had: by their number records are told apart."""
_OF_ID_INDEX = 3
"""Columns of the index over tasks: profile, ID, seq."""
_MOST_SEQ = 1 << 53


@dataclass(slots=True)
class HeldTask:
    """A task's row, its videos by place, and its saves; `whole` is False where only its ID is known."""

    row: dict[str, Value]
    videos: dict[int, dict[str, Value]] = field(default_factory=dict)
    saves: list[dict[str, Value]] = field(default_factory=list)
    whole: bool = True

    @property
    def newest(self) -> float:
        """When it last changed, epoch seconds."""
        return max(_number(self.row.get("changed")), _number(self.row.get("answered")))

    @property
    def seq(self) -> int:
        """Its place in the order of adding."""
        return int(_number(self.row["seq"]))


@dataclass(slots=True)
class Holdings:
    """The rows of one library."""

    profiles: dict[str, dict[str, Value]] = field(default_factory=dict)
    tasks: dict[TaskKey, HeldTask] = field(default_factory=dict)

    @property
    def tracked(self) -> int:
        """How many tasks it holds, without those that were removed."""
        return sum(held.row.get("removed") is None for held in self.tasks.values())


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str
    needed: bool
    default: Value


@cache
def _columns(table: str) -> tuple[_Column, ...]:
    """The columns as this program's version has them."""
    with closing(sqlite3.connect(":memory:")) as db:
        for step in MIGRATIONS:
            step(db)
        found = db.execute(f"PRAGMA table_info({table})").fetchall()
    unquoted: dict[str, Value] = {"''": "", "0": 0}
    return tuple(
        _Column(name, kind, bool(needed), unquoted.get(str(default))) for _, name, kind, needed, default, _ in found
    )


_TYPES: Final = MappingProxyType({"TEXT": (str,), "INTEGER": (int,), "REAL": (int, float)})


def _named(table: str, values: tuple[Value, ...]) -> dict[str, Value] | None:
    """A record's values by column, None where one is of a kind that this column never holds."""
    row: dict[str, Value] = {}
    for column, value in zip(_columns(table), values, strict=False):
        if value is None:
            if column.needed and column.default is None:
                return None
            row[column.name] = column.default if column.needed else None
        elif isinstance(value, _TYPES[column.kind]):
            row[column.name] = value
        else:
            return None
    for column in _columns(table)[len(values) :]:
        if column.needed and column.default is None:
            return None
        row[column.name] = column.default if column.needed else None
    return row


def salvaged(data: bytes, log: Log = NO_LOG) -> Holdings:
    """What the pages of a database and of its log still hold, in whatever state they are.

    Args:
        data: the database file; any bytes.
        log: its write-ahead log, or one that was left there.
    """
    made = _Salvage()
    newest = Pages(data, log.committed)
    made.take(newest.records())
    if log.committed:
        made.take(Pages(data, {}).records())
    for _, page in reversed(log.others):
        made.take(records(page, newest.page))
    return made.end()


class _Salvage:
    """Sorts records into tables. What comes first counts: the same row may be there in several states."""

    def __init__(self) -> None:
        self._ranges = {table: range(first, len(_columns(table)) + 1) for table, first in _FIRST_COLUMNS.items()}
        self._profiles: dict[str, dict[str, Value]] = {}
        self._tasks: dict[int, dict[str, Value]] = {}
        self._ids: dict[int, TaskKey] = {}
        self._videos: dict[tuple[int, int], dict[str, Value]] = {}
        self._saves: dict[tuple[Value, ...], dict[str, Value]] = {}

    def take(self, found: Iterable[Record]) -> None:
        for record in found:
            if record.of_index:
                self._take_index(record)
            else:
                self._take_row(record)

    def _take_index(self, record: Record) -> None:
        if record.columns == _OF_ID_INDEX and len(record.values) == _OF_ID_INDEX:
            profile, task_id, seq = record.values
            if _is_key(profile, task_id) and isinstance(seq, int) and 0 < seq < _MOST_SEQ:
                self._ids.setdefault(seq, TaskKey(str(profile), str(task_id)))
        elif record.columns in self._ranges["video"]:
            row = _named("video", record.values)
            if row is not None and row["status"] in list(VideoStatus):
                self._videos.setdefault((int(_number(row["seq"])), int(_number(row["place"]))), row)

    def _take_row(self, record: Record) -> None:
        if record.columns in self._ranges["task"] and 0 < record.rowid < _MOST_SEQ:
            row = _named("task", (record.rowid, *record.values[1:]))
            if row is not None and _is_key(row["profile"], row["task_id"]):
                self._tasks.setdefault(record.rowid, row)
        elif record.columns in self._ranges["save"]:
            row = _named("save", record.values)
            if row is not None:
                self._saves.setdefault(tuple(row[name] for name in ("seq", "video_id", "nth", "folder")), row)
        elif record.columns in self._ranges["profile"]:
            row = _named("profile", record.values)
            if row is not None and row["id"]:
                self._profiles.setdefault(str(row["id"]), row)

    def end(self) -> Holdings:
        held = Holdings(self._profiles)
        by_seq: dict[int, HeldTask] = {}
        for seq, row in self._tasks.items():
            key = TaskKey(str(row["profile"]), str(row["task_id"]))
            if key not in held.tasks:
                held.tasks[key] = by_seq[seq] = HeldTask(row)
        for seq, key in self._ids.items():
            if key not in held.tasks:
                row = _named("task", (seq, *key, 0.0)) or {}
                held.tasks[key] = HeldTask(row, whole=False)
                by_seq.setdefault(seq, held.tasks[key])
        for (seq, place), video in self._videos.items():
            if seq in by_seq:
                by_seq[seq].videos[place] = video
        for save in self._saves.values():
            if (seq := int(_number(save["seq"]))) in by_seq:
                by_seq[seq].saves.append(save)
        return held


def of_backup(backup: backups.Backup) -> Holdings:
    """What a backup holds, brought up to this program's tables in memory; the file stays as it is.

    Raises:
        StoreError: it cannot be read.
    """
    held = Holdings()
    try:
        with closing(backups.open_unchanged(backup.path)) as source, closing(sqlite3.connect(":memory:")) as db:
            source.backup(db)
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            for step in MIGRATIONS[version:]:
                step(db)
            held.profiles = {str(row["id"]): row for row in _rows(db, "profile")}
            by_seq = {int(_number(row["seq"])): HeldTask(row) for row in _rows(db, "task")}
            for video in _rows(db, "video"):
                by_seq[int(_number(video["seq"]))].videos[int(_number(video["place"]))] = video
            for save in _rows(db, "save"):
                by_seq[int(_number(save["seq"]))].saves.append(save)
    except (sqlite3.Error, OSError) as error:
        raise told(error, backup.path) from error
    held.tasks = {TaskKey(str(each.row["profile"]), str(each.row["task_id"])): each for each in by_seq.values()}
    return held


def _rows(db: sqlite3.Connection, table: str) -> Iterator[dict[str, Value]]:
    names = [column.name for column in _columns(table)]
    for values in db.execute(f"SELECT {', '.join(names)} FROM {table}"):  # noqa: S608 - constants
        yield dict(zip(names, values, strict=True))


def of_values(profiles: Iterable[Profile], tasks: Iterable[Task], saves: Iterable[WantedSave]) -> Holdings:
    """What the window holds in memory."""
    held = Holdings(
        {
            each.id: dict(zip(("id", "name", "endpoint", "insecure_key"), _profile_row(each), strict=True))
            for each in profiles
        }
    )
    for task in tasks:
        row = {**(_named("task", (task.seq, *task.key, task.added)) or {}), **task_row(task)}
        videos = (video_row(task.seq, place, video) for place, video in enumerate(task.videos))
        by_place = {place: _plain(VIDEO_COLUMNS, video) for place, video in enumerate(videos)}
        held.tasks[task.key] = HeldTask(_plain(tuple(row), tuple(row.values())), by_place)
    for save in saves:
        if save.key.task in held.tasks:
            names = ("seq", "video_id", "nth", "folder", "stem", "paused", *SAVED_COLUMNS)
            values = (0, save.key.video_id, save.key.nth, save.folder, save.stem, save.paused, *saved_row(save.file))
            held.tasks[save.key.task].saves.append(_plain(names, values))
    return held


def _profile_row(profile: Profile) -> tuple[Value, ...]:
    return profile.id, profile.name, profile.endpoint, int(profile.insecure_key)


def _plain(names: Iterable[str], values: Iterable[object]) -> dict[str, Value]:
    return {
        name: value if value is None or isinstance(value, int | float | str | bytes) else str(value)
        for name, value in zip(names, values, strict=True)
    }


def together(first: Holdings, second: Holdings) -> Holdings:
    """The tasks of both; where both have one, the newer state, and `first` where that is not to be told."""
    profiles = {**second.profiles, **first.profiles}
    tasks = dict(first.tasks)
    for key, other in second.tasks.items():
        mine = tasks.get(key)
        tasks[key] = other if mine is None else _better(mine, other)
    return Holdings(profiles, tasks)


def beneath(memory: Holdings, found: Holdings, removals: Iterable[Removal], coming: Container[TaskKey]) -> Holdings:
    """What a window holds that has read all, over what is found on the disk.

    It is the truth about what is tracked: what only the disk has was removed, and must not come back by itself. It is
    kept as removed, so that it can be brought back; not where its profile was removed, which is for good.

    Args:
        memory: the window's.
        found: the disk's.
        removals: the steps that the window knows. What is in none of them was removed before, and counts from now.
        coming: tasks that are on their way into the window.
    """
    tasks, steps = dict(memory.tasks), {key: step for step in removals for key in step.keys}
    before = Removal(0, time.time(), ())
    for key, other in found.tasks.items():
        if key in tasks:
            tasks[key] = _over(tasks[key], other)
        elif key.profile in memory.profiles:
            tasks[key] = other
            if key not in coming and other.row.get("removed") is None:
                step = steps.get(key, before)
                tasks[key] = replace(other, row={**other.row, "removed": step.at, "removal": step.number})
    return Holdings(dict(memory.profiles), tasks)


def _better(mine: HeldTask, other: HeldTask) -> HeldTask:
    keeps = mine.whole and (not other.whole or mine.newest >= other.newest)
    return _over(mine, other) if keeps else _over(other, mine)


def _over(best: HeldTask, rest: HeldTask) -> HeldTask:
    """The better state, with what only the other one has."""
    if not best.videos:
        return HeldTask(best.row, rest.videos, best.saves or rest.saves, best.whole)
    files = {_name(video): video for video in rest.videos.values() if video["saved_path"]}
    videos = {place: _with_file(video, files.get(_name(video))) for place, video in best.videos.items()}
    return HeldTask(best.row, videos, best.saves, best.whole)


def _name(video: Row) -> tuple[Value, Value]:
    return video["video_id"], video["nth"]


def _with_file(video: dict[str, Value], other: Row | None) -> dict[str, Value]:
    if other is None or video["saved_path"]:
        return video
    return {**video, **{name: other[name] for name in SAVED_COLUMNS}}


def write(held: Holdings, store: Store) -> None:
    """Puts all of it into an empty database. Tasks keep their order; one whose place is taken comes behind all.

    Raises:
        StoreError: nothing of it was written.
    """
    taken: set[int] = set()
    last = max((each.seq for each in held.tasks.values()), default=0)
    rows: dict[str, list[dict[str, Value]]] = {"profile": [], "task": [], "video": [], "save": []}
    rows["profile"] = [*held.profiles.values(), *_missing_profiles(held)]
    for each in sorted(held.tasks.values(), key=lambda each: not each.whole):
        seq = each.seq
        if seq in taken:
            last = seq = last + 1
        taken.add(seq)
        rows["task"].append({**each.row, "seq": seq})
        videos = [each.videos[place] for place in sorted(each.videos)]
        rows["video"] += [{**video, "seq": seq, "place": place} for place, video in enumerate(videos)]
        rows["save"] += [{**save, "seq": seq} for save in each.saves]
    store.fill(rows)


def _missing_profiles(held: Holdings) -> list[dict[str, Value]]:
    """Those of which tasks are left but no row: an ID is the endpoint's origin."""
    missing = sorted({key.profile for key in held.tasks} - held.profiles.keys())
    made = [
        Profile(each, "Demo" if each == DEMO_PROFILE else urlsplit(each).netloc or each, _endpoint(each))
        for each in missing
    ]
    return [dict(zip(("id", "name", "endpoint", "insecure_key"), _profile_row(each), strict=True)) for each in made]


def _endpoint(profile_id: str) -> str:
    return NOWHERE if profile_id == DEMO_PROFILE else profile_id


def _is_key(profile: Value, task_id: Value) -> bool:
    return isinstance(profile, str) and isinstance(task_id, str) and bool(profile) and is_task_id(task_id)


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0
