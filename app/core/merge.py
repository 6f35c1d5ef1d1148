"""Merges what a poll brought into what is known, which is never replaced by less (DESIGN, rules of polling)."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from app.core.errors import ErrorCode, Problem
from app.core.model import MAX_VIDEOS, Answer, Task, Video, VideoStatus

GAVE_UP_AFTER = 86_400.0 + 600.0
"""Seconds of "not found" after which a task is taken off polling: 10 minutes as a failure, then hourly for a day."""


GAVE_UP_MISSES = 24
"""Polls that have to have found nothing by then: a machine that slept through the day has asked twice."""


def merge_answer(task: Task, answer: Answer, now: float) -> Task:
    """The task after a good answer. Returns the same object where nothing but the time of the answer would change.

    A video that the answer leaves out stays; one that is new is put behind the known ones, in the answer's order,
    up to `MAX_VIDEOS` in all: a server that names other videos at every poll must not fill the memory.

    Args:
        task: as known.
        answer: as read by `feed`.
        now: epoch seconds (UTC).
    """
    fresh = {(video.id, video.nth): video for video in answer.videos}
    videos = _merge_known(task.videos, fresh, now)
    room = max(0, MAX_VIDEOS - len(videos))
    videos += [_merge_video(Video(new.id, new.nth, seen_at=now), new, now) for new in islice(fresh.values(), room)]
    merged = replace(
        task, prompt=answer.prompt or task.prompt, videos=tuple(videos), problem=None, missing_since=None, misses=0
    )
    if task.answered is not None and merged == task:
        return task
    changed = task.answered is None or (merged.prompt, _progress(merged)) != (task.prompt, _progress(task))
    return replace(merged, answered=now, changed=now if changed else task.changed, stopped=False)


def merge_problem(task: Task, problem: Problem, now: float) -> Task:
    """The task after a poll that brought nothing: all that is known stays, the problem is noted.

    Args:
        task: as known.
        problem: why.
        now: epoch seconds (UTC).
    """
    if problem.code is not ErrorCode.NOT_FOUND:
        return task if task.problem == problem else replace(task, problem=problem)
    since = task.missing_since if task.missing_since is not None else now
    misses = task.misses + 1
    gave_up = now - since >= GAVE_UP_AFTER and misses >= GAVE_UP_MISSES
    return replace(task, problem=problem, missing_since=since, misses=misses, stopped=task.stopped or gave_up)


def _merge_known(known: tuple[Video, ...], fresh: dict[tuple[str, int], Video], now: float) -> list[Video]:
    """The known videos with what `fresh` says of them, which is taken out of it.

    A video that vanishes before it is done while a new one appears has changed its ID: it goes on under the new one.
    """
    news = {(old.id, old.nth): fresh.pop((old.id, old.nth), None) for old in known}
    videos = []
    for old in known:
        new = news[old.id, old.nth]
        if new is None and not old.done and fresh:
            new = fresh.pop(next(iter(fresh)))
            old = replace(old, id=new.id, nth=new.nth)
        videos.append(_merge_video(old, new, now))
    return videos


def _progress(task: Task) -> tuple[tuple[str, int | None, bool], ...]:
    """What tells that a task moves; signed links that change at every poll do not."""
    return tuple((video.provider_status, video.progress, video.ready) for video in task.videos)


def _merge_video(old: Video, new: Video | None, now: float) -> Video:
    if new is None:
        return old
    finished = old.status is VideoStatus.FINISHED
    failed_after_all = new.status is VideoStatus.FAILED and not old.ready  # its file never came
    if finished and not failed_after_all and new.status is not VideoStatus.FINISHED:
        status, word, error = old.status, old.provider_status, old.error
    else:
        status, word, error = new.status, new.provider_status, new.error
    if status is VideoStatus.UNKNOWN and old.status is not VideoStatus.UNKNOWN and not new.provider_status:
        status, word = old.status, old.provider_status
    starts = status is VideoStatus.RUNNING and old.status is not VideoStatus.RUNNING and old.started_at is None
    ready = status is VideoStatus.FINISHED and bool(new.result_url or old.result_url)
    return replace(
        old,
        status=status,
        provider_status=word,
        progress=_merge_progress(old, new, status),
        seed=old.seed if new.seed is None else new.seed,
        duration=old.duration if new.duration is None else new.duration,
        result_url=new.result_url or old.result_url,
        sharing_url=new.sharing_url or old.sharing_url,
        poster_url=new.poster_url or old.poster_url,
        thumb_url=new.thumb_url or old.thumb_url,
        error=error if status is VideoStatus.FAILED else "",
        started_at=now if starts else old.started_at,
        finished_at=(old.finished_at or now) if ready else old.finished_at,
    )


def _merge_progress(old: Video, new: Video, status: VideoStatus) -> int | None:
    """Percent that never goes back while a video runs; a failed one keeps how far it came."""
    if status is VideoStatus.FINISHED:
        return 100
    if new.progress is None or old.progress is None:
        return old.progress if new.progress is None else new.progress
    return max(old.progress, new.progress)
