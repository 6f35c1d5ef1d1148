"""The main job, from the outside: a finished video is saved, whole, and played."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import Any

import pytest

from app.demo.faults import Fault, Kind
from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from app.resources import resource
from tests.demo.clients import fetch
from tests.system.app_process import AppProcess
from tests.system.atspi import Screen
from tests.system.conftest import Start
from tests.system.waiting import until

MOSS, PLANE, BOATS = SAMPLE_TASKS[:3]
pytestmark = pytest.mark.display


@pytest.fixture
def folder(data_dir: Path, tmp_path: Path) -> Path:
    """The save folder of the settings, not made yet."""
    data_dir.mkdir(mode=0o700)
    chosen = tmp_path / "My videos"
    (data_dir / "settings.ini").write_text(f"[saving]\nfolder={chosen}\n", encoding="utf-8")
    return chosen


@pytest.fixture
def plane(provider: DemoServer) -> dict[str, Any]:
    """A finished task's only video, at the provider."""
    provider.answers[PLANE] = answer = feed(PLANE, 900.0, provider.base_url)
    video: dict[str, Any] = answer["videos"][0]
    return video


def served(provider: DemoServer, video: dict[str, Any]) -> bytes:
    """The file behind a video's link."""
    return fetch(provider, video["resultUrl"].removeprefix(provider.base_url)).body


def saved_paths(app: AppProcess, task_id: str, count: int = 1) -> list[Path]:
    """Where the videos of a task were saved, once so many are."""

    def look() -> list[Path]:
        videos = app.exported(task_id).get("videos", [])
        paths = [Path(video["saved_path"]) for video in videos if video["saved_path"]]
        return paths if len(paths) >= count else []

    return until(look, f"{count} saved videos of {task_id}")


def test_save_brings_the_selected_video_into_the_folder_of_the_settings(
    start: Start, screen: Screen, provider: DemoServer, plane: dict[str, Any], folder: Path
) -> None:
    app = start("--endpoint", provider.base_url, PLANE)
    window = app.seen_on(screen)
    window.select("A lone bush plane", "100 %")

    window.press("Save")

    (path,) = saved_paths(app, PLANE)
    assert path.parent == folder
    prompt = "A lone bush plane crosses a canyon at golden hour, slow dolly, dust in the light, 35 mm"
    assert path.name == f"{prompt} 3183047765.mp4"
    assert path.read_bytes() == served(provider, plane)
    assert list(folder.iterdir()) == [path]
    assert "100 %" in window.row("A lone bush plane", ", saved")


def test_save_takes_all_videos_of_a_task(start: Start, screen: Screen, provider: DemoServer, folder: Path) -> None:
    provider.answers[BOATS] = answer = feed(BOATS, 900.0, provider.base_url)
    app = start("--endpoint", provider.base_url, BOATS)
    window = app.seen_on(screen)
    window.row("Paper boats", "7712045180425")
    window.select("Paper boats", "3 videos")

    window.press("Save")

    paths = saved_paths(app, BOATS, 3)
    assert [path.read_bytes() for path in paths] == [served(provider, video) for video in answer["videos"]]
    assert sorted(folder.iterdir()) == sorted(paths)


def test_play_shows_frames_and_keeps_nothing_in_the_users_folder(
    start: Start, screen: Screen, provider: DemoServer, plane: dict[str, Any], folder: Path
) -> None:
    app = start("--endpoint", provider.base_url, PLANE)
    window = app.seen_on(screen)
    window.select("A lone bush plane", "100 %")

    window.press("Play")

    window.other("A lone bush plane")
    shown = until(lambda: re.search(r"player: (\d+) frames shown", app.log), "frames")
    assert int(shown[1]) > 20
    assert not folder.exists()
    app.ask_to_end()
    assert app.process.wait(3) == 0, app.output
    assert "Traceback" not in app.output + app.log


def test_a_video_that_is_played_ends_with_the_app(
    start: Start, screen: Screen, provider: DemoServer, plane: dict[str, Any]
) -> None:
    app = start("--endpoint", provider.base_url, PLANE)
    window = app.seen_on(screen)
    window.select("A lone bush plane", "100 %")
    window.press("Play")
    window.other("A lone bush plane")

    app.ask_to_end(signal.SIGINT)

    assert app.process.wait(3) == 0, app.output + app.log
    assert "Traceback" not in app.output + app.log


def test_play_and_save_of_one_video_fetch_it_once(
    start: Start, screen: Screen, provider: DemoServer, plane: dict[str, Any], folder: Path
) -> None:
    app = start("--endpoint", provider.base_url, PLANE)
    window = app.seen_on(screen)
    window.select("A lone bush plane", "100 %")
    window.press("Play")
    window.other("A lone bush plane")

    window.press("Save")

    (path,) = saved_paths(app, PLANE)
    fetched = [request for request in provider.requests if request.path.endswith(".mp4")]
    assert len(fetched) == 1
    assert path.read_bytes() == served(provider, plane)


