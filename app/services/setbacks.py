"""What holds a transfer up: a failure until its next try, a link to be renewed, no network, others before it.

The edge to `transfer_runner`: that begins transfers and ends them; it hands over each one that came to nothing, and
hears when some may go on (`eased`) or one never will (`given_up`). What was given up stands in `failed_saves`.
"""

from __future__ import annotations

import time
from random import Random

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.endpoints import is_loopback
from app.core.errors import ErrorCode, Problem
from app.core.model import TaskKey, VideoKey
from app.core.save_order import Order
from app.core.save_queue import host_of
from app.core.transfer import PASSING, Standing, TransferState, tries_again, wait_before_retry
from app.services.failed_saves import FailedSaves
from app.services.library import Library
from app.services.order_book import OrderBook
from app.services.poller import Poller, PollStatus
from app.services.settings import Settings

RENEW_SECONDS = 900.0
"""For so long a new link is waited for: the provider may be held for ten minutes."""


class Setbacks(QObject):
    """Decides whether and when a transfer that came to nothing goes on.

    Signals:
        eased: some wait for their turn again.
        given_up: Order and Problem; it is not tried again by itself.
    """

    eased = Signal()
    given_up = Signal(object, object)

    def __init__(
        self,
        book: OrderBook,
        failed: FailedSaves,
        library: Library,
        poller: Poller,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._failed = failed
        self._library = library
        self._poller = poller
        self._settings = settings
        self._offline = False
        self._running = False
        self._random = Random()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)
        poller.task_checked.connect(self._on_checked)
        poller.status_changed.connect(self._on_poll_status)

    def start(self) -> None:
        """Try again by itself from now on."""
        self._running = True
        self._schedule()

    def stop(self) -> None:
        """Try nothing again."""
        self._running = False
        self._timer.stop()

    def take(self, order: Order, problem: Problem) -> None:
        """This one came to nothing."""
        order.count_failure(problem)
        if problem.code is ErrorCode.LINK_EXPIRED and not order.renewed:
            order.renewed = True
            self._wait(order, TransferState.RENEWING, RENEW_SECONDS, problem)
            self._poller.check_now([order.key.task])
        elif tries_again(problem, order.tries, saving=bool(order.saves)):
            self._wait(order, TransferState.RETRYING, wait_before_retry(problem, order.tries, self._random), problem)
        else:
            self.given_up.emit(order, problem)

    def standing(self, key: VideoKey) -> Standing:
        """Why the transfer of this video does not run now, and where its save goes, or was to go when it failed."""
        order = self._book.get(key)
        if order is None:
            return Standing(folder=next(iter(self._failed.folders(key)), ""))
        folder = order.saves[0].folder if order.saves else ""
        if order.state is TransferState.WAITING:
            video = self._library.video(key)
            link = video.result_url if video else ""
            host = host_of(link) if self._book.is_host_busy(link) else ""
            at_a_time = self._settings.saves_per_host
            return Standing(self._book.ahead(key), self._book.waiting, host, at_a_time, folder=folder)
        moment = order.transfer.retry_at
        if order.state is not TransferState.RETRYING or moment is None:
            return Standing(folder=folder)
        return Standing(seconds=max(0.0, moment - time.monotonic()), offline=self._is_cut_off(order), folder=folder)

    def _wait(self, order: Order, state: TransferState, seconds: float, problem: Problem) -> None:
        moment = time.monotonic() + seconds
        self._book.set(order, state=state, problem=problem, speed=0.0, left=None, retry_at=moment)
        self._schedule()

    def _schedule(self) -> None:
        moments = [order.transfer.retry_at for order in self._book if order.transfer.retry_at is not None]
        if moments and self._running:
            self._timer.start(max(1, round((min(moments) - time.monotonic()) * 1000)))

    def _on_due(self) -> None:
        now = time.monotonic() + 0.001
        for order in self._book:
            moment = order.transfer.retry_at
            if moment is None or moment > now:
                continue
            if order.state is TransferState.RENEWING:
                self.given_up.emit(order, Problem(ErrorCode.LINK_EXPIRED))
            else:
                self._book.resume(order)
        self.eased.emit()
        self._schedule()

    def _on_checked(self, key: TaskKey) -> None:
        for order in self._book:
            if order.state is TransferState.RENEWING and order.key.task == key:
                self._book.set(order, state=TransferState.WAITING, retry_at=None)
                self._book.queue(order)
        self.eased.emit()

    def _on_poll_status(self, status: PollStatus) -> None:
        """Back on the network, what it may have held up goes on at once."""
        if status.offline == self._offline:
            return
        self._offline = status.offline
        for order in self._book:
            if not _may_be_network(order):
                continue
            if self._offline:
                self._book.transfer_updated.emit(order.key)
            else:
                self._book.resume(order)
        self.eased.emit()

    def _is_cut_off(self, order: Order) -> bool:
        """Whether it waits for the network: one on this machine needs none."""
        video = self._library.video(order.key)
        return self._offline and _may_be_network(order) and video is not None and not is_loopback(video.result_url)


def _may_be_network(order: Order) -> bool:
    """Whether it is tried again after what a network that is gone looks like; not where the server asked to wait."""
    problem = order.transfer.problem
    if order.state is not TransferState.RETRYING or problem is None:
        return False
    return problem.code in PASSING and problem.retry_after is None
