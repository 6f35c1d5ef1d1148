"""Text broken into a fixed number of lines and elided, kept so that painting lays nothing out twice."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

_MOST = 800


class TextLines:
    """A bounded cache of broken and elided text."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, int, int], tuple[str, ...]] = OrderedDict()

    def lines(self, text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
        """`text` in at most `most` lines of `width` pixels; the last one is elided where words are left."""
        key = (text, font.key(), width, most)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = _break(text, font, width, most)
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found


def _break(text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    """Qt counts UTF-16 units, Python characters: the text is cut in Qt's units, so that no emoji is halved."""
    metrics = QFontMetrics(font)
    if not text or width <= 0:
        return ()
    if most == 1:
        return (metrics.elidedText(text, Qt.TextElideMode.ElideRight, width),)
    units = text.encode("utf-16-le")
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    found: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(found) == most - 1:
            rest = units[2 * start :].decode("utf-16-le", "ignore")
            found.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        found.append(units[2 * start : 2 * (start + line.textLength())].decode("utf-16-le", "ignore").rstrip())
    layout.endLayout()
    return tuple(found)
