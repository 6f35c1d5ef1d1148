"""A wall clock that jumps by hours, both ways, amid a save, in the wait for its next try, and over a restart."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core import transfer as transfer_module
from app.core.bring import Errand, bring
from app.core.cancel import Cancel
from app.core.download import download
from app.core.errors import ErrorCode as E
from app.core.play_cache import PlayCache
from app.core.transfer import TransferState
from app.core.transport import Transport
from app.demo.faults import Fault, Kind
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from tests.core.test_download import CUT, ETAG, VIDEO, N
from tests.core.wire import Exchange, Script, Wire
from tests.matrix.save_faults import asked_from, good, head, says
from tests.matrix.save_play import Seen, attempt
from tests.services.conftest import Services, TestKeyring

HOUR = 3600.0
JUMPS = pytest.mark.parametrize("jump", [9 * HOUR, -9 * HOUR, 9e8, -1.7e9], ids=["+9 h", "-9 h", "+28 y", "to 1970"])
Jump = Callable[[float], None]


@pytest.fixture
def jump_by(monkeypatch: pytest.MonkeyPatch) -> Jump:
    """Sets the wall clock, and only that: the monotonic one goes on."""
    real, offset = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + offset[0])
    return lambda seconds: offset.__setitem__(0, seconds)


@pytest.fixture
def serve() -> Iterator[Callable[[Script], Wire]]:
    wires: list[Wire] = []

    def start(script: Script) -> Wire:
        wires.append(Wire(script))
        return wires[-1]

    yield start
    for wire in wires:
        wire.stop()


@pytest.fixture
def services(qtbot: QtBot, tmp_path: Path, ring: TestKeyring) -> Iterator[Services]:
    with DemoServer(Scenario(), resource("demo")) as server:
        made = Services(qtbot, tmp_path, server, ring)
        yield made
        made.stop()


@JUMPS
def test_amid_the_body(serve: Callable[[Script], Wire], tmp_path: Path, jump_by: Jump, jump: float) -> None:
    """Nothing is given up, begun anew or asked for twice."""

    def script(exchange: Exchange) -> None:
        exchange.send(head(f"Content-Length: {N}", ETAG) + VIDEO[:CUT])
        arrived.wait(60)
        exchange.send(VIDEO[CUT:])

    def on_progress(done: int, total: int | None) -> None:
        jump_by(jump)
        arrived.set()

    arrived, wire = threading.Event(), serve(script)
    transport = Transport(user_agent="matrix")
    saved = download(transport, wire.url(), tmp_path, "film", on_progress=on_progress, cancel=Cancel())
    assert Path(saved.path).read_bytes() == VIDEO
    assert [each.name for each in tmp_path.iterdir()] == ["film.mp4"]
    assert len(wire.seen) == 1


@JUMPS
def test_between_two_tries(serve: Callable[[Script], Wire], tmp_path: Path, jump_by: Jump, jump: float) -> None:
    """The part is no older and no younger for it."""

    def script(exchange: Exchange) -> None:
        if len(wire.seen) == 1:
            exchange.send(head(f"Content-Length: {N}", ETAG) + VIDEO[:CUT])
            exchange.close()
        else:
            good()(exchange)

    wire, seen = serve(script), Seen()
    for _ in range(2):
        attempt(wire.url("/v.mp4"), tmp_path, Transport(user_agent="matrix"), seen)
        jump_by(jump)
    assert seen.tries == [E.CONNECTION_LOST, None]
    assert seen.body == VIDEO
    assert [asked_from(each) for each in wire.seen] == [0, CUT]


@JUMPS
def test_in_the_wait_for_the_next_try(services: Services, jump_by: Jump, jump: float) -> None:
    """It comes after its second, not at once and not after hours; the time that is told does not jump either."""
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault("/v1/*.mp4", Kind.CLOSE, after=5000, times=1))
    services.saver.save([services.video_key("t")])
    services.until(lambda: _state(services) is TransferState.RETRYING)
    transfer = services.saver.transfer(services.video_key("t"))
    assert transfer is not None
    assert transfer.retry_at is not None
    assert transfer.retry_at <= time.monotonic() + transfer_module.FIRST_RETRY
    jump_by(jump)
    services.until(lambda: services.video("t").saved is not None)
    first, second = services.fetched()
    assert second.headers["range"] == "bytes=5000-"
    assert second.at - first.at >= transfer_module.FIRST_RETRY


@JUMPS
def test_amid_a_save_that_the_app_shows(services: Services, jump_by: Jump, jump: float) -> None:
    """Speed and time left stay what a person can read; what is noted of the file is right."""
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault("/v1/*.mp4", Kind.DRIP, after=1000, every=0.001, times=1))
    left: list[float] = []

    def note(_key: object) -> None:
        transfer = services.saver.transfer(services.video_key("t"))
        if transfer is not None and transfer.state is TransferState.RUNNING and transfer.left is not None:
            left.append(transfer.left)

    services.saver.transfer_updated.connect(note)
    services.saver.save([services.video_key("t")])
    services.until(lambda: len(left) >= 2)
    jump_by(jump)
    before = len(left)
    services.until(lambda: len(left) >= before + 2)
    services.server.faults.clear()
    services.until(lambda: services.video("t").saved is not None)
    assert all(0 <= each < HOUR for each in left)
    assert len(services.fetched()) == 1
    saved = services.video("t").saved
    assert saved is not None
    assert Path(saved.path).stat().st_size == saved.size


def _state(services: Services) -> TransferState | None:
    transfer = services.saver.transfer(services.video_key("t"))
    return transfer.state if transfer else None


@JUMPS
def test_a_date_in_retry_after_is_taken_by_the_clock_of_the_server(
    serve: Callable[[Script], Wire], tmp_path: Path, jump_by: Jump, jump: float
) -> None:
    """Whoever's clock is wrong: five seconds are five seconds."""
    now = 1_800_000_000.0
    date, later = (format_datetime(datetime.fromtimestamp(now + n, UTC), usegmt=True) for n in (0, 5))
    wire = serve(says(b"", "503 Busy", f"Date: {date}", f"Retry-After: {later}"))
    jump_by(jump)
    seen = Seen()
    attempt(wire.url("/v.mp4"), tmp_path, Transport(user_agent="matrix"), seen)
    assert seen.tries == [E.SERVER_TROUBLE]
    assert seen.problem is not None
    assert seen.problem.retry_after == 5.0


@JUMPS
def test_what_is_played_stays_whatever_the_clock_says_of_its_age(
    serve: Callable[[Script], Wire], tmp_path: Path, jump_by: Jump, jump: float
) -> None:
    """By a clock that was put back, what has just come looks older than all the rest."""
    wire, cache = serve(good()), PlayCache(tmp_path, 2 * N)
    transport = Transport(user_agent="matrix")

    def play(mark: str) -> Path:
        errand = Errand(wire.url(f"/{mark}"), "", "", mark)
        got = bring(transport, errand, cache, on_progress=lambda *_: None, cancel=Cancel())
        return Path(got.path)

    for mark in ("a", "b"):
        _set_age(play(mark))
    jump_by(jump)
    ahead = time.time() + HOUR
    os.utime(tmp_path / "a.mp4", (ahead, ahead))
    os.utime(tmp_path / "b.mp4", (ahead, ahead))
    fetched = play("c")
    assert fetched.read_bytes() == VIDEO
    assert len([each for each in tmp_path.iterdir() if each.suffix == ".mp4"]) == 2


def _set_age(path: Path) -> None:
    now = time.time()
    os.utime(path, (now, now))
