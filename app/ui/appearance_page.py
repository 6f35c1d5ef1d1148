"""The page of the settings about looks: light or dark, and the language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from app.services.settings import Settings
from app.ui import form, theme
from app.ui.language import CHOICES
from app.ui.plain import without_mnemonic
from app.ui.settings_page import SettingsPage

_SCHEMES = ("system", "light", "dark")


class AppearancePage(SettingsPage):
    """Colour scheme and language."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.set_title(self.tr("Appearance"))
        self.schemes = QButtonGroup(self)
        self.language = form.Choice()
        self.column.addWidget(form.label(self.tr("Colours")))
        line = form.row()
        line.setSpacing(theme.sizes().px(24))
        for at, name in enumerate((self.tr("S&ystem"), self.tr("&Light"), self.tr("&Dark"))):
            choice = QRadioButton(name)
            choice.setAccessibleName(without_mnemonic(name))
            self.schemes.addButton(choice, at)
            line.addWidget(choice)
        line.addStretch(1)
        self.column.addLayout(line)
        form.gap(self.column, 12)
        for name, words in CHOICES.items():
            self.language.addItem(words or self.tr("As the system says"), name)
        self.column.addWidget(form.label(self.tr("Lan&guage"), buddy=self.language))
        self.column.addLayout(form.row(self.language, None))
        self.finish()
        self.schemes.idClicked.connect(self._on_scheme_chosen)
        self.language.activated.connect(self._on_language_chosen)

    def focus_language(self) -> None:
        """Go on where the language was changed."""
        self.ensureWidgetVisible(self.language, 0, theme.sizes().px(24))
        self.language.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_settings(self) -> None:
        """As the settings are."""
        scheme = self._settings.color_scheme
        self.schemes.button(_SCHEMES.index(scheme) if scheme in _SCHEMES else 0).setChecked(True)
        self.language.setCurrentIndex(max(0, self.language.findData(self._settings.language)))

    def _on_scheme_chosen(self, at: int) -> None:
        self._settings.color_scheme = _SCHEMES[at]

    def _on_language_chosen(self, at: int) -> None:
        self._settings.language = str(self.language.itemData(at))
