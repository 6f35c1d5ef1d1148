"""A field for the address of a proxy: checked as it is typed, kept once it is one, and never with a password."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.core.proxies import ProxyError, ProxyFault, clean_proxy
from app.services.settings import Settings
from app.ui import form, theme

_TYPED_MS = 600
"""After this the address counts as typed: each digit of a port would be a proxy of its own."""


class ProxyField(QWidget):
    """The proxy of the settings; empty means as the system says."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.edit = QLineEdit(settings.proxy)
        self.edit.setPlaceholderText(self.tr("As the system says"))
        self._note = form.Note(self.tr("About the proxy"))
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.sizes().px(4))
        layout.addWidget(self.edit)
        layout.addWidget(self._note)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.editingFinished.connect(self.keep)
        settings.changed.connect(self._on_setting_changed)
        self._tell()

    @property
    def reason(self) -> str:
        """Why what is typed is no proxy, "" where it is one or nothing is typed."""
        try:
            clean_proxy(self.edit.text())
        except ProxyError as error:
            return fault_sentence(error.fault)
        return ""

    @property
    def said(self) -> str:
        """What the line below it says."""
        return self._note.text

    def keep(self) -> None:
        """Use what is typed from now on, if it is a proxy or nothing."""
        self._typed.stop()
        if not self.reason:
            self._settings.proxy = clean_proxy(self.edit.text())

    def _on_text_changed(self) -> None:
        self._tell()
        self._typed.start()

    def _on_setting_changed(self, name: str) -> None:
        """Changed elsewhere; not while someone types here."""
        if name == "proxy" and not self.reason and clean_proxy(self.edit.text()) != self._settings.proxy:
            self.edit.setText(self._settings.proxy)

    def _tell(self) -> None:
        reason = self.reason
        self.edit.setProperty("problem", bool(reason))
        theme.set_role(self.edit, "")
        if reason:
            self._note.say(reason, "failed")
        elif self.edit.text().strip():
            self._note.say(self.tr("Used for everything but this computer itself."), "saved")
        else:
            self._note.say(
                self.tr("Empty: as the system says. Else like http://host:3128 or socks5://host:1080"), "muted"
            )


def fault_sentence(fault: ProxyFault) -> str:
    """Why this is no proxy, and what to do."""
    translate = QCoreApplication.translate
    match fault:
        case ProxyFault.BAD_SCHEME:
            return translate("Proxy", "A proxy begins with http://, https://, socks5:// or socks5h://.")
        case ProxyFault.BAD_HOST:
            return translate("Proxy", "The proxy's name is missing or holds something that no name has.")
        case ProxyFault.NO_PORT:
            return translate("Proxy", "Add the port, as in proxy:3128.")
        case ProxyFault.BAD_PORT:
            return translate("Proxy", "The port has to be a number from 1 to 65535.")
        case ProxyFault.HAS_USER:
            return translate(
                "Proxy",
                "Leave out the name and password before the @: settings are kept in a plain file that others could"
                " read. Put them into the system's proxy settings instead.",
            )
        case ProxyFault.HAS_PATH:
            return translate("Proxy", "Leave out what stands behind the port.")
