"""The language: chosen, kept, changed while the window is open; and Chinese words have room in the main views."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
)
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.model import VideoStatus
from app.ui import messages
from app.ui.add_dialog import AddDialog
from app.ui.face import FaceButton, RowAction, button_text
from app.ui.language import Language, spoken
from app.ui.main_window import MainWindow
from app.ui.profile_dialog import ProfileDialog
from app.ui.settings_dialog import SettingsDialog
from app.ui.theme import Theme
from app.ui.video_view import VideoView
from tests.ui.clipping import clipped
from tests.ui.desk import Desk, video
from tests.ui.keyrings import memory_keyring
from tests.ui.window import settle
from tests.ui.windows import main_window


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    with memory_keyring():
        yield


@pytest.fixture
def chinese(desk: Desk, qapp: QApplication) -> Iterator[Language]:
    """All that is made from now on speaks Chinese."""
    desk.settings.language = "zh_CN"
    made = Language(qapp, desk.settings)
    yield made
    desk.settings.language = "en"
    made.deleteLater()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["zh-Hans-CN", "zh-CN", "zh-Hans", "zh"], "zh_CN"),
        (["zh-SG"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW", "zh-Hant", "zh"], "en"),
        (["zh-HK", "zh", "zh-CN"], "zh_CN"),
        (["en-GB", "en", "zh-CN"], "en"),
        (["de-DE", "de", "zh-Hans", "en"], "zh_CN"),
        (["de-DE", "de"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_of_the_system_that_there_are_words_in(wanted: list[str], found: str) -> None:
    assert spoken(wanted) == found


def test_english_loads_no_catalogue(desk: Desk, qapp: QApplication) -> None:
    desk.settings.language = "en"
    made = Language(qapp, desk.settings)
    assert made.current == "en"
    assert made._catalogues == []


def test_chinese_brings_qts_own_words_and_goes_again(desk: Desk, qapp: QApplication) -> None:
    made = Language(qapp, desk.settings)
    desk.settings.language = "zh_CN"
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
    assert messages.video_word(VideoStatus.RUNNING) == "生成中"
    assert QLocale().language() == QLocale.Language.Chinese
    desk.settings.language = "en"
    assert messages.video_word(VideoStatus.RUNNING) == "Running"
    assert made._catalogues == []
    assert QLocale().language() == QLocale.Language.English


def test_a_language_that_nobody_wrote_is_the_systems(desk: Desk, qapp: QApplication) -> None:
    desk.settings.language = "tlh"
    assert Language(qapp, desk.settings).current == spoken(QLocale.system().uiLanguages())


def test_what_code_puts_together_reads_as_chinese(chinese: Language) -> None:
    assert messages.span(7200) == "2 小时"
    assert messages.age(121) == "2 分钟前"
    assert messages.percent(64) == "64%"
    assert messages.sentence(Problem(ErrorCode.DISK_FULL)) == "磁盘已满。请清理空间后重新保存。"
    assert messages.listed(("a", "b")) == "a，b"
    assert QCoreApplication.translate("AddDialog", "Add %n tasks", None, 5) == "添加 5 个任务"


def test_every_code_is_said_in_chinese(chinese: Language) -> None:
    for code in ErrorCode:
        said = messages.explanation(Problem(code))
        assert all(part.endswith("。") for part in (said.what, said.means, said.do)), code


def test_the_open_window_and_its_dialog_change_their_language_and_keep_their_place(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.ui.switching", str(tmp_path)]
    here = Path(__file__).parents[2]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd=here)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["language"] for each in said] == ["zh_CN", "en", "zh_CN", "en"]
    chinese, english = said[2], said[3]
    assert set(chinese["tools"]) >= {"添加任务", "播放", "保存", "移除", "设置"}
    assert set(english["tools"]) >= {"Add tasks", "Play", "Save", "Remove", "Settings"}
    assert (chinese["list"], english["list"]) == ("视频", "Videos")
    assert (chinese["dialog"], english["dialog"]) == ("设置", "Settings")
    assert re.search(r"\d 个", chinese["status"])
    assert re.search(r"\d [a-z]+", english["status"])
    assert "等待中" in chinese["row"] or "排队中" in chinese["row"] or "生成中" in chinese["row"]
    assert all(each["selected"] == said[0]["selected"] and each["windows"] == 1 for each in said)


def test_what_was_removed_and_searched_for_goes_along(
    window: MainWindow, theme: Theme, desk: Desk, qtbot: QtBot
) -> None:
    desk.add("a" * 8)
    settle(qtbot, window)
    window.view.selectAll()
    settle(qtbot, window)
    window.actions_.remove.trigger()
    window._search.setText("boats")
    other = main_window(desk, theme)
    other.take_over(window)
    assert not window.isVisible()
    assert other._search.text() == "boats"
    assert other.actions_.undo.isEnabled()
    other.actions_.undo.trigger()
    qtbot.waitUntil(lambda: len(desk.library.tasks) == 1)
    other.close()
    other.deleteLater()


def test_no_chinese_word_of_the_window_isclipped(
    chinese: Language, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    running, failed, finished, missing = desk.add("r" * 8, "f" * 8, "d" * 8, "n" * 8)
    desk.answer(running, "纸船漂过雨中的街道", video(progress=64))
    desk.answer(failed, "夜色中的城市", video(VideoStatus.FAILED, error="policy"))
    desk.answer(finished, "海面上的日出", video(VideoStatus.FINISHED), video(VideoStatus.RUNNING, "w"))
    desk.fail(missing, ErrorCode.NOT_FOUND)
    window.resize(1120, 720)
    settle(qtbot, window)
    window.view.selectAll()
    settle(qtbot, window)
    assert window.details is not None
    assert clipped(window) == []
    assert isinstance(window.view, VideoView)
    layout = window.view.delegate.layout
    for action in RowAction:
        button = FaceButton(action, "")
        assert QFontMetrics(layout.button).horizontalAdvance(button_text(action)) < layout.button_width(button)
    faces = [window.model.face(row) for row in window.model.rows]
    for words in (face.caption for face in faces):
        assert QFontMetrics(layout.caption).horizontalAdvance(words) <= layout.status_width
    for chip in (face.chip for face in faces if face.chip):
        assert QFontMetrics(layout.chip).horizontalAdvance(chip.text) + 28 <= layout.status_width


@pytest.mark.parametrize("name", ["add", "profile", "settings"])
def test_no_chinese_word_of_a_dialog_isclipped(chinese: Language, desk: Desk, qtbot: QtBot, name: str) -> None:
    dialog: QDialog
    if name == "add":
        dialog = AddDialog(desk.library, desk.settings, desk.files, None)
    elif name == "profile":
        dialog = ProfileDialog(desk.library, desk.keys, desk.poller, desk.settings, None, None)
    else:
        dialog = SettingsDialog(desk.settings, desk.library, desk.keys, desk.poller, None)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert clipped(dialog) == []


def test_what_is_clipped_is_found(qtbot: QtBot) -> None:
    label = QLabel("很长很长很长很长的一段文字")
    qtbot.addWidget(label)
    label.setFixedSize(40, 20)
    label.show()
    assert clipped(label) == ["很长很长很长很长的一段文字"]
