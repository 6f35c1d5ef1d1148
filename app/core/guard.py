"""Ends a request that is under way: at its deadline, at cancel, at shutdown, wherever it is blocked.

A socket timeout is no deadline: it starts anew with each byte that drips in. So each connection has a second handle on
its socket, and whoever ends a request shuts the socket down through it, which wakes the thread that waits there.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.errors import ErrorCode

if TYPE_CHECKING:
    import socket


class Handle:
    """A second handle on a socket, closed when the connection and the requests that use it have let go of it.

    It outlives the connection object (http.client drops its socket as soon as the headers say "close", while the body
    is still being read) and the wrapping into TLS (which takes the first handle away).
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock.dup()
        self._lock = threading.Lock()
        self._holders = 1

    def hold(self) -> None:
        """Count one more holder."""
        with self._lock:
            self._holders += 1

    def drop(self) -> None:
        """Count one holder less; the last one closes."""
        with self._lock:
            self._holders -= 1
            if self._holders == 0:
                self._sock.close()

    def shut(self) -> None:
        """Shut the connection down, in both directions: whoever waits on it wakes."""
        from socket import SHUT_RDWR  # loaded long before: a window that just starts has no sockets yet

        with self._lock:
            if self._holders > 0:
                try:
                    self._sock.shutdown(SHUT_RDWR)
                except OSError:  # not connected yet, or not any more
                    return


class Guard:
    """Knows where one request is blocked, and why it was ended.

    Attributes:
        due: monotonic seconds at which the watchdog ends it, None for never.
    """

    def __init__(self) -> None:
        self.due: float | None = None
        self._lock = threading.Lock()
        self._reason: ErrorCode | None = None
        self._handle: Handle | None = None
        self._wake: Callable[[], None] | None = None

    @property
    def reason(self) -> ErrorCode | None:
        """Why the request was ended from outside: TIMEOUT or CANCELLED; None while it was not."""
        return self._reason

    def end(self, reason: ErrorCode) -> None:
        """Wake the thread that runs the request; it fails with `reason`. The first reason stays."""
        with self._lock:
            if self._reason is None:
                self._reason = reason
            if self._wake is not None:
                self._wake()
            if self._handle is not None:
                self._handle.shut()

    def watch(self, handle: Handle) -> None:
        """From now on the request can be blocked on this socket."""
        handle.hold()
        with self._lock:
            before, self._handle = self._handle, handle
            if self._reason is not None:
                handle.shut()
        if before is not None:
            before.drop()

    def wake_with(self, wake: Callable[[], None] | None) -> None:
        """From now on the request can be blocked on something that `wake` ends; None: no longer."""
        with self._lock:
            self._wake = wake
            if wake is not None and self._reason is not None:
                wake()

    def release(self) -> None:
        """The request is over: let go of its socket."""
        self.due = None
        with self._lock:
            handle, self._handle = self._handle, None
        if handle is not None:
            handle.drop()


class Watchdog:
    """Ends guards that are overdue. One thread for all, started with the first deadline; it sleeps until the next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: list[tuple[float, int, Guard]] = []
        self._count = 0
        self._thread: threading.Thread | None = None
        self._stopped = False

    def watch(self, guard: Guard, due: float) -> None:
        """End `guard` with TIMEOUT at `due` (monotonic seconds), in place of when it was due before."""
        guard.due = due
        with self._changed:
            if self._stopped:
                return
            self._count += 1
            heapq.heappush(self._queue, (due, self._count, guard))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="pika-deadlines", daemon=True)
                self._thread.start()
            elif self._queue[0][2] is guard:
                self._changed.notify()

    def stop(self) -> None:
        """End the thread; guards are no longer ended."""
        with self._changed:
            self._stopped = True
            self._queue.clear()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                overdue = self._take_overdue()
                while not overdue:
                    if self._stopped:
                        return
                    self._changed.wait(self._queue[0][0] - time.monotonic() if self._queue else None)
                    overdue = self._take_overdue()
            for guard in overdue:
                guard.end(ErrorCode.TIMEOUT)

    def _take_overdue(self) -> list[Guard]:
        overdue = []
        now = time.monotonic()
        while self._queue:
            due, _, guard = self._queue[0]
            stale = guard.due != due  # released, or due at another time now
            if not stale and due > now:
                break
            heapq.heappop(self._queue)
            if not stale:
                overdue.append(guard)
        return overdue
