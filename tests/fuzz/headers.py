"""Fuzzes what a media server's headers say: `python -m tests.fuzz.headers [libFuzzer's options and folders]`.

A 206 is gone on with only from the very byte and to the very end; a link's end is a moment that a clock can show.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["app"]):
    from app.core.feed import retry_after
    from app.core.link_end import link_end
    from app.core.part_note import Note
    from app.core.ranges import body_length, continues, length_left, strong_tag
    from app.core.save_queue import host_of

NAMES = (
    "Content-Range",
    "ETag",
    "Content-Length",
    "Retry-After",
    "Content-Type",
    "Content-Encoding",
    "Transfer-Encoding",
)
SIZE, TOTAL = 100, 1000


def check(data: bytes) -> None:
    """One input: the values of `NAMES`, a line each, then a link."""
    lines = data.decode("latin-1").split("\n")
    headers = dict(zip(NAMES, lines, strict=False))
    note = Note("place", '"v1"', "", TOTAL if len(data) % 2 else None)
    tag, length, wait = strong_tag(headers), body_length(headers), retry_after(headers)
    assert not tag or (tag[0] == tag[-1] == '"' and tag.isascii() and tag.isprintable())
    assert length is None or length >= 0
    assert wait is None or wait >= 0
    if continues(headers, note, SIZE):
        left = length_left(headers)
        assert note.total is None or SIZE + left == TOTAL
        assert tag in ("", note.etag)
    link = lines[len(NAMES)] if len(lines) > len(NAMES) else ""
    end = link_end("https://h/v.mp4?" + link)
    if end is not None:
        datetime.fromtimestamp(end, UTC)
    link_end(link)
    host_of(link)


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
