"""What the layouts of rows and of cards have in common: fonts, buttons, chips, and the mirror for right to left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics

from app.ui import theme
from app.ui.face import Face, FaceButton, RowAction, button_text
from app.ui.tokens import Sizes


@dataclass(frozen=True, slots=True)
class FaceRects:
    """The places in one row or card, in its own coordinates; empty rectangles for what it does not have."""

    poster: QRect
    text: QRect  # the column of title, meta, error and bar
    bar: QRect
    status: QRect  # where chip and caption stand
    buttons: tuple[QRect, ...]

    def mirrored(self, width: int) -> FaceRects:
        """The same for right to left, in a row of `width`."""
        return FaceRects(
            mirror(self.poster, width),
            mirror(self.text, width),
            mirror(self.bar, width),
            mirror(self.status, width),
            tuple(mirror(each, width) for each in self.buttons),
        )


class FaceLayout:
    """Measures for one set of fonts. Made anew when the application's font or its direction changes.

    Attributes:
        title, title_bold, meta, caption, chip, button: the fonts.
        poster_width, poster_height: set by who lays out.
        right_to_left: whether all places are mirrored.
    """

    def __init__(self, *, right_to_left: bool = False) -> None:
        self.right_to_left = right_to_left
        self.sizes: Sizes = theme.sizes()
        s = self.sizes
        medium, bold = QFont.Weight.Medium, QFont.Weight.DemiBold
        self.title = theme.font(s.prompt, medium)
        self.title_bold = theme.font(s.body, bold)
        self.meta = theme.font(s.meta, figures=True)
        self.caption = theme.font(s.caption, figures=True)
        self.chip = theme.font(s.meta, bold, figures=True)
        self.button = theme.font(s.meta, medium)
        self.title_step = max(s.px(20), QFontMetrics(self.title).height())
        self.meta_step = max(s.px(16), QFontMetrics(self.meta).height())
        self.icon = s.px(14)
        self.button_height = max(s.px(28), QFontMetrics(self.button).height() + s.px(10))
        self.chip_height = max(s.px(22), QFontMetrics(self.chip).height() + s.px(4))
        self.poster_width, self.poster_height = s.px(112), s.px(63)
        self._button_widths: dict[RowAction, int] = {}
        wide, gap, bare = self._word_width, s.px(8), self.button_height
        pair = max(wide(each) for each in (RowAction.SAVE, RowAction.SHOW, RowAction.RETRY, RowAction.CHECK))
        self.buttons_width = max(
            wide(RowAction.PLAY) + gap + max(pair, bare + gap + bare),
            wide(RowAction.RETRY) + gap + bare + gap + bare,
            wide(RowAction.RESUME) + gap + bare,
            bare + gap + wide(RowAction.FETCH),
        )

    def rects(self, face: Face, width: int) -> FaceRects:
        """The places for this face in a row or card of `width`."""
        rects = self._rects(face, width)
        return rects.mirrored(width) if self.right_to_left else rects

    def _rects(self, face: Face, width: int) -> FaceRects:
        """From left to right."""
        raise NotImplementedError

    def button_width(self, button: FaceButton) -> int:
        """With icon and word; square where the icon stands alone."""
        return self.button_height if button.bare else self._word_width(button.action)

    def _word_width(self, action: RowAction) -> int:
        if action not in self._button_widths:
            word = QFontMetrics(self.button).horizontalAdvance(button_text(action))
            self._button_widths[action] = word + self.icon + self.sizes.px(4 + 2 * 10)
        return self._button_widths[action]


def mirror(place: QRect, width: int) -> QRect:
    """`place` as it stands from the right edge of `width`."""
    return QRect(width - place.right() - 1, place.top(), place.width(), place.height()) if place.width() > 0 else place
