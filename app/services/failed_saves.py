"""The saves that failed for good: which, where each was to go, and which of them failed for their folder's sake."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ErrorCode, Problem
from app.core.model import TaskKey, VideoKey, WantedSave
from app.core.shortage import Shortage, shortage
from app.services.leftovers import Leftovers
from app.services.library import Library

OF_FOLDER = frozenset({ErrorCode.NO_FOLDER, ErrorCode.NO_PERMISSION, ErrorCode.DISK_FULL})
"""What another folder helps against, and what may pass: the drive is plugged in again, there is room again."""
_SLICE = 0.002
_CHUNK = 200
_TELL_MS = 100
"""A drive that is pulled out fails thousands of saves one after the other; what follows looks at all of them."""


@dataclass(frozen=True, slots=True)
class FolderTrouble:
    """Saves that failed because nothing can be written where they were to go.

    Attributes:
        folder: absolute.
        code: one of `OF_FOLDER`: what the latest of them met.
        keys: of the videos, the first to fail first.
        lack: the room that the one which needs the least of it lacks; None where nobody said.
    """

    folder: str
    code: ErrorCode
    keys: tuple[VideoKey, ...]
    lack: Shortage | None = None


class FailedSaves(QObject):
    """Follows the library: a failed save is a video with a `save_error`. Where it was to go is noted by the saver.

    Signals:
        changed: one failed, or is tried again; told ten times a second at most.

    Attributes:
        leftovers: what they left beside their targets.
    """

    changed = Signal()

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.leftovers = Leftovers()
        self._library = library
        self._failed: dict[VideoKey, Problem] = {}
        self._of_task: dict[TaskKey, tuple[VideoKey, ...]] = {}
        self._folders: dict[VideoKey, tuple[str, ...]] = {}
        self._troubles: tuple[FolderTrouble, ...] | None = None  # None: to be gathered anew
        self._unread: Iterator[TaskKey] = iter(())
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self._read_some)
        self._tell = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._tell.timeout.connect(self.changed)
        library.loaded.connect(self._on_loaded)
        library.tasks_added.connect(self._on_tasks)
        library.tasks_updated.connect(self._on_tasks)
        library.tasks_removed.connect(self._on_tasks)
        if library.is_loaded:
            self._on_loaded()

    @property
    def keys(self) -> tuple[VideoKey, ...]:
        """All of them, the first to fail first."""
        return tuple(self._failed)

    def __len__(self) -> int:
        """How many."""
        return len(self._failed)

    def folders(self, key: VideoKey) -> tuple[str, ...]:
        """Where this one was to go, as far as it is known."""
        return self._folders.get(key, ())

    @property
    def troubles(self) -> tuple[FolderTrouble, ...]:
        """Those that failed for their folder's sake, by folder; the latest folder first."""
        if self._troubles is None:
            self._troubles = self._by_folder()
        return self._troubles

    def of_folder(self, folder: str) -> tuple[VideoKey, ...]:
        """Those that failed for the sake of this folder."""
        return next((trouble.keys for trouble in self.troubles if trouble.folder == folder), ())

    def _by_folder(self) -> tuple[FolderTrouble, ...]:
        found: dict[str, tuple[ErrorCode, list[VideoKey], Shortage | None]] = {}
        for key, problem in self._failed.items():
            if problem.code not in OF_FOLDER or not (folders := self._folders.get(key)):
                continue
            _, keys, before = found.pop(folders[0], (None, [], None))
            keys.append(key)
            lacks = [each for each in (before, shortage(problem)) if each is not None]
            found[folders[0]] = problem.code, keys, min(lacks, default=None)
        return tuple(
            FolderTrouble(folder, code, tuple(keys), lack) for folder, (code, keys, lack) in reversed(found.items())
        )

    def lack(self, key: VideoKey) -> Shortage | None:
        """The room that this one lacks; None where nobody said."""
        problem = self._failed.get(key)
        return shortage(problem) if problem is not None else None

    def add(self, key: VideoKey, saves: Sequence[WantedSave], problem: Problem) -> tuple[WantedSave, ...]:
        """These saves of a video have failed; those whose parts are worth nothing and should be removed."""
        self._troubles = None
        folders = (*(each.folder for each in saves), *self._folders.get(key, ()))
        self._folders[key] = tuple(dict.fromkeys(folders))
        self._library.set_save_error(key, problem)
        if problem.code not in OF_FOLDER:  # these the next start tries once more
            self._library.saves.drop(saves)
        return self.leftovers.keep(key, saves, problem)

    def try_again(self, key: VideoKey, folder: str) -> None:
        """This one goes to `folder` now: what failed elsewhere is not tried any more."""
        self._troubles = None
        others = [WantedSave(key, each, "") for each in self._folders.pop(key, ()) if each != folder]
        self._library.saves.drop(others)

    def move(self, folder: str, target: str, but: Container[VideoKey] = ()) -> None:
        """What was to go to `folder` is to go to `target`, but for these videos."""
        self._troubles = None
        for key, folders in self._folders.items():
            if folder in folders and key not in but:
                self._folders[key] = tuple(dict.fromkeys(target if each == folder else each for each in folders))

    def _on_loaded(self) -> None:
        self._unread = iter(tuple(self._library.tasks))
        self._reading.start()

    def _read_some(self) -> None:
        end = perf_counter() + _SLICE
        while chunk := tuple(islice(self._unread, _CHUNK)):
            self._on_tasks(chunk)
            if perf_counter() > end:
                return
        self._reading.stop()

    def _on_tasks(self, keys: Iterable[TaskKey]) -> None:
        for key in keys:
            self._look_at(key)

    def _look_at(self, key: TaskKey) -> None:
        task = self._library.task(key)
        failed: dict[VideoKey, Problem] = {}
        for video in task.videos if task is not None else ():
            if video.save_error is not None and task is not None:
                failed[task.video_key(video)] = video.save_error
        before = self._of_task.get(key, ())
        if not failed and not before:
            return
        self._troubles = None
        if task is None:
            for each in before:
                self._folders.pop(each, None)
        gone = [each for each in before if each not in failed]
        for each in gone:
            del self._failed[each]
        new = {each: problem for each, problem in failed.items() if self._failed.get(each) != problem}
        self._failed |= new
        if failed:
            self._of_task[key] = tuple(failed)
        else:
            del self._of_task[key]
        if (gone or new) and not self._tell.isActive():
            self._tell.start()
