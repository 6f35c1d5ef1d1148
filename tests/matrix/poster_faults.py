"""The table: each way in which a poster can go wrong, what happens on the wire, and what has to be seen.

A line is a `Case`. A server answers each request for the one picture of a video as the line says. What is seen is the
picture, or none and why. Where there is none, it is tried once more, later, and not again; where the server has come to
its senses by then, the picture is there, and stays when the server is gone.
`test_poster_faults` plays them; `python -m tests.matrix.poster_report` prints what was seen and the memory it took.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from app.core.errors import ErrorCode as E
from tests.core.wire import Script
from tests.matrix import pictures
from tests.matrix.save_faults import head, says, sends, to

LARGEST = 12 << 20
"""Bytes of a picture that are read."""
GOOD = pictures.picture(320, 180, "JPG")


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes:
        name: of the case.
        answer: makes what the server does with each request.
        code: why no picture is seen; None where it is.
        requests: that one try makes, those of redirects included.
        certificate: of the server, one of those of `certificates`; "" without TLS.
        silent: nothing comes, and the client has to give up: it is given little patience.
    """

    name: str
    answer: Callable[[], Script]
    code: E | None
    requests: int = 1
    certificate: str = ""
    silent: bool = False


def shown(name: str, body: Callable[[], bytes], *headers: str) -> Case:
    """A picture that is seen."""
    return Case(name, cache(lambda: says(body(), "200 OK", *headers)), None)


def refused(name: str, body: Callable[[], bytes], *headers: str, code: E = E.NOT_THE_FEED) -> Case:
    """A whole answer that is no picture to be seen."""
    return Case(name, cache(lambda: says(body(), "200 OK", *headers)), code)


def plays(name: str, script: Script, code: E | None, requests: int = 1, certificate: str = "") -> Case:
    """Something that needs no making."""
    return Case(name, lambda: script, code, requests, certificate)


def silent(name: str, script: Script) -> Case:
    """Something that never comes to an end."""
    return Case(name, lambda: script, E.TIMEOUT, silent=True)


def status(number: int) -> Case:
    """A status, with a good picture as its body."""
    return plays(f"{number}", says(GOOD, f"{number} No", "Content-Type: image/jpeg"), E.UNEXPECTED_STATUS)


HUGE = 60_000
TYPED = "Content-Type: image/jpeg"
LENGTH = f"Content-Length: {len(GOOD)}"

