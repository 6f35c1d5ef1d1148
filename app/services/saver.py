"""Brings finished videos to files: one transfer a video, whatever asks for it (Save, Save to…, auto-save, Play)."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core import file_names
from app.core.cancel import Cancel
from app.core.errors import ErrorCode, Problem
from app.core.model import SavedFile, Task, TaskKey, Video, VideoKey
from app.services.jobs import Lane, Outcome
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings

if TYPE_CHECKING:
    from app.core.transport import Transport

_log = logging.getLogger(__name__)
LANE_THREADS = 3
PROGRESS_EVERY = 0.2
"""Seconds between two values of a transfer: five a second are as many as a person can read."""
FIRST_RETRY = 1.0
LONGEST_RETRY = 300.0
MAX_CUT_TRIES = 3
"""A file that comes cut this often is cut at the provider's."""
MAX_FETCH_TRIES = 3
"""Somebody sits and waits for a fetch-to-play: it does not try for ever."""
MAX_CACHE_BYTES = 1 << 30
_PASSING = frozenset(
    {
        ErrorCode.NAME_UNKNOWN,
        ErrorCode.REFUSED,
        ErrorCode.CONNECT_TIMEOUT,
        ErrorCode.TIMEOUT,
        ErrorCode.CONNECTION_LOST,
        ErrorCode.UNREACHABLE,
        ErrorCode.PROXY_FAILED,
        ErrorCode.RATE_LIMITED,
        ErrorCode.SERVER_TROUBLE,
        ErrorCode.INCOMPLETE,
    }
)


_LOST = frozenset({ErrorCode.CONNECTION_LOST, ErrorCode.TIMEOUT})


