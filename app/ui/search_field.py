"""The field that leaves out what does not match: a magnifier before the text, a cross behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui import icons

_CLEAR = "_q_qlineeditclearaction"  # the object name that Qt gives to the action of its clear button


class SearchField(QLineEdit):
    """A line to search with; assistive tools are told of its two buttons by name, which Qt leaves empty.

    Args:
        name: accessible name.
        hint: what stands in it while it is empty.
    """

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        glass = QAction(name, self)
        icons.dress(glass, "search", QPalette.ColorRole.PlaceholderText)
        glass.triggered.connect(self._on_glass)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        clear = self.findChild(QAction, _CLEAR)
        if clear is not None:
            clear.setText(self.tr("Clear"))

    def _on_glass(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.selectAll()
