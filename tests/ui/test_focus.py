"""The way of Tab through every window: nothing is left out, it follows the eye, and where it is can be seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.model import VideoStatus
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui import windows
from tests.ui.desk import PATIENT_MS, Desk, video
from tests.ui.window import settle

SEEN = 40
"""Pixels that have to change: a ring of 1 px around the smallest button, of 20 px, is more."""


@pytest.fixture(params=windows.WINDOWS.keys())
def opened(request: pytest.FixtureRequest, qtbot: QtBot, desk: Desk, theme: Theme) -> Iterator[QWidget]:
    """Each window, in the app's look, with the keyboard."""
    assert theme is not None
    with windows.opened(request.param, desk, qtbot) as made:
        qtbot.waitUntil(made.isActiveWindow, timeout=PATIENT_MS)
        yield made


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab ought to reach it now. Of radio buttons that belong together it reaches one."""
    reached = widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    if not reached or widget.focusProxy() is not None:
        return False
    return not isinstance(widget, QRadioButton) or widget.isChecked()


def way(window: QWidget, most: int = 200) -> list[QWidget]:
    """What has the focus, from its first place on, until Tab leads back to one of them."""
    found: list[QWidget] = []
    for _ in range(most):
        now = QApplication.focusWidget()
        if now is not None and now in found[:-1]:
            return found
        if now is not None and now not in found:  # a page has links of its own, which come one after the other
            found.append(now)
        QTest.keyClick(now if now is not None else window, Qt.Key.Key_Tab)
    if len(found) == 1:
        return found
    raise AssertionError(f"Tab does not come back: {found}")


def place(widget: QWidget, window: QWidget) -> QRect:
    """Where it stands in its window."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def before(first: QRect, second: QRect) -> bool:
    """Whether a reader meets `first` before `second`: it is above it, or beside it where reading starts."""
    if first.bottom() <= second.top() or second.bottom() <= first.top():
        return first.top() < second.top()
    return first.left() <= second.left()


def picture(widget: QWidget, window: QWidget) -> QImage:
    """The widget with what stands around it: a ring may be drawn outside."""
    return window.grab(place(widget, window).adjusted(-3, -3, 3, 3)).toImage()


def difference(first: QImage, second: QImage) -> int:
    """How many pixels are another colour."""
    size = first.size().boundedTo(second.size())
    return sum(first.pixel(x, y) != second.pixel(x, y) for y in range(size.height()) for x in range(size.width()))


def unseen(widgets: list[QWidget], window: QWidget) -> list[tuple[str, str]]:
    """Class and name of those that look the same with the focus as without it."""
    found = []
    for each in widgets:
        each.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        focused = picture(each, window)
        each.clearFocus()
        QApplication.processEvents()
        if difference(focused, picture(each, window)) < SEEN:
            found.append((type(each).__name__, each.accessibleName()))
    return found


def test_tab_reaches_everything(opened: QWidget) -> None:
    reached = way(opened)
    wanted = [each for each in opened.findChildren(QWidget) if takes_tab(each)]
    assert [each for each in wanted if each not in reached] == []


@pytest.mark.parametrize(
    ("name", "field"), [("add", "Task IDs"), ("connect", "API key"), ("change", "API key"), ("session key", "API key")]
)
def test_what_is_typed_first_has_the_keyboard(desk: Desk, theme: Theme, qtbot: QtBot, name: str, field: str) -> None:
    assert theme is not None
    with windows.opened(name, desk, qtbot) as made:
        qtbot.waitUntil(made.isActiveWindow, timeout=PATIENT_MS)
        typed = QApplication.focusWidget()
        assert typed is not None
        assert typed.accessibleName().startswith(field)


def test_tab_follows_the_eye(opened: QWidget) -> None:
    reached = way(opened)
    places = [place(each, opened) for each in reached]
    back = [
        (reached[at].accessibleName(), reached[at + 1].accessibleName())
        for at in range(len(reached) - 1)
        if not before(places[at], places[at + 1])
    ]
    assert len(back) <= 1, back  # it may begin in the middle, where a person types first, and turns at the end once


def test_the_focus_is_seen(opened: QWidget) -> None:
    assert unseen(way(opened), opened) == []


def test_the_main_window_is_gone_through_and_seen(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add("task")
    desk.answer(key, "Boats", video(VideoStatus.FINISHED))
    window.resize(1280, 800)
    settle(qtbot, window)
    window.select_tasks([key])
    settle(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.details and window.details.facts.facts), timeout=PATIENT_MS)
    window.view.setFocus(Qt.FocusReason.TabFocusReason)

    reached = way(window)

    assert [each for each in window.findChildren(QWidget) if takes_tab(each) and each not in reached] == []
    assert unseen(reached, window) == []
