"""What a picture is by its bytes, and what of them is left for a decoder."""

from __future__ import annotations

from random import Random

import pytest

from app.core.errors import ErrorCode, PikaError
from app.core.picture_bytes import MOST_SCANS, picture_bytes
from tests.matrix import pictures

WHOLE = {
    "jpeg": pictures.picture(32, 18, "JPG"),
    "png": pictures.png(32, 18),
    "gif": pictures.gif(32, 18),
    "webp": pictures.picture(32, 18, "WEBP"),
    "bmp": pictures.picture(32, 18, "BMP"),
}
SCAN = b"\xff\xda"


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_picture_stays_as_it_is(kind: str) -> None:
    assert picture_bytes(WHOLE[kind]) == (kind, WHOLE[kind])


def test_a_png_loses_what_no_pixel_needs_and_nothing_else() -> None:
    text, profile = pictures.chunk(b"zTXt", b"k\0\0x"), pictures.chunk(b"iCCP", b"p\0\0x")
    needed = b"".join(pictures.chunk(name, b"abc") for name in (b"PLTE", b"tRNS", b"gAMA", b"sRGB"))
    laden = pictures.png(32, 18, between=text + needed[:15] + profile + needed[15:] + text)
    assert picture_bytes(laden)[1] == pictures.png(32, 18, between=needed)
    assert picture_bytes(laden + b"behind its end" * 99)[1] == pictures.png(32, 18, between=needed)


def test_as_many_scans_as_a_picture_may_have() -> None:
    ends, own = WHOLE["jpeg"][:-2], WHOLE["jpeg"].count(SCAN)
    assert picture_bytes(ends + SCAN * (MOST_SCANS - own) + b"\xff\xd9")[0] == "jpeg"
    with pytest.raises(PikaError) as raised:
        picture_bytes(ends + SCAN * (MOST_SCANS - own + 1) + b"\xff\xd9")
    assert raised.value.problem.code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize("kind", WHOLE)
def test_whatever_comes_it_ends_in_bytes_or_in_an_error_of_ours(kind: str) -> None:
    random = Random(kind)
    for _ in range(2000):
        data = bytearray(WHOLE[kind][: random.randrange(len(WHOLE[kind]) + 1)])
        for _ in range(random.randrange(9) if data else 0):
            data[random.randrange(len(data))] = random.randrange(256)
        assert _outcome(bytes(data)) in ("picture", ErrorCode.NOT_THE_FEED, ErrorCode.TOO_LARGE)


def _outcome(data: bytes) -> str:
    try:
        _, left = picture_bytes(data)
    except PikaError as error:
        return error.problem.code
    return "picture" if len(left) <= len(data) + 12 else "more than came"  # the end of a PNG may be put right
