"""The thin line above the list that tells one thing and offers what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.announce import announce
from app.ui.face import ToneName


@dataclass(frozen=True, slots=True)
class Notice:
    """What a banner says.

    Attributes:
        id: what it is about; the same ID with other words is the same matter.
        text: plain text.
        choices: pairs of a choice's ID and its button's words.
        closable: whether the user can put it away.
    """

    id: str
    icon: str
    text: str
    tone: ToneName = ToneName.QUIET
    choices: tuple[tuple[str, str], ...] = ()
    closable: bool = False


class Banner(QFrame):
    """Shows a notice or nothing.

    Signals:
        chosen: ID of the notice and of the choice; `close` where it was put away.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._notice: Notice | None = None
        self._icon = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons = QHBoxLayout()
        self._row = row = QHBoxLayout(self)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addLayout(self._buttons)
        self.restyle()
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown."""
        return self._notice

    def tell(self, notice: Notice | None) -> None:
        """Show this notice, or nothing."""
        if notice == self._notice:
            return
        self._notice = notice
        if notice is None:
            self.hide()
            return
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self._make_buttons(notice)
        self.restyle()
        self.show()
        announce(self, notice.text)

    def restyle(self) -> None:
        """Colours or fonts are new."""
        s = theme.sizes()
        self._buttons.setSpacing(s.px(8))
        self._row.setSpacing(s.px(8))
        self._row.setContentsMargins(s.px(16), s.px(6), s.px(16), s.px(6))
        if self._notice is None:
            return
        tone = getattr(theme.colours(), self._notice.tone)
        self.setProperty("tone", str(self._notice.tone))
        self.style().unpolish(self)
        self.style().polish(self)
        size = theme.sizes().px(16)
        self._icon.setPixmap(icons.pixmap(self._notice.icon, tone.text, size, self.devicePixelRatioF()))

    def _make_buttons(self, notice: Notice) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for choice, words in notice.choices:
            self._add_button(choice, QPushButton(words))
        if notice.closable:
            button = QPushButton()
            button.setAccessibleName(self.tr("Dismiss"))
            button.setToolTip(self.tr("Dismiss"))
            button.setProperty("role", "quiet")
            icons.dress(button, "x", QPalette.ColorRole.PlaceholderText)
            self._add_button("close", button)

    def _add_button(self, choice: str, button: QPushButton) -> None:
        button.setProperty("choice", choice)
        button.clicked.connect(self._on_clicked)
        self._buttons.addWidget(button)

    def _on_clicked(self) -> None:
        if self._notice is not None:
            self.chosen.emit(self._notice.id, str(self.sender().property("choice")))
