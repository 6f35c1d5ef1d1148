"""Brings finished videos to files: one transfer a video, whatever asks for it (Save, Save to…, auto-save, Play).

It knows what is wanted: by the user, by itself, by the last run. `transfer_runner` carries it out, and `setbacks` knows
why something does not run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.model import TaskKey, VideoKey, WantedSave
from app.core.save_order import Order, stem_of
from app.core.transfer import Standing, Transfer, TransferState
from app.services.auto_save import AutoSave
from app.services.failed_saves import FailedSaves
from app.services.folder_watch import FolderWatch
from app.services.jobs import Lane
from app.services.library import Library
from app.services.order_book import LANE_THREADS, OrderBook
from app.services.poller import Poller
from app.services.save_requests import SaveRequest, SaveRequests
from app.services.save_work import SaveWork
from app.services.setbacks import Setbacks
from app.services.settings import Settings
from app.services.transfer_runner import TransferRunner
from app.services.unsaved_search import UnsavedSearch

if TYPE_CHECKING:
    from app.core.transport import Transport

__all__ = ["LANE_THREADS", "Saver", "Transfer", "TransferState"]


class Saver(QObject):
    """Runs the transfers.

    Signals:
        transfer_updated: VideoKey; it started, moved or ended.
        transfers_updated: some of them did; told five times a second at most, for those who look at all of them.
        queue_moved: transfers that wait for their turn may have another place; told five times a second at most.
        video_fetched: VideoKey and the path of a local file that may be played.
        fetch_failed: VideoKey and Problem.
        all_found: how many videos `save_all_finished` saves.

    How a save ended stands in the library: `Video.saved` or `Video.save_error`. A save that is not done when the app
    ends, paused or not, is in `library.saves` and goes on with the next start.
    """

    transfer_updated = Signal(object)
    transfers_updated = Signal()
    queue_moved = Signal()
    video_fetched = Signal(object, str)
    fetch_failed = Signal(object, object)
    all_found = Signal(int)

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
        self._settings = settings
        self._by_itself = AutoSave(library, settings)
        self._book = OrderBook(library, settings, self)
        self._requests = SaveRequests(self._take_up, self)
        self._search = UnsavedSearch(library, self)
        self._failed = FailedSaves(library, self)
        self._setbacks = Setbacks(self._book, self._failed, library, poller, settings, self)
        work = SaveWork(transport, settings, cache, lane, self)
        self._runner = TransferRunner(self._book, self._setbacks, self._failed, library, work, self)
        self._watch = FolderWatch(self._failed, lane, self.retry, self)
        self._save_folder = os.path.abspath(settings.save_folder)
        self._running = False
        self._book.transfer_updated.connect(self.transfer_updated)
        self._book.transfers_updated.connect(self.transfers_updated)
        self._book.queue_moved.connect(self.queue_moved)
        self._search.found.connect(self._on_found)
        self._search.ended.connect(self.all_found)
        self._runner.video_fetched.connect(self.video_fetched)
        self._runner.fetch_failed.connect(self.fetch_failed)
        library.tasks_updated.connect(self._auto_save)
        library.tasks_added.connect(self._auto_save)
        library.tasks_removed.connect(self._on_removed)
        settings.changed.connect(self._on_setting_changed)

    @property
    def transfers(self) -> Mapping[VideoKey, Transfer]:
        """All that is under way."""
        return {each.key: each.transfer for each in self._under_way()}

    def transfer(self, key: VideoKey) -> Transfer | None:
        """What is under way for this video."""
        found = self._book.get(key) or self._requests.get(key)
        return found.transfer if found else None

    def ahead(self, key: VideoKey) -> int | None:
        """How many transfers begin before this one; None where it does not wait for its turn."""
        return self._book.ahead(key)

    def standing(self, key: VideoKey) -> Standing:
        """Why the transfer of this video does not run now, and where its save goes, or was to go when it failed."""
        return self._setbacks.standing(key)

    @property
    def failed(self) -> FailedSaves:
        """The saves that failed for good."""
        return self._failed

    @property
    def busy(self) -> bool:
        """Whether any transfer is under way, or will be by itself: all but those that are paused."""
        return any(each.state is not TransferState.PAUSED for each in self._under_way())

    @property
    def can_pause(self) -> bool:
        """Whether any save is not paused."""
        return any(each.saving and each.state is not TransferState.PAUSED for each in self._under_way())

    @property
    def can_resume(self) -> bool:
        """Whether any save is paused, or waits for its next try."""
        held = (TransferState.PAUSED, TransferState.RETRYING)
        return any(each.state in held for each in self._under_way())

    def start(self, run_folder: str = "") -> None:
        """Goes on with what was not done, and saves what is to be saved by itself; with `run_folder`, into that."""
        first, self._running = not self._running, True
        self._by_itself.run_folder = run_folder
        self._runner.start()
        if first:
            self._go_on()
        self._auto_save(self._library.tasks)
        self._setbacks.start()
        self._watch.start()

    def stop(self) -> None:
        """Ends every transfer; what came so far stays beside its target, and the next start goes on with it."""
        self._running = False
        self._setbacks.stop()
        self._watch.stop()
        self._search.finish()
        self._requests.finish()
        self._runner.stop()

    def save(self, keys: Sequence[VideoKey], folder: str = "") -> None:
        """Saves these videos into a folder, "" for that of the settings. Those that are not ready are passed over."""
        self._requests.put(keys, folder or self._settings.save_folder)

    def retry(self, keys: Sequence[VideoKey]) -> None:
        """Saves these once more, each where it was to go; what waits for its next try goes on at once."""
        saving = {key for key in keys if key in self._requests or ((order := self._book.get(key)) and order.saving)}
        self.resume([key for key in keys if key in saving])
        self._requests.put(key for key in keys if key not in saving)

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

    def save_all_finished(self) -> None:
        """Saves every finished video that is not saved yet; `all_found` tells how many that are."""
        self._search.start()

    def fetch(self, key: VideoKey) -> None:
        """Brings a video to a local file to play; ends in `video_fetched` or `fetch_failed`."""
        self._book.open(key).play = True
        self.resume([key])

    def pause(self, keys: Sequence[VideoKey]) -> None:
        """These saves wait until `resume`, also over the end of the app; what came so far stays."""
        self._hold(keys, paused=True)
        for order in self._orders(keys):
            if order.saves:
                self._runner.pause(order)
        self._runner.fill()

    def resume(self, keys: Sequence[VideoKey]) -> None:
        """Goes on with what is paused, and at once with what waits for its next try."""
        self._hold(keys, paused=False)
        for order in self._orders(keys):
            self._book.resume(order)
        self._runner.fill()

    def pause_all(self) -> None:
        """Pauses every save."""
        self._search.finish()
        self.pause([each.key for each in self._under_way()])

    def resume_all(self) -> None:
        """Goes on with every save."""
        self.resume([each.key for each in self._under_way()])

    def cancel(self, keys: Sequence[VideoKey]) -> None:
        """Ends these transfers; auto-save leaves the videos alone until the app is started anew."""
        self._search.finish()
        dropped, orders = self._requests.drop(keys), self._orders(keys)
        self._library.saves.drop([each for order in orders for each in order.saves])
        for order in orders:
            self._by_itself.decline(order.key)
            self._runner.cancel(order)
        for key in dropped:
            self._by_itself.decline(key)
            self._book.transfer_updated.emit(key)
        self._runner.fill()

    def _under_way(self) -> Iterator[Order | SaveRequest]:
        """One for each video; what has an order and is asked for once more is told of by its order."""
        yield from self._book
        for request in self._requests:
            if request.key not in self._book:
                yield request

    def _orders(self, keys: Iterable[VideoKey]) -> list[Order]:
        return [order for key in keys if (order := self._book.get(key)) is not None]

    def _hold(self, keys: Sequence[VideoKey], *, paused: bool) -> None:
        self._library.saves.pause([each for order in self._orders(keys) for each in order.saves], paused=paused)
        for key in self._requests.hold(keys, paused=paused):
            self._book.transfer_updated.emit(key)

    def _go_on(self) -> None:
        """With what the last run left."""
        for wanted in self._library.saves.wanted:
            if self._library.video(wanted.key) is None:
                self._library.saves.drop([wanted])
                continue
            order = self._book.open(wanted.key)
            if order.wants(wanted):
                continue
            order.saves.append(wanted)
            order.asked = True
            self._book.set(order, saving=True)
            if wanted.paused and not order.play:
                self._book.leave_queue(order)
                self._book.set(order, state=TransferState.PAUSED)
            elif order.state is TransferState.WAITING:
                self._book.queue(order)
        self._runner.fill()

    def _take_up(self, requests: Sequence[SaveRequest]) -> None:
        ready = [each for each in requests if (video := self._library.video(each.key)) is not None and video.ready]
        wanted: list[WantedSave] = []
        for request in ready:
            if request.asked:
                self._by_itself.allow(request.key)
            places = request.folders or self._failed.folders(request.key) or (self._by_itself.home(request.key),)
            for folder in places:
                wanted += self._want(request.key, os.path.abspath(folder), asked=request.asked)
        self._library.saves.put(wanted)
        for request in ready:
            if request.asked:
                self._library.set_save_error(request.key, None)
        if held := [request.key for request in ready if request.paused]:
            self.pause(held)
        for request in requests:
            if request.key not in self._book:  # it looked as if it waited
                self._book.transfer_updated.emit(request.key)
        self._runner.fill()

    def _want(self, key: VideoKey, folder: str, *, asked: bool) -> list[WantedSave]:
        """Have the video in this folder, too; all its saves as they are now."""
        order = self._book.open(key)
        order.asked = order.asked or asked
        self._failed.try_again(key, folder)
        stem = self._failed.leftovers.stem(key, folder)
        order.want(folder, stem or stem_of(self._settings.name_template, self._library.task(key.task), key))
        self._book.set(order, saving=True)
        self._book.resume(order)
        return order.saves

    def _on_found(self, new: Sequence[VideoKey], lost: Sequence[VideoKey]) -> None:
        self.save(new)
        self.retry(lost)

    def _on_removed(self, keys: Iterable[TaskKey]) -> None:
        gone = set(keys)
        self.cancel([each.key for each in self._under_way() if each.key.task in gone])
        for key in self._failed.leftovers.of_task_in(gone):
            self._runner.discard(self._failed.leftovers.take(key))
        self._by_itself.forget(gone)

    def _on_setting_changed(self, name: str) -> None:
        if name == "auto_save":
            self._auto_save(self._library.tasks)
        elif name == "saves_per_host":
            self._runner.fill()
        elif name == "save_folder":
            self._on_save_folder_changed()

    def _on_save_folder_changed(self) -> None:
        """What failed for the sake of the former folder goes to the new one, and so does what is tried again later."""
        before, self._save_folder = self._save_folder, os.path.abspath(self._settings.save_folder)
        self.save(self._failed.of_folder(before), self._save_folder)
        self._failed.move(before, self._save_folder, but=self._requests)

    def _auto_save(self, keys: Iterable[TaskKey]) -> None:
        if not self._running:
            return
        for folder, videos in self._by_itself.due(keys, self.transfer).items():
            self._requests.put(videos, folder, asked=False)
