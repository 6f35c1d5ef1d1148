"""Runs the transfers that have their turn: begins each, follows it, and brings it to its end.

One that comes to nothing goes to `setbacks`, which says when it may go on, or that it never will.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorCode, Problem
from app.core.model import SavedFile, WantedSave
from app.core.save_order import Order
from app.core.transfer import SpeedGauge, TransferState
from app.services.failed_saves import FailedSaves
from app.services.jobs import Outcome
from app.services.library import Library
from app.services.order_book import OrderBook
from app.services.save_work import SaveWork
from app.services.setbacks import Setbacks

_log = logging.getLogger(__name__)


class TransferRunner(QObject):
    """Works for the saver, which says what is wanted by the orders in the book.

    Signals:
        video_fetched: VideoKey and the path of a local file that may be played.
        fetch_failed: VideoKey and Problem.
    """

    video_fetched = Signal(object, str)
    fetch_failed = Signal(object, object)

    def __init__(
        self,
        book: OrderBook,
        setbacks: Setbacks,
        failed: FailedSaves,
        library: Library,
        work: SaveWork,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._setbacks = setbacks
        self._failed = failed
        self._library = library
        self._work = work
        self._running = False
        setbacks.eased.connect(self.fill)
        setbacks.given_up.connect(self._end)

    def start(self) -> None:
        """Tidy up from now on."""
        self._running = True

    def stop(self) -> None:
        """End every job; what came so far stays beside its target."""
        self._running = False
        for order in self._book.under_way.values():
            if order.cancel is not None:
                order.cancel.cancel()

    def pause(self, order: Order) -> None:
        """This one waits until it is resumed; what came so far stays."""
        self._book.leave_queue(order)
        if order.cancel is not None:
            order.cancel.cancel()
        if order.play:
            order.play = False
            self.fetch_failed.emit(order.key, Problem(ErrorCode.CANCELLED))
        self._book.set(order, state=TransferState.PAUSED, problem=None, speed=0.0, left=None, retry_at=None)

    def cancel(self, order: Order) -> None:
        """This one is no longer wanted: nothing of it is left in the user's folders."""
        self._book.close(order)
        if order.cancel is not None:
            order.cancel.cancel()  # its end tidies
        else:
            self._tidy(order)
        self._book.transfer_updated.emit(order.key)
        if order.play:
            self.fetch_failed.emit(order.key, Problem(ErrorCode.CANCELLED))

    def discard(self, saves: Iterable[WantedSave]) -> None:
        """Remove what these left beside their targets."""
        if self._running:
            self._work.discard(saves)

    def fill(self) -> None:
        """Begins what may begin."""
        for order in self._book.next_ones():
            self._begin(order)

    def _begin(self, order: Order) -> None:
        video = self._library.video(order.key)
        if video is None:
            self._end(order, Problem(ErrorCode.NO_LINK))
            return
        order.gauge = SpeedGauge()
        self._book.begin(order, video.result_url)
        running = TransferState.RUNNING
        self._book.set(order, state=running, problem=None, speed=0.0, left=None, retry_at=None)
        save = order.saves[0] if order.saves else None
        order.cancel = self._work.bring(
            video, order.key, save, partial(self._on_progress, order), partial(self._on_ended, order, save)
        )

    def _on_progress(self, order: Order, done: int, total: int | None) -> None:
        if not self._book.holds(order) or order.state is not TransferState.RUNNING:
            return
        speed = order.gauge.add(done, time.monotonic())
        left = (total - done) / speed if total is not None and speed > 0 else None
        self._book.set(order, done=done, total=total, speed=speed, left=left)

    def _on_ended(self, order: Order, save: WantedSave | None, outcome: Outcome[SavedFile]) -> None:
        self._book.end(order)
        if outcome.value is not None:
            self._on_brought(order, save, outcome.value)
        elif not self._book.holds(order):
            self._tidy(order)
        elif order.state is TransferState.RUNNING:
            self._setbacks.take(order, outcome.problem or Problem(ErrorCode.INTERNAL))
        self.fill()

    def _on_brought(self, order: Order, save: WantedSave | None, file: SavedFile) -> None:
        """It may be in place also where it was cancelled or paused meanwhile: then it is kept all the same."""
        if order.play:
            order.play = False
            self.video_fetched.emit(order.key, file.path)
        if save is not None:
            order.note_file(save.folder, file)
            self._library.saves.note_file(save, file, partial(self._on_noted, order, save, file))
        elif self._book.holds(order):
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
        if self._book.holds(order):
            self._go_on_or_end(order)
        self.fill()

    def _go_on_or_end(self, order: Order) -> None:
        if not (order.saves or order.play):
            self._end(order)
        elif order.state is TransferState.RUNNING:  # the next folder gets it from the file that is here now
            self._book.set(order, state=TransferState.WAITING)
            self._book.queue(order)

    def _end(self, order: Order, problem: Problem | None = None) -> None:
        self._book.close(order)
        if problem is None:
            self.discard(self._failed.leftovers.take(order.key))
        else:
            _log.info("transfer of a video of task %s: %s", order.key.task_id, problem.code)
            if order.saves:
                self.discard(self._failed.add(order.key, order.saves, problem))
            if order.play:
                self.fetch_failed.emit(order.key, problem)
        self._book.transfer_updated.emit(order.key)

    def _tidy(self, order: Order) -> None:
        """After a cancel nothing of the video is left in the user's folders."""
        self.discard([*order.saves, *self._failed.leftovers.take(order.key)])
