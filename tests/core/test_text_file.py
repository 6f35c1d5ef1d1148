"""Text files as different programs write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import ErrorCode, PikaError
from app.core.text_file import read_text


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
