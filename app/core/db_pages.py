"""Reads SQLite's files page by page, without SQLite: what is still there where SQLite refuses the whole.

The format is SQLite's published one (sqlite.org/fileformat2.html): pages of one size, b-trees whose leaves hold the
records, a write-ahead log of whole pages. Nothing here trusts what it reads: a page, a cell or a value that cannot be
right is left out, and all others are read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAGIC: Final = b"SQLite format 3\x00"
USUAL_SIZE = 4096
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_MAGIC = 0x377F0682
_HEADER = 100
"""Bytes in front of the first page's tree."""
_MOST_OVERFLOW = 4096
"""Pages of one record: a prompt of 16 MB."""
_MOST_PAGES = 1 << 24
"""A page of the log whose number is beyond this is none: the library would have 64 GB."""

Value = int | float | str | bytes | None
Page = Callable[[int], bytes]
"""Gives a page by its number, counted from 1; b"" where there is none."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a leaf.

    Attributes:
        of_index: from an index, or from a table that is kept as one.
        rowid: of a table's record; 0 in an index.
        columns: how many it was written with.
        values: as many of them as could be read.
    """

    of_index: bool
    rowid: int
    columns: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """A write-ahead log.

    Attributes:
        committed: pages by number, as the log's own checksums vouch for them up to the last commit.
        others: all other pages in it, the newest last: left from before, or behind a damaged place.
        is_broken: it holds a commit that its checksums no longer reach, or its head is not a log's.
    """

    committed: dict[int, bytes]
    others: tuple[tuple[int, bytes], ...]
    is_broken: bool

    @property
    def holds_any(self) -> bool:
        """Whether there is any page in it."""
        return bool(self.committed or self.others)


NO_LOG: Final = Log({}, (), is_broken=False)


