"""A system font that grows while the app runs: everything grows with it, and nothing is clipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.side_bar import SideBar
from app.ui.status_bar import StatusBar
from app.ui.tool_bar import ToolBar
from tests.ui.desk import Desk
from tests.ui.window import settle


def enlarged(times: float) -> QFont:
    """The application's font at so many times its size."""
    font = QFont(QApplication.font())
    font.setPixelSize(round(QFontInfo(font).pixelSize() * times))
    return font


@pytest.fixture
def system_font() -> Iterator[None]:
    """Gives the application its font back."""
    before = QApplication.font()
    yield
    QApplication.setFont(before)


def measures(window: MainWindow) -> dict[str, int]:
    """Lengths that are to grow with the font, in device-independent pixels."""
    tools, side, status = (window.findChild(kind) for kind in (ToolBar, SideBar, StatusBar))
    assert isinstance(tools, ToolBar)
    assert isinstance(side, SideBar)
    assert isinstance(status, StatusBar)
    layout = status.layout()
    assert layout is not None
    return {
        "icon": tools.iconSize().width(),
        "toolbar": tools.height(),
        "first gap": tools._gaps[0][0].width(),
        "search": tools.search.minimumWidth(),
        "side bar": side.width(),
        "margin of the side bar": side._column.contentsMargins().left(),
        "status bar": status.height(),
        "margin of the status bar": layout.contentsMargins().left(),
        "dot": status._dot.width(),
        "row": window.view.verticalHeader().defaultSectionSize(),
    }


@pytest.mark.usefixtures("system_font")
@pytest.mark.parametrize("times", [1.5, 2.0])
def test_the_window_grows_with_the_font_and_shrinks_again(
    window: MainWindow, desk: Desk, qtbot: QtBot, times: float
) -> None:
    desk.add("task")
    window.resize(2400, 1200)
    settle(qtbot, window)
    before = measures(window)

    font = QApplication.font()
    QApplication.setFont(enlarged(times))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: measures(window)["toolbar"] > before["toolbar"], timeout=20_000)
    ratios = {name: value / before[name] for name, value in measures(window).items()}
    assert {name: ratio for name, ratio in ratios.items() if not times * 0.85 < ratio < times * 1.15} == {}

    QApplication.setFont(font)
    qtbot.waitUntil(lambda: measures(window) == before, timeout=20_000)
