"""What the last polls of each task brought, for the details pane and for diagnostics; in memory, bounded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.errors import Problem
from app.core.model import TaskKey

KEPT = 50
"""Polls a task."""
_PACKED = struct.Struct("<df?")
"""As objects they would be 120 bytes each: with ten thousand tasks, 60 MB."""


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One poll: when it ended (epoch seconds, UTC), how long it took (seconds), why it failed, whether it told news."""

    at: float
    seconds: float
    problem: Problem | None = None
    changed: bool = False


class _Polls:
    """The last polls of one task."""

    __slots__ = ("_packed", "_problems")

    def __init__(self) -> None:
        self._packed = bytearray()
        self._problems: list[Problem | None] = []

    def note(self, record: PollRecord) -> None:
        last = self._problems[-1] if self._problems else None
        # The same words again and again are kept once.
        self._problems.append(last if record.problem == last else record.problem)
        self._packed += _PACKED.pack(record.at, record.seconds, record.changed)
        if len(self._problems) > KEPT:
            del self._problems[0], self._packed[: _PACKED.size]

    def __iter__(self) -> Iterator[PollRecord]:
        for (at, seconds, changed), problem in zip(_PACKED.iter_unpack(self._packed), self._problems, strict=True):
            yield PollRecord(at, seconds, problem, changed)


class PollHistory:
    """The last polls by task."""

    def __init__(self) -> None:
        self._tasks: dict[TaskKey, _Polls] = {}

    def note(self, key: TaskKey, record: PollRecord) -> None:
        """Adds the newest poll of a task; the oldest of more than `KEPT` goes."""
        self._tasks.setdefault(key, _Polls()).note(record)

    def of(self, key: TaskKey) -> tuple[PollRecord, ...]:
        """The polls of a task in this run, oldest first."""
        return tuple(self._tasks.get(key, ()))

    def forget(self, key: TaskKey) -> None:
        """The task is not tracked any more."""
        self._tasks.pop(key, None)
