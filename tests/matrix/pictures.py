"""Pictures byte by byte: whole ones, and such as no program would make."""

from __future__ import annotations

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter

PNG = b"\x89PNG\r\n\x1a\n"


def picture(width: int, height: int, kind: str, *, progressive: bool = False) -> bytes:
    """Red, as Qt writes it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setProgressiveScanWrite(progressive)
    assert writer.write(image)
    return bytes(data.data())


def chunk(name: bytes, content: bytes) -> bytes:
    """One of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_head(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG's start, which tells its size."""
    size = struct.pack(">II", width % 2**32, height % 2**32)
    return PNG + chunk(b"IHDR", size + bytes([depth, colour, 0, 0, 0]))


def png(width: int, height: int, *, depth: int = 8, channels: int = 3, between: bytes = b"", said: int = 0) -> bytes:
    """A black PNG of any size, a few bytes a row: what a decompression bomb is. `said`: the sides that it tells of."""
    row = b"\0" + bytes(width * channels * depth // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    colour = {3: 2, 4: 6}[channels]
    return png_head(said or width, said or height, depth, colour) + between + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png_with_texts(count: int) -> bytes:
    """Each text unpacks to 8 MB."""
    packed = zlib.compress(b"a" * 7_900_000, 9)
    return png(320, 180, between=b"".join(chunk(b"zTXt", b"%d\0\0" % n + packed) for n in range(count)))


def png_with_profile(size: int) -> bytes:
    """Its colour profile unpacks to this."""
    return png(320, 180, between=chunk(b"iCCP", b"p\0\0" + deflated(size)))


def png_moving(frames: int) -> bytes:
    """An APNG: behind its picture, so many more."""
    whole = png(320, 180, between=chunk(b"acTL", struct.pack(">II", frames, 0)))
    pixels = zlib.compress((b"\0" + bytes(320 * 3)) * 180)
    more = b""
    for n in range(frames):
        more += chunk(b"fcTL", struct.pack(">IIIIIHHBB", 2 * n, 320, 180, 0, 0, 1, 9, 0, 0))
        more += chunk(b"fdAT", struct.pack(">I", 2 * n + 1) + pixels)
    return whole.replace(chunk(b"IEND", b""), more + chunk(b"IEND", b""))


def gif(width: int, height: int, inner: int = 0, frames: int = 1) -> bytes:
    """A GIF of this screen, with pictures of `inner` pixels a side, or as large as the screen, of which one is told."""
    screen = struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\xff\0\0\0\0\0"
    frame = b"," + struct.pack("<HHHHB", 0, 0, inner or width, inner or height, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + screen + frame * frames + b";"


def jpeg_of(whole: bytes, width: int, height: int) -> bytes:
    """A JPEG that says it has this size."""
    at = whole.index(b"\xff\xc0") + 5
    return whole[:at] + struct.pack(">HH", height, width) + whole[at + 4 :]


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG of 12 million pixels whose last scan, of a few bytes, comes so often."""
    whole = picture(4000, 3000, "JPG", progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * count + whole[-2:]


def riff(*parts: bytes) -> bytes:
    """A WebP of these chunks."""
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff_chunk(name: bytes, content: bytes) -> bytes:
    """One of a WebP."""
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _lossless(side: int) -> bytes:
    return riff_chunk(b"VP8L", b"\x2f" + struct.pack("<I", (side - 1) | (side - 1) << 14) + bytes(64))


def _canvas(width: int, height: int, flags: int = 0) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff_chunk(b"VP8X", struct.pack("<I", flags) + size)


def webp_head(width: int, height: int) -> bytes:
    """A WebP that says it has this size."""
    return riff(_canvas(width, height), _lossless(max(width, height)))


def webp_canvas(width: int, height: int, inner: int) -> bytes:
    """A WebP whose picture is larger than it says."""
    return riff(_canvas(width, height), _lossless(inner))


def webp_moving(width: int, height: int, frames: int) -> bytes:
    """A WebP that moves."""
    still = picture(width, height, "WEBP")[12:]
    if still.startswith(b"VP8X"):
        still = still[18:]
    place = bytes(6) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + b"\x28\0\0\0"
    loop = riff_chunk(b"ANIM", bytes(6))
    return riff(_canvas(width, height, 2), loop, riff_chunk(b"ANMF", place + still) * frames)


def bmp_head(width: int, height: int) -> bytes:
    """A BMP that says it has this size, of RLE, which could be so short."""
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, 0, 0, 0, 2, 0) + bytes(8)
    return b"BM" + struct.pack("<IHHI", 14 + len(info) + 64, 0, 0, 14 + len(info)) + info + bytes(64)


def laughing_svg() -> bytes:
    """Each of its entities is ten of the one before."""
    names = "abcdefghij"
    rows = "".join(f'<!ENTITY {names[n]} "{f"&{names[n - 1]};" * 10 if n else "ha" * 10}">' for n in range(len(names)))
    return f'<?xml version="1.0"?><!DOCTYPE svg [{rows}]><svg xmlns="http://www.w3.org/2000/svg">&j;</svg>'.encode()


def deflated(size: int) -> bytes:
    """So many zeros, packed."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()
