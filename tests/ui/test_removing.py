"""Remove, Remove finished and saved, Undo and Redo as the user meets them: keys, words, and what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.model import SavedFile, TaskKey, VideoKey, VideoStatus
from app.core.store import Store
from app.core.store_errors import StoreError
from app.ui.main_window import MainWindow
from tests.ui.desk import Desk, video
from tests.ui.window import settle

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SAVED = SavedFile("/videos/a.mp4", 2_300_000, "0" * 64, 1.0, verified_at=1.0)


def tracked(desk: Desk) -> list[str]:
    return [key.task_id for key in desk.library.tasks]


def choose(window: MainWindow, qtbot: QtBot, *keys: TaskKey) -> None:
    settle(qtbot, window)
    window.select_tasks(keys)
    settle(qtbot, window)


def says(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.waitUntil(lambda: window.status.text == text, timeout=20_000)


@pytest.mark.parametrize(("key", "held"), [(Qt.Key.Key_Z, CONTROL | SHIFT), (Qt.Key.Key_Y, CONTROL)])
def test_undo_and_redo_by_key_tell_what_they_do(
    window: MainWindow, desk: Desk, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    one, two, three, _ = desk.add("one", "two", "three", "four")
    do = window.actions_
    assert (do.undo.text(), do.redo.text(), do.undo.isEnabled(), do.redo.isEnabled()) == ("Undo", "Redo", False, False)
    choose(window, qtbot, one, two, three)
    QTest.keyClick(window, Qt.Key.Key_Delete)
    says(qtbot, window, "Removed 3 tasks")
    assert (do.undo.text(), do.undo.iconText()) == ("Undo: remove 3 tasks", "Undo")
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    says(qtbot, window, "Brought back 3 tasks")
    assert tracked(desk) == ["one", "two", "three", "four"]
    assert (do.undo.isEnabled(), do.redo.text()) == (False, "Redo: remove 3 tasks")
    QTest.keyClick(window, key, held)
    says(qtbot, window, "Removed 3 tasks")
    assert tracked(desk) == ["four"]
    assert not do.redo.isEnabled()
    choose(window, qtbot, TaskKey("demo", "four"))
    QTest.keyClick(window, Qt.Key.Key_Delete)
    says(qtbot, window, "Removed 1 task")
    assert do.undo.text() == "Undo: remove 1 task"


def test_only_what_is_whole_and_saved_is_removed(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    finished = video(VideoStatus.FINISHED)
    names = ("saved", "both", "half", "running", "failed", "gone", "fetching", "waiting")
    keys = dict(zip(names, desk.add(*names), strict=True))
    second = replace(finished, id="w")
    videos: dict[str, list[VideoKey]] = {
        name: desk.answer(keys[name], name, *answered)
        for name, answered in {
            "saved": (finished,),
            "both": (finished, second),
            "half": (finished, second),
            "running": (finished, video(id="w")),
            "failed": (finished, video(VideoStatus.FAILED, "w")),
            "gone": (finished,),
            "fetching": (finished,),
        }.items()
    }
    for key in (*videos["saved"], *videos["both"], *videos["fetching"]):
        desk.library.set_saved(key, SAVED)
    for name in ("half", "running", "failed"):
        desk.library.set_saved(videos[name][0], SAVED)
    desk.library.set_saved(videos["gone"][0], replace(SAVED, verified_at=None))
    desk.saver.fetch(videos["fetching"][0])
    settle(qtbot, window)
    qtbot.waitUntil(window.actions_.remove_saved.isEnabled, timeout=20_000)
    QTest.keyClick(window, Qt.Key.Key_Delete, CONTROL | SHIFT)
    says(qtbot, window, "Removed 2 tasks")
    assert tracked(desk) == ["half", "running", "failed", "gone", "fetching", "waiting"]
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    says(qtbot, window, "Brought back 2 tasks")
    assert tracked(desk) == list(names)


def test_nothing_that_is_whole_and_saved_is_told(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    assert not window.actions_.remove_saved.isEnabled()
    (key,) = desk.add("half")
    first, _ = desk.answer(key, "half", video(VideoStatus.FINISHED), video(VideoStatus.FINISHED, "w"))
    desk.library.set_saved(first, SAVED)
    qtbot.waitUntil(window.actions_.remove_saved.isEnabled, timeout=20_000)
    window.actions_.remove_saved.trigger()
    says(qtbot, window, "No task has all of its videos saved")


def test_a_removal_that_is_not_on_disk_is_not_said_to_be_done(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = desk.add("one")
    choose(window, qtbot, key)
    monkeypatch.setattr(Store, "set_removed", _full)
    with qtbot.waitSignal(desk.library.failed, timeout=20_000):
        window.actions_.remove.trigger()
    assert "Removed" not in window.status.text
    assert tracked(desk) == []
    monkeypatch.undo()
    window.actions_.undo.trigger()
    qtbot.waitUntil(lambda: tracked(desk) == ["one"], timeout=20_000)


def _full(*_arguments: object) -> None:
    raise StoreError("database or disk is full")
