"""The rules of polling as the wire shows them: budget, Retry-After, refused keys, and where a key may go."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode
from app.core.feed_client import FeedClient
from app.core.model import Profile, TaskKey, TaskState
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.services import poller as poller_module
from app.services.poller import Poller
from tests.core.wire import Exchange, Wire
from tests.matrix.rig import KEY, OTHER, PORT, TASK, Rig, answering, feed, video
from tests.services.conftest import Services, TestKeyring

MakeRig = Callable[..., Rig]
RUNNING = feed(video())
OTHER_PROFILE = Profile(f"http://{OTHER}:{PORT}", "Other", f"http://{OTHER}:{PORT}")


class Clock:
    """The monotonic clock of the poller, which a test can put forward."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        monkeypatch.setattr(poller_module, "time", SimpleNamespace(monotonic=self.monotonic, time=time.time))

    def monotonic(self) -> float:
        """Seconds, `ahead` of the real ones."""
        return time.monotonic() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Of the poller."""
    return Clock(monkeypatch)


def forward(rig: Rig, clock: Clock, seconds: float) -> None:
    """So much later, the timer rings."""
    clock.ahead += seconds
    rig.poller._poll_due()


def track(rig: Rig, profile: Profile, *ids: str) -> list[TaskKey]:
    """Track these with another provider, too."""
    with rig.bot.waitSignal(rig.library.tasks_added, timeout=20_000):
        rig.library.add(profile.id, ids)
    return [TaskKey(profile.id, each) for each in ids]


def _has_seen(wire: Wire, count: int) -> bool:
    return len(wire.seen) == count


def _has_polled(rig: Rig, key: TaskKey, count: int) -> bool:
    return len(rig.poller.history(key)) == count


# The budget


class Crowd:
    """A server that holds every request until it is let go, and counts how many are there at once."""

    def __init__(self) -> None:
        self.most = self.there = 0
        self._changed = threading.Condition()
        self._admitted = 0

    def __call__(self, exchange: Exchange) -> None:
        with self._changed:
            self.there += 1
            self.most = max(self.most, self.there)
            self._changed.wait_for(lambda: self._admitted > 0, 20)
            self._admitted -= 1
            self.there -= 1
        answering(RUNNING)(exchange)

    def let_go(self, count: int) -> None:
        """So many are answered."""
        with self._changed:
            self._admitted += count
            self._changed.notify_all()


def test_of_100_tasks_four_are_asked_at_a_time_and_each_provider_for_itself(make_rig: MakeRig) -> None:
    rig = make_rig()
    here, there = Crowd(), Crowd()
    first, second = rig.serve(here), rig.serve(there, name=OTHER)
    rig.library.put_profile(OTHER_PROFILE)
    rig.add(*(f"t{number}" for number in range(100)))
    track(rig, OTHER_PROFILE, *(f"t{number}" for number in range(100)))
    rig.until(lambda: (here.there, there.there) == (4, 4))
    rig.poller.check_now()
    assert rig.poller.status.in_flight == 8
    for done in range(1, 30):
        here.let_go(1)
        rig.until(partial(_has_seen, first, 4 + done))
    assert len(second.seen) == 4  # the other one has its own
    here.let_go(1000)
    there.let_go(1000)
    rig.until(lambda: len({seen.target for seen in first.seen}) == 100)
    rig.until(lambda: len({seen.target for seen in second.seen}) == 100)
    assert (here.most, there.most) == (4, 4)


@pytest.mark.parametrize("rate", [4, 10])
def test_no_second_holds_more_requests_than_the_rate(make_rig: MakeRig, rate: int) -> None:
    rig = make_rig(rate=rate)
    times: list[float] = []

    def script(exchange: Exchange) -> None:
        times.append(time.monotonic())
        exchange.reply(RUNNING)

    wire = rig.serve(script)
    rig.add(*(f"t{number}" for number in range(100)))
    rig.poller.check_now()
    rig.until(lambda: len(times) > 2.5 * rate)
    assert all(later - earlier > 0.97 for earlier, later in zip(times, times[rate:], strict=False))
    assert len({seen.target for seen in wire.seen}) == len(wire.seen)  # none twice before each had its turn
    assert {seen.connection for seen in wire.seen} <= set(range(8))  # one a thread, kept alive


def test_nothing_is_sent_before_what_a_poll_needs_is_loaded(make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the first polls go out late, in the second of those that follow."""
    loading, loaded = threading.Event(), threading.Event()

    def slowly(self: FeedClient, cancel: object = None) -> None:
        loading.set()
        loaded.wait(20)

    monkeypatch.setattr(FeedClient, "prepare", slowly)
    rig = make_rig()
    wire = rig.serve(answering(RUNNING))
    assert not loading.is_set()  # nothing to poll, nothing to load
    (key,) = rig.add(TASK)
    rig.until(loading.is_set)
    rig.poller.check_now()
    assert (rig.poller.status.active, rig.poller.status.in_flight) == (1, 0)
    assert not wire.connected.is_set()
    loaded.set()
    assert rig.first(key) is None


# 429 and 503


