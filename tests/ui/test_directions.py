"""Owns the proof that words which are read from the right, and those which are not, leave each other's order alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication, QTextLayout, QTextOption
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.model import DEMO_PROFILE, VideoKey, VideoStatus
from app.core.shortage import Shortage
from app.core.transfer import Transfer, TransferState
from app.ui import messages
from app.ui.card_delegate import _note
from app.ui.main_window import MainWindow
from app.ui.plain import apart, isolated, joined
from app.ui.row_face import amount_words
from tests.ui.desk import Desk, video
from tests.ui.test_row_face import SAVED, one, task
from tests.ui.window import settle

KEY = VideoKey(DEMO_PROFILE, "t", "v", 0)
ARABIC = "قوارب ورقية 3"
HEBREW = "סירות נייר"
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff]")


@pytest.fixture
def egypt() -> Iterator[None]:
    """Numbers and the window as in Egypt."""
    before = QLocale()
    QLocale.setDefault(QLocale("ar_EG"))
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(before)


def outside(text: str) -> str:
    """What of a line is in no isolate."""
    while (left := re.sub("\u2068[^\u2068\u2069]*\u2069", "", text)) != text:
        text = left
    return text


def places(line: str, *parts: str) -> list[float]:
    """Where the middle of each part is painted in a line that is read from the left."""
    layout = QTextLayout(line)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(option)
    layout.beginLayout()
    row = layout.createLine()
    row.setLineWidth(10_000)
    layout.endLayout()

    def place(at: int) -> float:
        return float(row.cursorToX(at)[0])  # type: ignore[index]

    return [place(line.index(part) + len(part) // 2) for part in parts]


@pytest.mark.usefixtures("egypt", "qapp")
def test_sizes_and_times_of_a_line_are_read_in_their_order() -> None:
    transfer = Transfer(KEY, True, TransferState.RUNNING, done=12_300_000, total=45_600_000, speed=2e6)
    said = amount_words(transfer)
    assert FROM_THE_RIGHT.search(said)
    assert not FROM_THE_RIGHT.search(outside(said))
    done, total, speed = (messages.size(count) for count in (12_300_000, 45_600_000, 2e6))
    found = places(said, done, " of ", total, speed.strip("\u2068\u2069"))
    assert found == sorted(found)


@pytest.mark.usefixtures("egypt", "qapp")
@pytest.mark.parametrize(
    "said",
    [
        lambda: messages.not_saved(Problem(ErrorCode.DISK_FULL, Shortage(3_000_000, 20).detail), "/media/usb"),
        lambda: messages.together(("Saved.", messages.size(5_000_000))),
        lambda: messages.age(180.0),
        lambda: messages.about(ARABIC, "It is busy."),
        lambda: one(task(video(VideoStatus.FINISHED, saved=SAVED))).caption,
        lambda: one(task(video(VideoStatus.FINISHED, saved=SAVED), prompt=ARABIC)).spoken,
        lambda: _note(one(task(video(VideoStatus.FINISHED, finished_at=1.0)))),
    ],
    ids=["a full disk", "sentences", "an age", "a name", "a saved file", "a row", "a card"],
)
def test_nothing_from_the_right_stands_loose_in_a_line(said: object) -> None:
    assert callable(said)
    assert FROM_THE_RIGHT.search(said())
    assert not FROM_THE_RIGHT.search(outside(said()))


@pytest.mark.usefixtures("egypt")
def test_the_bottom_line_is_read_in_its_order(desk: Desk, window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    key, _ = desk.add("one", "two")
    desk.answer(key, ARABIC, video(VideoStatus.FINISHED))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: " = " in window.status.text, timeout=20_000)
    assert not FROM_THE_RIGHT.search(outside(window.status.text))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("prompt", [ARABIC, HEBREW])
def test_a_prompt_from_the_right_leaves_an_english_line_its_order(prompt: str) -> None:
    said = one(task(video(VideoStatus.FINISHED), prompt=prompt)).spoken
    assert said == f"{isolated(prompt)}, finished, not saved, 100 %"
    line = joined(" · ", (prompt, "3 min", "seed 5"))
    found = places(line, prompt, "3 min", "seed 5")
    assert found == sorted(found)
    assert "3 min" in line.split(" · ")


@pytest.mark.usefixtures("qapp")
def test_what_needs_no_isolate_has_none_and_what_has_one_gets_no_second() -> None:
    assert joined(" · ", ("12.3 MB", "", "简体中文")) == "12.3 MB · 简体中文"
    assert apart(isolated(HEBREW)) == isolated(HEBREW)
    assert apart(f"{isolated(HEBREW)} and {isolated(ARABIC)}").count("\u2068") == 3
