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

_NO_TEXT = bytes(set(range(0x20)) - set(b"\0\t\n\v\f\r\x1b"))
"""Control bytes that no encoding of text has but by accident; NUL may fill a log that a crash has torn."""
_ACCIDENTS = 0.02
"""Their share from which on it is no text: random bytes hold 10 % of them, what people write none."""


def read_text(path: str, limit: int) -> str:
    """The text of the file, as `decode` has it.

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
    """Bytes as text: UTF-8, or UTF-16 with a mark; what is neither becomes U+FFFD.

    Of a video, an archive and their like nothing is left: what stands alone in a line there would pass for an ID.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    written = data.translate(None, b"\0")
    if len(written) - len(written.translate(None, _NO_TEXT)) > _ACCIDENTS * len(written):
        return ""
    return data.decode("utf-8", "replace")
