"""What the selected rows stand for: tasks, and videos that can be played, saved or shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.arrange import Row, RowKind
from app.core.model import Task, TaskKey, VideoKey
from app.services.library import Library
from app.services.saver import Saver, Transfer, TransferState

ENOUGH = 300
"""Rows that are looked at to know what a selection can do: nobody waits for the menu of 10,000 rows."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Keys, in the order of the rows; a head line stands for all videos of its task.

    Attributes:
        tasks: every task, once.
        videos: every video, once.
        playable: finished or saved.
        unsaved: finished, in no file that was last found right, and on its way to none.
        keepable: what "Save to…" can bring into another folder.
        files: absolute paths of saved videos.
        under_way: videos with a transfer.
        links: links of finished videos.
        pausable: saves that run, or wait by themselves.
        resumable: saves that are paused, or wait for their next try.
        saved: videos that are in a file.
        pages: links of sharing pages, where the feed gave one (API.md, sharingUrl).
        seeds: of videos that have one, as they are written.
    """

    tasks: tuple[TaskKey, ...] = ()
    videos: tuple[VideoKey, ...] = ()
    playable: tuple[VideoKey, ...] = ()
    unsaved: tuple[VideoKey, ...] = ()
    keepable: tuple[VideoKey, ...] = ()
    files: tuple[str, ...] = ()
    under_way: tuple[VideoKey, ...] = ()
    links: tuple[str, ...] = ()
    pausable: tuple[VideoKey, ...] = ()
    resumable: tuple[VideoKey, ...] = ()
    saved: tuple[VideoKey, ...] = ()
    pages: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()


def gather(rows: Iterable[Row], library: Library, saver: Saver) -> Targets:
    """What these rows stand for, as things are now; rows of tasks that are gone stand for nothing."""
    tasks: dict[TaskKey, Task] = {}
    videos: dict[VideoKey, None] = {}
    for row in rows:
        task = tasks.get(row.task) or library.task(row.task)
        if task is None:
            continue
        tasks[row.task] = task
        if row.kind is RowKind.HEAD:
            videos.update(dict.fromkeys(map(task.video_key, task.videos)))
        elif row.video is not None:
            videos[row.video] = None
    playable: list[VideoKey] = []
    unsaved: list[VideoKey] = []
    under_way: list[VideoKey] = []
    saved: list[VideoKey] = []
    files: list[str] = []
    links: list[str] = []
    for key in videos:
        video, transfer = tasks[key.task].video(key), saver.transfer(key)
        if transfer is not None:
            under_way.append(key)
        if video is None or not (video.ready or video.saved):
            continue
        playable.append(key)
        if video.saved is not None:
            saved.append(key)
            files.append(video.saved.path)
        if not video.kept and video.ready and not (transfer and transfer.saving):
            unsaved.append(key)
        if video.result_url:
            links.append(video.result_url)
    known = [video for key in videos if (video := tasks[key.task].video(key)) is not None]
    keepable = tuple(playable)
    return Targets(
        tuple(tasks),
        tuple(videos),
        keepable,
        tuple(unsaved),
        keepable,
        tuple(files),
        tuple(under_way),
        tuple(links),
        tuple(key for key in under_way if _is_pausable(saver.transfer(key))),
        tuple(key for key in under_way if _is_resumable(saver.transfer(key))),
        tuple(saved),
        tuple(video.sharing_url for video in known if video.sharing_url),
        tuple(str(video.seed) for video in known if video.seed is not None),
    )


def _is_pausable(transfer: Transfer | None) -> bool:
    return transfer is not None and transfer.saving and transfer.state is not TransferState.PAUSED


def _is_resumable(transfer: Transfer | None) -> bool:
    return transfer is not None and transfer.state in (TransferState.PAUSED, TransferState.RETRYING)