def read_log(path: Path) -> Log:
    """The log at this path, `NO_LOG` where there is none.

    Raises:
        OSError: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return NO_LOG
    if len(data) < _WAL_HEADER + _FRAME_HEADER:
        return NO_LOG
    magic, _, size = struct.unpack_from(">3I", data)
    sums = _checksum(data[:24], magic & 1, (0, 0)) if magic & ~1 == _WAL_MAGIC else (0, 0)
    head_is_good = magic & ~1 == _WAL_MAGIC and sums == struct.unpack_from(">2I", data, 24) and _is_size(size)
    size = size if _is_size(size) else USUAL_SIZE
    committed: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    others: list[tuple[int, bytes]] = []
    in_chain, is_broken = head_is_good, not head_is_good
    for at in range(_WAL_HEADER, len(data) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        number, after_commit = struct.unpack_from(">2I", data, at)
        page = data[at + _FRAME_HEADER : at + _FRAME_HEADER + size]
        is_current = data[at + 8 : at + 16] == data[16:24]
        if in_chain:
            sums = _checksum(page, magic & 1, _checksum(data[at : at + 8], magic & 1, sums))
            in_chain = is_current and sums == struct.unpack_from(">2I", data, at + 16)
        if not in_chain:
            is_broken = is_broken or (is_current and after_commit > 0)
            others.append((number, page))
            continue
        pending[number] = page
        if after_commit:
            committed.update(pending)
            pending.clear()
    return Log(committed, (*others, *pending.items()), is_broken)


def _checksum(data: bytes, big_endian: int, start: tuple[int, int]) -> tuple[int, int]:
    first, second = start
    words = struct.unpack(f"{'>' if big_endian else '<'}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second


def _is_size(size: int) -> bool:
    return 512 <= size <= 65536 and size & (size - 1) == 0


class Pages:
    """The pages of a database file, perhaps with those of its log over them.

    Args:
        data: the file's bytes; any length.
        over: pages that stand in for the file's own.
    """

    def __init__(self, data: bytes, over: dict[int, bytes]) -> None:
        self._data = data
        self._over = over
        first = over.get(1, data[:_HEADER])
        size = int.from_bytes(first[16:18], "big") if first.startswith(MAGIC) else 0
        self.size = 65536 if size == 1 else size if _is_size(size) else USUAL_SIZE
        in_file, last_over = -(-len(data) // self.size), max(over, default=0)
        self.count = max(in_file, last_over if last_over < _MOST_PAGES else 0)

    def page(self, number: int) -> bytes:
        """The page of this number, filled up where the file ends within it; b"" where there is none."""
        if number in self._over:
            return self._over[number]
        start = (number - 1) * self.size
        page = self._data[start : start + self.size] if number > 0 else b""
        return page.ljust(self.size, b"\0") if page else b""

    def unused(self) -> frozenset[int]:
        """The pages of the list of free ones, whose records were deleted or moved; none where that list is damaged."""
        first = self.page(1)
        if not first.startswith(MAGIC):
            return frozenset()
        free: set[int] = set()
        trunk = int.from_bytes(first[32:36], "big")
        while trunk and trunk not in free:
            page = self.page(trunk)
            count = int.from_bytes(page[4:8], "big")
            if trunk > self.count or not page or count > self.size // 4 - 2:
                return frozenset()
            free.add(trunk)
            free.update(struct.unpack_from(f">{count}I", page, 8))
            trunk = int.from_bytes(page[:4], "big")
        return frozenset(free)

    def records(self) -> Iterator[Record]:
        """All records of all pages that are in use."""
        unused = self.unused()
        for number in range(1, self.count + 1):
            if number not in unused:
                yield from records(self.page(number), self.page, first=number == 1)


def records(page: bytes, pages: Page, *, first: bool = False) -> Iterator[Record]:
    """The records of one page; `pages` gives those on which long ones go on, `first` is the one with the header."""
    start = _HEADER if first else 0
    if len(page) < start + 12 or page[start] not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER):
        return
    kind = page[start]
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    pointers = start + (12 if kind == _INDEX_INNER else 8)
    if pointers + 2 * cells > len(page):
        return
    for at in struct.unpack_from(f">{cells}H", page, pointers):
        try:
            yield _record(page, at, kind, pages)
        except (ValueError, IndexError, struct.error):
            continue


def _record(page: bytes, at: int, kind: int, pages: Page) -> Record:
    if kind == _INDEX_INNER:
        at += 4
    length, at = _varint(page, at)
    rowid = 0
    if kind == _TABLE_LEAF:
        rowid, at = _varint(page, at)
    payload = _payload(page, at, length, len(page) - 35 if kind == _TABLE_LEAF else _most_in_index(len(page)), pages)
    columns, values = _values(payload)
    return Record(kind != _TABLE_LEAF, rowid, columns, values)


def _most_in_index(size: int) -> int:
    return (size - 12) * 64 // 255 - 23


def _payload(page: bytes, at: int, length: int, most: int, pages: Page) -> bytes:
    """A record's bytes; as far as they go where a page that it goes on is not there."""
    size = len(page)
    if length <= most:
        if at + length > size:
            raise ValueError("beyond the page")
        return page[at : at + length]
    least = (size - 12) * 32 // 255 - 23
    here = least + (length - least) % (size - 4)
    here = here if here <= most else least
    if at + here + 4 > size:
        raise ValueError("beyond the page")
    parts, had = [page[at : at + here]], here
    follower = int.from_bytes(page[at + here : at + here + 4], "big")
    for _ in range(_MOST_OVERFLOW):
        more = pages(follower) if follower else b""
        if had >= length or len(more) != size:
            break
        parts.append(more[4 : 4 + length - had])
        had += len(parts[-1])
        follower = int.from_bytes(more[:4], "big")
    return b"".join(parts)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    value = value << 8 | data[at + 8]
    return value - (1 << 64 if value >= 1 << 63 else 0), at + 9


_WIDTHS: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)


def _values(payload: bytes) -> tuple[int, tuple[Value, ...]]:
    """How many columns a record has, and their values up to the first that is cut off or is no text."""
    head, at = _varint(payload, 0)
    if not 0 < head <= len(payload):
        raise ValueError("no record")
    kinds: list[int] = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        if kind in (10, 11) or kind < 0:
            raise ValueError("no such kind of value")
        width = _WIDTHS[kind] if kind < 10 else (kind - 12) // 2
        if at + width > len(payload):
            break
        piece = payload[at : at + width]
        at += width
        try:
            values.append(_value(kind, piece))
        except ValueError:
            break
    return len(kinds), tuple(values)


def _value(kind: int, piece: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        return float(struct.unpack(">d", piece)[0])
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(piece, "big", signed=True)
    if kind % 2 == 0:
        return piece
    text = piece.decode()
    if "\0" in text:  # zeros where a disk has lost what was there; no program has written them
        raise ValueError("no text")
    return text
