"""A soak: `python -m tests.soak [SECONDS [TASKS [SEED]]]`, by default 600 seconds and 1,000 tasks.

Auto-save is on, polls may be 100 a second, faults come and go. In the end every video has to be in one file, byte for
byte right; memory, threads and file descriptors flat; and the GUI thread never away for long. The provider runs in the
same process, as the demo's does, so its threads and memory are in the figures.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path

import keyring
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from app.core.endpoints import origin
from app.core.feed_client import FeedClient
from app.core.model import Profile, Video
from app.core.transport import Transport
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.services.jobs import Lane
from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import Poller
from app.services.saver import LANE_THREADS, Saver
from app.services.settings import Settings
from app.services.storage import Storage
from tests.demo.clients import fetch
from tests.services.conftest import TestKeyring
from tests.soak.chaos import Chaos, path_of

POLLS_PER_SECOND = 100.0
TICK_MS = 10
LONGEST_STALL = 0.1
MOST_GROWTH = 5.0
DRAIN_SECONDS = 120.0
WARM = 0.4
"""Share of the time after which every thread has been made and every cache is full."""


class Gauge(QObject):
    """Watches this process: how long the GUI thread was away, memory, threads, file descriptors."""

    def __init__(self) -> None:
        super().__init__()
        self.stall = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self) -> None:
        """What was before does not count: the start."""
        self.stall, self._last = 0.0, time.monotonic()

    def _tick(self) -> None:
        now = time.monotonic()
        self.stall = max(self.stall, now - self._last - TICK_MS / 1000)
        self._last = now

    @staticmethod
    def megabytes() -> float:
        """Of memory that is in use."""
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)

    @staticmethod
    def threads() -> int:
        """Of this process."""
        return len(os.listdir("/proc/self/task"))

    @staticmethod
    def descriptors() -> int:
        """That are open."""
        return len(os.listdir("/proc/self/fd"))


class Soak:
    """One run."""

    def __init__(self, folder: Path, seconds: float, tasks: int, seed: int) -> None:
        self.app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
        keyring.set_keyring(TestKeyring())
        self.seconds, self.ids = seconds, [f"task-{number}" for number in range(tasks)]
        self.server = DemoServer(Scenario(), resource("demo"))
        self.server.start()
        self.videos = folder / "videos"
        self.settings = Settings(folder / "settings.ini")
        self.settings.save_folder, self.settings.auto_save = str(self.videos), True
        self.storage = Storage(folder / "library.sqlite")
        self.library = Library(self.storage)
        self.keys = Keys()
        self.transport = Transport(user_agent="soak")
        self.lanes = Lane("poll", 8), Lane("save", LANE_THREADS)
        polls, saves = self.lanes
        self.poller = Poller(self.library, self.keys, self.settings, FeedClient(self.transport), polls)
        self.poller._schedule.set_rate(POLLS_PER_SECOND)
        self.saver = Saver(self.library, self.poller, self.settings, self.transport, folder / "cache", saves)
        self.chaos = Chaos(self.server, self.ids, seconds * 0.8, seed)
        self.gauge = Gauge()

    def run(self) -> bool:
        """All of it, and the table; whether it is as it has to be."""
        self.library.load()
        self.until(lambda: self.library.is_loaded, 20)
        profile = Profile(origin(self.server.base_url), "Soak", self.server.base_url)
        self.library.put_profile(profile)
        self.library.add(profile.id, self.ids)
        self.until(lambda: len(self.library.tasks) == len(self.ids), 20)
        self.poller.start()
        self.saver.start()
        self.wait(self.seconds * WARM)
        warm = self.gauge.megabytes(), self.gauge.threads(), self.gauge.descriptors()
        self.gauge.begin()
        self.wait(self.seconds * (1 - WARM))
        stall = self.gauge.stall
        self.chaos.stop()
        drained = self.until(self._drain, DRAIN_SECONDS)
        hot = self.gauge.megabytes(), self.gauge.threads(), self.gauge.descriptors()
        rows = self._judge(warm, hot, stall, drained=drained)
        self.close()
        for name, figure, good in rows:
            sys.stdout.write(f"{'ok' if good else 'FAILED':8}{name:34}{figure}\n")
        return all(good for _, _, good in rows)

    def wait(self, seconds: float) -> None:
        """Let it run."""
        self.until(lambda: False, seconds)

    def until(self, condition: object, seconds: float) -> bool:
        """Let it run until the condition holds; whether it did in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if callable(condition) and condition():
                return True
            self.app.processEvents()
            time.sleep(0.001)
        return False

    def _drain(self) -> bool:
        """Everything is well now: what waits for its next try does not wait, what was refused is asked for again."""
        if all(video.saved for video in self._all()) and not self.saver.transfers:
            return True
        if not self.saver.transfers:
            self.saver.save_all_finished()
            self.poller.check_now()
        self.saver.resume_all()
        return False

    def _all(self) -> list[Video]:
        found = [video for task in self.library.tasks.values() for video in task.videos]
        return found if len(found) == len(self.ids) else [*found, Video("missing")]

    def _judge(
        self, warm: tuple[float, int, int], hot: tuple[float, int, int], stall: float, *, drained: bool
    ) -> list[tuple[str, str, bool]]:
        expected = {each: hashlib.sha256(fetch(self.server, path_of(each)).body).hexdigest() for each in self.ids}
        files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.videos.iterdir()}
        right = sum(files.get(f"film {each} 1.mp4") == digest for each, digest in expected.items())
        growth = 100 * (hot[0] / warm[0] - 1)
        requests = len(self.server.requests)
        return [
            ("tasks", str(len(self.ids)), True),
            ("requests, faults that were on", f"{requests}, {self.chaos.faults}", True),
            ("all saved in the end", str(drained), drained),
            ("files right, byte for byte", f"{right} of {len(self.ids)}", right == len(self.ids)),
            ("files too many", str(len(files) - right), len(files) == right),
            ("saves left over", str(len(self.library.saves.wanted)), not self.library.saves.wanted),
            ("memory, MiB", f"{warm[0]:.0f} -> {hot[0]:.0f} ({growth:+.1f} %)", growth < MOST_GROWTH),
            ("threads", f"{warm[1]} -> {hot[1]}", hot[1] <= warm[1] + 8),
            ("file descriptors", f"{warm[2]} -> {hot[2]}", hot[2] <= warm[2] + 16),
            ("longest stall of the GUI, ms", f"{1000 * stall:.0f}", stall < LONGEST_STALL),
        ]

    def close(self) -> None:
        """End as the app does."""
        self.poller.stop()
        self.saver.stop()
        self.keys.stop()
        for lane in self.lanes:
            lane.stop()
        self.transport.abort()
        for lane in self.lanes:
            lane.join(10)
        self.library.close()
        self.storage.stop(10)
        self.server.close()


def main() -> int:
    """Run as the arguments say."""
    seconds, tasks, seed = [*map(int, sys.argv[1:]), *(600, 1000, 1)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as folder:
        return 0 if Soak(Path(folder), seconds, tasks, seed).run() else 1


if __name__ == "__main__":
    raise SystemExit(main())
