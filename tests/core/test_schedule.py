"""Owns the proof that polling is fair and gentle: on a fake clock, with a provider that answers as the test says."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import ErrorCode, Problem
from app.core.model import Task, TaskKey, Video, VideoStatus
from app.core.schedule import (
    FRESH_INTERVAL,
    LONGEST_BACKOFF,
    LONGEST_INTERVAL,
    LONGEST_WAIT,
    MISSING_INTERVAL,
    SHORTEST_INTERVAL,
    STALLED_AFTER,
    STALLED_INTERVAL,
    YOUNG_FOR,
    HoldReason,
    Schedule,
)

REFUSED = Problem(ErrorCode.KEY_REFUSED)
RUNNING = Video("v", status=VideoStatus.RUNNING, progress=10)
FINISHED = Video("v", status=VideoStatus.FINISHED, result_url="https://h/a.mp4")


def task(number: int, profile: str = "p", *videos: Video, answered: float | None = 0.0) -> Task:
    return Task(TaskKey(profile, f"t{number}"), added=0.0, seq=number, videos=videos, answered=answered)


class World:
    """A schedule, a clock, and polls that take `lasts` seconds."""

    def __init__(self, schedule: Schedule, tasks: Iterable[Task], lasts: float = 0.1) -> None:
        self.schedule = schedule
        self.tasks = {each.key: each for each in tasks}
        self.lasts = lasts
        self.now = 1000.0
        self.starts: list[tuple[float, TaskKey]] = []
        self._ends: list[tuple[float, int, TaskKey]] = []
        for each in self.tasks.values():
            schedule.put(each, self.now)

    def run(self, until: float, end: Callable[[World, TaskKey], None] | None = None) -> None:
        """As the poller does: take, wait for the next event or end, report."""
        while True:
            for key in self.schedule.take(self.now):
                self.starts.append((self.now, key))
                heapq.heappush(self._ends, (self.now + self.lasts, len(self.starts), key))
            moment = self.schedule.next_event(self.now)
            times = [each for each in (moment, self._ends[0][0] if self._ends else None) if each is not None]
            if not times or min(times) > until:
                self.now = until
                return
            assert min(times) >= self.now
            self.now = max(self.now + 1e-6 if moment == self.now else self.now, min(times))
            while self._ends and self._ends[0][0] <= self.now:
                key = heapq.heappop(self._ends)[2]
                (end or World.answer)(self, key)

    def answer(self, key: TaskKey) -> None:
        self.schedule.answered(self.tasks[key], self.now, changed=False)

    def in_flight(self) -> int:
        return len(self._ends)

    def of(self, key: TaskKey) -> list[float]:
        return [at for at, each in self.starts if each == key]


def most_in_a_second(starts: list[float]) -> int:
    return max((sum(at <= other < at + 1.0 for other in starts[i:]) for i, at in enumerate(starts)), default=0)


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(1, 60),
    rate=st.sampled_from([0.5, 1.0, 1.5, 2.5, 4.0, 10.0]),
    parallel=st.integers(1, 5),
    lasts=st.sampled_from([0.01, 0.3, 2.0]),
    visible=st.integers(0, 20),
    by_hand=st.integers(0, 30),
)
def test_the_budget_holds_whatever_is_asked(
    count: int, rate: float, parallel: int, lasts: float, visible: int, by_hand: int
) -> None:
    world = World(Schedule(rate=rate, parallel=parallel, random=Random(1)), [task(n) for n in range(count)], lasts)
    keys = list(world.tasks)
    world.schedule.set_visible(keys[:visible])
    world.schedule.check(keys[:by_hand], world.now)
    end = world.now + 15.0
    while world.now < end:
        world.run(min(end, world.now + 1.0))
        assert world.schedule.in_flight <= parallel
        world.schedule.check(keys[:by_hand], world.now)
    starts = [at for at, _ in world.starts]
    assert most_in_a_second(starts) <= math.ceil(rate)
    assert len(starts) <= rate * 15.0 + math.ceil(rate)


@settings(max_examples=30, deadline=None)
@given(count=st.integers(2, 80), visible=st.integers(0, 12), by_hand=st.booleans())
def test_nobody_starves_and_what_is_seen_takes_at_most_half(count: int, visible: int, by_hand: bool) -> None:
    world = World(Schedule(random=Random(2)), [task(n) for n in range(count)], 0.05)
    keys = list(world.tasks)
    seen = keys[: min(visible, count - 1)]
    world.schedule.set_visible(seen)
    hidden = len(keys) - len(seen)
    ideal = hidden / (4.0 / 2)  # the other half of the budget
    end = world.now + LONGEST_INTERVAL + 2 * ideal + 5.0
    while world.now < end:
        if by_hand:
            world.schedule.check(seen, world.now)
        world.run(min(end, world.now + 0.5))
    for key in keys:
        times = [1000.0, *world.of(key), end]
        assert max(b - a for a, b in pairwise(times)) <= LONGEST_INTERVAL + 1.3 * ideal + 3.0


def test_what_is_seen_gets_half_and_not_more() -> None:
    world = World(Schedule(random=Random(2)), [task(n) for n in range(400)], 0.05)
    keys = list(world.tasks)
    seen = set(keys[390:])
    world.schedule.set_visible(list(seen))
    world.run(world.now + 40.0)
    got = Counter(key in seen for _, key in world.starts)
    assert got[True] <= got[False] + 1
    assert got[True] > 40  # of about 156: once in 4 s each, where it would be once in 100 s


def test_what_is_seen_may_be_told_before_the_tasks_come() -> None:
    schedule = Schedule(random=Random(2))
    seen = TaskKey("p", "t399")
    schedule.set_visible([seen])
    world = World(schedule, [task(n) for n in range(400)], 0.05)
    world.run(world.now + 10.0)
    assert len(world.of(seen)) >= 2


def test_ten_thousand_tasks_are_each_polled_within_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    pushes = 0
    heappush, heappop = heapq.heappush, heapq.heappop

    def counted_push(heap: list[Any], item: Any) -> None:
        nonlocal pushes
        pushes += 1
        heappush(heap, item)

    def counted_pop(heap: list[Any]) -> Any:
        nonlocal pushes
        pushes += 1
        return heappop(heap)

    world = World(Schedule(random=Random(3)), [task(n) for n in range(10_000)], 0.05)
    monkeypatch.setattr(heapq, "heappush", counted_push)
    monkeypatch.setattr(heapq, "heappop", counted_pop)
    ideal = 10_000 / 4.0
    world.run(world.now + 1.2 * ideal)
    assert len({key for _, key in world.starts}) == 10_000
    gaps = [b - a for key in list(world.tasks)[::500] for a, b in pairwise(world.of(key))]
    assert all(gap <= 1.2 * ideal for gap in gaps)
    assert pushes <= 5 * len(world.starts)  # this clock's own two among them: the cost does not grow with the tasks


def test_two_providers_have_a_budget_each() -> None:
    world = World(Schedule(), [task(n, profile) for n in range(50) for profile in ("p", "q")], 0.05)
    world.run(world.now + 5.0)
    assert set(Counter(key.profile for _, key in world.starts).values()) == {20}


def test_a_new_rate_holds_from_then_on() -> None:
    world = World(Schedule(rate=10.0, parallel=99), [task(n) for n in range(200)], 0.01)
    world.run(world.now + 2.0)
    world.schedule.set_rate(1.0)
    before = len(world.starts)
    world.run(world.now + 10.0)
    assert 9 <= len(world.starts) - before <= 11


def test_what_has_ended_is_not_polled_but_once_when_asked_for() -> None:
    ended = task(1, "p", FINISHED)
    world = World(Schedule(), [ended, replace(task(2), stopped=True, answered=None)])
    world.run(world.now + 100.0)
    assert world.starts == []
    assert world.schedule.next_event(world.now) is None
    world.schedule.check([ended.key], world.now)
    world.run(world.now + 100.0)
    assert [key for _, key in world.starts] == [ended.key]
    assert world.schedule.active == 0


def test_a_task_that_ends_is_dropped_also_by_a_failure() -> None:
    world = World(Schedule(), [task(1)])
    (key,) = world.tasks

    def give_up(world: World, key: TaskKey) -> None:
        gone = replace(world.tasks[key], stopped=True, answered=None)
        world.schedule.failed(gone, Problem(ErrorCode.NOT_FOUND), world.now, missing_for=1e6)

    world.run(world.now + 1e6, give_up)
    assert len(world.of(key)) == 1


@pytest.mark.parametrize("reason", [HoldReason.KEY, HoldReason.OFFLINE])
def test_a_hold_stops_all_but_what_is_asked_by_hand(reason: HoldReason) -> None:
    schedule = Schedule()
    schedule.hold("p", reason)
    world = World(schedule, [task(n) for n in range(5)])
    world.run(world.now + 60.0)
    assert world.starts == []
    first = next(iter(world.tasks))
    schedule.check([first], world.now)
    world.run(world.now + 60.0)
    assert [key for _, key in world.starts] == [first]
    schedule.release("p", reason)
    world.run(world.now + 5.0)
    assert len({key for _, key in world.starts}) == 5


def test_what_is_asked_by_hand_waits_for_the_keyring_and_is_not_forgotten() -> None:
    schedule = Schedule()
    schedule.hold("p", HoldReason.KEY)
    schedule.put(task(1), 0.0)
    schedule.check([task(1).key], 0.0)
    assert schedule.take(0.0) == [task(1).key]
    schedule.hold("p", HoldReason.KEYRING)  # only now it shows that the key has to be read first
    schedule.not_made(task(1).key, 0.0)
    assert schedule.take(5.0) == []
    assert schedule.next_event(5.0) is None
    schedule.release("p", HoldReason.KEYRING)
    assert schedule.take(6.0) == [task(1).key]
    schedule.cancelled(task(1).key, 6.0)
    assert schedule.take(9.0) == []


def test_a_wait_stops_what_is_asked_by_hand_too_and_ends_by_itself() -> None:
    world = World(Schedule(), [task(n) for n in range(5)])
    world.schedule.hold("p", HoldReason.WAIT, world.now + 30.0)
    world.schedule.check(world.tasks, world.now)
    world.run(world.now + 29.9)
    assert world.starts == []
    world.run(world.now + 2.0)
    assert len(world.starts) >= 4


def test_a_released_hold_leaves_the_others() -> None:
    schedule = Schedule()
    schedule.hold("p", HoldReason.KEY)
    schedule.hold("p", HoldReason.OFFLINE)
    world = World(schedule, [task(1)])
    schedule.release("p", HoldReason.OFFLINE)
    world.run(world.now + 60.0)
    assert world.starts == []
    assert schedule.held_until("p", HoldReason.KEY, world.now) == math.inf
    assert schedule.held_until("p", HoldReason.OFFLINE, world.now) is None


APART = 0.3
"""Seconds between two starts at the default rate, and a little more."""


def taken(schedule: Schedule, *tasks: Task, now: float = 0.0) -> None:
    """All of them, one after the other, so that the last is taken `now`."""
    for number, each in enumerate(tasks):
        at = now - APART * (len(tasks) - 1 - number)
        schedule.put(each, at)
        assert schedule.take(at) == [each.key]


@pytest.mark.parametrize(
    ("asked", "waits"), [(5.0, 5.0), (0.0, 1.0), (LONGEST_WAIT - 1, LONGEST_WAIT - 1), (6 * 3600.0, LONGEST_WAIT)]
)
@pytest.mark.parametrize(
    "problem", [Problem(ErrorCode.RATE_LIMITED), Problem(ErrorCode.SERVER_TROUBLE, "503 busy")], ids=["429", "503"]
)
def test_retry_after_holds_the_whole_provider(problem: Problem, asked: float, waits: float) -> None:
    schedule = Schedule()
    first, other = task(1), task(2)
    taken(schedule, first, other)
    schedule.failed(first, replace(problem, retry_after=asked), 0.0)
    schedule.answered(other, 0.1, changed=True)  # it was under way before: it does not lift the hold
    assert schedule.held_until("p", HoldReason.WAIT, 0.2) == waits
    schedule.check([first.key, other.key], 0.2)
    assert schedule.take(waits - 0.01) == []
    assert {*schedule.take(waits + 0.01), *schedule.take(waits + 0.01 + APART)} == {first.key, other.key}


def test_other_trouble_holds_only_its_task() -> None:
    schedule = Schedule()
    taken(schedule, task(1), task(2))
    schedule.failed(task(1), Problem(ErrorCode.SERVER_TROUBLE, "500"), 0.0)
    assert schedule.held_until("p", HoldReason.WAIT, 0.0) is None


@pytest.mark.parametrize("code", [ErrorCode.KEY_REFUSED, ErrorCode.FORBIDDEN, ErrorCode.INSECURE_KEY])
@pytest.mark.parametrize("gone", [False, True], ids=["running", "finished or removed"])
def test_a_refused_key_holds_the_provider_whichever_task_met_it(code: ErrorCode, gone: bool) -> None:
    schedule = Schedule()
    taken(schedule, task(1), task(2))
    schedule.failed(task(1, "p", FINISHED) if gone else task(1), Problem(code), 0.0)
    assert schedule.held_until("p", HoldReason.KEY, 0.0) == math.inf
    schedule.drop(task(2).key)
    schedule.failed(task(2), Problem(ErrorCode.RATE_LIMITED, retry_after=9.0), 0.0)
    assert schedule.held_until("p", HoldReason.WAIT, 0.0) == 9.0


def test_four_refusals_at_once_are_one_failure_of_the_provider() -> None:
    class Longest(Random):
        def uniform(self, a: float, b: float) -> float:
            return b

    schedule = Schedule(random=Longest())
    tasks = [task(n) for n in range(4)]
    now, waits = 0.0, []
    taken(schedule, *tasks)
    for _ in range(4):
        for each in tasks:
            schedule.failed(each, Problem(ErrorCode.RATE_LIMITED), now)
        until = schedule.held_until("p", HoldReason.WAIT, now)
        assert until is not None
        waits.append(until - now)
        now += 1000.0
        assert sum(len(schedule.take(now + APART * number)) for number in range(4)) == 4
        now += APART * 3
    assert waits == [1.0, 2.0, 4.0, 8.0]


@given(st.integers(1, 10_000), st.integers(0, 99))
def test_backoff_is_jitter_below_a_cap_that_doubles(failures: int, seed: int) -> None:
    wait = Schedule(random=Random(seed)).backoff(failures)
    assert 0.2 <= wait <= min(LONGEST_BACKOFF, 2.0 ** min(failures - 1, 20))


def test_a_failing_task_is_asked_ever_less_and_an_answer_takes_it_back() -> None:
    world = World(Schedule(random=Random(4)), [task(1)], 0.01)
    (key,) = world.tasks

    def fail(world: World, key: TaskKey) -> None:
        world.schedule.failed(world.tasks[key], Problem(ErrorCode.TIMEOUT), world.now)

    world.run(world.now + 3600.0, fail)
    assert 12 < len(world.of(key)) < 60

    def move(world: World, key: TaskKey) -> None:
        world.schedule.answered(world.tasks[key], world.now, changed=True)

    world.run(world.now + LONGEST_BACKOFF, move)
    before = len(world.of(key))
    world.run(world.now + 60.0, move)
    assert len(world.of(key)) - before > 25


def test_not_found_is_a_failure_while_young_and_then_hourly() -> None:
    schedule = Schedule(random=Random(5))
    missing = Problem(ErrorCode.NOT_FOUND)
    taken(schedule, task(1))
    schedule.failed(task(1), missing, 0.0, missing_for=YOUNG_FOR - 1)
    due = schedule.next_event(0.0)
    assert due is not None
    assert due <= 1.02
    assert schedule.take(2.0) == [task(1).key]
    schedule.failed(task(1), missing, 2.0, missing_for=YOUNG_FOR)
    assert schedule.next_event(2.0) == 2.0 + MISSING_INTERVAL


@pytest.mark.parametrize(
    ("videos", "unchanged_for", "interval"),
    [
        ((), 0.0, FRESH_INTERVAL),
        ((RUNNING,), 0.0, FRESH_INTERVAL),
        ((replace(RUNNING, progress=95),), 0.0, SHORTEST_INTERVAL),
        ((Video("v", status=VideoStatus.QUEUED, progress=95),), 0.0, FRESH_INTERVAL),
        ((Video("v"),), 280.0, LONGEST_INTERVAL),
        ((Video("v"),), 80_000.0, LONGEST_INTERVAL),
        ((RUNNING,), STALLED_AFTER, STALLED_INTERVAL),
    ],
)
def test_the_interval_follows_the_task(videos: tuple[Video, ...], unchanged_for: float, interval: float) -> None:
    assert Schedule.interval(task(1, "p", *videos), unchanged_for) == interval


def test_a_task_that_stood_still_before_the_start_is_polled_as_stalled() -> None:
    schedule = Schedule()
    schedule.put(task(1), 0.0, unchanged_for=STALLED_AFTER)
    assert schedule.take(0.0) == [task(1).key]
    schedule.answered(task(1), 1.0, changed=False)
    assert schedule.next_event(1.0) == 1.0 + STALLED_INTERVAL
    schedule.check([task(1).key], 2.0)
    assert schedule.take(2.5) == [task(1).key]
    schedule.answered(task(1), 3.0, changed=True)
    assert schedule.next_event(3.0) == 3.0 + FRESH_INTERVAL


def test_after_a_sleep_everything_is_due_once_and_within_the_budget() -> None:
    world = World(Schedule(), [task(n) for n in range(40)], 0.01)
    world.run(world.now + 20.0)
    world.starts.clear()
    world.schedule.make_due(world.now)
    world.run(world.now + 10.5)
    assert {key for _, key in world.starts} == set(world.tasks)
    assert most_in_a_second([at for at, _ in world.starts]) <= 4


def test_one_provider_can_be_made_due_alone() -> None:
    schedule = Schedule()
    tasks = [task(1, "p"), task(1, "q")]
    taken(schedule, *tasks)
    for each in tasks:
        schedule.answered(each, 0.0, changed=False)
    schedule.make_due(1.5, "q")
    assert schedule.take(1.5) == [tasks[1].key]


def test_a_poll_that_was_never_sent_costs_nothing() -> None:
    schedule = Schedule()
    taken(schedule, task(1))
    schedule.not_made(task(1).key, 0.0)
    assert schedule.in_flight == 0
    assert schedule.take(0.0) == [task(1).key]
    assert schedule.take(0.5) == []


def test_a_removed_task_is_not_polled_and_its_end_counts_for_nothing() -> None:
    schedule = Schedule()
    taken(schedule, task(1))
    schedule.drop(task(1).key)
    assert schedule.active == 0
    schedule.answered(task(1), 1.0, changed=True)
    schedule.cancelled(task(1).key, 1.0)
    assert schedule.next_event(1.0) is None
    assert schedule.in_flight == 0


def test_a_task_that_comes_back_while_its_poll_is_under_way_is_not_asked_twice_at_once() -> None:
    schedule = Schedule()
    taken(schedule, task(1))
    schedule.drop(task(1).key)
    schedule.put(task(1), 0.5)
    schedule.check([task(1).key], 0.5)
    assert schedule.take(2.0) == []
    schedule.answered(task(1), 2.0, changed=False)
    assert schedule.take(5.0) == [task(1).key]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_happens_the_schedule_neither_spins_nor_forgets(data: st.DataObject) -> None:  # noqa: C901 - one arm an event
    schedule = Schedule(random=Random(7))
    tasks = {TaskKey(p, f"t{n}"): task(n, p) for n in range(4) for p in ("p", "q")}
    keys = list(tasks)
    flying: list[TaskKey] = []
    now = 0.0
    for _ in range(data.draw(st.integers(1, 40))):
        key = data.draw(st.sampled_from(keys))
        match data.draw(st.integers(0, 8)):
            case 0:
                schedule.put(tasks[key], now)
            case 1:
                schedule.drop(key)
            case 2:
                schedule.check([key], now)
            case 3:
                schedule.hold(key.profile, data.draw(st.sampled_from(HoldReason)), now + 5.0)
            case 4 if flying:
                schedule.answered(tasks[flying.pop()], now, changed=data.draw(st.booleans()))
            case 5 if flying:
                code = data.draw(st.sampled_from([ErrorCode.TIMEOUT, ErrorCode.RATE_LIMITED, ErrorCode.NOT_FOUND]))
                schedule.failed(tasks[flying.pop()], Problem(code), now)
            case 6 if flying:
                schedule.cancelled(flying.pop(), now)
            case 7:
                schedule.set_visible([key])
            case _:
                now += data.draw(st.sampled_from([0.0, 0.3, 1.1, 40.0]))
        got = schedule.take(now)
        assert not set(got) & set(flying)
        flying.extend(got)
        assert schedule.in_flight == len(flying)
        assert schedule.take(now) == []  # nothing is left behind
        moment = schedule.next_event(now)
        assert moment is None or moment > now  # a timer set to it does not spin
    for profile in ("p", "q"):
        for reason in HoldReason:
            schedule.release(profile, reason)
    for key in flying:
        schedule.cancelled(key, now)
    polled = set()
    for _ in range(4 * len(tasks)):
        now += LONGEST_BACKOFF + MISSING_INTERVAL
        for key in schedule.take(now):
            polled.add(key)
            schedule.answered(tasks[key], now, changed=False)
    assert len(polled) == schedule.active
