"""The part of the details that explains what is wrong, with the provider's own words as plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.face import ToneName
from app.ui.messages import Explanation
from app.ui.plain import isolated


class ExplanationBox(QFrame):
    """What happened, what it means, what to do; hidden while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explanation")
        s = theme.sizes()
        self._shown: tuple[Explanation | None, ToneName] = (None, ToneName.QUIET)
        self._what, self._means, self._do = (self._label(role) for role in ("strong", "", ""))
        self._whose = self._label("caption")
        self._whose.setText(self.tr("In its own words"))
        self._words = self._label("")
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(s.px(12), s.px(8), s.px(12), s.px(8))
        column.setSpacing(s.px(4))
        for label in (self._what, self._means, self._do, self._whose, self._words):
            column.addWidget(label)
        self.hide()

    @property
    def tone(self) -> ToneName:
        """How bad it is."""
        return self._shown[1]

    @property
    def text(self) -> str:
        """All that it says, "" while hidden."""
        said = self._shown[0]
        return "" if said is None else "\n".join(part for part in (said.what, said.means, said.do, said.words) if part)

    def put(self, said: Explanation | None, tone: ToneName) -> None:
        """Explain this, or nothing."""
        if (said, tone) == self._shown:
            return
        self._shown = (said, tone)
        if said is not None:
            self._what.setText(said.what)
            self._means.setText(said.means)
            self._do.setText(said.do)
            self._words.setText(isolated(said.words))
            for label in (self._whose, self._words):
                label.setVisible(bool(said.words))
            self.setAccessibleName(said.what)
            self.setProperty("tone", str(tone))
            self.style().unpolish(self)
            self.style().polish(self)
        self.setVisible(said is not None)

    def _label(self, role: str) -> QLabel:
        label = QLabel(wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)  # a long word holds nothing open
        if role:
            theme.set_role(label, role)
        return label
