"""The parts of a row that look the same again and again, drawn once: buttons, chips, posters."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPen, QPixmap

from app.core.model import VideoKey
from app.ui import icons
from app.ui.face import BUTTON_ICONS, Chip, FaceButton, button_text
from app.ui.face_layout import FaceLayout
from app.ui.tokens import ON_VEIL, VEIL, Colours, Tone

_MOST_PARTS = 400
_CRISP = 0.5
"""The painter's own scaling is a fifth of the work, and as good as long as no pixel of the image is passed over."""
_POSTERS = 96  # kept of rows; a gallery, which shows more of them, says how many


class ButtonLook(NamedTuple):
    """How a button stands at this moment. `solid`: on a picture, where every button needs a ground."""

    hovered: bool = False
    pressed: bool = False
    focused: bool = False
    solid: bool = False


class RowPixmaps:
    """Pixmaps for one set of colours and fonts; both caches are bounded.

    Attributes:
        most_posters: kept at a time.
    """

    def __init__(self, layout: FaceLayout, colours: Colours) -> None:
        self._layout = layout
        self._colours = colours
        self._parts: OrderedDict[object, QPixmap] = OrderedDict()
        self._posters: OrderedDict[VideoKey, tuple[tuple[int, float, int], QPixmap]] = OrderedDict()
        self.most_posters = _POSTERS

    def button(self, button: FaceButton, look: ButtonLook, ratio: float) -> QPixmap:
        """A button; what is not enabled has neither hover nor press."""
        if not button.enabled:
            look = ButtonLook(focused=look.focused, solid=look.solid)
        key = (button.action, button.enabled, button.primary, button.bare, look, ratio)
        found = self._parts.get(key)
        return found if found is not None else self._keep(key, self._draw_button(button, look, ratio))

    def chip(self, chip: Chip, ratio: float, *, plain: bool = False) -> QPixmap:
        """The chip with icon, word and percent; `plain` on a ground that its own would not stand out from."""
        key = (chip, plain, ratio)
        found = self._parts.get(key)
        return found if found is not None else self._keep(key, self._draw_chip(chip, plain, ratio))

    def no_poster(self, ratio: float) -> QPixmap:
        """What stands in the place of a poster that is not there."""
        key = ("no poster", self._layout.poster_width, ratio)
        found = self._parts.get(key)
        return found if found is not None else self._keep(key, self._draw_no_poster(ratio))

    def poster(self, key: VideoKey, image: QImage, ratio: float) -> QPixmap:
        """The image with round corners, as large as the layout shows it."""
        made_for = (image.cacheKey(), ratio, self._layout.poster_width)
        found = self._posters.get(key)
        if found is not None and found[0] == made_for:
            self._posters.move_to_end(key)
            return found[1]
        drawn = self._draw_poster(image, ratio)
        self._posters[key] = (made_for, drawn)
        while len(self._posters) > self.most_posters:
            self._posters.popitem(last=False)
        return drawn

    def length(self, text: str, poster: QRect, ratio: float) -> tuple[QPointF, QPixmap]:
        """The duration, and where it stands on a poster."""
        key = ("length", text, ratio)
        found = self._parts.get(key)
        drawn = found if found is not None else self._keep(key, self._draw_length(text, ratio))
        size, gap = drawn.deviceIndependentSize(), self._layout.sizes.px(4)
        left = poster.left() + gap if self._layout.right_to_left else poster.right() + 1 - size.width() - gap
        return QPointF(left, poster.bottom() + 1 - size.height() - gap), drawn

    def _keep(self, key: object, pixmap: QPixmap) -> QPixmap:
        self._parts[key] = pixmap
        while len(self._parts) > _MOST_PARTS:
            self._parts.popitem(last=False)
        return pixmap

    def _draw_button(self, button: FaceButton, look: ButtonLook, ratio: float) -> QPixmap:
        c, layout = self._colours, self._layout
        size = QSize(layout.button_width(button), layout.button_height)
        pixmap = _blank(size, ratio)
        ground, edge, text = c.base, QColor(_edge(c)), c.text
        if not button.enabled:
            ground, edge, text = c.base if look.solid else "", QColor(c.text), c.disabled
            edge.setAlpha(30)  # seen on a selected row too
        elif button.primary:
            ground = c.accent_pressed if look.pressed else c.accent_hover if look.hovered else c.accent
            edge, text = QColor(ground), c.on_accent
        elif look.pressed or look.hovered:
            ground, edge = c.pressed if look.pressed else c.hover, QColor(c.muted)
        painter = _painter(pixmap)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        radius = layout.sizes.px(6)
        painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), radius, radius)
        if look.focused:
            painter.setPen(QPen(QColor(c.text if button.primary else c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(1, 1, size.width() - 2, size.height() - 2), radius, radius)
        icon = icons.pixmap(BUTTON_ICONS[button.action], text, layout.icon, ratio)
        painter.setFont(layout.button)
        painter.setPen(QColor(text))
        side, word = (layout.sizes.px(10), button_text(button.action))
        if button.bare:
            side, word = (size.width() - layout.icon) // 2, ""
        self._draw_words(painter, size, icon, (side, layout.icon, layout.sizes.px(4)), word)
        painter.end()
        return pixmap

    def _draw_chip(self, chip: Chip, plain: bool, ratio: float) -> QPixmap:
        layout, tone = self._layout, tone_of(self._colours, chip.tone)
        text, side, gap = chip.text, layout.sizes.px(10), layout.sizes.px(5)
        height, icon_size = layout.chip_height, layout.sizes.px(13)
        if not text:  # round
            side, gap = (height - icon_size) // 2, 0
        width = side + icon_size + gap + QFontMetrics(layout.chip).horizontalAdvance(text) + side
        pixmap = _blank(QSize(width, height), ratio)
        painter = _painter(pixmap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.base if plain else tone.fill))
        painter.drawRoundedRect(QRectF(0, 0, width, height), height / 2, height / 2)
        icon = icons.pixmap(chip.icon, tone.text, icon_size, ratio)
        painter.setFont(layout.chip)
        painter.setPen(QColor(tone.text))
        self._draw_words(painter, QSize(width, height), icon, (side, icon_size, gap), text)
        painter.end()
        return pixmap

    def _draw_length(self, text: str, ratio: float) -> QPixmap:
        """White on a dark veil in both palettes: it stands on a picture."""
        s, font = self._layout.sizes, self._layout.caption
        metrics = QFontMetrics(font)
        pixmap = _blank(QSize(metrics.horizontalAdvance(text) + s.px(8), metrics.height() + s.px(2)), ratio)
        painter = _painter(pixmap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(VEIL))
        whole = QRectF(QPointF(), pixmap.deviceIndependentSize())
        painter.drawRoundedRect(whole, s.px(4), s.px(4))
        painter.setFont(font)
        painter.setPen(QColor(ON_VEIL))
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return pixmap

    def _draw_words(
        self, painter: QPainter, size: QSize, icon: QPixmap, measures: tuple[int, int, int], text: str
    ) -> None:
        """Icon and word beside each other; `measures` are the room before the icon, its size, the gap behind it."""
        side, icon_size, gap = measures
        metrics, height = painter.fontMetrics(), size.height()
        icon_left, word_left = side, side + icon_size + gap
        if self._layout.right_to_left:
            icon_left = size.width() - side - icon_size
            word_left = icon_left - gap - metrics.horizontalAdvance(text)
        painter.drawPixmap(QPointF(icon_left, (height - icon_size) / 2), icon)
        painter.drawText(QPointF(word_left, (height + metrics.ascent() - metrics.descent()) / 2), text)

    def _draw_no_poster(self, ratio: float) -> QPixmap:
        c, layout = self._colours, self._layout
        width, height, size = layout.poster_width, layout.poster_height, layout.sizes.px(24)
        pixmap = _blank(QSize(width, height), ratio)
        painter = _painter(pixmap)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.setBrush(QColor(c.alternate))
        radius = layout.sizes.px(8)
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), radius, radius)
        icon = icons.pixmap("film", c.disabled, size, ratio)
        painter.drawPixmap(QPointF((width - size) / 2, (height - size) / 2), icon)
        painter.end()
        return pixmap

    def _draw_poster(self, image: QImage, ratio: float) -> QPixmap:
        layout = self._layout
        size = QSize(layout.poster_width, layout.poster_height)
        pixmap = _blank(size, ratio)
        filled = image.size().scaled(pixmap.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if filled.width() < image.width() * _CRISP:
            image = image.scaled(
                filled, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        left, top = (pixmap.width() - filled.width()) // 2, (pixmap.height() - filled.height()) // 2
        painter = _painter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QRect(left, top, filled.width(), filled.height()), image)
        painter.restore()
        _round_corners(painter, QRectF(QPointF(), pixmap.deviceIndependentSize()), layout.sizes.px(8))
        painter.end()
        return pixmap


def tone_of(colours: Colours, name: str) -> Tone:
    """The tone of this name in these colours."""
    tone = getattr(colours, name)
    assert isinstance(tone, Tone)
    return tone


def _round_corners(painter: QPainter, whole: QRectF, radius: int) -> None:
    """Take the corners off: a clip would cost more than the picture, for Qt hands its many spans to other threads."""
    corners = QPainterPath()
    corners.addRect(whole)
    corners.addRoundedRect(whole, radius, radius)  # odd and even: what is between the two
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillPath(corners, QBrush(Qt.BrushStyle.SolidPattern))


def _edge(colours: Colours) -> str:
    return colours.edge


def _blank(size: QSize, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _painter(pixmap: QPixmap) -> QPainter:
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter
