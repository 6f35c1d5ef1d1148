"""Turns tasks into the rows of the list: filtered and sorted by task, the videos of a task together below its head."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable, Iterator
from enum import Enum, StrEnum
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from app.core.model import Task, TaskKey, TaskState, Video, VideoKey, VideoStatus

_CHUNK = 100  # tasks between two breaths: well under a millisecond


class RowKind(Enum):
    """What a row stands for."""

    TASK = "task"  # a task with at most one video: both in one row
    HEAD = "head"  # the head line of a task with several videos
    VIDEO = "video"  # a video below its task's head line


class Row(NamedTuple):
    """One row of the list. `video` is None for a head line and for a task that has no video yet."""

    kind: RowKind
    task: TaskKey
    video: VideoKey | None


class Category(StrEnum):
    """Where a video belongs; each belongs in exactly one. ALL is for queries only."""

    ALL = "all"
    ACTIVE = "active"  # queued, running, or finished without its file
    NOT_SAVED = "not_saved"  # finished, in no file yet, or in one that is gone and could not be fetched again
    SAVED = "saved"
    FAILED = "failed"
    NOT_FOUND = "not_found"  # a task that never had a video, unknown to its provider or given up


CATEGORIES = (Category.ACTIVE, Category.NOT_SAVED, Category.SAVED, Category.FAILED, Category.NOT_FOUND)
"""Those that add up to all."""
_STATE_ORDER = (Category.NOT_SAVED, Category.ACTIVE, Category.FAILED, Category.NOT_FOUND, Category.SAVED)


class Sort(StrEnum):
    """What the tasks are sorted by; the newest come first wherever two are equal."""

    NEWEST = "newest"
    PROGRESS = "progress"  # the nearest to its end first, then what has ended
    STATE = "state"  # what waits for the user first: not saved, active, failed, not found, saved
    PROMPT = "prompt"
    TIME_LEFT = "time_left"  # the soonest first, then those of which it is not known


class Query(NamedTuple):
    """What the user wants to see, and in which order.

    Attributes:
        text: every word of it has to occur in the prompt, an ID or a seed.
        state: only videos of this category, and tasks without a video that count as such.
        provider: ID of a profile, "" for all.
        reverse: the other way round; what cannot be compared (no prompt, no time known) stays last.
    """

    text: str = ""
    state: Category = Category.ALL
    provider: str = ""
    sort: Sort = Sort.NEWEST
    reverse: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything can be left out."""
        return bool(self.text.strip() or self.provider or self.state is not Category.ALL)


TimeLeft = Callable[[Task], float | None]
_Place = tuple[int, Any, int]  # group, value, -seq


def arrange(tasks: Iterable[Task], query: Query, time_left: TimeLeft | None = None) -> tuple[Row, ...]:
    """The rows of all tasks that match. `time_left` gives the seconds until a task ends, for the sort of this name."""
    steps = arrange_in_steps(tasks, query, time_left)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return tuple(end.value)


def arrange_in_steps(
    tasks: Iterable[Task], query: Query, time_left: TimeLeft | None = None
) -> Generator[None, None, list[Row]]:
    """As `arrange`, with a pause wherever the window may have something else to do: each step is under a millisecond.

    Tasks are sorted in short runs, and the runs merged: one sort of all would hold up a window with 100,000.
    """
    words = query.text.casefold().split()
    runs: dict[int, list[list[tuple[_Place, tuple[Row, ...]]]]] = {}
    rest = iter(tasks)
    while chunk := tuple(islice(rest, _CHUNK)):
        groups: dict[int, list[tuple[_Place, tuple[Row, ...]]]] = {}
        for task in chunk:
            if rows := _rows(task, query, words):
                place = _place(task, query, time_left)
                groups.setdefault(place[0], []).append((place, rows))
        for group, run in groups.items():
            run.sort(key=itemgetter(0), reverse=query.reverse)
            runs.setdefault(group, []).append(run)
        yield
    made: list[Row] = []
    for group in sorted(runs):
        merged: Iterator[tuple[_Place, tuple[Row, ...]]]
        merged = heapq.merge(*runs[group], key=itemgetter(0), reverse=query.reverse)
        while part := tuple(islice(merged, _CHUNK)):
            for _, rows in part:
                made.extend(rows)
            yield
    return made


def rows_of(task: Task, query: Query) -> tuple[Row, ...]:
    """The rows of one task; () where it does not match."""
    return _rows(task, query, query.text.casefold().split())


def category(task: Task, video: Video | None = None) -> Category:
    """Where one of the task's videos belongs, or the task itself while it has none.

    A task that was stopped counts by its videos; where it never had one, nobody ever knew it.
    """
    if video is None:
        lost = task.state in (TaskState.NOT_FOUND, TaskState.STOPPED)
        return Category.NOT_FOUND if lost else Category.ACTIVE
    if video.lost:
        return Category.NOT_SAVED
    if video.saved is not None:
        return Category.SAVED
    if video.ready:
        return Category.NOT_SAVED
    return Category.FAILED if video.status is VideoStatus.FAILED else Category.ACTIVE


def categories(task: Task) -> tuple[Category, ...]:
    """One for each of its videos; one of its own where it has none."""
    return tuple(category(task, video) for video in task.videos) or (category(task),)


def _rows(task: Task, query: Query, words: list[str]) -> tuple[Row, ...]:
    if query.provider and task.key.profile != query.provider:
        return ()
    if words and not _matches(task, words):
        return ()
    every = query.state is Category.ALL
    if not task.videos:
        return (Row(RowKind.TASK, task.key, None),) if every or category(task) is query.state else ()
    shown = [video for video in task.videos if every or category(task, video) is query.state]
    if len(task.videos) == 1:
        return tuple(Row(RowKind.TASK, task.key, task.video_key(video)) for video in shown)
    if not shown:
        return ()
    head = Row(RowKind.HEAD, task.key, None)
    return (head, *(Row(RowKind.VIDEO, task.key, task.video_key(video)) for video in shown))


def _place(task: Task, query: Query, time_left: TimeLeft | None) -> _Place:
    """The group that the task stands in, which no reversal moves, then its place there."""
    match query.sort:
        case Sort.PROGRESS:
            ended = task.ended
            return int(ended), 0 if ended else -percent(task), -task.seq
        case Sort.STATE:
            return 0, min(_STATE_ORDER.index(each) for each in categories(task)), -task.seq
        case Sort.PROMPT:
            prompt = task.prompt[:200].strip().casefold()
            return int(not prompt), prompt, -task.seq
        case Sort.TIME_LEFT:
            left = time_left(task) if time_left is not None and not task.ended else None
            return (2 if task.ended else int(left is None)), left or 0.0, -task.seq
    return 0, 0, -task.seq


def percent(task: Task) -> float:
    """How far the task has come, 0 to 100: the mean of its videos."""
    if not task.videos:
        return 0.0
    done = sum(100 if video.ready or video.saved else video.progress or 0 for video in task.videos)
    return done / len(task.videos)


def _matches(task: Task, words: list[str]) -> bool:
    seeds = " ".join(f"{video.id} {video.seed}" if video.seed is not None else video.id for video in task.videos)
    text = f"{task.prompt}\n{task.key.task_id}\n{seeds}".casefold()
    return all(word in text for word in words)
