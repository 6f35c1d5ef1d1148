"""The prompt in the details: plain text that can be selected, as high as it needs, scrolled when it is long."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from app.ui import theme

_MOST_LINES = 8
_MOST_AT_ONCE = 200
"""Characters of a script without spaces that are laid out at once: more than is seen, and 10,000 take 200 ms."""


class PromptView(QPlainTextEdit):
    """Shows text of any script and content; nothing in it is ever markup or a link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._whole = True
        self.setObjectName("prompt")
        self.setAccessibleName(self.tr("Prompt"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.restyle()

    def put(self, text: str) -> None:
        """Show this; an equal text keeps its selection. What takes long to lay out comes whole when it is turned to."""
        if text == self._text:
            return
        self._text = text
        slow = sum(char >= "\u2e80" for char in text) > _MOST_AT_ONCE
        self._show(text[:_MOST_AT_ONCE] + "…" if slow else text)

    def _show(self, text: str) -> None:
        self._whole = text == self._text
        self.setPlainText(text)
        self._fit()

    def _complete(self) -> None:
        """Someone reads on, or selects."""
        if not self._whole:
            self._show(self._text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By keyboard or assistive tool."""
        self._complete()
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A selection may begin; what is pressed on stays in its place."""
        self._complete()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """There is more below."""
        self._complete()
        super().wheelEvent(event)

    def restyle(self) -> None:
        """Colours or fonts are new."""
        self.setFont(theme.font(theme.sizes().prompt, QFont.Weight.DemiBold))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self._fit()

    def sizeHint(self) -> QSize:
        """Its height is fixed to its text."""
        return QSize(theme.sizes().px(200), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Lines are higher."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        lines = round(self.document().documentLayout().documentSize().height())  # Qt counts lines here, not pixels
        shown = min(max(1, lines), _MOST_LINES)
        height = shown * QFontMetrics(self.font()).lineSpacing() + theme.sizes().px(4)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
