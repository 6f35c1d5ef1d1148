"""The structure check beside ffprobe, over files of a real encoder: whole, and cut at every 5 % of their length.

It must never refuse a file that is whole, and never call one whole in which ffprobe finds fewer packets.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.core import mp4
from app.core.errors import ErrorCode, TransferError

SECONDS = 4
FAST = ("-movflags", "+faststart")
FRAGMENTS = ("-movflags", "frag_keyframe+empty_moov+default_base_moof")
VIDEO = ("-f", "lavfi", "-i", f"testsrc=size=128x96:rate=12:duration={SECONDS}")
SOUND = ("-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}", "-c:a", "aac", "-shortest")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "6", "-pix_fmt", "yuv420p")
RECIPES: dict[str, tuple[str, ...]] = {
    "h264.mp4": H264,
    "h264-fast.mp4": (*H264, *FAST),
    "h264-sound.mp4": (*SOUND, *H264),
    "h264-sound-fast.mp4": (*SOUND, *H264, *FAST),
    "h264-fragments.mp4": (*H264, *FRAGMENTS),
    "h264-sound-fragments.mp4": (*SOUND, *H264, *FRAGMENTS, "-frag_duration", "500000"),
    "h264-dash.mp4": (*H264, "-movflags", "dash+global_sidx", "-frag_duration", "500000"),
    "h264-hybrid.mp4": (*H264, "-movflags", "frag_keyframe"),
    "h264-reserved.mp4": (*H264, "-moov_size", "20000"),
    "h264-b-frames.mp4": ("-c:v", "libx264", "-bf", "3", "-g", "24", "-pix_fmt", "yuv420p"),
    "mpeg4.mp4": ("-c:v", "mpeg4", "-g", "6"),
    "mjpeg.mp4": ("-c:v", "mjpeg"),
    "hevc.mp4": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1"),
    "hevc-fast.mp4": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", *FAST),
    "vp9.mp4": ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime"),
    "av1.mp4": ("-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime"),
    "h264.mov": H264,
    "vp8.webm": ("-c:v", "libvpx", "-cpu-used", "8", "-deadline", "realtime"),
    "h264.mkv": H264,
}


@pytest.fixture(scope="module")
def tools() -> tuple[str, str]:
    """Both programs."""
    found = shutil.which("ffmpeg"), shutil.which("ffprobe")
    if found[0] is None or found[1] is None:
        pytest.skip("ffmpeg is not installed")
    return found[0], found[1]


def probe(ffprobe: str, path: Path) -> tuple[float | None, int]:
    """Duration in seconds, and packets, as ffprobe finds them; no packets where it finds no video."""
    asked = ["-count_packets", "-show_entries", "format=duration:stream=nb_read_packets", "-of", "json"]
    ended = subprocess.run([ffprobe, "-v", "quiet", *asked, path], capture_output=True, check=False)
    told = json.loads(ended.stdout or "{}")
    packets = sum(int(stream.get("nb_read_packets", 0)) for stream in told.get("streams", []))
    duration = told.get("format", {}).get("duration")
    return float(duration) if duration else None, packets if ended.returncode == 0 else 0


@pytest.mark.parametrize("name", RECIPES)
def test_it_agrees_with_ffprobe(tools: tuple[str, str], tmp_path: Path, name: str) -> None:
    ffmpeg, ffprobe = tools
    path = tmp_path / name
    made = subprocess.run(
        [ffmpeg, "-v", "error", *VIDEO, *RECIPES[name], path], capture_output=True, text=True, check=False
    )
    if "Unknown encoder" in made.stderr:
        pytest.skip("this ffmpeg has no such encoder")
    assert made.returncode == 0, made.stderr
    data = path.read_bytes()
    duration, packets = probe(ffprobe, path)
    assert packets > SECONDS

    info = mp4.check(path)
    assert info.extension == path.suffix
    if info.duration is not None:
        assert info.duration == pytest.approx(duration, abs=0.25)

    for percent in range(5, 100, 5):
        path.write_bytes(data[: len(data) * percent // 100])
        _, left = probe(ffprobe, path)
        if left < packets:
            with pytest.raises(TransferError) as raised:
                mp4.check(path)
            assert raised.value.problem.code is ErrorCode.INCOMPLETE, percent
