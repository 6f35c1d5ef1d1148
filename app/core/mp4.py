"""Tells a whole video file from a cut one and from what is no video, by its structure; media data is never read.

The facts are those of ISO/IEC 14496-12: boxes of a 32-bit size and a type; size 1 means a 64-bit size follows, size 0
that the box reaches to the end of the file; the sample tables in `moov` say which bytes of the file hold media.
"""

from __future__ import annotations

import array
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from app.core import matroska
from app.core.errors import ErrorCode, TransferError

MAX_MOOV = 32 << 20
"""Bytes of a `moov` that are read at most (ten hours of video have about 20 MiB); a larger one is not looked into."""

MAX_BOXES = 200_000
"""Boxes side by side in a file at most: a day in fragments of a second has 172,800."""

_TOP_LEVEL = frozenset(
    b"ftyp styp moov moof mdat free skip wide uuid mfra sidx ssix prft emsg pdin meta udta pnot".split()
)
_FIRST = frozenset(b"ftyp styp moov mdat free skip wide pnot".split())
_IMAGES = frozenset(b"heic heix heim heis mif1 msf1 avif jpeg".split())


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a whole video file is.

    Attributes:
        kind: `mp4`, `mov`, `webm`, `mkv` or `avi`.
        duration: seconds, as the file says; None where it does not.
    """

    kind: str
    duration: float | None = None

    @property
    def extension(self) -> str:
        """With its dot."""
        return f".{self.kind}"


class _Box(NamedTuple):
    kind: bytes
    body: int  # offset of the first byte after the header
    end: int  # offset after the last byte, as declared


def may_be_video(head: bytes) -> bool:
    """Whether a file that starts with these bytes (12 or more) can be one that `check` knows."""
    return (
        head[4:8] in _FIRST or head.startswith(matroska.MAGIC) or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")
    )


def check(path: Path) -> MediaInfo:
    """What video the file holds. Reads headers and tables only, whatever the file's size.

    Raises:
        TransferError: INCOMPLETE (a video that is cut), NOT_A_VIDEO (something else, or nothing).
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        if head[4:8] in _FIRST:
            return _check_boxes(file, size, head)
        if head.startswith(matroska.MAGIC):
            return MediaInfo(*matroska.check(file, size))
        if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
            if struct.unpack("<I", head[4:8])[0] + 8 > size:
                raise TransferError(ErrorCode.INCOMPLETE)
            return MediaInfo("avi")
    # Every start of a box is at least two zero bytes, which no text begins with.
    cut = len(head) < 12 and (head.startswith(b"\0\0") or (head and matroska.MAGIC.startswith(head)))
    raise TransferError(ErrorCode.INCOMPLETE if cut else ErrorCode.NOT_A_VIDEO)


def _check_boxes(file: BinaryIO, size: int, head: bytes) -> MediaInfo:
    moov: _Box | None = None
    seen: set[bytes] = set()
    position = boxes = 0
    while position < size:
        boxes += 1
        if boxes > MAX_BOXES:
            raise TransferError(ErrorCode.NOT_A_VIDEO)
        box = _box(file, position, size)
        if box is None or (box.kind not in _TOP_LEVEL and box.end > size):
            _check_rest(file, position, seen)
            break
        if box.end > size:
            raise TransferError(ErrorCode.INCOMPLETE)
        seen.add(box.kind)
        if box.kind == b"moov" and moov is None:
            moov = box
        if box.kind == b"sidx" and b"moof" not in seen:
            _check_index(file, box, size)
        position = box.end
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    if moov is None:
        raise TransferError(ErrorCode.NOT_A_VIDEO if brand in _IMAGES else ErrorCode.INCOMPLETE)
    if b"mdat" not in seen:
        raise TransferError(ErrorCode.INCOMPLETE)
    return MediaInfo("mov" if brand == b"qt  " else "mp4", _check_moov(file, moov, size, seen))


def _box(file: BinaryIO, position: int, limit: int) -> _Box | None:
    """The box that starts at `position`, None where there is none."""
    file.seek(position)
    header = file.read(min(16, limit - position))
    if len(header) < 8:
        return None
    size, kind = struct.unpack(">I4s", header[:8])
    body = position + 8
    if size == 1:
        if len(header) < 16:
            return _Box(kind, body, limit + 1)  # cut within its header
        size = struct.unpack(">Q", header[8:])[0]
        body = position + 16
    elif size == 0:
        # To the end of the file; and zero bytes that pad a file are no box.
        return _Box(kind, body, limit) if kind in _TOP_LEVEL else None
    return _Box(kind, body, position + size) if position + size >= body else None


def _check_rest(file: BinaryIO, position: int, seen: set[bytes]) -> None:
    """Judge bytes at the end that are no box: junk after a whole file, or the start of a box that was cut.

    A file without fragments is known to be whole by its sample tables, one with an index at its end (`mfra`) by that.
    Else up to 11 bytes may well be the next fragment's start.
    """
    if b"moov" not in seen:
        raise TransferError(ErrorCode.INCOMPLETE)
    if b"moof" in seen and b"mfra" not in seen:
        file.seek(position)
        if len(file.read(8)) < 8:
            raise TransferError(ErrorCode.INCOMPLETE)


