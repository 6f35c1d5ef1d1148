"""Every control of every dialog can be found and named by an assistive tool, and reached by the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.arrange import Row, RowKind
from app.core.errors import ErrorCode
from app.core.model import Profile, VideoStatus
from app.services.overview import Overview
from app.ui.about_dialog import AboutDialog
from app.ui.actions import Actions
from app.ui.add_dialog import AddDialog
from app.ui.details_pane import DetailsPane
from app.ui.farewell import QuitQuestion
from app.ui.guide_window import GuideWindow
from app.ui.haul_dialog import HaulDialog
from app.ui.intake import Haul, Unread
from app.ui.player import PlayerWindow
from app.ui.profile_dialog import ProfileDialog
from app.ui.session_key_dialog import SessionKeyDialog
from app.ui.settings_dialog import SettingsDialog
from app.ui.shortcuts_dialog import ShortcutsDialog
from app.ui.side_bar import SideBar, StateEntry
from tests.ui.desk import Desk, video
from tests.ui.keyrings import memory_keyring

V_API = Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge")
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)


def _details(desk: Desk) -> QWidget:
    """The details of a saved video: everything that can be copied or shown is there."""
    window = QWidget()
    pane = DetailsPane(desk.library, desk.poller, desk.posters, desk.saver, Actions(window), window)
    (key,) = desk.add("task")
    (made,) = desk.answer(key, "Boats", video(VideoStatus.FINISHED))
    desk.save(made)
    pane.show_rows([Row(RowKind.TASK, key, made)])
    window.show()
    pane.refresh()
    return window


def _side_bar(desk: Desk) -> QWidget:
    """With a line for each provider."""
    overview = Overview(desk.library, desk.library)
    return SideBar(desk.library, overview, desk.poller)


def _shortcuts() -> QWidget:
    actions = Actions(QWidget())
    return ShortcutsDialog(actions.sections(), None)


WINDOWS: dict[str, Callable[[Desk], QWidget]] = {
    "add": lambda desk: AddDialog(desk.library, desk.settings, desk.files, None),
    "connect": lambda desk: ProfileDialog(desk.library, desk.keys, desk.poller, desk.settings, None),
    "change": lambda desk: ProfileDialog(desk.library, desk.keys, desk.poller, desk.settings, None, V_API.id),
    "settings": lambda desk: SettingsDialog(desk.settings, desk.library, desk.keys, desk.poller, None, desk.upkeep),
    "about": lambda desk: AboutDialog(desk.library, desk.poller, None, desk.upkeep),
    "guide": lambda _desk: GuideWindow("en"),
    "session key": lambda desk: SessionKeyDialog(desk.keys, V_API, None),
    "details": _details,
    "side bar": _side_bar,
    "quit question": lambda desk: QuitQuestion(4, None),
    "shortcuts": lambda desk: _shortcuts(),
    "haul": lambda desk: HaulDialog(Haul(unusable=("x",), unread=(Unread("a.txt", ErrorCode.TOO_LARGE),)), None),
    "player": lambda desk: PlayerWindow(desk.settings, desk.saver),
}


@pytest.fixture(params=WINDOWS.keys())
def window(request: pytest.FixtureRequest, qtbot: QtBot, desk: Desk) -> Iterator[QWidget]:
    """Each of them, open."""
    desk.library.put_profile(V_API)
    with memory_keyring():
        made = WINDOWS[request.param](desk)
        qtbot.addWidget(made)
        made.show()
        yield made
        made.close()


def _controls(window: QWidget) -> list[QWidget]:
    """All that can be used, also what is hidden now; not the parts that Qt puts into its own widgets."""
    return [
        each
        for each in window.findChildren(QWidget)
        if isinstance(each, CONTROLS)
        and not isinstance(each, QScrollBar)
        and not isinstance(each.parentWidget(), QComboBox | QAbstractSpinBox | QLineEdit)
        and each.objectName() != "qt_spinbox_lineedit"
        and type(each.parentWidget()).__name__ != "QComboBoxPrivateContainer"
        and each.metaObject().className() != "QComboBoxListView"
    ]


def test_every_control_has_a_name(window: QWidget) -> None:
    controls = _controls(window)
    assert len(controls) >= (1 if window.objectName() == "shortcuts" else 3)
    nameless = []
    for each in controls:
        name = QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        if not name.strip() or "&" in name:
            nameless.append(f"{type(each).__name__}: {name!r}")
    assert nameless == []


def test_names_of_buttons_are_told_apart(window: QWidget) -> None:
    names = [
        QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        for each in _controls(window)
        if isinstance(each, QAbstractButton)
    ]
    assert sorted(names) == sorted(set(names))


def test_every_control_is_reached_by_tab(window: QWidget) -> None:
    unreachable = [
        QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        for each in _controls(window)
        if not each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.parentWidget() is not None
        and not isinstance(each, StateEntry)  # one of them has it, the arrow keys go on from there
    ]
    assert unreachable == []
