"""Measures the process that it is in: how long the GUI thread was away, memory, threads, file descriptors."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 5
SAMPLE_MS = 500
SAMPLES = 40
"""So many are one figure, their median: what comes and goes within 20 s is no growth."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the process uses.

    Attributes:
        resident: MiB of memory, the pages of libraries among them, which the system takes away and brings back.
        own: MiB without those: what can leak.
        threads: of the process.
        descriptors: of files, open.
    """

    resident: float
    own: float
    threads: int
    descriptors: int


@dataclass(frozen=True, slots=True)
class Stall:
    """The event loop was away.

    Attributes:
        late: seconds, but for the time in which this thread was ready to run and had no processor.
        worked: seconds of it in which it ran; in the others it waited, as for the interpreter's lock.
        raw: seconds on the clock.
    """

    late: float = 0.0
    worked: float = 0.0
    raw: float = 0.0


class Gauge(QObject):
    """Watches from the GUI thread; `begin` starts the count of stalls.

    Attributes:
        longest: stall since then.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept_off = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._readings: deque[Reading] = deque(maxlen=SAMPLES)
        self.begin()
        self._ticks = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()
        self._samples = QTimer(self, interval=SAMPLE_MS)
        self._samples.timeout.connect(self._sample)
        self._samples.start()

    def begin(self) -> None:
        """What was before does not count."""
        self.longest = Stall()
        self._last = time.monotonic(), self._waiting(), time.thread_time()

    def reading(self) -> Reading:
        """What it has used of late."""
        found = self._readings
        return Reading(
            statistics.median(each.resident for each in found),
            statistics.median(each.own for each in found),
            round(statistics.median(each.threads for each in found)),
            round(statistics.median(each.descriptors for each in found)),
        )

    def _tick(self) -> None:
        then, self._last = self._last, (time.monotonic(), self._waiting(), time.thread_time())
        passed, waited, worked = (now - before for now, before in zip(self._last, then, strict=True))
        raw = passed - TICK_MS / 1000
        if raw - waited > self.longest.late:
            self.longest = Stall(raw - waited, worked, raw)

    def _waiting(self) -> float:
        """Seconds for which this thread was ready to run and was not let."""
        try:
            return int(self._kept_off.read_text().split()[1]) / 1e9
        except (OSError, IndexError):
            return 0.0

    def _sample(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE") / (1 << 20)
        resident, shared = map(int, Path("/proc/self/statm").read_text().split()[1:3])
        tasks, files = len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))
        self._readings.append(Reading(resident * page, (resident - shared) * page, tasks, files))
