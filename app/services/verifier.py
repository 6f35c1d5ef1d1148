"""Verifies saved files on a worker, one after the other, and keeps in the library what came of it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.model import SavedFile, VideoKey
from app.core.verdict import Finding, Verdict
from app.services.jobs import Lane, Outcome
from app.services.library import Library
from app.services.saver import Saver
from app.services.settings import Settings

if TYPE_CHECKING:
    from app.core.verify import MovedFiles

PROGRESS_EVERY = 0.2
"""Seconds between two values of the progress."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        files, all_files: looked at, and in all.
        done, total: bytes.
    """

    files: int = 0
    all_files: int = 0
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it.

    Attributes:
        findings: those of the files that were looked at.
        complete: False where it was cancelled.
    """

    findings: tuple[tuple[VideoKey, Finding], ...] = ()
    complete: bool = True

    def count(self, verdict: Verdict) -> int:
        """How many files are so."""
        return sum(finding.verdict is verdict for _, finding in self.findings)


class Verifier(QObject):
    """Looks at size, structure and SHA-256 of saved files, and finds those that were moved within their folders.

    Signals:
        progressed: Progress; five times a second at most, and at each file.
        ended: Report.

    A file that is whole gets a new `SavedFile.verified_at`, one that was moved its new path, any other none.
    """

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, library: Library, saver: Saver, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._saver = saver
        self._settings = settings
        self._lane = Lane("verify", parent=self)
        self._left: deque[tuple[VideoKey, SavedFile]] = deque()
        self._moved: MovedFiles | None = None
        self._progress = Progress()
        self._findings: list[tuple[VideoKey, Finding]] = []
        self._report = Report()
        self._cancel: Cancel | None = None

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._cancel is not None

    @property
    def progress(self) -> Progress:
        """How far it is, or came."""
        return self._progress

    @property
    def report(self) -> Report:
        """What came of the last time."""
        return self._report

    def start(self, keys: Sequence[VideoKey] | None = None) -> int:
        """Looks at the files of these videos, None: of all; how many they are. While it runs, it goes on as it is."""
        if self.running:
            return self._progress.all_files
        known = self._known()
        chosen = known if keys is None else {key: known[key] for key in keys if key in known}
        self._left = deque(chosen.items())
        folders = [self._settings.save_folder, *(str(Path(file.path).parent) for file in chosen.values())]
        from app.core.verify import MovedFiles  # not on the way to the first paint

        self._moved = MovedFiles(folders, {file.path: file.sha256 for file in known.values()})
        self._findings = []
        self._progress = Progress(0, len(self._left), 0, sum(file.size for _, file in self._left))
        self._next()
        return self._progress.all_files

    def cancel(self) -> None:
        """Ends it; what was found so far stands."""
        self._left.clear()
        if self._cancel is not None:
            self._cancel.cancel()

    def fetch_missing(self) -> int:
        """Saves again what the last time found missing and can still be fetched; how many that are.

        Each goes to the folder that it was in, or to that of the settings where that folder is gone, too.
        """
        wanted: dict[str, list[VideoKey]] = {}
        for key, finding in self._report.findings:
            video = self._library.video(key)
            if finding.verdict is Verdict.MISSING and video is not None and video.ready:
                folder = str(Path(finding.path).parent) if finding.folder_there else ""
                wanted.setdefault(folder, []).append(key)
        for folder, keys in wanted.items():
            self._saver.save(keys, folder)
        return sum(map(len, wanted.values()))

    def stop(self) -> None:
        """Ends it with the app."""
        self.cancel()
        self._lane.stop()

    def _known(self) -> dict[VideoKey, SavedFile]:
        """All saved files."""
        tasks = self._library.tasks.values()
        return {task.video_key(each): each.saved for task in tasks for each in task.videos if each.saved is not None}

    def _next(self) -> None:
        if not self._left:
            self._cancel = None
            complete = self._progress.files == self._progress.all_files
            self._report = Report(tuple(self._findings), complete)
            self.ended.emit(self._report)
            return
        key, saved = self._left.popleft()
        before = self._progress.done
        tell = _Bytes(self._lane, partial(self._on_bytes, before))
        self._cancel = self._lane.run(
            partial(_verify, saved, self._moved, tell), partial(self._on_verified, key, saved, before)
        )

    def _on_bytes(self, before: int, count: int) -> None:
        if self.running:
            self._progress = replace(self._progress, done=before + count)
            self.progressed.emit(self._progress)

    def _on_verified(self, key: VideoKey, saved: SavedFile, before: int, outcome: Outcome[Finding]) -> None:
        if outcome.value is not None:
            self._findings.append((key, outcome.value))
            self._keep(key, saved, outcome.value)
            self._progress = replace(self._progress, files=self._progress.files + 1, done=before + saved.size)
            self.progressed.emit(self._progress)
        self._next()

    def _keep(self, key: VideoKey, saved: SavedFile, finding: Finding) -> None:
        """What was saved anew meanwhile is another file."""
        video = self._library.video(key)
        if video is None or video.saved != saved or finding.verdict is Verdict.UNREADABLE:
            return
        if finding.verdict in (Verdict.WHOLE, Verdict.MOVED):
            found = replace(saved, path=finding.path, verified_at=time.time(), duration=finding.duration, missing=False)
        else:
            found = replace(saved, verified_at=None, missing=finding.verdict is Verdict.MISSING)
        self._library.set_saved(key, found)
        if found.verified_at is None:
            self._library.set_save_error(key, video.save_error)  # why it could not be had again still holds


class _Bytes:
    """Tells from the worker how many bytes were read, five times a second at most."""

    def __init__(self, lane: Lane, tell: Callable[[int], None]) -> None:
        self._lane = lane
        self._tell = tell
        self._count = 0
        self._told = time.monotonic()

    def __call__(self, count: int) -> None:
        self._count += count
        now = time.monotonic()
        if now - self._told >= PROGRESS_EVERY:
            self._told = now
            self._lane.deliver(partial(self._tell, self._count))


def _verify(saved: SavedFile, moved: MovedFiles | None, on_bytes: _Bytes, cancel: Cancel) -> Finding:
    from app.core.verify import MovedFiles, verify

    return verify(saved, moved or MovedFiles(()), on_bytes=on_bytes, cancel=cancel)
