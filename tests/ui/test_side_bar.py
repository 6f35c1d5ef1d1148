"""What the side bar and the order choose, and that no row moves under a hand that is on the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.arrange import Category, Sort
from app.core.errors import ErrorCode
from app.core.model import Profile, VideoStatus
from app.services.settings import Settings
from app.ui.main_window import MainWindow
from app.ui.side_bar import ProviderEntry, StateEntry
from tests.ui.desk import Desk, video
from tests.ui.window import settle

V_API = Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge")


def entries(window: MainWindow) -> dict[str, StateEntry | ProviderEntry]:
    """The lines of the side bar by their words, without the count."""
    bar = window.side_bar
    found: list[StateEntry | ProviderEntry] = [*bar._states.values(), *bar._providers.values()]
    return {each.accessibleName().rpartition(", ")[0].strip("\u2068\u2069"): each for each in found}


def count_of(window: MainWindow, word: str) -> str:
    return entries(window)[word].accessibleName().rpartition(", ")[2]


def titles(window: MainWindow) -> list[str]:
    return [str(window.model.index(at, 0).data()) for at in range(window.model.rowCount())]


def choose(qtbot: QtBot, window: MainWindow, word: str) -> None:
    QTest.mouseClick(entries(window)[word], Qt.MouseButton.LeftButton)
    settle(qtbot, window)


@pytest.fixture
def wide(window: MainWindow, desk: Desk, qtbot: QtBot) -> MainWindow:
    """One video of every kind, in a window with room for all."""
    keys = desk.add("running", "unsaved", "saved", "failed", "missing")
    desk.answer(keys[0], "running", video(progress=64))
    desk.answer(keys[1], "unsaved", video(VideoStatus.FINISHED))
    desk.save(desk.answer(keys[2], "saved", video(VideoStatus.FINISHED))[0])
    desk.answer(keys[3], "failed", video(VideoStatus.FAILED))
    desk.fail(keys[4], ErrorCode.NOT_FOUND)
    window.resize(1280, 800)
    settle(qtbot, window)
    qtbot.waitUntil(window.side_bar.isVisible)
    qtbot.waitUntil(lambda: window.overview.complete and not window.overview._tell.isActive())
    return window


def test_every_line_tells_its_count_and_shows_its_videos(wide: MainWindow, qtbot: QtBot) -> None:
    words = ["All", "Active", "Not saved", "Saved", "Failed", "Not found"]
    assert [count_of(wide, word) for word in words] == ["5", "1", "1", "1", "1", "1"]
    found = []
    for word in words[1:]:
        choose(qtbot, wide, word)
        found += titles(wide)
    assert found == ["running", "unsaved", "saved", "failed", "Task missing"]
    assert wide.status.text == "5 tracked = 1 saved + 1 not saved + 1 running + 1 failed + 1 not found"


def test_counts_follow_while_the_window_is_open(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (task,) = [each for each in desk.library.tasks.values() if each.prompt == "unsaved"]
    desk.save(task.video_key(task.videos[0]))
    qtbot.waitUntil(lambda: (count_of(wide, "Saved"), count_of(wide, "Not saved")) == ("2", "0"))


def test_a_provider_shows_only_its_own_and_a_second_press_shows_all(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.library.put_profile(V_API)
    with qtbot.waitSignal(desk.library.tasks_added):
        desk.library.add(V_API.id, ["elsewhere"])
    qtbot.waitUntil(lambda: count_of(wide, "V-API") == "1")
    choose(qtbot, wide, "V-API")
    assert titles(wide) == ["Task elsewhere"]
    assert [count_of(wide, word) for word in ("All", "Active", "Saved", "Demo")] == ["1", "1", "0", "5"]
    choose(qtbot, wide, "V-API")
    assert len(titles(wide)) == 6


def test_a_provider_that_is_removed_leaves_nothing_chosen(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.library.put_profile(V_API)
    choose(qtbot, wide, "V-API")
    assert wide._pages.currentWidget() is wide._pages.no_match
    desk.library.remove_profile(V_API.id)
    settle(qtbot, wide)
    assert len(titles(wide)) == 5
    assert desk.settings.list_provider == ""


def test_the_keyboard_goes_from_line_to_line(wide: MainWindow, qtbot: QtBot) -> None:
    first = entries(wide)["All"]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Down)
    settle(qtbot, wide)
    assert titles(wide) == ["running"]
    assert QAccessible.queryAccessibleInterface(first).text(QAccessible.Text.Name) == "All, 5"


def test_the_side_bar_gives_way_and_is_toggled_and_remembered(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClick(wide, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert wide.side_bar.isHidden()
    assert desk.settings.read("window/side_bar", True) is False
    QTest.keyClick(wide, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert wide.side_bar.isVisible()
    wide.resize(wide.minimumSizeHint())
    qtbot.waitUntil(lambda: not wide.side_bar.isVisible())
    assert desk.settings.side_bar
    wide.resize(1280, 800)
    qtbot.waitUntil(wide.side_bar.isVisible)


def test_the_order_is_chosen_and_remembered(wide: MainWindow, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    sort = wide._tools.sort
    sort._orders[Sort.PROMPT].trigger()
    settle(qtbot, wide)
    assert titles(wide) == ["failed", "running", "saved", "unsaved", "Task missing"]
    assert sort.text() == "Prompt"
    sort._other_way.trigger()
    settle(qtbot, wide)
    assert titles(wide) == ["unsaved", "saved", "running", "failed", "Task missing"]
    choose(qtbot, wide, "Not saved")
    desk.settings.sync()
    again = Settings(tmp_path / "settings.ini")
    kept = (again.list_sort, again.list_reverse, again.list_state, again.list_provider)
    assert kept == ("prompt", True, "not_saved", "")
    assert wide._query.query == wide.model.query


def test_what_the_file_says_wrongly_is_as_at_first(desk: Desk, window: MainWindow) -> None:
    desk.settings.list_state, desk.settings.list_sort = "nonsense", "?"
    assert window._query.query == window.model.query


def test_what_is_added_is_seen_whatever_was_chosen(wide: MainWindow, qtbot: QtBot) -> None:
    choose(qtbot, wide, "Failed")
    wide.add_text("66e0818e-05fb-454e-b246-a6f253e9ffbf")
    qtbot.waitUntil(lambda: len(wide.view.selected_rows()) == 1)
    assert wide.model.query.state is Category.ALL
    assert len(titles(wide)) == 6


def point_at(window: MainWindow) -> None:
    """The pointer comes over the list."""
    at = QPointF(QPoint(200, 20))
    QApplication.sendEvent(window.view, QEnterEvent(at, at, at))


def leave(window: MainWindow) -> None:
    QApplication.sendEvent(window.view, QEvent(QEvent.Type.Leave))


def test_no_row_leaves_from_under_the_pointer(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    choose(qtbot, wide, "Not saved")
    (task,) = [each for each in desk.library.tasks.values() if each.prompt == "unsaved"]
    point_at(wide)
    desk.save(task.video_key(task.videos[0]))
    settle(qtbot, wide)
    assert titles(wide) == ["unsaved"]
    leave(wide)
    settle(qtbot, wide)
    assert titles(wide) == []


def test_no_row_comes_between_while_a_row_has_the_keyboard(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    choose(qtbot, wide, "Not saved")
    wide.view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(wide.view, Qt.Key.Key_Home)
    (task,) = [each for each in desk.library.tasks.values() if each.prompt == "running"]
    desk.answer(task.key, "running", video(VideoStatus.FINISHED))
    settle(qtbot, wide)
    assert titles(wide) == ["unsaved"]
    entries(wide)["All"].setFocus()
    settle(qtbot, wide)
    assert titles(wide) == ["unsaved", "running"]


def test_a_sorted_list_takes_its_new_order_when_the_pointer_has_gone(
    wide: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    wide._tools.sort._orders[Sort.PROMPT].trigger()
    settle(qtbot, wide)
    wide.model._reorder.setInterval(0)
    point_at(wide)
    (task,) = [each for each in desk.library.tasks.values() if each.prompt == "running"]
    desk.answer(task.key, "zoo", video(progress=70))
    settle(qtbot, wide)
    assert titles(wide)[:2] == ["failed", "zoo"]
    leave(wide)
    qtbot.waitUntil(lambda: titles(wide)[:2] == ["failed", "saved"])
    assert titles(wide)[3] == "zoo"


def test_what_the_user_sorts_moves_at_once(wide: MainWindow, qtbot: QtBot) -> None:
    point_at(wide)
    wide._tools.sort._orders[Sort.PROMPT].trigger()
    settle(qtbot, wide)
    assert titles(wide)[0] == "failed"
