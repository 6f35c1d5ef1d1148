"""Every action of the window has a name, a line on the page of keys, and a way to it without a mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton, QWidget, QWidgetAction
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.core.model import SavedFile, VideoStatus
from app.services import desktop
from app.ui import player_keys
from app.ui.commands import MOST_PAGES
from app.ui.main_window import MainWindow
from app.ui.player import PlayerWindow
from app.ui.player_keys import PlayerKey
from app.ui.shortcuts_dialog import ShortcutsDialog
from app.ui.targets import Targets
from tests.ui.desk import Desk, video
from tests.ui.window import settle

SHIFT = Qt.KeyboardModifier.ShiftModifier
SAVED = SavedFile("/videos/a.mp4", 2_300_000, "0" * 64, 1.0, verified_at=1.0)


def page_of(window: MainWindow) -> ShortcutsDialog:
    found = [each for each in window.findChildren(ShortcutsDialog) if each.isVisible()]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> Iterator[ShortcutsDialog]:
    qtbot.waitUntil(window.isActiveWindow, timeout=20_000)
    QTest.keyClick(window, Qt.Key.Key_F1)
    made = page_of(window)
    yield made
    if isValid(made):
        made.close()


def all_actions(window: MainWindow) -> list[QAction]:
    """Of the window and of all in it; neither separators, nor what Qt makes for its own parts."""

    def of_qt(action: QAction) -> bool:
        made_by_qt = isinstance(action.parent(), QLineEdit) or isinstance(action, QWidgetAction)
        return made_by_qt or action.menu() is not None or action == window._tools.toggleViewAction()

    parts = [window, *window.findChildren(QWidget)]
    found = dict.fromkeys(action for part in parts for action in part.actions())
    found |= dict.fromkeys(window.findChildren(QAction))
    return [each for each in found if not each.isSeparator() and not of_qt(each)]


def listed(window: MainWindow) -> set[QAction]:
    return {action for _, actions in window.actions_.sections() for action in actions}


def menu_actions(window: MainWindow) -> set[QAction]:
    """Of the menu of a row where all applies, and of the empty list."""
    for action in listed(window):
        action.setEnabled(True)
    everything = Targets(tasks=(("demo", "t"),), files=("/a",))  # type: ignore[arg-type]
    menus = [window.actions_.menu(targets, window) for targets in (everything, Targets())]
    return {action for menu in menus for action in menu.actions()}


def test_every_action_has_a_name_and_a_line(window: MainWindow, page: ShortcutsDialog) -> None:
    actions = all_actions(window)
    in_sort_menu = set(window._tools.sort.menu().actions()) - listed(window)  # orders: a menu of their own
    assert len(actions) > 35
    assert [each for each in actions if not each.text().strip()] == []
    missing = [each.text() for each in actions if each not in listed(window) and each not in in_sort_menu]
    assert missing == []
    for action in listed(window):
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or "in the menu"
        assert any(line.startswith(f"{action.iconText()}: {keys}") for line in page.texts), action.text()


def test_every_action_is_reached_without_a_mouse(window: MainWindow) -> None:
    in_menus = menu_actions(window) | set(window._tools.sort.menu().actions())
    buttons = [each for each in window.findChildren(QToolButton) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert window._tools.sort in buttons
    on_buttons = {each.defaultAction() for each in buttons}
    out_of_reach = [
        action.text()
        for action in all_actions(window)
        if action.shortcut().isEmpty() and action not in in_menus and action not in on_buttons
    ]
    assert out_of_reach == []


def test_no_key_stands_for_two_actions(window: MainWindow) -> None:
    keys = [key.toString() for action in listed(window) for key in action.shortcuts()]
    assert sorted(keys) == sorted(set(keys))


def test_the_page_is_found_with_the_mouse_too(window: MainWindow) -> None:
    assert window.actions_.shortcuts in window._tools.sort.menu().actions()
    assert window.actions_.shortcuts in window.actions_.menu(Targets(), window).actions()


def test_the_page_is_searched_and_closed_by_escape(window: MainWindow, page: ShortcutsDialog) -> None:
    assert page._search.hasFocus() or not page.isActiveWindow()
    QTest.keyClicks(page._search, "ctrl+shift+z")
    assert [text.split(":")[0] for text in page.texts] == ["Redo"]
    page._search.setText("zzzz")
    assert page.texts == ()
    assert page._nothing.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert len(page.texts) > 40
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_nothing_on_the_page_is_clipped(page: ShortcutsDialog, qtbot: QtBot) -> None:
    inside = page._area.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= page._area.viewport().width()
    bar = page._area.verticalScrollBar()
    assert bar.maximum() > 0
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_the_player_does_what_the_page_says(desk: Desk, qtbot: QtBot) -> None:
    player = PlayerWindow(desk.settings, desk.saver)
    qtbot.addWidget(player)
    done: list[PlayerKey] = []
    player._doing = lambda: {each: _Note(done, each) for each in PlayerKey}  # type: ignore[method-assign]
    for meaning in PlayerKey:
        for sequence in player_keys.keys(meaning):
            combination = sequence[0]  # type: ignore[index]
            pressed = QKeyEvent(QEvent.Type.KeyPress, combination.key(), combination.keyboardModifiers())
            QApplication.sendEvent(player, pressed)
            assert done.pop() is meaning
    QTest.keyClick(player, Qt.Key.Key_K, SHIFT)  # as before: Shift changes nothing where it has no meaning
    QTest.keyClick(player, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert done == [PlayerKey.PLAY]


class _Note:
    """Stands for what the player would do."""

    def __init__(self, done: list[PlayerKey], meaning: PlayerKey) -> None:
        self.done, self.meaning = done, meaning

    def __call__(self) -> None:
        self.done.append(self.meaning)


# The context menu


def popup(window: MainWindow) -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def texts(menu: QMenu) -> list[str]:
    return [each.text() for each in menu.actions() if each.text()]


@pytest.mark.parametrize(("key", "held"), [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, SHIFT)])
def test_the_menu_opens_by_key_at_the_current_row(
    window: MainWindow, desk: Desk, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    desk.add(*map(str, range(60)))
    settle(qtbot, window)
    view = window.view
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.selectionModel().clear()
    view.selectionModel().setCurrentIndex(window.model.index(50, 0), view.selectionModel().SelectionFlag.NoUpdate)
    QTest.keyClick(view, key, held)
    menu = popup(window)
    place = view.visualRect(window.model.index(50, 0))
    assert view.viewport().rect().contains(place.center())
    assert abs((view.viewport().mapFromGlobal(menu.pos()) - place.center()).manhattanLength()) < 40
    assert [row.task.task_id for row in view.selected_rows()] == [window.model.rows[50].task.task_id]
    assert "Copy task ID" in texts(menu)
    menu.close()


def test_a_text_field_keeps_its_own_menu(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.add("one")
    settle(qtbot, window)
    window._search.setFocus()
    qtbot.waitUntil(window._search.hasFocus)
    QTest.keyClick(window._search, Qt.Key.Key_F10, SHIFT)
    assert QApplication.activePopupWidget() is None


def test_the_menu_has_what_applies_in_order_and_with_icons(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    (made,) = desk.answer(key, "one", video(VideoStatus.FINISHED, sharing_url="https://h/share"))
    desk.library.set_saved(made, SAVED)
    settle(qtbot, window)
    qtbot.waitUntil(window.actions_.remove_saved.isEnabled, timeout=20_000)
    window.select_tasks([key])
    settle(qtbot, window)
    menu = window.actions_.menu(window._commands.glance(), window)
    assert texts(menu) == [
        *("Play", "Save to…", "Show in folder"),
        *("Verify saved files", "Check now", "Open sharing page"),
        *("Copy prompt", "Copy seed", "Copy task ID", "Copy link"),
        *("Remove", "Remove finished and saved"),
    ]
    assert [each.text() for each in menu.actions() if each.text() and each.icon().isNull()] == []
    window.actions_.copy_seed.trigger()
    assert QApplication.clipboard().text() == "3183047765"


def test_the_menu_beside_the_rows_is_about_the_list(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.add("one")
    settle(qtbot, window)
    window.view.clearSelection()
    settle(qtbot, window)
    window._on_menu(window.mapToGlobal(QPoint(300, 300)))
    assert texts(popup(window))[:4] == ["Add tasks", "Paste IDs", "Save all finished", "Settings"]
    assert texts(popup(window))[4:] == ["Keyboard shortcuts", "Guide", "About", "Quit"]
    bare = [each.text() for each in popup(window).actions() if each.text() and each.icon().isNull()]
    assert bare == []
    popup(window).close()


def test_sharing_pages_are_opened_a_handful_at_most(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_link(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(desktop, "open_link", open_link)
    keys = desk.add(*map(str, range(8)))
    for number, key in enumerate(keys):
        more = {"sharing_url": f"https://h/{number}"} if number else {}
        desk.answer(key, "p", video(VideoStatus.FINISHED, **more))
    settle(qtbot, window)
    window.select_tasks(keys[:1])
    settle(qtbot, window)
    assert not window.actions_.sharing_page.isEnabled()
    window.select_tasks(keys[:2])
    settle(qtbot, window)
    window.actions_.sharing_page.trigger()
    assert opened == ["https://h/1"]
    window.select_tasks(keys)
    settle(qtbot, window)
    window.actions_.sharing_page.trigger()
    assert len(opened) == 1 + MOST_PAGES
    assert window.status.text == "Opened the first 5 of 7 sharing pages"
