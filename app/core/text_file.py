"""Reads a text file of bounded size, whatever wrote it."""

from __future__ import annotations

import codecs
from pathlib import Path

from app.core.errors import ErrorCode, PikaError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


MAX_BYTES = 10 << 20
"""Of a file, or of standard input, that is searched for task IDs."""


def read_text(path: str, limit: int) -> str:
    """The text of the file; bytes that are no UTF-8 (or UTF-16 with a mark) become U+FFFD.

    Raises:
        PikaError: TOO_LARGE over `limit` bytes, NO_PERMISSION, or DISK_FAILED.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except PermissionError as error:
        raise PikaError(ErrorCode.NO_PERMISSION, error.strerror or "") from None
    except (OSError, ValueError) as error:
        raise PikaError(ErrorCode.DISK_FAILED, getattr(error, "strerror", "") or "") from None
    if len(data) > limit:
        raise PikaError(ErrorCode.TOO_LARGE)
    return decode(data)


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8, or UTF-16 with a mark; what is neither becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("utf-8", "replace")
