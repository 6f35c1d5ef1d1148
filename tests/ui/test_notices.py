"""The line above the list, on real services and a provider that refuses: what it says, offers, and when it goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import keyring
import pytest
from keyring.errors import KeyringLocked, NoKeyringError
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.endpoints import origin
from app.core.model import Profile
from app.demo.faults import Fault
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.services.keys import KeyState
from app.services.own_program import Fate, OwnProgram
from app.ui.banner import Notice
from app.ui.main_window import MainWindow
from app.ui.notices import Notices
from app.ui.profile_dialog import ProfileDialog
from app.ui.session_key_dialog import SessionKeyDialog
from tests.ui.desk import Desk
from tests.ui.keyrings import MemoryKeyring
from tests.ui.window import notice_buttons

KEY = "sk-0123456789"
ID = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
FEED = "/pika/feed/"


class OpenKeyring(MemoryKeyring):
    """Answers once `open` is set, as after a prompt; raises `error` where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()
        self.error: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self.open.wait(60)
        if self.error is not None:
            raise self.error
        return super().get_password(service, username)


@pytest.fixture(autouse=True)
def ring() -> Iterator[OpenKeyring]:
    """In place of the keyring of the person who runs the tests."""
    before, made = keyring.get_keyring(), OpenKeyring()
    keyring.set_keyring(made)
    yield made
    made.open.set()
    keyring.set_keyring(before)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    """A provider that wants a key."""
    with DemoServer(Scenario(time.time), resource("demo"), required_key=KEY) as running:
        running.answers[ID] = {"id": ID, "promptText": "Boats", "videos": [{"id": "v", "status": "pending"}]}
        yield running


@pytest.fixture
def open_server() -> Iterator[DemoServer]:
    """A provider that wants no key."""
    with DemoServer(Scenario(time.time), resource("demo")) as running:
        running.answers[ID] = {"id": ID, "promptText": "Boats", "videos": [{"id": "v", "status": "pending"}]}
        yield running


def connect(desk: Desk, endpoint: str, name: str = "V-API") -> Profile:
    """Track a task with this provider, from now on."""
    profile = Profile(origin(endpoint), name, endpoint)
    desk.library.put_profile(profile)
    desk.settings.current_profile = profile.id
    desk.poller.start()
    with desk.qtbot.waitSignal(desk.library.tasks_added):
        desk.library.add(profile.id, [ID])
    return profile


def said(window: MainWindow) -> str:
    """What the banner says, "" where it is not there."""
    return window.banner.accessibleName() if window.banner.isVisible() else ""


def until(qtbot: QtBot, window: MainWindow, part: str) -> None:
    qtbot.waitUntil(lambda: part in said(window), timeout=10_000)


