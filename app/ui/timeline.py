"""A short history as lines of time and words, painted: fifty labels would take longer than a frame to lay out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.details import Moment
from app.ui.face_layout import mirror


class Timeline(QWidget):
    """Moments below each other, with a line at their side. Assistive tools read all of them as its description."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments: tuple[Moment, ...] = ()
        self._times = 0  # pixels that the widest time takes
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What it shows."""
        return self._moments

    def put(self, moments: Sequence[Moment]) -> None:
        """Show these."""
        if tuple(moments) == self._moments:
            return
        taller = len(moments) != len(self._moments)
        self._moments = tuple(moments)
        metrics = QFontMetrics(self._font())
        self._times = max((metrics.horizontalAdvance(each.at) for each in self._moments), default=0)
        self.setAccessibleDescription("\n".join(f"{each.at} {each.text}" for each in self._moments))
        if taller:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(theme.sizes().px(200), len(self._moments) * self._step())

    def minimumSizeHint(self) -> QSize:
        """Narrow lines are elided."""
        return QSize(theme.sizes().px(80), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the lines that are seen."""
        painter, c, s, step = QPainter(self), theme.colours(), theme.sizes(), self._step()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # of a text: that of its own words
        painter.fillRect(self._facing(QRect(0, 0, 2, self.height())), QColor(c.line))
        painter.setFont(self._font())
        metrics = painter.fontMetrics()
        left = s.px(16)
        right = left + self._times + s.px(12)
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side)
        first, last = event.rect().top() // step, event.rect().bottom() // step + 1
        for at, moment in list(enumerate(self._moments))[first:last]:
            place = QRect(left, at * step, self._times, step)
            painter.setPen(QColor(c.muted))
            painter.drawText(self._facing(place), flags, moment.at)
            place = QRect(right, at * step, max(0, self.width() - right), step)
            painter.setPen(QColor(c.text))
            text = metrics.elidedText(moment.text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(self._facing(place), flags, text)

    def _facing(self, place: QRect) -> QRect:
        return mirror(place, self.width()) if self.isRightToLeft() else place

    def _font(self) -> QFont:
        return theme.font(theme.sizes().meta, figures=True)

    def _step(self) -> int:
        return max(theme.sizes().px(22), QFontMetrics(self._font()).height() + 2)
