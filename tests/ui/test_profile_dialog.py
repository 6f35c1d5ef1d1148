"""Connecting a provider: real services, a real server, keyrings that work, fail and hang."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as FailKeyring
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.core.endpoints import PRESETS
from app.core.model import Profile, TaskKey
from app.demo.scenario import SAMPLE_TASKS, Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.services.keys import KeyState
from app.ui import key_storing
from app.ui.profile_dialog import ProfileDialog
from tests.ui.desk import Desk
from tests.ui.keyrings import MemoryKeyring, SlowKeyring, memory_keyring

V_API = Profile("https://api.gpt.ge", "Mine", "https://api.gpt.ge")
KEY = "sk-0123456789"


@pytest.fixture(autouse=True)
def memory() -> Iterator[MemoryKeyring]:
    """No test touches the keyring of the person who runs it."""
    with memory_keyring() as made:
        yield made


@pytest.fixture
def server() -> Iterator[DemoServer]:
    """A provider that wants a key."""
    with DemoServer(Scenario(time.time), resource("demo"), required_key=KEY) as running:
        yield running


def _open(qtbot: QtBot, desk: Desk, profile_id: str | None = None) -> ProfileDialog:
    dialog = ProfileDialog(desk.library, desk.keys, desk.poller, desk.settings, None, profile_id)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._folder.checked, timeout=20_000)
    return dialog


def _click(_qtbot: QtBot, button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _folder(desk: Desk, tmp_path: Path) -> str:
    desk.settings.save_folder = str(tmp_path / "videos")
    return desk.settings.save_folder


def test_a_preset_is_connected_with_its_key_in_the_keyring(
    qtbot: QtBot, desk: Desk, memory: MemoryKeyring, tmp_path: Path
) -> None:
    folder = _folder(desk, tmp_path)
    dialog = _open(qtbot, desk)
    dialog._preset.setCurrentIndex(2)
    dialog._preset.activated.emit(2)
    assert dialog._key.edit.placeholderText() == "hk-…"
    QTest.keyClicks(dialog._key.edit, f"Bearer {KEY}")
    with qtbot.waitSignal(dialog.accepted):
        _click(qtbot, dialog._foot.main)
    made = desk.library.profiles["https://api.openai-hk.com"]
    assert (made.name, made.endpoint, made.insecure_key) == ("OpenAI-HK", "https://api.openai-hk.com", False)
    assert memory.kept == {("pika-monitor", made.id): KEY}
    assert desk.keys.status(made.id).state is KeyState.FOUND
    assert desk.settings.current_profile == made.id
    assert (desk.settings.auto_save, desk.settings.save_folder) == (True, folder)


def test_a_key_is_optional_and_auto_save_may_be_declined(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    dialog._auto_save.setChecked(False)
    with qtbot.waitSignal(dialog.accepted):
        _click(qtbot, dialog._foot.main)
    assert PRESETS[0].endpoint in desk.library.profiles
    assert not desk.settings.auto_save


def test_a_pasted_feed_url_is_cleaned_and_named_by_its_host(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    _folder(desk, tmp_path)
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText("https://relay.example:8443/pre/pika/feed/66e0818e-05fb-454e-b246-a6f253e9ffbf")
    assert dialog._preset.currentText() == "Custom"
    assert dialog._name.text() == "relay.example:8443"
    assert dialog._endpoint_note.text == "Asked at https://relay.example:8443/pre/pika/feed/…"
    dialog.accept()
    assert desk.library.profiles["https://relay.example:8443"].endpoint == "https://relay.example:8443/pre"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Enter the provider's address."),
        ("ftp://x.example", "The address has to begin with https:// or http://."),
        ("https://", "The address has no server in it."),
        ("https://me:pw@x.example", "Leave out the user name and password before the @."),
        ("https://x.example:99999", "The port has to be a number from 1 to 65535."),
        ("https://x.example/?a=1", "Leave out what stands behind the ? or #."),
    ],
)
def test_a_bad_endpoint_is_told_as_it_is_typed(qtbot: QtBot, desk: Desk, text: str, said: str) -> None:
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText(text)
    assert dialog._endpoint_note.text == said
    assert not dialog._foot.main.isEnabled()
    assert not dialog._test.isEnabled()
    assert dialog._foot.reason.text() == "Enter a valid endpoint first."


def test_a_bad_key_is_told(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    dialog._key.edit.setText("sk-ключ")
    assert dialog._key._note.tone == "failed"
    assert dialog._foot.reason.text() == "Check the key."


def test_a_folder_that_cannot_be_used_blocks_only_auto_save(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    dialog = _open(qtbot, desk)
    dialog._folder.set_folder(str(tmp_path / "file"))
    assert dialog._foot.reason.text() == "Checking the folder…"
    assert not dialog._foot.main.isEnabled()
    reason = dialog._foot.reason
    qtbot.waitUntil(lambda: reason.text() == "Choose a folder that can be written to.", timeout=20_000)
    dialog._auto_save.setChecked(False)
    assert dialog._foot.main.isEnabled()


def test_a_key_over_plain_http_needs_consent(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    _folder(desk, tmp_path)
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText("http://relay.example:8080")
    assert not dialog._consent.isVisible()
    dialog._key.edit.setText(KEY)
    assert dialog._consent.isVisible()
    assert dialog._consent.text().replace("&", "") == "Send the key unencrypted to relay.example:8080"
    assert dialog._foot.reason.text() == "Agree to the unencrypted key, or use https."
    assert not dialog._test.isEnabled()
    dialog._consent.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        _click(qtbot, dialog._foot.main)
    assert desk.library.profiles["http://relay.example:8080"].insecure_key


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "http://localhost:9", "https://relay.example"])
def test_no_consent_is_asked_for_where_nobody_can_listen(qtbot: QtBot, desk: Desk, endpoint: str) -> None:
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText(endpoint)
    dialog._key.edit.setText(KEY)
    assert not dialog._consent.isVisible()


def test_a_working_connection_is_told(qtbot: QtBot, desk: Desk, server: DemoServer) -> None:
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText(server.base_url)
    dialog._key.edit.setText(KEY)
    _click(qtbot, dialog._test)
    assert dialog._result.tone == "busy"
    qtbot.waitUntil(lambda: dialog._result.tone == "saved")
    assert dialog._result.text == "It works: the provider answered with a task."


def test_a_refused_key_is_told_with_the_providers_words(qtbot: QtBot, desk: Desk, server: DemoServer) -> None:
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText(server.base_url)
    dialog._key.edit.setText("sk-wrong")
    _click(qtbot, dialog._test)
    qtbot.waitUntil(lambda: dialog._result.tone == "failed")
    assert dialog._result.text.startswith("The server was reached, but it refuses the key. “")


def test_a_server_that_is_not_there_is_told(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText("http://127.0.0.1:9")
    _click(qtbot, dialog._test)
    qtbot.waitUntil(lambda: dialog._result.tone == "failed")
    assert dialog._result.text.startswith("The server cannot be reached.")


def test_a_result_is_dropped_when_something_else_would_be_asked(qtbot: QtBot, desk: Desk, server: DemoServer) -> None:
    dialog = _open(qtbot, desk)
    dialog._endpoint.setText(server.base_url)
    dialog._key.edit.setText("sk-wrong")
    with qtbot.waitSignal(desk.poller.connection_tested):
        _click(qtbot, dialog._test)
        dialog._key.edit.setText(KEY)
    assert dialog._result.text == ""


def test_the_test_uses_the_kept_key(qtbot: QtBot, desk: Desk, server: DemoServer, memory: MemoryKeyring) -> None:
    memory.kept["pika-monitor", server.base_url] = KEY
    desk.library.put_profile(Profile(server.base_url, "Mine", server.base_url))
    dialog = _open(qtbot, desk, server.base_url)
    qtbot.waitUntil(lambda: dialog._key.is_kept)
    _click(qtbot, dialog._test)
    qtbot.waitUntil(lambda: dialog._result.tone == "saved")


def test_a_slow_keyring_blocks_nothing_and_may_be_left_out(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_storing, "SLOW_AFTER_MS", 1)
    slow = SlowKeyring()
    keyring.set_keyring(slow)
    dialog = _open(qtbot, desk)
    dialog._auto_save.setChecked(False)
    dialog._key.edit.setText(KEY)
    _click(qtbot, dialog._foot.main)
    assert dialog._foot.reason.text() == "Waiting for the keyring…"
    assert dialog.isVisible()
    qtbot.waitUntil(dialog._session.isVisible)
    with qtbot.waitSignal(dialog.accepted):
        _click(qtbot, dialog._session)
    assert desk.keys.status(PRESETS[0].endpoint).state is KeyState.SESSION
    assert slow.kept == {}
    with qtbot.waitSignal(desk.keys.key_stored):
        slow.answer.set()


def test_without_a_keyring_the_key_is_kept_for_the_session_only(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    keyring.set_keyring(FailKeyring())  # type: ignore[no-untyped-call]
    dialog = _open(qtbot, desk)
    dialog._auto_save.setChecked(False)
    dialog._key.edit.setText(KEY)
    _click(qtbot, dialog._foot.main)
    qtbot.waitUntil(dialog._session.isVisible)
    assert dialog._keyring_note.tone == "failed"
    assert dialog._foot.main.isEnabled()
    with qtbot.waitSignal(dialog.accepted):
        _click(qtbot, dialog._session)
    assert desk.keys.key(PRESETS[0].endpoint) == KEY
    desk.settings.sync()
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_cancel_while_the_keyring_is_slow_connects_nothing(qtbot: QtBot, desk: Desk) -> None:
    slow = SlowKeyring()
    keyring.set_keyring(slow)
    dialog = _open(qtbot, desk)
    dialog._key.edit.setText(KEY)
    _click(qtbot, dialog._foot.main)
    _click(qtbot, dialog._foot.cancel)
    with qtbot.waitSignal(desk.keys.key_stored):
        slow.answer.set()
    assert list(desk.library.profiles) == ["demo"]


def test_an_existing_provider_is_changed_not_doubled(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk)
    assert "connected already, as “Mine”" in dialog._endpoint_note.text
    assert dialog._name.text() == "Mine"
    dialog._auto_save.setChecked(False)
    dialog._name.setText("Ours")
    dialog.accept()
    assert desk.library.profiles[V_API.id].name == "Ours"
    assert len(desk.library.profiles) == 2


def test_a_change_keeps_auto_save_as_it_is(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk, V_API.id)
    assert not dialog._auto_save.isVisible()
    assert dialog._foot.main.text() == "Save changes"
    dialog._name.setText("Renamed")
    dialog.accept()
    assert desk.library.profiles[V_API.id].name == "Renamed"
    assert not desk.settings.auto_save


def test_another_server_is_added_and_the_old_one_keeps_its_tasks(qtbot: QtBot, desk: Desk) -> None:
    desk.library.put_profile(V_API)
    with qtbot.waitSignal(desk.library.tasks_added):
        desk.library.add(V_API.id, [SAMPLE_TASKS[0]])
    dialog = _open(qtbot, desk, V_API.id)
    dialog._endpoint.setText("https://other.example")
    assert "“Mine” keeps its tasks" in dialog._endpoint_note.text
    dialog.accept()
    assert set(desk.library.profiles) == {"demo", V_API.id, "https://other.example"}
    assert list(desk.library.tasks) == [TaskKey(V_API.id, SAMPLE_TASKS[0])]


def test_a_kept_key_is_shown_as_kept_and_can_be_forgotten(qtbot: QtBot, desk: Desk, memory: MemoryKeyring) -> None:
    memory.kept["pika-monitor", V_API.id] = KEY
    desk.library.put_profile(V_API)
    dialog = _open(qtbot, desk, V_API.id)
    qtbot.waitUntil(lambda: dialog._key._note.text.startswith("A key is kept in the keyring."))
    with qtbot.waitSignal(desk.keys.key_forgotten):
        _click(qtbot, dialog._key._forget)
    assert memory.kept == {}
    assert not dialog._key._forget.isVisible()


def test_the_key_is_hidden_until_it_is_asked_for(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    assert dialog._key.edit.echoMode() is QLineEdit.EchoMode.Password
    dialog._key._show.trigger()
    assert dialog._key.edit.echoMode() is QLineEdit.EchoMode.Normal
