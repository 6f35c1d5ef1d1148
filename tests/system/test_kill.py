"""A kill -9 at any moment: what was shown or promised is there afterwards, and the next start works."""

from __future__ import annotations

import random
import threading
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from app.core.store import Store
from app.demo.faults import Fault, Kind
from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from app.places import places
from tests.demo.clients import fetch
from tests.system.app_process import AppProcess, run
from tests.system.atspi import GoneError, Screen
from tests.system.conftest import Start
from tests.system.waiting import until

PLANE = SAMPLE_TASKS[1]
BATCH = 40
pytestmark = pytest.mark.display


class Adder(threading.Thread):
    """Hands tasks over, a batch a start, until it is told to stop; `promised` are those whose start ended with 0."""

    def __init__(self, data_dir: Path, environment: dict[str, str], endpoint: str) -> None:
        super().__init__(name="adder", daemon=True)
        self._start_with = (data_dir, environment, "--endpoint", endpoint)
        self._stopped = threading.Event()
        self.promised: set[str] = set()

    def run(self) -> None:
        """Adds until it is stopped, or nobody takes the tasks any more."""
        while not self._stopped.is_set():
            batch = [str(uuid.uuid4()) for _ in range(BATCH)]
            data_dir, environment, *options = self._start_with
            second = AppProcess(data_dir, environment, *options, *batch)
            with second:
                while second.process.poll() is None and not self._stopped.wait(0.005):
                    pass
                if second.process.poll() == 0:
                    self.promised.update(batch)

    def stop(self) -> None:
        """Ends it, and what it has started."""
        self._stopped.set()
        self.join(20)


@pytest.mark.parametrize("seed", range(5))
def test_nothing_that_was_shown_or_promised_is_lost(
    start: Start, screen: Screen, provider: DemoServer, data_dir: Path, environment: dict[str, str], seed: int
) -> None:
    provider.faults.add(Fault("/pika/feed/", Kind.STALL))
    app = start("--endpoint", provider.base_url, "task-0")
    window = app.seen_on(screen)
    window.row("task-0")
    adder = Adder(data_dir, environment, provider.base_url)
    adder.start()
    looks = random.Random(seed).randrange(2, 12)
    shown: list[str] = []

    for _ in range(looks):
        try:
            shown = window.rows() or shown
        except (GoneError, TimeoutError):
            break
    if seed % 2:  # the very moment after a promise
        before = len(adder.promised)
        until(lambda: len(adder.promised) > before, "a promise")
    promised = set(adder.promised)
    app.kill()
    adder.stop()

    kept = {task["id"] for task in app.export()}
    assert len(shown) > 0
    assert [row for row in shown if not any(task_id in row for task_id in kept)] == []
    assert promised <= kept


def test_the_next_start_works_after_a_kill(start: Start, screen: Screen, data_dir: Path, provider: DemoServer) -> None:
    provider.faults.add(Fault("/pika/feed/", Kind.STALL))
    first = start("--endpoint", provider.base_url, "task-1")
    first.seen_on(screen).row("task-1")
    first.kill()
    assert (data_dir / "lock").exists()

    again = start("--endpoint", provider.base_url, "task-2")
    window = again.seen_on(screen)

    window.row("task-1")
    window.row("task-2")
    done = run(data_dir, again.environment, "--endpoint", provider.base_url, "task-3")
    assert (done.returncode, done.stderr) == (0, "")
    assert [task["id"] for task in again.export()] == ["task-1", "task-2", "task-3"]


def test_a_kill_while_a_window_starts_leaves_a_folder_that_works(start: Start, data_dir: Path) -> None:
    for pause in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        app = start("--demo", f"task-{pause}")
        threading.Event().wait(pause)
        app.kill()
        app.export()

    last = start("--demo", "the-last")

    until(lambda: last.exported("the-last"), "the last task")


def test_a_transfer_that_was_killed_leaves_no_broken_video_and_is_finished_later(
    start: Start, screen: Screen, provider: DemoServer, tmp_path: Path
) -> None:
    provider.answers[PLANE] = answer = feed(PLANE, 900.0, provider.base_url)
    provider.faults.add(Fault("/v1/*.mp4", Kind.STALL, after=20_000, times=1))
    kept = tmp_path / "kept"
    app = start("--endpoint", provider.base_url, "--auto-save", kept, PLANE)
    app.seen_on(screen).row("canyon", "saving")
    provider.wait_for(lambda request: request.path.endswith(".mp4"), 20)
    app.kill()
    assert list(kept.glob("*.mp4")) == []

    again = start()

    saved = until(lambda: (again.exported(PLANE).get("videos") or [{}])[0].get("saved_path"), "the video")
    link = answer["videos"][0]["resultUrl"].removeprefix(provider.base_url)
    assert Path(saved).read_bytes() == fetch(provider, link).body
    assert list(kept.iterdir()) == [Path(saved)]


def test_a_removal_that_was_told_and_its_undo_outlive_a_kill(
    start: Start, screen: Screen, data_dir: Path, provider: DemoServer
) -> None:
    provider.faults.add(Fault("/pika/feed/", Kind.STALL))
    app = start("--endpoint", provider.base_url, "task-1", "task-2")
    window = app.seen_on(screen)
    window.row("task-1")
    window.row("task-2")
    window.select("task-1")
    window.press("Remove")
    window.application.find("label", "Removed 1 task")
    app.kill()

    assert [task["id"] for task in app.export()] == ["task-2"]
    with closing(Store(places(data_dir).database, read_only=True)) as store:
        (removal,) = store.load().removals
    assert [key.task_id for key in removal.keys] == ["task-1"]
