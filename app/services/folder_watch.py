"""Looks now and then whether folders that could not be written to can be again, and has the saves for them go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.core.errors import ErrorCode
from app.core.model import VideoKey
from app.services.failed_saves import FailedSaves, FolderTrouble
from app.services.folders import Look, look
from app.services.jobs import Lane, Outcome

LOOK_SECONDS = 5.0
"""Between two looks at first; only while a folder keeps saves from their files."""
LONGEST_LOOK_SECONDS = 60.0
"""Between two looks at a folder that has been no good for long: a drive gone for days must not cost a battery."""
LONGEST_SECONDS = 600.0
LEAST_ROOM = 16 << 20
"""Bytes that a save is taken to need whose disk was full without saying what it lacks."""


@dataclass(slots=True)
class _Watched:
    due: float = 0.0  # monotonic seconds
    dark: int = 0  # looks in a row that found it no good
    vain: int = 0  # tries that failed although the folder looked fine: a quota, say
    looking: bool = False


class FolderWatch(QObject):
    """Watches the folders of `FailedSaves.troubles`; the looking is done on a worker, for a share may hang.

    Args:
        failed: what failed.
        lane: does the looking.
        retry: saves these once more, each into its folder.
    """

    def __init__(
        self,
        failed: FailedSaves,
        lane: Lane,
        retry: Callable[[Sequence[VideoKey]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._failed = failed
        self._lane = lane
        self._retry = retry
        self._watched: dict[str, _Watched] = {}
        self._running = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)
        failed.changed.connect(self._schedule)

    def start(self) -> None:
        """From now on."""
        self._running = True
        self._schedule()

    def stop(self) -> None:
        """No longer."""
        self._running = False
        self._timer.stop()

    def _schedule(self) -> None:
        if not self._running or not self._failed.troubles:
            return
        wanted = round(self._until_due() * 1000)
        if not self._timer.isActive() or self._timer.remainingTime() > wanted:
            self._timer.start(wanted)

    def _until_due(self) -> float:
        """Seconds until the next look, at the least `LOOK_SECONDS`."""
        now, found = time.monotonic(), [self._watched.get(each.folder) for each in self._failed.troubles]
        return max(LOOK_SECONDS, min(each.due - now if each is not None else 0.0 for each in found))

    def _on_due(self) -> None:
        now = time.monotonic()
        for trouble in self._failed.troubles:
            watched = self._watched.setdefault(trouble.folder, _Watched())
            if watched.due <= now and not watched.looking:
                watched.looking = True
                self._lane.run(partial(_look, trouble.folder), partial(self._on_looked, trouble.folder, watched))
        self._schedule()

    def _on_looked(self, folder: str, watched: _Watched, outcome: Outcome[Look]) -> None:
        watched.looking = False
        trouble = next((each for each in self._failed.troubles if each.folder == folder), None)
        if trouble is None or outcome.value is None or not self._running:
            return
        keys = self._that_fit(trouble, outcome.value)
        if not keys:
            watched.due = time.monotonic() + min(LONGEST_LOOK_SECONDS, LOOK_SECONDS * 2.0 ** min(watched.dark // 6, 16))
            watched.dark += 1
            watched.vain = 0
            return
        watched.dark = 0
        watched.due = time.monotonic() + min(LONGEST_SECONDS, LOOK_SECONDS * 2.0 ** min(watched.vain, 16))
        watched.vain += 1
        self._retry(keys)

    def _that_fit(self, trouble: FolderTrouble, seen: Look) -> list[VideoKey]:
        """As many as there is room for, in turn; all where it is not room that was lacking."""
        if not seen.usable:
            return []
        if trouble.code is not ErrorCode.DISK_FULL or seen.free is None:
            return list(trouble.keys)
        fitting, free = [], seen.free
        for key in trouble.keys:
            lack = self._failed.lack(key)
            free -= lack.needed if lack is not None else LEAST_ROOM
            if free < 0:
                break
            fitting.append(key)
        return fitting


def _look(folder: str, _cancel: object) -> Look:
    return look(folder)
