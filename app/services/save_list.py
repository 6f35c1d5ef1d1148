"""The saves that were asked for and are not done: in memory and, through `storage`, in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.model import SavedFile, VideoKey, WantedSave
from app.services.jobs import Outcome
from app.services.storage import Storage

if TYPE_CHECKING:
    from app.core.store import Store

_Name = tuple[VideoKey, str]


class SaveList(QObject):
    """Written at once; what the disk did not take is written with the next `flush`.

    Signals:
        failed: Problem; the database could not be written.
    """

    failed = Signal(object)

    def __init__(self, storage: Storage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage = storage
        self._wanted: dict[_Name, WantedSave] = {}
        self._unwritten: dict[_Name, WantedSave] = {}

    @property
    def wanted(self) -> tuple[WantedSave, ...]:
        """All, as they were asked for."""
        return tuple(self._wanted.values())

    @property
    def waits(self) -> bool:
        """Whether anything is not written yet."""
        return bool(self._unwritten)

    def take_in(self, saves: Iterable[WantedSave]) -> None:
        """What the database held; those of this run come behind them."""
        self._wanted = {_name(each): each for each in saves} | self._wanted

    def put(self, saves: Iterable[WantedSave]) -> None:
        """Add these, or change whether they are paused."""
        new = {_name(each): each for each in saves}
        self._wanted |= new
        self._unwritten |= new
        self.flush()

    def pause(self, saves: Iterable[WantedSave], *, paused: bool) -> None:
        """Note whether these wait for the user; those that are not wanted stay so."""
        self.put([replace(each, paused=paused) for each in saves if _name(each) in self._wanted])

    def note_file(self, save: WantedSave, file: SavedFile, done: Callable[[Outcome[None]], None]) -> None:
        """The file of this save is in place; `done` is called once that is in the database, or cannot be."""
        noted = replace(save, file=file)
        if _name(save) in self._wanted:
            self._wanted[_name(save)] = noted
        self._storage.run(lambda store: store.put_saves([noted]), done)

    def finish(self, save: WantedSave, file: SavedFile) -> None:
        """This save is done. If the disk does not take that, the next start finishes it once more."""
        self._wanted.pop(_name(save), None)
        self._storage.run(lambda store: store.finish_save(save, file))

    def drop(self, saves: Iterable[WantedSave]) -> None:
        """These are no longer wanted."""
        for each in saves:
            if self._wanted.pop(_name(each), None) is not None:
                self._unwritten[_name(each)] = each
        self.flush()

    def flush(self) -> None:
        """Write all that is not written yet."""
        if not self._unwritten:
            return
        batch, self._unwritten = self._unwritten, {}
        puts = [self._wanted[name] for name in batch if name in self._wanted]
        drops = [each for name, each in batch.items() if name not in self._wanted]
        self._storage.run(partial(_write, puts=puts, drops=drops), partial(self._on_written, batch))

    def _on_written(self, batch: dict[_Name, WantedSave], outcome: Outcome[None]) -> None:
        if outcome.problem is not None:
            self._unwritten = batch | self._unwritten
            self.failed.emit(outcome.problem)


def _name(save: WantedSave) -> _Name:
    return save.key, save.folder


def _write(store: Store, puts: list[WantedSave], drops: list[WantedSave]) -> None:
    if puts:
        store.put_saves(puts)
    if drops:
        store.drop_saves(drops)
