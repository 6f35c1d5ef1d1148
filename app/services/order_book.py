"""The saver's account of what is under way: an order for each video, whose turn is when, and which have a job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from types import MappingProxyType

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.model import VideoKey
from app.core.save_order import Order
from app.core.save_queue import SaveQueue, host_of, turn
from app.core.transfer import Transfer, TransferState
from app.services.library import Library
from app.services.settings import SAVES_PER_HOST, Settings

TRANSFERS = 6
"""At a time in all, more where the settings allow more of them at one host."""
LANE_THREADS = max(TRANSFERS, SAVES_PER_HOST[1]) + 1
"""One for the tidying."""
_MOVED_MS = 200


class OrderBook(QObject):
    """Every change of an order is made here, so that it is told.

    Signals:
        transfer_updated: VideoKey; its transfer started, moved or ended.
        transfers_updated: some of them did; told five times a second at most, for those who look at all of them.
        queue_moved: transfers that wait for their turn may have another place; told five times a second at most.
    """

    transfer_updated = Signal(object)
    transfers_updated = Signal()
    queue_moved = Signal()

    def __init__(self, library: Library, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._settings = settings
        self._orders: dict[VideoKey, Order] = {}
        self._queue: SaveQueue[VideoKey] = SaveQueue()
        self._under_way: dict[int, Order] = {}  # by number: those with a job, also where they were given up meanwhile
        self._numbers = count()
        self._moved = QTimer(self, singleShot=True, interval=_MOVED_MS)
        self._moved.timeout.connect(self.queue_moved)
        self._updated = QTimer(self, singleShot=True, interval=_MOVED_MS)
        self._updated.timeout.connect(self.transfers_updated)
        self.transfer_updated.connect(self._tell_updated)

    def __iter__(self) -> Iterator[Order]:
        """All orders as they are now, whatever happens to them meanwhile."""
        return iter(tuple(self._orders.values()))

    def __contains__(self, key: object) -> bool:
        """Whether there is an order for this video."""
        return key in self._orders

    @property
    def under_way(self) -> Mapping[int, Order]:
        """Those with a job, by number, also where they were given up meanwhile."""
        return MappingProxyType(self._under_way)

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._queue)

    def get(self, key: VideoKey) -> Order | None:
        """The order of this video."""
        return self._orders.get(key)

    def holds(self, order: Order) -> bool:
        """Whether this very order has not ended; its video may have another one since."""
        return self._orders.get(order.key) is order

    def open(self, key: VideoKey) -> Order:
        """The order of this video; a new one does not wait for its turn yet."""
        order = self._orders.get(key)
        if order is None:
            order = self._orders[key] = Order(Transfer(key, saving=False), next(self._numbers))
        return order

    def close(self, order: Order) -> None:
        """This order has ended; to be told by whoever ends it."""
        del self._orders[order.key]
        self.leave_queue(order)

    def set(self, order: Order, **changes: object) -> None:
        """Change its transfer."""
        order.transfer = replace(order.transfer, **changes)  # type: ignore[arg-type]
        self.transfer_updated.emit(order.key)

    def resume(self, order: Order) -> None:
        """Have it wait for its turn where it was paused, or waited for its next try; what runs is left alone."""
        if order.state in (TransferState.RETRYING, TransferState.PAUSED):
            order.unpause()
            self.set(order, state=TransferState.WAITING, problem=None, retry_at=None)
        if order.state is TransferState.WAITING:
            self.queue(order)

    def queue(self, order: Order) -> None:
        """Have it wait for its turn, which may be another one now."""
        video = self._library.video(order.key)
        link = video.result_url if video else ""
        self._queue.put(order.key, turn(link, urgent=order.play, asked=order.asked, order=order.number))
        self._tell_moved()

    def leave_queue(self, order: Order) -> None:
        """It waits for no turn any more."""
        self._queue.drop(order.key)
        self._tell_moved()

    def ahead(self, key: VideoKey) -> int | None:
        """How many transfers begin before this one; None where it does not wait for its turn."""
        return self._queue.ahead(key)

    def next_ones(self) -> list[Order]:
        """Those that begin now. One whose last job has not ended waits for that: it holds the part."""
        ending = [order.key for order in self._under_way.values()]
        running = [order.host for order in self._under_way.values()]
        per_host = self._settings.saves_per_host
        in_all = max(TRANSFERS, per_host)
        keys = list(self._queue.take(running, per_host=per_host, in_all=in_all, without=ending))
        if keys:
            self._tell_moved()
        return [self._orders[key] for key in keys]

    def begin(self, order: Order, link: str) -> None:
        """It has a job now, which fetches from there."""
        order.host = host_of(link)
        self._under_way[order.number] = order

    def end(self, order: Order) -> None:
        """Its job has ended."""
        order.cancel = None
        del self._under_way[order.number]

    def is_host_busy(self, link: str) -> bool:
        """Whether the host of this link brings as many as it may."""
        host = host_of(link)
        return sum(each.host == host for each in self._under_way.values()) >= self._settings.saves_per_host

    def _tell_updated(self, _key: VideoKey) -> None:
        if not self._updated.isActive():
            self._updated.start()

    def _tell_moved(self) -> None:
        if not self._moved.isActive():
            self._moved.start()
