"""When a transfer that failed is tried again."""

from __future__ import annotations

from random import Random

import pytest

from app.core.errors import ErrorCode, Problem
from app.core.transfer import FIRST_RETRY, LONGEST_RETRY, SpeedGauge, tries_again, wait_before_retry

LOST = Problem(ErrorCode.CONNECTION_LOST)


def test_waits_grow_with_full_jitter() -> None:
    random = Random(1)
    assert wait_before_retry(LOST, 1, random) == FIRST_RETRY
    for tries in (2, 5, 9, 500):
        waits = [wait_before_retry(LOST, tries, random) for _ in range(500)]
        cap = min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(tries - 1, 16))
        assert FIRST_RETRY <= min(waits) < cap * 0.55
        assert cap * 0.9 < max(waits) <= cap


@pytest.mark.parametrize(
    ("asked", "wait"), [(5.0, 5.0), (0.0, FIRST_RETRY), (21_600.0, LONGEST_RETRY * 2), (-3.0, FIRST_RETRY)]
)
def test_what_the_server_asks_for_comes_first_within_reason(asked: float, wait: float) -> None:
    assert wait_before_retry(Problem(ErrorCode.RATE_LIMITED, "", asked), 9, Random(1)) == wait


@pytest.mark.parametrize(
    ("code", "tries", "saving", "again"),
    [
        (ErrorCode.CONNECTION_LOST, 1000, True, True),
        (ErrorCode.CONNECTION_LOST, 2, False, True),
        (ErrorCode.CONNECTION_LOST, 3, False, False),
        (ErrorCode.INCOMPLETE, 2, True, True),
        (ErrorCode.INCOMPLETE, 3, True, False),
        (ErrorCode.NOT_A_VIDEO, 1, True, False),
        (ErrorCode.DISK_FULL, 1, True, False),
        (ErrorCode.LINK_EXPIRED, 1, True, False),
    ],
)
def test_what_is_tried_again(code: ErrorCode, tries: int, saving: bool, again: bool) -> None:
    assert tries_again(Problem(code), tries, saving=saving) is again


def test_the_speed_of_late() -> None:
    gauge = SpeedGauge()
    assert gauge.add(1000, 10.0) == 0.0
    assert gauge.add(3000, 11.0) == 2000.0
    assert gauge.add(3000, 11.0) == 2000.0
    assert gauge.add(3000, 12.0) == pytest.approx(1400.0)
    assert gauge.add(0, 13.0) == pytest.approx(980.0)  # it began anew
