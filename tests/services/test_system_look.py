"""Owns the proof that the portal's word on dark and contrast is heard, by a portal on a real bus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.services.session_bus import SessionBus
from app.services.system_look import INTERFACE, NAME, NAMESPACE, PATH, SystemLook
from tests.services.conftest import GENEROUS
from tests.services.fake_desktop import FakeDesktop


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDesktop]:
    with FakeDesktop(NAME) as running:
        says(running, ("color-scheme", 0), ("contrast", 0))
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


@pytest.fixture
def bus(qtbot: QtBot) -> Iterator[SessionBus]:
    made = SessionBus()
    yield made
    made.stop()
    assert made._lane.join(10)


def says(portal: FakeDesktop, *settings: tuple[str, int]) -> None:
    """What it answers from now on."""
    portal.answers["ReadAll"] = ("a{sa{sv}}", ({NAMESPACE: {key: ("u", value) for key, value in settings}},))


def change(portal: FakeDesktop, key: str, value: int, namespace: str = NAMESPACE) -> None:
    portal.tell_all(PATH, INTERFACE, "SettingChanged", "ssv", (namespace, key, ("u", value)))


@pytest.mark.parametrize(("scheme", "dark"), [(1, True), (2, False)])
def test_what_it_is_at_first_is_asked_for(
    portal: FakeDesktop, bus: SessionBus, qtbot: QtBot, scheme: int, dark: bool
) -> None:
    says(portal, ("color-scheme", scheme), ("contrast", 1))
    look = SystemLook(bus)
    with qtbot.waitSignal(look.changed, timeout=GENEROUS):
        pass
    assert (look.dark, look.contrast) == (dark, True)


def test_each_change_is_heard(portal: FakeDesktop, bus: SessionBus, qtbot: QtBot) -> None:
    look = SystemLook(bus)
    qtbot.waitUntil(lambda: look.answered, timeout=GENEROUS)
    seen = []
    for key, value in (("color-scheme", 1), ("contrast", 1), ("color-scheme", 2), ("contrast", 0), ("color-scheme", 0)):
        with qtbot.waitSignal(look.changed, timeout=GENEROUS):
            change(portal, key, value)
        seen.append((look.dark, look.contrast))
    assert seen == [(True, False), (True, True), (False, True), (False, False), (None, False)]


def test_what_is_about_something_else_changes_nothing(portal: FakeDesktop, bus: SessionBus, qtbot: QtBot) -> None:
    look = SystemLook(bus)
    qtbot.waitUntil(lambda: look.answered, timeout=GENEROUS)
    with qtbot.waitSignals([look.changed], timeout=GENEROUS):
        change(portal, "color-scheme", 1, "org.example")
        change(portal, "accent-color", 1)
        change(portal, "contrast", 1)
    assert (look.dark, look.contrast) == (None, True)


def test_without_a_portal_nothing_is_known(bus: SessionBus, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    look = SystemLook(bus)
    qtbot.waitUntil(lambda: look.answered, timeout=GENEROUS)
    assert (look.dark, look.contrast) == (None, False)


def test_a_bus_that_has_no_portal_answers_too(bus: SessionBus, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeDesktop("org.example.Other") as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        look = SystemLook(bus)
        qtbot.waitUntil(lambda: look.answered, timeout=GENEROUS)
        assert (look.dark, look.contrast) == (None, False)
