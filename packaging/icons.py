"""Renders the app's icon into the forms that systems want, in the folder that is its argument.

PNGs of every usual size, and an .ico that holds those that Windows shows. `macos/icns.sh` makes an .icns of the PNGs.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parents[1] / "resources" / "icons" / "app.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
WINDOWS_SIZES = (16, 24, 32, 48, 64, 256)
NAME = "pika-monitor"
_ICO_HEAD = "<HHH"  # reserved, kind (1 = icon), number of images
_ICO_ENTRY = "<BBBBHHII"  # width, height, colours, reserved, planes, bits a pixel, bytes, where they begin


def render(renderer: QSvgRenderer, size: int) -> QImage:
    """The icon as an image of `size` by `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def encoded(image: QImage, form: str) -> bytes:
    """The image as a file of this form has it. Raises SystemExit where Qt cannot write that."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, form):  # type: ignore[call-overload]
        raise SystemExit(f"this Qt cannot write {form}")
    return bytes(buffer.data().data())


def ico(images: list[QImage]) -> bytes:
    """An .ico with all of these: bitmaps, but a PNG for 256 pixels, as Windows itself has them. Qt writes one only."""
    begin = struct.calcsize(_ICO_HEAD) + struct.calcsize(_ICO_ENTRY) * len(images)
    entries, bodies = b"", b""
    for image in images:
        size = image.width()
        body = encoded(image, "PNG")
        if size < 256:
            body = encoded(image, "ICO")[struct.calcsize(_ICO_HEAD) + struct.calcsize(_ICO_ENTRY) :]
        entries += struct.pack(_ICO_ENTRY, size % 256, size % 256, 0, 0, 1, 32, len(body), begin + len(bodies))
        bodies += body
    return struct.pack(_ICO_HEAD, 0, 1, len(images)) + entries + bodies


def main(folder: Path) -> None:
    """Write every form into `folder`; raises SystemExit when one cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication(["icons", "-platform", "offscreen"])
    renderer = QSvgRenderer(str(SOURCE))
    if not renderer.isValid():
        raise SystemExit(f"{SOURCE} is no SVG that Qt can read")
    for size in SIZES:
        (folder / f"{NAME}-{size}.png").write_bytes(encoded(render(renderer, size), "PNG"))
    (folder / f"{NAME}.ico").write_bytes(ico([render(renderer, size) for size in WINDOWS_SIZES]))
    application.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
