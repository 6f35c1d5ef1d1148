"""Owns the demo's media: that they are whole, playable everywhere, different, and small."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from app.demo.stories import CLIPS
from app.resources import resource


def boxes(data: bytes) -> list[str]:
    """The types of the top-level boxes of an MP4, in order; an error where they do not fill the file exactly."""
    kinds, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        assert size >= 8
        kinds.append(kind.decode())
        at += size
    assert at == len(data)
    return kinds


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height out of the frame header."""
    assert data.startswith(b"\xff\xd8")
    assert data.endswith(b"\xff\xd9")
    at = 2
    while data[at + 1] not in (0xC0, 0xC2):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    height, width = struct.unpack_from(">HH", data, at + 5)
    return width, height


def test_the_folder_holds_each_clip_with_its_pictures_and_nothing_else() -> None:
    expected = {f"{clip}{end}" for clip in CLIPS for end in (".mp4", ".poster.jpg", ".thumb.jpg")}
    assert {path.name for path in resource("demo").iterdir()} == expected


def test_the_media_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in resource("demo").iterdir()}
    assert sum(sizes.values()) < 3_000_000
    assert max(sizes.values()) < 300_000


@pytest.mark.parametrize("clip", CLIPS)
def test_a_clip_is_whole_and_starts_to_play_before_it_is_loaded(clip: str) -> None:
    found = boxes(resource("demo", f"{clip}.mp4").read_bytes())
    assert found[0] == "ftyp"
    assert found.index("moov") < found.index("mdat")


@pytest.mark.parametrize("clip", CLIPS)
def test_the_pictures_are_of_the_providers_sizes(clip: str) -> None:
    assert jpeg_size(resource("demo", f"{clip}.poster.jpg").read_bytes()) == (1280, 720)
    assert jpeg_size(resource("demo", f"{clip}.thumb.jpg").read_bytes()) == (320, 180)


def test_no_two_clips_are_the_same() -> None:
    assert len({path.read_bytes() for path in resource("demo").iterdir()}) == 3 * len(CLIPS)


def streams(path: Path) -> list[dict[str, str]]:
    """What ffprobe finds after it has decoded every frame; an empty list where there is no ffprobe."""
    probe = shutil.which("ffprobe")
    if probe is None:
        return []
    asked = ["-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    done = subprocess.run([probe, *asked], capture_output=True, check=True)
    assert done.stderr == b""
    found: list[dict[str, str]] = json.loads(done.stdout)["streams"]
    return found


@pytest.mark.parametrize("clip", CLIPS)
def test_a_clip_is_five_seconds_of_plain_h264(clip: str) -> None:
    path = resource("demo", f"{clip}.mp4")
    data = path.read_bytes()
    header = data.index(b"mvhd") + 4
    assert data[header] == 0  # version: 32-bit fields
    scale, duration = struct.unpack_from(">II", data, header + 12)
    assert duration / scale == pytest.approx(5, abs=0.1)
    assert b"avc1" in data
    for stream in streams(path):
        if stream["codec_type"] == "video":
            assert (stream["codec_name"], stream["pix_fmt"]) == ("h264", "yuv420p")
            assert int(stream["nb_read_frames"]) == 120
        else:
            assert stream["codec_name"] == "aac"
