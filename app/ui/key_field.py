"""A field for an API key, which is hidden as it is typed, and the line that tells where the key is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.core.endpoints import clean_key
from app.core.errors import PikaError
from app.services.keys import Keys, KeyState
from app.ui import form, icons, messages, theme


class KeyField(QWidget):
    """The key for one origin at a time; the keyring is asked and told by `Keys` only.

    Signals:
        changed: what is typed, or what is known of the kept key, is new.
    """

    changed = Signal()

    def __init__(self, keys: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._origin = ""
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = QAction(self)
        self._show.setCheckable(True)
        self._show.toggled.connect(self._on_show_toggled)
        self.edit.addAction(self._show, QLineEdit.ActionPosition.TrailingPosition)
        self._on_show_toggled(False)
        self._note = form.Note(self.tr("About the key"))
        self._forget = form.button(self.tr("Forget"), "quiet")
        self._forget.setAccessibleName(self.tr("Forget the key"))
        self._forget.clicked.connect(self._on_forget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.sizes().px(4))
        layout.addWidget(self.edit)
        line = form.row(self._note, self._forget)
        form.fill(line, self._note)
        layout.addLayout(line)
        self.edit.textChanged.connect(self._on_text_changed)
        keys.key_changed.connect(self._on_key_changed)
        keys.key_forgotten.connect(self._on_forgotten)
        self._tell()

    @property
    def key(self) -> str:
        """The key that is typed, cleaned; "" where there is none or it is no key."""
        try:
            return clean_key(self.edit.text())
        except PikaError:
            return ""

    @property
    def reason(self) -> str:
        """Why what is typed is no key, "" where it is one or nothing is typed."""
        try:
            clean_key(self.edit.text())
        except PikaError as error:
            return messages.sentence(error.problem)
        return ""

    @property
    def is_kept(self) -> bool:
        """Whether there is a key for this origin already."""
        return self._keys.status(self._origin).state in (KeyState.FOUND, KeyState.SESSION)

    def set_origin(self, origin: str, hint: str, *, ask: bool) -> None:
        """Take the key of this origin ("" = of none yet).

        Args:
            origin: as `core/endpoints.origin` writes it.
            hint: how a key looks there.
            ask: the keyring is asked whether it has one, which may open a prompt.
        """
        self._origin = origin
        self.edit.setPlaceholderText(hint)
        if ask and origin and self._keys.status(origin).state is KeyState.UNREAD:
            self._keys.read(origin)
        self._tell()

    def _on_show_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        icons.dress(self._show, "eye-off" if shown else "eye")
        self._show.setText(self.tr("Hide the key") if shown else self.tr("Show the key"))
        self._show.setToolTip(self._show.text())

    def _on_text_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _on_key_changed(self, origin: str) -> None:
        if origin == self._origin:
            self._tell()
            self.changed.emit()

    def _on_forget(self) -> None:
        self._forget.setEnabled(False)
        self._keys.forget(self._origin)

    def _on_forgotten(self, origin: str, problem: object) -> None:
        self._forget.setEnabled(True)
        if origin != self._origin:
            return
        if problem is None:
            self._note.say(self.tr("The key is forgotten."), "saved")
        else:
            self._note.say(messages.sentence(problem), "failed")  # type: ignore[arg-type]

    def _tell(self) -> None:
        status = self._keys.status(self._origin)
        self._forget.setVisible(bool(self._origin) and self.is_kept)
        if self.reason:
            self._note.say(self.reason, "failed")
        elif status.state is KeyState.FOUND:
            self._note.say(self.tr("A key is kept in the keyring. What is typed here takes its place."), "saved")
        elif status.state is KeyState.SESSION:
            self._note.say(self.tr("A key is used until you quit; it is not kept in the keyring."), "not_saved")
        elif status.state is KeyState.READING:
            slow = messages.sentence(status.problem) if status.problem else ""
            self._note.say(slow or self.tr("The keyring is being asked…"), "busy")
        elif status.state is KeyState.FAILED and status.problem is not None:
            self._note.say(messages.sentence(status.problem), "failed")
        else:
            self._note.say(self.tr("May stay empty. It is kept in the system's keyring, nowhere else."), "muted")
