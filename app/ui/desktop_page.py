"""The page of the settings about living on a desktop: notifications, sleep, start at login, closing."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from app.services.login_start import LoginStart, LoginStartCannot
from app.services.settings import Settings
from app.ui import form, messages
from app.ui.settings_page import SettingsPage
from app.ui.tray import Tray


class DesktopPage(SettingsPage):
    """What the app may do when its window is not looked at.

    Args:
        login: start at login; None where it is not to be had from here.
    """

    def __init__(self, settings: Settings, login: LoginStart | None) -> None:
        super().__init__(settings)
        self._login = login
        self.set_title(self.tr("Desktop"))
        self.notifications = QCheckBox(self.tr("&Notify when videos are finished or have failed"))
        self.hold_off_sleep = QCheckBox(self.tr("Keep the computer &awake while videos are saved"))
        self.at_login = QCheckBox(self.tr("&Start when I log in"))
        self.login_note = form.Note(self.tr("About the start at login"))
        self.on_close = form.Choice()
        self._build()
        self.finish()
        self.notifications.toggled.connect(self._on_notifications)
        self.hold_off_sleep.toggled.connect(self._on_hold_off_sleep)
        self.on_close.activated.connect(self._on_close_chosen)
        if login is not None:
            login.changed.connect(self._show_login)
            self.at_login.clicked.connect(self._on_at_login)
            login.read()

    def _build(self) -> None:
        column = self.column
        column.addWidget(self.notifications)
        column.addWidget(
            form.label(self.tr("Only while no window of Pika Monitor is in front; many at once as one."), "caption")
        )
        form.gap(column, 8)
        column.addWidget(self.hold_off_sleep)
        column.addWidget(form.label(self.tr("You can still send it to sleep yourself."), "caption"))
        form.gap(column, 8)
        column.addWidget(self.at_login)
        column.addWidget(self.login_note)
        for each in (self.at_login, self.login_note):
            each.setVisible(self._login is not None)
        form.gap(column, 12)
        for value, words in (
            ("", self.tr("Ask me")),
            ("quit", self.tr("Quit")),
            ("stay", self.tr("Stay in the tray")),
        ):
            self.on_close.addItem(words, value)
        closing = form.label(self.tr("When I &close the window"), buddy=self.on_close)
        column.addWidget(closing)
        column.addLayout(form.row(self.on_close, None))
        if not Tray.available():
            column.addWidget(form.label(self.tr("This desktop has no tray: closing quits."), "caption"))
            self.on_close.setEnabled(False)

    def show_settings(self) -> None:
        """As the settings are."""
        self.notifications.setChecked(self._settings.notifications)
        self.hold_off_sleep.setChecked(self._settings.hold_off_sleep)
        self.on_close.setCurrentIndex(max(0, self.on_close.findData(self._settings.on_close)))
        self._show_login()

    def _show_login(self) -> None:
        if self._login is None:
            return
        self.at_login.setEnabled(self._login.enabled is not None)
        self.at_login.setChecked(self._login.enabled is True)
        if self._login.cannot is LoginStartCannot.SOURCES:
            self.login_note.say(self.tr("This runs from its source code; the installed app can start at login."))
        elif self._login.cannot is LoginStartCannot.OWN_FOLDER:
            self.login_note.say(self.tr("Not with a data folder of your own: it keeps nothing anywhere else."))
        elif self._login.problem is not None:
            self.login_note.say(messages.sentence(self._login.problem), "failed")
        else:
            self.login_note.clear()
        self.login_note.setVisible(bool(self.login_note.text))

    def _on_notifications(self, on: bool) -> None:
        self._settings.notifications = on

    def _on_hold_off_sleep(self, on: bool) -> None:
        self._settings.hold_off_sleep = on

    def _on_close_chosen(self, at: int) -> None:
        self._settings.on_close = str(self.on_close.itemData(at))

    def _on_at_login(self, on: bool) -> None:
        if self._login is not None:
            self.at_login.setEnabled(False)
            self._login.set_enabled(on)
