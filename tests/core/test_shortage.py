"""What a full disk says of the room survives the way through a problem's detail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.download import keep_copy
from app.core.errors import ErrorCode, Problem, TransferError
from app.core.shortage import Shortage, shortage
from app.resources import resource


def test_the_figures_come_back_from_the_detail() -> None:
    lack = Shortage(700_000_000, 512_000_000)
    assert lack.detail == "needs 700000000 bytes, 512000000 are free"
    assert shortage(Problem(ErrorCode.DISK_FULL, lack.detail)) == lack


@pytest.mark.parametrize("detail", ["", "No space left on device", "needs x bytes, 1 are free", "needs 1 bytes, " * 9])
def test_a_disk_that_gives_no_figures_is_taken_at_that(detail: str) -> None:
    assert shortage(Problem(ErrorCode.DISK_FULL, detail)) is None


def test_another_problem_is_no_shortage() -> None:
    assert shortage(Problem(ErrorCode.NO_FOLDER, Shortage(1, 0).detail)) is None


def test_a_copy_that_does_not_fit_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = resource("demo") / "boats.mp4"
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(TransferError) as caught:
        keep_copy(clip, tmp_path, "film", cancel=Cancel())
    assert shortage(caught.value.problem) == (clip.stat().st_size, 1000)
    assert list(tmp_path.iterdir()) == []