def _check_index(file: BinaryIO, box: _Box, size: int) -> None:
    """Compare the lengths that a segment index promises with the file (14496-12, 8.16.3)."""
    file.seek(box.body)
    data = file.read(min(box.end - box.body, 1 << 20))
    if len(data) < 12:
        return
    wide = data[0] > 0
    start = 28 if wide else 20
    if len(data) < start + 4:
        return
    first = struct.unpack_from(">Q" if wide else ">I", data, start - (8 if wide else 4))[0]
    count = struct.unpack_from(">H", data, start + 2)[0]
    count = min(count, (len(data) - start - 4) // 12)
    references = struct.iter_unpack(">III", data[start + 4 : start + 4 + 12 * count])
    total = sum(reference & 0x7FFFFFFF for reference, _, _ in references)
    if box.end + first + total > size:
        raise TransferError(ErrorCode.INCOMPLETE)


def _check_moov(file: BinaryIO, moov: _Box, size: int, seen: set[bytes]) -> float | None:
    """The duration in seconds that the movie declares.

    Raises:
        TransferError: INCOMPLETE where a track's samples lie behind the end of the file.
    """
    if moov.end - moov.body > MAX_MOOV:
        return None
    file.seek(moov.body)
    data = file.read(moov.end - moov.body)
    if len(data) < moov.end - moov.body:
        raise TransferError(ErrorCode.INCOMPLETE)
    boxes = dict(_children(data, 0, len(data)))
    if not boxes:
        raise TransferError(ErrorCode.INCOMPLETE)
    samples = False
    for kind, (start, end) in _children(data, 0, len(data)):
        if kind == b"trak":
            last = _last_sample_end(data, start, end)
            samples = samples or last > 0
            if last > size:
                raise TransferError(ErrorCode.INCOMPLETE)
    if b"mvex" in boxes and not samples and b"moof" not in seen:
        raise TransferError(ErrorCode.INCOMPLETE)  # only the start of a file in fragments
    return _duration(data, boxes, fragments=b"moof" in seen)


def _children(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Type and extent of the body of each box in data[start:end]; ends at the first that does not fit."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1 and start + 16 <= end:
            size = struct.unpack_from(">Q", data, body)[0]
            body += 8
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            return
        yield kind, (body, start + size)
        start += size


def _last_sample_end(data: bytes, start: int, end: int) -> int:
    """The offset in the file after the last sample of a track; 0 where the track has none or says it oddly."""
    for step in (b"mdia", b"minf", b"stbl"):
        found = dict(_children(data, start, end)).get(step)
        if found is None:
            return 0
        start, end = found
    tables = {kind: data[first:last] for kind, (first, last) in _children(data, start, end)}
    try:
        return _end_of_last_chunk(tables)
    except (struct.error, IndexError, KeyError, ValueError):
        return 0


def _end_of_last_chunk(tables: dict[bytes, bytes]) -> int:
    if b"co64" in tables:
        offsets = _numbers(tables[b"co64"], "Q", 4)
    else:
        offsets = _numbers(tables[b"stco"], "I", 4)
    if not offsets:
        return 0
    offset = max(offsets)
    chunk = offsets.index(offset)
    first, count = _samples_of(_numbers(tables[b"stsc"], "I", 4, 3), chunk)
    if b"stsz" in tables:
        fixed, total = struct.unpack_from(">II", tables[b"stsz"], 4)
        if fixed:
            return offset + int(fixed) * max(min(count, int(total) - first), 0)
        sizes = _numbers(tables[b"stsz"], "I", 8)
        return offset + sum(sizes[first : first + count])
    return offset


def _numbers(table: bytes, code: str, at: int, each: int = 1) -> array.array[int]:
    """The big-endian numbers of a table whose count of entries stands at `at`; no more than the table has."""
    count = struct.unpack_from(">I", table, at)[0] * each
    numbers = array.array(code)
    width = numbers.itemsize
    body = table[at + 4 : at + 4 + count * width]
    numbers.frombytes(body[: len(body) // width * width])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _samples_of(runs: array.array[int], chunk: int) -> tuple[int, int]:
    """First sample and number of samples of a chunk, all from 0, by the runs of chunks of equal length (`stsc`)."""
    first_sample = 0
    for n in range(0, len(runs), 3):
        first, each = runs[n] - 1, runs[n + 1]
        after = runs[n + 3] - 1 if n + 3 < len(runs) else chunk + 1
        if chunk < after:
            return first_sample + (chunk - first) * each, each
        first_sample += (after - first) * each
    return first_sample, 0


def _duration(data: bytes, boxes: dict[bytes, tuple[int, int]], *, fragments: bool) -> float | None:
    """Seconds. What `mvhd` says of a file in fragments is as long as what stands before them: then `mehd` counts."""
    if b"mvhd" not in boxes:
        return None
    header = data[slice(*boxes[b"mvhd"])]
    try:
        wide = header[0] == 1
        scale, length = struct.unpack_from(">IQ" if wide else ">II", header, 20 if wide else 12)
        unknown = (1 << 64 if wide else 1 << 32) - 1
        if fragments:
            length = 0
        if length in (0, unknown) and b"mvex" in boxes:
            inner = dict(_children(data, *boxes[b"mvex"])).get(b"mehd")
            if inner is not None:
                length = struct.unpack_from(">Q" if data[inner[0]] == 1 else ">I", data, inner[0] + 4)[0]
    except (struct.error, IndexError):
        return None
    return length / scale if scale and length not in (0, unknown) else None
