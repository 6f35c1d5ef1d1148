"""All tracked tasks of all profiles: the truth, in memory and, through `storage`, in the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import Problem
from app.core.merge import merge_answer, merge_problem
from app.core.model import Answer, Profile, SavedFile, Task, TaskKey, Video, VideoKey
from app.services.additions import Added, Additions, in_parts
from app.services.jobs import Outcome
from app.services.library_reading import LibraryReading
from app.services.profile_list import ProfileList
from app.services.recovery import LOST, NO_ROOM_YET, Memory, Recovery
from app.services.removals import Removals, Removed, Return
from app.services.save_list import SaveList
from app.services.storage import Storage
from app.services.turns import Turns

if TYPE_CHECKING:
    from app.core.store import Snapshot, Store

T = TypeVar("T")
RETRY_MS = 10_000
"""After a read or a write that failed (a full disk), the next try."""
MOST_MENDS = 3
"""Times that the library is made anew in one run: what goes on failing is no matter of the file."""


class Library(QObject):
    """Tasks and profiles by key.

    Signals:
        previewed: the newest tasks are here, to be looked at; the others are still being read.
        loaded: what was in the database is here.
        tasks_added: tuple of TaskKey, after their commit.
        tasks_updated: tuple of TaskKey; their values are new.
        tasks_removed: tuple of TaskKey.
        profiles_changed: one was added, changed or removed.
        failed: Problem; the database could not be read or written. What is in memory stays and is written later.

    Attributes:
        saves: those that were asked for and are not done.
        removals: the steps in which tasks were removed.
        recovery: what is done while the database cannot be used, and about it.
    """

    previewed = Signal()
    loaded = Signal()
    tasks_added = Signal(object)
    tasks_updated = Signal(object)
    tasks_removed = Signal(object)
    profiles_changed = Signal()
    failed = Signal(object)

    def __init__(self, storage: Storage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage = storage
        self.saves = SaveList(storage, self)
        self.saves.failed.connect(self._fail)
        self.removals = Removals(storage, self)
        self.removals.failed.connect(self._fail)
        self._tasks: dict[TaskKey, Task] = {}
        self._profiles = ProfileList(storage, self)
        self._profiles.failed.connect(self._fail)
        self._unwritten: dict[TaskKey, Task] = {}
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._try_again)
        self._turns = Turns(self)
        self._additions = Additions(storage, self._turns, self)
        self._additions.committed.connect(self._take_in)
        self._additions.failed.connect(self._fail)
        self.recovery = Recovery(storage, self)
        self.recovery.recovered.connect(self.load)
        self.recovery.mended.connect(self._on_mended)
        self._mends = 0
        self._reading = LibraryReading(storage, RETRY_MS, self)
        self._reading.previewed.connect(self._on_previewed)
        self._reading.ended.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        self._removed_early: set[TaskKey] = set()  # before all were read
        self._batch: tuple[Task, ...] = ()
        self._is_loaded = False

    @property
    def is_loaded(self) -> bool:
        """Whether the database has been read."""
        return self._is_loaded

    @property
    def cannot_be_read(self) -> bool:
        """Whether there is no list as the database cannot be read; `recovery` knows more."""
        return not self._is_loaded and self.recovery.problem is not None

    @property
    def tasks(self) -> Mapping[TaskKey, Task]:
        """All tasks by key, oldest first."""
        return MappingProxyType(self._tasks)

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """All profiles by ID, Demo first."""
        return self._profiles.by_id

    @property
    def waits(self) -> bool:
        """Whether anything that is in memory is not in the database yet."""
        own = bool(self._unwritten or self._batch)
        return own or any(each.waits for each in (self._profiles, self._additions, self.saves, self.removals))

    def task(self, key: TaskKey) -> Task | None:
        """The task of this key, None where it is not tracked."""
        return self._tasks.get(key)

    def video(self, key: VideoKey) -> Video | None:
        """The video of this key, None where it is not known."""
        task = self._tasks.get(key.task)
        return task.video(key) if task else None

    def known(self, profile_id: str, ids: Iterable[str]) -> frozenset[str]:
        """Those of `ids` that are tracked."""
        keys = ((TaskKey(profile_id, task_id), task_id) for task_id in ids)
        return frozenset(task_id for key, task_id in keys if key in self._tasks or key in self._additions.pending)

    def load(self) -> None:
        """Reads the database; `loaded` follows, or `failed` and a new try. Of many tasks the newest come first."""
        self._reading.start()

    def add(self, profile_id: str, ids: Sequence[str], *, auto_save_dir: str = "", done: Added | None = None) -> int:
        """Tracks these; `tasks_added` follows once they are committed, of very many for some at a time.

        Args:
            profile_id: of a profile that is known.
            ids: task IDs as `core/task_ids` finds them.
            auto_save_dir: folder that their videos are saved into as they finish; also for those that are known.
            done: gets all of their keys once they are committed, or the problem.

        Returns:
            How many of them are new.
        """
        keys = tuple(TaskKey(profile_id, task_id) for task_id in dict.fromkeys(ids))
        new = [key for key in keys if key not in self._tasks and key not in self._additions.pending]
        self._write_again()  # a profile that the disk did not take is wanted now
        self._additions.add(keys, new, auto_save_dir, done)
        return len(new)

    def remove(self, keys: Sequence[TaskKey], done: Removed | None = None) -> int:
        """Takes tasks out of the list, as one step that can be undone; the database keeps what is known of them.

        Args:
            keys: of any tasks; those that are not tracked are passed over.
            done: gets their keys once the step is committed, or the problem; nothing where none is removed.

        Returns:
            How many are removed.
        """
        return len(self._remove(keys, done))

    def _remove(self, keys: Sequence[TaskKey], done: Removed | None, *, again: bool = False) -> tuple[TaskKey, ...]:
        gone = {key: task for key in keys if (task := self._tasks.pop(key, None)) is not None}
        if not gone:
            return ()
        under_way = {task.key for task in self._batch}
        unwritten = tuple(task for key, task in gone.items() if key in self._unwritten or key in under_way)
        for key in gone:
            self._unwritten.pop(key, None)
        if not self._is_loaded:
            self._removed_early.update(gone)
        self.removals.add(tuple(gone), unwritten, done, again=again)
        self.tasks_removed.emit(tuple(gone))
        return tuple(gone)

    def undo_remove(self, done: Added | None = None) -> bool:
        """Brings back what the last step removed, with all that was known; `tasks_added` follows.

        Tasks that were added again by hand meanwhile are left alone; those whose profile was removed stay gone.

        Args:
            done: gets the keys of those that came back once they are committed, or the problem.

        Returns:
            Whether there was a step.
        """
        step = self.removals.take_undo()
        if step is None:
            return False
        keys = tuple(key for key in step.keys if key not in self._tasks and key not in self._additions.pending)
        self._write_again()
        self._additions.pending.update(keys)
        parts = in_parts(keys)
        returning = Return(step, len(parts))
        for part in parts:
            taken = partial(self._in_turn, partial(self._on_restored, returning, part, done))
            self._storage.run(partial(_restore, keys=part), taken)
        return True

    def redo_remove(self, done: Removed | None = None) -> int:
        """Removes again what was brought back by the last undo; how many that are now."""
        step = self.removals.take_redo()
        return len(self._remove(step.keys, done, again=True)) if step is not None else 0

    def _in_turn(self, take: Callable[[Outcome[T]], None], outcome: Outcome[T]) -> None:
        self._turns.take(partial(take, outcome))

    def _on_restored(
        self, returning: Return, part: tuple[TaskKey, ...], done: Added | None, outcome: Outcome[tuple[Task, ...]]
    ) -> None:
        self._additions.pending.difference_update(part)
        if outcome.value is not None:
            self._take_in(outcome.value)
            returning.back += [task.key for task in outcome.value if task.key in self._tasks]
        returning.problem = returning.problem or outcome.problem
        returning.left -= 1
        if returning.left:
            return
        if returning.problem is not None:
            self._fail(returning.problem)
        self.removals.end(returning)
        if done is not None:
            done(Outcome(None if returning.problem is not None else tuple(returning.back), returning.problem))

    def put_profile(self, profile: Profile) -> None:
        """Adds or changes a profile. Links that began with the former endpoint of Demo, whose port changes, move."""
        before = self.profiles.get(profile.id)
        if before == profile:
            return
        self._profiles.put(profile)
        if before is not None and profile.is_demo:
            self._move_links(profile.id, before.endpoint, profile.endpoint)
        self.profiles_changed.emit()

    def remove_profile(self, profile_id: str) -> None:
        """Takes out a profile with its tasks, for good."""
        if profile_id not in self.profiles:
            return
        self._profiles.remove(profile_id)
        gone = tuple(key for key in self._tasks if key.profile == profile_id)
        for key in gone:
            del self._tasks[key]
            self._unwritten.pop(key, None)
        self.removals.forget_profile(profile_id)
        if gone:
            self.tasks_removed.emit(gone)
        self.profiles_changed.emit()

    def apply_answer(self, key: TaskKey, answer: Answer) -> bool:
        """Merges a poll's answer; whether it told something new. A task that was removed meanwhile stays so."""
        task = self._tasks.get(key)
        if task is None:
            return False
        merged = merge_answer(task, answer, time.time())
        self._put((merged,))
        return merged.changed != task.changed

    def apply_problem(self, key: TaskKey, problem: Problem) -> None:
        """Notes why a poll brought nothing; all that is known stays."""
        if task := self._tasks.get(key):
            self._put((merge_problem(task, problem, time.time()),))

    def set_saved(self, key: VideoKey, saved: SavedFile) -> None:
        """Notes the file that the user keeps; written at once."""
        self._change_video(key, saved=saved, save_error=None)

    def set_save_error(self, key: VideoKey, problem: Problem | None) -> None:
        """Notes why the last try to save failed, None for a new try."""
        self._change_video(key, save_error=problem)

    def flush(self) -> None:
        """Writes all that is not written yet: one batch at a time, what changes meanwhile goes into the next."""
        self._retry.stop()
        self._write_again()
        if self._unwritten and not self._batch:
            self._batch, self._unwritten = tuple(self._unwritten.values()), {}
            self._storage.run(partial(_put_tasks, tasks=self._batch), self._on_flushed)

    def close(self) -> None:
        """Queues the last write, whatever is under way; to be called before the storage stops.

        What was removed meanwhile went to the disk with its removal, as it was known then.
        """
        self._retry.stop()
        self._reading.stop()
        self.recovery.stop()
        self._additions.flush()
        self._write_again()
        tasks = tuple(task for task in (*self._batch, *self._unwritten.values()) if task.key in self._tasks)
        self._batch, self._unwritten = (), {}
        if tasks:
            self._storage.run(partial(_put_tasks, tasks=tasks))

    def _write_again(self) -> None:
        """Profiles and removals that the disk did not take, as they stand now."""
        self.saves.flush()
        self._profiles.flush()
        self.removals.flush(self._tasks, self._additions.pending)

    def _fail(self, problem: Problem) -> None:
        self._retry.start()
        self.recovery.tell(problem)
        self.failed.emit(problem)
        if problem.code in LOST:
            self._mend()

    def _mend(self) -> bool:
        """What is in memory is all that there is: the database is made anew from it, and from what it still holds."""
        if not self._is_loaded or self.recovery.busy or self._mends == MOST_MENDS:
            return False
        profiles, tasks = tuple(self.profiles.values()), tuple(self._tasks.values())
        coming = frozenset(self._additions.pending)
        self.recovery.mend(Memory(profiles, tasks, self.saves.wanted, self.removals.steps, coming))
        return True

    def _on_mended(self, outcome: Outcome[str]) -> None:
        if outcome.problem is None or outcome.problem.code not in NO_ROOM_YET:
            self._mends += 1
        if outcome.problem is None:
            self._write_all()
        else:
            self._retry.start()

    def _try_again(self) -> None:
        problem = self.recovery.problem
        if problem is None or problem.code not in LOST or not self._mend():
            self._write_all()

    def _write_all(self) -> None:
        """Writes what waits, and finds out whether the disk takes it now, also where nothing waits."""
        self._additions.flush()
        self.flush()
        self._storage.run(_probe, self._on_probed)

    def _on_probed(self, outcome: Outcome[None]) -> None:
        if outcome.problem is None:
            self.recovery.tell(None)
        else:
            self._fail(outcome.problem)

    def _change_video(self, key: VideoKey, **changes: object) -> None:
        task = self._tasks.get(key.task)
        video = task.video(key) if task else None
        if task is None or video is None:
            return
        changed = replace(video, **changes)  # type: ignore[arg-type]
        if changed == video:
            return
        self._put((replace(task, videos=tuple(changed if each is video else each for each in task.videos)),))

    def _put(self, tasks: Iterable[Task]) -> None:
        changed = tuple(task for task in tasks if self._tasks.get(task.key) is not task)
        if not changed:
            return
        for task in changed:
            self._tasks[task.key] = task
            self._unwritten[task.key] = task
        if not self._retry.isActive():  # a full disk is not tried anew, and told of, at every answer
            self.flush()
        self.tasks_updated.emit(tuple(task.key for task in changed))

    def _move_links(self, profile_id: str, old: str, new: str) -> None:
        def moved(link: str) -> str:
            return new + link[len(old) :] if link.startswith(old + "/") else link

        def moved_video(video: Video) -> Video:
            links = (video.result_url, video.sharing_url, video.poster_url, video.thumb_url)
            result, sharing, poster, thumb = map(moved, links)
            return replace(video, result_url=result, sharing_url=sharing, poster_url=poster, thumb_url=thumb)

        tasks = [task for task in self._tasks.values() if task.key.profile == profile_id and task.videos]
        self._put([replace(task, videos=tuple(map(moved_video, task.videos))) for task in tasks])

    def _on_previewed(self, read: Snapshot) -> None:
        self._take_snapshot(read)
        self.previewed.emit()

    def _on_not_read(self, problem: Problem) -> None:
        """Not as loaded: a list that cannot be read must not be taken for an empty one."""
        self.recovery.look(problem)
        self.failed.emit(problem)

    def _on_read(self, read: Snapshot) -> None:
        self.recovery.tell(None)
        self._take_snapshot(read)
        self.saves.take_in(read.saves)
        self._storage.run(_purge)  # on its own: a disk that is full must not keep the list from being read
        self._is_loaded = True
        self.recovery.back_up_soon()
        self._removed_early = set()
        self.loaded.emit()

    def _take_snapshot(self, read: Snapshot) -> None:
        """What is in memory already is newer than what was read."""
        self.removals.take_in(read.removals)
        self._profiles.take_in(read.profiles)
        tasks = {task.key: task for task in read.tasks if task.key not in self._removed_early}
        self._tasks = {**tasks, **self._tasks}

    def _take_in(self, committed: tuple[Task, ...]) -> None:
        committed = tuple(task for task in committed if task.key.profile in self.profiles)
        new = [task for task in committed if task.key not in self._tasks]
        known = [task for task in committed if task.key in self._tasks]
        folders = [
            replace(self._tasks[task.key], auto_save_dir=task.auto_save_dir)
            for task in known
            if self._tasks[task.key].auto_save_dir != task.auto_save_dir
        ]
        last = next(reversed(self._tasks.values())).seq if self._tasks else 0
        self._tasks.update({task.key: task for task in new})
        if any(task.seq < last for task in new):  # one that was removed is back in its place
            self._tasks = {task.key: task for task in sorted(self._tasks.values(), key=lambda task: task.seq)}
        if new:
            keys = tuple(task.key for task in new)
            self.removals.forget(frozenset(keys))
            self.tasks_added.emit(keys)
            self.recovery.back_up_soon()
        self._put((*folders, *self.removals.take_back(new)))

    def _on_flushed(self, outcome: Outcome[None]) -> None:
        batch, self._batch = self._batch, ()
        if outcome.problem is None:
            self.flush()
            return
        self._unwritten = {**{task.key: task for task in batch if task.key in self._tasks}, **self._unwritten}
        self._fail(outcome.problem)


def _put_tasks(store: Store, tasks: tuple[Task, ...]) -> None:
    store.put_tasks(tasks)


def _restore(store: Store, keys: tuple[TaskKey, ...]) -> tuple[Task, ...]:
    return store.restore(keys)


def _probe(store: Store) -> None:
    store.probe()


def _purge(store: Store) -> None:
    store.purge()
