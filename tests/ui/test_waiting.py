"""A provider that asks for a pause, by real answers: what the line below the list says, and how to ask all the same."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.model import Profile, TaskKey
from app.demo.faults import Fault
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.ui.main_window import MainWindow
from tests.ui.desk import Desk
from tests.ui.window import settle

ID = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
KEY = TaskKey("demo", ID)


@pytest.fixture
def server(desk: Desk, window: MainWindow) -> Iterator[DemoServer]:
    """The provider that the window's tasks are asked of."""
    assert window.isVisible()
    with DemoServer(Scenario(time.time), resource("demo")) as running:
        running.answers[ID] = {"id": ID, "promptText": "Boats", "videos": [{"id": "v", "status": "pending"}]}
        desk.library.put_profile(Profile("demo", "V-API", running.base_url))
        yield running


def begin(desk: Desk, qtbot: QtBot) -> None:
    """Poll until the provider has asked for a pause."""
    desk.poller.start()
    desk.add(ID)
    qtbot.waitUntil(lambda: bool(desk.poller.status.holds), timeout=10_000)


def polls(server: DemoServer) -> int:
    return sum(each.path.startswith("/pika/feed/") for each in server.requests)


def test_a_pause_is_counted_down_and_can_be_passed(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer
) -> None:
    server.faults.add(Fault("/pika/feed/", status=429, headers={"Retry-After": "40"}, times=1))
    begin(desk, qtbot)
    assert re.fullmatch("\u2068V-API\u2069 asks for a pause: (40|39) s", window.status.trouble_text)
    before = window.status.trouble_text
    qtbot.waitUntil(lambda: window.status.trouble_text != before)
    settle(qtbot, window)
    QTest.keyClick(window.view, Qt.Key.Key_F5)
    assert re.fullmatch(r"\u2068V-API\u2069 asked to wait: \d\d s\.", window.status.text)
    assert polls(server) == 1
    assert window.status._insist.isVisible()
    with qtbot.waitSignal(desk.poller.task_checked, timeout=10_000):
        QTest.mouseClick(window.status._insist, Qt.MouseButton.LeftButton)
    assert polls(server) == 2
    assert not window.status._insist.isVisible()
    assert window.status.trouble_text == ""
    assert window.status.text == "1 tracked = 1 running"


def test_trouble_of_the_provider_is_told_as_such(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer
) -> None:
    server.faults.add(Fault("/pika/feed/", status=503, headers={"Retry-After": "120"}, times=1))
    begin(desk, qtbot)
    assert window.status.trouble_text == "\u2068V-API\u2069 has trouble, it is asked again in 2 min"


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_of_unknown_length_ends_by_itself(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, status: int
) -> None:
    server.faults.add(Fault("/pika/feed/", status=status, times=1))
    begin(desk, qtbot)
    assert window.status.trouble_text.endswith(" 1 s")
    desk.poller.check_now()
    assert window.status.text == "\u2068V-API\u2069 asked to wait: 1 s."
    qtbot.waitUntil(lambda: desk.task(KEY).answered is not None, timeout=10_000)
    qtbot.waitUntil(lambda: window.status.trouble_text == "" and not window.status._insist.isVisible(), timeout=10_000)
    assert window.status.text == "1 tracked = 1 running"


def test_what_is_done_next_takes_the_offer_away(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer
) -> None:
    server.faults.add(Fault("/pika/feed/", status=429, headers={"Retry-After": "40"}))
    begin(desk, qtbot)
    desk.poller.check_now([KEY])
    assert window.status._insist.isVisible()
    window.say("Copied")
    assert not window.status._insist.isVisible()
    assert window.status.text == "Copied"
