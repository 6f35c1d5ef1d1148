"""Keeps the app at hand in the tray, where the desktop has one; everything is possible without it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QMessageBox, QSystemTrayIcon, QWidget

from app import APP_NAME
from app.resources import resource
from app.services.notifier import Words
from app.services.poller import Poller
from app.services.saver import Saver
from app.services.session_bus import BUS, BusSignal, SessionBus
from app.services.settings import Settings
from app.ui import messages

translate = QCoreApplication.translate
WATCHER = "org.kde.StatusNotifierWatcher"
"""Who has this name on the session bus knows the icons of all trays, but for the old ones of X11."""


class Tray(QObject):
    """The icon with its menu where there is a tray, and what closing the window means then.

    A tray may come late, as with a start at login, and go while the app runs.

    Args:
        window: whose closing is asked about, once.
        poller: for how many tasks run.
        saver: whose saves "Pause all" pauses.
        settings: hold the answer.
        bus: tells when a tray comes and goes; it has to listen for `WATCHER`.

    Signals:
        show_wanted: the window is to come to the front.
        quit_wanted: the app is to end, window and all.
        message_pressed: what `tell` showed last was pressed.
    """

    message_pressed = Signal()
    show_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, window: QWidget, poller: Poller, saver: Saver, settings: Settings, bus: SessionBus) -> None:
        super().__init__(window)
        self._window = window
        self._poller = poller
        self._saver = saver
        self._settings = settings
        self._stopped = False
        self._menu = QMenu(window)
        self._status = self._add("")
        self._status.setEnabled(False)
        self._menu.addSeparator()
        self._add(self.tr("Show {0}").format(APP_NAME)).triggered.connect(self.show_wanted)
        self._pause = self._add("")
        self._pause.triggered.connect(self._on_pause)
        self._menu.addSeparator()
        self._add(self.tr("Quit")).triggered.connect(self.quit_wanted)
        self._icon: QSystemTrayIcon | None = None
        self._tip = ""
        poller.status_changed.connect(self._refresh)
        saver.transfers_updated.connect(self._refresh)
        self._menu.aboutToShow.connect(self._refresh)
        bus.received.connect(self._on_signal)
        self._refresh()
        self.look()
        window.installEventFilter(self)

    @staticmethod
    def available() -> bool:
        """Whether the desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def menu(self) -> QMenu:
        """The icon's menu."""
        return self._menu

    @property
    def tip(self) -> str:
        """What the icon says of the state of things."""
        return self._tip

    @property
    def shown(self) -> bool:
        """Whether there is an icon."""
        return self._icon is not None

    def tell(self, words: Words) -> None:
        """Show a notification as Windows and macOS do: through the icon, without buttons."""
        if self._icon is not None:
            self._icon.showMessage(words.title, words.body, self._icon.icon())

    def look(self) -> bool:
        """Show the icon where there is a tray by now, and take it away where there is none any more."""
        here = self.available()
        if here and self._icon is None:
            self._icon = QSystemTrayIcon(QIcon(str(resource("icons", "app.svg"))), self)
            self._icon.setContextMenu(self._menu)
            self._icon.setToolTip(self._tip)
            self._icon.activated.connect(self._on_activated)
            self._icon.messageClicked.connect(self.message_pressed)
            self._icon.show()
        elif not here and self._icon is not None:
            self._hide_icon()
            if not self._window.isVisible():
                self._window.showMinimized()  # in nobody's way: a locked screen takes some trays along
        return here

    def stop(self) -> None:
        """Closing closes again, and the icon goes."""
        self._stopped = True
        self._window.removeEventFilter(self)
        self._hide_icon()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that is closed by its user hides, where that is what they want and where a tray brings it back."""
        if event.type() == QEvent.Type.Close and event.spontaneous() and self.look() and self._stays():
            event.ignore()
            self._window.hide()
            return True
        return super().eventFilter(watched, event)

    def _on_signal(self, said: BusSignal) -> None:
        change = said.interface == BUS and said.member == "NameOwnerChanged" and said.body[0] == WATCHER
        if change and not self._stopped:
            self.look()

    def _hide_icon(self) -> None:
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _stays(self) -> bool:
        if not self._settings.on_close:
            self._settings.on_close = "stay" if self._ask() else "quit"
        return self._settings.on_close == "stay"

    def _ask(self) -> bool:
        box = question(self._window)
        box.exec()
        return box.clickedButton() is box.defaultButton()

    def _refresh(self) -> None:
        running = self._poller.status.active
        saves = len(self._saver.transfers)
        lines = [self.tr("%n running", None, running)] if running else [self.tr("Nothing is running")]
        if saves:
            lines.append(self.tr("%n being saved", None, saves))
        self._status.setText(messages.listed(lines))
        self._tip = "\n".join((APP_NAME, *lines))
        if self._icon is not None:
            self._icon.setToolTip(self._tip)
        pausable = self._saver.can_pause
        self._pause.setText(self.tr("Go on with all saves") if saves and not pausable else self.tr("Pause all saves"))
        self._pause.setEnabled(pausable or self._saver.can_resume)

    def _on_pause(self) -> None:
        if self._saver.can_pause:
            self._saver.pause_all()
        else:
            self._saver.resume_all()
        self._refresh()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show_wanted.emit()

    def _add(self, text: str) -> QAction:
        action = QAction(text, self._menu)
        self._menu.addAction(action)
        return action


def question(parent: QWidget | None) -> QMessageBox:
    """What is asked once: whether closing the window means to stay in the tray, which is the default button."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(APP_NAME)
    box.setText(translate("Tray", "Keep watching in the tray when the window is closed?"))
    box.setInformativeText(translate("Tray", "Otherwise closing the window quits. Ctrl+Q always quits."))
    stay = box.addButton(translate("Tray", "Stay in the tray"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(translate("Tray", "Quit"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    return box
