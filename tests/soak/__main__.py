"""A soak: `python -m tests.soak [SECONDS [TASKS [SEED]]]`, by default 600 seconds and 1,000 tasks.

The whole app with its window, against a provider in another process, so that the app alone is measured. Auto-save is
on, polls may be 100 a second, faults come and go, somebody scrolls. In the end every video has to be in one file, byte
for byte right; memory, threads and file descriptors flat; and the GUI thread never away for long.

A run of under `STRICT_FROM` seconds is for each change: right is right there too, but caches are just being filled, and
the machine may be slow and busy, so that the other rules only find what is far off.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QTableView

from app.application import Application
from app.command_line import Options
from app.core.endpoints import origin
from app.core.model import Profile, Video
from app.opening import start
from app.places import places
from app.services.settings import Settings
from tests.soak.gauge import Gauge, Reading, Stall
from tests.soak.provider import served, task_ids

POLLS_PER_SECOND = 100.0
SCROLL_MS = 500
ASK_AGAIN_MS = 20_000
"""So often somebody presses "Save all" for what was refused for good: pages in place of videos, links that expired."""
STRICT_FROM = 300
START_SECONDS = 60.0
DRAIN_SECONDS = 150.0
WARM = 0.4
"""Share of the time after which every thread has been made and every cache is full."""
COURSE = 10
"""Readings of the memory that are told beside the table."""
Row = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much more may be used at the end than after the warm-up: memory in percent, threads, file descriptors; and
    for how many seconds the GUI thread may be away.
    """

    growth: float
    threads: int
    descriptors: int
    stall: float


STRICT = Limits(growth=5.0, threads=4, descriptors=8, stall=0.1)
LOOSE = Limits(growth=150.0, threads=20, descriptors=60, stall=2.0)


