"""Fuzzes the structure check of video files: `python -m tests.fuzz.videos [libFuzzer's options and folders]`.

Whatever the bytes are, the answer is a `MediaInfo` or a `TransferError`, soon and in little memory.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["app"]):
    from app.core import mp4
    from app.core.errors import ErrorCode, TransferError

FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else None
PATH = Path(tempfile.mkdtemp(dir=FOLDER)) / "file"
EXTENSIONS = (".mp4", ".mov", ".webm", ".mkv", ".avi")


def check(data: bytes) -> None:
    """One input: a file."""
    PATH.write_bytes(data)
    try:
        info = mp4.check(PATH)
    except TransferError as error:
        problem = error.problem
        assert problem.code in (ErrorCode.INCOMPLETE, ErrorCode.NOT_A_VIDEO)
        return
    assert info.extension in EXTENSIONS
    assert info.duration is None or info.duration == info.duration
    assert mp4.may_be_video(data[:12])


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
