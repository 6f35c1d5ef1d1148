"""A slider that goes to where it is clicked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSlider, QWidget

from app.ui import theme


class SeekSlider(QSlider):
    """A thin bar with a round handle.

    Signals:
        sought: int, the value that the user (or an assistive tool) has chosen; not what `show_value` shows.
    """

    sought = Signal(int)

    def __init__(self, name: str, *, takes_keys: bool, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._takes_keys = takes_keys
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.valueChanged.connect(self.sought)

    def show_value(self, value: int) -> None:
        """Follow what plays, unless the user holds the handle."""
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(value)

    def show_range(self, most: int) -> None:
        """From 0 to `most`."""
        with QSignalBlocker(self):
            self.setRange(0, most)
        self.setEnabled(most > 0)

    def sizeHint(self) -> QSize:
        """Enough for the handle."""
        px = theme.sizes().px
        return QSize(px(80), px(24))

    def minimumSizeHint(self) -> QSize:
        """Enough for the handle."""
        return QSize(theme.sizes().px(48), theme.sizes().px(24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window where it has them for the same thing."""
        if self._takes_keys:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self.setSliderDown(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bar, what has passed, handle; a ring while it has the focus."""
        px = theme.sizes().px
        handle, bar = px(14), px(4)
        middle = self.height() / 2
        at = handle / 2 + (self.width() - handle) * self._share()
        role = QPalette.ColorRole.Highlight
        passed = self.palette().color(role if self.isEnabled() else QPalette.ColorRole.Mid)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(QRectF(0, middle - bar / 2, self.width(), bar), bar / 2, bar / 2)
        painter.setBrush(passed)
        start = self.width() if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0
        painter.drawRoundedRect(QRectF(start, middle - bar / 2, at - start, bar).normalized(), bar / 2, bar / 2)
        if self.hasFocus():
            painter.setBrush(self.palette().color(QPalette.ColorRole.Text))
            painter.drawEllipse(QRectF(at - handle / 2 - 2, middle - handle / 2 - 2, handle + 4, handle + 4))
            painter.setBrush(passed)
        painter.drawEllipse(QRectF(at - handle / 2, middle - handle / 2, handle, handle))
        painter.end()

    def _share(self) -> float:
        length = self.maximum() - self.minimum()
        share = (self.sliderPosition() - self.minimum()) / length if length else 0.0
        return 1.0 - share if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else share

    def _value_at(self, x: float) -> int:
        handle = theme.sizes().px(14)
        share = (x - handle / 2) / max(1, self.width() - handle)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            share = 1.0 - share
        return self.minimum() + round(max(0.0, min(1.0, share)) * (self.maximum() - self.minimum()))
