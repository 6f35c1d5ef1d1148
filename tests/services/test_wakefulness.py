"""Owns the proof that the machine is held awake while a save runs, and no longer."""

from __future__ import annotations

import pytest

from app.services.session_bus import SessionBus
from app.services.wakefulness import WAYS, Wakefulness, Way
from tests.services.conftest import GENEROUS, Services, wait_for_its_turn
from tests.services.fake_desktop import FakeDesktop

NAME = WAYS[0].name


@pytest.mark.parametrize("wanted", [True, False])
def test_from_the_first_save_to_the_last(services: Services, monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    with FakeDesktop(NAME) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        bus = SessionBus()
        services.settings.hold_off_sleep = wanted
        Wakefulness(services.saver, bus, services.settings, services.saver)
        with services.bot.waitSignal(services.saver.transfers_updated, timeout=GENEROUS):
            let_go = wait_for_its_turn(services)
        if wanted:
            services.until(lambda: desktop.named("Inhibit"))
        let_go()
        services.until(lambda: services.video("a").saved)
        if wanted:
            services.until(lambda: desktop.named("UnInhibit"))
            assert [name for name, _ in desktop.calls] == ["Inhibit", "UnInhibit"]
            assert desktop.named("UnInhibit") == [(1,)]
        bus.stop()
        assert bus._lane.join(10)
        assert wanted or desktop.calls == []


def test_the_setting_holds_at_once(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Amid a save of which nothing is new."""
    with FakeDesktop(NAME) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        bus = SessionBus()
        wakefulness = Wakefulness(services.saver, bus, services.settings, services.saver)
        wait_for_its_turn(services)
        services.until(lambda: desktop.named("Inhibit"))
        services.saver.transfers_updated.disconnect(wakefulness._look)
        services.settings.hold_off_sleep = False
        services.until(lambda: desktop.named("UnInhibit"))
        services.settings.hold_off_sleep = True
        services.until(lambda: len(desktop.named("Inhibit")) == 2)
        bus.stop()
        assert bus._lane.join(10)


def test_a_save_that_is_paused_holds_nothing(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be so for days."""
    with FakeDesktop(NAME) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        bus = SessionBus()
        Wakefulness(services.saver, bus, services.settings, services.saver)
        wait_for_its_turn(services)
        services.until(lambda: desktop.named("Inhibit"))
        services.saver.pause_all()
        services.until(lambda: desktop.named("UnInhibit"))
        assert services.saver.transfers
        services.saver.resume_all()
        services.until(lambda: len(desktop.named("Inhibit")) == 2)
        bus.stop()
        assert bus._lane.join(10)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_desktop_is_asked_in_its_own_way(services: Services, monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    with FakeDesktop(way.name) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        bus = SessionBus()
        Wakefulness(services.saver, bus, services.settings, services.saver)
        let_go = wait_for_its_turn(services)
        services.until(lambda: desktop.named("Inhibit") == [way.body])
        let_go()
        services.until(lambda: desktop.named(way.release) == [(1,)])
        bus.stop()
        assert bus._lane.join(10)


def test_where_nobody_can_hold_it_the_next_save_asks_again(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desktop's part may come later than a start at login."""
    with FakeDesktop() as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        bus = SessionBus()
        wakefulness = Wakefulness(services.saver, bus, services.settings, services.saver)
        wait_for_its_turn(services)
        services.until(lambda: wakefulness._in_vain)
        desktop.claim(NAME)
        services.saver.pause_all()
        services.until(lambda: not wakefulness._in_vain)
        services.saver.resume_all()
        services.until(lambda: desktop.named("Inhibit"))
        bus.stop()
        assert bus._lane.join(10)
