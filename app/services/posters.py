"""The posters of the videos that are seen: fetched, checked and scaled on a worker, kept on disk and in memory."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError, Problem
from app.core.model import Video, VideoKey
from app.core.transport import Transport
from app.services.jobs import Lane, Outcome
from app.services.library import Library
from app.services.picture import decode
from app.services.poster_files import PosterFiles

MAX_BYTES = 12 << 20
IN_MEMORY = 160
DEADLINE = 30.0
RETRY_AFTER = 300.0
"""Seconds after which a poster that could not be had is tried once more, the last time in this run."""
FETCHES = 2
"""At a time."""
LANE_THREADS = FETCHES + 1
"""One for what is on the disk: it waits for no server."""
SWEEP_MS = 30_000
"""After the first posters were wanted: by then they are there."""
_NOBODY_THERE = frozenset(
    {
        ErrorCode.NAME_UNKNOWN,
        ErrorCode.REFUSED,
        ErrorCode.CONNECT_TIMEOUT,
        ErrorCode.UNREACHABLE,
        ErrorCode.PROXY_FAILED,
    }
)
"""No server has said anything of the poster: it is asked for again, ever more rarely."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a video's poster is; another one is worth another try.

    Attributes:
        links: without their queries, which are signed anew all the time.
        done: the same link may get its picture as the video is finished.
    """

    links: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class _Failure:
    """A poster that could not be had.

    Attributes:
        tries: in a row.
        again_at: on the clock, when it may be tried again; infinite for not in this run.
    """

    source: _Source
    problem: Problem
    tries: int
    again_at: float


class Posters(QObject):
    """Images by video.

    Signals:
        poster_ready: VideoKey; `image` gives it now.
    """

    poster_ready = Signal(object)

    def __init__(
        self,
        library: Library,
        transport: Transport,
        folder: Path,
        lane: Lane,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._transport = transport
        self._files = PosterFiles(folder)
        self._lane = lane
        self._clock = clock
        self._images: OrderedDict[VideoKey, QImage] = OrderedDict()
        self._seen: tuple[VideoKey, ...] = ()
        self._looked_for: set[VideoKey] = set()  # on the disk, now
        self._fetched: set[VideoKey] = set()  # now
        self._not_on_disk: set[VideoKey] = set()
        self._failures: dict[VideoKey, _Failure] = {}
        self._decoding = threading.Lock()  # one at a time: it is memory, not the processor, that runs short
        self._running = True
        self._swept = False
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._fill)
        self._sweep = QTimer(self, singleShot=True, interval=SWEEP_MS)
        self._sweep.timeout.connect(self._on_sweep)

    def image(self, key: VideoKey) -> QImage | None:
        """The poster, at most 384 × 216 pixels and 16:9; None while there is none."""
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
        return image

    def problem(self, key: VideoKey) -> Problem | None:
        """Why the last try brought no poster; None where none failed."""
        failure = self._failures.get(key)
        return failure.problem if failure else None

    @property
    def busy(self) -> bool:
        """Whether anything is being read or fetched."""
        return bool(self._looked_for or self._fetched)

    def want(self, keys: Sequence[VideoKey]) -> None:
        """The videos that are seen, the most wanted first: those that have scrolled away are not fetched."""
        self._seen = tuple(keys)[:IN_MEMORY]
        self._fill()
        if self._running and not self._swept:
            self._swept = True
            self._sweep.start()

    def stop(self) -> None:
        """Fetches no more."""
        self._running = False
        self._seen = ()
        self._retry.stop()
        self._sweep.stop()

    def _fill(self) -> None:
        """Begins what may begin, and waits for what may be tried later."""
        if not self._running:
            return
        self._retry.stop()
        again_at = math.inf
        for key in self._seen:
            if key in self._images or key in self._looked_for or key in self._fetched:
                continue
            video = self._library.video(key)
            if video is None:
                continue
            if key not in self._not_on_disk:
                self._look_for(key)
                continue
            urls = tuple(url for url in (video.thumb_url, video.poster_url) if url)
            if urls:
                again_at = min(again_at, self._fetch(key, urls, _source(video)))
        if again_at < math.inf:
            self._retry.start(max(1, round((again_at - self._clock()) * 1000)))

    def _look_for(self, key: VideoKey) -> None:
        if len(self._looked_for) < LANE_THREADS - FETCHES:
            self._looked_for.add(key)
            self._lane.run(partial(_find, self._files, key), partial(self._on_looked, key))

    def _on_looked(self, key: VideoKey, outcome: Outcome[QImage]) -> None:
        self._looked_for.discard(key)
        if outcome.value is None:
            self._not_on_disk.add(key)
        else:
            self._show(key, outcome.value)
        self._fill()

    def _fetch(self, key: VideoKey, urls: tuple[str, ...], source: _Source) -> float:
        """Begins it, if it may begin; when it may be tried again, infinite where nothing is to be waited for."""
        failure = self._failures.get(key)
        if failure is not None and failure.source == source and failure.again_at > self._clock():
            return failure.again_at
        if len(self._fetched) < FETCHES:
            self._fetched.add(key)
            work = partial(_fetch_first, self._transport, self._files, key, urls, self._decoding)
            self._lane.run(work, partial(self._on_fetched, key, source))
        return math.inf

    def _on_fetched(self, key: VideoKey, source: _Source, outcome: Outcome[QImage]) -> None:
        self._fetched.discard(key)
        if outcome.value is not None:
            self._failures.pop(key, None)
            self._not_on_disk.discard(key)
            self._show(key, outcome.value)
        else:
            self._note_failure(key, source, outcome.problem or Problem(ErrorCode.INTERNAL))
        self._fill()

    def _note_failure(self, key: VideoKey, source: _Source, problem: Problem) -> None:
        before = self._failures.get(key)
        tries = before.tries + 1 if before is not None and before.source == source else 1
        if problem.code in _NOBODY_THERE:
            again_at = self._clock() + RETRY_AFTER * 2 ** min(tries - 1, 8)
        else:
            again_at = self._clock() + RETRY_AFTER if tries == 1 else math.inf
        self._failures[key] = _Failure(source, problem, tries, again_at)

    def _show(self, key: VideoKey, image: QImage) -> None:
        self._images[key] = image
        while len(self._images) > IN_MEMORY:
            self._images.popitem(last=False)
        self.poster_ready.emit(key)

    def _on_sweep(self) -> None:
        self._lane.run(partial(self._files.sweep, tuple(self._library.tasks.values())))


def _source(video: Video) -> _Source:
    links = tuple(url.split("?", 1)[0] for url in (video.thumb_url, video.poster_url) if url)
    return _Source(links, video.done)


def _find(files: PosterFiles, key: VideoKey, _cancel: Cancel) -> QImage:
    return files.find(key)


def _fetch_first(
    transport: Transport,
    files: PosterFiles,
    key: VideoKey,
    urls: tuple[str, ...],
    decoding: threading.Lock,
    cancel: Cancel,
) -> QImage:
    """From the first link that gives an image, which is kept.

    Raises:
        PikaError: none does.
    """
    problem = Problem(ErrorCode.NO_LINK)
    for url in urls:
        try:
            data = _fetch(transport, url, cancel)
            with decoding:
                image = decode(data)
        except PikaError as error:
            problem = error.problem  # not the error: it would hold this frame, and with it the bytes of its own
            continue
        files.keep(key, image)
        return image
    raise PikaError(problem.code, problem.detail)


def _fetch(transport: Transport, url: str, cancel: Cancel) -> bytes:
    with transport.open(url, headers={"Accept": "image/*"}, deadline=DEADLINE, cancel=cancel) as reply:
        if reply.status != 200:
            raise PikaError(ErrorCode.UNEXPECTED_STATUS, str(reply.status))
        return reply.read(MAX_BYTES)
