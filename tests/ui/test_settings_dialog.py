"""Settings that hold at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.model import Answer, Profile, TaskKey, VideoStatus
from app.services import folders
from app.services.folder_check import FolderCheck
from app.services.keys import KeyState
from app.services.login_start import LoginStartCannot
from app.services.settings import Settings
from app.ui.profile_dialog import ProfileDialog
from app.ui.settings_dialog import SettingsDialog
from app.ui.settings_page import SettingsPage
from app.ui.tray import Tray
from tests.ui.desk import Desk, video
from tests.ui.keyrings import memory_keyring

V_API = Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge")


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    with memory_keyring():
        yield


def _open(qtbot: QtBot, desk: Desk) -> SettingsDialog:
    dialog = SettingsDialog(desk.settings, desk.library, desk.keys, desk.poller, None, desk.upkeep)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _select(dialog: SettingsDialog, name: str) -> None:
    found = dialog.providers.list._list.findItems(name, Qt.MatchFlag.MatchContains)
    dialog.providers.list._list.setCurrentItem(found[0])


@pytest.mark.parametrize("family", ["DejaVu Sans", "Noto Sans", ""])
def test_a_provider_says_more_than_its_name_in_any_font(qtbot: QtBot, desk: Desk, family: str) -> None:
    # Of these fonts, the first has no glyph for the marks around the name.
    dialog = _open(qtbot, desk)
    rows = dialog.providers.list._list
    rows.setFont(QFont(family) if family else QApplication.font())
    item = rows.item(0)
    shown = rows.grab().toImage()

    item.setText(f"{item.text().splitlines()[0]}\nsomething else")

    assert rows.grab().toImage() != shown


def test_everything_holds_at_once_and_is_remembered(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = _open(qtbot, desk)
    dialog.saving.folder.edit.selectAll()
    QTest.keyClicks(dialog.saving.folder.edit, str(tmp_path / "mine"))
    dialog.saving.auto_save.click()
    dialog.saving.template.setText("{seed}")
    dialog.network.rate.setValue(2.5)
    dialog.appearance.schemes.button(2).click()
    dialog.saving.per_host.setValue(9)
    dialog.saving.speed.number.setValue(1.5)
    dialog.saving.cache.setValue(256)
    dialog.desktop.notifications.click()
    dialog.desktop.hold_off_sleep.click()
    qtbot.waitUntil(lambda: desk.settings.save_folder == str(tmp_path / "mine"), timeout=20_000)
    desk.settings.sync()
    again = Settings(tmp_path / "settings.ini")
    assert again.save_folder == str(tmp_path / "mine")
    assert again.auto_save
    assert again.name_template == "{seed}"
    assert again.polls_per_second == 2.5
    assert again.color_scheme == "dark"
    assert again.saves_per_host == 9
    assert again.speed_limit == 1536
    assert again.play_cache == 256
    assert not again.notifications
    assert not again.hold_off_sleep


def test_it_shows_what_is_set_and_follows_changes_from_elsewhere(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.settings.polls_per_second = 7.5
    dialog = _open(qtbot, desk)
    assert dialog.network.rate.value() == 7.5
    desk.settings.save_folder = str(tmp_path / "other")
    desk.settings.auto_save = True
    assert dialog.saving.folder.folder == str(tmp_path / "other")
    assert dialog.saving.auto_save.isChecked()


def test_a_folder_that_cannot_be_used_is_told_and_not_kept(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    before = desk.settings.save_folder
    dialog = _open(qtbot, desk)
    (tmp_path / "file").touch()
    dialog.saving.folder.set_folder(str(tmp_path / "file"))
    qtbot.waitUntil(lambda: dialog.saving.folder.reason == "This is not a folder.", timeout=20_000)
    desk.settings.auto_save = True
    assert desk.settings.save_folder == before
    assert dialog.saving.folder.folder == str(tmp_path / "file")


def test_the_example_follows_the_template_and_is_safe(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    assert dialog.saving.example.text == "Paper boats drift down a rainy street 771204518.mp4"
    dialog.saving.template.setText("../{seed}?")
    assert dialog.saving.example.text == "_771204518_.mp4"


def test_the_built_in_provider_can_be_neither_changed_nor_removed(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    assert not dialog.providers.list._edit.isEnabled()
    assert not dialog.providers.list._remove.isEnabled()
    _select(dialog, "V-API")
    assert dialog.providers.list._edit.isEnabled()
    assert dialog.providers.list._remove.isEnabled()


def test_removing_tells_what_is_lost_and_can_be_thought_over(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    with qtbot.waitSignal(desk.library.tasks_added):
        desk.library.add(V_API.id, ["a", "b"])
    dialog = _open(qtbot, desk)
    _select(dialog, "V-API")
    dialog.providers.list._remove.click()
    assert "its tasks (2) leave the list" in dialog.providers.list._consequence.text
    dialog.providers.list._keep.click()
    assert not dialog.providers.list._really.isVisible()
    assert V_API.id in desk.library.profiles
    desk.library.apply_answer(TaskKey(V_API.id, "a"), Answer("Boats", (video(VideoStatus.FINISHED),)))
    dialog.providers.list._remove.click()
    assert "for good. Finished, but not saved yet: 1." in dialog.providers.list._consequence.text


def test_removing_takes_the_key_and_the_choice_along(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    desk.keys.use_for_session(V_API.id, "sk-1")
    desk.settings.current_profile = V_API.id
    dialog = _open(qtbot, desk)
    _select(dialog, "V-API")
    dialog.providers.list._remove.click()
    with qtbot.waitSignal(desk.keys.key_forgotten):
        dialog.providers.list._really.click()
    assert list(desk.library.profiles) == ["demo"]
    assert desk.settings.current_profile == "demo"
    assert dialog.providers.list._list.count() == 1


def test_the_list_says_where_each_key_is(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    desk.keys.use_for_session(V_API.id, "sk-1")
    assert desk.keys.status(V_API.id).state is KeyState.SESSION
    texts = [dialog.providers.list._list.item(at).text() for at in range(2)]
    assert "built in" in texts[0]
    assert "https://api.gpt.ge · key until you quit" in texts[1]


def test_connect_and_edit_open_the_providers_dialog(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    dialog.providers.list._connect_button.click()
    (new,) = dialog.findChildren(ProfileDialog)
    assert new._foot.main.text() == "Connect"
    with qtbot.waitSignal(new.destroyed):
        new.reject()
    _select(dialog, "V-API")
    dialog.providers.list._edit.click()
    (edit,) = dialog.findChildren(ProfileDialog)
    assert edit._name.text() == "V-API"
    with qtbot.waitSignal(edit.destroyed):
        edit.reject()


def test_escape_closes_it(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert QApplication.activeModalWidget() is None


def test_a_speed_is_said_in_the_unit_that_suits_it(qtbot: QtBot, desk: Desk) -> None:
    desk.settings.speed_limit = 200
    dialog = _open(qtbot, desk)
    speed = dialog.saving.speed
    assert (speed.number.value(), speed.unit.currentText()) == (200, "KiB/s")
    speed.unit.setCurrentIndex(1)
    assert speed.number.value() == pytest.approx(0.2, abs=0.01)
    assert desk.settings.speed_limit == 200
    desk.settings.speed_limit = 20 * 1024
    assert (speed.number.value(), speed.unit.currentText()) == (20, "MiB/s")
    desk.settings.speed_limit = 0
    assert speed.number.text() == "No limit"


def test_a_speed_that_is_too_low_is_raised_before_the_eyes(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    speed = dialog.saving.speed
    speed.unit.setCurrentIndex(0)
    speed.number.setValue(5)
    assert desk.settings.speed_limit == 32
    assert speed.number.value() == 32


def test_half_a_number_is_not_taken_for_the_number(qtbot: QtBot, desk: Desk) -> None:
    desk.settings.play_cache = 512
    dialog = _open(qtbot, desk)
    cache = dialog.saving.cache
    told: list[str] = []
    desk.settings.changed.connect(told.append)
    cache.setFocus()
    cache.selectAll()
    QTest.keyClicks(cache, "2048")
    assert told == []
    QTest.keyClick(cache, Qt.Key.Key_Return)
    assert told == ["play_cache"]
    assert desk.settings.play_cache == 2048


def test_half_a_speed_is_not_taken_for_the_speed(qtbot: QtBot, desk: Desk) -> None:
    desk.settings.speed_limit = 100
    dialog = _open(qtbot, desk)
    number = dialog.saving.speed.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "500")
    assert desk.settings.speed_limit == 100
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert desk.settings.speed_limit == 500


def test_the_play_cache_says_what_it_holds_and_is_emptied(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos" / "a.mp4").write_bytes(bytes(2_000_000))
    dialog = _open(qtbot, desk)
    qtbot.waitUntil(lambda: "2.0" in dialog.saving.held, timeout=20_000)
    dialog.saving.empty.click()
    qtbot.waitUntil(lambda: dialog.saving.held == "Holds nothing now.", timeout=20_000)
    assert not dialog.saving.empty.isEnabled()
    assert not (tmp_path / "videos" / "a.mp4").exists()


def test_start_at_login_is_switched(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = _open(qtbot, desk)
    page = dialog.desktop
    qtbot.waitUntil(page.at_login.isEnabled, timeout=20_000)
    assert not page.at_login.isChecked()
    page.at_login.click()
    qtbot.waitUntil(lambda: page.at_login.isEnabled() and page.at_login.isChecked(), timeout=20_000)
    assert list(tmp_path.rglob("*.desktop"))


def test_why_it_cannot_start_at_login_is_said(qtbot: QtBot, desk: Desk) -> None:
    desk.upkeep.login_start.cannot = LoginStartCannot.SOURCES
    dialog = _open(qtbot, desk)
    page = dialog.desktop
    assert not page.at_login.isEnabled()
    assert "source code" in page.login_note.text


def test_what_closing_means_is_chosen_where_there_is_a_tray(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not _open(qtbot, desk).desktop.on_close.isEnabled()
    monkeypatch.setattr(Tray, "available", staticmethod(lambda: True))
    dialog = _open(qtbot, desk)
    box = dialog.desktop.on_close
    assert box.isEnabled()
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert desk.settings.on_close == "stay"
    desk.settings.on_close = ""
    assert box.currentIndex() == 0


def test_each_page_is_reached_by_the_keyboard_alone(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    dialog.nav.setFocus()
    seen = [dialog._stack.currentWidget()]
    for _ in range(4):
        QTest.keyClick(dialog.nav, Qt.Key.Key_Down)
        seen.append(dialog._stack.currentWidget())
    assert seen == [dialog.providers, dialog.saving, dialog.network, dialog.desktop, dialog.appearance]
    assert dialog.appearance.isVisible()


def test_nothing_is_clipped_on_any_page(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    for name in ("providers", "saving", "network", "desktop", "appearance"):
        dialog.nav.choose(name)
        page = dialog._stack.currentWidget()
        assert isinstance(page, SettingsPage)
        inside = page.widget()
        assert inside is not None
        assert inside.minimumSizeHint().width() <= page.viewport().width()
        for each in inside.findChildren(QLabel):
            if each.isVisible():
                assert each.height() >= each.heightForWidth(each.width()), each.text()


@pytest.mark.usefixtures("theme")
def test_the_longest_words_of_a_choice_have_room(qtbot: QtBot, desk: Desk) -> None:
    """Also where it was asked for its size before it had its style, as by the dialog that follows a new language."""
    dialog = SettingsDialog(desk.settings, desk.library, desk.keys, desk.poller, None, desk.upkeep)
    qtbot.addWidget(dialog)
    box = dialog.appearance.language
    box.sizeHint()
    dialog.show_language()
    dialog.show()
    box.setCurrentIndex(0)  # "As the system says"
    words = box.fontMetrics().horizontalAdvance(box.currentText())
    qtbot.waitUntil(lambda: _field_width(box) >= words, timeout=10_000)


def _field_width(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    whole, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(whole, option, field, box).width()


def test_the_home_of_nobody_is_no_folder(qtbot: QtBot, desk: Desk) -> None:
    """Whoever types the name of a user has typed a part of it first."""
    before = desk.settings.save_folder
    dialog = _open(qtbot, desk)
    field = dialog.saving.folder
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "~no-such-user/videos")
    qtbot.waitUntil(lambda: field.reason == "This is not a folder.", timeout=20_000)
    assert desk.settings.save_folder == before


def test_a_folder_that_does_not_answer_holds_up_nothing_but_itself(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a share is gone; the answer to what stands no longer there comes too late."""
    answer, fault = threading.Event(), folders.fault

    def slow(folder: str) -> Problem | None:
        if folder.startswith("/mnt/gone"):
            answer.wait(60)
            return Problem(ErrorCode.NO_FOLDER)
        return fault(folder)

    monkeypatch.setattr(folders, "fault", slow)
    before = desk.settings.save_folder
    dialog = _open(qtbot, desk)
    field = dialog.saving.folder
    qtbot.waitUntil(lambda: field.checked, timeout=20_000)
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "/mnt/gone")
    qtbot.waitUntil(lambda: field._note.text == "Checking this folder…", timeout=20_000)
    desk.settings.auto_save = True  # what is shown anew leaves what is typed
    assert (field.folder, desk.settings.save_folder) == ("/mnt/gone", before)
    field.edit.selectAll()
    QTest.keyClicks(field.edit, str(tmp_path))
    qtbot.waitUntil(lambda: desk.settings.save_folder == str(tmp_path), timeout=20_000)
    answer.set()
    qtbot.waitUntil(lambda: not FolderCheck.of_app()._lane._jobs, timeout=20_000)
    assert (field.reason, field._note.isVisible()) == ("", False)
