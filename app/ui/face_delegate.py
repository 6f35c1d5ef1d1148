"""What the painters of rows and of cards have in common: which part is pointed at, posters, bars, buttons, tooltips."""

from __future__ import annotations

import logging
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.core.arrange import Row
from app.services.posters import Posters
from app.ui import theme
from app.ui.face import Face, FaceButton, RowAction
from app.ui.face_layout import FaceLayout, FaceRects
from app.ui.glide import Glide
from app.ui.plain import tooltip
from app.ui.row_pixmaps import ButtonLook, RowPixmaps
from app.ui.text_lines import TextLines
from app.ui.tokens import Colours
from app.ui.video_model import VideoModel

_log = logging.getLogger(__name__)
Index = QModelIndex | QPersistentModelIndex


class Pointed(NamedTuple):
    """A button of a row: the row and which of its actions."""

    row: Row
    action: RowAction


class FaceDelegate(QStyledItemDelegate):
    """Paints faces. Everything that costs is cached; nothing here changes state.

    Attributes:
        layout: the geometry in force.
        hovered, pressed, focused: the button that is pointed at, held down, or has the keyboard; set by the view.
        hovered_row: the row under the pointer.
        ring: whether the current row shows a focus ring (the keyboard was used last).
    """

    layout: FaceLayout

    def __init__(self, model: VideoModel, posters: Posters, glide: Glide, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model = model
        self._posters = posters
        self._glide = glide
        self._view = view
        self._colours: Colours = theme.colours()
        self.hovered: Pointed | None = None
        self.pressed: Pointed | None = None
        self.focused: Pointed | None = None
        self.hovered_row: Row | None = None
        self.ring = False
        self._told = False

    def _dress(self, layout: FaceLayout) -> None:
        """Begin anew with these measures and the colours in force."""
        self._colours = theme.colours()
        self.layout = layout
        self._pixmaps = RowPixmaps(layout, self._colours)
        self._lines = TextLines()

    def restyle(self) -> None:
        """Colours, fonts or the direction of reading are new."""
        raise NotImplementedError

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One face.

        An exception that leaves a paint takes the app along: it keeps the view's painter alive, and what that paints
        on is destroyed below it (PySide6 6.11.3, measured). So it ends here, and the log holds the first one.
        """
        row = self._model.row(index.row())
        if row is None:
            return
        painter.save()
        try:
            self._paint_face(painter, option, row, self._model.face(row))
        except Exception:
            if not self._told:
                self._told = True
                _log.exception("cannot paint %s", row)
        finally:
            painter.restore()

    def _paint_face(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, face: Face) -> None:
        """The face of a row at the place that `option` names."""
        raise NotImplementedError

    def buttons(self, _row: Row, face: Face) -> tuple[FaceButton, ...]:
        """Those that are to be seen now: all of the face, or none."""
        return face.buttons

    def button_at(self, row: Row, face: Face, place: QRect, at: QPointF) -> RowAction | None:
        """The enabled or disabled button of `row` at `place` under the point `at`, both in the view's coordinates."""
        buttons = self.buttons(row, face)
        if not buttons:
            return None
        inside = at.toPoint() - place.topLeft()
        for button, rect in zip(buttons, self.layout.rects(face, place.width()).buttons, strict=True):
            if rect.contains(inside):
                return button.action
        return None

    def bar_rect(self, face: Face, place: QRect) -> QRect:
        """Where the bar of the row at `place` is painted."""
        rects = self.layout.rects(face, place.width())
        return self._bar(face, rects).translated(place.topLeft()).adjusted(-1, -1, 1, 1)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """What a button does or why it cannot, else what has no room to be shown whole."""
        row, text = self._model.row(index.row()), ""
        if row is not None:
            face = self._model.face(row)
            place = option.rect
            action = self.button_at(row, face, place, QPointF(event.pos()))
            text = next((button.tip for button in face.buttons if button.action is action), "")
            if not text:
                inside = event.pos() - place.topLeft()
                text = self._tip(face, self.layout.rects(face, place.width()), inside.x(), inside.y(), place.height())
        if text:
            QToolTip.showText(event.globalPos(), tooltip(text), view.viewport())
        else:
            QToolTip.hideText()
        return row is not None

    def _tip(self, face: Face, rects: FaceRects, x: int, y: int, height: int) -> str:
        """The words for a point of a face that is on no button."""
        raise NotImplementedError

    def _bar(self, face: Face, rects: FaceRects) -> QRect:
        """Where the bar stands."""
        raise NotImplementedError

    # Parts

    def _poster(self, painter: QPainter, row: Row, face: Face, place: QRect) -> None:
        ratio = ratio_of(painter)
        image = self._posters.image(row.video) if row.video else None
        if image is not None and row.video is not None:
            drawn = self._pixmaps.poster(row.video, image, ratio)
        else:
            drawn = self._pixmaps.no_poster(ratio)
        painter.drawPixmap(place.topLeft(), drawn)
        if face.length:
            self._length(painter, face.length, place)

    def _length(self, painter: QPainter, text: str, poster: QRect) -> None:
        painter.drawPixmap(*self._pixmaps.length(text, poster, ratio_of(painter)))

    def _paint_bar(self, painter: QPainter, row: Row, face: Face, place: QRect) -> None:
        c = self._colours
        shown = self._glide.value(row, face.bar or 0.0)
        radius = place.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.track))
        painter.drawRoundedRect(QRectF(place), radius, radius)
        if shown > 0:
            width = max(2 * radius, place.width() * min(100.0, shown) / 100)
            left = place.right() + 1 - width if self.layout.right_to_left else place.left()
            painter.setBrush(QColor(c.muted if face.resting else c.accent))
            painter.drawRoundedRect(QRectF(left, place.top(), width, place.height()), radius, radius)

    def _buttons(self, painter: QPainter, row: Row, face: Face, rects: FaceRects, *, solid: bool = False) -> None:
        """With `solid`, what cannot be used has a ground too: it stands on a picture."""
        ratio = ratio_of(painter)
        for button, rect in zip(self.buttons(row, face), rects.buttons, strict=False):
            this = Pointed(row, button.action)
            look = ButtonLook(self.hovered == this, self.pressed == this, self.focused == this, solid)
            painter.drawPixmap(rect.topLeft(), self._pixmaps.button(button, look, ratio))

    def _line(self, painter: QPainter, place: QRect, lines: tuple[str, ...], font: QFont, ink: str) -> None:
        """One line of plain text, from where reading starts, in the middle of `place`; it is elided already."""
        if not lines:
            return
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # that of the words, whatever stands around
        metrics = QFontMetrics(font)
        baseline = place.top() + (place.height() + metrics.ascent() - metrics.descent()) / 2
        left = place.left()
        if self.layout.right_to_left:
            left = place.right() + 1 - metrics.horizontalAdvance(lines[0])
        painter.drawText(QPointF(left, baseline), lines[0])


def ratio_of(painter: QPainter) -> float:
    """Device pixels in one pixel of the layout."""
    return painter.device().devicePixelRatio()
