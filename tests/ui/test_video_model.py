"""The model follows library and saver, row by row, and never resets."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.core.arrange import RowKind
from app.core.errors import ErrorCode
from app.core.model import VideoStatus
from app.services.overview import Overview
from app.ui import video_model
from app.ui.video_model import VideoModel
from tests.ui.desk import Desk, video


class Log:
    """What a model told its views."""

    def __init__(self, model: VideoModel) -> None:
        self.told: list[str] = []
        model.dataChanged.connect(self._on_data)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.layoutChanged.connect(self._on_layout)
        model.modelReset.connect(self._on_reset)

    def _on_data(self, first: QModelIndex, last: QModelIndex) -> None:
        self.told.append(f"data {first.row()}-{last.row()}")

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.told.append(f"insert {first}-{last}")

    def _on_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.told.append(f"remove {first}-{last}")

    def _on_layout(self) -> None:
        self.told.append("layout")

    def _on_reset(self) -> None:
        self.told.append("reset")


@pytest.fixture
def model(desk: Desk, qtmodeltester: ModelTester) -> VideoModel:
    """A model that is checked by Qt's own tester at every step."""
    made = VideoModel(desk.library, desk.saver, Overview(desk.library, desk.library), desk.library)
    qtmodeltester.check(made, force_py=False)  # type: ignore[no-untyped-call]
    return made


def titles(model: VideoModel) -> list[str]:
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def settle(qtbot: QtBot, model: VideoModel) -> None:
    """Until nothing waits for the next tick."""
    qtbot.waitUntil(lambda: not model._tick.isActive() and not model.arranging)


