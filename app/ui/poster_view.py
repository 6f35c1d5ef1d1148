"""The large poster of the details: 16:9, round corners, the duration on it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.tokens import ON_VEIL, VEIL


class PosterView(QWidget):
    """Paints one image as wide as there is room; without one, a quiet place for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._length = ""
        self._scaled = QPixmap()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def put(self, image: QImage | None, length: str) -> None:
        """Show this image (None = none yet) and this duration ("" = none)."""
        before = 0 if self._image is None else self._image.cacheKey()
        if (0 if image is None else image.cacheKey(), length) == (before, self._length):
            return
        self._image, self._length, self._scaled = image, length, QPixmap()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """16:9."""
        return round(width * 9 / 16)

    def sizeHint(self) -> QSize:
        """As drawn."""
        width = theme.sizes().px(288)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Image or place holder, then the duration."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place, radius = QRectF(self.rect()), theme.sizes().px(8)
        if self._image is None:
            self._paint_none(painter, place, radius)
        else:
            path = QPainterPath()
            path.addRoundedRect(place, radius, radius)
            painter.setClipPath(path)
            painter.drawPixmap(self.rect(), self._fitted(self._image))
            painter.setClipping(False)
        if self._length:
            self._paint_length(painter)

    def _fitted(self, image: QImage) -> QPixmap:
        """Scaled once for a size: smooth scaling takes its time."""
        size = self.size() * self.devicePixelRatioF()
        if self._scaled.size() != size:
            mode = Qt.TransformationMode.SmoothTransformation
            filled = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, mode)
            left, top = (filled.width() - size.width()) // 2, (filled.height() - size.height()) // 2
            self._scaled = QPixmap.fromImage(filled.copy(QRect(left, top, size.width(), size.height())))
        return self._scaled

    def _paint_none(self, painter: QPainter, place: QRectF, radius: int) -> None:
        c, size = theme.colours(), theme.sizes().px(32)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.setBrush(QColor(c.alternate))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        picture = icons.pixmap("film", c.disabled, size, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - size) // 2, (self.height() - size) // 2, picture)

    def _paint_length(self, painter: QPainter) -> None:
        """White on a dark veil in both palettes: it stands on a picture."""
        s = theme.sizes()
        font = theme.font(s.meta, figures=True)
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(self._length) + s.px(10), metrics.height() + s.px(4)
        badge = QRect(self.width() - width - s.px(6), self.height() - height - s.px(6), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(VEIL))
        painter.drawRoundedRect(badge, s.px(4), s.px(4))
        painter.setFont(font)
        painter.setPen(QColor(ON_VEIL))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self._length)
