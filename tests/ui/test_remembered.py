"""What the window remembers from one run to the next, for each data folder by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.arrange import Category, Query, Sort
from app.services.settings import Settings
from app.ui.look import Look
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui.desk import PATIENT_MS, Desk, stop_timers
from tests.ui.window import settle
from tests.ui.windows import main_window

FRAME = 8
"""Pixels that a window's frame may take at each side, on the platform of the tests."""


@contextmanager
def run(desk: Desk, theme: Theme, qtbot: QtBot, ini: Path) -> Iterator[MainWindow]:
    """One run of the window on the settings of a data folder, which are read from the disk and written to it."""
    desk.settings = Settings(ini)
    window = main_window(desk, theme)
    with qtbot.waitExposed(window):
        window.show()
    settle(qtbot, window)
    yield window
    window.close()
    desk.settings.sync()
    stop_timers(window)
    window.deleteLater()


def stored(place: QRect, *, maximized: bool = False) -> QByteArray:
    """A geometry as a window at this place leaves it behind, wherever the screens are."""
    widget = QWidget()
    widget.setGeometry(place)
    if maximized:
        widget.showMaximized()
    kept = widget.saveGeometry()
    widget.close()
    return kept


def screen() -> QRect:
    """What is free of the only screen there is."""
    return QGuiApplication.primaryScreen().availableGeometry()


@pytest.mark.parametrize(
    "place",
    [
        QRect(9000, 7000, 780, 600),
        QRect(-6000, 40, 780, 600),
        QRect(40, -4000, 780, 600),
        QRect(-400, 300, 780, 600),
        QRect(500, 600, 780, 600),
        QRect(0, 0, 6000, 5000),
    ],
    ids=["screen below gone", "screen on the left gone", "screen above gone", "half left", "half below", "larger"],
)
def test_a_window_of_a_screen_that_is_gone_is_wholly_reachable(
    desk: Desk, theme: Theme, qtbot: QtBot, tmp_path: Path, place: QRect
) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.geometry = stored(place)
    settings.sync()
    with run(desk, theme, qtbot, tmp_path / "settings.ini") as window:
        assert screen().adjusted(-FRAME, -FRAME, FRAME, FRAME).contains(window.frameGeometry())
        assert screen().contains(window.frameGeometry().topLeft() + QPoint(FRAME, FRAME))


def test_what_is_no_geometry_is_as_at_the_first_start(desk: Desk, theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.geometry = QByteArray(b"no geometry")
    settings.sync()
    with run(desk, theme, qtbot, tmp_path / "settings.ini") as window:
        assert window.isVisible()
        assert screen().adjusted(-FRAME, -FRAME, FRAME, FRAME).contains(window.frameGeometry())


def test_a_maximized_window_comes_back_so_with_its_own_size_behind_it(
    desk: Desk, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    ini = tmp_path / "settings.ini"
    with run(desk, theme, qtbot, ini) as window:
        window.setGeometry(20, 40, 760, 560)
        window.showMaximized()
        qtbot.waitUntil(window.isMaximized, timeout=PATIENT_MS)
    with run(desk, theme, qtbot, ini) as window:
        assert window.isMaximized()
        assert window.normalGeometry().size() == QRect(0, 0, 760, 560).size()


def arranged(window: MainWindow) -> tuple[object, ...]:
    """All that is remembered, as it is seen."""
    looks = [look for look, action in window.actions_.looks.items() if action.isChecked()]
    sides = (window.actions_.details.isChecked(), window.actions_.side_bar.isChecked())
    return (window.model.query, looks, sides, window.size().toTuple())


def details_width(window: MainWindow, qtbot: QtBot) -> int:
    """Of the details, in a window that has room for them; the tests' screen has not."""
    before = window.size()
    window.resize(1280, 690)
    qtbot.waitUntil(lambda: window._split.shown, timeout=PATIENT_MS)
    width = window._split.sizes()[1]
    window.resize(before)
    return width


def test_each_data_folder_has_its_own_view(desk: Desk, theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    """Sort, filter, look, panes, their width, and the window's size."""
    desk.add("task")
    here, there = tmp_path / "here.ini", tmp_path / "there.ini"
    with run(desk, theme, qtbot, there) as window:
        window.resize(799, 700)
        first = arranged(window)
    with run(desk, theme, qtbot, here) as window:
        window.resize(790, 690)
        window.actions_.side_bar.trigger()
        drawn = details_width(window, qtbot)
        window.resize(1280, 690)
        QTest.mousePress(window._split.handle(1), Qt.MouseButton.LeftButton)
        QTest.mouseMove(window._split.handle(1), QPoint(-70, 0))
        QTest.mouseRelease(window._split.handle(1), Qt.MouseButton.LeftButton, pos=QPoint(-70, 0))
        wide = details_width(window, qtbot)
        assert wide > drawn + 50
        window.resize(790, 690)
        window._query._on_sorted(Sort.PROMPT, True)
        window._query._on_chosen(Category.ACTIVE, "demo")
        window.actions_.looks[Look.COMPACT].trigger()
        settle(qtbot, window)
        chosen = arranged(window)
        assert chosen[0] == Query("", Category.ACTIVE, "demo", Sort.PROMPT, True)
        assert chosen[1:3] == ([Look.COMPACT], (True, False))
    assert chosen != first
    with run(desk, theme, qtbot, there) as window:
        assert arranged(window) == first
        assert details_width(window, qtbot) == drawn
    with run(desk, theme, qtbot, here) as window:
        assert arranged(window) == chosen
        assert details_width(window, qtbot) == wide
