"""One page of the settings: a title and a column of fields, which scrolls where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.services.settings import Settings
from app.ui import form, theme


class SettingsPage(QScrollArea):
    """What all pages share; each shows the settings as they are, whoever changes them.

    Attributes:
        column: where its fields go, one below the other.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._title = form.label("", "title")
        self._inside = QWidget()
        self._inside.setObjectName("column")
        self.column = form.column(self._inside)
        self.column.addWidget(self._title)
        form.gap(self.column, 8)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._inside)
        self.viewport().setAutoFillBackground(False)
        settings.changed.connect(self._on_setting_changed)

    @property
    def title(self) -> str:
        """Its name."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Name it."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def finish(self) -> None:
        """Call it when all fields are there: shows the settings in them."""
        self.column.addStretch(1)
        self.show_settings()

    def show_settings(self) -> None:
        """Every field as the settings are; a field that says the same already is left alone, so the cursor stays."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """All of it, at the width that a page has as a rule."""
        width = theme.sizes().px(560)
        return QSize(width, max(self._inside.sizeHint().height(), self.column.totalHeightForWidth(width)))

    def minimumSizeHint(self) -> QSize:
        """So wide that nothing is clipped; what is too high scrolls."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inside.minimumSizeHint().width() + bar, theme.sizes().px(160))

    def _on_setting_changed(self, _name: str) -> None:
        self.show_settings()
