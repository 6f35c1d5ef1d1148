"""A line of text that gives way: it is elided instead of holding the window open."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """A label of plain text; where it is too narrow it is elided, and the tooltip of Qt stays free for others."""

    def __init__(self, parent: QWidget | None = None, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__(parent)
        self.mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Some letters at least."""
        return QSize(min(self.sizeHint().width(), self.fontMetrics().averageCharWidth() * 6), self.sizeHint().height())

    def shown_text(self) -> str:
        """What is to be elided."""
        return self.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One line, elided."""
        painter = QPainter(self)
        place = self.contentsRect()
        text = self.fontMetrics().elidedText(self.shown_text(), self.mode, place.width())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # that of the words, whatever stands around
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        self.style().drawItemText(
            painter,
            place,
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side),
            self.palette(),
            self.isEnabled(),
            text,
            self.foregroundRole(),
        )
