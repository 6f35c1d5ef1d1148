"""Files over HTTP: validators, Range and If-Range, for whatever the demo serves as media."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from pathlib import Path

from app.demo.wire import Body, Reply, http_date

TYPES = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".json": "application/json", ".html": "text/html; charset=utf-8"}

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def whole_reply(source: Path | bytes, name: str) -> Reply:
    """The whole file as a reply of status 200 with validators; `ranged` makes the part out of it.

    Args:
        source: the file, or its bytes.
        name: the last part of the link; its extension gives the type.

    Raises:
        OSError: the file cannot be read.
    """
    if isinstance(source, bytes):
        body, changed = Body(source), 0.0
        tag = f'"{len(source):x}-{zlib.crc32(source):x}"'
    else:
        status = source.stat()
        body, changed = Body.of_file(source, status.st_size), status.st_mtime
        tag = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
    headers = {
        "Content-Type": TYPES.get(Path(name).suffix.lower(), "application/octet-stream"),
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Last-Modified": http_date(changed),
    }
    return Reply(200, headers, body)


def ranged(whole: Reply, asked: Mapping[str, str]) -> Reply:
    """The part of a whole reply that the request's Range and If-Range ask for; several ranges get the whole."""
    found = _RANGE.fullmatch(asked.get("range", "").replace(" ", ""))
    backwards = bool(found and found[1] and found[2] and int(found[2]) < int(found[1]))
    if found is None or found[0] == "bytes=-" or backwards or not _still_the_same(whole, asked.get("if-range")):
        return whole
    size = whole.body.size
    if found[1]:
        start = int(found[1])
        stop = min(size, int(found[2]) + 1) if found[2] else size
    else:
        start, stop = max(0, size - int(found[2])), size
    if start >= stop:
        return Reply(416, {"Content-Range": f"bytes */{size}", "Content-Type": "text/plain"})
    headers = {**whole.headers, "Content-Range": f"bytes {start}-{stop - 1}/{size}"}
    return Reply(206, headers, whole.body.part(start, stop))


def _still_the_same(whole: Reply, condition: str | None) -> bool:
    """Whether the If-Range of a request holds; a weak tag never does (RFC 9110, 13.1.5)."""
    if condition is None:
        return True
    strong = not condition.startswith("W/")
    return strong and condition in (whole.headers.get("ETag"), whole.headers.get("Last-Modified"))
