"""The worker threads: few, named, daemon; work goes in, its outcome comes back on the GUI thread, exactly once.

Daemon threads, because a blocked pool thread would keep the process from ending (measured). A `Lane` is made per kind
of work, so that a job which hangs in foreign code (a keyring prompt) does not hang the others.

A worker holds no reference to what it was given once that is done: the last one is dropped on the lane's own thread.
A QObject that goes with a worker's reference dies on a thread that it does not live on, and its timers with it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError, Problem
from app.services.garbage import collect_cycles

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How a job ended: `value` where it succeeded, else `problem`, which says CANCELLED where it was."""

    value: T | None
    problem: Problem | None = None


@dataclass(slots=True)
class _Job:
    work: Callable[[Cancel], object]
    done: Callable[[Outcome[object]], None] | None
    cancel: Cancel


class Lane(QObject):
    """Work of one kind on at most `threads` threads, first come first served.

    Args:
        name: names its threads, for logs and debuggers.
        threads: how many at the most; each is made when it is first needed.
    """

    _delivered = Signal(object)

    def __init__(self, name: str, threads: int = 1, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._limit = threads
        self._changed = threading.Condition()
        self._queue: deque[_Job] = deque()
        self._jobs: dict[int, _Job] = {}  # under way, or done and not delivered yet
        self._tickets = count()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False
        self._delivered.connect(self._run_here, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[Cancel], T], done: Callable[[Outcome[T]], None] | None = None) -> Cancel:
        """Runs `work` on a worker and then `done` on the thread that this lane lives in.

        Args:
            work: gets the flag that tells it to end; may raise `PikaError` for what is to be expected.
            done: called exactly once, also after a cancel; not once the lane has stopped.

        Returns:
            The flag to cancel it with.
        """
        job = _Job(work, done, Cancel())  # type: ignore[arg-type]
        with self._changed:
            if self._closed:
                return job.cancel
            self._queue.append(job)
            if self._idle < len(self._queue) and len(self._threads) < self._limit:
                thread = threading.Thread(target=self._loop, name=f"{self._name}-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return job.cancel

    def deliver(self, call: Callable[[], None] | _Ended) -> None:
        """Runs `call` on the thread that this lane lives in; for news of a job under way. Callable from any thread."""
        try:
            self._delivered.emit(call)
        except RuntimeError:
            _log.debug("%s: news after the end", self._name)

    def stop(self, *, drain: bool = False) -> None:
        """Takes no more work and cancels what is under way; with `drain`, what is queued is still done."""
        with self._changed:
            self._closed = True
            if not drain:
                self._queue.clear()
                for job in self._jobs.values():
                    job.cancel.cancel()
            self._changed.notify_all()

    def join(self, timeout: float) -> bool:
        """Waits up to `timeout` seconds for the threads to end; whether all did."""
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _loop(self) -> None:
        while (ticket := self._take()) is not None:
            self.deliver(_Ended(ticket, self._outcome(ticket)))

    def _take(self) -> int | None:
        with self._changed:
            self._idle += 1
            while not self._queue and not self._closed:
                self._changed.wait()
            self._idle -= 1
            if not self._queue:
                return None
            ticket = next(self._tickets)
            self._jobs[ticket] = self._queue.popleft()
            return ticket

    def _outcome(self, ticket: int) -> Outcome[object]:
        """A frame of its own: its references are gone before the end is told."""
        return _run(self._jobs[ticket], self._name)

    @Slot(object)
    def _run_here(self, call: Callable[[], None] | _Ended) -> None:
        if not isinstance(call, _Ended):
            call()
        else:
            with self._changed:
                job = self._jobs.pop(call.ticket)
            if job.done is None or self._closed:
                return
            job.done(call.outcome)
        collect_cycles()


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a worker tells of a job that is done."""

    ticket: int
    outcome: Outcome[object]


def _run(job: _Job, name: str) -> Outcome[object]:
    if job.cancel.cancelled:
        return Outcome(None, Problem(ErrorCode.CANCELLED))
    try:
        return Outcome(job.work(job.cancel))
    except PikaError as error:
        return Outcome(None, error.problem)
    except Exception as error:
        _log.exception("%s: a job failed in an unforeseen way", name)
        return Outcome(None, Problem(ErrorCode.INTERNAL, type(error).__name__))