class TransferState(StrEnum):
    """Where a transfer stands."""

    WAITING = "waiting"  # for a slot
    RUNNING = "running"
    RENEWING = "renewing"  # its link has expired; the feed is asked for a new one
    RETRYING = "retrying"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A save, or a fetch to play, that is under way.

    Attributes:
        key: the video.
        saving: whether it ends in a file that the user keeps.
        state: where it stands.
        done, total: bytes; `total` is None until the server says it.
        speed: bytes a second, of late.
        left: seconds, None where unknown.
        problem: why it is RETRYING.
    """

    key: VideoKey
    saving: bool
    state: TransferState = TransferState.WAITING
    done: int = 0
    total: int | None = None
    speed: float = 0.0
    left: float | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class _Order:
    """What was asked for one video, and how far it has come."""

    transfer: Transfer
    folders: list[str] = field(default_factory=list)
    play: bool = False
    cancel: Cancel | None = None
    tries: int = 0
    renewed: bool = False
    reached: int = 0  # bytes, by the end of the last try
    retry_at: float = 0.0
    sampled: tuple[float, int] | None = None
    part: tuple[Path, str] | None = None  # folder and name that the worker writes to


class Saver(QObject):
    """Runs the transfers.

    Signals:
        transfer_updated: VideoKey; it started, moved or ended.
        video_fetched: VideoKey and the path of a local file that may be played.
        fetch_failed: VideoKey and Problem.

    How a save ended stands in the library: `Video.saved` or `Video.save_error`.
    """

    transfer_updated = Signal(object)
    video_fetched = Signal(object, str)
    fetch_failed = Signal(object, object)

    def __init__(
        self,
        library: Library,
        poller: Poller,
        settings: Settings,
        transport: Transport,
        cache: Path,
        lane: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._poller = poller
        self._settings = settings
        self._transport = transport
        self._cache = cache
        self._lane = lane
        self._orders: dict[VideoKey, _Order] = {}
        self._declined: set[VideoKey] = set()
        self._run_folder = ""
        self._running = False
        self._random = Random()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._retry_due)
        library.tasks_updated.connect(self._auto_save)
        library.tasks_added.connect(self._auto_save)
        library.tasks_removed.connect(self._on_removed)
        settings.changed.connect(self._on_setting_changed)
        poller.task_checked.connect(self._on_checked)

    @property
    def transfers(self) -> Mapping[VideoKey, Transfer]:
        """All that is under way."""
        return MappingProxyType({key: order.transfer for key, order in self._orders.items()})

    def transfer(self, key: VideoKey) -> Transfer | None:
        """What is under way for this video."""
        order = self._orders.get(key)
        return order.transfer if order else None

    def start(self, run_folder: str = "") -> None:
        """Begins to save by itself what is to be saved by itself; with `run_folder`, everything into that folder."""
        self._running = True
        self._run_folder = run_folder
        self._auto_save(self._library.tasks)

    def stop(self) -> None:
        """Ends every transfer; what came so far stays beside its target and is gone on with by the next save."""
        self._running = False
        self._timer.stop()
        for order in self._orders.values():
            if order.cancel is not None:
                order.cancel.cancel()

    def save(self, keys: Sequence[VideoKey], folder: str = "") -> None:
        """Saves these videos into a folder, "" for that of the settings. Those that are not ready are passed over."""
        for key in keys:
            video = self._library.video(key)
            if video is not None and video.ready:
                self._declined.discard(key)
                self._library.set_save_error(key, None)
                self._order(key, folder=folder or self._settings.save_folder)

    def save_all_finished(self) -> int:
        """Saves every finished video that is not saved yet; how many that are."""
        keys = [
            task.video_key(video)
            for task in self._library.tasks.values()
            for video in task.videos
            if video.ready and video.saved is None
        ]
        self.save(keys)
        return len(keys)

    def fetch(self, key: VideoKey) -> None:
        """Brings a video to a local file to play; ends in `video_fetched` or `fetch_failed`."""
        self._order(key, play=True)

    def cancel(self, keys: Sequence[VideoKey]) -> None:
        """Ends these transfers; auto-save leaves the videos alone until the app is started anew."""
        for key in keys:
            order = self._orders.pop(key, None)
            if order is None:
                continue
            self._declined.add(key)
            if order.cancel is not None:
                order.cancel.cancel()
            elif order.part is not None:  # it waits for its next try: no job ends that could tidy
                self._lane.run(partial(_discard, *order.part))
            self.transfer_updated.emit(key)
            if order.play:
                self.fetch_failed.emit(key, Problem(ErrorCode.CANCELLED))

    def _order(self, key: VideoKey, *, folder: str = "", play: bool = False) -> None:
        order = self._orders.get(key)
        if order is None:
            order = self._orders[key] = _Order(Transfer(key, saving=bool(folder)))
            new = True
        else:
            new = False
        order.play = order.play or play
        folder = os.path.abspath(folder) if folder else ""
        if folder and folder not in order.folders:
            order.folders.append(folder)
            order.transfer = replace(order.transfer, saving=True)
        if new or order.transfer.state is TransferState.RETRYING:
            self._begin(order)
        else:
            self.transfer_updated.emit(key)

    def _begin(self, order: _Order) -> None:
        key = order.transfer.key
        task, video = self._library.task(key.task), self._library.video(key)
        if task is None or video is None:
            self._end(order, Problem(ErrorCode.NO_LINK))
            return
        order.sampled = None
        self._set(order, state=TransferState.WAITING, problem=None, speed=0.0, left=None)
        work = partial(self._work(order, task, video), _Progress(self._lane, partial(self._on_progress, order)))
        order.cancel = self._lane.run(work, partial(self._on_ended, order))

    def _work(self, order: _Order, task: Task, video: Video) -> Callable[[_Progress, Cancel], SavedFile]:
        name = file_names.stem(
            self._settings.name_template,
            prompt=task.prompt,
            seed=video.seed,
            task_id=task.key.task_id,
            video_id=video.id,
            nth=video.nth,
        )
        folder = order.folders[0] if order.folders else ""
        already = video.saved if video.saved and folder and _is_in(video.saved, folder) else None
        order.part = (Path(folder), name) if folder else None
        return partial(
            _bring,
            self._transport,
            video.result_url,
            folder,
            name,
            self._cache / order.transfer.key.cache_name,
            video.saved,
            already,
        )

    def _on_progress(self, order: _Order, done: int, total: int | None) -> None:
        if self._orders.get(order.transfer.key) is not order:
            return
        now = time.monotonic()
        speed = order.transfer.speed
        if order.sampled is not None and now > order.sampled[0]:
            latest = max(0.0, (done - order.sampled[1]) / (now - order.sampled[0]))
            speed = latest if speed == 0.0 else 0.7 * speed + 0.3 * latest
        order.sampled = (now, done)
        left = (total - done) / speed if total is not None and speed > 0 else None
        self._set(order, state=TransferState.RUNNING, done=done, total=total, speed=speed, left=left)

    def _on_ended(self, order: _Order, outcome: Outcome[SavedFile]) -> None:
        key = order.transfer.key
        if self._orders.get(key) is not order:
            if order.part is not None and outcome.value is None and self._running:
                self._lane.run(partial(_discard, *order.part))
            return
        order.cancel = None
        if outcome.value is None:
            self._on_failed(order, outcome.problem or Problem(ErrorCode.INTERNAL))
            return
        if order.play:
            order.play = False
            self.video_fetched.emit(key, outcome.value.path)
        if order.folders and _is_in(outcome.value, order.folders[0]):
            order.folders.pop(0)
            self._library.set_saved(key, outcome.value)
        if order.folders:
            self._begin(order)  # from the file that is here now
        else:
            self._end(order)

    def _on_failed(self, order: _Order, problem: Problem) -> None:
        order.tries += 1
        if problem.code in _LOST and order.transfer.done > order.reached:
            order.tries = 1  # it has come further: a poor network is no reason to wait ever longer
        order.reached = max(order.reached, order.transfer.done)
        if problem.code is ErrorCode.LINK_EXPIRED and not order.renewed:
            order.renewed = True
            self._set(order, state=TransferState.RENEWING)
            self._poller.check_now([order.transfer.key.task])
        elif self._tries_again(order, problem):
            wait = min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(order.tries - 1, 16))
            if problem.retry_after is not None:
                wait = min(LONGEST_RETRY * 2, max(problem.retry_after, FIRST_RETRY))
            elif order.tries > 1:
                wait = max(FIRST_RETRY, self._random.uniform(0.0, wait))
            order.retry_at = time.monotonic() + wait
            self._set(order, state=TransferState.RETRYING, problem=problem, speed=0.0, left=None)
            self._schedule_retry()
        else:
            self._end(order, problem)

    def _tries_again(self, order: _Order, problem: Problem) -> bool:
        if problem.code not in _PASSING:
            return False
        if problem.code is ErrorCode.INCOMPLETE:
            return order.tries < MAX_CUT_TRIES
        return bool(order.folders) or order.tries < MAX_FETCH_TRIES

    def _end(self, order: _Order, problem: Problem | None = None) -> None:
        key = order.transfer.key
        del self._orders[key]
        if problem is not None:
            _log.info("transfer of a video of task %s: %s", key.task_id, problem.code)
            if order.folders:
                self._library.set_save_error(key, problem)
            if order.play:
                self.fetch_failed.emit(key, problem)
        self.transfer_updated.emit(key)

    def _set(self, order: _Order, **changes: object) -> None:
        order.transfer = replace(order.transfer, **changes)  # type: ignore[arg-type]
        self.transfer_updated.emit(order.transfer.key)

    def _schedule_retry(self) -> None:
        moments = [o.retry_at for o in self._orders.values() if o.transfer.state is TransferState.RETRYING]
        if moments and self._running:
            self._timer.start(max(1, round((min(moments) - time.monotonic()) * 1000)))

    def _retry_due(self) -> None:
        now = time.monotonic() + 0.001
        for order in tuple(self._orders.values()):
            if order.transfer.state is TransferState.RETRYING and order.retry_at <= now:
                self._begin(order)
        self._schedule_retry()

    def _on_checked(self, key: TaskKey) -> None:
        for order in tuple(self._orders.values()):
            if order.transfer.state is TransferState.RENEWING and order.transfer.key.task == key:
                self._begin(order)

    def _on_removed(self, keys: Iterable[TaskKey]) -> None:
        gone = set(keys)
        self.cancel([key for key in self._orders if key.task in gone])
        self._declined = {key for key in self._declined if key.task not in gone}

    def _on_setting_changed(self, name: str) -> None:
        if name == "auto_save":
            self._auto_save(self._library.tasks)

    def _auto_save(self, keys: Iterable[TaskKey]) -> None:
        if not self._running:
            return
        common = self._run_folder or (self._settings.save_folder if self._settings.auto_save else "")
        for task_key in tuple(keys):
            task = self._library.task(task_key)
            folder = (task.auto_save_dir or common) if task else ""
            if task is None or not folder:
                continue
            for video in task.videos:
                if video.ready and video.saved is None and video.save_error is None:
                    key = task.video_key(video)
                    if key not in self._orders and key not in self._declined:
                        self._order(key, folder=folder)


class _Progress:
    """Tells the saver from the worker how far a transfer is, at most five times a second."""

    def __init__(self, lane: Lane, tell: Callable[[int, int | None], None]) -> None:
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
    url: str,
    folder: str,
    name: str,
    cache: Path,
    saved: SavedFile | None,
    already: SavedFile | None,
    on_progress: _Progress,
    cancel: Cancel,
) -> SavedFile:
    """The video as a local file: one that is here, copied where need be, else downloaded. Runs on a worker.

    Args:
        transport: for the download.
        url: the result link.
        folder: where the user keeps it; "" brings it to the cache, to play.
        name: of the file in `folder`, without its extension.
        cache: path of the file in the cache, without its extension.
        saved: what an earlier save made.
        already: `saved`, where it lies where it is wanted now.
        on_progress: told bytes done and in all.
        cancel: ends it.

    Raises:
        TransferError: it cannot be had.
    """
    from app.core.download import download, keep_copy
    from app.core.errors import TransferError

    if already is not None and _is_whole(already):
        return already
    if folder:
        _make_folder(Path(folder))
    local = _local_file(cache, saved)
    if local is not None:
        if not folder:
            return SavedFile(str(local), local.stat().st_size, "", time.time())
        return keep_copy(local, Path(folder), name, cancel=cancel)
    if not url:
        raise TransferError(ErrorCode.NO_LINK)
    if folder:
        return download(transport, url, Path(folder), name, on_progress=on_progress, cancel=cancel)
    _bound_cache(cache.parent)
    return download(transport, url, cache.parent, cache.name, on_progress=on_progress, cancel=cancel)


def _discard(folder: Path, name: str, _cancel: Cancel) -> None:
    """After a cancel nothing of the video is left in the user's folder."""
    from app.core.download import discard

    discard(folder, name)


