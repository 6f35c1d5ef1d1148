"""Owns what the tests of the services share: all of them, as the app composes them, and a provider that obeys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from pytestqt.qtbot import QtBot

from app.core.endpoints import origin
from app.core.feed_client import FeedClient
from app.core.model import Profile, TaskKey, Video, VideoKey
from app.core.transport import Transport
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.demo.wire import Request
from app.resources import resource
from app.services.jobs import Lane
from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import Poller
from app.services.posters import LANE_THREADS as POSTER_THREADS
from app.services.posters import Posters
from app.services.saver import LANE_THREADS, Saver
from app.services.settings import Settings
from app.services.storage import Storage
from tests.services.book import DEMO, Book

GENEROUS = 20_000
"""Milliseconds after which a test has hung."""


class TestKeyring(KeyringBackend):
    """Holds keys in memory; `open` is cleared where it is to block as behind a prompt, `error` set where it fails."""

    __test__ = False
    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[str, str] = {}
        self.reads: list[str] = []
        self.asked = 0
        self.error: Exception | None = None
        self.open = threading.Event()
        self.open.set()

    def _ask(self) -> None:
        self.asked += 1
        self.open.wait(60)
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._ask()
        self.reads.append(username)
        return self.held.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        self.held[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._ask()
        del self.held[username]


class Services:
    """The services on one data folder, and a provider."""

    def __init__(self, qtbot: QtBot, folder: Path, server: DemoServer, ring: TestKeyring) -> None:
        self.bot = qtbot
        self.folder = folder
        self.server = server
        self.ring = ring
        self.videos = folder / "videos"
        self.settings = Settings(folder / "settings.ini")
        self.settings.save_folder = str(self.videos)
        self.storage = Storage(folder / "library.sqlite")
        self.library = Library(self.storage)
        self.keys = Keys()
        self.transport = Transport(user_agent="tests")
        self.polls, self.saves, self.fetches = (
            Lane("poll", 8),
            Lane("save", LANE_THREADS),
            Lane("poster", POSTER_THREADS),
        )
        client = FeedClient(self.transport)
        self.poller = Poller(self.library, self.keys, self.settings, client, self.polls)
        cache = folder / "cache"
        self.saver = Saver(self.library, self.poller, self.settings, self.transport, cache / "videos", self.saves)
        self.posters = Posters(self.library, self.transport, cache / "posters", self.fetches)
        self.profile = Profile(origin(server.base_url), "Test", server.base_url)
        with qtbot.waitSignal(self.library.loaded, timeout=GENEROUS):
            self.library.load()
        self.library.put_profile(self.profile)

    def start(self) -> None:
        """Poll and save from now on."""
        self.poller.start()
        self.saver.start()

    def stop(self) -> None:
        """End as the app does."""
        self.ring.open.set()
        self.poller.stop()
        self.posters.stop()
        self.saver.stop()
        self.keys.stop()
        lanes = (self.polls, self.saves, self.fetches, self.keys._lane)
        for lane in lanes:
            lane.stop()
        self.transport.abort()
        assert all(lane.join(20) for lane in lanes)
        self.library.close()
        assert self.storage.stop(20)

    def key(self, task_id: str) -> TaskKey:
        return TaskKey(self.profile.id, task_id)

    def add(self, *ids: str, auto_save_dir: str = "") -> None:
        """Track these, and wait for their commit."""
        with self.bot.waitSignal(self.library.tasks_added, timeout=GENEROUS):
            self.library.add(self.profile.id, ids, auto_save_dir=auto_save_dir)

    def until(self, condition: Any) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=GENEROUS)

    def polled(self, task_id: str = "") -> list[Request]:
        return [each for each in self.server.requests if each.path.startswith(f"/pika/feed/{task_id}")]

    def fetched(self, end: str = ".mp4") -> list[Request]:
        return [each for each in self.server.requests if each.path.endswith(end)]

    def answer(self, task_id: str, *videos: dict[str, Any], prompt: str = "p") -> None:
        """What the provider says of a task from now on."""
        self.server.answers[task_id] = {"id": task_id, "promptText": prompt, "videos": list(videos)}

    def running(self, task_id: str, **fields: Any) -> dict[str, Any]:
        return {"id": task_id, "status": "pending", "progress": 10, **fields}

    def finished(self, task_id: str, **fields: Any) -> dict[str, Any]:
        link = f"{self.server.base_url}/v1/{task_id}/a_seed1.mp4"
        return {"id": task_id, "status": "finished", "progress": 100, "seed": 1, "resultUrl": link, **fields}

    def video(self, task_id: str, nth: int = 0) -> Video:
        task = self.library.task(self.key(task_id))
        assert task is not None
        return task.videos[nth]

    def video_key(self, task_id: str, video_id: str = "", nth: int = 0) -> VideoKey:
        return VideoKey(self.profile.id, task_id, video_id or task_id, nth)

    def add_finished(self, *ids: str) -> None:
        """Track tasks that are finished, and wait until that is known."""
        for task_id in ids:
            self.answer(task_id, self.finished(task_id), prompt=f"film {task_id}")
        self.add(*ids)
        self.until(lambda: all(self._ready(task_id) for task_id in ids))

    def _ready(self, task_id: str) -> bool:
        task = self.library.task(self.key(task_id))
        return task is not None and task.ended


@pytest.fixture
def ring() -> Iterator[TestKeyring]:
    before = keyring.get_keyring()
    ring = TestKeyring()
    keyring.set_keyring(ring)
    yield ring
    ring.open.set()
    keyring.set_keyring(before)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(Scenario(), resource("demo")) as running:
        yield running


@pytest.fixture
def services(qtbot: QtBot, tmp_path: Path, server: DemoServer, ring: TestKeyring) -> Iterator[Services]:
    services = Services(qtbot, tmp_path, server, ring)
    yield services
    services.stop()


@pytest.fixture
def again(qtbot: QtBot, services: Services, server: DemoServer, ring: TestKeyring) -> Iterator[Callable[[], Services]]:
    """Ends the services, if they have not ended, and gives those of the next start on the same folder."""
    made: list[Services] = []

    def restart() -> Services:
        (made[-1] if made else services).stop()
        made.append(Services(qtbot, services.folder, server, ring))
        return made[-1]

    yield restart
    for each in made:
        each.stop()


@pytest.fixture
def open_book(qtbot: QtBot, tmp_path: Path) -> Any:
    books: list[Book] = []

    def make() -> Book:
        books.append(Book(qtbot, tmp_path / "library.sqlite"))
        return books[-1]

    yield make
    for book in books:
        book.close()


@pytest.fixture
def book(open_book: Callable[[], Book]) -> Book:
    book = open_book().load()
    book.library.put_profile(DEMO)
    return book


def wait_for_its_turn(services: Services) -> Callable[[], None]:
    """Have the video of a task "a" wait to be saved; what is given back lets it begin."""
    services.start()
    services.add_finished("a")
    services.until(lambda: services.video("a").ready)
    runner = services.saver._runner
    fill, runner.fill = runner.fill, _nothing  # type: ignore[method-assign]
    services.saver.save([services.video_key("a")])

    def let_go() -> None:
        runner.fill = fill  # type: ignore[method-assign]
        fill()

    return let_go


def _nothing() -> None:
    """Nothing may begin."""