def test_auto_save_saves_what_finishes_and_nothing_else(
    start: Start, provider: DemoServer, folder: Path, tmp_path: Path
) -> None:
    provider.answers[PLANE] = feed(PLANE, 5.0, provider.base_url)
    provider.answers[MOSS] = feed(MOSS, 900.0, provider.base_url)
    chosen = tmp_path / "auto saved"
    app = start("--endpoint", provider.base_url, "--auto-save", chosen, PLANE, MOSS)
    (moss,) = saved_paths(app, MOSS)
    assert list(chosen.iterdir()) == [moss]

    provider.answers[PLANE] = answer = feed(PLANE, 900.0, provider.base_url)

    (plane,) = saved_paths(app, PLANE)
    assert plane.parent == chosen
    assert plane.read_bytes() == served(provider, answer["videos"][0])
    assert sorted(chosen.iterdir()) == sorted([moss, plane])
    assert not folder.exists()


def test_auto_save_goes_on_after_a_restart(start: Start, provider: DemoServer, tmp_path: Path) -> None:
    provider.answers[PLANE] = feed(PLANE, 5.0, provider.base_url)
    app = start("--endpoint", provider.base_url, "--auto-save", tmp_path / "kept", PLANE)
    app.wait_state(PLANE, "running")
    app.ask_to_end()
    assert app.process.wait(10) == 0
    provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)

    again = start()

    (path,) = saved_paths(again, PLANE)
    assert path.parent == tmp_path / "kept"


@pytest.mark.parametrize("end", ["kill", "quit"])
def test_a_save_that_was_asked_for_goes_on_by_itself(
    start: Start, screen: Screen, provider: DemoServer, plane: dict[str, Any], folder: Path, end: str
) -> None:
    provider.faults.add(Fault("/v1/*.mp4", Kind.STALL, after=20_000, times=1))
    app = start("--endpoint", provider.base_url, PLANE)
    window = app.seen_on(screen)
    window.select("A lone bush plane", "100 %")
    window.press("Save")
    provider.wait_for(lambda request: request.path.endswith(".mp4"), 20)
    until(lambda: folder.exists() and list(folder.glob("*.part")), "the part")
    if end == "kill":
        app.kill()
    else:
        app.ask_to_end()
        assert app.process.wait(10) == 0
    assert list(folder.glob("*.mp4")) == []

    again = start()

    (path,) = saved_paths(again, PLANE)
    assert path.read_bytes() == served(provider, plane)
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/v1/*.mp4", Kind.CLOSE, after=30_000, times=1),
        Fault("/v1/*.mp4", Kind.RESET, after=30_000, times=1),
        Fault("/v1/*.mp4", status=503, times=1),
        Fault("/v1/*.mp4", status=200, body=b"<html>log in</html>", headers={"Content-Type": "text/html"}, times=1),
        Fault("/v1/*.mp4", status=403, body=b"expired", times=1),
    ],
    ids=["cut", "reset", "busy", "page", "expired"],
)
def test_no_fault_ever_brings_a_broken_file(
    start: Start, screen: Screen, provider: DemoServer, plane: dict[str, Any], folder: Path, fault: Fault
) -> None:
    provider.faults.add(fault)
    app = start("--endpoint", provider.base_url, PLANE)
    window = app.seen_on(screen)
    window.select("A lone bush plane", "100 %")

    window.press("Save")
    if fault.body and fault.status == 200:  # refused, said, and tried again by the user only
        until(lambda: app.exported(PLANE)["videos"][0]["save_error"], "the refusal")
        assert not folder.exists() or list(folder.iterdir()) == []
        window.press("Save")

    (path,) = saved_paths(app, PLANE)
    assert path.read_bytes() == served(provider, plane)
    assert list(folder.iterdir()) == [path]
    assert app.exported(PLANE)["videos"][0]["save_error"] is None


def test_a_demo_task_can_still_be_saved_after_a_restart_on_another_port(
    start: Start, screen: Screen, folder: Path
) -> None:
    first = start("--demo", MOSS)
    before = first.wait_state(MOSS, "finished")
    first.ask_to_end()
    assert first.process.wait(10) == 0

    again = start()
    window = again.seen_on(screen)
    window.select("Moss grows", "100 %")
    until(lambda: again.exported(MOSS)["endpoint"] != before["endpoint"], "the other port")
    window.press("Save")

    (path,) = saved_paths(again, MOSS)
    assert path.read_bytes() == (resource("demo") / "moss.mp4").read_bytes()
    assert again.exported(MOSS)["added"] == before["added"]


def test_a_demo_task_goes_on_after_a_restart_where_the_clock_says(start: Start) -> None:
    first = start("--demo", MOSS)
    first.wait_state(MOSS, "running")
    first.kill()

    again = start()

    assert again.wait_state(MOSS, "finished")["videos"][0]["progress"] == 100
