"""Owns the proof that the history of polls is bounded, in order, and forgotten with its task."""

from __future__ import annotations

import tracemalloc

from app.core.errors import ErrorCode, Problem
from app.core.model import TaskKey
from app.core.poll_history import KEPT, PollHistory, PollRecord

KEY = TaskKey("demo", "task")


def test_the_last_polls_are_kept_oldest_first() -> None:
    history = PollHistory()
    for at in range(KEPT + 7):
        history.note(KEY, PollRecord(float(at), 0.1))
    assert [record.at for record in history.of(KEY)] == [float(at) for at in range(7, KEPT + 7)]
    assert history.of(TaskKey("demo", "other")) == ()


def test_a_task_that_is_gone_leaves_nothing() -> None:
    history = PollHistory()
    history.note(KEY, PollRecord(1.0, 0.1))
    history.forget(KEY)
    assert history.of(KEY) == ()


def test_a_record_comes_back_as_it_was() -> None:
    history = PollHistory()
    busy = Problem(ErrorCode.RATE_LIMITED, "slow down", 4.0)
    records = [
        PollRecord(1_800_000_000.125, 0.25, None, True),
        PollRecord(1_800_000_001.5, 0.5, busy),
        PollRecord(1_800_000_002.5, 0.75, Problem(ErrorCode.RATE_LIMITED, "slow down", 4.0)),
        PollRecord(1_800_000_003.5, 1.0),
    ]
    for record in records:
        history.note(KEY, record)
    assert history.of(KEY) == tuple(records)


def test_full_histories_take_little_memory() -> None:
    history, tasks = PollHistory(), [TaskKey("demo", f"task-{number}") for number in range(200)]
    tracemalloc.start()
    try:
        for at in range(2 * KEPT):
            for key in tasks:
                history.note(key, PollRecord(1_800_000_000.0 + at, 0.1 * at))
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used / len(tasks) < 2_500
