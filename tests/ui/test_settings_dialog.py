"""Settings that hold at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.model import Profile
from app.services.keys import KeyState
from app.services.settings import Settings
from app.ui.profile_dialog import ProfileDialog
from app.ui.settings_dialog import SettingsDialog
from tests.ui.desk import Desk
from tests.ui.keyrings import memory_keyring

V_API = Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge")


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    with memory_keyring():
        yield


def _open(qtbot: QtBot, desk: Desk) -> SettingsDialog:
    dialog = SettingsDialog(desk.settings, desk.library, desk.keys, desk.poller, None)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _select(dialog: SettingsDialog, name: str) -> None:
    found = dialog._providers._list.findItems(name, Qt.MatchFlag.MatchContains)
    dialog._providers._list.setCurrentItem(found[0])


def test_everything_holds_at_once_and_is_remembered(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = _open(qtbot, desk)
    dialog._folder.set_folder(str(tmp_path / "mine"))
    dialog._auto_save.click()
    dialog._template.setText("{seed}")
    dialog._rate.setValue(2.5)
    dialog._schemes.button(2).click()
    desk.settings.sync()
    again = Settings(tmp_path / "settings.ini")
    assert again.save_folder == str(tmp_path / "mine")
    assert again.auto_save
    assert again.name_template == "{seed}"
    assert again.polls_per_second == 2.5
    assert again.color_scheme == "dark"


def test_it_shows_what_is_set_and_follows_changes_from_elsewhere(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.settings.polls_per_second = 7.5
    dialog = _open(qtbot, desk)
    assert dialog._rate.value() == 7.5
    desk.settings.save_folder = str(tmp_path / "other")
    desk.settings.auto_save = True
    assert dialog._folder.folder == str(tmp_path / "other")
    assert dialog._auto_save.isChecked()


def test_a_folder_that_cannot_be_used_is_told_and_not_kept(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    before = desk.settings.save_folder
    dialog = _open(qtbot, desk)
    (tmp_path / "file").touch()
    dialog._folder.set_folder(str(tmp_path / "file"))
    assert dialog._folder.reason == "This is not a folder."
    desk.settings.auto_save = True
    assert desk.settings.save_folder == before
    assert dialog._folder.folder == str(tmp_path / "file")


def test_the_example_follows_the_template_and_is_safe(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    assert dialog._example.text == "Paper boats drift down a rainy street 771204518.mp4"
    dialog._template.setText("../{seed}?")
    assert dialog._example.text == "_771204518_.mp4"


def test_the_built_in_provider_can_be_neither_changed_nor_removed(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    assert not dialog._providers._edit.isEnabled()
    assert not dialog._providers._remove.isEnabled()
    _select(dialog, "V-API")
    assert dialog._providers._edit.isEnabled()
    assert dialog._providers._remove.isEnabled()


def test_removing_tells_what_is_lost_and_can_be_thought_over(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    with qtbot.waitSignal(desk.library.tasks_added):
        desk.library.add(V_API.id, ["a", "b"])
    dialog = _open(qtbot, desk)
    _select(dialog, "V-API")
    dialog._providers._remove.click()
    assert "its tasks (2) leave the list" in dialog._providers._consequence.text
    dialog._providers._keep.click()
    assert not dialog._providers._really.isVisible()
    assert V_API.id in desk.library.profiles


def test_removing_takes_the_key_and_the_choice_along(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    desk.keys.use_for_session(V_API.id, "sk-1")
    desk.settings.current_profile = V_API.id
    dialog = _open(qtbot, desk)
    _select(dialog, "V-API")
    dialog._providers._remove.click()
    with qtbot.waitSignal(desk.keys.key_forgotten):
        dialog._providers._really.click()
    assert list(desk.library.profiles) == ["demo"]
    assert desk.settings.current_profile == "demo"
    assert dialog._providers._list.count() == 1


def test_the_list_says_where_each_key_is(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    desk.keys.use_for_session(V_API.id, "sk-1")
    assert desk.keys.status(V_API.id).state is KeyState.SESSION
    texts = [dialog._providers._list.item(at).text() for at in range(2)]
    assert "built in" in texts[0]
    assert "https://api.gpt.ge · key until you quit" in texts[1]


def test_connect_and_edit_open_the_providers_dialog(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    dialog._providers._connect_button.click()
    (new,) = dialog.findChildren(ProfileDialog)
    assert new._foot.main.text() == "Connect"
    with qtbot.waitSignal(new.destroyed):
        new.reject()
    _select(dialog, "V-API")
    dialog._providers._edit.click()
    (edit,) = dialog.findChildren(ProfileDialog)
    assert edit._name.text() == "V-API"
    with qtbot.waitSignal(edit.destroyed):
        edit.reject()


def test_escape_closes_it(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert QApplication.activeModalWidget() is None
