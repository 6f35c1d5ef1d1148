"""What the fuzzers of the save engine start from."""

from __future__ import annotations

from tests.core.test_mp4 import FTYP, LAST, MDAT, box, moov

EBML = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"
VIDEOS: tuple[bytes, ...] = (
    LAST,
    FTYP + moov(len(FTYP) + len(moov(0)) + 8) + MDAT,
    FTYP + moov(len(FTYP) + len(moov(0, wide=True)) + 16, wide=True) + box(b"mdat", b"m" * 1000, wide=True),
    FTYP + box(b"moov", box(b"mvhd", bytes(100)) + box(b"mvex", box(b"mehd", bytes(8)))) + box(b"moof") + MDAT,
    FTYP + box(b"sidx", bytes(40)) + LAST,
    EBML + b"\x18\x53\x80\x67\x86" + b"\x1f\x43\xb6\x75\x81x",
    EBML + b"\x18\x53\x80\x67\xff" + b"\x15\x49\xa9\x66\x8e\x2a\xd7\xb1\x83\x0f\x42\x40\x44\x89\x84\x45\x00\x00\x00",
    b"RIFF\x10\0\0\0AVI LIST" + bytes(20),
    b"",
)
NAMES: tuple[bytes, ...] = (
    b"{prompt} {seed}\nA plane flies\ntask\nvideo",
    b"{prompt}{n}{video}\nCON.mp4\n..\n../x",
    "{task}\n\u202e晨雾 👩‍👩‍👧‍👦🏳️‍🌈\n".encode() + b"\xff\xfe",
    b"x" * 500,
)
NOTES: tuple[bytes, ...] = (
    b'{"place": "x", "etag": "\\"v1\\"", "modified": "", "total": 9}\n\n{"size": 5, "sha256": "ab", "extension": ""}\n',
    b'{"place": "x"}\n{"size": 5, "sha256": "ab"}\n{"size": 5, "sha256": "cd", "extension": ".mp4"}\n{"si',
    b'{"place": "x", "total": "9"}',
    b"[[[[[[",
)
HEADERS: tuple[bytes, ...] = (
    b'bytes 100-999/1000\n"v1"\n900\n5\nvideo/mp4\nidentity\n\nExpires=1700000000',
    (
        b'bytes 100-999/*\nW/"v1"\n\nWed, 21 Oct 2015 07:28:00 GMT\nmultipart/byteranges\ngzip\nchunked\n'
        b"se=2023-11-14T22:13:20Z"
    ),
    b"bytes 0-1/2\n\n-1\n99999999999\n\n\n\nX-Amz-Date=20231114T221320Z&X-Amz-Expires=3600",
)
