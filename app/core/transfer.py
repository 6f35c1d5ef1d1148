"""A save or a fetch-to-play that is under way, as it is shown, and when one that failed is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from app.core.errors import ErrorCode, Problem
from app.core.model import VideoKey

FIRST_RETRY = 1.0
LONGEST_RETRY = 300.0
"""Seconds between two tries."""
MAX_CUT_TRIES = 3
"""A file that comes cut this often is cut at the provider's."""
MAX_FETCH_TRIES = 3
"""Somebody sits and waits for a fetch-to-play: it does not try for ever."""
PASSING = frozenset(
    {
        ErrorCode.NAME_UNKNOWN,
        ErrorCode.REFUSED,
        ErrorCode.CONNECT_TIMEOUT,
        ErrorCode.TIMEOUT,
        ErrorCode.CONNECTION_LOST,
        ErrorCode.UNREACHABLE,
        ErrorCode.PROXY_FAILED,
        ErrorCode.RATE_LIMITED,
        ErrorCode.SERVER_TROUBLE,
        ErrorCode.INCOMPLETE,
    }
)
"""What may be otherwise the next time."""


class TransferState(StrEnum):
    """Where a transfer stands."""

    WAITING = "waiting"  # for its turn
    RUNNING = "running"
    RENEWING = "renewing"  # its link has expired; the feed is asked for a new one
    RETRYING = "retrying"
    PAUSED = "paused"  # by the user, over the end of the app


@dataclass(frozen=True, slots=True)
class Transfer:
    """A save, or a fetch to play, that is under way.

    Attributes:
        key: the video.
        saving: whether it ends in a file that the user keeps.
        state: where it stands.
        done, total: bytes; `total` is None until the server says it.
        speed: bytes a second, of late.
        left: seconds, None where unknown.
        problem: why it is RETRYING.
        retry_at: monotonic seconds of the next try while it is RETRYING.
    """

    key: VideoKey
    saving: bool
    state: TransferState = TransferState.WAITING
    done: int = 0
    total: int | None = None
    speed: float = 0.0
    left: float | None = None
    problem: Problem | None = None
    retry_at: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Why a transfer does not run now, and where one that failed was to go.

    Attributes:
        ahead: how many begin before it, None where it waits for no turn. `waiting`: how many wait, itself among them.
        host: the server that brings as many as it may, `at_a_time`; "" where it is not that.
        seconds: until the next try, None where there is none.
        offline: there is no network; it goes on when that is back.
        folder: absolute, where the save is to go; "" where that is not known.
    """

    ahead: int | None = None
    waiting: int = 0
    host: str = ""
    at_a_time: int = 0
    seconds: float | None = None
    offline: bool = False
    folder: str = ""


def tries_again(problem: Problem, tries: int, *, saving: bool) -> bool:
    """Whether a transfer that failed so for the `tries`-th time in a row goes on by itself."""
    if problem.code not in PASSING:
        return False
    if problem.code is ErrorCode.INCOMPLETE:
        return tries < MAX_CUT_TRIES
    return saving or tries < MAX_FETCH_TRIES


def wait_before_retry(problem: Problem, tries: int, random: Random) -> float:
    """Seconds to wait after the `tries`-th failure in a row: backoff with full jitter, the first after `FIRST_RETRY`.

    What the server asks for comes first, up to twice `LONGEST_RETRY`.
    """
    if problem.retry_after is not None:
        return min(LONGEST_RETRY * 2, max(problem.retry_after, FIRST_RETRY))
    if tries <= 1:
        return FIRST_RETRY
    return max(FIRST_RETRY, random.uniform(0.0, min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(tries - 1, 16))))


class SpeedGauge:
    """Tells the speed of late of a transfer."""

    def __init__(self) -> None:
        self._sampled: tuple[float, int] | None = None
        self.speed = 0.0

    def add(self, done: int, now: float) -> float:
        """Bytes a second, after `done` bytes at `now` (monotonic seconds)."""
        if self._sampled is not None and now > self._sampled[0]:
            latest = max(0.0, (done - self._sampled[1]) / (now - self._sampled[0]))
            self.speed = latest if self.speed == 0.0 else 0.7 * self.speed + 0.3 * latest
        self._sampled = (now, done)
        return self.speed
