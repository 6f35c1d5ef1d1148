"""Looks after the play cache for the settings: what it holds, emptying it, a smaller bound at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.play_cache import PlayCache
from app.services.jobs import Lane, Outcome
from app.services.settings import Settings


class PlayCacheCare(QObject):
    """Works on a worker; what is being fetched or played meanwhile comes to no harm.

    Args:
        folder: of the cache.
        settings: its bound.
        lane: whose worker.

    Signals:
        measured: bytes that the cache holds now.
    """

    measured = Signal(object)  # a Python int: Qt's own would end at 2 GiB

    def __init__(self, folder: Path, settings: Settings, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._settings = settings
        self._lane = lane
        settings.changed.connect(self._on_setting_changed)

    def measure(self) -> None:
        """Find out how much it holds; `measured` follows."""
        self._lane.run(partial(_measure, self._folder), self._on_measured)

    def empty(self) -> None:
        """Remove every video from it; `measured` follows."""
        self._lane.run(partial(_empty, self._folder), self._on_measured)

    def _on_setting_changed(self, name: str) -> None:
        if name == "play_cache":
            self._lane.run(partial(_tidy, self._folder, self._settings.play_cache << 20), self._on_measured)

    def _on_measured(self, outcome: Outcome[int]) -> None:
        if outcome.value is not None:
            self.measured.emit(outcome.value)


def _measure(folder: Path, _cancel: Cancel) -> int:
    return PlayCache(folder, 0).size()


def _empty(folder: Path, _cancel: Cancel) -> int:
    cache = PlayCache(folder, 0)
    cache.empty()
    return cache.size()


def _tidy(folder: Path, limit: int, _cancel: Cancel) -> int:
    cache = PlayCache(folder, limit)
    cache.tidy()
    return cache.size()
