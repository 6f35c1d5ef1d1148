"""Owns the proof of the export's contract: its fields, and that the target is whole or as it was."""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ErrorCode, Problem
from app.core.export import document, export
from app.core.model import Profile, SavedFile, Task, TaskKey, Video, VideoStatus
from app.core.store import Snapshot, Store
from app.core.store_errors import StoreError

PROFILE = Profile("https://h", "Mine", "https://h/prefix")
VIDEO = Video(
    "v",
    status=VideoStatus.FINISHED,
    provider_status="Succeeded",
    progress=100,
    seed=7712045180423,
    duration=5.0,
    result_url="https://h/a.mp4",
    sharing_url="https://h/s.mp4",
    poster_url="https://h/p.jpg",
    thumb_url="https://h/t.jpg",
    saved=SavedFile("/videos/a.mp4", 3, "ab", 0.0),
    save_error=Problem(ErrorCode.DISK_FULL),
)
TASK = Task(TaskKey(PROFILE.id, "t"), 1_700_000_000.5, 1, "晨 fly", (VIDEO,), 1.0)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "library.sqlite"
    store = Store(path)
    store.put_profile(PROFILE)
    (task,) = store.add([TASK.key], TASK.added)
    store.put_tasks([replace(TASK, seq=task.seq)])
    store.close()
    return path


def test_the_document_is_as_the_contract_has_it() -> None:
    assert document(Snapshot((PROFILE,), (TASK,))) == {
        "version": 1,
        "tasks": [
            {
                "id": "t",
                "profile": "Mine",
                "endpoint": "https://h/prefix",
                "prompt": "晨 fly",
                "added": "2023-11-14T22:13:20Z",
                "state": "finished",
                "error": None,
                "videos": [
                    {
                        "id": "v",
                        "status": "finished",
                        "provider_status": "Succeeded",
                        "progress": 100,
                        "seed": 7712045180423,
                        "duration": 5,
                        "result_url": "https://h/a.mp4",
                        "sharing_url": "https://h/s.mp4",
                        "poster_url": "https://h/p.jpg",
                        "thumb_url": "https://h/t.jpg",
                        "error": None,
                        "saved_path": "/videos/a.mp4",
                        "save_error": "disk_full",
                    }
                ],
            }
        ],
    }


def test_what_is_not_known_is_null() -> None:
    waiting = Task(TASK.key, 0.0, problem=Problem(ErrorCode.NOT_FOUND, "task_not_exist"), missing_since=1.0)
    (task,) = document(Snapshot((PROFILE,), (waiting,)))["tasks"]
    assert (task["state"], task["error"], task["videos"]) == ("not_found", "not_found: task_not_exist", [])
    (task,) = document(Snapshot((PROFILE,), (replace(TASK, videos=(Video("v", error="no", duration=5.5),)),)))["tasks"]
    (video,) = task["videos"]
    empty = ("progress", "seed", "saved_path", "save_error")
    assert [video[name] for name in empty] == [None] * 4
    assert (video["error"], video["duration"], video["result_url"]) == ("no", 5.5, "")


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_a_file_is_replaced_as_a_whole(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / ("x" * 240 + ".json")
    target.parent.mkdir()
    target.write_text("before")
    export(database, str(target))
    assert [task["id"] for task in read(target)["tasks"]] == ["t"]
    assert list(target.parent.iterdir()) == [target]
    umask = os.umask(0)
    os.umask(umask)
    assert target.stat().st_mode & 0o777 == 0o644 & ~umask


def test_without_a_database_nothing_is_tracked(tmp_path: Path) -> None:
    export(tmp_path / "none.sqlite", str(tmp_path / "out.json"))
    assert read(tmp_path / "out.json") == {"version": 1, "tasks": []}
    assert not (tmp_path / "none.sqlite").exists()


def test_a_link_is_followed(database: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("before")
    link.symlink_to(real)
    export(database, str(link))
    assert link.is_symlink()
    assert len(read(real)["tasks"]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_written_to_and_not_replaced(database: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    export(database, str(pipe))
    reader.join(20)
    assert pipe.is_fifo()
    assert len(json.loads(got[0])["tasks"]) == 1


def test_standard_output_gets_utf_8(database: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    export(database, "-")
    written = capfdbinary.readouterr().out
    assert written.endswith(b"}\n")
    assert json.loads(written)["tasks"][0]["prompt"] == "晨 fly"


@pytest.mark.parametrize("target", ["missing/out.json", "."])
def test_a_target_that_cannot_be_written_leaves_nothing(database: Path, tmp_path: Path, target: str) -> None:
    with pytest.raises(OSError, match=r"No such|directory"):
        export(database, str(tmp_path / target))
    assert list(tmp_path.iterdir()) == [database.parent]


def test_a_database_that_cannot_be_read_leaves_the_former_export(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"a diary" * 500)
    (tmp_path / "out.json").write_text("before")
    with pytest.raises(StoreError):
        export(tmp_path / "library.sqlite", str(tmp_path / "out.json"))
    assert (tmp_path / "out.json").read_text() == "before"
