"""The steps in which tasks were removed: what can be undone and redone, in memory and, through `storage`, on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import Problem
from app.core.model import Removal, Task, TaskKey
from app.services.jobs import Outcome
from app.services.storage import Storage

if TYPE_CHECKING:
    from app.core.store import Store

Removed = Callable[[Outcome[tuple[TaskKey, ...]]], None]


@dataclass(slots=True)
class Return:
    """A step on its way back, in as many parts as are `left`; `back` are the tasks that are tracked again."""

    step: Removal
    left: int
    back: list[TaskKey] = field(default_factory=list)
    problem: Problem | None = None


class Removals(QObject):
    """Keeps the steps in their order. A task that is tracked again by another way leaves its step.

    Steps of this run can be undone as long as it lasts, those of former runs on the same calendar day. What was undone
    can be redone until something else is removed.

    Signals:
        changed: other steps can be undone or redone.
        failed: Problem; the database could not be written. What is in memory stays and is written with `flush`.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, storage: Storage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage = storage
        self._read = False
        self._last = 0
        self._steps: list[Removal] = []
        self._undone: list[Removal] = []
        self._unwritten: list[tuple[Removal, tuple[Task, ...]]] = []

    @property
    def steps(self) -> tuple[Removal, ...]:
        """Those that can be undone, the oldest first."""
        return tuple(self._steps)

    @property
    def to_undo(self) -> Removal | None:
        """The step that an undo takes back."""
        return self._steps[-1] if self._steps else None

    @property
    def waits(self) -> bool:
        """Whether anything is not written yet."""
        return bool(self._unwritten)

    @property
    def to_redo(self) -> Removal | None:
        """The step that a redo removes again."""
        return self._undone[-1] if self._undone else None

    def take_in(self, steps: Sequence[Removal]) -> None:
        """What the database held at the start; what is read of it later is older than what is here."""
        if self._read:
            return
        self._read = True
        self._last = max((step.number for step in steps), default=0)
        self._steps = [step for step in steps if _is_today(step.at)]
        self.changed.emit()

    def add(
        self, keys: tuple[TaskKey, ...], unwritten: tuple[Task, ...], done: Removed | None, *, again: bool = False
    ) -> None:
        """A new step.

        Args:
            keys: of the tasks that have just left the list.
            unwritten: what the database does not know of these yet: so much comes back with an undo.
            done: gets the keys once the step is in the database, or the problem.
            again: it is a redo; what else was undone can still be redone.
        """
        self._last += 1
        step = Removal(self._last, time.time(), keys)
        self._steps.append(step)
        if not again:
            self._undone.clear()
        self._write(step, unwritten, done)
        self.changed.emit()

    def take_undo(self) -> Removal | None:
        """The last step, which is on its way back now: `end` follows."""
        step = self._steps.pop() if self._steps else None
        self.changed.emit()
        return step

    def end(self, returning: Return) -> None:
        """What came back can be redone; where the disk refused something, that can be undone once more."""
        back = frozenset(returning.back)
        if returning.back:
            self._undone.append(replace(returning.step, keys=tuple(returning.back)))
        if returning.problem is not None:
            self._steps += _without([returning.step], back)
            self._steps.sort(key=_number)
        self.changed.emit()

    def take_redo(self) -> Removal | None:
        """The step that was undone last; `add` with its keys follows."""
        step = self._undone.pop() if self._undone else None
        self.changed.emit()
        return step

    def forget(self, keys: frozenset[TaskKey]) -> None:
        """These are tracked again, or are gone with their profile: an undo no longer brings them back."""
        if not all(keys.isdisjoint(step.keys) for step in self._steps):
            self._steps = _without(self._steps, keys)
            self.changed.emit()

    def forget_profile(self, profile_id: str) -> None:
        """What was removed of this profile is gone for good."""
        steps = [*self._steps, *self._undone]
        gone = {key for step in steps for key in step.keys if key.profile == profile_id}
        self._steps, self._undone = _without(self._steps, gone), _without(self._undone, gone)
        self.changed.emit()

    def take_back(self, tasks: Sequence[Task]) -> tuple[Task, ...]:
        """These are tracked again, as the database gave them: what more was known of them as they were removed.

        Where the disk took neither that nor the removal, they would come back as they once were.
        """
        keys = frozenset(task.key for task in tasks)
        known = {task.key: task for _, unwritten in self._unwritten for task in unwritten if task.key in keys}
        rest = [_only(frozenset(step.keys) - keys, step, unwritten) for step, unwritten in self._unwritten]
        self._unwritten = [(step, unwritten) for step, unwritten in rest if step.keys]
        return tuple(
            replace(known[task.key], seq=task.seq, auto_save_dir=task.auto_save_dir)
            for task in tasks
            if task.key in known
        )

    def flush(self, tracked: Mapping[TaskKey, Task], coming: Collection[TaskKey]) -> None:
        """Write what the disk did not take, but for what is `tracked` again meanwhile.

        What is `coming` waits: the database may have it as tracked already, and that has not been told yet.
        """
        waiting, self._unwritten = self._unwritten, []
        for step, tasks in waiting:
            later = frozenset(key for key in step.keys if key in coming)
            now = frozenset(key for key in step.keys if key not in tracked) - later
            if now:
                self._write(*_only(now, step, tasks), None)
            if later:
                self._unwritten.append(_only(later, step, tasks))

    def _write(self, step: Removal, tasks: tuple[Task, ...], done: Removed | None) -> None:
        work = partial(_remove, step=step, tasks=tasks)
        self._storage.run(work, partial(self._on_written, step, tasks, done))

    def _on_written(self, step: Removal, tasks: tuple[Task, ...], done: Removed | None, outcome: Outcome[None]) -> None:
        if outcome.problem is not None:
            self._unwritten.append((step, tasks))
            self.failed.emit(outcome.problem)
        if done is not None:
            done(Outcome(None if outcome.problem is not None else step.keys, outcome.problem))


def _remove(store: Store, step: Removal, tasks: tuple[Task, ...]) -> None:
    store.put_tasks(tasks)
    store.set_removed(step.keys, step.at, step.number)


def _only(keys: frozenset[TaskKey], step: Removal, tasks: Iterable[Task]) -> tuple[Removal, tuple[Task, ...]]:
    """What of a step, and of what is to be written with it, is of these tasks."""
    left = tuple(key for key in step.keys if key in keys)
    return replace(step, keys=left), tuple(task for task in tasks if task.key in keys)


def _is_today(moment: float) -> bool:
    """Whether this moment (epoch seconds) lies in the calendar day of now, as the user's clock has it."""
    return time.localtime(moment)[:3] == time.localtime()[:3]


def _number(step: Removal) -> int:
    return step.number


def _without(steps: Iterable[Removal], keys: Collection[TaskKey]) -> list[Removal]:
    """The steps with what is left of them; those of which nothing is left are gone."""
    left = (replace(step, keys=tuple(key for key in step.keys if key not in keys)) for step in steps)
    return [step for step in left if step.keys]
