"""The window as a whole: its actions, its lines above and below the list, and what is dropped on it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QGuiApplication, QPalette, QPixmapCache
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.model import Profile, VideoStatus
from app.services.poller import Hold, PollStatus
from app.ui.main_window import MainWindow
from app.ui.theme import colours
from app.ui.tokens import DARK, LIGHT
from tests.ui.desk import Desk, video
from tests.ui.window import notice_buttons, settle

FIRST = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
SECOND = "c1d16f47-16c2-4798-8733-5ed9903885cc"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def button(window: MainWindow, name: str) -> QToolButton:
    """The toolbar's button of this accessible name."""
    (found,) = [each for each in window.findChildren(QToolButton) if each.accessibleName() == name]
    return found


def titles(window: MainWindow) -> list[str]:
    return [str(window.model.index(at, 0).data()) for at in range(window.model.rowCount())]


def test_assistive_tools_find_the_buttons(window: MainWindow) -> None:
    assert "Pika Monitor" in window.windowTitle()
    for name in ("Add tasks", "Play", "Save", "Remove", "Check now", "Details", "Settings"):
        assert button(window, name).isVisible()


def test_the_empty_list_says_how_to_begin(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    assert window._pages.currentWidget() is window._pages.empty
    with qtbot.waitSignal(desk.library.tasks_added):
        window._pages.empty._demo.click()
    settle(qtbot, window)
    assert window.view.isVisible()


def test_pasted_ids_are_added_and_selected(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(f"see https://cdn.pika.art/v1/{FIRST}/a.mp4 and\n{SECOND}")
    QTest.keyClick(window, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: len(window.view.selected_rows()) == 2)
    assert titles(window) == [f"Task {SECOND}", f"Task {FIRST}"]
    assert window.status.text == "Added 2 tasks"


def test_paste_in_the_search_field_is_text(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(FIRST)
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(window._search.hasFocus)
    QTest.keyClick(window._search, Qt.Key.Key_V, CONTROL)
    assert window._search.text() == FIRST
    assert not desk.library.tasks


def test_a_text_without_an_id_is_answered(window: MainWindow) -> None:
    window.add_text("nothing in here, at all")
    assert window.status.text == "There is no task ID in this text"


def test_known_ids_are_answered(window: MainWindow, desk: Desk) -> None:
    desk.add(FIRST)
    window.add_text(FIRST)
    assert window.status.text == "These tasks are in the list already"


def test_remove_can_be_undone_by_key_and_by_the_line(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    desk.answer(key, "Plane fly", video(VideoStatus.FINISHED))
    settle(qtbot, window)
    window.view.select_rows(window.model.rows[:1])
    settle(qtbot, window)
    QTest.keyClick(window.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: window.status.text == "Removed 1 task")
    settle(qtbot, window)
    assert titles(window) == []
    with qtbot.waitSignal(desk.library.tasks_added):
        window.status._undo.click()
    settle(qtbot, window)
    assert titles(window) == ["Plane fly"]
    window.view.select_rows(window.model.rows[:1])
    settle(qtbot, window)
    button(window, "Remove").click()
    settle(qtbot, window)
    with qtbot.waitSignal(desk.library.tasks_added):
        QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    assert titles(window) == ["Plane fly"]
    assert not window.actions_.undo.isEnabled()


def test_actions_follow_the_selection(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    running, finished, saved = desk.add("one", "two", "three")
    desk.answer(running, "one", video(progress=5))
    desk.answer(finished, "two", video(VideoStatus.FINISHED))
    desk.save(desk.answer(saved, "three", video(VideoStatus.FINISHED))[0])
    settle(qtbot, window)
    do = window.actions_
    found = []
    for at in range(3):
        window.view.select_rows(window.model.rows[at : at + 1])
        settle(qtbot, window)
        found.append((do.play.isEnabled(), do.save.isEnabled(), do.show.isEnabled()))
    assert found == [(True, False, True), (True, True, False), (False, False, False)]
    assert do.play.toolTip() == "The video is not finished yet"
    window.view.clearSelection()
    settle(qtbot, window)
    assert not do.remove.isEnabled()
    assert do.remove.toolTip() == "Select a task first"


def test_a_selected_video_that_finishes_can_be_saved_at_once(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    desk.answer(key, "one", video(progress=99))
    settle(qtbot, window)
    window.view.select_rows(window.model.rows[:1])
    settle(qtbot, window)
    assert not window.actions_.save.isEnabled()
    desk.answer(key, "one", video(VideoStatus.FINISHED))
    qtbot.waitUntil(window.actions_.save.isEnabled)


def test_save_by_key_saves_all_that_is_selected(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    keys = desk.add("one", "two")
    for key in keys:
        desk.answer(key, key.task_id, video(VideoStatus.FINISHED))
    settle(qtbot, window)
    window.view.selectAll()
    settle(qtbot, window)
    QTest.keyClick(window.view, Qt.Key.Key_S, CONTROL)
    assert len(desk.saver.transfers) == 2


def test_a_head_line_stands_for_all_its_videos(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    desk.answer(key, "Boats", video(VideoStatus.FINISHED, "a"), video(VideoStatus.FINISHED, "b"), video(id="c"))
    settle(qtbot, window)
    window.view.select_rows(window.model.rows[:1])
    settle(qtbot, window)
    button(window, "Save").click()
    assert {each.video_id for each in desk.saver.transfers} == {"a", "b"}


def test_search_filters_and_escape_brings_all_back(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    for key in desk.add("one", "two"):
        desk.answer(key, f"prompt {key.task_id}", video())
    settle(qtbot, window)
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(window._search, "one")
    qtbot.waitUntil(lambda: titles(window) == ["prompt one"])
    QTest.keyClicks(window._search, "zzz")
    qtbot.waitUntil(lambda: window._pages.currentWidget() is window._pages.no_match, timeout=10_000)
    QTest.keyClick(window._search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: titles(window) == ["prompt two", "prompt one"])
    assert window.view.hasFocus()


def test_the_menu_holds_only_what_applies(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    settle(qtbot, window)
    window.view.select_rows(window.model.rows[:1])
    settle(qtbot, window)
    menu = window.actions_.menu(window._commands.selected(), window)
    assert [each.text() for each in menu.actions() if each.text()] == [
        "Check now",
        "Copy prompt",
        "Copy task ID",
        "Remove",
    ]
    window.actions_.copy_id.trigger()
    assert QGuiApplication.clipboard().text() == key.task_id


def test_what_is_dropped_is_looked_through(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    text, files = QMimeData(), QMimeData()
    text.setText(FIRST)
    (tmp_path / "ids.txt").write_text(f"the first: {SECOND}\n")
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "ids.txt"))])
    drop(window, text)
    qtbot.waitUntil(lambda: titles(window) == [f"Task {FIRST}"])
    drop(window, files)
    qtbot.waitUntil(lambda: titles(window) == [f"Task {SECOND}", f"Task {FIRST}"])
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "gone.txt"))])
    drop(window, files)
    qtbot.waitUntil(lambda: "Task" not in window.status.text and "Added" not in window.status.text)


def drop(window: MainWindow, data: QMimeData) -> None:
    """Drag it in, drop it."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(200, 300), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(200, 300), copy, data, left, none))


def test_the_banner_offers_to_connect_while_in_the_demo(window: MainWindow, desk: Desk) -> None:
    assert window.banner.isVisible()
    assert "demo" in window.banner.accessibleName()
    assert "Connect your provider…" in notice_buttons(window)
    desk.library.put_profile(Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge"))
    desk.settings.current_profile = "https://api.gpt.ge"
    assert not window.banner.isVisible()


def test_a_database_failure_comes_first_and_can_be_put_away(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.library.recovery.tell(Problem(ErrorCode.LIBRARY_FULL, "database or disk is full"))
    assert "Changes cannot be written to disk now." in window.banner.accessibleName()
    qtbot.waitUntil(lambda: "Dismiss" in notice_buttons(window))
    notice_buttons(window)["Dismiss"].click()
    assert "demo" in window.banner.accessibleName()


@pytest.mark.parametrize(
    ("code", "offer"),
    [
        (ErrorCode.KEY_REFUSED, "Enter key…"),
        (ErrorCode.INSECURE_KEY, "Decide…"),
        (ErrorCode.KEYRING_LOCKED, "Try again"),
    ],
)
def test_a_provider_that_waits_for_the_user_says_so(
    window: MainWindow, desk: Desk, qtbot: QtBot, code: ErrorCode, offer: str
) -> None:
    desk.library.put_profile(Profile("https://api.gpt.ge", "V-<b>API", "https://api.gpt.ge"))
    hold(desk, Problem(code, "no such token"))
    assert window.banner.accessibleName().startswith("\u2068V-<b>API\u2069: ")
    quoted = code is not ErrorCode.KEYRING_LOCKED  # the keyring's own words are names of exceptions
    assert ("no such token" in window.banner.accessibleName()) is quoted
    qtbot.waitUntil(lambda: offer in notice_buttons(window))
    assert window.status.trouble_text == "\u2068V-<b>API\u2069 needs your attention"


def hold(desk: Desk, problem: Problem, until: float | None = None) -> None:
    """What the poller tells when it holds a provider."""
    desk.poller._status = PollStatus(
        active=3,
        in_flight=0,
        next_due=None,
        holds=(Hold("https://api.gpt.ge", problem, until),),
        offline=False,
    )
    desk.poller.status_changed.emit(desk.poller.status)


def test_the_status_line_counts(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    assert window.status.text == "No tasks"
    desk.add("one", "two")
    qtbot.waitUntil(lambda: window.status.text == "2 tracked = 2 running")


def test_a_hidden_window_counts_down_nothing(window: MainWindow, desk: Desk) -> None:
    window.hide()
    desk.poller._status = PollStatus(active=1, in_flight=0, next_due=time.monotonic() + 30, holds=(), offline=False)
    desk.poller.status_changed.emit(desk.poller.status)
    assert not window.status._clock.isActive()
    window.show()
    assert window.status._clock.isActive()
    assert window.status.next_text.startswith("Next check in ")
    window.hide()
    assert not window.status._clock.isActive()


def test_the_look_follows_the_setting_while_the_window_is_open(window: MainWindow, desk: Desk) -> None:
    desk.settings.color_scheme = "light"
    assert colours() is LIGHT
    light = window.view.delegate._colours
    desk.settings.color_scheme = "dark"
    assert colours() is DARK
    assert (light, window.view.delegate._colours) == (LIGHT, DARK)
    assert QGuiApplication.palette().color(QPalette.ColorRole.Window).name() == DARK.window


@pytest.mark.parametrize("name", ["Add tasks", "Play", "Save", "Check now", "Remove", "Details", "Settings"])
def test_no_button_of_the_toolbar_is_clipped_at_the_least_width(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.resize(window.minimumSizeHint())
    qtbot.waitUntil(lambda: window.width() <= max(window.minimumSizeHint().width(), window.minimumWidth()))
    found = button(window, name)
    assert found.isVisible()
    assert found.width() >= found.sizeHint().width() - 2  # the hint grows by the frame once it is shown
    assert found.mapTo(window, QPoint(found.width(), 0)).x() <= window.width()


def test_the_place_is_remembered(window: MainWindow, desk: Desk) -> None:
    window.resize(1000, 640)
    window.close()
    assert not desk.settings.geometry.isEmpty()


def test_play_opens_the_player_and_closing_the_window_closes_it(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    desk.answer(key, "Plane fly", video(VideoStatus.FINISHED))
    settle(qtbot, window)
    window.view.select_rows(window.model.rows[:1])
    settle(qtbot, window)
    QTest.keyClick(window.view, Qt.Key.Key_Return)
    player = window._commands._player
    assert player is not None
    assert player.isVisible()
    window.close()
    assert not player.isVisible()
    player.deleteLater()


def test_long_names_do_not_hold_the_window_open(window: MainWindow, desk: Desk) -> None:
    least = window.minimumSizeHint().width()
    desk.library.put_profile(Profile("https://api.gpt.ge", "W" * 500, "https://api.gpt.ge"))
    desk.settings.current_profile = "https://api.gpt.ge"
    hold(desk, Problem(ErrorCode.SERVER_TROUBLE, "W" * 500))
    window.say("W" * 500)
    assert window.minimumSizeHint().width() == least


def test_a_larger_system_font_scales_rows_and_text_while_the_window_is_open(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.add("one")
    settle(qtbot, window)
    before, height = QGuiApplication.font(), window.view.rowHeight(0)
    larger = QFont(before)
    larger.setPixelSize(26)
    QApplication.setFont(larger)
    try:
        qtbot.waitUntil(lambda: window.view.delegate.layout.sizes.body == 26)
        assert window.view.rowHeight(0) > 1.5 * height
        assert "font-size: 22px" in qt_app().styleSheet()
    finally:
        QApplication.setFont(before)
        qtbot.waitUntil(lambda: window.view.delegate.layout.sizes.body != 26)


def qt_app() -> QApplication:
    """The application under test."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def test_every_icon_that_is_asked_for_is_there(
    window: MainWindow, desk: Desk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    QPixmapCache.clear()
    keys = desk.add("a", "b", "c", "d", "e", "f", "g")
    states = (VideoStatus.QUEUED, VideoStatus.RUNNING, VideoStatus.FINISHED, VideoStatus.FAILED, VideoStatus.UNKNOWN)
    for key, status in zip(keys, states, strict=False):
        desk.answer(key, key.task_id, video(status))
    desk.fail(keys[5], ErrorCode.NOT_FOUND)
    desk.save(desk.answer(keys[6], "saved", video(VideoStatus.FINISHED))[0])
    settle(qtbot, window)
    window.resize(900, 1200)
    desk.settings.color_scheme = "dark"
    window.grab()
    desk.library.failed.emit(Problem(ErrorCode.DISK_FULL))
    window.grab()
    assert [record for record in caplog.records if record.name == "app.ui.icons"] == []


def test_row_sizes_are_chosen_by_key_and_remembered(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.add("one")
    settle(qtbot, window)
    found = []
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        QTest.keyClick(window, key, CONTROL)
        found.append((desk.settings.row_size, window.view.rowHeight(0)))
    assert [size for size, _ in found] == ["compact", "normal", "large"]
    assert found[0][1] < found[1][1] < found[2][1]
