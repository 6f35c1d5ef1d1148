"""Owns the services that the tests of the window share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui.desk import Desk, stop_timers
from tests.ui.windows import main_window


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


@pytest.fixture
def theme(desk: Desk) -> Iterator[Theme]:
    """The look; the application is given back as it was."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    style, palette = app.style().objectName(), app.palette()
    made = Theme(app, desk.settings)
    yield made
    made.deleteLater()
    app.setStyleSheet("")
    app.setStyle(style)
    app.setPalette(palette)


@pytest.fixture
def window(desk: Desk, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window on real services, shown."""
    made = main_window(desk, theme)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.close()
    stop_timers(made)
    made.deleteLater()


@pytest.fixture
def main(window: MainWindow) -> MainWindow:
    """The same, where `window` means one of many."""
    return window