def test_new_tasks_come_on_top(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    desk.add("one", "two")
    desk.add("three")
    settle(qtbot, model)
    assert titles(model) == ["Task three", "Task two", "Task one"]


def test_tasks_that_are_there_at_the_start_are_shown(desk: Desk, qtbot: QtBot) -> None:
    desk.add("one", "two")
    model = VideoModel(desk.library, desk.saver, Overview(desk.library, desk.library), desk.library)
    settle(qtbot, model)
    assert titles(model) == ["Task two", "Task one"]


def test_many_changes_within_a_tick_are_told_once(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    desk.answer(key, "Plane fly", video(progress=0))
    settle(qtbot, model)
    log = Log(model)
    for progress in range(1, 30):
        desk.answer(key, "Plane fly", video(progress=progress))
    assert log.told == []
    settle(qtbot, model)
    assert log.told == ["data 0-0"]
    assert "running, 29 %" in str(model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_the_first_answer_changes_the_row_in_place(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    settle(qtbot, model)
    log, kept = Log(model), QPersistentModelIndex(model.index(0, 0))
    desk.answer(key, "Plane fly", video(progress=5))
    settle(qtbot, model)
    assert log.told == ["data 0-0"]
    assert kept.isValid()
    assert titles(model) == ["Plane fly"]


def test_several_videos_bring_a_head_line_and_rows_below_it(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    keys = desk.add("one", "two")
    settle(qtbot, model)
    selected = QPersistentModelIndex(model.index(1, 0))
    desk.answer(keys[0], "Boats", video(id="a", seed=1), video(id="b", seed=2))
    settle(qtbot, model)
    assert titles(model) == ["Task two", "Boats", "seed 1", "seed 2"]
    assert [row.kind for row in model.rows] == [RowKind.TASK, RowKind.HEAD, RowKind.VIDEO, RowKind.VIDEO]
    assert selected.row() == 1
    assert list(model.rows_of(keys[0])) == [1, 2, 3]


def test_a_task_that_grows_by_a_video_keeps_its_rows(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    desk.answer(key, "Boats", video(id="a", seed=1), video(id="b", seed=2))
    settle(qtbot, model)
    desk.answer(key, "Boats", video(id="a", seed=1), video(id="b", seed=2), video(id="c", seed=3))
    settle(qtbot, model)
    assert titles(model) == ["Boats", "seed 1", "seed 2", "seed 3"]


def test_removal_takes_all_rows_of_the_task(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    keys = desk.add("one", "two", "three")
    desk.answer(keys[1], "Boats", video(id="a"), video(id="b"))
    settle(qtbot, model)
    log = Log(model)
    desk.library.remove([keys[1]])
    settle(qtbot, model)
    assert titles(model) == ["Task three", "Task one"]
    assert log.told == ["remove 1-3"]


def test_a_removed_row_can_be_asked_until_it_goes(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    settle(qtbot, model)
    desk.library.remove([key])
    assert model.rowCount() == 1
    assert model.face(model.rows[0]).title in ("", "Task one")
    settle(qtbot, model)
    assert model.rowCount() == 0


def test_undo_brings_a_task_back_to_its_place(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    keys = desk.add("one", "two", "three")
    settle(qtbot, model)
    desk.library.remove([keys[1]])
    settle(qtbot, model)
    with qtbot.waitSignal(desk.library.tasks_added):
        desk.library.undo_remove()
    settle(qtbot, model)
    assert titles(model) == ["Task three", "Task two", "Task one"]


def test_search_keeps_what_is_selected_and_never_resets(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    keys = desk.add("one", "two", "three")
    for key, prompt in zip(keys, ("red boat", "blue plane", "red plane"), strict=True):
        desk.answer(key, prompt, video())
    settle(qtbot, model)
    log, selected = Log(model), QPersistentModelIndex(model.index(2, 0))
    model.search("red")
    settle(qtbot, model)
    assert titles(model) == ["red plane", "red boat"]
    assert selected.row() == 1
    model.search("")
    settle(qtbot, model)
    assert titles(model) == ["red plane", "blue plane", "red boat"]
    assert selected.row() == 2
    assert "reset" not in log.told


def test_many_rows_come_and_go_in_turns_of_their_own_and_the_selection_stays(
    desk: Desk, model: VideoModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_model, "_FEW", 10)
    monkeypatch.setattr(video_model, "_INDEXED", 7)
    keys = desk.add(*(f"t{at}" for at in range(30)))
    settle(qtbot, model)
    log, selected = Log(model), QPersistentModelIndex(model.index(28, 0))
    model.search("t1")
    assert (model.rowCount(), model.arranging) == (30, True)
    settle(qtbot, model)
    assert (model.rowCount(), selected.row()) == (11, 10)
    model.search("")
    settle(qtbot, model)
    desk.library.remove(keys[5:])
    settle(qtbot, model)
    assert [row.task for row in model.rows] == list(reversed(keys[:5]))
    assert selected.row() == 3
    assert [model.rows_of(key).start for key in keys[:5]] == [4, 3, 2, 1, 0]
    assert "reset" not in log.told


def test_a_search_that_finds_nothing_empties_the_list(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    desk.add("one", "two")
    settle(qtbot, model)
    model.search("nowhere")
    settle(qtbot, model)
    assert model.rowCount() == 0
    model.search("")
    settle(qtbot, model)
    assert model.rowCount() == 2


def test_an_answer_that_matches_no_more_leaves_the_list(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    settle(qtbot, model)
    model.search("one")
    desk.answer(key, "Plane fly", video())
    settle(qtbot, model)
    assert titles(model) == ["Plane fly"]
    model.search("plane one")
    settle(qtbot, model)
    assert titles(model) == ["Plane fly"]
    model.search("boat")
    settle(qtbot, model)
    assert titles(model) == []


def test_very_many_tasks_come_in_slices(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    desk.add("first")
    settle(qtbot, model)
    desk.add(*(f"t{at}" for at in range(1500)))
    settle(qtbot, model)
    assert model.rowCount() == 1501
    assert titles(model)[:2] == ["Task t1499", "Task t1498"]
    assert titles(model)[-1] == "Task first"


def test_a_problem_changes_the_row(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    settle(qtbot, model)
    desk.fail(key, ErrorCode.NOT_FOUND)
    settle(qtbot, model)
    assert "not found" in str(model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_the_spoken_text_holds_prompt_status_and_percent(desk: Desk, model: VideoModel, qtbot: QtBot) -> None:
    (key,) = desk.add("one")
    desk.answer(key, "Plane fly", video(VideoStatus.RUNNING, progress=64))
    settle(qtbot, model)
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Plane fly, running, 64 %"
