"""Everything tracked as one JSON document (DESIGN, contract), read from the database: no window and no Qt needed."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.errors import ErrorCode, Problem
from app.core.model import Task, Video
from app.core.store import Snapshot, Store
from app.core.store_errors import StoreError
from app.core.store_opening import is_lost

VERSION = 1


def export(database: Path, target: str) -> None:
    """Writes the export of this database; one that does not exist yet has nothing tracked.

    Args:
        database: the library's file; also while a window is open.
        target: a file, replaced as a whole, or `-` for standard output.

    Raises:
        StoreError: the database cannot be read.
        OSError: the target cannot be written.
    """
    snapshot = Snapshot((), ())
    if is_lost(database):  # its backup is not what was asked for, and an empty list would be taken for all
        raise StoreError("it is gone or empty", ErrorCode.LIBRARY_MISSING)
    if database.exists():
        store = Store(database, read_only=True)
        try:
            snapshot = store.load()
        finally:
            store.close()
    text = json.dumps(document(snapshot), ensure_ascii=False, indent=2) + "\n"
    if target == "-":
        _print(text.encode())
    else:
        _replace(Path(target), text.encode())


def document(snapshot: Snapshot) -> dict[str, Any]:
    """The document as values that JSON knows."""
    endpoints = {profile.id: (profile.name, profile.endpoint) for profile in snapshot.profiles}
    return {"version": VERSION, "tasks": [_task(task, *endpoints[task.key.profile]) for task in snapshot.tasks]}


def _task(task: Task, profile: str, endpoint: str) -> dict[str, Any]:
    return {
        "id": task.key.task_id,
        "profile": profile,
        "endpoint": endpoint,
        "prompt": task.prompt,
        "added": datetime.fromtimestamp(task.added, UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "state": str(task.state),
        "error": _problem(task.problem),
        "videos": [_video(video) for video in task.videos],
    }


def _video(video: Video) -> dict[str, Any]:
    whole = video.duration is not None and video.duration.is_integer()
    return {
        "id": video.id,
        "status": str(video.status),
        "provider_status": video.provider_status,
        "progress": video.progress,
        "seed": video.seed,
        "duration": int(video.duration) if whole and video.duration is not None else video.duration,
        "result_url": video.result_url,
        "sharing_url": video.sharing_url,
        "poster_url": video.poster_url,
        "thumb_url": video.thumb_url,
        "error": video.error or None,
        "saved_path": video.saved.path if video.saved else None,
        "save_error": _problem(video.save_error),
    }


def _problem(problem: Problem | None) -> str | None:
    if problem is None:
        return None
    return f"{problem.code}: {problem.detail}" if problem.detail else str(problem.code)


def _print(data: bytes) -> None:
    """Writes past Python's buffer: what that keeps after a failure fails once more, with a traceback, at the end."""
    with open(sys.stdout.fileno(), "wb", buffering=0, closefd=False) as output:
        rest = memoryview(data)
        while rest:
            rest = rest[output.write(rest) :]


def _replace(target: Path, data: bytes) -> None:
    """Writes beside the target and renames, so that a full disk leaves the former export as it was.

    A link is followed; a device or a pipe (/dev/null, /dev/stdout) is written to, not replaced.
    """
    target = Path(os.path.realpath(target))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".pika-monitor.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644 & ~_umask())
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
