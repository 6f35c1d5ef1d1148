"""Where everything in a row stands: pure geometry from width, kind and font sizes, all in device-independent pixels."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics

from app.core.arrange import RowKind
from app.ui.face import Face
from app.ui.face_layout import FaceLayout, FaceRects
from app.ui.look import Look

_BAR_MOST = 420  # a wider bar tells no more
_POSTERS = {Look.COMPACT: (64, 36), Look.LARGE: (192, 108)}
_POSTER = (112, 63)


class RowLayout(FaceLayout):
    """Geometry of rows.

    Attributes:
        row_height, head_height: of a row and of a head line.
        compact: whether a row has the room of one line of prompt and one more.
    """

    def __init__(self, look: Look = Look.NORMAL, *, right_to_left: bool = False) -> None:
        super().__init__(right_to_left=right_to_left)
        s = self.sizes
        self.compact = look is Look.COMPACT
        self.pad = s.px(16)
        self.indent = s.px(16)
        self.poster_width, self.poster_height = (s.px(each) for each in _POSTERS.get(look, _POSTER))
        lines, around = (1, s.px(8)) if self.compact else (2, s.px(16))
        words = lines * self.title_step + self.meta_step + s.px(4) + s.px(8)
        self.row_height = max(self.poster_height + around + around // 2, words + around) + 1
        head, around = (s.px(32), s.px(10)) if self.compact else (s.px(40), s.px(16))
        self.head_height = max(head, self.title_step + around)
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

    def _rects(self, face: Face, width: int) -> FaceRects:
        s, nothing = self.sizes, QRect()
        if face.kind is RowKind.HEAD:
            text = QRect(self.pad, 0, max(0, width - 2 * self.pad), self.head_height)
            return FaceRects(nothing, text, nothing, nothing, ())
        height = self.row_height - 1
        left = self.pad + (self.indent if face.kind is RowKind.VIDEO else 0)
        poster = QRect(left, (height - self.poster_height) // 2, self.poster_width, self.poster_height)
        buttons_left = width - self.pad - self.buttons_width
        status = QRect(buttons_left - self.pad - self.status_width, 0, self.status_width, height)
        text_left = poster.right() + 1 + self.pad
        text = QRect(text_left, 0, max(0, status.left() - self.pad - text_left), height)
        bar = QRect(text_left, 0, min(text.width(), s.px(_BAR_MOST)), s.px(4))
        return FaceRects(poster, text, bar, status, self._buttons(face, width, height))

    def _buttons(self, face: Face, width: int, height: int) -> tuple[QRect, ...]:
        """From the right edge, the last one outermost."""
        found: list[QRect] = []
        right = width - self.pad
        top = (height - self.button_height) // 2
        for button in reversed(face.buttons):
            size = self.button_width(button)
            found.append(QRect(right - size, top, size, self.button_height))
            right -= size + self.sizes.px(8)
        return tuple(reversed(found))
