"""What the last polls of each task brought, for the details pane and for diagnostics; in memory, bounded."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from app.core.errors import Problem
from app.core.model import TaskKey

KEPT = 50
"""Polls a task."""


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One poll: when it ended (epoch seconds, UTC), how long it took (seconds), why it failed, whether it told news."""

    at: float
    seconds: float
    problem: Problem | None = None
    changed: bool = False


class PollHistory:
    """The last polls by task."""

    def __init__(self) -> None:
        self._records: dict[TaskKey, deque[PollRecord]] = {}
        self._first: dict[TaskKey, float] = {}

    def note(self, key: TaskKey, record: PollRecord, *, first: bool = False) -> None:
        """Adds the newest poll of a task; the oldest of more than `KEPT` goes. `first`: its first good answer ever."""
        self._records.setdefault(key, deque(maxlen=KEPT)).append(record)
        if first:
            self._first[key] = record.at

    def first_answer(self, key: TaskKey) -> float | None:
        """When the first good answer came (epoch seconds, UTC), None where that was not in this run."""
        return self._first.get(key)

    def of(self, key: TaskKey) -> tuple[PollRecord, ...]:
        """The polls of a task in this run, oldest first."""
        return tuple(self._records.get(key, ()))

    def forget(self, key: TaskKey) -> None:
        """The task is not tracked any more."""
        self._records.pop(key, None)
        self._first.pop(key, None)
