"""Owns the proof that a limit which is changed holds at once, also for what waits by the old one."""

from __future__ import annotations

import threading

from app.core.cancel import Cancel
from app.core.pace import SpeedLimit


def waiting(limit: SpeedLimit, count: int, cancel: Cancel) -> threading.Thread:
    """A transfer that has read so much and now waits its turn."""
    thread = threading.Thread(target=limit.take, args=(count, cancel), daemon=True)
    thread.start()
    return thread


def test_what_waits_goes_on_when_the_limit_is_lifted() -> None:
    limit = SpeedLimit(1)  # a thousand bytes: a quarter of an hour
    threads = [waiting(limit, 1000, Cancel()) for _ in range(3)]
    limit.rate = 0
    for each in threads:
        each.join(20)
        assert not each.is_alive()
    assert limit.book(1 << 30) == 0.0


def test_what_was_booked_by_the_old_limit_is_not_paid_by_the_new_one() -> None:
    now = [100.0]
    limit = SpeedLimit(10, lambda: now[0])
    limit.book(10_000)
    limit.rate = 1000
    assert limit.book(500) == 0.5


def test_the_same_limit_once_more_changes_nothing() -> None:
    now = [100.0]
    limit = SpeedLimit(10, lambda: now[0])
    limit.book(100)
    limit.rate = 10
    assert limit.book(10) > 10


def test_a_cancel_ends_the_wait() -> None:
    limit, cancel = SpeedLimit(1), Cancel()
    thread = waiting(limit, 1000, cancel)
    cancel.cancel()
    thread.join(20)
    assert not thread.is_alive()
