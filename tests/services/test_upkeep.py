"""Owns the proof of when something is new: after an upgrade, once, and never at the first start."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.services.settings import Settings
from app.services.upkeep import news_since


def test_nothing_is_new_at_the_first_start_and_at_the_next_of_the_same_version(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.auto_save = True  # as whoever sets up many machines may
    assert news_since(settings, "0.2.0") is None
    assert news_since(settings, "0.2.0") is None


def test_another_version_is_new_once(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    news_since(settings, "0.2.0")
    settings.sync()
    again = Settings(tmp_path / "settings.ini")
    assert news_since(again, "0.3.0") == "0.2.0"
    assert news_since(again, "0.3.0") is None
