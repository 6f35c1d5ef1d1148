"""Renders the app's icon into the forms that systems want, in the folder that is its argument.

PNGs of every usual size, and an .ico and an .icns where this Qt can write them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parents[1] / "resources" / "icons" / "app.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
NAME = "pika-monitor"


def render(renderer: QSvgRenderer, size: int) -> QImage:
    """The icon as an image of `size` by `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def main(folder: Path) -> None:
    """Write every form into `folder`; raises SystemExit when one cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication(["icons", "-platform", "offscreen"])
    renderer = QSvgRenderer(str(SOURCE))
    if not renderer.isValid():
        raise SystemExit(f"{SOURCE} is no SVG that Qt can read")
    forms = {folder / f"{NAME}-{size}.png": size for size in SIZES}
    writable = QImageWriter.supportedImageFormats()
    forms |= {folder / f"{NAME}.{form}": 256 for form in ("ico", "icns") if QByteArray(form.encode()) in writable}
    for path, size in forms.items():
        if not render(renderer, size).save(str(path)):
            raise SystemExit(f"could not write {path}")
    application.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