def _in(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("7", 7.0, 7.0),
        ("date", 58.0, 60.0),
        ("past", 1.0, 1.0),
        ("0", 1.0, 1.0),
        ("21600", 600.0, 600.0),
        ("99999999999999999999999", 600.0, 600.0),
        ("date of tomorrow", 600.0, 600.0),
        ("", 1.0, 1.0),
        ("-5", 1.0, 1.0),
        ("soon", 1.0, 1.0),
    ],
)
def test_no_request_before_the_wait_is_over_and_others_go_on(
    make_rig: MakeRig, clock: Clock, status: str, asked: str, least: float, most: float
) -> None:
    rig = make_rig()
    rig.jitter.longest = False  # without a Retry-After the backoff is its shortest: a second
    value = {"date": _in(60), "past": _in(-60), "date of tomorrow": _in(86_400)}.get(asked, asked)
    busy = [True]

    def script(exchange: Exchange) -> None:
        if busy[0]:
            exchange.reply(b"", status, *([f"Retry-After: {value}"] if value else []), length=False)
        else:
            answering(RUNNING)(exchange)

    wire, other = rig.serve(script), rig.serve(answering(RUNNING), name=OTHER)
    rig.library.put_profile(OTHER_PROFILE)
    (key,) = rig.add("first")
    rig.first(key)
    (hold,) = rig.poller.status.holds
    assert hold.until is not None
    left = hold.until - clock.monotonic()
    assert least - 5.0 < left <= most  # some of it is over
    assert hold.profile_id == rig.profile.id

    late = rig.add("a", "b", "c", "d", "e")
    clock.ahead = hold.until - time.monotonic() - 0.5
    rig.poller._poll_due()
    rig.poller.check_now(late)
    (elsewhere,) = track(rig, OTHER_PROFILE, "x")
    rig.until(lambda: rig.poller.history(elsewhere))
    if hold.until - clock.monotonic() > 0:  # a machine that is slow has not let it pass
        assert [seen.target for seen in wire.seen] == ["/pika/feed/first"]
    assert len(other.seen) == 1

    busy[0] = False
    forward(rig, clock, 1.0)
    rig.until(lambda: len({seen.target for seen in wire.seen}) == 6)
    rig.until(lambda: all(rig.code(each) is None and rig.task(each).answered for each in late))
    rig.until(lambda: rig.poller.status.holds == ())


def test_refusals_without_a_time_wait_longer_each_time(make_rig: MakeRig, clock: Clock) -> None:
    rig = make_rig()
    rig.jitter.longest = False
    wire = rig.serve(lambda exchange: exchange.reply(b"", "429 Slow", length=False))
    (key,) = rig.add(TASK)
    rig.first(key)
    for turn in range(2, 13):
        rig.quiet()
        forward(rig, clock, 2.0)
        rig.until(partial(_has_polled, rig, key, turn))
    assert len(wire.seen) == 12
    holds = rig.jitter.caps[::2]  # of the provider; in between those of the task
    assert holds[:10] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 300.0]


# 401 and 403


class Gate:
    """A provider that wants a key."""

    def __init__(self, key: str, status: str) -> None:
        self.key, self.status = key, status

    def __call__(self, exchange: Exchange) -> None:
        if exchange.headers.get("authorization") == f"Bearer {self.key}":
            answering(RUNNING)(exchange)
        else:
            exchange.reply(b'{"success": false, "message": "no"}', self.status, length=False)


@pytest.mark.parametrize("status", ["401 No", "403 No"])
def test_a_refused_key_is_read_once_more_and_nothing_is_asked_until_it_changes(
    make_rig: MakeRig, ring: TestKeyring, clock: Clock, status: str
) -> None:
    rig = make_rig(key="sk-old")
    wire = rig.serve(Gate("sk-new", status))
    keys = rig.add(*(f"t{number}" for number in range(20)))
    rig.until(lambda: rig.poller.status.holds and len(ring.reads) == 2)
    rig.quiet()
    asked = len(wire.seen)
    assert asked <= 4  # those that were under way together
    for _ in range(20):
        forward(rig, clock, 600.0)
    rig.add("late")
    assert rig.poller.status.in_flight == 0
    assert (len(wire.seen), ring.reads) == (asked, [rig.profile.id] * 2)
    assert 1 <= sum("key" in rig.face(key).error for key in keys) <= 4
    rig.keys.store(rig.profile.id, "sk-new")
    rig.until(lambda: all(rig.task(key).answered for key in keys))
    assert rig.poller.status.holds == ()
    assert {seen.headers["authorization"] for seen in wire.seen} == {"Bearer sk-old", "Bearer sk-new"}
    assert ring.held[rig.profile.id] == "sk-new"


def test_a_key_that_changed_in_the_keyring_is_found_by_that_one_reading(
    make_rig: MakeRig, ring: TestKeyring, clock: Clock
) -> None:
    rig = make_rig(key="sk-1")
    gate = Gate("sk-1", "401 No")
    wire = rig.serve(gate)
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    for number in (2, 3, 4):
        gate.key = ring.held[rig.profile.id] = f"sk-{number}"
        reads, asked = len(ring.reads), len(wire.seen)
        forward(rig, clock, 60.0)
        rig.until(partial(_has_seen, wire, asked + 2))  # with the old key, then with the new one
        rig.quiet()
        assert rig.code(key) is None
        assert len(ring.reads) == reads + 1


