"""Owns the services that the tests of the window share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk


@pytest.fixture(autouse=True)
def _english_numbers() -> Iterator[None]:
    """Numbers are compared as English writes them, whatever the machine's language is."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Real services on a folder of their own."""
    made = Desk(qtbot, tmp_path)
    yield made
    made.close()
