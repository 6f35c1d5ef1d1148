"""The icons: one set of stroke drawings, coloured by the palette in force."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFontInfo, QGuiApplication, QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.resources import resource
from app.ui.tokens import Sizes

_NAME = "iconName"
_COLOUR = "iconColour"


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The drawing `name` in `colour` (`#rrggbb`), `size` device-independent pixels square, for a screen of `ratio`.

    Kept in Qt's own bounded cache. An unknown name gives an empty picture of that size: a missing icon stops nothing.
    """
    key = f"icon/{name}/{colour}/{size}/{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    svg = _drawing(name).replace(b"currentColor", colour.encode())
    if svg:
        painter = QPainter(drawn)
        QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
        painter.end()
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, colour: str = "", size: int = 16) -> QIcon:
    """The drawing as an icon in `colour` ("" = the text colour of the palette), with a disabled form."""
    palette = QGuiApplication.palette()
    normal = colour or palette.color(QPalette.ColorRole.Text).name()
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    made = QIcon()
    for ratio in _ratios():
        made.addPixmap(pixmap(name, normal, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


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
    scaled = Sizes.of(QFontInfo(QGuiApplication.font()).pixelSize()).px(int(size))
    target.setIcon(icon(name, colour, scaled))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(scaled, scaled))


def _drawing(name: str) -> bytes:
    try:
        return resource("icons", f"{name}.svg").read_bytes()
    except OSError:
        logging.getLogger(__name__).warning("no icon %s", name)
        return b""


def _ratios() -> list[float]:
    """The device pixel ratios of the screens that are there, so that no icon is ever stretched."""
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0})