def test_a_check_by_hand_reads_the_key_again(make_rig: MakeRig, ring: TestKeyring) -> None:
    rig = make_rig(key="sk-old")
    wire = rig.serve(Gate("sk-new", "401 No"))
    (key,) = rig.add(TASK)
    rig.until(lambda: rig.poller.status.holds and len(ring.reads) == 2)
    rig.quiet()
    assert len(wire.seen) == 1
    ring.held[rig.profile.id] = "sk-new"  # by another tool, after it was read again
    rig.poller.check_now([key])
    rig.until(lambda: rig.task(key).answered)
    assert len(wire.seen) == 3
    assert rig.poller.status.holds == ()


# Where a key goes


def test_a_key_goes_over_plain_http_only_after_consent(make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Poller, "_watch_network", lambda self: None)
    rig = make_rig(host="provider.test")
    wire = rig.serve(answering(RUNNING), name="provider.test")
    (key,) = rig.add(TASK)
    problem = rig.first(key)
    assert problem is not None
    assert problem.code is ErrorCode.INSECURE_KEY
    assert "unencrypted" in rig.face(key).error
    rig.poller.check_now([key])
    rig.until(lambda: len(rig.poller.history(key)) == 2)
    assert not wire.connected.is_set()
    assert rig.names.asked == []
    rig.library.put_profile(Profile(rig.profile.id, "Test", rig.endpoint, insecure_key=True))
    rig.until(lambda: rig.code(key) is None)
    assert [seen.headers["authorization"] for seen in wire.seen] == [f"Bearer {KEY}"]


def test_without_a_key_plain_http_needs_no_consent(make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Poller, "_watch_network", lambda self: None)
    rig = make_rig(host="provider.test", key="")
    wire = rig.serve(answering(RUNNING), name="provider.test")
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    assert "authorization" not in wire.seen[0].headers


def test_each_provider_gets_its_own_key(make_rig: MakeRig, ring: TestKeyring) -> None:
    rig = make_rig()
    ring.held[OTHER_PROFILE.id] = "sk-of-the-other"
    wire, other = rig.serve(answering(RUNNING)), rig.serve(answering(RUNNING), name=OTHER)
    rig.library.put_profile(OTHER_PROFILE)
    (mine,) = rig.add("t")
    (theirs,) = track(rig, OTHER_PROFILE, "t")
    rig.until(lambda: rig.poller.history(mine) and rig.poller.history(theirs))
    assert [seen.headers["authorization"] for seen in wire.seen] == [f"Bearer {KEY}"]
    assert [seen.headers["authorization"] for seen in other.seen] == ["Bearer sk-of-the-other"]


@pytest.fixture
def media() -> Iterator[DemoServer]:
    """Another host, with films."""
    with DemoServer(Scenario(), resource("demo")) as running:
        yield running


@pytest.mark.parametrize("where", ["at home", "elsewhere", "by a redirect"])
def test_a_key_never_goes_to_media(
    qtbot: QtBot, tmp_path: Path, ring: TestKeyring, media: DemoServer, where: str
) -> None:
    with DemoServer(Scenario(), resource("demo"), required_key=KEY) as server:
        services = Services(qtbot, tmp_path, server, ring)
        try:
            ring.held[services.profile.id] = KEY
            base = media.base_url if where == "elsewhere" else server.base_url
            if where == "by a redirect":
                from app.demo.faults import Fault, Kind

                server.faults.add(Fault("/v1/", Kind.REDIRECT, url=f"{media.base_url}/v1/t/a_seed1.mp4"))
            links = {
                "resultUrl": f"{base}/v1/t/a_seed1.mp4",
                "videoPoster": f"{base}/v1/t/poster.jpg",
                "imageThumb": f"{base}/v1/t/thumbnail.jpg",
            }
            services.answer("t", services.finished("t", **links))
            services.start()
            services.add("t")
            services.until(lambda: services.library.tasks[services.key("t")].state is TaskState.FINISHED)
            services.posters.want([services.video_key("t")])
            services.saver.save([services.video_key("t")])
            services.until(lambda: services.video("t").saved)
            served = server.requests + media.requests
            services.until(lambda: any(each.path.endswith(".jpg") for each in server.requests + media.requests))
        finally:
            services.stop()
        served = server.requests + media.requests
        fed = [each for each in served if each.path.startswith("/pika/feed/")]
        rest = [each for each in served if each not in fed]
        assert fed
        assert len(rest) >= 2
        assert {each.headers.get("authorization") for each in fed} == {f"Bearer {KEY}"}
        assert all("authorization" not in each.headers for each in rest)
        assert all(KEY not in value for each in rest for value in (each.target, *each.headers.values()))
        assert any(each.headers["accept-encoding"] == "identity" for each in rest if each.path.endswith(".mp4"))
