"""Text files as different programs write them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from app.core.errors import ErrorCode, PikaError
from app.core.task_ids import find_ids
from app.core.text_file import decode, read_text
from app.resources import resource


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é\n".encode(), "é\n"),
        ("é".encode("utf-8-sig"), "é"),
        ("é".encode("utf-16"), "é"),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "é"),
        (b"a\xffb", "a�b"),
        (b"", ""),
    ],
)
def test_text_is_read_whatever_wrote_it(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "ids.txt").write_bytes(data)
    assert read_text(str(tmp_path / "ids.txt"), 100) == text


def test_the_limit_is_in_bytes_and_holds(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_bytes(b"x" * 101)
    assert read_text(str(tmp_path / "ids.txt"), 101) == "x" * 101
    with pytest.raises(PikaError) as refused:
        read_text(str(tmp_path / "ids.txt"), 100)
    assert refused.value.problem.code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize("name", ["missing.txt", ".", "nul\0"])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(PikaError) as refused:
        read_text(str(tmp_path / name), 100)
    assert refused.value.problem.code is ErrorCode.DISK_FAILED


def test_nothing_of_a_video_passes_for_a_task_id() -> None:
    for clip in resource("demo").glob("*.mp4"):
        assert find_ids(decode(clip.read_bytes() + bytes(1 << 20))).ids == ()
    assert find_ids(decode(Random(1).randbytes(200_000))).ids == ()


@pytest.mark.parametrize(
    "data",
    [b"task-1\n" + bytes(4096) + b"\ntask-2\n", "任务\ntask-1\ntask-2".encode("gbk"), b"\x1b[1mx\ntask-1\r\ntask-2"],
)
def test_a_torn_log_another_encoding_and_a_terminal_s_colours_are_text(data: bytes) -> None:
    assert set(find_ids(decode(data)).ids) >= {"task-1", "task-2"}
