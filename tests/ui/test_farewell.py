"""Who closes the window with finished, unsaved videos is told once; nothing but a person ever waits for it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.model import Answer, Profile, SavedFile, TaskKey, VideoKey, VideoStatus
from app.ui.farewell import QuitQuestion
from app.ui.main_window import MainWindow
from tests.ui.desk import Desk, video

V_API = Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge")


def press(question: QuitQuestion, text: str) -> None:
    (found,) = [each for each in question.findChildren(QPushButton) if each.text() == text]
    found.click()


def finish(desk: Desk, window: MainWindow, qtbot: QtBot, profile: str, name: str = "one") -> VideoKey:
    """A finished video that is in no file."""
    with qtbot.waitSignal(desk.library.tasks_added):
        desk.library.add(profile, [name])
    key = TaskKey(profile, name)
    desk.library.apply_answer(key, Answer("Boats", (video(VideoStatus.FINISHED),)))
    qtbot.waitUntil(lambda: window.overview.complete)
    return desk.task(key).video_key(desk.task(key).videos[0])


@pytest.fixture
def unsaved(window: MainWindow, desk: Desk, qtbot: QtBot) -> VideoKey:
    desk.library.put_profile(V_API)
    return finish(desk, window, qtbot, V_API.id)


def ask(window: MainWindow) -> QuitQuestion:
    window.actions_.quit.trigger()
    question = window._farewell.question
    assert question is not None
    assert window.isVisible()
    return question


def test_cancel_leaves_the_window_open_and_asks_again(window: MainWindow, unsaved: VideoKey, qtbot: QtBot) -> None:
    press(ask(window), "Cancel")
    assert window.isVisible()
    press(ask(window), "Cancel")


def test_quit_anyway_quits(window: MainWindow, unsaved: VideoKey, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closed):
        press(ask(window), "Quit anyway")
    assert not window.isVisible()


def test_who_asks_again_means_it(window: MainWindow, unsaved: VideoKey) -> None:
    ask(window)
    window.actions_.quit.trigger()
    assert not window.isVisible()


def test_a_signal_is_never_held_up(window: MainWindow, unsaved: VideoKey) -> None:
    assert window.close()
    assert window._farewell.question is None


def test_the_demo_and_what_is_saved_ask_nothing(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.library.put_profile(V_API)
    desk.save(finish(desk, window, qtbot, V_API.id))
    finish(desk, window, qtbot, "demo", "two")
    window.actions_.quit.trigger()
    assert not window.isVisible()


def test_save_all_saves_and_then_quits(window: MainWindow, desk: Desk, unsaved: VideoKey, qtbot: QtBot) -> None:
    press(ask(window), "Save all and quit")
    assert set(desk.saver.transfers) == {unsaved}
    assert window.status.text == "Saving 1 video, then quitting"
    assert window.isVisible()
    desk.library.set_saved(unsaved, SavedFile("/videos/a.mp4", 1, "0" * 64, 0.0))
    desk.saver._book._orders.pop(unsaved)
    with qtbot.waitSignal(window.closed):
        desk.saver.transfer_updated.emit(unsaved)


def test_the_window_stays_where_one_could_not_be_saved(window: MainWindow, desk: Desk, unsaved: VideoKey) -> None:
    press(ask(window), "Save all and quit")
    desk.saver.cancel([unsaved])
    desk.library.set_save_error(unsaved, Problem(ErrorCode.DISK_FULL))
    assert window.isVisible()
    assert window.status.text == "1 video could not be saved"
