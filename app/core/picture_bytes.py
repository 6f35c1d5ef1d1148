"""Tells by its bytes what kind a picture is, and leaves of it what a decoder needs: a stranger's may be a bomb.

Two of them are not seen by a picture's size (measured with Qt 6.11): each text in a PNG is inflated to up to 8 MB, and
kept, before the size can be asked for, so that 62 KB cost 321 MB; and each scan of a JPEG goes over all of its pixels,
6 ms for 26 bytes.
"""

from __future__ import annotations

from app.core.errors import ErrorCode, PikaError

MOST_SCANS = 100
"""Of a JPEG; a progressive one has about ten. A thumbnail within it may have its own, and chance makes a few."""
_PNG = b"\x89PNG\r\n\x1a\n"
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT"})
_END = b"\0\0\0\0IEND\xaeB`\x82"
_NAMES = {b"\xff\xd8\xff": "jpeg", _PNG: "png", b"GIF87a": "gif", b"GIF89a": "gif", b"BM": "bmp"}


def picture_bytes(data: bytes) -> tuple[str, bytes]:
    """The kind of a picture ("jpeg", "png", "gif", "webp" or "bmp") and what of its bytes is to be decoded.

    Raises:
        PikaError: NOT_THE_FEED where it is of no such kind or cut, TOO_LARGE where decoding it would take too long.
    """
    kind = _kind(data)
    if _is_cut(kind, data):  # decoders make half a picture of it, which would be kept for ever
        raise PikaError(ErrorCode.NOT_THE_FEED, "a cut picture")
    if kind == "jpeg" and data.count(b"\xff\xda") > MOST_SCANS:
        raise PikaError(ErrorCode.TOO_LARGE, "a JPEG of endless scans")
    return kind, _plain_png(data) if kind == "png" else data


def _kind(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    for start, kind in _NAMES.items():
        if data.startswith(start):
            return kind
    raise PikaError(ErrorCode.NOT_THE_FEED, "not a picture")


def _is_cut(kind: str, data: bytes) -> bool:
    """As far as the kind tells; the decoder of PNG sees to it itself."""
    if kind == "jpeg":
        return data.find(b"\xff\xd9", data.rfind(b"\xff\xda")) < 0
    if kind == "gif":
        return not data.rstrip(b"\0").endswith(b";")
    if kind == "webp":
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    return kind == "bmp" and int.from_bytes(data[2:6], "little") > len(data)


def _plain_png(data: bytes) -> bytes:
    """The picture without its texts, profiles and further frames; cut where its chunks make no sense."""
    view = memoryview(data)
    kept: list[bytes | memoryview] = [_PNG]
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(view[at : at + 4], "big")
        name = bytes(view[at + 4 : at + 8])
        if name == b"IEND":
            kept.append(_END)
            break
        if name in _NEEDED:
            kept.append(view[at:end])
        at = end
    return b"".join(kept)
