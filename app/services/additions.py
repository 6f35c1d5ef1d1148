"""Tasks on their way into the database: in parts, in their order, and tried again where the disk did not take them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorCode, Problem
from app.core.model import Task, TaskKey
from app.services.jobs import Outcome
from app.services.storage import Storage
from app.services.turns import Turns

if TYPE_CHECKING:
    from app.core.store import Store

AT_ONCE = 200
"""Tasks that are taken in one turn of the event loop, where there are many: 2 ms (measured)."""
_LATER = frozenset(
    {
        ErrorCode.LIBRARY_FULL,
        ErrorCode.LIBRARY_READ_ONLY,
        ErrorCode.LIBRARY_BUSY,
        ErrorCode.LIBRARY_DAMAGED,
        ErrorCode.LIBRARY_MISSING,
    }
)
"""With these, the same may well be taken later."""
Added = Callable[[Outcome[tuple[TaskKey, ...]]], None]


@dataclass(slots=True)
class _Adding:
    """What was asked for in one go, in as many parts as are `left`."""

    keys: tuple[TaskKey, ...]
    left: int
    at: float
    auto_save_dir: str
    done: Added | None
    problem: Problem | None = None


class Additions(QObject):
    """Whoever asked is told how the first try ended; what a later one brings comes as `committed`.

    Signals:
        committed: tuple of Task, as they are in the database.
        failed: Problem; the database could not be written.

    Attributes:
        pending: keys that are on their way, also those that wait for the disk.

    Args:
        turns: where results wait for each other.
    """

    committed = Signal(object)
    failed = Signal(object)

    def __init__(self, storage: Storage, turns: Turns, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage = storage
        self._turns = turns
        self.pending: set[TaskKey] = set()
        self._under_way = 0
        self._waiting: dict[tuple[TaskKey, ...], _Adding] = {}

    @property
    def waits(self) -> bool:
        """Whether there are tasks that the disk has not taken yet."""
        return bool(self._waiting) or self._under_way > 0

    def add(self, keys: tuple[TaskKey, ...], new: Collection[TaskKey], auto_save_dir: str, done: Added | None) -> None:
        """Writes these; `new` are those of them that are not tracked."""
        self.pending.update(new)
        parts = in_parts(keys)
        adding = _Adding(keys, len(parts), time.time(), auto_save_dir, done)
        for part in parts:
            self._write(adding, part, again=False)

    def flush(self) -> None:
        """Writes what the disk did not take."""
        waiting, self._waiting = self._waiting, {}
        for part, adding in waiting.items():
            self._write(adding, part, again=True)

    def _write(self, adding: _Adding, part: tuple[TaskKey, ...], *, again: bool) -> None:
        self._under_way += 1
        work = partial(_add, keys=part, now=adding.at, auto_save_dir=adding.auto_save_dir)
        end = self._on_written_again if again else self._on_written
        self._storage.run(work, partial(self._in_turn, partial(end, adding, part)))

    def _in_turn(self, take: Callable[[Outcome[tuple[Task, ...]]], None], outcome: Outcome[tuple[Task, ...]]) -> None:
        self._turns.take(partial(take, outcome))

    def _on_written(self, adding: _Adding, part: tuple[TaskKey, ...], outcome: Outcome[tuple[Task, ...]]) -> None:
        self._on_written_again(adding, part, outcome)
        adding.problem = adding.problem or outcome.problem
        adding.left -= 1
        if not adding.left and adding.done is not None:
            adding.done(Outcome(adding.keys if adding.problem is None else None, adding.problem))

    def _on_written_again(self, adding: _Adding, part: tuple[TaskKey, ...], outcome: Outcome[tuple[Task, ...]]) -> None:
        self._under_way -= 1
        if outcome.problem is not None and outcome.problem.code in _LATER:
            self._waiting[part] = adding
        else:
            self.pending.difference_update(part)
        if outcome.value is not None:
            self.committed.emit(outcome.value)
        else:
            self.failed.emit(outcome.problem)


def in_parts(keys: tuple[TaskKey, ...]) -> list[tuple[TaskKey, ...]]:
    """The keys, `AT_ONCE` of them at a time; of none, one part without any."""
    return [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)] or [()]


def _add(store: Store, keys: tuple[TaskKey, ...], now: float, auto_save_dir: str) -> tuple[Task, ...]:
    return store.add(keys, now, auto_save_dir)
