"""How fast a transfer may and must be: a limit that all share, and a floor below which one has stalled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, TransferError

SLOWEST = 1024
"""Bytes a second; a transfer slower than that for `SLOW_SECONDS` has stalled."""
SLOW_SECONDS = 30.0
_CREDIT = 0.25
"""Seconds of unused time that may be made up for."""


class SpeedFloor:
    """Notices a transfer that is too slow to ever end."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin now."""
        self._clock = clock
        self._since = clock()
        self._bytes = 0

    def add(self, count: int) -> None:
        """Count bytes that came in.

        Raises:
            TransferError: TIMEOUT where `SLOW_SECONDS` brought less than `SLOWEST` bytes a second.
        """
        self._bytes += count
        elapsed = self._clock() - self._since
        if elapsed < SLOW_SECONDS:
            return
        if self._bytes < SLOWEST * elapsed:
            raise TransferError(ErrorCode.TIMEOUT)
        self._since += elapsed
        self._bytes = 0


class SpeedLimit:
    """Lets all transfers together have so many bytes a second. Thread-safe.

    Attributes:
        rate: bytes a second, 0 = no limit; may be changed at any time, and what waits by the old one goes on at once.
    """

    def __init__(self, rate: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._free_at = clock() - _CREDIT
        self._waiting: set[threading.Event] = set()

    @property
    def rate(self) -> int:
        """Bytes a second, 0 = no limit."""
        return self._rate

    @rate.setter
    def rate(self, rate: int) -> None:
        with self._lock:
            if rate == self._rate:
                return
            self._rate = rate
            self._free_at = self._clock()
            waiting = tuple(self._waiting)
        for each in waiting:
            each.set()

    def book(self, count: int) -> float:
        """Take `count` bytes out of the common share; how many seconds to wait before the next are due."""
        rate = self.rate
        if rate <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            self._free_at = max(self._free_at, now - _CREDIT) + count / rate
            return max(0.0, self._free_at - now)

    def take(self, count: int, cancel: Cancel) -> None:
        """As `book`, and wait so long, or until `cancel` or until the rate is another one."""
        woken = threading.Event()
        with self._lock:
            self._waiting.add(woken)  # before it is reckoned with a rate that may change meanwhile
        forget = cancel.on_cancel(woken.set)
        try:
            if (wait := self.book(count)) > 0:
                woken.wait(wait)
        finally:
            forget()
            with self._lock:
                self._waiting.discard(woken)
