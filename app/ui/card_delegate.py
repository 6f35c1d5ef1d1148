"""Paints a card of the gallery from the face of its row."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from app.core.arrange import Row
from app.services.posters import Posters
from app.ui.card_layout import CardLayout
from app.ui.face import Chip, Face, FaceButton, ToneName
from app.ui.face_delegate import FaceDelegate, ratio_of
from app.ui.face_layout import FaceRects
from app.ui.glide import Glide
from app.ui.plain import joined
from app.ui.row_pixmaps import tone_of
from app.ui.video_model import VideoModel

Index = QModelIndex | QPersistentModelIndex


class CardDelegate(FaceDelegate):
    """Paints cards.

    The buttons stand on the poster: always where one of them is the next step, else on the card that is pointed at or
    is the current one, so that the pictures are left alone.
    """

    layout: CardLayout

    def __init__(self, model: VideoModel, posters: Posters, glide: Glide, view: QAbstractItemView) -> None:
        super().__init__(model, posters, glide, view)
        self.restyle()

    def restyle(self) -> None:
        """Colours, fonts or the direction of reading are new."""
        self._dress(CardLayout(right_to_left=self._view.isRightToLeft()))

    def keep_posters(self, seen: int) -> None:
        """Bound what is kept by what is seen at once: three screens full, so that scrolling back draws nothing anew."""
        self._pixmaps.most_posters = max(12, 3 * seen)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Of every card."""
        return self.layout.card

    def buttons(self, row: Row, face: Face) -> tuple[FaceButton, ...]:
        """Those that are to be seen now: all of the face, or none."""
        shown = (
            any(button.primary for button in face.buttons)
            or row == self.hovered_row
            or row == self._model.row(self._view.currentIndex().row())
        )
        return face.buttons if shown else ()

    def _paint_face(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, face: Face) -> None:
        place = option.rect
        rects = self.layout.rects(face, place.width())
        painter.translate(place.topLeft())
        self._ground(painter, QRectF(0, 0, place.width(), place.height()), row, option.state, rects.poster)
        self._poster(painter, row, face, rects.poster)
        if face.chip is not None:
            self._chip(painter, face.chip, rects.status)
        if face.bar is not None:
            self._paint_bar(painter, row, face, self._bar(face, rects))
        self._words(painter, face, rects.text)
        self._buttons(painter, row, face, rects, solid=True)

    def _ground(self, painter: QPainter, whole: QRectF, row: Row, state: QStyle.StateFlag, poster: QRect) -> None:
        c, s = self._colours, self.layout.sizes
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = s.px(12)
        if selected or row == self.hovered_row:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.selection if selected else c.hover))
            painter.drawRoundedRect(whole, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if selected:
            painter.setPen(QPen(QColor(c.accent), s.px(2)))
            painter.drawRoundedRect(QRectF(poster).adjusted(-2.5, -2.5, 2.5, 2.5), s.px(10), s.px(10))
        if self.ring and self.focused is None and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), radius, radius)

    def _chip(self, painter: QPainter, chip: Chip, place: QRect) -> None:
        """What is saved needs no word: most are, and the others are to stand out."""
        shown = replace(chip, word="") if chip.tone is ToneName.SAVED else chip
        plain = chip.tone is ToneName.QUIET  # there is no poster then, and its place is as quiet
        drawn = self._pixmaps.chip(shown, ratio_of(painter), plain=plain)
        at = place.topLeft()
        if self.layout.right_to_left:
            at.setX(place.right() + 1 - round(drawn.deviceIndependentSize().width()))
        painter.drawPixmap(at, drawn)

    def _words(self, painter: QPainter, face: Face, place: QRect) -> None:
        c, layout, width = self._colours, self.layout, place.width()
        said, tone = _error(face)
        error = self._lines.lines(said, layout.meta, width, 2) if said else ()
        below = error or self._lines.lines(_note(face), layout.meta, width, 1)
        title = self._lines.lines(face.prompt or face.title, layout.title, width, 1 if len(error) > 1 else 2)
        y, ink = place.top(), tone_of(c, tone).text if error else c.muted
        for line in title:
            self._line(painter, QRect(place.left(), y, width, layout.title_step), (line,), layout.title, c.text)
            y += layout.title_step
        for line in below:
            self._line(painter, QRect(place.left(), y, width, layout.meta_step), (line,), layout.meta, ink)
            y += layout.meta_step

    def _bar(self, _face: Face, rects: FaceRects) -> QRect:
        return rects.bar

    def _tip(self, face: Face, rects: FaceRects, x: int, y: int, _height: int) -> str:
        """All that is written on the card, whole."""
        if not (rects.text.contains(x, y) or rects.poster.contains(x, y)):
            return ""
        word = face.chip.text if face.chip else ""
        parts = (face.prompt or face.title, word, _error(face)[0] or _note(face))
        return joined(" · ", parts)


def _error(face: Face) -> tuple[str, ToneName]:
    """With the time of the next try, which a row has below its chip."""
    said = joined(" · ", (face.caption if face.resting else "", face.error))
    return (said, face.error_tone) if face.error else (face.head_error, face.head_tone)


def _note(face: Face) -> str:
    """The line below the prompt: what is to come, then age and seed."""
    caption = face.caption if face.chip is not None and face.chip.tone is not ToneName.SAVED else ""
    return joined(" · ", (caption, face.brief or face.meta))
