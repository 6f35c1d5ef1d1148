"""SIGTERM and SIGINT: the app ends with 0 within 3 seconds, its state saved, whatever hangs (DESIGN, contract)."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.demo.faults import Fault, Kind
from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from app.places import DATABASE_NAME
from app.services.library_reading import NEWEST
from tests.benchmarks.library import make_library
from tests.demo.clients import fetch
from tests.system.app_process import AppProcess, environment_for_source
from tests.system.atspi import Screen
from tests.system.conftest import Start
from tests.system.desktop import Desktop, Keyring
from tests.system.waiting import GENEROUS, until

CONTRACT_SECONDS = 3.0
PLANE = SAMPLE_TASKS[1]
SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
pytestmark = pytest.mark.display


def end(app: AppProcess, number: int) -> None:
    """Sends the signal and holds the app to the contract."""
    app.ask_to_end(number)
    assert app.process.wait(CONTRACT_SECONDS) == 0, app.output + app.log
    assert app.output == ""
    assert "uncaught" not in app.log
    assert "Fatal" not in app.log


@contextmanager
def frozen(keyring: Keyring) -> Iterator[None]:
    """A keyring that answers nobody."""
    keyring.freeze()
    try:
        yield
    finally:
        keyring.thaw()


def asked(provider: DemoServer, start_of_path: str) -> Callable[[], bool]:
    """Whether the provider was asked for such a path."""
    return lambda: any(request.path.startswith(start_of_path) for request in provider.requests)


@SIGNALS
def test_an_idle_window_ends(start: Start, screen: Screen, data_dir: Path, number: int) -> None:
    app = start("--demo")
    app.seen_on(screen)

    end(app, number)

    assert "[window]" in (data_dir / "settings.ini").read_text(encoding="utf-8")
    assert [path.name for path in data_dir.iterdir() if path.name in ("lock", "library.sqlite-wal")] == []


@SIGNALS
def test_what_was_learned_last_is_saved(start: Start, provider: DemoServer, number: int) -> None:
    provider.answers["task-1"] = {**feed(PLANE, 8.0, provider.base_url), "promptText": "Learned just now"}
    app = start("--endpoint", provider.base_url, "task-1")
    until(asked(provider, "/pika/feed/task-1"), "the poll")
    until(lambda: app.exported("task-1").get("prompt"), "the answer")
    provider.answers["task-1"] = feed(PLANE, 900.0, provider.base_url)
    app.wait_state("task-1", "finished")

    end(app, number)

    assert app.exported("task-1")["videos"][0]["progress"] == 100


@SIGNALS
def test_a_poll_that_stalls_holds_nothing_up(start: Start, provider: DemoServer, number: int) -> None:
    provider.faults.add(Fault("/pika/feed/", Kind.STALL))
    app = start("--endpoint", provider.base_url, *(f"task-{each}" for each in range(6)))
    provider.wait_for(lambda request: request.path.startswith("/pika/feed/"), 20, count=4)

    end(app, number)

    assert len(app.export()) == 6


@SIGNALS
def test_headers_that_drip_hold_nothing_up(start: Start, provider: DemoServer, number: int) -> None:
    provider.faults.add(Fault("/pika/feed/", Kind.SLOW_HEADERS, every=0.2))
    app = start("--endpoint", provider.base_url, "task-1")
    provider.wait_for(lambda request: request.path.startswith("/pika/feed/"), 20)

    end(app, number)


@SIGNALS
def test_a_transfer_that_drips_holds_nothing_up_and_goes_on_later(
    start: Start, screen: Screen, provider: DemoServer, tmp_path: Path, number: int
) -> None:
    provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)
    provider.faults.add(Fault("/v1/*.mp4", Kind.DRIP, after=20_000, every=0.05))
    kept = tmp_path / "kept"
    app = start("--endpoint", provider.base_url, "--auto-save", kept, PLANE)
    window = app.seen_on(screen)
    until(lambda: re.search(r"saving, [1-9]\d* %", window.row("canyon")), "the first bytes")

    end(app, number)

    assert list(kept.glob("*.mp4")) == []
    provider.faults.clear()
    again = start()
    saved = until(lambda: (again.exported(PLANE).get("videos") or [{}])[0].get("saved_path"), "the rest")
    last = [request for request in provider.requests if request.path.endswith(".mp4")][-1]
    assert last.headers["range"].startswith("bytes=2")
    assert Path(saved).read_bytes() == _served(provider)
    assert [path.name for path in kept.iterdir()] == [Path(saved).name]


def _served(provider: DemoServer) -> bytes:
    link = feed(PLANE, 900.0, "")["videos"][0]["resultUrl"]
    return fetch(provider, link).body


@SIGNALS
def test_a_keyring_that_hangs_holds_nothing_up(
    start: Start, screen: Screen, keyring: Keyring, provider: DemoServer, number: int
) -> None:
    with frozen(keyring):
        app = start("--endpoint", provider.base_url, "task-1")
        app.seen_on(screen).row("task-1")

        end(app, number)

    assert app.exported("task-1")["state"] == "waiting"


@SIGNALS
def test_a_start_that_is_told_to_end_at_once_ends_with_0(start: Start, data_dir: Path, number: int) -> None:
    app = start("--demo", "task-1")
    until((data_dir / "lock").exists, "the start")

    end(app, number)


@SIGNALS
def test_an_end_before_a_large_library_is_read_costs_no_task(start: Start, data_dir: Path, number: int) -> None:
    make_library(data_dir, NEWEST + 1)
    app = start("--demo", "task-1")
    until((data_dir / "lock").exists, "the start")

    end(app, number)

    assert app.exported("task-1")["state"] == "waiting"


@SIGNALS
def test_a_library_that_cannot_be_read_holds_nothing_up(
    start: Start, screen: Screen, data_dir: Path, number: int
) -> None:
    data_dir.mkdir()
    (data_dir / DATABASE_NAME).write_bytes(b"no database" * 1000)
    app = start("--demo", "task-1")
    said = app.seen_on(screen).application
    until(lambda: said.look("label", lambda text: "cannot be read" in text), "the failure to be told of")

    app.ask_to_end(number)
    assert app.process.wait(CONTRACT_SECONDS) == 1
    assert app.output == "pika-monitor: the library cannot be read; these tasks were not kept\n"
    assert "uncaught" not in app.log


@SIGNALS
@pytest.mark.parametrize("module", ["shiboken6", "PySide6.QtWidgets"])
def test_a_signal_while_qt_is_imported_ends_with_0_and_costs_no_task(
    desktop: Desktop, data_dir: Path, tmp_path: Path, module: str, number: int
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"""
import os, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r} and Finder in map(type, sys.meta_path):
            sys.meta_path.remove(self)
            os.kill(os.getpid(), {int(number)})

sys.meta_path.insert(0, Finder())
"""
    )
    environment = environment_for_source(desktop.environment)
    environment["PYTHONPATH"] += f"{os.pathsep}{tmp_path}"
    with AppProcess(data_dir, environment, "--demo", "task-1") as app:
        assert app.process.wait(GENEROUS) == 0, app.output + app.log

        assert app.output == ""
        assert app.exported("task-1")["state"] == "waiting"


@SIGNALS
def test_an_open_dialog_holds_nothing_up(start: Start, screen: Screen, number: int) -> None:
    app = start("--demo")
    window = app.seen_on(screen)
    window.press("Add tasks")
    until(lambda: window.application.look("dialog"), "the dialog")

    end(app, number)


def test_a_second_signal_changes_nothing(start: Start, screen: Screen) -> None:
    app = start("--demo", "task-1")
    app.seen_on(screen).row("%")

    app.ask_to_end(signal.SIGINT)
    app.ask_to_end(signal.SIGTERM)
    app.ask_to_end(signal.SIGINT)

    assert app.process.wait(CONTRACT_SECONDS) == 0, app.output
    assert app.output == ""
