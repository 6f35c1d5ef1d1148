"""The icons: one set of stroke drawings, coloured by the palette in force."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFontInfo, QGuiApplication, QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from app.resources import resource
from app.ui.tokens import Sizes

MIRRORED = frozenset(("chevron-left", "external-link", "list-x", "log-out", "panel-right", "redo-2", "undo-2"))
"""Those that point along the reading direction. What stands for a thing, a clock or the playing of media does not."""

_NAME = "iconName"
_COLOUR = "iconColour"


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The drawing `name` in `colour` (`#rrggbb`), `size` device-independent pixels square, for a screen of `ratio`.

    Kept in Qt's own bounded cache. An unknown name gives an empty picture of that size: a missing icon stops nothing.
    """
    mirrored = name in MIRRORED and _right_to_left()
    key = f"icon/{name}/{colour}/{size}/{ratio}/{mirrored}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    svg = _drawing(name).replace(b"currentColor", colour.encode())
    if svg:
        painter = QPainter(drawn)
        if mirrored:
            painter.translate(drawn.width(), 0)
            painter.scale(-1, 1)
        QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
        painter.end()
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, colour: str = "", size: int = 16, gap: int = 0) -> QIcon:
    """The drawing as an icon in `colour` ("" = the text colour of the palette), with a disabled form.

    `gap` is room that it keeps free at its side, towards the words.
    """
    palette = QGuiApplication.palette()
    normal = colour or palette.color(QPalette.ColorRole.Text).name()
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    made = QIcon()
    for ratio in _ratios():
        made.addPixmap(_beside(pixmap(name, normal, size, ratio), gap), QIcon.Mode.Normal)
        made.addPixmap(_beside(pixmap(name, disabled, size, ratio), gap), QIcon.Mode.Disabled)
    return made


def _beside(drawn: QPixmap, gap: int) -> QPixmap:
    """With room towards the words that it stands before."""
    if not gap:
        return drawn
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(gap * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(gap if _right_to_left() else 0, 0, drawn)
    painter.end()
    return wide


def _gap(button: QAbstractButton, sizes: Sizes) -> int:
    """Qt keeps four pixels between a push button's icon and its words, at any size, and none from right to left."""
    if not isinstance(button, QPushButton) or not button.text():
        return 0
    return sizes.px(4) - (0 if _right_to_left() else 4)


def _right_to_left() -> bool:
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def dress(target: QAction | QAbstractButton, name: str, role: QPalette.ColorRole | None = None, size: int = 16) -> None:
    """Give an action or a button an icon that follows the theme while it lives.

    `size` is in pixels of the drawing and grows with the font. `role` is the palette role of the colour (None = text);
    a button of the style sheet's role `primary` takes `QPalette.ColorRole.HighlightedText`.
    """
    target.setProperty(_NAME, f"{name}/{size}")
    target.setProperty(_COLOUR, QPalette.ColorRole.Text.value if role is None else role.value)
    _paint(target)


def recolour(windows: Iterable[QWidget]) -> None:
    """Draw the icons of all dressed actions and buttons of these windows anew, in the palette in force."""
    for window in windows:
        for child in window.findChildren(QObject):
            if isinstance(child, QAction | QAbstractButton) and child.property(_NAME):
                _paint(child)


def _paint(target: QAction | QAbstractButton) -> None:
    name, _, size = str(target.property(_NAME)).partition("/")
    role = QPalette.ColorRole(int(target.property(_COLOUR)))
    colour = QGuiApplication.palette().color(QPalette.ColorGroup.Active, role).name()
    sizes = Sizes.of(QFontInfo(QGuiApplication.font()).pixelSize())
    scaled = sizes.px(int(size))
    gap = _gap(target, sizes) if isinstance(target, QAbstractButton) else 0
    target.setIcon(icon(name, colour, scaled, gap))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(scaled + gap, scaled))


def _drawing(name: str) -> bytes:
    try:
        return resource("icons", f"{name}.svg").read_bytes()
    except OSError:
        logging.getLogger(__name__).warning("no icon %s", name)
        return b""


def _ratios() -> list[float]:
    """The device pixel ratios of the screens that are there, so that no icon is ever stretched."""
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0})
