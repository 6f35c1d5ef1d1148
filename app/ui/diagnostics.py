"""The text of "Copy diagnostics": what a report of a defect needs, and nothing that is nobody's business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import PySide6
from PySide6.QtCore import QSysInfo, QUrl, qVersion
from PySide6.QtGui import QGuiApplication

from app import APP_NAME, __version__
from app.core.errors import Problem
from app.core.model import Profile, Task, Video
from app.core.poll_history import PollRecord
from app.core.redact import without_secrets
from app.core.versions import versions
from app.services.library import Library
from app.services.poller import Poller
from app.ui.plain import one_line

MOST_TASKS = 20
"""Tasks that are told of: a report of more is read by nobody."""
_MOST_VIDEOS = 50


def report(tasks: Sequence[Task], library: Library, poller: Poller) -> str:
    """Versions, system, and of each task its states, codes, times, polls and prompt.

    It holds no key, no link, no folder of the user. It is not translated: whoever reads it may speak another language.
    """
    lines = [*_system()]
    for task in tasks[:MOST_TASKS]:
        lines += ["", *_task(task, library.profiles.get(task.key.profile), poller.history(task.key))]
    if len(tasks) > MOST_TASKS:
        lines += ["", f"… and {len(tasks) - MOST_TASKS} more tasks"]
    return without_secrets("\n".join(lines)) + "\n"


def _system() -> Iterator[str]:
    parts = ", ".join(f"{name} {version}" for name, version in versions())
    yield f"{APP_NAME} {__version__}, Qt {qVersion()}, PySide {PySide6.__version__}, {QGuiApplication.platformName()}"
    yield parts
    yield f"{QSysInfo.prettyProductName()}, {QSysInfo.kernelType()} {QSysInfo.kernelVersion()}"
    yield f"Time {_time(datetime.now(UTC).timestamp())}"


def _task(task: Task, profile: Profile | None, polls: Sequence[PollRecord]) -> Iterator[str]:
    yield f"Task {task.key.task_id}: {task.state}{', stopped' if task.stopped else ''}"
    yield f"  Provider {one_line(profile.name, 80) if profile else '?'} ({task.key.profile})"
    yield f"  Added {_time(task.added)}, answered {_time(task.answered)}, changed {_time(task.changed or None)}"
    if task.missing_since is not None:
        yield f"  Missing since {_time(task.missing_since)}"
    if task.problem is not None:
        yield f"  Problem {_problem(task.problem)}"
    yield f"  Prompt: {one_line(task.prompt, 200)}"
    for video in task.videos[:_MOST_VIDEOS]:
        yield f"  Video {one_line(video.id, 128)} #{video.nth}: {', '.join(_video(video))}"
    yield f"  Polls of this run, newest first: {len(polls)}"
    for record in reversed(polls):
        brought = _problem(record.problem) if record.problem else "changed" if record.changed else "unchanged"
        yield f"    {_time(record.at)} {round(1000 * record.seconds)} ms {brought}"


def _video(video: Video) -> Iterator[str]:
    yield f"{video.status} ({one_line(video.provider_status, 40)!r})"
    yield f"progress {video.progress}, seed {video.seed}, duration {video.duration}"
    yield f"link at {QUrl(video.result_url).host()}" if video.result_url else "no link"
    if video.error:
        yield f"error {one_line(video.error, 500)!r}"
    if video.finished_at is not None:
        yield f"finished {_time(video.finished_at)}"
    if video.saved is not None:
        yield f"saved {_time(video.saved.at)}, {video.saved.size} bytes, sha256 {video.saved.sha256}"
    if video.save_error is not None:
        yield f"save failed: {_problem(video.save_error)}"


def _problem(problem: Problem) -> str:
    wait = "" if problem.retry_after is None else f" (asked to wait {problem.retry_after:g} s)"
    words = f" {one_line(problem.detail, 500)!r}" if problem.detail else ""
    return f"{problem.code}{wait}{words}"


def _time(at: float | None) -> str:
    """ISO 8601, UTC."""
    if at is None:
        return "never"
    try:
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, OSError, ValueError):
        return "?"
