"""What saves that failed for good left beside their targets: gone on with when they are tried again, else removed."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.errors import ErrorCode, Problem
from app.core.model import VideoKey, WantedSave

_WORTHLESS = frozenset({ErrorCode.NOT_A_VIDEO, ErrorCode.INCOMPLETE})
"""What came is no part of the video, or the file is cut at the provider's: nothing can be added to it."""


class Leftovers:
    """Kept in memory: after a restart, a save of the same name finds its part by itself."""

    def __init__(self) -> None:
        self._saves: dict[VideoKey, dict[str, WantedSave]] = {}

    def keep(self, key: VideoKey, saves: Iterable[WantedSave], problem: Problem) -> tuple[WantedSave, ...]:
        """These have failed; those among them whose parts are to be removed."""
        if problem.code in _WORTHLESS:
            return (*saves, *self.take(key))
        self._saves.setdefault(key, {}).update((each.folder, each) for each in saves)
        return ()

    def stem(self, key: VideoKey, folder: str) -> str | None:
        """The name that the part in this folder has, whatever the template or the prompt is now."""
        found = self._saves.get(key, {}).get(folder)
        return found.stem if found else None

    def take(self, key: VideoKey) -> tuple[WantedSave, ...]:
        """All of this video, which are no longer known."""
        return tuple(self._saves.pop(key, {}).values())

    def of_task_in(self, gone: Iterable[object]) -> list[VideoKey]:
        """The videos of these tasks that left something."""
        tasks = set(gone)
        return [key for key in self._saves if key.task in tasks]
