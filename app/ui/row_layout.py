"""Where everything in a row stands: pure geometry from width, kind and font sizes, all in device-independent pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics

from app.core.arrange import RowKind
from app.ui import theme
from app.ui.row_face import Face, RowAction, button_text
from app.ui.tokens import Sizes

_BAR_MOST = 420  # a wider bar tells no more


class RowSize(StrEnum):
    """How large rows are."""

    COMPACT = "compact"  # one line of prompt; an error stands in the place of duration, seed and age
    NORMAL = "normal"
    LARGE = "large"


_POSTERS = {RowSize.COMPACT: (64, 36), RowSize.NORMAL: (112, 63), RowSize.LARGE: (192, 108)}


@dataclass(frozen=True, slots=True)
class RowRects:
    """The places in one row, in the row's own coordinates; empty rectangles for what the row does not have."""

    poster: QRect
    text: QRect  # the column of title, meta, error and bar
    bar: QRect
    status: QRect  # the column of chip and caption
    buttons: tuple[QRect, ...]


class RowLayout:
    """Geometry for one set of fonts. Made anew when the application's font changes.

    Attributes:
        title, title_bold, meta, caption, chip, button: the fonts of a row.
        row_height, head_height: of a row and of a head line.
        compact: whether a row has the room of one line of prompt and one more.
    """

    def __init__(self, size: RowSize = RowSize.NORMAL) -> None:
        self.compact = size is RowSize.COMPACT
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
        self.pad = s.px(16)
        self.indent = s.px(16)
        self.icon = s.px(14)
        self.poster_width, self.poster_height = (s.px(each) for each in _POSTERS[size])
        lines, around = (1, s.px(8)) if self.compact else (2, s.px(16))
        words = lines * self.title_step + self.meta_step + s.px(4) + s.px(8)
        self.row_height = max(self.poster_height + around + around // 2, words + around) + 1
        head, around = (s.px(32), s.px(10)) if self.compact else (s.px(40), s.px(16))
        self.head_height = max(head, self.title_step + around)
        self.button_height = max(s.px(28), QFontMetrics(self.button).height() + s.px(10))
        self.chip_height = max(s.px(22), QFontMetrics(self.chip).height() + s.px(4))
        self._button_widths: dict[RowAction, int] = {}
        pair = self.button_width(RowAction.PLAY) + s.px(8)
        self.buttons_width = pair + max(
            self.button_width(each) for each in (RowAction.SAVE, RowAction.SHOW, RowAction.CANCEL)
        )
        below = s.px(4) + QFontMetrics(self.caption).height()
        self.row_height = max(self.row_height, self.chip_height + below + s.px(8), self.button_height + s.px(8))
        self.status_width = max(s.px(136), QFontMetrics(self.caption).horizontalAdvance("0" * 20))

    def lines(self, face: Face, error: int) -> int:
        """The most lines of prompt that a row has room for beside `error` lines of error."""
        if self.compact:
            return 1
        if not error or self.poster_height > self.sizes.px(90):
            return 2
        return 1 if face.bar is not None else 3 - error

    def below(self, error: int) -> int:
        """Lines below the prompt: duration, seed and age, then the error."""
        return 1 if self.compact else 1 + error

    @property
    def least_width(self) -> int:
        """The narrowest row in which nothing is clipped and the prompt has some words."""
        fixed = self.poster_width + self.status_width + self.buttons_width + 5 * self.pad + self.indent
        return fixed + self.sizes.px(160)

    def height(self, kind: RowKind) -> int:
        """Of a row of this kind."""
        return self.head_height if kind is RowKind.HEAD else self.row_height

    def button_width(self, action: RowAction) -> int:
        """With icon and word."""
        if action not in self._button_widths:
            word = QFontMetrics(self.button).horizontalAdvance(button_text(action))
            self._button_widths[action] = word + self.icon + self.sizes.px(4 + 2 * 10)
        return self._button_widths[action]

    def rects(self, face: Face, width: int) -> RowRects:
        """The places for this face in a row of `width`."""
        s, nothing = self.sizes, QRect()
        if face.kind is RowKind.HEAD:
            text = QRect(self.pad, 0, max(0, width - 2 * self.pad), self.head_height)
            return RowRects(nothing, text, nothing, nothing, ())
        height = self.row_height - 1
        left = self.pad + (self.indent if face.kind is RowKind.VIDEO else 0)
        poster = QRect(left, (height - self.poster_height) // 2, self.poster_width, self.poster_height)
        buttons_left = width - self.pad - self.buttons_width
        status = QRect(buttons_left - self.pad - self.status_width, 0, self.status_width, height)
        text_left = poster.right() + 1 + self.pad
        text = QRect(text_left, 0, max(0, status.left() - self.pad - text_left), height)
        bar = QRect(text_left, 0, min(text.width(), s.px(_BAR_MOST)), s.px(4))
        return RowRects(poster, text, bar, status, self._buttons(face, width, height))

    def _buttons(self, face: Face, width: int, height: int) -> tuple[QRect, ...]:
        """From the right edge, the last one outermost."""
        found: list[QRect] = []
        right = width - self.pad
        top = (height - self.button_height) // 2
        for button in reversed(face.buttons):
            size = self.button_width(button.action)
            found.append(QRect(right - size, top, size, self.button_height))
            right -= size + self.sizes.px(8)
        return tuple(reversed(found))
