"""The table: each way in which a save can go wrong, what happens on the wire, and what has to be seen.

A line is a `Case`. A server answers as its `wire` says, request by request, and as a good server behind that; a caller
tries until the file is there. What each try ends with and what each request asks for must be as the line says.
`test_save_faults` plays them; `python -m tests.matrix.save_report` prints what was seen.
"""

from __future__ import annotations

import gzip
import os
import socket
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from app.core.errors import ErrorCode as E
from tests.core.test_download import CUT, ETAG, VIDEO, WEBM, N
from tests.core.test_mp4 import FTYP, box, moov
from tests.core.wire import Exchange, Script

DATE = "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT"
REST = VIDEO[CUT:]
REST_OF = f"Content-Range: bytes {CUT}-{N - 1}/{N}"
OTHER = VIDEO[: N - 50_000] + bytes(50_000)
"""Another video of the same length."""


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes:
        name: of the case.
        wire: what the server does with the first requests.
        tries: what each try ends with, None for a whole file: the last of them.
        ranges: where each request begins, 0 for a whole one.
        body: what the file holds in the end.
        file: its name in the end.
        validator: header of the good server, "" for none.
    """

    name: str
    wire: tuple[Script, ...]
    tries: tuple[E | None, ...]
    ranges: tuple[int, ...]
    body: bytes = VIDEO
    file: str = "film.mp4"
    validator: str = ETAG


def good(body: bytes = VIDEO, validator: str = ETAG) -> Script:
    """A server that does it right."""

    def script(exchange: Exchange) -> None:
        start = asked_from(exchange)
        tag = validator.partition(": ")[2]
        if start >= len(body):
            exchange.reply(b"", "416 Range Not Satisfiable", f"Content-Range: bytes */{len(body)}")
        elif start and exchange.headers.get("if-range", tag) == tag:
            place = f"Content-Range: bytes {start}-{len(body) - 1}/{len(body)}"
            exchange.reply(body[start:], "206 Partial Content", *filter(None, [place, validator]))
        else:
            exchange.reply(body, "200 OK", *filter(None, [validator]))

    return script


def asked_from(exchange: Exchange) -> int:
    """Where the request begins. Its end is that of the file, whether it says so or not."""
    return int(exchange.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])


def says(body: bytes, status: str = "200 OK", *headers: str, length: bool = True) -> Script:
    """A whole answer."""
    return lambda exchange: exchange.reply(body, status, *headers, length=length)


def sends(data: bytes, *, then: str = "close", more: bytes = b"x") -> Script:
    """These bytes, and then: close, reset, hang, drip `more`, or flood with it."""

    def script(exchange: Exchange) -> None:
        exchange.send(data)
        if then == "reset":
            exchange.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(exchange.sock.detach())
        elif then == "hang":
            exchange.over.wait()
        elif then == "drip":
            exchange.drip(more, 0.01)
        elif then == "flood":
            while not exchange.over.is_set():
                exchange.send(more * (1 + 65536 // len(more)))
        else:
            exchange.close()

    return script


def head(*headers: str, status: str = "200 OK") -> bytes:
    """Status line and headers."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode()


def to(place: str) -> Script:
    """A redirect."""
    return says(b"", "302 Found", f"Location: {place}")


LENGTH = f"Content-Length: {N}"
TAGGED = head(LENGTH, ETAG)
HALF = sends(TAGGED + VIDEO[:CUT])
"""The start of the body, and the end of the connection."""
CHUNKED = head("Transfer-Encoding: chunked", ETAG)
ONE_CHUNK = b"%x\r\n%b\r\n" % (CUT, VIDEO[:CUT])
ALL_BUT_THE_END = sends(CHUNKED + b"%x\r\n%b\r\n" % (N, VIDEO))
"""Every byte of the body, but not that these are all."""
LOST, STALE, PAGE = (E.CONNECTION_LOST, None), (E.TIMEOUT, None), (E.NOT_A_VIDEO, None)


