"""Reads the outline of a WebM or Matroska file: its kind, its duration, and whether it is whole.

The facts are those of RFC 8794 (EBML) and RFC 9559 (Matroska): elements of an ID, a length and a body; a length of all
ones means unknown, until the next element that cannot be inside.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from app.core.errors import ErrorCode, TransferError

MAGIC = b"\x1a\x45\xdf\xa3"
_SEGMENT, _CLUSTER, _INFO, _DOC_TYPE = 0x18538067, 0x1F43B675, 0x1549A966, 0x4282
_DURATION, _SCALE = 0x4489, 0x2AD7B1
_HEAD_LIMIT = 1 << 16
MAX_ELEMENTS = 2_000_000
"""So many are looked at; a file of unknown length with more is taken as it is."""


class _Element(NamedTuple):
    id: int
    body: int
    end: int | None  # None = unknown length


def check(file: BinaryIO, size: int) -> tuple[str, float | None]:
    """`webm` or `mkv`, and the duration in seconds (None where the file does not say).

    Raises:
        TransferError: INCOMPLETE where an element reaches over the end of the file, or no media is there.
    """
    header = _element(file, 0, size)
    if header is None or header.end is None or header.end > size:
        raise TransferError(ErrorCode.INCOMPLETE)
    kind = "mkv"
    for element in _elements(file, header.body, header.end):
        if element.id == _DOC_TYPE and _read(file, element).rstrip(b"\0") == b"webm":
            kind = "webm"
    position = header.end
    while True:  # a Void may stand before the segment
        segment = _element(file, position, size)
        if segment is None or (segment.end is not None and segment.end > size):
            raise TransferError(ErrorCode.INCOMPLETE)
        if segment.id == _SEGMENT:
            break
        if segment.end is None:
            raise TransferError(ErrorCode.INCOMPLETE)
        position = segment.end
    return kind, _check_segment(file, segment, size)


def _check_segment(file: BinaryIO, segment: _Element, size: int) -> float | None:
    duration = None
    media = False
    for element in _elements(file, segment.body, segment.end or size):
        if element.id == _INFO:
            duration = _duration(file, element)
        if element.id == _CLUSTER:
            media = True
            if segment.end is not None:
                break  # the segment fits, so what is in it does
    if not media:
        raise TransferError(ErrorCode.INCOMPLETE)
    return duration


def _elements(file: BinaryIO, position: int, end: int) -> Iterator[_Element]:
    """The elements from `position` to `end`, those of an element of unknown length in its place.

    Raises:
        TransferError: INCOMPLETE at one that does not fit.
    """
    for _ in range(MAX_ELEMENTS):
        if position >= end:
            return
        element = _element(file, position, end)
        if element is None or (element.end is not None and element.end > end):
            raise TransferError(ErrorCode.INCOMPLETE)
        yield element
        position = element.body if element.end is None else element.end


def _element(file: BinaryIO, position: int, limit: int) -> _Element | None:
    file.seek(position)
    head = file.read(min(12, limit - position))
    id_width = _width(head, 0, 4)
    if id_width == 0:
        return None
    size_width = _width(head, id_width, 8)
    if size_width == 0:
        return None
    body = position + id_width + size_width
    length = int.from_bytes(head[id_width : id_width + size_width], "big") & ((1 << 7 * size_width) - 1)
    unknown = length == (1 << 7 * size_width) - 1
    return _Element(int.from_bytes(head[:id_width], "big"), body, None if unknown else body + length)


def _width(head: bytes, at: int, most: int) -> int:
    """How many bytes a variable-length number has; 0 where it is cut or none."""
    if at >= len(head) or head[at] == 0:
        return 0
    width = 9 - head[at].bit_length()
    return width if width <= most and at + width <= len(head) else 0


def _read(file: BinaryIO, element: _Element) -> bytes:
    file.seek(element.body)
    length = 0 if element.end is None else element.end - element.body
    return file.read(min(length, _HEAD_LIMIT))


def _duration(file: BinaryIO, info: _Element) -> float | None:
    scale, ticks = 1_000_000, None
    for element in _elements(file, info.body, info.end or info.body):
        data = _read(file, element)
        if element.id == _SCALE:
            scale = int.from_bytes(data, "big")
        if element.id == _DURATION and len(data) in (4, 8):
            ticks = struct.unpack(">f" if len(data) == 4 else ">d", data)[0]
    return ticks * scale / 1e9 if ticks is not None and ticks > 0 else None
