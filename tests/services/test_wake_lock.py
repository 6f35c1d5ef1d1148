"""Owns the proof of how each system is kept awake, with the system's own means replaced by what notes them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.session_bus import SessionBus
from app.services.wake_lock import (
    ES_CONTINUOUS,
    ES_SYSTEM_REQUIRED,
    MacWakeLock,
    WindowsWakeLock,
    wake_lock,
)
from app.services.wakefulness import Wakefulness
from tests.services.conftest import GENEROUS, Services, wait_for_its_turn


class Noted:
    """A lock that notes what is asked of it, without the repetitions."""

    def __init__(self) -> None:
        self.asked = [False]

    def hold(self, wanted: bool) -> None:
        if wanted is not self.asked[-1]:
            self.asked.append(wanted)


def test_each_system_has_its_own() -> None:
    assert isinstance(wake_lock("win32"), WindowsWakeLock)
    assert isinstance(wake_lock("darwin"), MacWakeLock)
    assert wake_lock("linux") is None


def test_windows_is_told_once_each_time() -> None:
    told: list[int] = []

    def tell(state: int) -> int:
        told.append(state)
        return ES_CONTINUOUS

    lock = WindowsWakeLock(tell)
    for wanted in (False, True, True, False, False):
        lock.hold(wanted)
    assert told == [ES_CONTINUOUS | ES_SYSTEM_REQUIRED, ES_CONTINUOUS]


@pytest.mark.skipif(sys.platform == "win32", reason="there it is found")
def test_a_windows_that_cannot_be_asked_is_no_obstacle() -> None:
    WindowsWakeLock().hold(True)
    WindowsWakeLock(lambda _state: 0).hold(True)


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the program")
def test_a_mac_runs_one_program_for_as_long(qtbot: QtBot, tmp_path: Path) -> None:
    note, program = tmp_path / "note", tmp_path / "caffeinate"
    program.write_text(f'#!/bin/sh\necho "$$ $@" >>"{note}"\nexec sleep 1000\n', encoding="utf-8")
    program.chmod(0o755)
    lock = MacWakeLock(str(program))
    lock.hold(False)
    lock.hold(True)
    lock.hold(True)
    qtbot.waitUntil(lambda: note.exists() and note.read_text().endswith("\n"), timeout=GENEROUS)
    number, *arguments = note.read_text().split()
    assert arguments == ["-i", "-w", str(os.getpid())]
    os.kill(int(number), 0)
    lock.hold(False)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)
    assert len(note.read_text().splitlines()) == 1


def test_it_is_held_from_the_first_save_to_the_last(services: Services) -> None:
    lock, bus = Noted(), SessionBus()
    services.settings.hold_off_sleep = True
    Wakefulness(services.saver, bus, services.settings, services.saver, lock)
    with services.bot.waitSignal(services.saver.transfers_updated, timeout=GENEROUS):
        let_go = wait_for_its_turn(services)
    assert lock.asked == [False, True]
    let_go()
    services.until(lambda: services.video("a").saved)
    services.until(lambda: lock.asked == [False, True, False])
    assert not bus._running
