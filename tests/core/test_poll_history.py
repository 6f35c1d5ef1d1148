"""Owns the proof that the history of polls is bounded, in order, and forgotten with its task."""

from __future__ import annotations

from app.core.model import TaskKey
from app.core.poll_history import KEPT, PollHistory, PollRecord

KEY = TaskKey("demo", "task")


def test_the_last_polls_are_kept_oldest_first() -> None:
    history = PollHistory()
    for at in range(KEPT + 7):
        history.note(KEY, PollRecord(float(at), 0.1))
    assert [record.at for record in history.of(KEY)] == [float(at) for at in range(7, KEPT + 7)]
    assert history.of(TaskKey("demo", "other")) == ()


def test_the_first_answer_outlives_the_poll_that_brought_it() -> None:
    history = PollHistory()
    assert history.first_answer(KEY) is None
    history.note(KEY, PollRecord(1.0, 0.1))
    history.note(KEY, PollRecord(2.0, 0.1), first=True)
    for at in range(KEPT):
        history.note(KEY, PollRecord(3.0 + at, 0.1))
    assert history.first_answer(KEY) == 2.0


def test_a_task_that_is_gone_leaves_nothing() -> None:
    history = PollHistory()
    history.note(KEY, PollRecord(1.0, 0.1), first=True)
    history.forget(KEY)
    assert history.of(KEY) == ()
    assert history.first_answer(KEY) is None
