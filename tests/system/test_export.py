"""`--export`: the contract's fields exactly, without a display, whatever the window is doing or did last."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from tests.system.app_process import FROM_SOURCE, run, without_display
from tests.system.atspi import Screen
from tests.system.conftest import Start
from tests.system.waiting import until

TASK_FIELDS = ["id", "profile", "endpoint", "prompt", "added", "state", "error", "videos"]
VIDEO_FIELDS = [
    "id",
    "status",
    "provider_status",
    "progress",
    "seed",
    "duration",
    "result_url",
    "sharing_url",
    "poster_url",
    "thumb_url",
    "error",
    "saved_path",
    "save_error",
]
PLANE, BOATS, REFUSED = SAMPLE_TASKS[1], SAMPLE_TASKS[2], SAMPLE_TASKS[4]


@pytest.fixture
def bare(environment: dict[str, str]) -> dict[str, str]:
    """The environment of a cron job."""
    return without_display(environment)


def exported(data_dir: Path, environment: dict[str, str], target: str = "-") -> Any:
    """What an export that has to work writes to standard output."""
    done = run(data_dir, environment, "--export", target)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout) if done.stdout else None


def test_an_empty_data_folder_has_nothing_tracked(data_dir: Path, bare: dict[str, str]) -> None:
    assert exported(data_dir, bare) == {"version": 1, "tasks": []}


def test_a_database_that_a_window_is_just_making_has_nothing_tracked(data_dir: Path, bare: dict[str, str]) -> None:
    data_dir.mkdir()
    (data_dir / "library.sqlite").touch()

    assert exported(data_dir, bare) == {"version": 1, "tasks": []}


def test_a_library_that_cannot_be_read_is_told_with_where_to_repair_it(data_dir: Path, bare: dict[str, str]) -> None:
    data_dir.mkdir()
    (data_dir / "library.sqlite").write_bytes(b"a diary\n" * 500)

    done = run(data_dir, bare, "--export", "-")

    said = "pika-monitor: the library cannot be read: file is not a database; open Pika Monitor to repair it\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


@pytest.mark.display
def test_an_export_beside_an_open_window_has_the_fields_of_the_contract(
    start: Start, screen: Screen, provider: DemoServer, data_dir: Path, bare: dict[str, str]
) -> None:
    for task_id, elapsed in ((PLANE, 900.0), (BOATS, 16.0), (REFUSED, 900.0)):
        provider.answers[task_id] = feed(task_id, elapsed, provider.base_url)
    app = start("--endpoint", provider.base_url, PLANE, BOATS, REFUSED, "..unknown")
    app.seen_on(screen)
    app.wait_state(PLANE, "finished")
    app.wait_state(BOATS, "running")
    app.wait_state(REFUSED, "failed")

    document = exported(data_dir, bare)

    assert list(document) == ["version", "tasks"]
    plane, boats, refused, unknown = document["tasks"]
    for task in document["tasks"]:
        assert list(task) == TASK_FIELDS
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", task["added"])
        assert task["endpoint"] == provider.base_url
        assert all(list(video) == VIDEO_FIELDS for video in task["videos"])
    links = feed(PLANE, 900.0, provider.base_url)["videos"][0]
    assert plane["id"] == PLANE
    assert plane["prompt"].startswith("A lone bush plane crosses a canyon at golden hour,\nslow dolly")
    assert plane["error"] is None
    assert plane["videos"] == [
        {
            "id": PLANE,
            "status": "finished",
            "provider_status": "finished",
            "progress": 100,
            "seed": 3183047765,
            "duration": 5,
            "result_url": links["resultUrl"],
            "sharing_url": links["sharingUrl"],
            "poster_url": links["videoPoster"],
            "thumb_url": links["imageThumb"],
            "error": None,
            "saved_path": None,
            "save_error": None,
        }
    ]
    assert [video["status"] for video in boats["videos"]] == ["finished", "running", "running"]
    assert [video["seed"] for video in boats["videos"]] == [7712045180423, 7712045180424, 7712045180425]
    assert all(isinstance(video["progress"], int) for video in boats["videos"])
    assert refused["videos"][0]["error"].startswith("The prompt was refused")
    assert refused["videos"][0]["provider_status"] == "error"
    assert unknown["state"] in ("waiting", "running")


@pytest.mark.display
def test_why_a_save_failed_is_exported(start: Start, provider: DemoServer, tmp_path: Path) -> None:
    provider.answers[PLANE] = answer = feed(PLANE, 900.0, provider.base_url)
    provider.files["/v1/page.mp4"] = b"<!doctype html><title>Log in</title>"
    answer["videos"][0]["resultUrl"] = f"{provider.base_url}/v1/page.mp4"
    app = start("--endpoint", provider.base_url, "--auto-save", tmp_path / "kept", PLANE)

    failed = until(lambda: _video(app.exported(PLANE)).get("save_error"), "the failure")

    assert failed
    assert _video(app.exported(PLANE))["saved_path"] is None
    assert not [path for path in (tmp_path / "kept").iterdir() if path.suffix != ".part"]


def _video(task: dict[str, Any]) -> dict[str, Any]:
    videos = task.get("videos") or [{}]
    first: dict[str, Any] = videos[0]
    return first


@pytest.mark.display
def test_an_export_works_after_a_kill(start: Start, data_dir: Path, bare: dict[str, str]) -> None:
    app = start("--demo", "task-1")
    until(lambda: app.exported("task-1"), "the task")
    app.kill()

    assert [task["id"] for task in exported(data_dir, bare)["tasks"]] == ["task-1"]


def test_an_export_to_a_file_replaces_it_as_a_whole(data_dir: Path, bare: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "export.json"
    target.write_text("x" * 10_000, encoding="utf-8")

    done = run(data_dir, bare, "--export", "export.json", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8")) == {"version": 1, "tasks": []}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "export.json"]


@pytest.mark.parametrize("target", ["no/such/folder/export.json", "/dev/null/export.json", "."])
def test_a_target_that_cannot_be_written_is_said_in_a_line(
    data_dir: Path, bare: dict[str, str], tmp_path: Path, target: str
) -> None:
    done = run(data_dir, bare, "--export", target, cwd=tmp_path)

    assert done.returncode not in (0, 2)
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == []


def test_a_full_device_is_said_in_a_line(data_dir: Path, bare: dict[str, str], tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*FROM_SOURCE, "--data-dir", data_dir, "--export", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=bare,
            cwd=tmp_path,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_reader_that_has_gone_gets_no_traceback(data_dir: Path, bare: dict[str, str], tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*FROM_SOURCE, "--data-dir", data_dir, "--export", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=bare,
        cwd=tmp_path,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None

    assert len(process.stderr.read().splitlines()) <= 1
    process.stderr.close()
    assert process.wait(60) in (0, 1)


def test_a_damaged_database_is_said_in_a_line(data_dir: Path, bare: dict[str, str]) -> None:
    data_dir.mkdir()
    (data_dir / "library.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)

    done = run(data_dir, bare, "--export", "-")

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_an_export_loads_nothing_of_qt_where_a_folder_is_named(
    data_dir: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    code = (
        "import sys; sys.argv = ['app', '--data-dir', sys.argv[1], '--export', '-']\n"
        "from app.__main__ import main; main()\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, data_dir], env=bare, cwd=tmp_path, timeout=60, check=False, capture_output=True
    )

    assert done.returncode == 0, done.stderr
