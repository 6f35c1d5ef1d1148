"""The app without its window and a provider on a raw socket: what the wire brings, row and database show."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core.arrange import Query, RowKind, arrange
from app.core.endpoints import origin
from app.core.errors import ErrorCode, Problem
from app.core.feed_client import FeedClient
from app.core.model import Profile, Task, TaskKey
from app.core.schedule import HoldReason
from app.core.store import Snapshot, Store
from app.core.transport import Transport
from app.services.jobs import Lane
from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings
from app.services.storage import Storage
from app.ui.face import Face
from app.ui.row_face import describe
from tests.core.wire import Exchange, Script, Wire
from tests.services.conftest import TestKeyring

GENEROUS = 20_000
"""Milliseconds after which a test has hung."""
KEY = "sk-of-the-matrix"
HOST = "feed.localhost"
"""The provider's name: loopback to the app (no proxy, no consent, never offline), and the test says where it leads."""
OTHER = "other.localhost"
PORT = 8080
"""In the endpoint; `Names` leads it to the port that the provider really has."""
TASK = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
ADDRESS_WITHOUT_A_WAY = "255.255.255.255"


class Names:
    """The system's resolver, as far as `.localhost` and `.test` names go.

    Attributes:
        lead: by name and port, or by name, the addresses that it has; a name without any is unknown.
        asked: the names that were looked up.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lead: dict[str | tuple[str, int], list[tuple[str, int]]] = {}
        self.asked: list[str] = []
        self._system = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)

    def _look_up(self, host: str, port: int, *args: Any, **options: Any) -> Any:
        if not str(host).endswith((".localhost", ".test")):
            return self._system(host, port, *args, **options)
        if options.get("flags"):
            raise socket.gaierror(socket.EAI_NONAME, "not numeric")
        self.asked.append(host)
        found = self.lead.get((host, port), self.lead.get(host, []))
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in found]


class StillRandom(Random):
    """Jitter that a test can count on: always the longest wait, or none; `caps` is what was asked for."""

    def __init__(self, *, longest: bool) -> None:
        super().__init__(1)
        self.longest = longest
        self.caps: list[float] = []

    def uniform(self, a: float, b: float) -> float:
        """One end of the range."""
        self.caps.append(b)
        return 10_000.0 if self.longest else a


class FullPort:
    """A port whose queue of connections is full: further ones get no answer, as at a host that drops packets."""

    def __init__(self) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", self.port))
            self._fillers.append(filler)

    def close(self) -> None:
        """Let all go."""
        for sock in (*self._fillers, self._listener):
            sock.close()


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Rig:
    """Poller, library, keys and storage on one folder, and one provider.

    Attributes:
        names: where names lead.
        jitter: the source of the schedule's jitter; at first no poll follows by itself.
    """

    def __init__(
        self,
        bot: QtBot,
        folder: Path,
        names: Names,
        ring: TestKeyring,
        *,
        scheme: str = "http",
        host: str = HOST,
        key: str = KEY,
        rate: float = 1000.0,
        proxy: str = "",
    ) -> None:
        self.bot, self.names, self.ring = bot, names, ring
        self.endpoint = f"{scheme}://{host}:{PORT}"
        self.profile = Profile(origin(self.endpoint), "Matrix", self.endpoint)
        self._database = folder / "library.sqlite"
        self.settings = Settings(folder / "settings.ini")
        self.storage = Storage(self._database)
        self.library = Library(self.storage)
        self.keys = Keys()
        self.transport = Transport(user_agent="matrix", proxy=proxy)
        self.lane = Lane("poll", 8)
        self._client = FeedClient(self.transport)
        self.poller = Poller(self.library, self.keys, self.settings, self._client, self.lane)
        self.jitter = StillRandom(longest=True)
        self.poller._schedule._random = self.jitter
        self.poller._schedule.set_rate(rate)
        self._wires: list[Wire] = []
        self._stopped = False
        self._ends: list[Callable[[], None]] = []
        if key:
            ring.held[self.profile.id] = key
        with bot.waitSignal(self.library.loaded, timeout=GENEROUS):
            self.library.load()
        self.library.put_profile(self.profile)
        self.poller.start()

    def serve(self, script: Script, *, tls: ssl.SSLContext | None = None, name: str = HOST) -> Wire:
        """Start a server, to which `name` leads from now on."""
        wire = Wire(script, tls=tls)
        self._wires.append(wire)
        self.names.lead[name] = [("127.0.0.1", wire.port)]
        return wire

    def set_deadline(self, seconds: float) -> None:
        """Give each poll from now on so long. Not before the first one, which imports what it needs."""
        self._client._deadline = seconds

    def at_end(self, call: Callable[[], None]) -> None:
        """Do this, too, when it stops."""
        self._ends.append(call)

    def add(self, *ids: str) -> list[TaskKey]:
        """Track these; they are polled once."""
        with self.bot.waitSignal(self.library.tasks_added, timeout=GENEROUS):
            self.library.add(self.profile.id, ids)
        return [TaskKey(self.profile.id, each) for each in ids]

    def check(self, key: TaskKey) -> Problem | None:
        """Have it polled, whatever holds the provider, and wait for the end; the problem it had."""
        schedule, polls = self.poller._schedule, len(self.poller.history(key))
        self.until(lambda: schedule.held_until(self.profile.id, HoldReason.KEYRING, 0.0) is None)
        self.poller.check_now([key], insist=True)
        self.until(lambda: len(self.poller.history(key)) > polls)
        return self.poller.history(key)[-1].problem

    def first(self, key: TaskKey) -> Problem | None:
        """Wait for its first poll; the problem it had."""
        self.until(lambda: self.poller.history(key))
        return self.poller.history(key)[-1].problem

    def quiet(self) -> None:
        """Wait until nothing is under way and no key is being read."""
        schedule = self.poller._schedule
        self.until(lambda: schedule.held_until(self.profile.id, HoldReason.KEYRING, 0.0) is None)
        self.until(lambda: self.poller.status.in_flight == 0)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for it."""
        self.bot.waitUntil(lambda: bool(condition()), timeout=GENEROUS)

    def task(self, key: TaskKey) -> Task:
        """As the library has it."""
        task = self.library.task(key)
        assert task is not None
        return task

    def face(self, key: TaskKey) -> Face:
        """Its first row, as the window shows it."""
        task = self.task(key)
        row = arrange((task,), Query())[0]
        assert row.kind is RowKind.HEAD or len(task.videos) < 2
        return describe(row, task, None, task.added + 60.0)

    def code(self, key: TaskKey) -> ErrorCode | None:
        """What its last poll failed with."""
        problem = self.task(key).problem
        return problem.code if problem else None

    def stop(self) -> None:
        """End as the app does."""
        if self._stopped:
            return
        self._stopped = True
        self.ring.open.set()
        self.poller.stop()
        self.keys.stop()
        lanes = (self.lane, self.keys._lane)
        for lane in lanes:
            lane.stop()
        self.transport.abort()
        assert all(lane.join(20) for lane in lanes)
        self.library.close()
        assert self.storage.stop(20)
        for wire in self._wires:
            wire.stop()
        for call in self._ends:
            call()

    def stored(self) -> Snapshot:
        """End, and read what the database holds."""
        self.stop()
        store = Store(self._database)
        try:
            return store.load()
        finally:
            store.close()


def feed(*videos: dict[str, Any], prompt: str = "a fox") -> bytes:
    """A feed's answer."""
    return json.dumps({"id": TASK, "promptText": prompt, "videos": list(videos)}).encode()


def video(**fields: Any) -> dict[str, Any]:
    """A video that runs, with all fields."""
    return {
        "id": TASK,
        "status": "pending",
        "seed": 3183047765,
        "resultUrl": "",
        "sharingUrl": "",
        "videoPoster": "https://cdn.localhost/poster.jpg",
        "imageThumb": "https://cdn.localhost/thumb.jpg",
        "duration": 5,
        "error": "",
        "progress": 40,
        **fields,
    }


LINK = "https://cdn.localhost/v1/film.mp4"
SHARED = "https://cdn.localhost/v1/film_share.mp4"


def finished(**fields: Any) -> dict[str, Any]:
    """A video that is finished, with all fields."""
    return video(**{"status": "finished", "progress": 100, "resultUrl": LINK, "sharingUrl": SHARED} | fields)


def answering(body: bytes) -> Script:
    """A server that gives this answer, each on a connection of its own."""

    def script(exchange: Exchange) -> None:
        exchange.reply(body, "200 OK", "Content-Type: application/json", length=False)

    return script
