"""What About says, and what it copies."""

from __future__ import annotations

from pathlib import Path

import PySide6
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import __version__
from app.core.model import Profile
from app.services import desktop
from app.ui.about_dialog import AboutDialog
from tests.ui.desk import Desk


def _open(qtbot: QtBot, desk: Desk) -> AboutDialog:
    dialog = AboutDialog(desk.library, desk.poller, None, desk.upkeep)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _press(dialog: AboutDialog, name: str) -> None:
    next(each for each in dialog.findChildren(QPushButton) if each.accessibleName() == name).click()


def test_it_says_what_runs_and_whose_work_is_in_it(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    words = [each.text() for each in dialog.findChildren(QLabel)]
    assert f"Version {__version__}" in words
    assert PySide6.__version__ in words
    for name in ("Qt", "Python", "SQLite", "OpenSSL"):
        assert words[words.index(name) + 1][0].isdigit()
    qtbot.waitUntil(lambda: "- requests " in dialog.licences.toPlainText(), timeout=20_000)


def test_what_is_copied_holds_versions_and_nothing_secret(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.library.put_profile(Profile("https://secret.example", "Mine", "https://secret.example"))
    desk.keys.use_for_session("https://secret.example", "sk-very-secret")
    dialog = _open(qtbot, desk)
    _press(dialog, "Copy diagnostics")
    copied = QGuiApplication.clipboard().text()
    assert f"Pika Monitor {__version__}" in copied
    assert "SQLite" in copied
    for secret in ("sk-very-secret", "secret.example", str(tmp_path), str(Path.home())):
        assert secret not in copied
    assert dialog.said.text == "Copied"


def test_the_log_is_shown_in_its_folder(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []

    def refuse(path: object) -> bool:
        shown.append(path)
        return False

    monkeypatch.setattr(desktop, "show_in_folder", refuse)
    dialog = _open(qtbot, desk)
    _press(dialog, "Show log")
    assert shown == [desk.upkeep.log]
    assert dialog.said.text == "No file manager could be opened"


def test_licences_that_cannot_be_read_are_told(qtbot: QtBot, desk: Desk) -> None:
    dialog = _open(qtbot, desk)
    qtbot.waitUntil(lambda: "requests" in dialog.licences.toPlainText(), timeout=20_000)
    desk.upkeep.licences.text_read.emit("")
    assert "cannot be read" in dialog.licences.toPlainText()
