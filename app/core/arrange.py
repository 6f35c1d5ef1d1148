"""Turns tasks into the rows of the list: filtered, newest first, the videos of a task together below its head."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from app.core.model import Task, TaskKey, VideoKey


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


class Query(NamedTuple):
    """What the user wants to see. `text`: every word of it has to occur in the prompt, an ID or a seed."""

    text: str = ""


def arrange(tasks: Iterable[Task], query: Query) -> tuple[Row, ...]:
    """The rows of all tasks that match, newest first (by `seq`, which no clock change can upset)."""
    words = query.text.casefold().split()
    chosen = [task for task in tasks if not words or _matches(task, words)]
    chosen.sort(key=lambda task: task.seq, reverse=True)
    rows: list[Row] = []
    for task in chosen:
        if len(task.videos) > 1:
            rows.append(Row(RowKind.HEAD, task.key, None))
            rows.extend(Row(RowKind.VIDEO, task.key, task.video_key(video)) for video in task.videos)
        else:
            rows.append(Row(RowKind.TASK, task.key, task.video_key(task.videos[0]) if task.videos else None))
    return tuple(rows)


def _matches(task: Task, words: list[str]) -> bool:
    seeds = " ".join(f"{video.id} {video.seed}" if video.seed is not None else video.id for video in task.videos)
    text = f"{task.prompt}\n{task.key.task_id}\n{seeds}".casefold()
    return all(word in text for word in words)
