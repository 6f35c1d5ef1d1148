"""Judges by their headers whether an answer goes on with a part: of that very file, at that very byte, to its end."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.core.part_note import Note

_NO_RANGE = re.compile(r"bytes \*/(\d{1,30})")
_CONTENT_RANGE = re.compile(r"bytes (\d{1,30})-(\d{1,30})/(\d{1,30}|\*)")


def resumable(note: Note, size: int, place: str) -> bool:
    """Whether the bytes of a part can be gone on with. A date is too weak to tell two videos of one second apart."""
    if size == 0 or (note.total is not None and size > note.total):
        return False
    same = note.place == place
    return bool(note.etag and (same or size != note.total)) or bool(note.modified and same)


def strong_tag(headers: Mapping[str, str]) -> str:
    """The entity tag, "" where it is weak: equal ones do not promise equal bytes (RFC 9110, 8.8.1)."""
    tag = headers.get("ETag", "").strip()
    return tag if len(tag) <= 200 and re.fullmatch(r'"[\x21\x23-\x7e]*"', tag) else ""


def body_length(headers: Mapping[str, str]) -> int | None:
    """Bytes that an answer declares for its body, None where it does not."""
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        return None
    text = headers.get("Content-Length", "").strip()
    return int(text) if re.fullmatch(r"\d{1,30}", text) else None


def length_left(headers: Mapping[str, str]) -> int:
    """Bytes that the Content-Range of a 206 promises."""
    found = _CONTENT_RANGE.fullmatch(headers["Content-Range"].strip())
    assert found is not None
    return int(found[2]) - int(found[1]) + 1


def ends_at(headers: Mapping[str, str], note: Note, size: int) -> bool:
    """Whether a 416 says that the first `size` bytes are all that there are of the very file that was noted."""
    found = _NO_RANGE.fullmatch(headers.get("Content-Range", "").strip())
    if found is None or int(found[1]) != size or note.total not in (None, size):
        return False
    tag = strong_tag(headers)
    return not (note.etag and tag and tag != note.etag)


def continues(headers: Mapping[str, str], note: Note, size: int) -> bool:
    """Whether a 206 brings what follows the first `size` bytes, up to the end, of the very file that was noted."""
    found = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", "").strip())
    if found is None or headers.get("Content-Type", "").lower().startswith("multipart/"):
        return False
    if headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        return False
    first, last, total = int(found[1]), int(found[2]), found[3]
    if first != size or (note.total is not None and last + 1 != note.total):
        return False
    if total != "*" and (last + 1 != int(total) or (note.total is not None and int(total) != note.total)):
        return False
    tag = strong_tag(headers)
    return not (note.etag and tag and tag != note.etag)
