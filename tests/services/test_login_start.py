"""Owns the proof that start at login is switched from the window, on a worker, and that what it cannot is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import app
from app.core.errors import ErrorCode
from app.services.autostart import Autostart
from app.services.jobs import Lane
from app.services.login_start import LoginStart, LoginStartCannot, obstacle
from tests.services.conftest import GENEROUS


@pytest.fixture
def login(qtbot: QtBot, tmp_path: Path) -> Iterator[LoginStart]:
    """Outlives its worker: a QObject that is let go of by a worker last dies on the wrong thread."""
    lane = Lane("upkeep")
    made = LoginStart(on(tmp_path), lane)
    yield made
    lane.stop(drain=True)
    assert lane.join(20)


def on(home: Path) -> Autostart:
    return Autostart(("/opt/pika-monitor",), "linux", {"HOME": str(home)})


def enabled(login: LoginStart) -> bool | None:
    """As it is now: the type checker takes an attribute for what it was."""
    return login.enabled


def test_it_is_found_out_switched_and_told(qtbot: QtBot, login: LoginStart, tmp_path: Path) -> None:
    assert enabled(login) is None
    with qtbot.waitSignal(login.changed, timeout=GENEROUS):
        login.read()
    assert enabled(login) is False
    with qtbot.waitSignal(login.changed, timeout=GENEROUS):
        login.set_enabled(True)
    assert enabled(login) is True
    assert on(tmp_path).enabled
    on(tmp_path).set_enabled(False)  # in the desktop's own settings
    with qtbot.waitSignal(login.changed, timeout=GENEROUS):
        login.read()
    assert enabled(login) is False


def test_the_last_of_two_switches_holds(qtbot: QtBot, login: LoginStart, tmp_path: Path) -> None:
    with qtbot.waitSignal(login.changed, timeout=GENEROUS):
        login.set_enabled(True)
        login.read()
        login.set_enabled(False)
    assert login.enabled is False
    assert not on(tmp_path).enabled


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, login: LoginStart, tmp_path: Path) -> None:
    (tmp_path / ".config").touch()
    with qtbot.waitSignal(login.changed, timeout=GENEROUS):
        login.set_enabled(True)
    assert login.problem is not None
    assert login.problem.code in (ErrorCode.NO_FOLDER, ErrorCode.DISK_FAILED)
    assert login.enabled is False


def test_what_cannot_be_had_touches_nothing(qtbot: QtBot, login: LoginStart, tmp_path: Path) -> None:
    login.cannot = LoginStartCannot.SOURCES
    login.read()
    login.set_enabled(True)
    login._lane.stop(drain=True)
    assert login._lane.join(20)
    assert list(tmp_path.iterdir()) == []


def test_who_can_start_at_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert obstacle(own_folder=False) is LoginStartCannot.SOURCES  # these very tests
    package = tmp_path / "site-packages" / "app"
    package.mkdir(parents=True)
    monkeypatch.setattr(app, "__file__", str(package / "__init__.py"))
    assert obstacle(own_folder=False) is None
    assert obstacle(own_folder=True) is LoginStartCannot.OWN_FOLDER
    (tmp_path / "site-packages" / "pyproject.toml").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert obstacle(own_folder=False) is None
