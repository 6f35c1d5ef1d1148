"""The real services under a window that no network reaches: what the provider says is put in by the test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.feed_client import FeedClient
from app.core.model import Answer, Profile, SavedFile, Task, TaskKey, Video, VideoKey, VideoStatus
from app.core.transport import Transport
from app.services.autostart import Autostart
from app.services.jobs import Lane
from app.services.keys import Keys
from app.services.library import Library
from app.services.licences import Licences
from app.services.login_start import LoginStart
from app.services.own_program import OwnProgram
from app.services.play_cache_care import PlayCacheCare
from app.services.poller import Poller
from app.services.posters import Posters
from app.services.saver import Saver
from app.services.settings import Settings
from app.services.storage import Storage
from app.services.text_files import TextFiles
from app.services.upkeep import Upkeep

LINK = "http://127.0.0.1:9/v1/video.mp4"
PATIENT_MS = 30_000
"""Milliseconds for what takes a moment on a machine that does nothing else."""


class Desk:
    """All services on one folder, loaded, with the demo's profile; the poller and the saver are not started."""

    def __init__(self, qtbot: QtBot, folder: Path, *, loaded: bool = True) -> None:
        self.qtbot = qtbot
        self.settings = Settings(folder / "settings.ini")
        self.storage = Storage(folder / "library.db")
        self.library = Library(self.storage)
        self.keys = Keys()
        self.transport = Transport(user_agent="test")
        self.lanes = [Lane("poll"), Lane("save"), Lane("poster"), Lane("upkeep")]
        polls, saves, posters, upkeep = self.lanes
        self.poller = Poller(self.library, self.keys, self.settings, FeedClient(self.transport), polls)
        self.saver = Saver(self.library, self.poller, self.settings, self.transport, folder / "videos", saves)
        self.posters = Posters(self.library, self.transport, folder / "posters", posters)
        self.files = TextFiles(polls)
        autostart = Autostart(("/opt/pika-monitor",), "linux", {"HOME": str(folder)})
        self.upkeep = Upkeep(
            LoginStart(autostart, upkeep),
            PlayCacheCare(folder / "videos", self.settings, upkeep),
            Licences(upkeep),
            OwnProgram(None),
            folder / "pika-monitor.log",
        )
        if not loaded:
            return
        with qtbot.waitSignal(self.library.loaded, timeout=PATIENT_MS):
            self.library.load()
        self.library.put_profile(Profile("demo", "Demo", "http://127.0.0.1:9"))

    def add(self, *ids: str) -> list[TaskKey]:
        """Track these tasks of the demo: many come in parts, and all are there when this ends."""
        keys = [TaskKey("demo", each) for each in ids]
        self.library.add("demo", ids)
        self.qtbot.waitUntil(lambda: all(self.library.task(key) is not None for key in keys), timeout=PATIENT_MS)
        return keys

    def answer(self, key: TaskKey, prompt: str, *videos: Video) -> list[VideoKey]:
        """What the provider said of this task."""
        self.library.apply_answer(key, Answer(prompt, videos))
        task = self.task(key)
        return [task.video_key(video) for video in task.videos]

    def fail(self, key: TaskKey, code: ErrorCode, detail: str = "") -> None:
        """What went wrong with the last poll."""
        self.library.apply_problem(key, Problem(code, detail))

    def save(self, key: VideoKey) -> None:
        """The video is in a file now."""
        self.library.set_saved(key, SavedFile("/videos/a.mp4", 2_300_000, "0" * 64, 0.0, verified_at=1.0))

    def task(self, key: TaskKey) -> Task:
        """The task, which must be there."""
        task = self.library.task(key)
        assert task is not None
        return task

    def close(self) -> None:
        """Every thread ends."""
        stop_timers(self.library)
        self.poller.stop()
        self.posters.stop()
        self.saver.stop()
        self.keys.stop()
        self.transport.abort()
        for lane in self.lanes:
            lane.stop()
        for lane in self.lanes:
            lane.join(5)
        self.library.close()
        assert self.storage.stop(10)


def stop_timers(root: QObject) -> None:
    """Those of all below it. What a test leaves is collected on whichever thread, and a timer dies only on its own."""
    for timer in root.findChildren(QTimer):
        timer.stop()


def video(status: VideoStatus = VideoStatus.RUNNING, id: str = "v", **more: object) -> Video:  # noqa: A002
    """A video as a feed brings it; a finished one has a link."""
    made = Video(id, status=status, provider_status=str(status), seed=3183047765, duration=5.0)
    if status is VideoStatus.FINISHED:
        made = replace(made, result_url=LINK, progress=100)
    return replace(made, **more)  # type: ignore[arg-type]
