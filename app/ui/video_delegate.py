"""Paints a row of the list from its face."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from app.core.arrange import Row, RowKind
from app.services.posters import Posters
from app.ui.face import Face, ToneName
from app.ui.face_delegate import FaceDelegate, ratio_of
from app.ui.face_layout import FaceRects, mirror
from app.ui.glide import Glide
from app.ui.look import Look
from app.ui.row_layout import RowLayout
from app.ui.row_pixmaps import tone_of
from app.ui.video_model import VideoModel

Index = QModelIndex | QPersistentModelIndex


class VideoDelegate(FaceDelegate):
    """Paints rows.

    Attributes:
        look: how large rows are, from the next `restyle` on.
    """

    layout: RowLayout

    def __init__(self, model: VideoModel, posters: Posters, glide: Glide, view: QAbstractItemView) -> None:
        super().__init__(model, posters, glide, view)
        self.look = Look.NORMAL
        self.restyle()

    def restyle(self) -> None:
        """Colours, fonts or the direction of reading are new."""
        self._dress(RowLayout(self.look, right_to_left=self._view.isRightToLeft()))

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of the row's kind; the width is the view's."""
        row = self._model.row(index.row())
        return QSize(self.layout.least_width, self.layout.height(row.kind if row else RowKind.TASK))

    def _paint_face(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, face: Face) -> None:
        place = option.rect
        state = option.state
        self._ground(painter, place, row, state)
        painter.translate(place.topLeft())
        rects = self.layout.rects(face, place.width())
        if face.kind is RowKind.HEAD:
            self._head(painter, face, rects, place.width())
        else:
            self._poster(painter, row, face, rects.poster)
            self._words(painter, row, face, rects)
            self._status(painter, face, rects, bool(state & QStyle.StateFlag.State_Selected))
            self._buttons(painter, row, face, rects)

    def _tip(self, face: Face, rects: FaceRects, x: int, y: int, height: int) -> str:
        """The whole prompt, or the whole error in the lower half."""
        if not rects.text.contains(x, y):
            return ""
        return face.error if face.error and y > height // 2 else face.title

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
            edge = place.right() - 2 if self.layout.right_to_left else place.left()
            painter.fillRect(edge, place.top(), 3, place.height(), QColor(c.accent))
        if self.ring and self.focused is None and state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place).adjusted(2, 2, -2, -3), 4, 4)

    def _head(self, painter: QPainter, face: Face, rects: FaceRects, whole: int) -> None:
        """Prompt, number of videos and what is wrong, one after the other in one line."""
        c, layout, s = self._colours, self.layout, self.layout.sizes
        note_width = QFontMetrics(layout.meta).horizontalAdvance(face.note)
        room = rects.text.width() - note_width - s.px(12)
        share = room * 3 // 5 if face.error else room
        title = self._lines.lines(face.title, layout.title_bold, share, 1)
        used = QFontMetrics(layout.title_bold).horizontalAdvance(title[0]) if title else 0
        place = QRect(layout.pad, 0, rects.text.width(), rects.text.height())
        self._line(painter, self._facing(place, whole), title, layout.title_bold, c.text)
        place.setLeft(place.left() + used + s.px(12))
        self._line(painter, self._facing(place, whole), (face.note,), layout.meta, c.muted)
        if face.error:
            place.setLeft(place.left() + note_width + s.px(12))
            error = self._lines.lines(face.error, layout.meta, place.width(), 1)
            self._line(painter, self._facing(place, whole), error, layout.meta, tone_of(c, face.error_tone).text)

    def _facing(self, place: QRect, whole: int) -> QRect:
        return mirror(place, whole) if self.layout.right_to_left else place

    def _words(self, painter: QPainter, row: Row, face: Face, rects: FaceRects) -> None:
        c, layout = self._colours, self.layout
        title, error = self._title_and_error(face, rects)
        y = self._top(face, rects, title, error)
        left, width = rects.text.left(), rects.text.width()
        for line in title:
            self._line(painter, QRect(left, y, width, layout.title_step), (line,), layout.title, c.text)
            y += layout.title_step
        y += layout.sizes.px(2)
        if layout.below(len(error)) > len(error):
            meta = self._lines.lines(face.meta, layout.meta, width, 1)
            self._line(painter, QRect(left, y, width, layout.meta_step), meta, layout.meta, c.muted)
            y += layout.meta_step
        for line in error:
            ink = tone_of(c, face.error_tone).text
            self._line(painter, QRect(left, y, width, layout.meta_step), (line,), layout.meta, ink)
            y += layout.meta_step
        if face.bar is not None:
            self._paint_bar(painter, row, face, self._bar(face, rects))

    def _title_and_error(self, face: Face, rects: FaceRects) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The prompt and the error in as many lines as there is room for: the row keeps its height."""
        layout, width = self.layout, rects.text.width()
        most = 1 if layout.compact else 2
        error = self._lines.lines(face.error, layout.meta, width, most) if face.error else ()
        return self._lines.lines(face.title, layout.title, width, layout.lines(face, len(error))), error

    def _top(self, face: Face, rects: FaceRects, title: tuple[str, ...], error: tuple[str, ...]) -> int:
        """Where the first line starts, so that the whole block stands in the middle."""
        layout, s = self.layout, self.layout.sizes
        height = len(title) * layout.title_step + s.px(2) + layout.below(len(error)) * layout.meta_step
        if face.bar is not None:
            height += s.px(6) + s.px(4)
        return (rects.text.height() - height) // 2

    def _bar(self, face: Face, rects: FaceRects) -> QRect:
        title, error = self._title_and_error(face, rects)
        layout, s = self.layout, self.layout.sizes
        top = self._top(face, rects, title, error)
        below = layout.below(len(error)) * layout.meta_step
        top += len(title) * layout.title_step + s.px(2) + below + s.px(6)
        return rects.bar.translated(0, top)

    def _status(self, painter: QPainter, face: Face, rects: FaceRects, selected: bool) -> None:
        if face.chip is None:
            return
        layout, s, place = self.layout, self.layout.sizes, rects.status
        caption = self._lines.lines(face.caption, layout.caption, place.width(), 1)
        caption_height = QFontMetrics(layout.caption).height()
        height = layout.chip_height + (s.px(4) + caption_height if caption else 0)
        top = (place.height() - height) // 2
        plain = selected and face.chip.tone is ToneName.RUNNING  # which is also the ground of a selected row
        chip = self._pixmaps.chip(face.chip, ratio_of(painter), plain=plain)
        at = QRect(place.left(), top, round(chip.deviceIndependentSize().width()), layout.chip_height)
        if layout.right_to_left:
            at.moveRight(place.right())
        painter.drawPixmap(at.topLeft(), chip)
        below = QRect(place.left(), top + layout.chip_height + s.px(4), place.width(), caption_height)
        self._line(painter, below, caption, layout.caption, self._colours.muted)