def offer(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """Press what the banner offers."""
    qtbot.waitUntil(lambda: words in notice_buttons(window))
    QTest.mouseClick(notice_buttons(window)[words], Qt.MouseButton.LeftButton)


def dialog(kind: type) -> object:
    """The dialog that is open."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def test_a_refused_key_says_what_the_provider_said_and_a_new_one_is_entered_there(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, ring: OpenKeyring
) -> None:
    profile = connect(desk, server.base_url)
    until(qtbot, window, "The provider does not accept the key. Enter a new one.")
    assert said(window).startswith("\u2068V-API\u2069: ")
    assert "“" in said(window)  # the provider's own words
    offer(qtbot, window, "Enter key…")
    opened = dialog(ProfileDialog)
    assert isinstance(opened, ProfileDialog)
    assert opened._endpoint.text() == server.base_url
    QTest.keyClicks(opened._key.edit, KEY)
    QTest.mouseClick(opened._foot.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said(window) == "", timeout=10_000)
    assert ring.kept == {("pika-monitor", profile.id): KEY}
    qtbot.waitUntil(lambda: desk.task(next(iter(desk.library.tasks))).answered is not None, timeout=10_000)


def test_a_forbidden_account_goes_on_by_itself_once_a_poll_works(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, ring: OpenKeyring
) -> None:
    ring.kept["pika-monitor", origin(server.base_url)] = KEY
    server.faults.add(Fault(FEED, status=403, body=b'{"success": false, "message": "account is blocked"}', times=1))
    connect(desk, server.base_url)
    until(qtbot, window, "account is blocked")
    qtbot.waitUntil(lambda: "Enter key…" in notice_buttons(window))
    desk.poller.check_now()
    qtbot.waitUntil(lambda: said(window) == "", timeout=10_000)


def test_a_keyring_that_waits_is_told_and_a_key_is_used_without_it(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, ring: OpenKeyring
) -> None:
    ring.open.clear()
    profile = connect(desk, server.base_url)
    qtbot.waitUntil(lambda: desk.keys.status(profile.id).state is KeyState.READING)
    desk.keys._slow.timeout.emit()  # five seconds have passed
    until(qtbot, window, "Waiting for the keyring…")
    offer(qtbot, window, "Use for this session…")
    opened = dialog(SessionKeyDialog)
    assert isinstance(opened, SessionKeyDialog)
    assert not opened._foot.main.isEnabled()
    QTest.keyClicks(opened._key.edit, f"Bearer {KEY}")
    QTest.mouseClick(opened._foot.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.task(next(iter(desk.library.tasks))).answered is not None, timeout=10_000)
    assert said(window) == ""
    assert desk.keys.status(profile.id).state is KeyState.SESSION


def test_a_keyring_that_answers_at_last_ends_the_waiting(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, ring: OpenKeyring
) -> None:
    ring.kept["pika-monitor", origin(server.base_url)] = KEY
    ring.open.clear()
    profile = connect(desk, server.base_url)
    qtbot.waitUntil(lambda: desk.keys.status(profile.id).state is KeyState.READING)
    desk.keys._slow.timeout.emit()
    until(qtbot, window, "Waiting for the keyring…")
    ring.open.set()
    qtbot.waitUntil(lambda: said(window) == "", timeout=10_000)
    qtbot.waitUntil(lambda: desk.task(next(iter(desk.library.tasks))).answered is not None, timeout=10_000)


def test_a_provider_that_answers_without_a_key_needs_no_keyring(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    open_server: DemoServer,
    ring: OpenKeyring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring.error = NoKeyringError("none here")
    told: list[str] = []
    tell = window.banner.tell

    def note(notice: Notice | None) -> None:
        told.append(notice.id if notice is not None else "")
        tell(notice)

    monkeypatch.setattr(window.banner, "tell", note)
    profile = connect(desk, open_server.base_url)
    qtbot.waitUntil(lambda: desk.task(next(iter(desk.library.tasks))).answered is not None, timeout=10_000)
    assert desk.keys.status(profile.id).state is KeyState.FAILED
    assert not any("keyring" in each for each in told)


def test_a_provider_that_does_not_answer_may_need_the_key_that_no_keyring_gives(
    window: MainWindow, desk: Desk, qtbot: QtBot, open_server: DemoServer, ring: OpenKeyring
) -> None:
    """Some say of every task that it is not there where the key is missing."""
    ring.error = NoKeyringError("none here")
    open_server.faults.add(Fault(FEED, status=404))
    connect(desk, open_server.base_url)
    qtbot.waitUntil(lambda: {"Try again", "Use for this session…"} <= notice_buttons(window).keys(), timeout=10_000)
    open_server.faults.clear()
    desk.poller.check_now()
    qtbot.waitUntil(lambda: said(window) == "", timeout=10_000)


def test_a_locked_keyring_can_be_tried_again(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, ring: OpenKeyring
) -> None:
    ring.kept["pika-monitor", origin(server.base_url)] = KEY
    ring.error = KeyringLocked("dismissed")
    connect(desk, server.base_url)
    until(qtbot, window, "The keyring is locked.")
    qtbot.waitUntil(lambda: {"Try again", "Use for this session…"} <= notice_buttons(window).keys())
    ring.error = None
    offer(qtbot, window, "Try again")
    qtbot.waitUntil(lambda: said(window) == "", timeout=10_000)


def test_a_key_over_plain_http_waits_for_consent(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    endpoint = "http://provider.invalid"
    desk.keys.use_for_session(endpoint, KEY)
    connect(desk, endpoint)
    until(qtbot, window, "The key would travel unencrypted.")
    offer(qtbot, window, "Decide…")
    opened = dialog(ProfileDialog)
    assert isinstance(opened, ProfileDialog)
    assert opened._consent.isVisible()
    opened._consent.click()
    with qtbot.waitSignal(desk.poller.task_checked, timeout=20_000):
        QTest.mouseClick(opened._foot.main, Qt.MouseButton.LeftButton)
    assert desk.library.profiles[endpoint].insecure_key
    qtbot.waitUntil(lambda: said(window) == "")


def test_a_login_page_of_the_network_is_told_as_such(
    window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, ring: OpenKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.kept["pika-monitor", origin(server.base_url)] = KEY
    page = b"<!DOCTYPE html><html><body>Welcome to the hotel</body></html>"
    server.faults.add(Fault(FEED, status=200, headers={"Content-Type": "text/html"}, body=page))
    connect(desk, server.base_url)
    until(qtbot, window, "A web page came instead of an answer.")
    assert "log in to this network first" in said(window)
    opened: list[str] = []
    monkeypatch.setattr("app.services.desktop.open_link", opened.append)
    offer(qtbot, window, "Open in the browser")
    assert opened == [server.base_url]
    server.faults.clear()
    desk.poller.check_now()
    qtbot.waitUntil(lambda: said(window) == "", timeout=10_000)


def test_offline_is_told_where_it_holds_anything_up(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.poller.start()
    desk.poller._offline = True
    desk.poller._apply_offline()
    desk.poller._poll_due()
    assert "You are offline" not in said(window)  # the demo needs no network
    assert window.status.trouble_text == "You are offline"
    desk.library.put_profile(Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge"))
    until(qtbot, window, "You are offline.")
    desk.poller._offline = False
    desk.poller._apply_offline()
    desk.poller._poll_due()
    assert "You are offline" not in said(window)


def test_what_was_put_away_is_told_again_when_it_comes_back(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.library.put_profile(Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge"))
    for _ in range(2):
        desk.poller._offline = True
        desk.poller._tell(time.monotonic())
        until(qtbot, window, "You are offline.")
        offer(qtbot, window, "Dismiss")
        assert "You are offline" not in said(window)
        desk.poller._offline = False
        desk.poller._tell(time.monotonic())


@pytest.fixture
def program(window: MainWindow) -> OwnProgram:
    """The app's own file, as the window watches it."""
    notices, made = window.findChild(Notices), OwnProgram(None, window)
    assert notices is not None
    notices.watch_program(made)
    return made


def meet(program: OwnProgram, fate: Fate) -> None:
    """The package manager has done this."""
    program._fate = fate
    program.changed.emit()


def test_an_upgrade_under_the_running_app_is_told_and_a_restart_offered(
    window: MainWindow, program: OwnProgram, qtbot: QtBot
) -> None:
    meet(program, Fate.REPLACED)
    assert "Another version of Pika Monitor was installed." in said(window)
    with qtbot.waitSignal(program.restart_wanted):
        offer(qtbot, window, "Restart")


def test_a_removal_under_the_running_app_is_told_until_it_is_there_again(
    window: MainWindow, program: OwnProgram
) -> None:
    meet(program, Fate.REMOVED)
    assert "Pika Monitor was removed from this computer." in said(window)
    assert "Restart" not in notice_buttons(window)
    meet(program, Fate.REPLACED)
    assert "Another version" in said(window)
    meet(program, Fate.SAME)
    assert "version" not in said(window)
