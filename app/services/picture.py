"""Makes a poster of the bytes of a picture, whatever these are: runs on a worker, within bounds."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.core.errors import ErrorCode, PikaError
from app.core.picture_bytes import picture_bytes

SIZE = QSize(384, 216)
"""Large rows at twice the pixels: one size serves every row."""
MAX_PIXELS = 12_000_000
"""Refused above, before decoding: 4K has 8.3 million; so many of 16 bits a channel take 190 MB to decode (measured)."""
MAX_DECODED = 128
"""MiB of one image, where a decoder needs another size than it told: 12 million pixels of 16 bits a channel take 92."""


def decode(data: bytes) -> QImage:
    """An image of bytes from anywhere, cropped to 16:9, at most 384 × 216; of a moving one the first frame.

    Raises:
        PikaError: NOT_THE_FEED where it is no image of a known kind, TOO_LARGE where decoding it would take too much.
    """
    kind, plain = picture_bytes(data)
    buffer = QBuffer()
    buffer.setData(QByteArray(plain))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MAX_DECODED)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoDetectImageFormat(False)  # no other decoder, that of SVG for one, is to look at it
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        raise PikaError(ErrorCode.NOT_THE_FEED, "a broken picture")
    if size.width() * size.height() > MAX_PIXELS:
        raise PikaError(ErrorCode.TOO_LARGE, f"{size.width()} × {size.height()}")
    covering = size.scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    if covering.width() * 2 < size.width():
        reader.setScaledSize(covering * 2)  # a JPEG is decoded small: an eighth of the memory
    image = reader.read()
    if image.isNull():
        raise PikaError(ErrorCode.NOT_THE_FEED, "a broken picture")
    return _fit(image)


def _fit(image: QImage) -> QImage:
    """Scaled down smoothly, never up, and cropped to 16:9 about its centre: in this order, for a crop copies."""
    covering = image.size().scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatioByExpanding).expandedTo(QSize(1, 1))
    if covering.width() < image.width():
        mode = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(covering, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
    width, height = image.width(), image.height()
    crop = QSize(16, 9).scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    image = image.copy(QRect((width - crop.width()) // 2, (height - crop.height()) // 2, crop.width(), crop.height()))
    return image.convertToFormat(QImage.Format.Format_RGB32)
