"""Whole, cut and false video files."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from app.core import mp4
from app.core.errors import ErrorCode, TransferError
from app.core.mp4 import MediaInfo


def box(kind: bytes, body: bytes = b"", *, wide: bool = False) -> bytes:
    """One box."""
    if wide:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


FTYP = box(b"ftyp", b"isom\0\0\2\0isomavc1")
MDAT = box(b"mdat", b"m" * 1000)


def moov(first: int, sizes: tuple[int, ...] = (400, 600), *, wide: bool = False) -> bytes:
    """A movie of 2.5 s with one track, whose samples lie in one chunk at `first`."""
    mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 2500) + bytes(80))
    stsz = box(b"stsz", struct.pack(f">III{len(sizes)}I", 0, 0, len(sizes), *sizes))
    stsc = box(b"stsc", struct.pack(">IIIII", 0, 1, 1, len(sizes), 1))
    chunks = box(b"co64", struct.pack(">IIQ", 0, 1, first)) if wide else box(b"stco", struct.pack(">III", 0, 1, first))
    stbl = box(b"stbl", stsc + stsz + chunks)
    return box(b"moov", mvhd + box(b"trak", box(b"mdia", box(b"minf", stbl))))


def checked(tmp_path: Path, data: bytes) -> MediaInfo | ErrorCode:
    """What `check` says of a file with this content."""
    path = tmp_path / "file"
    path.write_bytes(data)
    try:
        return mp4.check(path)
    except TransferError as error:
        return error.problem.code


AT = len(FTYP) + 8
LAST = FTYP + MDAT + moov(AT)
WHOLE = MediaInfo("mp4", 2.5)


@pytest.mark.parametrize(
    "data",
    [
        LAST,
        FTYP + moov(len(FTYP) + len(moov(0)) + 8) + MDAT,
        FTYP + moov(len(FTYP) + len(moov(0, wide=True)) + 16, wide=True) + box(b"mdat", b"m" * 1000, wide=True),
        FTYP + moov(len(FTYP) + len(moov(0)) + 8) + b"\0\0\0\0mdat" + b"m" * 1000,  # to the end of the file
        FTYP + box(b"free", b"x" * 50) + box(b"mdat") + MDAT + moov(AT + 66),
        FTYP + box(b"abcd", b"unknown") + MDAT + moov(AT + 15),
    ],
)
def test_whole_files(tmp_path: Path, data: bytes) -> None:
    assert checked(tmp_path, data) == WHOLE


@pytest.mark.parametrize("tail", [b"x", b"\n", bytes(3), bytes(5000), b"junk" * 100, b"\xff" * 20, b"\0\0\0\7free"])
def test_bytes_behind_the_end(tmp_path: Path, tail: bytes) -> None:
    assert checked(tmp_path, LAST + tail) == WHOLE
    assert checked(tmp_path, FTYP + moov(len(FTYP) + len(moov(0)) + 8) + MDAT + tail) == WHOLE


def test_every_cut_is_found(tmp_path: Path) -> None:
    fast = FTYP + moov(len(FTYP) + len(moov(0)) + 8) + MDAT
    endless = FTYP + moov(len(FTYP) + len(moov(0)) + 8) + b"\0\0\0\0mdat" + b"m" * 1000
    for data in (LAST, fast, endless):
        for length in range(len(data)):
            found = checked(tmp_path, data[:length])
            assert found in (ErrorCode.INCOMPLETE, ErrorCode.NOT_A_VIDEO), length
            assert found is ErrorCode.INCOMPLETE or length < 12


def test_a_cut_between_two_boxes_of_media(tmp_path: Path) -> None:
    data = FTYP + moov(len(FTYP) + len(moov(0)) + 8 + 1008) + MDAT
    assert checked(tmp_path, data + MDAT) == WHOLE
    assert checked(tmp_path, data) is ErrorCode.INCOMPLETE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><html><body>expired</body></html>",
        b'{"error": {"message": "no such file"}}',
        b"not found",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        bytes(1000),
        b"    ftyp but text",
        box(b"ftyp", b"avif\0\0\0\0avifmif1") + box(b"meta", b"x" * 50) + MDAT,
    ],
)
def test_what_is_no_video(tmp_path: Path, data: bytes) -> None:
    assert checked(tmp_path, data) in (
        (ErrorCode.NOT_A_VIDEO, ErrorCode.INCOMPLETE) if b"ftyp but" in data else (ErrorCode.NOT_A_VIDEO,)
    )


def test_a_movie_that_lies_does_no_harm(tmp_path: Path) -> None:
    good = moov(AT)
    for at in range(8, len(good)):
        for value in (0, 0x7F, 0xFF):
            broken = good[:at] + bytes([value]) + good[at + 1 :]
            checked(tmp_path, FTYP + MDAT + broken)  # any verdict, but no other exception


def test_a_file_of_nothing_but_headers_is_given_up(tmp_path: Path) -> None:
    assert checked(tmp_path, FTYP + box(b"free") * 300_000 + MDAT + moov(AT + 2_400_000)) is ErrorCode.NOT_A_VIDEO


def test_only_the_outline_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:  # sparse: 1 TiB of media
        file.write(FTYP + struct.pack(">I4sQ", 1, b"mdat", 1 << 40))
        file.seek(len(FTYP) + (1 << 40))
        file.write(moov(len(FTYP) + 16))
    assert mp4.check(path) == WHOLE
    with path.open("r+b") as file:
        file.truncate(1 << 39)
    with pytest.raises(TransferError):
        mp4.check(path)


def test_a_huge_movie_header_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.write(FTYP + MDAT + struct.pack(">I4sQ", 1, b"moov", 1 << 40))
        file.truncate(len(FTYP + MDAT) + (1 << 40))
    assert mp4.check(path) == MediaInfo("mp4")


RECIPES = {
    "plain.mp4": ["-c", "copy"],
    "fast.mp4": ["-c", "copy", "-movflags", "+faststart"],
    "fragments.mp4": ["-c", "copy", "-movflags", "frag_keyframe+empty_moov"],
    "dash.mp4": ["-c", "copy", "-movflags", "dash+global_sidx", "-frag_duration", "300000"],
    "quick.mov": ["-c", "copy"],
    "web.webm": ["-c:v", "libvpx", "-b:v", "200k", "-an"],
    "live.webm": ["-c:v", "libvpx", "-b:v", "200k", "-an", "-f", "webm", "-live", "1"],
    "m.mkv": ["-c", "copy"],
    "old.avi": ["-c:v", "mpeg4", "-an"],
}


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files of a real encoder."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.skip("ffmpeg is not installed")
    folder = tmp_path_factory.mktemp("corpus")
    source = folder / "source.mp4"
    make = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=3", "-c:v", "libx264", "-g", "5"]
    subprocess.run([ffmpeg, "-v", "error", *make, "-pix_fmt", "yuv420p", source], check=True)
    for name, recipe in RECIPES.items():
        subprocess.run([ffmpeg, "-v", "error", "-i", source, *recipe, folder / name], check=True)
    return {name: (folder / name).read_bytes() for name in RECIPES}


@pytest.mark.parametrize("name", RECIPES)
def test_real_files(tmp_path: Path, corpus: dict[str, bytes], name: str) -> None:
    data = corpus[name]
    found = checked(tmp_path, data)
    assert isinstance(found, MediaInfo)
    assert found.extension == Path(name).suffix
    if name not in ("fragments.mp4", "dash.mp4", "live.webm", "old.avi"):
        assert found.duration == pytest.approx(3, abs=0.1)
    for percent in range(0, 100, 5):
        cut = checked(tmp_path, data[: len(data) * percent // 100])
        assert cut in (ErrorCode.INCOMPLETE, ErrorCode.NOT_A_VIDEO), percent
        assert cut is ErrorCode.INCOMPLETE or percent == 0
    assert checked(tmp_path, data[:-1]) is ErrorCode.INCOMPLETE
