"""The proxy in the settings: checked as it is typed, kept without a password, used by real requests."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode
from app.core.model import Profile
from app.core.schedule import PACE_MARGIN
from app.demo.faults import Fault
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.ui.proxy_field import ProxyField
from app.ui.settings_dialog import SettingsDialog
from tests.ui.desk import Desk

ELSEWHERE = Profile("http://provider.invalid", "Elsewhere", "http://provider.invalid")


@pytest.fixture
def field(qtbot: QtBot, desk: Desk) -> Iterator[ProxyField]:
    """The field in its dialog."""
    dialog = SettingsDialog(desk.settings, desk.library, desk.keys, desk.poller, None)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog.network.proxy
    dialog.close()


def retype(field: ProxyField, text: str) -> None:
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)


def test_it_is_kept_once_it_is_one(field: ProxyField, desk: Desk, qtbot: QtBot) -> None:
    retype(field, "Proxy:3128")
    assert field.said == "Used for everything but this computer itself."
    qtbot.waitUntil(lambda: desk.settings.proxy == "http://proxy:3128")
    field.edit.clear()
    QTest.keyClick(field.edit, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: desk.settings.proxy == "")
    assert field.said.startswith("Empty: as the system says.")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("ftp://proxy:21", "A proxy begins with"),
        ("http://proxy", "Add the port"),
        ("http://proxy:99999", "The port has to be"),
        ("http://:1", "The proxy's name is missing"),
        ("http://proxy:1/x", "Leave out what stands behind the port"),
    ],
)
def test_what_is_none_says_why_and_is_not_kept(field: ProxyField, desk: Desk, typed: str, reason: str) -> None:
    desk.settings.proxy = "http://before:1"
    retype(field, typed)
    field.keep()
    assert field.said.startswith(reason)
    assert field.edit.property("problem") is True
    assert desk.settings.proxy == "http://before:1"


def test_a_password_never_reaches_the_file(field: ProxyField, desk: Desk, tmp_path: Path) -> None:
    retype(field, "http://me:hunter2@proxy:3128")
    assert "plain file" in field.said
    field.keep()
    desk.settings.color_scheme = "dark"
    desk.settings.sync()
    assert "hunter2" not in (tmp_path / "settings.ini").read_text()
    assert desk.settings.proxy == ""


def test_it_shows_what_is_set_elsewhere(field: ProxyField, desk: Desk) -> None:
    desk.settings.proxy = "socks5://other:1080"
    assert field.edit.text() == "socks5://other:1080"


@pytest.fixture
def proxy(desk: Desk) -> Iterator[DemoServer]:
    """What answers in place of a proxy; a provider elsewhere is asked through it."""
    desk.keys.use_for_session(ELSEWHERE.id, "")
    desk.library.put_profile(ELSEWHERE)
    with DemoServer(Scenario(time.time), resource("demo")) as running:
        yield running


def problem_of(desk: Desk, qtbot: QtBot, proxy: str) -> ErrorCode:
    """What a poll of a task elsewhere comes to through this proxy."""
    desk.transport.set_proxy(proxy)
    desk.poller.start()
    with qtbot.waitSignal(desk.poller.task_checked, timeout=20_000):
        desk.library.add(ELSEWHERE.id, ["task"])
    (task,) = desk.library.tasks.values()
    assert task.problem is not None
    return task.problem.code


def test_a_proxy_that_does_not_answer_is_told_as_such(desk: Desk, qtbot: QtBot, proxy: DemoServer) -> None:
    assert proxy.base_url
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert problem_of(desk, qtbot, f"http://127.0.0.1:{port}") is ErrorCode.PROXY_FAILED


def test_a_proxy_that_wants_a_password_is_told_as_such(desk: Desk, qtbot: QtBot, proxy: DemoServer) -> None:
    proxy.faults.add(Fault(status=407, headers={"Proxy-Authenticate": "Basic"}))
    assert problem_of(desk, qtbot, proxy.base_url) is ErrorCode.PROXY_AUTH


def test_another_proxy_is_tried_at_once(desk: Desk, qtbot: QtBot, proxy: DemoServer) -> None:
    proxy.faults.add(Fault(status=407, headers={"Proxy-Authenticate": "Basic"}, times=1))
    problem_of(desk, qtbot, proxy.base_url)
    assert desk.poller.status.in_flight == 0
    desk.settings.proxy = proxy.base_url
    due = desk.poller.status.next_due
    assert due is not None
    assert due <= proxy.requests[-1].at + PACE_MARGIN / desk.settings.polls_per_second  # no backoff, the budget alone
