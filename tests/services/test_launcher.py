"""Owns the proof of the bar on the desktop's launcher, by who listens on a real bus."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.launcher import INTERFACE, Launcher
from app.services.session_bus import BusSignal, SessionBus
from tests.services.conftest import Services, wait_for_its_turn
from tests.services.fake_desktop import FakeDesktop


def test_a_save_shows_a_bar_and_takes_it_away(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeDesktop("org.example.Launcher") as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        bus = SessionBus()
        bus.listen(INTERFACE)
        heard: list[BusSignal] = []
        bus.received.connect(heard.append)
        Launcher(services.saver, bus, services.saver)
        let_go = wait_for_its_turn(services)

        def bars() -> list[tuple[Any, ...]]:
            return [each.body for each in heard if each.member == "Update"]

        services.until(bars)
        let_go()
        services.until(lambda: bars()[-1][1]["progress-visible"] == ("b", False))
        assert bars()[0][0] == "application://io.github.pika_monitor.PikaMonitor.desktop"
        assert bars()[0][1]["progress-visible"] == ("b", True)
        assert len(bars()) <= 102
        bus.stop()
        assert bus._lane.join(10)