def resumed(name: str, answer: Script, *ranges: int, tries: tuple[E | None, ...] = LOST, body: bytes = VIDEO) -> Case:
    """A resume that is answered so."""
    return Case(name, (HALF, answer), tries, (0, CUT, *ranges), body)


def whole(name: str, body: bytes, file: str = "film.mp4") -> Case:
    """A whole file of some kind."""
    return Case(name, (says(body, "200 OK", ETAG),), (None,), (0,), body, file)


def refused(name: str, body: bytes, code: E = E.NOT_A_VIDEO) -> Case:
    """An answer that is not to be kept."""
    return Case(name, (says(body, "200 OK", ETAG),), (code, None), (0, 0))


def later(seconds: float) -> str:
    """A date from now, as a header has it."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def moved(first: int, *boxes: bytes) -> bytes:
    """A video whose samples begin at `first`."""
    return FTYP + moov(first) + b"".join(boxes)


SAMPLES = b"m" * 1000
AT = len(FTYP) + len(moov(0)) + 8
LAST = FTYP + box(b"mdat", SAMPLES) + moov(len(FTYP) + 8)
FRAGMENTS = (
    FTYP
    + box(b"moov", box(b"mvhd", bytes(100)) + box(b"mvex", b""))
    + (box(b"moof", bytes(50)) + box(b"mdat", SAMPLES)) * 3
)

CASES: tuple[Case, ...] = (
    # Before the body
    Case("close before the headers", (sends(b""),), LOST, (0, 0)),
    Case("close within the headers", (sends(TAGGED[:30]),), LOST, (0, 0)),
    Case("RST before the headers", (sends(b"", then="reset"),), LOST, (0, 0)),
    Case("silence before the headers", (sends(b"", then="hang"),), STALE, (0, 0)),
    Case("headers byte by byte without end", (sends(b"HTTP/1.1 200 OK\r\nX: ", then="drip"),), STALE, (0, 0)),
    Case("nonsense in place of HTTP", (sends(b"\x00\xff" * 50),), LOST, (0, 0)),
    # Within it
    Case("short body", (HALF,), LOST, (0, CUT)),
    Case("RST in the body", (sends(TAGGED + VIDEO[:CUT], then="reset"),), LOST, (0, -1)),
    Case("cut again and again", (HALF,) * 4, (*[E.CONNECTION_LOST] * 4, None), (0, CUT, CUT, CUT, CUT)),
    Case("stall", (sends(TAGGED + VIDEO[:CUT], then="hang"),), STALE, (0, CUT)),
    Case("a drip under 1 KiB a second", (sends(TAGGED + VIDEO[:CUT], then="drip", more=REST),), STALE, (0, -1)),
    Case("no Content-Length, whole", (says(VIDEO, "200 OK", ETAG, length=False),), (None,), (0,)),
    Case("no Content-Length, early close", (sends(head(ETAG) + VIDEO[:CUT]),), (E.INCOMPLETE, None), (0, CUT)),
    Case("no Content-Length, no validator, early close", (sends(head() + VIDEO[:CUT]),), (E.INCOMPLETE, None), (0, 0)),
    Case(
        "more bytes than declared",
        (sends(head(f"Content-Length: {N - 9}", ETAG) + VIDEO),),
        (E.INCOMPLETE, None),
        (0, 0),
    ),
    Case("fewer bytes than declared", (sends(head(f"Content-Length: {N + 9}", ETAG) + VIDEO),), LOST, (0, N, 0)),
    Case("chunked, whole", (sends(CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (N, VIDEO)),), (None,), (0,)),
    Case("chunked, cut between two chunks", (sends(CHUNKED + ONE_CHUNK),), LOST, (0, CUT)),
    Case("chunked, cut in a chunk", (sends(CHUNKED + ONE_CHUNK[:-500]),), LOST, (0, -1)),
    Case("chunked with a nonsense size", (sends(CHUNKED + ONE_CHUNK + b"zz\r\n"),), LOST, (0, CUT)),
    Case("gzip unasked", (says(gzip.compress(VIDEO), "200 OK", "Content-Encoding: gzip", ETAG),), (None,), (0,)),
    Case(
        "gzip unasked, cut", (sends(head("Content-Encoding: gzip", ETAG) + gzip.compress(VIDEO)[:700]),), LOST, (0, 0)
    ),
    Case("gzip said, plain sent", (says(VIDEO, "200 OK", "Content-Encoding: gzip"),), LOST, (0, 0)),
    # Resumes
    Case("Last-Modified alone", (sends(head(LENGTH, DATE) + VIDEO[:CUT]),), LOST, (0, CUT), validator=DATE),
    Case("no validator at all", (sends(head(LENGTH) + VIDEO[:CUT]),), LOST, (0, 0), validator=""),
    Case("a weak ETag", (sends(head(LENGTH, 'ETag: W/"v1"') + VIDEO[:CUT]),), LOST, (0, 0)),
    resumed("Range ignored", says(VIDEO, "200 OK", ETAG)),
    resumed("ETag changed, other bytes", says(OTHER, "200 OK", 'ETag: "v2"'), body=OTHER),
    resumed("206 with another ETag", says(REST, "206 P", REST_OF, 'ETag: "v2"'), 0),
    resumed("206 from the wrong offset", says(REST[1:], "206 P", f"Content-Range: bytes {CUT + 1}-{N - 1}/{N}"), 0),
    resumed("206 from the start", says(VIDEO, "206 P", f"Content-Range: bytes 0-{N - 1}/{N}"), 0),
    resumed("206 with another total", says(REST, "206 P", f"Content-Range: bytes {CUT}-{N - 1}/{N + 5}"), 0),
    resumed("206 that ends early", says(REST[:-5], "206 P", f"Content-Range: bytes {CUT}-{N - 6}/{N}"), 0),
    resumed("206 with endless numbers", says(REST, "206 P", f"Content-Range: bytes {CUT}-{'9' * 5000}/*"), 0),
    resumed("206 without Content-Range", says(REST, "206 P"), 0),
    resumed(
        "206 as multipart/byteranges", says(REST, "206 P", REST_OF, "Content-Type: multipart/byteranges; boundary=x"), 0
    ),
    resumed("206 with gzip", says(gzip.compress(REST), "206 P", REST_OF, "Content-Encoding: gzip"), 0),
    resumed(
        "206 whose body is short",
        sends(head(REST_OF, f"Content-Length: {N - CUT}", status="206 P") + REST[:50_000]),
        CUT + 50_000,
        tries=(E.CONNECTION_LOST, E.CONNECTION_LOST, None),
    ),
    resumed("416, though there is more", says(b"", "416 No", f"Content-Range: bytes */{N}"), 0),
    resumed("416 that says nothing", says(b"", "416 No"), 0),
    resumed("416 with the part too long", says(b"", "416 No", "Content-Range: bytes */10"), 0),
    Case("416 with the part complete", (ALL_BUT_THE_END,), LOST, (0, N)),
    Case(
        "416 with the part complete, of another file",
        (ALL_BUT_THE_END, says(b"", "416 No", f"Content-Range: bytes */{N}", 'ETag: "v2"')),
        LOST,
        (0, N, 0),
    ),
    Case(
        "416 with the part as long as a file that is cut",
        (sends(CHUNKED + ONE_CHUNK), says(b"", "416 No", f"Content-Range: bytes */{CUT}")),
        LOST,
        (0, CUT, 0),
    ),
    resumed(
        "403 on the resume, then a new link", says(b"", "403 No"), CUT, tries=(E.CONNECTION_LOST, E.LINK_EXPIRED, None)
    ),
    resumed("503 on the resume", says(b"", "503 Busy"), CUT, tries=(E.CONNECTION_LOST, E.SERVER_TROUBLE, None)),
    resumed("a page on the resume", says(b"<html>", "200 OK"), 0, tries=(E.CONNECTION_LOST, E.NOT_A_VIDEO, None)),
    Case(
        "206 unasked",
        (says(VIDEO, "206 P", f"Content-Range: bytes 0-{N - 1}/{N}"),),
        (E.UNEXPECTED_STATUS, None),
        (0, 0),
    ),
    # What is no video
    refused("HTML with 200", b"<!DOCTYPE html><html>log in</html>" * 99),
    refused("JSON with 200", b'{"error": "expired"}'),
    refused("nothing with 200", b""),
    refused("a text file called .mp4", b"this is a diary\n" * 500),
    refused("a picture", b"\x89PNG\r\n\x1a\n" + bytes(5000)),
    refused("zeros", bytes(5000)),
    refused("a truncated MP4 of its declared length", VIDEO[:-500], E.INCOMPLETE),
    refused("an MP4 without its moov", FTYP + box(b"mdat", SAMPLES), E.INCOMPLETE),
    Case("204", (sends(head(status="204 No Content")),), (E.UNEXPECTED_STATUS, None), (0, 0)),
    # Statuses
    *(
        Case(f"{code} on the link", (says(b"no", f"{code} No"),), (E.LINK_EXPIRED, None), (0, 0))
        for code in (401, 403, 404, 410)
    ),
    *(
        Case(
            f"{status} with Retry-After as {what}",
            (says(b"", f"{status} No", f"Retry-After: {after}"),),
            (code, None),
            (0, 0),
        )
        for status, code in ((429, E.RATE_LIMITED), (503, E.SERVER_TROUBLE))
        for what, after in (("seconds", "3"), ("date", later(5)), ("years", "99999999"), ("nonsense", "soon"))
    ),
    Case("500", (says(b"<html>", "500 Oh"),), (E.SERVER_TROUBLE, None), (0, 0)),
    # Redirects
    Case("a redirect to a path", (to("/elsewhere"),), (None,), (0, 0)),
    Case("a redirect on the resume", (HALF, to("/elsewhere")), LOST, (0, CUT, CUT)),
    Case("a redirect to itself", (to("/film.mp4"),) * 6, (E.REDIRECT_REFUSED, None), (0,) * 7),
    Case("a redirect to file:", (to("file:///etc/passwd"),), (E.REDIRECT_REFUSED, None), (0, 0)),
    Case("a redirect to data:", (to("data:video/mp4,x"),), (E.REDIRECT_REFUSED, None), (0, 0)),
    # Kinds of whole files
    whole("moov at the end", LAST),
    whole("moov at the start", moved(AT, box(b"mdat", SAMPLES))),
    whole("trailing bytes", LAST + b"junk" * 50),
    whole("fragments", FRAGMENTS),
    whole(
        "64-bit box sizes",
        FTYP + moov(len(FTYP) + len(moov(0, wide=True)) + 16, wide=True) + box(b"mdat", SAMPLES, wide=True),
    ),
    whole("a last box of size zero", moved(AT, b"\0\0\0\0mdat" + SAMPLES)),
    whole("a WebM called .mp4", WEBM, "film.webm"),
)
"""-1 in `ranges`: behind the start, as far as the system had passed on before the end."""

HOSTILE_NAMES: dict[str, str] = {
    "up and out": "../../etc/passwd",
    "a device": "CON.mp4",
    "a device with a number": "lpt1",
    "trailing dots": "film...",
    "trailing space": "film ",
    "right to left": "film\u202e4pm.exe",
    "four hundred characters": "x" * 400,
    "four hundred of three bytes": "晨" * 400,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 9,
    "nothing": "",
    "spaces": "   ",
    "only dots": "..",
    "absolute": "/etc/passwd",
    "a drive": "C:\\Windows\\x",
    "a stream": "film.mp4:evil",
    "line breaks and zeros": "a\nb\r\0c",
    "hidden": ".bashrc",
    "lone surrogate": "a\ud800b",
    "a part": "film.mp4.part",
    "a note": "film.mp4.part.json",
    "wildcards": '*?<>|"',
}
"""Prompts that a file's name is made from."""
