"""Plays the lines of `poster_faults`: the app's posters on a folder, and a server that does as the line says.

As a program (`python -m tests.matrix.poster_play FOLDER URL…`) it asks for each of these and prints what it saw, and
how much memory the process has needed for it at the most: nothing of the server is in it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from app.core.errors import ErrorCode, Problem
from app.core.model import Answer, Profile, TaskKey, Video, VideoKey, VideoStatus
from app.core.transport import Reply, Transport
from app.services.jobs import Lane
from app.services.library import Library
from app.services.posters import LANE_THREADS, Posters
from app.services.storage import Storage
from tests.core.wire import Exchange, Wire
from tests.matrix.certificates import Authority
from tests.matrix.poster_faults import GOOD, Case

SOON = 1.0
"""Seconds after which silence has lasted too long here."""
MOST_MEMORY = 2048
"""MiB that the program may have; far less is what it must come by with."""
GENEROUS = 100.0
"""Seconds after which something has hung."""


class PatientTransport(Transport):
    """The app's, but for its patience: with silence it has little, with a slow machine much."""

    def __init__(self, *, hasty: bool = False) -> None:
        super().__init__(user_agent="matrix")
        self._seconds = SOON if hasty else GENEROUS

    def open(self, url: str, **options: Any) -> Reply:
        """As it is, with other limits."""
        return super().open(url, **{**options, "read_timeout": self._seconds, "deadline": self._seconds})


class Clock:
    """Goes on as it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


class Gallery:
    """The app's posters and its library on one folder."""

    def __init__(self, folder: Path, *, hasty: bool = False) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.clock = Clock()
        self.profile = Profile("https://h", "Matrix", "https://h")
        self.storage = Storage(folder / "library.sqlite")
        self.library = Library(self.storage)
        self.transport: Transport = PatientTransport(hasty=hasty)
        self.lane = Lane("poster", LANE_THREADS)
        self.posters = Posters(self.library, self.transport, folder / "posters", self.lane, clock=self.clock)
        self.library.load()
        self.until(lambda: self.library.is_loaded)
        self.library.put_profile(self.profile)

    def until(self, condition: Callable[[], bool]) -> None:
        """Run the event loop until it holds."""
        end = time.monotonic() + GENEROUS
        beat = QTimer(interval=10)
        beat.start()
        while not condition():
            assert time.monotonic() < end, "it hangs"
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        beat.stop()

    def patient(self) -> Transport:
        """One with more patience, from now on."""
        self.transport.abort()
        return PatientTransport()

    def add(self, name: str, link: str, *, done: bool = True) -> VideoKey:
        """Have a video, finished or not, whose picture is there."""
        key = TaskKey(self.profile.id, name)
        if self.library.task(key) is None:
            self.library.add(self.profile.id, [name])
            self.until(lambda: self.library.task(key) is not None)
        status = VideoStatus.FINISHED if done else VideoStatus.RUNNING
        video = Video(name, status=status, result_url="https://h/v.mp4", thumb_url=link)
        self.library.apply_answer(key, Answer("a fox", (video,)))
        return VideoKey(*key, name, 0)

    def look(self, key: VideoKey) -> bool:
        """See this row until there is nothing more to wait for; whether there is a picture."""
        self.posters.want([key])
        self.until(lambda: not self.posters.busy)
        return self.posters.image(key) is not None

    def stop(self) -> None:
        """End as the app does."""
        self.posters.stop()
        self.lane.stop()
        self.transport.abort()
        assert self.lane.join(20)
        self.library.close()
        assert self.storage.stop(20)


class Server:
    """Does as the line says; well, once it is `good`."""

    def __init__(self, case: Case, authority: Authority | None) -> None:
        self.good = False
        self._authority = authority
        self._faulty = case.answer()
        host = "localhost" if case.certificate else "127.0.0.1"
        tls = authority.server(host, case.certificate) if authority and case.certificate else None
        self.wire = Wire(self._answer, tls=tls)
        self.link = self.wire.url("/poster.jpg?signed=1", host)

    def mend(self) -> None:
        """Be good from now on."""
        self.good = True
        if self._authority is not None and self.wire.tls is not None:
            self.wire.tls = self._authority.server("localhost")

    def _answer(self, exchange: Exchange) -> None:
        if self.good:
            exchange.reply(GOOD)
        else:
            self._faulty(exchange)


def code_of(problem: Problem | None) -> ErrorCode | None:
    """What it was."""
    return problem.code if problem else None


def most_memory() -> int:
    """KiB that this program has had at the most since `forget_most_memory`. `ru_maxrss` begins with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def forget_most_memory() -> None:
    """Count anew, from what is in use now (proc(5))."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def main() -> int:
    """Look at all; a line of JSON each: the code ("" for a picture) and MiB more than at first."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY << 20, MOST_MEMORY << 20))  # a bomb must not take the machine
    _, folder, *links = sys.argv
    _qt = QCoreApplication([])
    gallery = Gallery(Path(folder))
    before = 0
    for number, link in enumerate(links):
        key = gallery.add(f"t{number}", link)
        forget_most_memory()
        seen = gallery.look(key)
        peak = most_memory()
        before = before or peak  # the first is there to load what all need
        code = "" if seen else str(code_of(gallery.posters.problem(key)))
        sys.stdout.write(json.dumps([code, (peak - before) // 1024]) + "\n")
        sys.stdout.flush()
    gallery.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