CASES: tuple[Case, ...] = (
    # Pictures
    shown("a JPEG", lambda: GOOD, TYPED),
    shown("a PNG", lambda: pictures.picture(320, 180, "PNG")),
    shown("a WebP", lambda: pictures.picture(320, 180, "WEBP")),
    shown("a BMP", lambda: pictures.picture(320, 180, "BMP")),
    shown("a GIF", lambda: pictures.gif(32, 18)),
    shown("one pixel", lambda: pictures.picture(1, 1, "PNG")),
    shown("one line", lambda: pictures.png(4000, 1)),
    shown("the largest PNG that is decoded", lambda: pictures.png(4000, 3000, depth=16, channels=4)),
    shown("the largest JPEG that is decoded", lambda: pictures.picture(4000, 3000, "JPG", progressive=True)),
    shown("gzip of it", lambda: gzip.compress(GOOD), "Content-Encoding: gzip"),
    # Another type than the header said
    shown("a PNG that is called a JPEG", lambda: pictures.picture(320, 180, "PNG"), TYPED),
    shown("a JPEG that is called HTML", lambda: GOOD, "Content-Type: text/html"),
    shown("a JPEG of no type", lambda: GOOD),
    refused("HTML that is called a JPEG", lambda: b"<!DOCTYPE html><html>log in</html>", TYPED),
    refused("a video that is called a JPEG", lambda: b"\0\0\0\x20ftypisom" + bytes(5000), TYPED),
    refused("a script that is called a PNG", lambda: b"#!/bin/sh\nexit\n", "Content-Type: image/png"),
    # No picture
    refused("HTML with 200", lambda: b"<html><img src=x></html>", "Content-Type: text/html"),
    refused("JSON with 200", lambda: b'{"error": "expired"}', "Content-Type: application/json"),
    refused("nothing with 200", lambda: b""),
    refused("an SVG", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    refused("an SVG of a billion laughs", pictures.laughing_svg, "Content-Type: image/svg+xml"),
    refused("an SVG that names another host", lambda: b'<?xml version="1.0"?><svg><image href="http://x/"/></svg>'),
    refused("a gzipped SVG", lambda: gzip.compress(b"<svg/>")),
    refused("a TIFF", lambda: b"II*\0\x08\0\0\0" + bytes(500)),
    refused("an icon", lambda: b"\0\0\1\0\1\0" + bytes(500)),
    refused("a PDF", lambda: b"%PDF-1.4\n" + bytes(500)),
    refused("an XPM", lambda: b'/* XPM */\nstatic char *x[] = {"60000 60000 1 1", "a c red"};'),
    refused("a PBM", lambda: b"P6 60000 60000 255\n"),
    refused("AVIF", lambda: b"\0\0\0\x20ftypavif" + bytes(500)),
    # Broken
    refused("the start of a JPEG", lambda: GOOD[: len(GOOD) // 2]),
    refused("the start of a PNG", lambda: pictures.picture(320, 180, "PNG")[:-30]),
    refused("the start of a GIF", lambda: pictures.gif(32, 18)[:-3]),
    refused("the start of a WebP", lambda: pictures.picture(320, 180, "WEBP")[:-9]),
    refused("the start of a BMP", lambda: pictures.picture(320, 180, "BMP")[:-999]),
    refused("the first bytes alone", lambda: b"\xff\xd8\xff"),
    refused("a PNG with wrong sums", lambda: pictures.picture(320, 180, "PNG").replace(b"IDAT", b"IDAT\1")),
    refused("noise behind a JPEG's start", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xda\xff\xd9"),
    refused("a picture of no width", lambda: pictures.png_head(0, 180)),
    # Bombs
    refused("a PNG of huge dimensions, in its head", lambda: pictures.png(4, 4, said=HUGE), code=E.TOO_LARGE),
    refused("a PNG of dimensions without end", lambda: pictures.png_head(2**31 - 1, 2**31 - 1)),
    refused("a PNG of negative dimensions", lambda: pictures.png_head(2**32 - 9, 2**32 - 9)),
    refused("a PNG of huge dimensions, whole", lambda: pictures.png(16_000, 16_000), code=E.TOO_LARGE),
    refused("a JPEG of huge dimensions", lambda: pictures.jpeg_of(GOOD, 65_500, 65_500), code=E.TOO_LARGE),
    refused("a WebP of huge dimensions", lambda: pictures.webp_head(16_383, 16_383), code=E.TOO_LARGE),
    refused("a WebP whose picture is larger than its canvas", lambda: pictures.webp_canvas(16, 16, 16_383)),
    refused("a BMP of huge dimensions", lambda: pictures.bmp_head(10_000, 10_000), code=E.TOO_LARGE),
    refused("a BMP upside down and huge", lambda: pictures.bmp_head(10_000, -10_000)),
    refused("a GIF of huge dimensions", lambda: pictures.gif(HUGE, HUGE), code=E.TOO_LARGE),
    refused("a GIF without dimensions, a huge picture in it", lambda: pictures.gif(0, 0, HUGE), code=E.TOO_LARGE),
    shown("a GIF of one pixel, a huge picture in it", lambda: pictures.gif(1, 1, HUGE)),
    refused("a line that is too long", lambda: pictures.png(20_000_000, 1)),
    shown("a GIF of ten thousand frames", lambda: pictures.gif(320, 180, frames=10_000)),
    shown("a WebP of five hundred frames", lambda: pictures.webp_moving(320, 180, 500)),
    shown("a PNG of five hundred frames", lambda: pictures.png_moving(500)),
    shown("a PNG with a gigabyte of texts", lambda: pictures.png_with_texts(130)),
    shown("a PNG with a profile that unpacks to 100 MB", lambda: pictures.png_with_profile(100 << 20)),
    refused("a JPEG of a thousand scans", lambda: pictures.jpeg_of_scans(1000), code=E.TOO_LARGE),
    refused("huge bytes", lambda: GOOD + bytes(LARGEST), code=E.TOO_LARGE),
    refused(
        "gzip that unpacks to 100 MB",
        lambda: gzip.compress(bytes(100 << 20)),
        "Content-Encoding: gzip",
        code=E.TOO_LARGE,
    ),
    refused(
        "deflate that unpacks to 100 MB",
        lambda: pictures.deflated(100 << 20),
        "Content-Encoding: deflate",
        code=E.TOO_LARGE,
    ),
    plays("bytes without end", sends(head(TYPED) + GOOD, then="flood"), E.TOO_LARGE),
    plays(
        "chunks without end",
        sends(head("Transfer-Encoding: chunked"), then="flood", more=b"10000\r\n" + bytes(65536) + b"\r\n"),
        E.TOO_LARGE,
    ),
    refused("gzip said, none sent", lambda: GOOD, "Content-Encoding: gzip", code=E.CONNECTION_LOST),
    # Missing
    *map(status, (204, 206, 304, 400, 401, 403, 404, 410, 429, 451, 500, 502, 503)),
    # The wire
    plays("close before the headers", sends(b""), E.CONNECTION_LOST),
    plays("close within the headers", sends(b"HTTP/1.1 200 O"), E.CONNECTION_LOST),
    plays("RST before the headers", sends(b"", then="reset"), E.CONNECTION_LOST),
    plays("short body", sends(head(LENGTH) + GOOD[:500]), E.CONNECTION_LOST),
    plays("RST in the body", sends(head(LENGTH) + GOOD[:500], then="reset"), E.CONNECTION_LOST),
    plays("no Content-Length, early close", sends(head() + GOOD[:500]), E.NOT_THE_FEED),
    plays("chunked, cut", sends(head("Transfer-Encoding: chunked") + b"%x\r\n" % len(GOOD)), E.CONNECTION_LOST),
    plays("nonsense in place of HTTP", sends(b"\x00\xff" * 50), E.CONNECTION_LOST),
    plays("headers without end", sends(b"HTTP/1.1 200 OK\r\n", then="flood", more=b"X: y\r\n" * 99), E.CONNECTION_LOST),
    silent("silence before the headers", sends(b"", then="hang")),
    silent("headers byte by byte", sends(b"HTTP/1.1 200 OK\r\nX: ", then="drip")),
    silent("a stall", sends(head(LENGTH) + GOOD[:500], then="hang")),
    silent("a drip", sends(head(LENGTH) + GOOD[:500], then="drip")),
    # Redirects
    plays("a redirect to itself", to("/poster.jpg"), E.REDIRECT_REFUSED, 6),
    plays("a redirect to file:", to("file:///etc/passwd"), E.REDIRECT_REFUSED),
    plays("a redirect to data:", to("data:image/png;base64,iVBORw0KGgo="), E.REDIRECT_REFUSED),
    plays("a redirect without a place", says(b"", "302 Found"), E.UNEXPECTED_STATUS),
    # Certificates: no request is made
    plays("a good certificate", says(GOOD), None, 1, "good"),
    plays("a certificate that has expired", says(GOOD), E.TLS_EXPIRED, 0, "expired"),
    plays("a certificate that is not yet valid", says(GOOD), E.TLS_EXPIRED, 0, "not yet valid"),
    plays("a certificate of another host", says(GOOD), E.TLS_WRONG_HOST, 0, "other host"),
    plays("a certificate of nobody", says(GOOD), E.TLS_UNTRUSTED, 0, "untrusted"),
    plays("a certificate of itself", says(GOOD), E.TLS_UNTRUSTED, 0, "self-signed"),
)
