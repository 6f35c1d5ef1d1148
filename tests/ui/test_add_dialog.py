"""Adding tasks, from whatever was pasted."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.core.model import Profile, TaskKey
from app.core.task_ids import FoundIds
from app.demo.scenario import SAMPLE_TASKS
from app.ui.add_dialog import AddDialog
from app.ui.paste_field import EDITABLE, MAX_TEXT
from tests.ui.desk import Desk

V_API = Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge")
FIRST, SECOND = "66e0818e-05fb-454e-b246-a6f253e9ffbf", "c1d16f47-16c2-4798-8733-5ed9903885cc"


def _open(qtbot: QtBot, desk: Desk, text: str = "") -> AddDialog:
    dialog = AddDialog(desk.library, desk.settings, desk.files, None, text)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog


def _button(dialog: AddDialog, name: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.accessibleName() == name)


def _type_line(qtbot: QtBot, dialog: AddDialog, text: str) -> None:
    QTest.keyClick(dialog._field, Qt.Key.Key_Return)
    QTest.keyClicks(dialog._field, text)


def test_ids_are_counted_as_they_are_typed(qtbot: QtBot, desk: Desk) -> None:
    desk.add(FIRST)
    dialog = _open(qtbot, desk)
    main, reason = dialog._foot.main, dialog._foot.reason
    assert (main.text(), main.isEnabled(), reason.text()) == ("Add tasks", False, "Paste or type task IDs first.")
    QTest.keyClicks(dialog._field, FIRST)
    assert (main.isEnabled(), reason.text()) == (False, "All of them are in the list already.")
    _type_line(qtbot, dialog, SECOND)
    _type_line(qtbot, dialog, "what is this?")
    assert (main.text(), main.isEnabled(), reason.text()) == ("Add 1 task", True, "")
    assert dialog._found.text == "1 new · 1 already in the list · 1 unusable"
    _type_line(qtbot, dialog, "abc-1")
    assert main.text() == "Add 2 tasks"


def test_the_unusable_words_are_shown_on_demand(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk, "what is this?\n" + FIRST)
    assert not dialog._unusable.isVisible()
    QTest.mouseClick(_button(dialog, "Show unusable"), Qt.MouseButton.LeftButton)
    assert dialog._unusable.isVisible()
    assert dialog._unusable.toPlainText() == "what is this?"
    dialog._field.setPlainText(FIRST)
    assert not dialog._unusable.isVisible()


def test_text_without_an_id_says_so(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk, "nothing to be found here")
    assert not dialog._foot.main.isEnabled()
    assert dialog._foot.reason.text() == "There is no task ID in this text."


def test_ctrl_enter_adds_to_the_chosen_provider_and_remembers_it(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk, f"{FIRST} {SECOND}")
    dialog._provider.setCurrentIndex(dialog._provider.findText("V-API"))
    with qtbot.waitSignals([dialog.accepted, desk.library.tasks_added]):
        QTest.keyClick(dialog._field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert set(desk.library.tasks) == {TaskKey(V_API.id, FIRST), TaskKey(V_API.id, SECOND)}
    assert desk.settings.current_profile == V_API.id
    assert _open(qtbot, desk)._provider.currentText() == "V-API"


def test_ctrl_enter_does_nothing_while_there_is_a_reason(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    QTest.keyClick(dialog._field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog.accept()
    assert dialog.isVisible()


def test_the_same_id_is_new_for_another_provider(qtbot: QtBot, desk: Desk) -> None:
    desk.add(FIRST)
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk, FIRST)
    assert not dialog._foot.main.isEnabled()
    dialog._provider.setCurrentIndex(1)
    assert dialog._foot.main.text() == "Add 1 task"


def test_one_provider_needs_no_choice(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    assert not dialog._provider.isVisible()
    desk.library.put_profile(V_API)
    assert dialog._provider.isVisible()


def test_the_demo_fills_in_its_own_tasks(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    QTest.mouseClick(_button(dialog, "Fill in the demo tasks"), Qt.MouseButton.LeftButton)
    assert dialog._foot.main.text() == f"Add {len(SAMPLE_TASKS)} tasks"
    dialog._provider.setCurrentIndex(1)
    assert not _button(dialog, "Fill in the demo tasks").isVisible()


def test_a_task_that_is_added_elsewhere_is_no_longer_new(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk, FIRST)
    desk.add(FIRST)
    assert dialog._foot.reason.text() == "All of them are in the list already."


def test_a_dropped_file_is_read(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ids.csv"
    file.write_text(f"task,when\n{FIRST},1\n{SECOND},2\n")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    dialog = _open(qtbot, desk)
    assert dialog._field.canInsertFromMimeData(mime)
    with qtbot.waitSignal(desk.files.files_read):
        dialog._field.insertFromMimeData(mime)
    assert dialog._foot.main.text() == "Add 2 tasks"


def test_a_file_that_is_gone_is_told(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = _open(qtbot, desk)
    with qtbot.waitSignal(desk.files.files_read):
        dialog._open(str(tmp_path / "gone.txt"))
    assert dialog._attached.isVisible()
    assert dialog._attached.text == "“gone.txt” cannot be read."


def test_a_long_text_is_looked_through_without_being_laid_out(qtbot: QtBot, desk: Desk) -> None:
    ids = [str(uuid.UUID(int=number)) for number in range(1, 20_001)]
    desk.add(ids[0])
    mime = QMimeData()
    mime.setText("\n".join(ids))
    dialog = _open(qtbot, desk)
    dialog._field.insertFromMimeData(mime)
    assert dialog._field.toPlainText() == ""
    assert dialog._foot.reason.text() == "Looking through the text…"
    assert not dialog._foot.main.isEnabled()
    qtbot.waitUntil(dialog._foot.main.isEnabled)
    assert dialog._foot.main.text() == "Add 19999 tasks"
    assert dialog._attached.text.startswith("Pasted text, ")
    QTest.mouseClick(_button(dialog, "Take out"), Qt.MouseButton.LeftButton)
    assert dialog._foot.reason.text() == "Paste or type task IDs first."


def test_a_text_that_changes_while_it_is_looked_through_counts_once(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    dialog._field.give("\n".join(str(uuid.UUID(int=number)) for number in range(1, 10_001)))
    assert dialog._tally.busy
    dialog._detach()
    dialog._field.setPlainText(FIRST)
    assert dialog._foot.main.text() == "Add 1 task"


def test_more_than_ten_mebibytes_are_refused_with_a_line(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    dialog._field.give("x" * (MAX_TEXT + 1))
    assert dialog._attached.tone == "failed"
    assert "larger than 10.5 MB" in dialog._attached.text
    assert dialog._foot.reason.text() == "Paste or type task IDs first."


def test_a_text_at_the_edge_is_still_edited(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    dialog._field.give("x" * (EDITABLE - 1))
    assert len(dialog._field.toPlainText()) == EDITABLE - 1


def test_a_defect_while_it_looks_leaves_nothing_to_add_and_the_dialog_usable(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = _open(qtbot, desk, FIRST)
    main, reason = dialog._foot.main, dialog._foot.reason
    assert main.isEnabled()

    def broken(_text: str) -> Iterator[FoundIds]:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("app.ui.id_tally.scan", broken)
        _type_line(qtbot, dialog, "x")
    assert not main.isEnabled()
    assert main.text() == "Add tasks"
    assert reason.text().startswith("Something went wrong in Pika Monitor itself.")
    _type_line(qtbot, dialog, SECOND)
    assert main.text() == "Add 3 tasks"
