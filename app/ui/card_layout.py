"""Where everything on a card of the gallery stands, and how cards stand in the grid: pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics

from app.ui import theme
from app.ui.face import Face
from app.ui.face_layout import FaceLayout, FaceRects, mirror

_MOST_SEEN = 140
"""Cards on one screen: more posters than are kept in memory (services/posters) would be fetched again and again."""


class CardLayout(FaceLayout):
    """Geometry of cards: the poster with state and buttons on it, the bar, two lines of prompt and one more.

    Attributes:
        pad: from a card's edge to its poster.
        card: size of a card; `fit` sets it.
        least_width: of a card whose buttons have room beside the duration.
    """

    def __init__(self, *, right_to_left: bool = False) -> None:
        super().__init__(right_to_left=right_to_left)
        s = self.sizes
        self.title = theme.font(s.body, self.title.weight())
        self.title_step = max(s.px(18), QFontMetrics(self.title).height())
        self.pad, self.inset = s.px(6), s.px(6)
        length = QFontMetrics(self.caption).horizontalAdvance("00:00") + s.px(12)
        self.least_width = max(s.px(208), self.buttons_width + length + 2 * (self.pad + self.inset))
        self.card = QSize()
        self.fit(self.least_width)

    def fit(self, width: int) -> bool:
        """Cards of this width. True where that is new."""
        if self.card.width() == width:
            return False
        self.poster_width = width - 2 * self.pad
        self.poster_height = self.poster_width * 9 // 16
        self.card = QSize(width, self.pad + self.poster_height + self._below_poster)
        return True

    @property
    def _below_poster(self) -> int:
        s = self.sizes
        return s.px(3) + s.px(4) + s.px(3) + 2 * self.title_step + self.meta_step + self.pad

    def _rects(self, face: Face, width: int) -> FaceRects:
        s = self.sizes
        poster = QRect(self.pad, self.pad, self.poster_width, self.poster_height)
        bar = QRect(self.pad, poster.bottom() + 1 + s.px(3), self.poster_width, s.px(4))
        top = bar.bottom() + 1 + s.px(3)
        text = QRect(self.pad + s.px(1), top, self.poster_width - s.px(2), self.card.height() - self.pad - top)
        status = QRect(poster.topLeft(), QSize(poster.width(), self.chip_height)).adjusted(
            self.inset, self.inset, -self.inset, self.inset
        )
        return FaceRects(poster, text, bar, status, self._buttons(face, poster))

    def _buttons(self, face: Face, poster: QRect) -> tuple[QRect, ...]:
        """In the poster's lower corner, where reading starts; the duration is in the other."""
        found: list[QRect] = []
        left = poster.left() + self.inset
        top = poster.bottom() + 1 - self.inset - self.button_height
        for button in face.buttons:
            size = self.button_width(button)
            found.append(QRect(left, top, size, self.button_height))
            left += size + self.sizes.px(6)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Grid:
    """Places of cards in the content, all of which are as large: every question is a division.

    Attributes:
        width: of the content.
        columns: side by side.
        card: size of each.
        margin, gap: around all of them, and between two.
        lead: places that stay empty before the first card.
        mirrored: the first column is the rightmost.
    """

    width: int
    columns: int
    card: QSize
    margin: int
    gap: int
    lead: int = 0
    mirrored: bool = False

    @classmethod
    def fit(cls, layout: CardLayout, width: int, height: int) -> Grid:
        """As many columns as have room in `width`; the cards share it out. The layout is told the cards' width."""
        s = layout.sizes
        margin, gap = s.px(16) - layout.pad, s.px(16) - 2 * layout.pad
        room = width - 2 * margin + gap
        columns = max(1, room // (layout.least_width + gap))
        while True:
            layout.fit(max(layout.least_width, room // columns - gap))
            rows = height // (layout.card.height() + gap) + 2
            if columns == 1 or columns * rows <= _MOST_SEEN:
                break
            columns -= 1
        return cls(width, columns, layout.card, margin, gap, mirrored=layout.right_to_left)

    @classmethod
    def least_width(cls, layout: CardLayout) -> int:
        """Of two columns: one alone is no grid, and what stands beside it gives way first."""
        s = layout.sizes
        return 2 * (s.px(16) - layout.pad) + 2 * layout.least_width + s.px(16) - 2 * layout.pad

    @property
    def pitch(self) -> int:
        """From the top of one line of cards to that of the next."""
        return self.card.height() + self.gap

    def height(self, count: int) -> int:
        """Of the content with `count` cards."""
        lines = -(-(count + self.lead) // self.columns)
        return lines * self.pitch - self.gap + 2 * self.margin if count else 0

    def place(self, card: int) -> QRect:
        """Where card number `card` stands."""
        line, column = divmod(card + self.lead, self.columns)
        left = self.margin + column * (self.card.width() + self.gap)
        place = QRect(QPoint(left, self.margin + line * self.pitch), self.card)
        return mirror(place, self.width) if self.mirrored else place

    def nearest(self, at: QPoint) -> int:
        """The number of the place at a point of the content, or of the one before it; below 0 in the lead."""
        x = self.width - at.x() - 1 if self.mirrored else at.x()
        column = min(max(0, (x - self.margin) // (self.card.width() + self.gap)), self.columns - 1)
        return max(0, at.y() - self.margin) // self.pitch * self.columns + column - self.lead

    def between(self, top: int, bottom: int, count: int) -> range:
        """The cards that have a part between two heights of the content, of `count`."""
        first = max(0, (top - self.margin - self.card.height()) // self.pitch + 1)
        last = (bottom - self.margin) // self.pitch
        start = max(0, first * self.columns - self.lead)
        return range(min(start, count), max(0, min((last + 1) * self.columns - self.lead, count)))
