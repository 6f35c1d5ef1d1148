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
from app.services.session_bus import BUS, BusSignal, SessionBus
from app.ui.tray import WATCHER, Tray
from tests.ui.desk import Desk

# What the offscreen platform lacks, not the tray
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.show()
    yield made
    made.close()


class Panel:
    """The desktop's tray, which the offscreen platform lacks."""

    here = True

    def __call__(self) -> bool:
        return self.here


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Panel:
    made = Panel()
    monkeypatch.setattr(Tray, "available", staticmethod(made))
    return made


@pytest.fixture
def bus() -> SessionBus:
    """Never asked to connect: what it would bring is emitted."""
    return SessionBus()


@pytest.fixture
def tray(window: QWidget, desk: Desk, bus: SessionBus, panel: Panel) -> Iterator[Tray]:
    made = Tray(window, desk.poller, desk.saver, desk.settings, bus)
    yield made
    made.stop()


def switch(panel: Panel, bus: SessionBus, *, on: bool) -> None:
    """The desktop's tray comes or goes, and the bus tells it."""
    panel.here = on
    names = ("", ":1.7") if on else (":1.7", "")
    bus.received.emit(BusSignal(BUS, "NameOwnerChanged", (WATCHER, *names)))


class CloseByUser(QEvent):
    """A close event as the window manager's."""

    def spontaneous(self) -> bool:
        return True


def entry(tray: Tray, text: str) -> QAction:
    return next(action for action in tray.menu.actions() if text in action.text())


def has_icon(tray: Tray) -> bool:
    """As it is now: the type checker takes an attribute for what it was."""
    return tray.shown


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
        tray.findChildren(QSystemTrayIcon)[0].messageClicked.emit()


def test_a_tray_that_comes_late_gets_the_icon(
    window: QWidget, desk: Desk, bus: SessionBus, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a start at login the panel is often the slower one."""
    asked = answer_with(monkeypatch, "Stay in the tray")
    panel.here = False
    tray = Tray(window, desk.poller, desk.saver, desk.settings, bus)
    assert not has_icon(tray)
    assert not close_by_user(tray, window)
    assert asked == []
    switch(panel, bus, on=True)
    assert has_icon(tray)
    assert close_by_user(tray, window)
    tray.stop()


def test_one_that_nobody_told_of_is_found_when_the_window_is_closed(
    tray: Tray, window: QWidget, desk: Desk, panel: Panel
) -> None:
    """The old trays of X11 are not on the bus."""
    desk.settings.on_close = "stay"
    panel.here = False
    assert not close_by_user(tray, window)
    assert not has_icon(tray)
    panel.here = True
    assert close_by_user(tray, window)
    assert has_icon(tray)


def test_a_window_in_a_tray_that_goes_can_be_found(
    tray: Tray, window: QWidget, desk: Desk, bus: SessionBus, panel: Panel
) -> None:
    desk.settings.on_close = "stay"
    assert close_by_user(tray, window)
    switch(panel, bus, on=False)
    assert not has_icon(tray)
    assert window.isMinimized()
    assert window.isVisible()


def test_a_window_that_is_open_stays_as_it_is_when_the_tray_goes(
    tray: Tray, window: QWidget, bus: SessionBus, panel: Panel
) -> None:
    switch(panel, bus, on=False)
    assert window.isVisible()
    assert not window.isMinimized()
