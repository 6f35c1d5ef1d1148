"""The details beside the list: what they say of one row and of many, live, on real services."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTime, QTimeZone
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode
from app.core.model import Profile, VideoStatus
from app.demo.faults import Fault
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.services.settings import Settings
from app.ui import details_pane
from app.ui.details import clock
from app.ui.details_pane import DetailsPane
from app.ui.main_window import MainWindow
from tests.ui.desk import Desk, video
from tests.ui.window import settle

SECRET = "https://cdn.pika.art/v1/film.mp4?X-Signature=SECRET&key=SECRET"
ID = "66e0818e-05fb-454e-b246-a6f253e9ffbf"


def pane(window: MainWindow) -> DetailsPane:
    """The details, which have to be there."""
    assert window.details is not None
    return window.details


def select(qtbot: QtBot, window: MainWindow, *places: int) -> DetailsPane:
    """Select rows by place and wait until the details show them."""
    settle(qtbot, window)
    window.view.select_rows([window.model.rows[at] for at in places])
    settle(qtbot, window)
    shown = pane(window)
    qtbot.waitUntil(lambda: not (shown._tick.isActive() or shown._slice.isActive()))
    return shown


def facts(shown: DetailsPane) -> dict[str, str]:
    """The table, by label."""
    return {fact.label: fact.value for fact in shown.facts.facts}


def press(shown: DetailsPane, name: str) -> None:
    """Press the button of this accessible name."""
    (found,) = [
        each for each in shown.findChildren(QPushButton) if each.accessibleName() == name and each.isVisibleTo(shown)
    ]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


@pytest.fixture
def wide(window: MainWindow) -> MainWindow:
    """A window in which the details have room."""
    window.resize(1280, 800)
    return window


def test_one_video_is_told_whole(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    made = video(VideoStatus.FINISHED, "v-1", result_url=SECRET, provider_status="SUCCESS", finished_at=None)
    desk.answer(key, "Paper boats\ndrift", made)
    shown = select(qtbot, wide, 0)
    told = facts(shown)
    assert told["State"] == "Finished, not saved"
    assert told["Link"] == "cdn.pika.art"
    assert (told["Seed"], told["Duration"], told["Task ID"], told["Video ID"]) == ("3183047765", "5 s", ID, "v-1")
    assert told["Provider"] == "\u2068Demo\u2069"
    assert told["Reported as"] == "“\u2068SUCCESS\u2069”"
    assert {"Added", "Finished"} <= told.keys()
    assert shown.prompt.toPlainText() == "Paper boats\ndrift"
    assert [each.text for each in shown.moments.moments] == ["Added", "Finished"]
    assert not shown.explanation.isVisible()


def test_no_query_string_of_a_link_is_ever_seen(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    desk.answer(key, "Boats", video(VideoStatus.FINISHED, result_url=SECRET))
    shown = select(qtbot, wide, 0)
    properties = ("text", "toolTip", "accessibleName", "accessibleDescription")
    seen = [str(part.property(name)) for part in shown.findChildren(QWidget) for name in properties]
    assert "cdn.pika.art" in seen
    assert not any("SECRET" in text for text in seen)
    press(shown, "Copy Link")
    assert QGuiApplication.clipboard().text() == SECRET


def test_values_are_copied_whole(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    desk.answer(key, "x" * 30_000, video(VideoStatus.FINISHED))
    shown = select(qtbot, wide, 0)
    press(shown, "Copy Task ID")
    assert QGuiApplication.clipboard().text() == ID
    assert len(shown.prompt.toPlainText()) < 10_100
    press(shown, "Copy the prompt")
    assert QGuiApplication.clipboard().text() == "x" * 30_000


def test_a_long_chinese_prompt_comes_whole_when_it_is_turned_to(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    desk.answer(key, "苹果蒸发，微距镜头" * 500, video(VideoStatus.FINISHED))
    shown = select(qtbot, wide, 0)
    assert len(shown.prompt.toPlainText()) == 201
    shown.prompt.setFocus()
    qtbot.waitUntil(lambda: shown.prompt.toPlainText() == "苹果蒸发，微距镜头" * 500)


def test_hostile_text_stays_text(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    hostile = "<img src='http://127.0.0.1:9/x'><a href='file:///etc/passwd'>a</a>\u202e\x00\ufeff" + "\u0301" * 300
    (key,) = desk.add(ID)
    desk.answer(key, hostile, video(VideoStatus.FAILED, error=f"<b>no</b> {'w' * 3000}", provider_status=hostile))
    shown = select(qtbot, wide, 0)
    assert "<img src=" in shown.prompt.toPlainText()
    assert "<b>no</b>" in shown.explanation.text
    assert len(shown.explanation.text) < 800
    assert wide.width() == 1280
    wide.grab()


def test_a_problem_is_explained_with_the_providers_words(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    desk.fail(key, ErrorCode.SERVER_TROUBLE, "502 Bad <i>gateway</i>")
    shown = select(qtbot, wide, 0)
    assert shown.explanation.text == (
        "The provider has trouble.\nIts own server failed, which says nothing about the task.\nIt is tried again.\n"
        "502 Bad <i>gateway</i>"
    )
    desk.answer(key, "Boats", video(progress=7))
    qtbot.waitUntil(lambda: not shown.explanation.isVisible())
    assert facts(shown)["State"] == "Running 7\u00a0%"


def test_a_saved_video_offers_its_folder(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    desk.save(desk.answer(key, "Boats", video(VideoStatus.FINISHED))[0])
    shown = select(qtbot, wide, 0)
    assert facts(shown)["Saved file"] == "/videos/a.mp4"
    assert not shown._save.isVisible()
    with qtbot.waitSignal(shown.show_wanted) as caught:
        press(shown, "Show in folder")
    assert caught.args == ["/videos/a.mp4"]


def test_the_buttons_act_on_all_that_is_selected(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    keys = desk.add("one", "two", "three")
    for key in keys[:2]:
        desk.answer(key, key.task_id, video(VideoStatus.FINISHED))
    desk.answer(keys[2], "three", video(VideoStatus.FINISHED, "a"), video(id="b"))
    settle(qtbot, wide)
    shown = select(qtbot, wide, *range(len(wide.model.rows)))
    assert shown.summary_text == "3 tasks, 4 videos, 3 not saved"
    assert not shown.prompt.isVisible()
    press(shown, "Save what is selected")
    assert len(desk.saver.transfers) == 3
    press(shown, "Copy the prompt")
    assert QGuiApplication.clipboard().text() == "three\ntwo\none"


def test_a_head_line_stands_for_its_task(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    desk.answer(key, "Boats", video(VideoStatus.FINISHED, "a"), video(VideoStatus.FINISHED, "b"), video(id="c"))
    told = facts(select(qtbot, wide, 0))
    assert (told["State"], told["Videos"]) == ("Running", "3")
    assert "Link" not in told


def test_nothing_selected_says_what_the_place_is_for(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.add(ID)
    settle(qtbot, wide)
    wide.view.clearSelection()
    settle(qtbot, wide)
    qtbot.waitUntil(lambda: pane(wide).summary_text.startswith("Select a video"))
    assert not pane(wide)._buttons.isVisible()


def test_a_removed_task_is_shown_no_longer(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key, _) = desk.add(ID, "other")
    shown = select(qtbot, wide, 1)
    assert facts(shown)["Task ID"] == ID
    desk.library.remove([key])
    qtbot.waitUntil(lambda: not shown.facts.isVisible())


def test_the_keys_toggle_it_and_it_is_remembered(wide: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.add(ID)
    settle(qtbot, wide)
    assert pane(wide).isVisible()
    QTest.keyClick(wide, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert not pane(wide).isVisible()
    desk.settings.sync()
    assert Settings(tmp_path / "settings.ini").details is False
    QTest.keyClick(wide, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert pane(wide).isVisible()
    assert wide.actions_.details.isChecked()


def test_it_gives_way_in_a_narrow_window_which_grows_when_it_is_asked_for(
    wide: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.add(ID)
    settle(qtbot, wide)
    least = wide.minimumSizeHint().width()
    assert wide._split.minimumSizeHint().width() == wide._pages.minimumSizeHint().width()  # though both are seen
    wide.resize(least, 700)
    qtbot.waitUntil(lambda: wide.width() == least)
    assert not pane(wide).isVisible()
    assert desk.settings.details
    wide.resize(1000, 700)
    qtbot.waitUntil(pane(wide).isVisible)
    wide.resize(least, 700)
    qtbot.waitUntil(lambda: not pane(wide).isVisible())
    wide.actions_.details.trigger()  # off
    wide.actions_.details.trigger()  # on, in earnest
    qtbot.waitUntil(lambda: pane(wide).isVisible() or "too narrow" in wide.status.text)


def test_an_empty_list_has_no_details(wide: MainWindow) -> None:
    assert wide.details is None


def test_the_poster_is_shown_large_when_it_has_come(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = desk.add(ID)
    (made,) = desk.answer(key, "Boats", video(VideoStatus.FINISHED))
    shown = select(qtbot, wide, 0)
    image = QImage(384, 216, QImage.Format.Format_RGB32)
    image.fill(QColor("#00ff00"))
    desk.posters._images[made] = image
    desk.posters.poster_ready.emit(made)
    qtbot.waitUntil(lambda: shown._poster._image is not None)
    drawn = shown._poster.grab().toImage()
    assert drawn.pixelColor(drawn.width() // 2, drawn.height() // 2) == QColor("#00ff00")
    assert abs(drawn.width() * 9 / 16 - drawn.height()) < 2


@pytest.fixture
def server() -> Iterator[DemoServer]:
    """A provider that anyone may ask."""
    with DemoServer(Scenario(time.time), resource("demo")) as running:
        yield running


def test_the_polls_are_told_newest_first(wide: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer) -> None:
    desk.library.put_profile(Profile("demo", "Demo", server.base_url))
    server.faults.add(Fault("/pika/feed/", status=502, times=1))
    server.answers[ID] = {"id": ID, "promptText": "Boats", "videos": [{"id": "v", "status": "pending"}]}
    desk.poller.start()
    desk.add(ID)
    shown = select(qtbot, wide, 0)
    qtbot.waitUntil(lambda: len(shown.polls.moments) >= 2, timeout=10_000)
    first, second = shown.polls.moments[-1], shown.polls.moments[-2]
    assert first.text.startswith("The provider has trouble. · ")
    assert second.text.startswith("News · ")
    assert second.text.endswith(" ms")
    assert [each.text for each in shown.moments.moments] == ["Added", "Started", "Last answer"]
    assert "Started" in shown.moments.accessibleDescription()
    qtbot.waitUntil(lambda: shown.polls.moments[0].text.startswith("Nothing new · "), timeout=10_000)


def test_diagnostics_hold_what_helps_and_no_secret(
    wide: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer
) -> None:
    key = "sk-SECRETSECRET"
    desk.library.put_profile(Profile("demo", "Demo", server.base_url))
    server.faults.add(
        Fault("/pika/feed/", status=500, times=1, body=f'{{"message": "Bearer {key} at {SECRET}"}}'.encode())
    )
    server.answers[ID] = {
        "id": ID,
        "promptText": "Boats",
        "videos": [{"id": "v", "status": "finished", "seed": 7, "resultUrl": SECRET}],
    }
    desk.poller.start()
    desk.add(ID)
    shown = select(qtbot, wide, 0)
    qtbot.waitUntil(lambda: len(desk.poller.history(next(iter(desk.library.tasks)))) == 2, timeout=10_000)
    press(shown, "Copy diagnostics")
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Pika Monitor ")
    for part in (f"Task {ID}: finished", "server_trouble", " ms changed", "Prompt: Boats", "seed 7", "cdn.pika.art"):
        assert part in text
    assert "SECRET" not in text
    assert "?" not in text.replace("?…", "")


def test_ten_thousand_selected_rows_are_counted_without_a_gap(
    wide: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(*(f"task-{nth}" for nth in range(10_000)))
    settle(qtbot, wide)
    monkeypatch.setattr(details_pane, "perf_counter", itertools.count(0, 0.001).__next__)  # a count each millisecond
    wide.view.selectAll()
    qtbot.waitUntil(lambda: pane(wide).summary_text.startswith("10,000 tasks"), timeout=20_000)
    turns = 0
    counting = pane(wide)._count_slice
    pane(wide).refresh()
    while pane(wide)._slice.isActive():
        counting()
        turns += 1
    assert turns > 1


def test_a_larger_system_font_scales_every_line(wide: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    wide.resize(1700, 900)
    (key,) = desk.add(ID)
    desk.answer(key, "Boats", video(VideoStatus.FINISHED))
    shown = select(qtbot, wide, 0)
    before, height = QGuiApplication.font(), shown.prompt.height()
    larger = QFont(before)
    larger.setPixelSize(20)
    QApplication.setFont(larger)
    try:
        qtbot.waitUntil(lambda: shown.prompt.height() > 1.3 * height)
        heights = {part.height() for line in shown.facts._lines for part in line[:2]}
        assert len(heights) == 1
        assert heights.pop() >= 34
    finally:
        QApplication.setFont(before)
        qtbot.waitUntil(lambda: shown.prompt.height() == height)


@pytest.mark.parametrize("locale", ["zh_TW", "yue_CN", "en_US", "bg_BG", "ko_KR", "fa_IR", "C"])
def test_what_happened_today_is_told_without_a_time_zone(locale: str) -> None:
    QLocale.setDefault(QLocale(locale))  # put back behind each test
    moment = QDateTime(QDate.currentDate(), QTime(12, 34, 56))
    zone = moment.timeZone()

    said = clock(moment.toSecsSinceEpoch())

    assert QLocale().toString(56) in said
    for name in (zone.displayName(moment, form, QLocale()) for form in QTimeZone.NameType):
        assert name not in said
