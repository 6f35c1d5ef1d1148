"""Takes task IDs from pasted and dropped text and files, in slices that leave the window responsive."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal

from app.core.errors import Problem
from app.core.model import TaskKey
from app.core.task_ids import FoundIds
from app.core.task_scan import scan
from app.services.jobs import Outcome
from app.services.library import Library
from app.services.settings import Settings
from app.services.text_files import TextFiles
from app.ui import messages

_SLICE = 0.003  # seconds


class Intake(QObject):
    """Adds what a text holds to the profile that new tasks go to.

    Signals:
        said: what came of it, in words.
        added: tuple of TaskKey, committed; also those that were tracked before.
    """

    said = Signal(str)
    added = Signal(object)

    def __init__(self, library: Library, settings: Settings, files: TextFiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._settings = settings
        self._files = files
        self._reading = 0
        self._pieces: Iterator[FoundIds] = iter(())
        self._waiting: list[str] = []
        self._ids: dict[str, None] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)
        files.text_read.connect(self._on_text_read)
        files.read_failed.connect(self._on_read_failed)

    def take(self, text: str) -> None:
        """Look through the text and add every ID in it; several texts one after the other."""
        self._waiting.append(text)
        if not self._timer.isActive():
            self._begin()

    def take_dropped(self, data: QMimeData) -> None:
        """Links and text are looked through here; files are read where the disk may be touched."""
        urls = data.urls()
        files = tuple(url.toLocalFile() for url in urls if url.isLocalFile())
        if files:
            self._reading = self._files.read(files)
        else:
            self.take("\n".join(url.toString() for url in urls) if urls else data.text())

    def _on_text_read(self, number: int, _name: str, text: str) -> None:
        if number == self._reading:
            self.take(text)

    def _on_read_failed(self, number: int, _name: str, problem: Problem) -> None:
        if number == self._reading:
            self.said.emit(messages.sentence(problem))

    def _begin(self) -> None:
        self._ids = {}
        self._pieces = scan(self._waiting.pop(0))
        self._timer.start()
        self._work()

    def _work(self) -> None:
        end = time.perf_counter() + _SLICE
        for piece in self._pieces:
            self._ids.update(dict.fromkeys(piece.ids))
            if time.perf_counter() > end:
                return
        self._timer.stop()
        self._add(list(self._ids))
        if self._waiting:
            self._begin()

    def _add(self, ids: list[str]) -> None:
        if not ids:
            self.said.emit(self.tr("There is no task ID in this text"))
            return
        new = self._library.add(self._settings.current_profile, ids, done=self._on_added)
        if new == 0:
            self.said.emit(self.tr("These tasks are in the list already"))
        elif new == 1:
            self.said.emit(self.tr("Added 1 task"))
        else:
            self.said.emit(self.tr("Added {0} tasks").format(messages.counted(new)))

    def _on_added(self, outcome: Outcome[tuple[TaskKey, ...]]) -> None:
        if outcome.problem is not None:
            self.said.emit(messages.sentence(outcome.problem))
        elif outcome.value is not None:
            self.added.emit(outcome.value)
