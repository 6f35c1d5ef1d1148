"""Every control of every window can be found and named by an assistive tool, and told from the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.model import VideoStatus
from app.ui.look import Look
from app.ui.main_window import MainWindow
from app.ui.side_bar import StateEntry
from app.ui.tool_bar import ToolBar
from tests.ui import windows
from tests.ui.desk import PATIENT_MS, Desk, video
from tests.ui.window import settle

ROLE = QAccessible.Role
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
USED = {
    ROLE.Button,
    ROLE.ButtonMenu,
    ROLE.CheckBox,
    ROLE.ComboBox,
    ROLE.Dial,
    ROLE.EditableText,
    ROLE.Link,
    ROLE.List,
    ROLE.ListItem,
    ROLE.MenuItem,
    ROLE.PageTab,
    ROLE.ProgressBar,
    ROLE.RadioButton,
    ROLE.Slider,
    ROLE.SpinBox,
    ROLE.Table,
    ROLE.Cell,
    ROLE.ToolBar,
    ROLE.Tree,
}
"""Roles of what a person uses or reads the state of."""


class Heard(NamedTuple):
    """What an assistive tool is told of one object."""

    role: ROLE
    name: str


@pytest.fixture(params=windows.WINDOWS.keys())
def opened(request: pytest.FixtureRequest, qtbot: QtBot, desk: Desk) -> Iterator[QWidget]:
    """Each of them, open."""
    with windows.opened(request.param, desk, qtbot) as made:
        yield made


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


def _name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _below(found: QAccessibleInterface, inside: ROLE) -> Iterator[Heard]:
    """What is told of all below that is there to be seen; the inner parts of a combo box are its own matter."""
    for at in range(found.childCount()):
        child = found.child(at)
        if not child.isValid() or child.state().invisible:
            continue
        role = child.role()
        if role in USED and inside not in (ROLE.ComboBox, ROLE.SpinBox):
            yield Heard(role, child.text(QAccessible.Text.Name))
        yield from _below(child, role)


def _heard(window: QWidget) -> list[Heard]:
    return list(_below(QAccessible.queryAccessibleInterface(window), ROLE.Window))


def _mnemonics(window: QWidget) -> list[str]:
    """The Alt keys of what is seen, lower case."""
    texts = [
        each.text()
        for each in window.findChildren(QWidget)
        if isinstance(each, QAbstractButton | QLabel)
        and each.isVisible()
        and not (isinstance(each, QLabel) and each.buddy() is None)
    ]
    return [found.lower() for text in texts for found in re.findall(r"&([^&])", text.replace("&&", ""))]


def test_no_window_of_the_app_has_been_forgotten(qtbot: QtBot, desk: Desk) -> None:
    made: set[type[QWidget]] = {MainWindow}  # with a test of its own below
    for name in windows.WINDOWS:
        with windows.opened(name, desk, qtbot) as window:
            made.add(type(window))
    assert windows.classes() - made == set()


def test_every_control_has_a_name(opened: QWidget) -> None:
    controls = _controls(opened)
    assert len(controls) >= (1 if opened.objectName() == "shortcuts" else 2)
    wrong = [
        f"{type(each).__name__}: {name!r}" for each in controls if "&" in (name := _name(each)) or not name.strip()
    ]
    assert wrong == []


def test_everything_in_the_accessible_tree_has_a_name(opened: QWidget) -> None:
    heard = _heard(opened)
    assert heard
    assert [each for each in heard if not each.name.strip()] == []


def test_every_choice_is_told_of_by_its_label(opened: QWidget) -> None:
    """On Linux Qt names a combo box by what is chosen in it, and leaves to its label what that is about."""
    labels = {
        each: [other.text(QAccessible.Text.Name) for other, _ in QAccessible.queryAccessibleInterface(each).relations()]
        for each in opened.findChildren(QComboBox)
    }
    assert [each.currentText() for each, said in labels.items() if not any(said)] == []


def test_what_is_seen_at_once_is_told_apart(opened: QWidget) -> None:
    told = Counter(each for each in _heard(opened) if each.role is not ROLE.Cell)
    assert {each: count for each, count in told.items() if count > 1} == {}


def test_no_alt_key_is_used_twice(opened: QWidget) -> None:
    keys = Counter(_mnemonics(opened))
    assert {key: count for key, count in keys.items() if count > 1} == {}


def test_names_of_buttons_are_told_apart(opened: QWidget) -> None:
    names = [_name(each) for each in _controls(opened) if isinstance(each, QAbstractButton)]
    assert sorted(names) == sorted(set(names))


def test_every_control_is_reached_by_tab(opened: QWidget) -> None:
    unreachable = [
        _name(each)
        for each in _controls(opened)
        if not each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.parentWidget() is not None
        and not isinstance(each, StateEntry)  # one of them has it, the arrow keys go on from there
    ]
    assert unreachable == []


def test_everything_in_the_main_window_is_named_and_told_apart(shown: MainWindow, qtbot: QtBot) -> None:
    tools = shown.findChild(ToolBar)
    assert tools is not None
    for view in ("list", "gallery"):
        tools.search.setText("o")  # both have it; the button that clears it comes
        heard = _heard(shown)
        assert [each for each in heard if not each.name.strip()] == [], view
        told = Counter(each for each in heard if each.role is not ROLE.Cell)
        assert {each: count for each, count in told.items() if count > 1} == {}, view
        assert [each.name for each in heard if each.role is ROLE.Table] == ["Videos"], view
        shown.actions_.looks[Look.GALLERY].trigger()
        settle(qtbot, shown)


@pytest.fixture
def shown(window: MainWindow, desk: Desk, qtbot: QtBot) -> MainWindow:
    """The main window with a finished and a running video, the first of them selected and shown in the details."""
    done, running = desk.add("done", "running")
    desk.answer(done, "Boats", video(VideoStatus.FINISHED))
    desk.answer(running, "Trams", video(VideoStatus.RUNNING, progress=40))
    window.resize(1280, 800)
    settle(qtbot, window)
    window.select_tasks([done])
    settle(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.details and window.details.facts.facts), timeout=PATIENT_MS)
    return window
