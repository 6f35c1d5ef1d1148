"""The field that takes whatever people paste, drop or open: short texts to edit, long ones as a whole beside it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

MAX_TEXT = 10 * 1024 * 1024
"""Characters, and bytes of a file, that are looked through at most."""

EDITABLE = 32 * 1024
"""Characters that are put into the field: laying out more makes typing slow."""


class Attachment(NamedTuple):
    """A text that is too long to edit: what it is called and what it holds."""

    name: str
    text: str


class PasteField(QPlainTextEdit):
    """Plain text of at most some thousand lines.

    Signals:
        long_text_given: str; a paste, a drop or a call brought more than is edited here.
        file_dropped: str, the path of a local file.
    """

    long_text_given = Signal(str)
    file_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)

    def give(self, text: str) -> None:
        """Put a text behind what is there, on a line of its own; a long one is told by `long_text_given`."""
        if len(text) + self.document().characterCount() > EDITABLE:
            self.long_text_given.emit(text)
            return
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        cursor.insertText(text if cursor.atBlockStart() else "\n" + text)
        self.setTextCursor(cursor)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's own override
        """Text, and files that lie on this machine."""
        return source.hasText() or any(url.isLocalFile() for url in source.urls())

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's own override
        """Take a file by its content, a long text as a whole, anything else as Qt does."""
        files = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        if files:
            for path in files:
                self.file_dropped.emit(path)
            return
        text = source.text()
        if len(text) + self.document().characterCount() > EDITABLE:
            self.long_text_given.emit(text)
        else:
            self.insertPlainText(text)
