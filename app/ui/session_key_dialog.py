"""Asks for a key that is used until the app ends, for when the keyring does not answer or does not work."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.model import Profile
from app.services.keys import Keys
from app.ui import form, theme
from app.ui.key_field import KeyField
from app.ui.plain import isolated, one_line


class SessionKeyDialog(form.FormDialog):
    """One key for one provider; the keyring is neither asked nor told."""

    def __init__(self, keys: Keys, profile: Profile, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._origin = profile.id
        self.setWindowTitle(self.tr("Use a key for this session"))
        self.setMinimumWidth(theme.sizes().px(440))
        self._key = KeyField(keys)
        self._key.set_origin(profile.id, "", ask=False)
        self._foot = form.Foot(
            self, self.tr("Use until I quit"), self.tr("Cancel"), self.tr("Why this cannot be done yet")
        )
        layout = form.column(self)
        name = isolated(one_line(profile.name, 60))
        layout.addWidget(form.label(self.tr("API &key of {0}").format(name.replace("&", "&&")), buddy=self._key.edit))
        layout.addWidget(self._key)
        form.gap(layout)
        layout.addWidget(
            form.label(self.tr("It is kept in memory only and has to be entered again next time."), "muted")
        )
        layout.addStretch(1)
        form.gap(layout, 16)
        layout.addWidget(self._foot)
        self._key.changed.connect(self._judge)
        self._foot.main.clicked.connect(self.accept)
        self._judge()
        self._key.edit.setFocus()

    def accept(self) -> None:
        """From now on, the provider is asked with this key."""
        if self._key.key:
            self._keys.use_for_session(self._origin, self._key.key)
            super().accept()

    def _judge(self) -> None:
        reason = self._key.reason or ("" if self._key.key else self.tr("Enter the key."))
        self._foot.set_main(self._foot.main.text(), self.tr("Check the key.") if self._key.reason else reason)
