"""What is done about a library that cannot be read or written, and the backups that make it possible."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError, Problem
from app.core.model import Profile, Removal, Task, TaskKey, WantedSave
from app.services.jobs import Lane, Outcome
from app.services.storage import Storage

if TYPE_CHECKING:
    from app.core.recovery import Survey, Way

_log = logging.getLogger(__name__)
LOST = frozenset({ErrorCode.LIBRARY_DAMAGED, ErrorCode.LIBRARY_MISSING})
"""With these, waiting brings nothing: the library has to be made anew."""
NO_ROOM_YET = frozenset({ErrorCode.LIBRARY_FULL, ErrorCode.LIBRARY_READ_ONLY, ErrorCode.LIBRARY_BUSY})
"""Why a new one cannot be made for now; it can once the disk takes it."""
BACKUP_AFTER_MS = 15_000
"""After the list is there, and after tasks were added: the start and a paste have the disk to themselves."""
BACKUP_EVERY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Memory:
    """What a window holds that has read all; `coming` is what it has asked for and not been told of yet."""

    profiles: tuple[Profile, ...]
    tasks: tuple[Task, ...]
    saves: tuple[WantedSave, ...]
    removals: tuple[Removal, ...]
    coming: frozenset[TaskKey]


class Recovery(QObject):
    """Knows what is wrong with the library's file, and makes it anew.

    While nothing has been read, the user chooses how, in the window. Once all is in memory there is nothing to choose:
    it is made anew from there.

    Signals:
        changed: any of the attributes.
        recovered: the library was made anew as the user chose; it can be read now.
        mended: it was made anew from memory, or could not be; the outcome's problem says why.

    Attributes:
        problem: why the library cannot be read or written, None while it can.
        survey: what there is to begin again with, None where that is not known, or nothing has to be done.
        busy: whether it is looked through or made anew at the moment.
        was_made_anew: whether that was done while the list went on.
        aside: the name of the file that was laid aside while the list went on, "" where none was.
    """

    changed = Signal()
    recovered = Signal()
    mended = Signal(object)

    def __init__(self, storage: Storage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage = storage
        self.problem: Problem | None = None
        self.survey: Survey | None = None
        self.busy = False
        self.aside = ""
        self.was_made_anew = False
        self._lane = Lane("backup", parent=self)
        self._next_backup = QTimer(self, singleShot=True)
        self._next_backup.timeout.connect(self._back_up)
        storage.brought_back.connect(self._on_brought_back)

    @property
    def path(self) -> Path:
        """The library's file."""
        return self._storage.path

    def tell(self, problem: Problem | None) -> None:
        """What is wrong now, None where nothing is any more."""
        if problem != self.problem:
            self.problem = problem
            self.changed.emit()

    def look(self, problem: Problem) -> None:
        """The library cannot be read: finds out what there is to begin again with."""
        is_new = problem != self.problem
        self.tell(problem)
        if problem.code not in LOST:
            self.survey = None
        elif is_new or self.survey is None:
            self._run()
            self._storage.run_apart(_survey, self._on_surveyed)

    def recover(self, way: Way) -> None:
        """Makes the library anew in this way; `recovered` follows, or `problem` says why not."""
        if self.busy:
            return
        self._run()
        self._storage.run_apart(partial(_recover, way=way), self._on_recovered)

    def mend(self, memory: Memory) -> None:
        """Makes the library anew from what the window holds, over all else that can be found; `mended` follows."""
        self._run()
        self._storage.run_apart(partial(_mend, memory=memory), self._on_mended)

    def back_up_soon(self) -> None:
        """Makes the backup of the day in a while, if one is due."""
        if not self._next_backup.isActive() or self._next_backup.remainingTime() > BACKUP_AFTER_MS:
            self._next_backup.start(BACKUP_AFTER_MS)

    def stop(self) -> None:
        """No more backups: one that is being made is given up, and none of the former ones is touched."""
        self._next_backup.stop()
        self._lane.stop()

    def _run(self) -> None:
        self.busy = True
        self.changed.emit()

    def _on_surveyed(self, outcome: Outcome[Survey]) -> None:
        self.busy = False
        self.survey = outcome.value
        if outcome.problem is not None:
            _log.error("what is left of the library could not be found out: %s", outcome.problem.detail)
        self.changed.emit()

    def _on_recovered(self, outcome: Outcome[str]) -> None:
        self.busy = False
        if outcome.problem is not None:
            _log.error("the library could not be made anew: %s", outcome.problem.detail)
            self.problem = outcome.problem
            self.changed.emit()
            return
        self.survey = None
        self.changed.emit()
        self.recovered.emit()

    def _on_mended(self, outcome: Outcome[str]) -> None:
        self.busy = False
        if outcome.value is not None:
            _log.warning("the library was made anew from memory; laid aside: %s", outcome.value or "nothing")
            self.was_made_anew, self.aside = True, outcome.value or self.aside
        self.changed.emit()
        self.mended.emit(outcome)

    def _on_brought_back(self, aside: str) -> None:
        _log.warning("the library's file was gone and was brought back; laid aside: %s", aside or "nothing")
        self.was_made_anew, self.aside = True, aside or self.aside
        self.changed.emit()

    def _back_up(self) -> None:
        self._next_backup.start(BACKUP_EVERY_MS)
        self._lane.run(partial(_back_up, path=self.path), self._on_backed_up)

    def _on_backed_up(self, outcome: Outcome[Path | None]) -> None:
        if outcome.problem is not None:
            _log.warning("no backup of the library was made: %s", outcome.problem.detail)


def _survey(path: Path) -> Survey:
    from app.core.recovery import survey  # sqlite3 is kept off the way to the first paint

    return survey(path)


def _recover(path: Path, way: Way) -> str:
    from app.core.recovery import recover

    return recover(path, way)


def _mend(path: Path, memory: Memory) -> str:
    from app.core.holdings import of_values
    from app.core.recovery import mend

    held = of_values(memory.profiles, memory.tasks, memory.saves)
    return mend(path, held, memory.removals, memory.coming)


def _back_up(_cancel: Cancel, path: Path) -> Path | None:
    from app.core.backups import make_daily
    from app.core.store_errors import StoreError

    try:
        return make_daily(path, time.time())
    except StoreError as error:
        raise PikaError(error.code, str(error)) from error
