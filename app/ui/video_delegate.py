"""Paints a row of the list from its face. Everything that costs is cached; nothing here changes state."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.core.arrange import Row, RowKind
from app.services.posters import Posters
from app.ui import theme
from app.ui.glide import Glide
from app.ui.plain import tooltip
from app.ui.row_face import Face, RowAction
from app.ui.row_layout import RowLayout, RowRects, RowSize
from app.ui.row_pixmaps import ButtonLook, RowPixmaps, tone_of
from app.ui.text_lines import TextLines
from app.ui.video_model import VideoModel

Index = QModelIndex | QPersistentModelIndex


class Pointed(NamedTuple):
    """A button of a row: the row and which of its actions."""

    row: Row
    action: RowAction


class VideoDelegate(QStyledItemDelegate):
    """Paints rows.

    Attributes:
        layout: the geometry in force.
        hovered, pressed, focused: the button that is pointed at, held down, or has the keyboard; set by the view.
        hovered_row: the row under the pointer.
        row_size: how large rows are, from the next `restyle` on.
        ring: whether the current row shows a focus ring (the keyboard was used last).
    """

    def __init__(self, model: VideoModel, posters: Posters, glide: Glide, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._model = model
        self._posters = posters
        self._glide = glide
        self.hovered: Pointed | None = None
        self.pressed: Pointed | None = None
        self.focused: Pointed | None = None
        self.hovered_row: Row | None = None
        self.ring = False
        self.row_size = RowSize.NORMAL
        self.restyle()

    def restyle(self) -> None:
        """Colours or fonts are new."""
        self._colours = theme.colours()
        self.layout = RowLayout(self.row_size)
        self._pixmaps = RowPixmaps(self.layout, self._colours)
        self._lines = TextLines()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of the row's kind; the width is the view's."""
        row = self._model.row(index.row())
        return QSize(self.layout.least_width, self.layout.height(row.kind if row else RowKind.TASK))

    def button_at(self, face: Face, place: QRect, at: QPointF) -> RowAction | None:
        """The enabled or disabled button of the row at `place` under the point `at`, both in the view's coordinates."""
        inside = at.toPoint() - place.topLeft()
        for button, rect in zip(face.buttons, self.layout.rects(face, place.width()).buttons, strict=True):
            if rect.contains(inside):
                return button.action
        return None

    def bar_rect(self, face: Face, place: QRect) -> QRect:
        """Where the bar of the row at `place` is painted."""
        rects = self.layout.rects(face, place.width())
        return self._bar(face, rects).translated(place.topLeft()).adjusted(-1, -1, 1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        row = self._model.row(index.row())
        if row is None:
            return
        face = self._model.face(row)
        place = option.rect
        state = option.state
        painter.save()
        self._ground(painter, place, row, state)
        painter.translate(place.topLeft())
        rects = self.layout.rects(face, place.width())
        if face.kind is RowKind.HEAD:
            self._head(painter, face, rects)
        else:
            self._poster(painter, row, face, rects, _ratio(painter))
            self._words(painter, row, face, rects)
            self._status(painter, face, rects, bool(state & QStyle.StateFlag.State_Selected))
            self._buttons(painter, row, face, rects, _ratio(painter))
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """What a button does or why it cannot, the whole error, or the whole prompt."""
        row = self._model.row(index.row())
        if row is None:
            QToolTip.hideText()
            return False
        face = self._model.face(row)
        place = option.rect
        action = self.button_at(face, place, QPointF(event.pos()))
        text = next((button.tip for button in face.buttons if button.action is action), "")
        if not text:
            inside = event.pos() - place.topLeft()
            rects = self.layout.rects(face, place.width())
            middle = place.height() // 2 if face.error else place.height()
            if rects.text.contains(inside):
                text = face.error if inside.y() > middle else face.title
        if text:
            QToolTip.showText(event.globalPos(), tooltip(text), view.viewport())
        else:
            QToolTip.hideText()
        return True

    def _ground(self, painter: QPainter, place: QRect, row: Row, state: QStyle.StateFlag) -> None:
        c = self._colours
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            fill = c.selection
        elif row == self.hovered_row:
            fill = c.hover
        else:
            fill = c.alternate if row.kind is RowKind.HEAD else c.base
        painter.fillRect(place, QColor(fill))
        painter.fillRect(place.left(), place.bottom(), place.width(), 1, QColor(c.line))
        if selected:
            painter.fillRect(place.left(), place.top(), 3, place.height(), QColor(c.accent))
        if self.ring and self.focused is None and state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place).adjusted(2, 2, -2, -3), 4, 4)

    def _head(self, painter: QPainter, face: Face, rects: RowRects) -> None:
        c, layout, s = self._colours, self.layout, self.layout.sizes
        note_width = QFontMetrics(layout.meta).horizontalAdvance(face.note)
        room = rects.text.width() - note_width - s.px(12)
        share = room * 3 // 5 if face.error else room
        title = self._lines.lines(face.title, layout.title_bold, share, 1)
        used = QFontMetrics(layout.title_bold).horizontalAdvance(title[0]) if title else 0
        middle = QRect(rects.text.left(), 0, rects.text.width(), rects.text.height())
        _line(painter, middle, title, layout.title_bold, c.text)
        middle.setLeft(rects.text.left() + used + s.px(12))
        _line(painter, middle, (face.note,), layout.meta, c.muted)
        if face.error:
            middle.setLeft(middle.left() + note_width + s.px(12))
            error = self._lines.lines(face.error, layout.meta, middle.width(), 1)
            _line(painter, middle, error, layout.meta, tone_of(c, face.error_tone).text)

    def _poster(self, painter: QPainter, row: Row, face: Face, rects: RowRects, ratio: float) -> None:
        place = rects.poster
        image = self._posters.image(row.video) if row.video else None
        if image is not None and row.video is not None:
            drawn = self._pixmaps.poster(row.video, image, ratio)
        else:
            drawn = self._pixmaps.no_poster(ratio)
        painter.drawPixmap(place.topLeft(), drawn)
        if face.length:
            self._length(painter, face.length, place)

    def _length(self, painter: QPainter, text: str, poster: QRect) -> None:
        """White on a dark veil in both palettes: it stands on a picture."""
        s, font = self.layout.sizes, self.layout.caption
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(text) + s.px(8), metrics.height() + s.px(2)
        badge = QRect(poster.right() + 1 - width - s.px(4), poster.bottom() + 1 - height - s.px(4), width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(badge, s.px(4), s.px(4))
        painter.setFont(font)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)

    def _words(self, painter: QPainter, row: Row, face: Face, rects: RowRects) -> None:
        c, layout = self._colours, self.layout
        title, error = self._title_and_error(face, rects)
        y = self._top(face, rects, title, error)
        left, width = rects.text.left(), rects.text.width()
        for line in title:
            _line(painter, QRect(left, y, width, layout.title_step), (line,), layout.title, c.text)
            y += layout.title_step
        y += layout.sizes.px(2)
        if layout.below(len(error)) > len(error):
            meta = self._lines.lines(face.meta, layout.meta, width, 1)
            _line(painter, QRect(left, y, width, layout.meta_step), meta, layout.meta, c.muted)
            y += layout.meta_step
        for line in error:
            ink = tone_of(c, face.error_tone).text
            _line(painter, QRect(left, y, width, layout.meta_step), (line,), layout.meta, ink)
            y += layout.meta_step
        if face.bar is not None:
            self._paint_bar(painter, row, face, self._bar(face, rects))

    def _title_and_error(self, face: Face, rects: RowRects) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The prompt and the error in as many lines as there is room for: the row keeps its height."""
        layout, width = self.layout, rects.text.width()
        most = 1 if layout.compact else 2
        error = self._lines.lines(face.error, layout.meta, width, most) if face.error else ()
        return self._lines.lines(face.title, layout.title, width, layout.lines(face, len(error))), error

    def _top(self, face: Face, rects: RowRects, title: tuple[str, ...], error: tuple[str, ...]) -> int:
        """Where the first line starts, so that the whole block stands in the middle."""
        layout, s = self.layout, self.layout.sizes
        height = len(title) * layout.title_step + s.px(2) + layout.below(len(error)) * layout.meta_step
        if face.bar is not None:
            height += s.px(6) + s.px(4)
        return (rects.text.height() - height) // 2

    def _bar(self, face: Face, rects: RowRects) -> QRect:
        title, error = self._title_and_error(face, rects)
        layout, s = self.layout, self.layout.sizes
        top = self._top(face, rects, title, error)
        below = layout.below(len(error)) * layout.meta_step
        top += len(title) * layout.title_step + s.px(2) + below + s.px(6)
        return rects.bar.translated(0, top)

    def _paint_bar(self, painter: QPainter, row: Row, face: Face, place: QRect) -> None:
        c = self._colours
        shown = self._glide.value(row, face.bar or 0.0)
        radius = place.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.line))
        painter.drawRoundedRect(QRectF(place), radius, radius)
        if shown > 0:
            width = max(2 * radius, place.width() * min(100.0, shown) / 100)
            painter.setBrush(QColor(c.accent))
            painter.drawRoundedRect(QRectF(place.left(), place.top(), width, place.height()), radius, radius)

    def _status(self, painter: QPainter, face: Face, rects: RowRects, selected: bool) -> None:
        if face.chip is None:
            return
        layout, s, place = self.layout, self.layout.sizes, rects.status
        caption = self._lines.lines(face.caption, layout.caption, place.width(), 1)
        caption_height = QFontMetrics(layout.caption).height()
        height = layout.chip_height + (s.px(4) + caption_height if caption else 0)
        top = (place.height() - height) // 2
        painter.drawPixmap(place.left(), top, self._pixmaps.chip(face.chip, selected, _ratio(painter)))
        below = QRect(place.left(), top + layout.chip_height + s.px(4), place.width(), caption_height)
        _line(painter, below, caption, layout.caption, self._colours.muted)

    def _buttons(self, painter: QPainter, row: Row, face: Face, rects: RowRects, ratio: float) -> None:
        for button, rect in zip(face.buttons, rects.buttons, strict=True):
            this = Pointed(row, button.action)
            look = ButtonLook(self.hovered == this, self.pressed == this, self.focused == this)
            painter.drawPixmap(rect.topLeft(), self._pixmaps.button(button, look, ratio))


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatio()


def _line(painter: QPainter, place: QRect, lines: tuple[str, ...], font: QFont, ink: str) -> None:
    """One line of plain text, in the middle of `place`; it is elided already."""
    if not lines:
        return
    painter.setFont(font)
    painter.setPen(QColor(ink))
    metrics = QFontMetrics(font)
    baseline = place.top() + (place.height() + metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(place.left(), baseline), lines[0])
