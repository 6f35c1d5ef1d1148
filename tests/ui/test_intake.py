"""What was pasted or dropped: the line that tells what came of it, and the list of what was wrong."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.core.task_ids import FoundIds
from app.core.text_file import MAX_BYTES
from app.services.additions import AT_ONCE
from app.ui.haul_dialog import HaulDialog
from app.ui.intake import Haul
from app.ui.main_window import MainWindow
from app.ui.wanted_rows import MOST_SELECTED
from tests.ui.desk import Desk
from tests.ui.window import settle

GENEROUS = 20_000


def some_ids(count: int) -> list[str]:
    return [str(uuid.UUID(int=number)) for number in range(1, count + 1)]


def dialogs(window: MainWindow) -> list[HaulDialog]:
    return [each for each in window.findChildren(HaulDialog) if each.isVisible()]


def says(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.waitUntil(lambda: window.status.text == text, timeout=GENEROUS)


def drop(window: MainWindow, *paths: Path, links: tuple[str, ...] = ()) -> None:
    mime = QMimeData()
    mime.setUrls([*(QUrl.fromLocalFile(str(path)) for path in paths), *map(QUrl, links)])
    window._intake.take_dropped(mime)


def test_a_paste_of_46_says_which_two_were_wrong(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    ids = some_ids(44)
    known = desk.add(*ids[:3])
    window.add_text("\n".join([*ids[:20], "not this one", *ids[20:], "nor that one"]))
    says(qtbot, window, "41 added, 3 known, 2 not IDs")
    assert window.status._show.isVisible()
    window.status._show.click()
    (dialog,) = dialogs(window)
    assert dialog.text == "not this one\nnor that one"
    qtbot.waitUntil(lambda: {row.task for row in window._views.selected_rows()} == set(known), timeout=GENEROUS)
    dialog._copy.click()
    assert QGuiApplication.clipboard().text() == dialog.text
    assert not window.status._show.isVisible()
    dialog.close()


def test_known_ones_alone_are_shown_without_a_dialog(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    first, second = some_ids(2)
    (known,) = desk.add(first)
    window.add_text(f"{first}\n{second}")
    says(qtbot, window, "1 added, 1 known")
    window.status._show.click()
    qtbot.waitUntil(lambda: [row.task for row in window._views.selected_rows()] == [known], timeout=GENEROUS)
    assert dialogs(window) == []


def test_one_wrong_word_is_one(window: MainWindow, qtbot: QtBot) -> None:
    window.add_text(f"{some_ids(1)[0]}\nnot this one")
    says(qtbot, window, "1 added, 1 not an ID")


def test_a_text_without_any_id_can_be_looked_at(window: MainWindow) -> None:
    window.add_text("not this one")
    assert window.status.text == "There is no task ID in this text"
    window.status._show.click()
    assert [dialog.text for dialog in dialogs(window)] == ["not this one"]
    dialogs(window)[0].close()


def test_what_all_went_well_offers_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.add_text("\n".join(some_ids(2)))
    says(qtbot, window, "Added 2 tasks")
    assert not window.status._show.isVisible()


def test_files_beside_a_bad_one_lose_nothing(window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    ids = some_ids(4)
    (tmp_path / "a.txt").write_text(f"{ids[0]}\n")
    (tmp_path / "b.csv").write_text(f"task,when\n{ids[1]},1\n")
    (tmp_path / "c.json").write_text(f'{{"id": "{ids[2]}", "videos": [{{"id": "x"}}]}}')
    files = [tmp_path / name for name in ("a.txt", "gone.txt", "b.csv", "c.json")]
    drop(window, *files, links=(f"https://cdn.pika.art/v1/{ids[3]}/a.mp4",))
    says(qtbot, window, "4 added, 1 not an ID, “\u2068gone.txt\u2069” was not read")
    assert {key.task_id for key in desk.library.tasks} == set(ids)
    window.status._show.click()
    (dialog,) = dialogs(window)
    assert dialog.text == "task,when"
    assert any("gone.txt\u2069” cannot be read." in label.text() for label in dialog.findChildren(QLabel))
    dialog.close()


def test_a_file_over_ten_mebibytes_is_refused_with_a_line(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * (MAX_BYTES + 1))
    drop(window, tmp_path / "big.txt")
    says(qtbot, window, "“\u2068big.txt\u2069” was not read")
    window.status._show.click()
    (dialog,) = dialogs(window)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "big.txt\u2069” is larger than 10.5 MB" in words
    dialog.close()
    (tmp_path / "bad.txt").mkdir()
    drop(window, tmp_path / "big.txt", tmp_path / "bad.txt")
    says(qtbot, window, "2 files were not read")


def test_a_text_over_ten_mebibytes_is_refused_too(window: MainWindow, qtbot: QtBot) -> None:
    window.add_text("x" * (MAX_BYTES + 1))
    assert window.status.text == "“\u2068Pasted text\u2069” was not read"


def test_a_second_drop_does_not_lose_the_first(window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    ids = some_ids(2)
    for name, task_id in zip("ab", ids, strict=True):
        (tmp_path / name).write_text(task_id)
    drop(window, tmp_path / "a")
    drop(window, tmp_path / "b")
    qtbot.waitUntil(lambda: {key.task_id for key in desk.library.tasks} == set(ids), timeout=GENEROUS)


@pytest.mark.parametrize("count", [AT_ONCE + 1, MOST_SELECTED + 1])
def test_very_many_come_in_parts_and_in_their_order(window: MainWindow, desk: Desk, qtbot: QtBot, count: int) -> None:
    ids = some_ids(count)
    parts: list[int] = []
    desk.library.tasks_added.connect(lambda keys: parts.append(len(keys)))
    window.add_text("\n".join(ids))
    says(qtbot, window, f"Added {count:,} tasks")
    assert [key.task_id for key in desk.library.tasks] == ids
    assert max(parts) == AT_ONCE
    settle(qtbot, window)
    chosen = count if count <= MOST_SELECTED else 1
    qtbot.waitUntil(lambda: len(window._views.selected_rows()) == chosen, timeout=GENEROUS)


def test_tasks_are_selected_once_all_of_them_are_shown(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (first,) = desk.add("first")
    settle(qtbot, window)
    (second,) = desk.add("second")  # in the library, and not in the list before its next tick
    window.select_tasks([first, second])
    assert window._views.selected_rows() == []
    settle(qtbot, window)
    assert [row.task for row in window._views.selected_rows()] == [second, first]


def test_the_next_line_takes_the_offer_away(window: MainWindow, qtbot: QtBot) -> None:
    window.add_text("not this one")
    assert window.status._show.isVisible()
    window.say("Something else")
    assert not window.status._show.isVisible()


def test_long_lists_are_cut_and_plain(qtbot: QtBot, desk: Desk) -> None:
    dialog = HaulDialog(Haul(unusable=("<b>bold</b>\nsecond\u202e", *map(str, range(1_500)))), None)
    qtbot.addWidget(dialog)
    lines = dialog.text.splitlines()
    assert lines[0] == "<b>bold</b> second"
    assert (len(lines), lines[-1]) == (1_001, "…")


def test_a_defect_while_a_text_is_looked_through_is_told_and_the_next_text_is_taken(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = some_ids(3)

    def broken(_text: str) -> Iterator[FoundIds]:
        yield FoundIds((one,))
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("app.ui.intake.scan", broken)
        window.add_text(one)
    says(qtbot, window, "Something went wrong in Pika Monitor itself. The log has the details.")
    window.add_text(two)
    says(qtbot, window, "Added 1 task")
    assert [key.task_id for key in desk.library.tasks] == [two]
    window.add_text(three)
    qtbot.waitUntil(lambda: len(desk.library.tasks) == 2, timeout=GENEROUS)