class Soak(QObject):
    """One run."""

    def __init__(self, app: Application, folder: Path, seconds: int, tasks: int, seed: int) -> None:
        super().__init__(app)
        self._app, self._seconds, self._ids = app, seconds, task_ids(tasks)
        self._videos, self._served = folder / "videos", folder / "served"
        self._served.mkdir()
        self._gauge = Gauge(self)
        self._course: list[float] = []
        self._polls = 0
        app.poller.task_checked.connect(self._on_checked)
        arguments = [str(self._served), str(seconds), str(tasks), str(seed)]
        self._provider = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.provider", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        view = app.window.findChild(QTableView, "videos")
        assert view is not None
        self._view = view
        self._scroll = QTimer(self, interval=SCROLL_MS)
        self._scroll.timeout.connect(self._on_scroll)
        self._asking = QTimer(self, interval=ASK_AGAIN_MS)
        self._asking.timeout.connect(app.saver.save_all_finished)

    def run(self) -> bool:
        """All of it, and the table; whether it is as it has to be."""
        try:
            rows = self._play()
        finally:
            self._provider.kill()
            self._provider.wait()
        for name, figure, good in rows:
            _say(f"{'ok' if good else 'FAILED':8}{name:34}{figure}")
        return all(good for _, _, good in rows)

    def _play(self) -> list[Row]:
        app, library = self._app, self._app.library
        self._until(lambda: library.is_loaded, START_SECONDS)
        endpoint = self._told()
        profile = Profile(origin(endpoint), "Soak", endpoint)
        library.put_profile(profile)
        app.poller._schedule.set_rate(POLLS_PER_SECOND)  # the setting ends at 10
        library.add(profile.id, self._ids)
        self._until(lambda: len(library.tasks) == len(self._ids), START_SECONDS)
        self._scroll.start()
        self._asking.start()
        self._wait(self._seconds * WARM)
        warm = self._gauge.reading()
        self._gauge.begin()
        self._wait(self._seconds * (1 - WARM))
        hot, stall = self._gauge.reading(), self._gauge.longest
        saved = sum(video.saved is not None for video in self._all())
        assert self._provider.stdin is not None
        self._provider.stdin.close()
        faults = sum(json.loads(self._told()).values())
        drained = self._until(self._drain, DRAIN_SECONDS)
        return [
            ("tasks, of them saved under way", f"{len(self._ids)}, {saved}", saved > 0),
            ("polls, faults that were met", f"{self._polls}, {faults}", faults > 0),
            *self._files(drained=drained),
            *self._figures(warm, hot, stall),
        ]

    def _told(self) -> str:
        assert self._provider.stdout is not None
        return self._provider.stdout.readline().strip()

    def _on_checked(self, _key: object) -> None:
        self._polls += 1

    def _wait(self, seconds: float) -> None:
        """Let it run, and tell how the memory goes."""
        tenth = self._seconds / COURSE
        for _ in range(round(seconds / tenth)):
            self._until(lambda: False, tenth)
            self._course.append(self._gauge.reading().own)

    def _until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Let it run until the condition holds; whether it did in time."""
        loop, ticks = QEventLoop(), QTimer(interval=50)
        ticks.timeout.connect(lambda: loop.quit() if condition() else None)
        ticks.start()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()
        return condition()

    def _on_scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        page = self._view.viewport().height()
        bar.setValue(bar.value() + page if bar.value() < bar.maximum() else 0)

    def _drain(self) -> bool:
        """Everything is well now: what waits for its next try does not wait, what was refused is asked for again."""
        saver, poller = self._app.saver, self._app.poller
        if all(video.saved for video in self._all()) and not saver.transfers:
            return True
        if not saver.transfers:
            saver.save_all_finished()
            poller.check_now()
        saver.resume_all()
        return False

    def _all(self) -> list[Video]:
        found = [video for task in self._app.library.tasks.values() for video in task.videos]
        return found if len(found) == len(self._ids) else [*found, Video("missing")]

    def _files(self, *, drained: bool) -> list[Row]:
        files = {path.name: path for path in self._videos.iterdir()}
        names = {each: f"film {each} 1.mp4" for each in self._ids}
        right = sum(
            name in files and files[name].read_bytes() == served(self._served, each).read_bytes()
            for each, name in names.items()
        )
        left = len(self._app.library.saves.wanted)
        return [
            ("all saved in the end", str(drained), drained),
            ("files right, byte for byte", f"{right} of {len(self._ids)}", right == len(self._ids)),
            ("files too many", str(len(files) - right), len(files) == right),
            ("saves left over", str(left), left == 0),
        ]

    def _figures(self, warm: Reading, hot: Reading, stall: Stall) -> list[Row]:
        limits = STRICT if self._seconds >= STRICT_FROM else LOOSE
        growth = 100 * (hot.own / warm.own - 1)
        away = Stall(*(round(1000 * each) for each in (stall.late, stall.worked, stall.raw)))
        course = ", ".join(f"{each:.0f}" for each in self._course)
        return [
            ("memory of its own, MiB", f"{warm.own:.1f} -> {hot.own:.1f} ({growth:+.1f} %)", growth < limits.growth),
            ("  each tenth of the time", course, True),
            ("  with the libraries it maps", f"{warm.resident:.1f} -> {hot.resident:.1f}", True),
            ("threads", f"{warm.threads} -> {hot.threads}", hot.threads <= warm.threads + limits.threads),
            (
                "file descriptors",
                f"{warm.descriptors} -> {hot.descriptors}",
                hot.descriptors <= warm.descriptors + limits.descriptors,
            ),
            (
                "longest stall of the GUI, ms",
                f"{away.late} (at work for {away.worked}; {away.raw} with what other processes took)",
                stall.late < limits.stall,
            ),
        ]


def main() -> int:
    """Run as the arguments say."""
    seconds, tasks, seed = [*map(int, sys.argv[1:]), *(600, 1000, 1)[len(sys.argv) - 1 :]]
    gc.disable()  # as the entry point does
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"  # a thousand news are nobody's to read
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "data"
        data.mkdir()
        settings = Settings(places(data).settings)
        settings.save_folder, settings.auto_save = str(folder / "videos"), True
        settings.sync()
        app = start(Options(data_dir=data))
        assert app is not None
        good = Soak(app, folder, seconds, tasks, seed).run()
        app.quit()
        QCoreApplication.processEvents()
    return 0 if good else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
