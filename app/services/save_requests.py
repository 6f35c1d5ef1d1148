"""Saves that were asked for and are not taken up yet: of ten thousand at once, some are taken up in each turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from app.core.model import VideoKey
from app.core.transfer import Transfer, TransferState

AT_ONCE = 25
"""Videos that are taken up in any case, in the turn in which they are asked for: about a millisecond (measured)."""
SLICE = 0.002
"""Seconds after which the rest has to wait for the next turn of the event loop."""


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """What was asked for one video.

    Attributes:
        key: the video.
        folders: absolute; none for where it was to go before.
        asked: by the user; else it is saved by itself.
        paused: until the user goes on with it.
    """

    key: VideoKey
    folders: tuple[str, ...] = ()
    asked: bool = True
    paused: bool = False

    @property
    def saving(self) -> bool:
        """Always, as it is about a save."""
        return True

    @property
    def state(self) -> TransferState:
        """Where it stands."""
        return TransferState.PAUSED if self.paused else TransferState.WAITING

    @property
    def transfer(self) -> Transfer:
        """As it is shown until it is taken up."""
        return Transfer(self.key, saving=True, state=self.state)

    def merged(self, earlier: SaveRequest) -> SaveRequest:
        """Both of them."""
        folders = tuple(dict.fromkeys((*earlier.folders, *self.folders)))
        return replace(self, folders=folders, asked=self.asked or earlier.asked)


class SaveRequests(QObject):
    """They count as waiting from the moment they are asked for, and can be paused and dropped.

    Args:
        take_up: takes up these, first come first served.
    """

    def __init__(self, take_up: Callable[[Sequence[SaveRequest]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take_up = take_up
        self._requests: dict[VideoKey, SaveRequest] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)

    def __len__(self) -> int:
        """How many videos."""
        return len(self._requests)

    def __iter__(self) -> Iterator[SaveRequest]:
        """All of them as they are now."""
        return iter(tuple(self._requests.values()))

    def __contains__(self, key: object) -> bool:
        """Whether this video is asked for."""
        return key in self._requests

    def get(self, key: VideoKey) -> SaveRequest | None:
        """What is asked for this video."""
        return self._requests.get(key)

    def put(self, keys: Iterable[VideoKey], folder: str = "", *, asked: bool = True) -> None:
        """Ask for these; the first of all that wait are taken up at once.

        Args:
            keys: of any videos.
            folder: that gets them; "" for where each was to go before.
            asked: by the user.
        """
        folders = (os.path.abspath(folder),) if folder else ()
        for key in keys:
            request, earlier = SaveRequest(key, folders, asked), self._requests.get(key)
            self._requests[key] = request.merged(earlier) if earlier is not None else request
        if self._requests and not self._timer.isActive():
            self._timer.start()
            self._work()

    def hold(self, keys: Iterable[VideoKey], *, paused: bool) -> list[VideoKey]:
        """Whether these wait for the user; those of them that did not stand so."""
        changed = [key for key in keys if (request := self._requests.get(key)) and request.paused is not paused]
        for key in changed:
            self._requests[key] = replace(self._requests[key], paused=paused)
        return changed

    def drop(self, keys: Iterable[VideoKey]) -> list[VideoKey]:
        """These are no longer wanted; those of them that were."""
        return [key for key in keys if self._requests.pop(key, None) is not None]

    def finish(self) -> None:
        """Take up all of them now: the app ends, and what is taken up is kept for the next start."""
        while self._requests:
            self._take_some()
        self._timer.stop()

    def _work(self) -> None:
        end = perf_counter() + SLICE
        self._take_some()
        while self._requests and perf_counter() < end:
            self._take_some()
        if not self._requests:
            self._timer.stop()

    def _take_some(self) -> None:
        some = tuple(islice(self._requests.values(), AT_ONCE))
        for request in some:
            del self._requests[request.key]
        self._take_up(some)