def _make_folder(folder: Path) -> None:
    """Makes a folder in the user's home, or one whose parent is there: a drive that is gone is not made up for.

    Raises:
        TransferError: NO_FOLDER, NO_PERMISSION or DISK_FAILED.
    """
    from app.core.part_file import disk_error

    try:
        folder.mkdir(parents=folder.is_relative_to(Path.home()), exist_ok=True)
    except OSError as error:
        raise disk_error(error) from error


def _is_whole(saved: SavedFile) -> bool:
    try:
        return Path(saved.path).stat().st_size == saved.size
    except OSError:
        return False


def _local_file(cache: Path, saved: SavedFile | None) -> Path | None:
    if saved is not None and _is_whole(saved):
        return Path(saved.path)
    for path in cache.parent.glob(f"{cache.name}.*"):
        if path.suffix in (".mp4", ".mov", ".webm", ".mkv", ".m4v", ".avi"):
            return path
    return None


def _bound_cache(folder: Path) -> None:
    """Makes the folder, and deletes the files played longest ago until the cache is within its bound."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files = sorted(((path.stat(), path) for path in folder.iterdir()), key=lambda pair: pair[0].st_mtime)
        excess = sum(stat.st_size for stat, _ in files) - MAX_CACHE_BYTES
        for stat, path in files:
            if excess <= 0:
                return
            path.unlink()
            excess -= stat.st_size
    except OSError as error:
        _log.warning("the play cache cannot be tidied: %s", error.strerror)


def _is_in(saved: SavedFile, folder: str) -> bool:
    return Path(saved.path).parent == Path(folder)
