"""Owns the proof that a window is asked for only where there is an X11 display."""

from __future__ import annotations

import pytest

from app.services.x11 import bring_to_front


def test_without_a_display_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":no-such-display")
    assert not bring_to_front(1)
