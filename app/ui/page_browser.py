"""Shows pages of Markdown that are shipped with the app: their pictures fit, and links leave only for the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QResizeEvent, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from app.services import desktop
from app.ui import theme

_PICTURE = "\ufffc"
"""What stands in the text for a picture."""
_LINE = 135
"""Height of a line in percent of the font's own."""


class PageBrowser(QTextBrowser):
    """Pages of one folder.

    Signals:
        page_wanted: name of another page of this folder, without its extension, and the place on it: a link was
            pressed.
    """

    page_wanted = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(theme.sizes().px(24))
        self._markdown = ""
        self._folder = Path()
        self._width = 0
        self.anchorClicked.connect(self._on_link)

    def show_page(self, markdown: str, folder: Path) -> None:
        """Show this text; its pictures are in `folder`, and so is what they are relative to."""
        self._markdown, self._folder = markdown, folder
        self._show()
        self.verticalScrollBar().setValue(0)

    def go_to(self, heading: str) -> None:
        """Scroll to a heading by its words, in the form that links to headings have: small, with hyphens."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and _slug(block.text()) == heading:
                self.setTextCursor(QTextCursor(block))
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self.cursorRect().top() - theme.sizes().px(8))
                return
            block = block.next()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for whoever came by the keyboard."""
        super().focusInEvent(event)
        theme.ring(self, event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """None any more."""
        super().focusOutEvent(event)
        theme.ring(self, None)

    def loadResource(self, kind: int, url: QUrl | str) -> Any:  # noqa: N802 (Qt's name)
        """Pictures of the folder, as wide as there is room; nothing else is ever loaded."""
        if kind != int(QTextDocument.ResourceType.ImageResource.value):
            return None
        url = QUrl(url)
        path = self._folder / url.path()
        if url.scheme() not in ("", "file") or not path.resolve().is_relative_to(self._folder.resolve().parent):
            return None
        image = QImage(str(path))
        if image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        most = round(self._room() * ratio)
        if image.width() > most:
            image = image.scaledToWidth(most, Qt.TransformationMode.SmoothTransformation)
        elif ratio > 1:
            wide = min(most, round(image.width() * ratio))
            image = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures fit the new width."""
        super().resizeEvent(event)
        if self._markdown and self._room() != self._width:
            at = self.verticalScrollBar().value() / max(1, self.verticalScrollBar().maximum())
            self._show()
            self.verticalScrollBar().setValue(round(at * self.verticalScrollBar().maximum()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: links keep the colour that they were laid out in."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._markdown:
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc belongs to the window."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _room(self) -> int:
        """Pixels between the margins of a page."""
        bar = self.verticalScrollBar()
        inner = self.width() - bar.sizeHint().width() - 2 * round(self.document().documentMargin())
        return max(80, inner - 2 * self.frameWidth())

    def _show(self) -> None:
        self._width = self._room()
        document = self.document()
        document.clear()
        document.setDefaultFont(theme.font(theme.sizes().body))
        self.setMarkdown(self._markdown)
        self._space_out()

    def _space_out(self) -> None:
        """Lines and paragraphs with room between them, which Markdown's own reading leaves out."""
        px = theme.sizes().px
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            spaced = QTextBlockFormat()
            if not block.text().startswith(_PICTURE):
                spaced.setLineHeight(_LINE, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
            level = block.blockFormat().headingLevel()
            if level:
                spaced.setTopMargin(px(20 if level > 1 else 4))
                spaced.setBottomMargin(px(6))
            elif block.textList() is not None:
                spaced.setBottomMargin(px(4))
            elif cursor.currentTable() is None:
                spaced.setBottomMargin(px(8))
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(spaced)
            block = block.next()

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            desktop.open_link(url.toString())
        elif url.path().endswith(".md") and url.scheme() == "":
            self.page_wanted.emit(Path(url.path()).stem, url.fragment())
        elif not url.path() and url.fragment():
            self.go_to(url.fragment())


def _slug(words: str) -> str:
    kept = "".join(char for char in words.lower() if char.isalnum() or char in " -")
    return kept.strip().replace(" ", "-")
