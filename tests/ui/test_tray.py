"""Owns the proof of the tray's menu, and of what closing the window means while the tray is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QMessageBox, QPushButton, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from app.services.notifier import Words
from app.ui.tray import Tray
from tests.ui.desk import Desk

# What the offscreen platform lacks, not the tray
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.show()
    yield made
    made.close()


@pytest.fixture
def tray(window: QWidget, desk: Desk) -> Iterator[Tray]:
    made = Tray(window, desk.poller, desk.saver, desk.settings)
    yield made
    made.stop()


class CloseByUser(QEvent):
    """A close event as the window manager's."""

    def spontaneous(self) -> bool:
        return True


def entry(tray: Tray, text: str) -> QAction:
    return next(action for action in tray.menu.actions() if text in action.text())


def close_by_user(tray: Tray, window: QWidget) -> bool:
    """Whether it was kept from closing."""
    return tray.eventFilter(window, CloseByUser(QEvent.Type.Close))


def answer_with(monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Presses this button of every question; the questions that were asked."""
    asked: list[str] = []

    def press(box: QMessageBox) -> int:
        asked.append(box.text())
        next(button for button in box.findChildren(QPushButton) if button.text() == words).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    return asked


def test_closing_asks_once_and_stays(tray: Tray, window: QWidget, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer_with(monkeypatch, "Stay in the tray")
    assert close_by_user(tray, window)
    assert not window.isVisible()
    window.show()
    assert close_by_user(tray, window)
    assert len(asked) == 1
    assert desk.settings.on_close == "stay"


def test_closing_asks_once_and_quits(tray: Tray, window: QWidget, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer_with(monkeypatch, "Quit")
    assert not close_by_user(tray, window)
    assert not close_by_user(tray, window)
    assert len(asked) == 1
    assert desk.settings.on_close == "quit"
    desk.settings.on_close = ""
    assert not close_by_user(tray, window)
    assert len(asked) == 2


def test_quitting_is_not_asked_about(tray: Tray, window: QWidget, desk: Desk) -> None:
    desk.settings.on_close = "stay"
    window.close()
    QCoreApplication.processEvents()
    assert not window.isVisible()
    assert not tray.eventFilter(window, QEvent(QEvent.Type.Close))


def test_after_the_end_closing_closes(tray: Tray, window: QWidget, desk: Desk) -> None:
    desk.settings.on_close = "stay"
    tray.stop()
    assert window.close()


def test_the_menu_wishes(tray: Tray) -> None:
    for text, signal in (("Show", tray.show_wanted), ("Quit", tray.quit_wanted)):
        spy = QSignalSpy(signal)
        entry(tray, text).trigger()
        assert spy.count() == 1


def test_it_tells_how_much_runs(tray: Tray, desk: Desk, qtbot: QtBot) -> None:
    assert "Nothing is running" in tray.tip
    desk.poller.start()
    desk.add("a", "b")
    qtbot.waitUntil(lambda: "2 running" in tray.tip)
    assert not entry(tray, "Pause all saves").isEnabled()


def test_a_notification_of_the_system_comes_from_the_icon(
    tray: Tray, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _icon, title, body, *_: shown.append((title, body)))
    tray.tell(Words("2 videos finished", "Moss <grows>"))
    assert shown == [("2 videos finished", "Moss <grows>")]
    with qtbot.waitSignal(tray.message_pressed):
        tray._icon.messageClicked.emit()
