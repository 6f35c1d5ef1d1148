"""Plays the table of `save_faults`: every fault ends with the file whole, and no other is ever called so."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.transport import Transport
from tests.matrix.save_faults import CASES, Case
from tests.matrix.save_play import HastyTransport, play


@pytest.fixture
def hasty() -> Transport:
    return HastyTransport(user_agent="matrix")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whatever_happens_the_file_is_whole_in_the_end(case: Case, tmp_path: Path, hasty: Transport) -> None:
    seen = play(case, tmp_path, hasty)
    assert tuple(seen.tries) == case.tries
    assert len(seen.ranges) == len(case.ranges)
    for asked, expected in zip(seen.ranges, case.ranges, strict=True):
        assert asked >= 0 if expected < 0 else asked == expected
    assert seen.body == case.body
    assert not seen.wrongly_complete
    assert seen.files == [case.file]
