"""Makes pictures of what is installed: of a whole screen, and of the app's icon as a desktop shows it.

pictures.py screen DUMP FILE     of what xwd has taken of a screen
pictures.py icon SHARE FILE      16, 48 and 256 pixels and the symbolic one, on light and on dark, from SHARE/icons
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app import APP_ID  # noqa: E402

SIZES = (16, 48, 256)
GROUNDS = (("#fafafa", "#2e3436"), ("#242424", "#eeeeee"))
"""Pairs of a panel's own colour and of the colour that it gives to symbolic icons."""
COLOUR_BYTES = 12
FORMATS = {24: QImage.Format.Format_BGR888, 32: QImage.Format.Format_RGB32}
"""Of xwd's lines, by bits a pixel."""
MARGIN = 32
SYMBOLIC = 16


def of_screen(dump: Path) -> QImage:
    """What xwd wrote: a header of big-endian numbers, the screen's colours, the lines."""
    raw = dump.read_bytes()
    header = struct.unpack_from(">25I", raw)
    size, width, height, bits, line, colours = (header[at] for at in (0, 4, 5, 11, 12, 19))
    if bits not in FORMATS:
        raise SystemExit(f"{dump}: {bits} bits a pixel")
    start = size + colours * COLOUR_BYTES
    return QImage(raw[start:], width, height, line, FORMATS[bits]).copy()


def of_icon(share: Path) -> QImage:
    """A row for each ground. Raises SystemExit where an icon is missing, or is of another size."""
    icons = share / "icons" / "hicolor"
    symbolic = QSvgRenderer(str(icons / "symbolic" / "apps" / f"{APP_ID}-symbolic.svg"))
    if not symbolic.isValid():
        raise SystemExit("there is no symbolic icon")
    width = MARGIN + sum(size + MARGIN for size in (*SIZES, SYMBOLIC))
    height = max(SIZES) + 2 * MARGIN
    sheet = QImage(width, height * len(GROUNDS), QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(sheet)
    for row, (ground, ink) in enumerate(GROUNDS):
        painter.fillRect(0, row * height, width, height, QColor(ground))
        left, middle = MARGIN, row * height + height // 2
        for size in SIZES:
            icon = QImage(str(icons / f"{size}x{size}" / "apps" / f"{APP_ID}.png"))
            if (icon.width(), icon.height()) != (size, size):
                raise SystemExit(f"the icon of {size} pixels is {icon.width()} × {icon.height()}")
            painter.drawImage(left, middle - size // 2, icon)
            left += size + MARGIN
        painter.drawImage(left, middle - SYMBOLIC // 2, recoloured(symbolic, QColor(ink)))
    painter.end()
    return sheet


def recoloured(drawing: QSvgRenderer, ink: QColor) -> QImage:
    """A symbolic icon as a panel draws it: its shape, in the panel's colour."""
    image = QImage(SYMBOLIC, SYMBOLIC, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRect(0, 0, SYMBOLIC, SYMBOLIC), ink)
    painter.end()
    return image


def main() -> None:
    """What the arguments say."""
    kind, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    target.parent.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication(sys.argv[:1])
    image = of_screen(source) if kind == "screen" else of_icon(source)
    application.quit()
    if image.isNull() or not image.save(str(target)):
        raise SystemExit(f"could not make {target}")


if __name__ == "__main__":
    main()
