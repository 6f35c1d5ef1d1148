"""The small window that lists what of a paste or a drop could not be used."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.core.errors import ErrorCode
from app.ui import form, messages, theme
from app.ui.intake import Haul
from app.ui.plain import isolated, one_line

_SHOWN = 1_000  # words; whoever has more wrong has another text


class HaulDialog(form.FormDialog):
    """Words that are no IDs, to be read, copied and put right; files that were not read. It blocks nothing."""

    def __init__(self, haul: Haul, parent: QWidget | None) -> None:
        super().__init__(parent)
        px = theme.sizes().px
        self.setWindowTitle(self.tr("What could not be used"))
        self.setMinimumWidth(px(440))
        layout = form.column(self)
        for unread in haul.unread:
            note = form.Note(self.tr("File that was not read"))
            note.say(_why(unread.name, unread.code), "failed")
            layout.addWidget(note)
        if haul.unread and haul.unusable:
            form.gap(layout)
        self._words = QPlainTextEdit()
        self._copy = form.button(self.tr("&Copy"), icon="copy")
        if haul.unusable:
            self._list(layout, haul.unusable)
        if haul.known:
            form.gap(layout, 8)
            layout.addWidget(form.label(self._of_known(len(haul.known)), "caption"))
        form.gap(layout, 16)
        close = form.button(self.tr("Close"), "primary")
        close.clicked.connect(self.reject)
        close.setDefault(True)
        self._copy.clicked.connect(self._on_copy)
        parts = (self._copy, None, close) if haul.unusable else (None, close)
        layout.addLayout(form.row(*parts))
        close.setFocus()

    @property
    def text(self) -> str:
        """The words, one a line."""
        return self._words.toPlainText()

    def _list(self, layout: QVBoxLayout, words: tuple[str, ...]) -> None:
        one, more = self.tr("1 entry is no task ID"), self.tr("{0} entries are no task IDs")
        said = one if len(words) == 1 else more.format(messages.counted(len(words)))
        layout.addWidget(form.label(said, "field", buddy=self._words))
        shown = [one_line(word, 200) for word in words[:_SHOWN]]
        self._words.setPlainText("\n".join([*shown, "…"] if len(words) > _SHOWN else shown))
        self._words.setReadOnly(True)
        self._words.setTabChangesFocus(True)
        self._words.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        lines = min(10, max(3, len(shown)))
        self._words.setFixedHeight(lines * self._words.fontMetrics().lineSpacing() + theme.sizes().px(24))
        layout.addWidget(self._words)

    def _of_known(self, count: int) -> str:
        if count == 1:
            return self.tr("1 task was in the list already.")
        return self.tr("{0} tasks were in the list already.").format(messages.counted(count))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


def _why(name: str, code: ErrorCode) -> str:
    return messages.unread(isolated(one_line(name, 80)), code)
