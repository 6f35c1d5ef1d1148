"""Owns the proof that many results are taken one a turn of the event loop, in their order."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from app.services.turns import Turns
from tests.services.conftest import GENEROUS


def test_the_first_is_taken_at_once_the_others_in_turns_of_their_own(qtbot: QtBot) -> None:
    owner = QObject()
    turns = Turns(owner)
    taken: list[int] = []
    seen: list[int] = []
    between = QTimer(owner, interval=0)
    between.timeout.connect(lambda: seen.append(len(taken)))
    between.start()
    for number in range(4):
        turns.take(partial(taken.append, number))
    assert taken == [0]
    qtbot.waitUntil(lambda: len(taken) == 4, timeout=GENEROUS)
    between.stop()
    assert taken == [0, 1, 2, 3]
    assert {2, 3} <= set(seen)
    QCoreApplication.processEvents()
    turns.take(partial(taken.append, 4))
    assert taken[-1] == 4
