"""Values as rows of the database, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.errors import ErrorCode, Problem
from app.core.model import SavedFile, Task, TaskKey, Video, VideoStatus

TASK_COLUMNS = (
    "seq", "profile", "task_id", "added", "prompt", "answered", "changed", "problem", "problem_detail", "missing_since",
    "misses", "stopped", "auto_save_dir",
)  # fmt: skip
SAVED_COLUMNS = (
    "saved_path",
    "saved_size",
    "saved_sha256",
    "saved_at",
    "saved_verified",
    "saved_duration",
    "saved_missing",
)
VIDEO_COLUMNS = (
    "seq", "place", "video_id", "nth", "status", "provider_status", "progress", "seed", "duration", "result_url",
    "sharing_url", "poster_url", "thumb_url", "error", "seen_at", "started_at",
    "finished_at", "save_error", "save_error_detail",
    *SAVED_COLUMNS,
)  # fmt: skip


def read_task(row: Sequence[Any], videos: tuple[Video, ...]) -> Task:
    """A task of its `TASK_COLUMNS`."""
    seq, profile, task_id, added, prompt, answered, changed, problem, detail, missing, misses, stopped, folder = row
    return Task(
        key=TaskKey(profile, task_id),
        added=added,
        seq=seq,
        prompt=prompt,
        videos=videos,
        answered=answered,
        changed=changed,
        problem=_problem(problem, detail),
        missing_since=missing,
        misses=misses,
        stopped=bool(stopped),
        auto_save_dir=folder,
    )


def task_row(task: Task) -> dict[str, object]:
    """What the table holds of a task that changes, by column."""
    problem = task.problem
    return {
        "prompt": task.prompt,
        "answered": task.answered,
        "changed": task.changed,
        "problem": problem.code if problem else None,
        "problem_detail": problem.detail if problem else "",
        "missing_since": task.missing_since,
        "misses": task.misses,
        "stopped": task.stopped,
        "auto_save_dir": task.auto_save_dir,
    }


def _problem(code: object, detail: object) -> Problem | None:
    """A problem as stored. A code of a newer program is no reason to lose a task."""
    if code is None:
        return None
    try:
        return Problem(ErrorCode(str(code)), str(detail))
    except ValueError:
        return Problem(ErrorCode.INTERNAL, f"{code} {detail}".strip())


def read_video(row: Sequence[Any]) -> Video:
    """A video of its `VIDEO_COLUMNS`."""
    _, _, video_id, nth, status, word, progress, seed, duration, result, sharing, poster, thumb, error = row[:14]
    seen, started, finished, save_error, save_detail = row[14:19]
    return Video(
        video_id,
        nth,
        VideoStatus(str(status)),
        word,
        progress,
        seed,
        duration,
        result,
        sharing,
        poster,
        thumb,
        error,
        seen,
        started,
        finished,
        read_saved(row[19:]),
        _problem(save_error, save_detail),
    )


def video_row(seq: int, place: int, video: Video) -> tuple[object, ...]:
    """The `VIDEO_COLUMNS` of a video at this place of the task."""
    problem = video.save_error
    return (
        seq, place, video.id, video.nth, video.status, video.provider_status, video.progress, video.seed,
        video.duration, video.result_url,
        video.sharing_url, video.poster_url, video.thumb_url, video.error, video.seen_at,
        video.started_at, video.finished_at,
        problem.code if problem else None, problem.detail if problem else "", *saved_row(video.saved),
    )  # fmt: skip


def read_saved(row: Sequence[Any]) -> SavedFile | None:
    """A file of its `SAVED_COLUMNS`, None where there is none."""
    path, size, sha256, at, verified, length, missing = row
    if not path:
        return None
    return SavedFile(str(path), size or 0, str(sha256 or ""), at or 0.0, verified, length, bool(missing))


def saved_row(saved: SavedFile | None) -> tuple[object, ...]:
    """The `SAVED_COLUMNS` of a file."""
    if saved is None:
        return (None,) * len(SAVED_COLUMNS)
    return saved.path, saved.size, saved.sha256, saved.at, saved.verified_at, saved.duration, saved.missing
