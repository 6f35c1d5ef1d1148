"""Takes task IDs from pasted and dropped text and files, in slices that leave the window responsive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QObject, Signal

from app.core.errors import ErrorCode, Problem
from app.core.model import TaskKey
from app.core.task_scan import scan
from app.services.additions import AT_ONCE
from app.services.jobs import Outcome
from app.services.library import Library
from app.services.settings import Settings
from app.services.text_files import TextFile, TextFiles
from app.ui import messages
from app.ui.paste_field import MAX_TEXT
from app.ui.plain import isolated, one_line
from app.ui.stepper import Stepper

_NAME = 60  # characters of a file's name in a line


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a text, that was not looked through."""

    name: str
    code: ErrorCode


@dataclass(frozen=True, slots=True)
class Haul:
    """What was in a paste or a drop beside what is new.

    Attributes:
        known: tasks that were tracked before.
        unusable: words and lines that are no IDs, each once.
        unread: what was not looked through.
    """

    known: tuple[TaskKey, ...] = ()
    unusable: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was given at once, and is told of in one line."""

    texts: tuple[str, ...]
    unread: tuple[Unread, ...] = ()


class Intake(QObject):
    """Adds what texts hold to the profile that new tasks go to: one paste or drop after the other, each in slices.

    Signals:
        said: what came of it, in words, and a Haul, or None where the words say all.
        added: tuple of TaskKey, committed, to be shown; also those that were tracked before.
    """

    said = Signal(str, object)
    added = Signal(object)

    def __init__(self, library: Library, settings: Settings, files: TextFiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._settings = settings
        self._files = files
        self._reading: dict[int, str] = {}  # number of the request: the text that was dropped with these files
        self._waiting: list[_Batch] = []
        self._new = 0
        self._haul = Haul()
        self._keys: tuple[TaskKey, ...] = ()
        self._open_adds = 0
        self._told, self._ended = False, True
        self._problem: Problem | None = None
        self._stepper = Stepper(self)
        self._stepper.finished.connect(self._on_handed_over)
        files.files_read.connect(self._on_files_read)

    def take(self, text: str) -> None:
        """Look through the text and add every ID in it."""
        self._put((text,))

    def take_dropped(self, data: QMimeData) -> None:
        """Links and text are looked through here; files are read where the disk may be touched."""
        urls = data.urls()
        files = tuple(url.toLocalFile() for url in urls if url.isLocalFile())
        links = "\n".join(url.toString() for url in urls if not url.isLocalFile())
        if files:
            self._reading[self._files.read(files)] = links
        else:
            self.take(links or data.text())

    def _on_files_read(self, number: int, files: Sequence[TextFile]) -> None:
        if number not in self._reading:
            return
        links = self._reading.pop(number)
        unread = tuple(Unread(file.name, file.problem.code) for file in files if file.problem is not None)
        texts = tuple(file.text for file in files if file.problem is None)
        self._put((*texts, links) if links else texts, unread)

    def _put(self, texts: tuple[str, ...], unread: tuple[Unread, ...] = ()) -> None:
        """What is too long to be looked through is told of as a file would be."""
        long = [Unread(self.tr("Pasted text"), ErrorCode.TOO_LARGE) for text in texts if len(text) > MAX_TEXT]
        self._waiting.append(_Batch(tuple(text for text in texts if len(text) <= MAX_TEXT), (*unread, *long)))
        self._begin()

    def _begin(self) -> None:
        """The next batch, once all of the former one is committed."""
        if self._waiting and self._ended:
            self._told = self._ended = False
            self._new, self._problem, self._keys, self._haul = 0, None, (), Haul()
            self._stepper.start(self._work(self._waiting.pop(0)))

    def _work(self, batch: _Batch) -> Iterator[None]:
        ids: dict[str, None] = {}
        unusable: dict[str, None] = {}
        for text in batch.texts:
            for piece in scan(text):
                ids.update(dict.fromkeys(piece.ids))
                unusable.update(dict.fromkeys(piece.unusable))
                yield
        profile_id, found = self._settings.current_profile, list(ids)
        known: list[TaskKey] = []
        keys: list[TaskKey] = []
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            tracked = self._library.known(profile_id, some)
            known += [TaskKey(profile_id, each) for each in some if each in tracked]
            keys += [TaskKey(profile_id, each) for each in some]
            self._open_adds += 1
            self._new += self._library.add(profile_id, some, done=self._on_added)
            yield
        self._keys = tuple(keys)
        self._haul = Haul(tuple(known), tuple(unusable), batch.unread)

    def _on_handed_over(self) -> None:
        """That nothing is new can be told at once, the rest when it is committed."""
        self._problem = self._problem or self._stepper.problem
        if not self._new:
            self._tell()
        self._end()

    def _on_added(self, outcome: Outcome[tuple[TaskKey, ...]]) -> None:
        self._open_adds -= 1
        self._problem = self._problem or outcome.problem
        self._end()

    def _end(self) -> None:
        if self._open_adds or self._stepper.busy or self._ended:
            return
        self._ended = True
        self._tell()
        if self._keys and self._problem is None:
            self.added.emit(self._keys)
        self._begin()

    def _tell(self) -> None:
        if self._told:
            return
        self._told = True
        haul = self._haul
        if self._problem is not None:
            self.said.emit(messages.sentence(self._problem), None)
            return
        more = bool(haul.unusable or haul.unread or (haul.known and self._new))
        self.said.emit(self._words(haul), haul if more else None)

    def _words(self, haul: Haul) -> str:
        """What there is one kind of is a sentence; of several, a list with their numbers."""
        new, known, unusable, unread = self._new, len(haul.known), len(haul.unusable), len(haul.unread)
        if unread == 1:
            missed = self.tr("“{0}” was not read").format(isolated(one_line(haul.unread[0].name, _NAME)))
        else:
            missed = self.tr("{0} files were not read").format(messages.counted(unread)) if unread else ""
        if new and not (known or unusable):
            said = self.tr("Added 1 task")
            if new > 1:
                said = self.tr("Added {0} tasks").format(messages.counted(new))
        elif known and not (new or unusable):
            said = self.tr("These tasks are in the list already")
        elif new or known:
            said = messages.listed(self._parts(new, known, unusable))
        elif unusable or not unread:
            said = self.tr("There is no task ID in this text")
        else:
            said = ""
        return messages.listed((said, missed))

    def _parts(self, new: int, known: int, unusable: int) -> Iterator[str]:
        if new:
            yield self.tr("{0} added").format(messages.counted(new))
        if known:
            yield self.tr("{0} known").format(messages.counted(known))
        if unusable == 1:
            yield self.tr("1 not an ID")
        elif unusable:
            yield self.tr("{0} not IDs").format(messages.counted(unusable))
