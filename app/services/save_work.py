"""What the saver has done on workers: the transfers themselves, and the tidying behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.cancel import Cancel
from app.core.model import SavedFile, Video, VideoKey, WantedSave
from app.core.pace import SpeedLimit
from app.core.play_cache import PlayCache
from app.services.jobs import Lane, Outcome
from app.services.settings import Settings

if TYPE_CHECKING:
    from app.core.bring import Errand
    from app.core.transport import Transport

PROGRESS_EVERY = 0.2
"""Seconds between two values of a transfer: five a second are as many as a person can read."""
Tell = Callable[[int, int | None], None]


class SaveWork(QObject):
    """Runs it on the lane; keeps the play cache's bound and the speed limit as the settings say."""

    def __init__(
        self, transport: Transport, settings: Settings, cache: Path, lane: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._transport = transport
        self._settings = settings
        self._lane = lane
        self._cache = PlayCache(cache, 0)
        self._limit = SpeedLimit()
        settings.changed.connect(self._on_setting_changed)
        self._on_setting_changed("")

    def bring(
        self,
        video: Video,
        key: VideoKey,
        save: WantedSave | None,
        on_progress: Tell,
        done: Callable[[Outcome[SavedFile]], None],
    ) -> Cancel:
        """Brings the video where `save` says, without one into the cache; the flag to cancel it with."""
        progress = _Progress(self._lane, on_progress)
        return self._lane.run(
            partial(_bring, self._transport, self._cache, self._limit, video, key, save, progress), done
        )

    def settle(self, save: WantedSave, done: Callable[[Outcome[None]], None]) -> None:
        """The file of this save is known for good."""
        self._lane.run(partial(_settle, save), done)

    def discard(self, saves: Iterable[WantedSave]) -> None:
        """Removes what these left in the user's folders."""
        for save in saves:
            self._lane.run(partial(_discard, save))

    def _on_setting_changed(self, _name: str) -> None:
        self._limit.rate = self._settings.speed_limit << 10
        self._cache.limit = self._settings.play_cache << 20


class _Progress:
    """Tells the saver from the worker how far a transfer is, at most five times a second."""

    def __init__(self, lane: Lane, tell: Tell) -> None:
        self._lane = lane
        self._tell = tell
        self._told = 0.0

    def __call__(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._told >= PROGRESS_EVERY or done == total:
            self._told = now
            self._lane.deliver(partial(self._tell, done, total))


def _bring(
    transport: Transport,
    cache: PlayCache,
    limit: SpeedLimit,
    video: Video,
    key: VideoKey,
    save: WantedSave | None,
    on_progress: _Progress,
    cancel: Cancel,
) -> SavedFile:
    from app.core.bring import Errand, bring  # what it needs is kept off the way to the first paint

    errand: Errand = Errand(
        url=video.result_url,
        folder=save.folder if save else "",
        stem=save.stem if save else "",
        mark=key.cache_name,
        saved=save.file if save and save.file else video.saved if video.kept else None,
    )
    return bring(transport, errand, cache, on_progress=on_progress, cancel=cancel, limit=limit)


def _settle(save: WantedSave, _cancel: Cancel) -> None:
    from app.core.download import settle

    settle(Path(save.folder), save.stem, save.key.cache_name)


def _discard(save: WantedSave, _cancel: Cancel) -> None:
    from app.core.download import discard

    discard(Path(save.folder), save.stem, save.key.cache_name)
