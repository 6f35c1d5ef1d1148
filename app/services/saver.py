"""Brings finished videos to files: one transfer a video, whatever asks for it (Save, Save to…, auto-save, Play)."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.endpoints import is_loopback
from app.core.errors import ErrorCode, Problem
from app.core.model import SavedFile, TaskKey, VideoKey, WantedSave
from app.core.save_order import Order, stem_of
from app.core.save_queue import SaveQueue, host_of, turn
from app.core.transfer import (
    PASSING,
    SpeedGauge,
    Standing,
    Transfer,
    TransferState,
    tries_again,
    wait_before_retry,
)
from app.services.auto_save import AutoSave
from app.services.failed_saves import OF_FOLDER, FailedSaves
from app.services.folder_watch import FolderWatch
from app.services.jobs import Lane, Outcome
from app.services.leftovers import Leftovers
from app.services.library import Library
from app.services.poller import Poller, PollStatus
from app.services.save_work import SaveWork
from app.services.settings import SAVES_PER_HOST, Settings

if TYPE_CHECKING:
    from app.core.transport import Transport

__all__ = ["LANE_THREADS", "Saver", "Transfer", "TransferState"]

_log = logging.getLogger(__name__)
TRANSFERS = 6
"""At a time in all, more where the settings allow more of them at one host."""
LANE_THREADS = max(TRANSFERS, SAVES_PER_HOST[1]) + 1
"""One for the tidying."""
_MOVED_MS = 200
RENEW_SECONDS = 900.0
"""For so long a new link is waited for: the provider may be held for ten minutes."""


class Saver(QObject):
    """Runs the transfers.

    Signals:
        transfer_updated: VideoKey; it started, moved or ended.
        transfers_updated: some of them did; told five times a second at most, for those who look at all of them.
        queue_moved: transfers that wait for their turn may have another place; told five times a second at most.
        video_fetched: VideoKey and the path of a local file that may be played.
        fetch_failed: VideoKey and Problem.

    How a save ended stands in the library: `Video.saved` or `Video.save_error`. A save that is not done when the app
    ends, paused or not, is in `library.saves` and goes on with the next start.
    """

    transfer_updated = Signal(object)
    transfers_updated = Signal()
    queue_moved = Signal()
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
        self._work = SaveWork(transport, settings, cache, lane, self)
        self._orders: dict[VideoKey, Order] = {}
        self._queue: SaveQueue[VideoKey] = SaveQueue()
        self._under_way: dict[int, Order] = {}  # by number: those with a job, also where they were given up meanwhile
        self._numbers = count()
        self._by_itself = AutoSave(library, settings)
        self._leftovers = Leftovers()
        self._failed = FailedSaves(library, self)
        self._watch = FolderWatch(self._failed, lane, self.retry, self)
        self._offline = False
        self._save_folder = os.path.abspath(settings.save_folder)
        self._running = False
        self._random = Random()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)
        self._moved = QTimer(self, singleShot=True, interval=_MOVED_MS)
        self._moved.timeout.connect(self.queue_moved)
        self._updated = QTimer(self, singleShot=True, interval=_MOVED_MS)
        self._updated.timeout.connect(self.transfers_updated)
        self.transfer_updated.connect(self._tell_updated)
        library.tasks_updated.connect(self._auto_save)
        library.tasks_added.connect(self._auto_save)
        library.tasks_removed.connect(self._on_removed)
        settings.changed.connect(self._on_setting_changed)
        poller.task_checked.connect(self._on_checked)
        poller.status_changed.connect(self._on_poll_status)

    @property
    def transfers(self) -> Mapping[VideoKey, Transfer]:
        """All that is under way."""
        return MappingProxyType({key: order.transfer for key, order in self._orders.items()})

    def transfer(self, key: VideoKey) -> Transfer | None:
        """What is under way for this video."""
        order = self._orders.get(key)
        return order.transfer if order else None

    def ahead(self, key: VideoKey) -> int | None:
        """How many transfers begin before this one; None where it does not wait for its turn."""
        return self._queue.ahead(key)

    def standing(self, key: VideoKey) -> Standing:
        """Why the transfer of this video does not run now, and where its save goes, or was to go when it failed."""
        order = self._orders.get(key)
        if order is None:
            return Standing(folder=next(iter(self._failed.folders(key)), ""))
        folder = order.saves[0].folder if order.saves else ""
        if order.state is TransferState.WAITING:
            video, per_host = self._library.video(key), self._settings.saves_per_host
            host = host_of(video.result_url) if video else ""
            busy = sum(each.host == host for each in self._under_way.values()) >= per_host
            place = self._queue.ahead(key)
            return Standing(place, len(self._queue), host if busy else "", per_host, folder=folder)
        moment = order.transfer.retry_at
        if order.state is not TransferState.RETRYING or moment is None:
            return Standing(folder=folder)
        return Standing(seconds=max(0.0, moment - time.monotonic()), offline=self._is_cut_off(order), folder=folder)

    @property
    def failed(self) -> FailedSaves:
        """The saves that failed for good."""
        return self._failed

    @property
    def busy(self) -> bool:
        """Whether any transfer is under way, or will be by itself: all but those that are paused."""
        return any(order.state is not TransferState.PAUSED for order in self._orders.values())

    @property
    def can_pause(self) -> bool:
        """Whether any save is not paused."""
        return any(order.saves and order.state is not TransferState.PAUSED for order in self._orders.values())

    @property
    def can_resume(self) -> bool:
        """Whether any save is paused, or waits for its next try."""
        held = (TransferState.PAUSED, TransferState.RETRYING)
        return any(order.state in held for order in self._orders.values())

    def start(self, run_folder: str = "") -> None:
        """Goes on with what was not done, and saves what is to be saved by itself; with `run_folder`, into that."""
        first, self._running = not self._running, True
        self._by_itself.run_folder = run_folder
        if first:
            self._go_on()
        self._auto_save(self._library.tasks)
        self._watch.start()

    def stop(self) -> None:
        """Ends every transfer; what came so far stays beside its target, and the next start goes on with it."""
        self._running = False
        self._timer.stop()
        self._watch.stop()
        for order in self._under_way.values():
            if order.cancel is not None:
                order.cancel.cancel()

    def save(self, keys: Sequence[VideoKey], folder: str = "") -> None:
        """Saves these videos into a folder, "" for that of the settings. Those that are not ready are passed over."""
        ready = [key for key in keys if (video := self._library.video(key)) is not None and video.ready]
        for key in ready:
            self._by_itself.allow(key)
        self._save(ready, folder or self._settings.save_folder, asked=True)
        for key in ready:
            self._library.set_save_error(key, None)

    def retry(self, keys: Sequence[VideoKey]) -> None:
        """Saves these once more, each where it was to go; what waits for its next try goes on at once."""
        saving = {key for key in keys if (order := self._orders.get(key)) is not None and order.saves}
        self.resume([key for key in keys if key in saving])
        wanted: dict[str, list[VideoKey]] = {}
        for key in keys:
            if key not in saving:
                for folder in self._failed.folders(key) or (self._home(key),):
                    wanted.setdefault(folder, []).append(key)
        for folder, each in wanted.items():
            self.save(each, folder)

    def retry_failed(self) -> int:
        """Saves everything once more that failed for good; how many that are."""
        keys = self._failed.keys
        self.retry(keys)
        return len(keys)

    def move_failed(self, folder: str, target: str) -> int:
        """Saves into `target` what failed for the sake of `folder`; how many that are.

        Where `folder` is that of the settings, those get the new one.
        """
        keys = self._failed.of_folder(folder)
        if folder == self._save_folder:
            self._settings.save_folder = target
        else:
            self.save(keys, target)
        return len(keys)

    def save_all_finished(self) -> int:
        """Saves every finished video that is not saved yet; how many that are."""
        found = [
            (task.video_key(video), video.lost)
            for task in self._library.tasks.values()
            for video in task.videos
            if video.unsaved
        ]
        self.save([key for key, lost in found if not lost])
        self.retry([key for key, lost in found if lost])
        return len(found)

    def fetch(self, key: VideoKey) -> None:
        """Brings a video to a local file to play; ends in `video_fetched` or `fetch_failed`."""
        order = self._order(key)
        order.play = True
        self.resume([key])

    def pause(self, keys: Sequence[VideoKey]) -> None:
        """These saves wait until `resume`, also over the end of the app; what came so far stays."""
        orders = [order for key in keys if (order := self._orders.get(key)) is not None and order.saves]
        self._library.saves.pause([each for order in orders for each in order.saves], paused=True)
        for order in orders:
            self._queue.drop(order.key)
            if order.cancel is not None:
                order.cancel.cancel()
            if order.play:
                order.play = False
                self.fetch_failed.emit(order.key, Problem(ErrorCode.CANCELLED))
            self._set(order, state=TransferState.PAUSED, problem=None, speed=0.0, left=None, retry_at=None)
        self._tell_moved()
        self._fill()

    def resume(self, keys: Sequence[VideoKey]) -> None:
        """Goes on with what is paused, and at once with what waits for its next try."""
        orders = [order for key in keys if (order := self._orders.get(key)) is not None]
        self._library.saves.pause([each for order in orders for each in order.saves], paused=False)
        for order in orders:
            self._resume(order)
        self._fill()

    def pause_all(self) -> None:
        """Pauses every save."""
        self.pause(list(self._orders))

    def resume_all(self) -> None:
        """Goes on with every save."""
        self.resume(list(self._orders))

    def cancel(self, keys: Sequence[VideoKey]) -> None:
        """Ends these transfers; auto-save leaves the videos alone until the app is started anew."""
        orders = [order for key in keys if (order := self._orders.pop(key, None)) is not None]
        self._library.saves.drop([each for order in orders for each in order.saves])
        for order in orders:
            self._by_itself.decline(order.key)
            self._queue.drop(order.key)
            if order.cancel is not None:
                order.cancel.cancel()  # its end tidies
            else:
                self._tidy(order)
            self.transfer_updated.emit(order.key)
            if order.play:
                self.fetch_failed.emit(order.key, Problem(ErrorCode.CANCELLED))
        self._tell_moved()
        self._fill()

    def _go_on(self) -> None:
        """With what the last run left."""
        for wanted in self._library.saves.wanted:
            if self._library.video(wanted.key) is None:
                self._library.saves.drop([wanted])
                continue
            order = self._order(wanted.key)
            if order.wants(wanted):
                continue
            order.saves.append(wanted)
            order.asked = True
            self._set(order, saving=True)
            if wanted.paused and not order.play:
                self._queue.drop(order.key)
                self._set(order, state=TransferState.PAUSED)
        self._fill()

    def _save(self, keys: Sequence[VideoKey], folder: str, *, asked: bool) -> None:
        folder = os.path.abspath(folder)
        wanted: list[WantedSave] = []
        for key in keys:
            order = self._order(key)
            order.asked = order.asked or asked
            self._forget_failed(key, folder)
            stem = stem_of(self._settings.name_template, self._library.task(key.task), key)
            order.want(folder, self._leftovers.stem(key, folder) or stem)
            wanted += order.saves
            self._set(order, saving=True)
            self._resume(order)
        self._library.saves.put(wanted)
        self._fill()

    def _home(self, key: VideoKey) -> str:
        """Where a video belongs whose place is not known: beside its lost file, else where it is saved by itself."""
        task, video = self._library.task(key.task), self._library.video(key)
        if video is not None and video.saved is not None:
            return os.path.dirname(video.saved.path)
        return (task.auto_save_dir if task else "") or self._by_itself.run_folder

    def _forget_failed(self, key: VideoKey, folder: str) -> None:
        """It goes to `folder` now: what failed elsewhere is not tried any more."""
        others = [WantedSave(key, each, "") for each in self._failed.take(key) if each != folder]
        self._library.saves.drop(others)

    def _order(self, key: VideoKey) -> Order:
        """What is asked for this video; new, it waits for its turn."""
        order = self._orders.get(key)
        if order is None:
            order = self._orders[key] = Order(Transfer(key, saving=False), next(self._numbers))
            self._enqueue(order)
        return order

    def _resume(self, order: Order) -> None:
        if order.state in (TransferState.RETRYING, TransferState.PAUSED):
            order.unpause()
            self._set(order, state=TransferState.WAITING, problem=None, retry_at=None)
        if order.state is TransferState.WAITING:
            self._enqueue(order)

    def _enqueue(self, order: Order) -> None:
        video = self._library.video(order.key)
        link = video.result_url if video else ""
        self._queue.put(order.key, turn(link, urgent=order.play, asked=order.asked, order=order.number))
        self._tell_moved()

    def _tell_updated(self, _key: VideoKey) -> None:
        if not self._updated.isActive():
            self._updated.start()

    def _tell_moved(self) -> None:
        if not self._moved.isActive():
            self._moved.start()

    def _fill(self) -> None:
        """Begins what may begin. One whose last job has not ended waits for that: it holds the part."""
        ending = [order.key for order in self._under_way.values()]
        running = [order.host for order in self._under_way.values()]
        per_host = self._settings.saves_per_host
        in_all = max(TRANSFERS, per_host)
        for key in self._queue.take(running, per_host=per_host, in_all=in_all, without=ending):
            self._begin(self._orders[key])
            self._tell_moved()

    def _begin(self, order: Order) -> None:
        task, video = self._library.task(order.key.task), self._library.video(order.key)
        if task is None or video is None:
            self._end(order, Problem(ErrorCode.NO_LINK))
            return
        order.gauge = SpeedGauge()
        order.host = host_of(video.result_url)
        self._under_way[order.number] = order
        self._set(order, state=TransferState.RUNNING, problem=None, speed=0.0, left=None, retry_at=None)
        save = order.saves[0] if order.saves else None
        order.cancel = self._work.bring(
            video, order.key, save, partial(self._on_progress, order), partial(self._on_ended, order, save)
        )

    def _on_progress(self, order: Order, done: int, total: int | None) -> None:
        if self._orders.get(order.key) is not order or order.state is not TransferState.RUNNING:
            return
        speed = order.gauge.add(done, time.monotonic())
        left = (total - done) / speed if total is not None and speed > 0 else None
        self._set(order, done=done, total=total, speed=speed, left=left)

    def _on_ended(self, order: Order, save: WantedSave | None, outcome: Outcome[SavedFile]) -> None:
        order.cancel = None
        del self._under_way[order.number]
        if outcome.value is not None:
            self._on_brought(order, save, outcome.value)
        elif self._orders.get(order.key) is not order:
            self._tidy(order)
        elif order.state is TransferState.RUNNING:
            self._on_failed(order, outcome.problem or Problem(ErrorCode.INTERNAL))
        self._fill()

    def _on_brought(self, order: Order, save: WantedSave | None, file: SavedFile) -> None:
        """It may be in place also where it was cancelled or paused meanwhile: then it is kept all the same."""
        if order.play:
            order.play = False
            self.video_fetched.emit(order.key, file.path)
        if save is not None:
            self._library.saves.note_file(save, file, partial(self._on_noted, order, save, file))
        elif self._orders.get(order.key) is order:
            self._go_on_or_end(order)

    def _on_noted(self, order: Order, save: WantedSave, file: SavedFile, outcome: Outcome[None]) -> None:
        """The database knows the file, so its receipt can go, and then the order for it.

        A death at any moment until then ends, after the next start, with this very file and no second one.
        """
        if outcome.problem is None:
            self._work.settle(save, partial(self._on_settled, order, save, file))
        else:
            self._on_saved(order, save, file)

    def _on_settled(self, order: Order, save: WantedSave, file: SavedFile, _outcome: Outcome[None]) -> None:
        self._library.saves.finish(save, file)
        self._on_saved(order, save, file)

    def _on_saved(self, order: Order, save: WantedSave, file: SavedFile) -> None:
        self._library.set_saved(order.key, file)
        order.saves = [each for each in order.saves if each.folder != save.folder]
        if self._orders.get(order.key) is order:
            self._go_on_or_end(order)
        self._fill()

    def _go_on_or_end(self, order: Order) -> None:
        if not (order.saves or order.play):
            self._end(order)
        elif order.state is TransferState.RUNNING:  # the next folder gets it from the file that is here now
            self._set(order, state=TransferState.WAITING)
            self._enqueue(order)

    def _on_failed(self, order: Order, problem: Problem) -> None:
        order.count_failure(problem)
        if problem.code is ErrorCode.LINK_EXPIRED and not order.renewed:
            order.renewed = True
            self._wait(order, TransferState.RENEWING, RENEW_SECONDS, problem)
            self._poller.check_now([order.key.task])
        elif tries_again(problem, order.tries, saving=bool(order.saves)):
            self._wait(order, TransferState.RETRYING, wait_before_retry(problem, order.tries, self._random), problem)
        else:
            self._end(order, problem)

    def _wait(self, order: Order, state: TransferState, seconds: float, problem: Problem) -> None:
        self._set(order, state=state, problem=problem, speed=0.0, left=None, retry_at=time.monotonic() + seconds)
        self._schedule()

    def _end(self, order: Order, problem: Problem | None = None) -> None:
        del self._orders[order.key]
        if problem is None:
            self._discard(self._leftovers.take(order.key))
        else:
            _log.info("transfer of a video of task %s: %s", order.key.task_id, problem.code)
            if order.saves:
                self._failed.note(order.key, [each.folder for each in order.saves])
                self._library.set_save_error(order.key, problem)
                if problem.code not in OF_FOLDER:  # these the next start tries once more
                    self._library.saves.drop(order.saves)
                self._discard(self._leftovers.keep(order.key, order.saves, problem))
            if order.play:
                self.fetch_failed.emit(order.key, problem)
        self.transfer_updated.emit(order.key)

    def _tidy(self, order: Order) -> None:
        """After a cancel nothing of the video is left in the user's folders."""
        self._discard([*order.saves, *self._leftovers.take(order.key)])

    def _discard(self, saves: Iterable[WantedSave]) -> None:
        if self._running:
            self._work.discard(saves)

    def _set(self, order: Order, **changes: object) -> None:
        changed = replace(order.transfer, **changes)  # type: ignore[arg-type]
        order.transfer = changed
        self.transfer_updated.emit(order.key)

    def _schedule(self) -> None:
        moments = [order.transfer.retry_at for order in self._orders.values() if order.transfer.retry_at is not None]
        if moments and self._running:
            self._timer.start(max(1, round((min(moments) - time.monotonic()) * 1000)))

    def _on_due(self) -> None:
        now = time.monotonic() + 0.001
        for order in tuple(self._orders.values()):
            moment = order.transfer.retry_at
            if moment is None or moment > now:
                continue
            if order.state is TransferState.RENEWING:
                self._end(order, Problem(ErrorCode.LINK_EXPIRED))
            else:
                self._resume(order)
        self._fill()
        self._schedule()

    def _is_cut_off(self, order: Order) -> bool:
        """Whether it waits for the network: one on this machine needs none."""
        video = self._library.video(order.key)
        return self._offline and _may_be_network(order) and video is not None and not is_loopback(video.result_url)

    def _on_poll_status(self, status: PollStatus) -> None:
        """Back on the network, what it may have held up goes on at once."""
        if status.offline == self._offline:
            return
        self._offline = status.offline
        for order in [each for each in self._orders.values() if _may_be_network(each)]:
            if self._offline:
                self.transfer_updated.emit(order.key)
            else:
                self._resume(order)
        self._fill()

    def _on_checked(self, key: TaskKey) -> None:
        for order in tuple(self._orders.values()):
            if order.state is TransferState.RENEWING and order.key.task == key:
                self._set(order, state=TransferState.WAITING, retry_at=None)
                self._enqueue(order)
        self._fill()

    def _on_removed(self, keys: Iterable[TaskKey]) -> None:
        gone = set(keys)
        self.cancel([key for key in self._orders if key.task in gone])
        for key in self._leftovers.of_task_in(gone):
            self._discard(self._leftovers.take(key))
        self._by_itself.forget(gone)

    def _on_setting_changed(self, name: str) -> None:
        if name == "auto_save":
            self._auto_save(self._library.tasks)
        elif name == "saves_per_host":
            self._fill()
        elif name == "save_folder":
            self._on_save_folder_changed()

    def _on_save_folder_changed(self) -> None:
        """What failed for the sake of the former folder goes to the new one, and so does what is tried again later."""
        before, self._save_folder = self._save_folder, os.path.abspath(self._settings.save_folder)
        self.save(self._failed.of_folder(before), self._save_folder)
        self._failed.move(before, self._save_folder)

    def _auto_save(self, keys: Iterable[TaskKey]) -> None:
        if not self._running:
            return
        for folder, videos in self._by_itself.due(keys, self._orders).items():
            self._save(videos, folder, asked=False)


def _may_be_network(order: Order) -> bool:
    """Whether it is tried again after what a network that is gone looks like; not where the server asked to wait."""
    problem = order.transfer.problem
    if order.state is not TransferState.RETRYING or problem is None:
        return False
    return problem.code in PASSING and problem.retry_after is None
