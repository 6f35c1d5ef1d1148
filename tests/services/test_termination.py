"""Owns the proof that a signal of the system wakes the loop and asks the app to end."""

from __future__ import annotations

import os
import signal
import sys

import pytest
from pytestqt.qtbot import QtBot

from app.services.termination import Termination
from tests.services.conftest import GENEROUS


@pytest.mark.skipif(sys.platform == "win32", reason="a windowed program gets neither there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_asks_the_app_to_end(qtbot: QtBot, number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    termination = Termination()
    try:
        with qtbot.waitSignal(termination.requested, timeout=GENEROUS):
            os.kill(os.getpid(), number)
        with qtbot.waitSignal(termination.requested, timeout=GENEROUS):
            os.kill(os.getpid(), number)
        termination.close()
        os.kill(os.getpid(), number)  # at the very end it must not turn a clean exit into a killed one
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
