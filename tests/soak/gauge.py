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


class Gauge(QObject):
    """Watches from the GUI thread; `begin` starts the count of stalls.

    Attributes:
        stall: seconds that the event loop was away for, at the longest, but for the time in which another process had
            this thread's processor.
        raw_stall: the same with that time.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stall = self.raw_stall = 0.0
        self._kept_off = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._readings: deque[Reading] = deque(maxlen=SAMPLES)
        self._last, self._waited = time.monotonic(), self._waiting()
        self._ticks = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()
        self._samples = QTimer(self, interval=SAMPLE_MS)
        self._samples.timeout.connect(self._sample)
        self._samples.start()

    def begin(self) -> None:
        """What was before does not count."""
        self.stall = self.raw_stall = 0.0
        self._last, self._waited = time.monotonic(), self._waiting()

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
        now, waited = time.monotonic(), self._waiting()
        late = now - self._last - TICK_MS / 1000
        self.raw_stall = max(self.raw_stall, late)
        self.stall = max(self.stall, late - (waited - self._waited))
        self._last, self._waited = now, waited

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
