"""The card that lies over the video while there is none: how far its fetch is, or why it cannot be shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from app.services.saver import Transfer, TransferState
from app.ui import form, messages, theme
from app.ui.plain import joined

_SHEET = """
PlayerPanel {{ background: palette(base); border: 1px solid palette(mid); border-radius: {radius}px; }}
QProgressBar {{ background: palette(alternate-base); border: none; border-radius: {half}px; max-height: {bar}px;
    min-height: {bar}px; }}
QProgressBar::chunk {{ background: palette(highlight); border-radius: {half}px; }}
"""


class PlayerPanel(QFrame):
    """Says one thing at a time, with what can be done about it.

    Signals:
        cancelled, tried_again, opened_outside: the buttons.
    """

    cancelled = Signal()
    tried_again = Signal()
    opened_outside = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.sizes().px
        self.setStyleSheet(_SHEET.format(radius=px(8), bar=px(4), half=px(2)))
        self.setAccessibleName(self.tr("State of the video"))
        self.setFixedWidth(px(360))
        self._words = form.Note(self.tr("State of the video"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Fetched"))
        self._detail = form.label("", "caption")
        self._detail.setFont(theme.font(theme.sizes().meta, figures=True))
        self._cancel = form.button(self.tr("Cancel"))
        self._again = form.button(self.tr("Try again"), icon="rotate-ccw")
        self._outside = form.button(self.tr("Open in system player"), icon="external-link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.setSpacing(px(8))
        layout.addWidget(self._words)
        layout.addWidget(self._bar)
        layout.addWidget(self._detail)
        layout.addLayout(form.row(self._again, self._outside, None, self._cancel))
        self._cancel.clicked.connect(self.cancelled)
        self._again.clicked.connect(self.tried_again)
        self._outside.clicked.connect(self.opened_outside)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text

    def show_transfer(self, transfer: Transfer | None) -> None:
        """How far the fetch is; None where it has not begun."""
        if transfer is not None and transfer.state is TransferState.RETRYING and transfer.problem is not None:
            self._words.say(messages.sentence(transfer.problem), "not_saved")
        else:
            self._words.say(self.tr("Fetching the video…"), "busy")
        known = transfer is not None and bool(transfer.total)
        if transfer is not None and transfer.total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * min(1.0, transfer.done / transfer.total)))
            self._detail.setText(self._amount(transfer))
        else:
            self._bar.setRange(0, 0)
            self._detail.setText("")
        self._detail.setVisible(known)
        self._arrange(bar=True, cancel=True)

    def show_problem(self, text: str, *, again: bool, outside: bool) -> None:
        """Why there is no video, and what may help."""
        self._words.say(text, "failed")
        self._detail.hide()
        self._arrange(again=again, outside=outside)

    def _arrange(self, *, bar: bool = False, cancel: bool = False, again: bool = False, outside: bool = False) -> None:
        self._bar.setVisible(bar)
        self._cancel.setVisible(cancel)
        self._again.setVisible(again)
        self._outside.setVisible(outside)
        self.show()
        self.place()

    def place(self) -> None:
        """In the middle of the window, above its controls."""
        parent: QObject | None = self.parent()
        if not isinstance(parent, QWidget):
            return
        layout = self.layout()
        assert layout is not None
        height = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
        self.resize(self.width(), height)
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)

    def event(self, event: QEvent) -> bool:
        """Words that wrap know their height only once their font is known."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.place()
        return done

    def _amount(self, transfer: Transfer) -> str:
        parts = [
            self.tr("{0} of {1}").format(messages.size(transfer.done), messages.size(transfer.total or 0)),
        ]
        if transfer.speed > 0:
            parts.append(messages.speed(transfer.speed))
        if transfer.left is not None:
            parts.append(self.tr("{0} left").format(messages.span(transfer.left)))
        return joined(" · ", parts)
