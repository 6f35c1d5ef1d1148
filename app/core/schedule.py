"""Who is polled when: adaptive intervals, a fair budget per provider, backoff. Knows no thread and no wall clock.

The caller brings a monotonic `now` in seconds to every call, asks `take` whom to poll, and reports how each poll ended.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from app.core.errors import ErrorCode, Problem
from app.core.model import Task, TaskKey, VideoStatus

FRESH_INTERVAL = 2.0
SHORTEST_INTERVAL = 1.0
LONGEST_INTERVAL = 30.0
STALLED_INTERVAL = 300.0
STALLED_AFTER = 86_400.0
FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 300.0
SHORTEST_BACKOFF = 0.2
YOUNG_FOR = 600.0
"""Seconds for which a task that is not found counts as too young to be known."""
MISSING_INTERVAL = 3_600.0
LONGEST_WAIT = 600.0
"""Cap of Retry-After, in seconds."""
PACE_MARGIN = 1.04
"""Starts are this much further apart than the rate asks, for requests bunch on their way to the server."""


class HoldReason(StrEnum):
    """Why a provider is not polled. What the user asks for by hand passes `KEY` and `OFFLINE` only."""

    WAIT = "wait"  # Retry-After, or backoff of the whole provider
    KEY = "key"  # 401, 403, no consent
    OFFLINE = "offline"
    KEYRING = "keyring"  # the key is being read


@dataclass(slots=True)
class _Entry:
    due: float
    changed: float  # monotonic; may lie before the process began
    failures: int = 0
    version: int = 0  # of its newest heap item; older ones are void
    by_hand: bool = False  # the poll under way was asked for by hand


@dataclass(slots=True)
class _Provider:
    heap: list[tuple[float, int, TaskKey, int]] = field(default_factory=list)
    entries: dict[TaskKey, _Entry] = field(default_factory=dict)
    by_hand: dict[TaskKey, None] = field(default_factory=dict)
    visible: tuple[TaskKey, ...] = ()
    last_start: float = -math.inf
    start_before: float = -math.inf
    in_flight: set[TaskKey] = field(default_factory=set)
    preferred_last: bool = False
    failures: int = 0  # of the provider as a whole: 429 and 503 without Retry-After
    holds: dict[HoldReason, float] = field(default_factory=dict)


class Schedule:
    """Decides whom to poll. Not thread-safe: it lives where the poller lives.

    Args:
        rate: requests a second and provider.
        parallel: requests at a time and provider.
        random: the source of jitter.
    """

    def __init__(self, *, rate: float = 4.0, parallel: int = 4, random: Random | None = None) -> None:
        self._rate = rate
        self._parallel = parallel
        self._random = random or Random()
        self._providers: dict[str, _Provider] = {}
        self._count = 0

    @property
    def active(self) -> int:
        """How many tasks are polled."""
        return sum(len(provider.entries) for provider in self._providers.values())

    @property
    def in_flight(self) -> int:
        """How many polls are under way."""
        return sum(len(provider.in_flight) for provider in self._providers.values())

    def set_rate(self, rate: float) -> None:
        """Requests a second and provider from now on."""
        self._rate = rate

    def put(self, task: Task, now: float, unchanged_for: float = 0.0) -> None:
        """Polls this task from now on, at once within the budget. One that is polled already stays as it is.

        Args:
            task: whose key and state count; one that has ended is dropped.
            now: monotonic seconds.
            unchanged_for: seconds since its last change, as far as the wall clock can tell.
        """
        if task.ended:
            self.drop(task.key)
            return
        provider = self._provider(task.key)
        if task.key not in provider.entries:
            provider.entries[task.key] = _Entry(due=now, changed=now - max(0.0, unchanged_for))
            self._push(provider, task.key)

    def drop(self, key: TaskKey) -> None:
        """Polls this task no more. A poll under way is still to be reported."""
        provider = self._provider(key)
        provider.entries.pop(key, None)
        provider.by_hand.pop(key, None)

    def check(self, keys: Iterable[TaskKey], now: float) -> None:
        """What the user asks for by hand: due at once, before others, and past the holds `KEY` and `OFFLINE`."""
        for key in keys:
            provider = self._provider(key)
            entry = provider.entries.get(key)
            if entry is None:
                entry = provider.entries[key] = _Entry(due=now, changed=now)
            if key not in provider.in_flight:
                entry.due = min(entry.due, now)
                provider.by_hand[key] = None
                self._push(provider, key)

    def make_due(self, now: float, profile: str | None = None) -> None:
        """Everything is due, once and within the budget: after a sleep, or, of one profile, after a new key."""
        for name, provider in self._providers.items():
            if profile not in (None, name):
                continue
            for key, entry in provider.entries.items():
                if entry.due > now and key not in provider.in_flight:
                    entry.due = now
                    self._push(provider, key)

    def set_visible(self, keys: Iterable[TaskKey]) -> None:
        """The tasks on the screen: they get up to half of the budget."""
        by_profile: dict[str, list[TaskKey]] = {}
        for key in keys:
            by_profile.setdefault(key.profile, []).append(key)
        for provider in self._providers.values():
            provider.visible = ()
        for profile, seen in by_profile.items():
            self._providers.setdefault(profile, _Provider()).visible = tuple(seen)

    def hold(self, profile: str, reason: HoldReason, until: float = math.inf) -> None:
        """Stops a provider until this moment, or until `release`."""
        self._providers.setdefault(profile, _Provider()).holds[reason] = until

    def release(self, profile: str, reason: HoldReason) -> None:
        """Ends a hold, if there is one."""
        if provider := self._providers.get(profile):
            provider.holds.pop(reason, None)

    def held_until(self, profile: str, reason: HoldReason, now: float) -> float | None:
        """When this hold ends (infinity: by `release` only), None where there is none."""
        provider = self._providers.get(profile)
        until = provider.holds.get(reason) if provider else None
        return until if until is not None and until > now else None

    def take(self, now: float) -> list[TaskKey]:
        """The tasks to poll right now, within the budget; each counts as under way until its end is reported."""
        taken: list[TaskKey] = []
        for provider in self._providers.values():
            while self._budget_free_at(provider) <= now and (key := self._next(provider, now)) is not None:
                entry = provider.entries[key]
                entry.version += 1
                entry.by_hand = key in provider.by_hand
                provider.by_hand.pop(key, None)
                provider.in_flight.add(key)
                provider.start_before, provider.last_start = provider.last_start, now
                taken.append(key)
        return taken

    def next_event(self, now: float) -> float | None:
        """The moment at which `take` can next give something; None where only a report or a call can change that."""
        moments = [self._next_moment(provider, now) for provider in self._providers.values()]
        return min((moment for moment in moments if moment < math.inf), default=None)

    def next_due(self, now: float) -> float | None:
        """When the next task is due, whatever the budget says; None where none is waiting."""
        dues = [provider.heap[0][0] for provider in self._providers.values() if self._tidy(provider)]
        return max(now, min(dues)) if dues else None

    def answered(self, task: Task, now: float, *, changed: bool) -> None:
        """Reports a good answer: the task as merged, and whether it brought something new."""
        provider, entry = self._end(task.key)
        if self.held_until(task.key.profile, HoldReason.WAIT, now) is None:  # else it was asked before that began
            provider.failures = 0
        if entry is None:
            return
        if task.ended:
            self.drop(task.key)
            return
        entry.failures = 0
        if changed:
            entry.changed = now
        entry.due = now + self.interval(task, now - entry.changed)
        self._push(provider, task.key)

    def failed(self, task: Task, problem: Problem, now: float, *, missing_for: float = 0.0) -> None:
        """Reports a poll that brought nothing.

        Args:
            task: as merged with the problem.
            problem: why.
            now: monotonic seconds.
            missing_for: seconds since the task was first not found.
        """
        provider, entry = self._end(task.key)
        if problem.code is ErrorCode.RATE_LIMITED or (
            problem.code is ErrorCode.SERVER_TROUBLE and problem.detail.startswith("503")
        ):
            self._hold_for(provider, problem, now)
        elif problem.code in (ErrorCode.KEY_REFUSED, ErrorCode.FORBIDDEN, ErrorCode.INSECURE_KEY):
            provider.holds[HoldReason.KEY] = math.inf
        if entry is None:
            return
        if task.ended:
            self.drop(task.key)
            return
        entry.failures += 1
        if problem.code is ErrorCode.NOT_FOUND and missing_for >= YOUNG_FOR:
            entry.due = now + MISSING_INTERVAL
        else:
            entry.due = now + self.backoff(entry.failures)
        self._push(provider, task.key)

    def cancelled(self, key: TaskKey, now: float) -> None:
        """Reports a poll whose end does not count: it is due again at once."""
        provider, entry = self._end(key)
        if entry is not None:
            entry.due = now
            self._push(provider, key)

    def not_made(self, key: TaskKey, now: float) -> None:
        """Reports a poll that was taken but never sent: it is due again at once, and the budget gets it back."""
        provider = self._provider(key)
        if key in provider.in_flight:
            provider.last_start = provider.start_before
        self.cancelled(key, now)
        if (entry := provider.entries.get(key)) is not None and entry.by_hand:
            provider.by_hand[key] = None

    def backoff(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row: full jitter below a cap that doubles, from 1 s to 5 min."""
        cap = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(failures - 1, 20))
        return max(SHORTEST_BACKOFF, self._random.uniform(0.0, cap))

    @staticmethod
    def interval(task: Task, unchanged_for: float) -> float:
        """Seconds to the next poll of a task that answers: quicker near the end, slower when nothing moves."""
        if unchanged_for >= STALLED_AFTER:
            return STALLED_INTERVAL
        running = [video for video in task.videos if video.status is VideoStatus.RUNNING]
        slowed = FRESH_INTERVAL + unchanged_for / (20.0 if running else 10.0)
        if unchanged_for < 20.0 and any((video.progress or 0) >= 90 for video in running):
            slowed = SHORTEST_INTERVAL
        return min(LONGEST_INTERVAL, max(SHORTEST_INTERVAL, slowed))

    def _provider(self, key: TaskKey) -> _Provider:
        return self._providers.setdefault(key.profile, _Provider())

    def _push(self, provider: _Provider, key: TaskKey) -> None:
        entry = provider.entries[key]
        entry.version += 1
        self._count += 1
        heapq.heappush(provider.heap, (entry.due, self._count, key, entry.version))

    def _end(self, key: TaskKey) -> tuple[_Provider, _Entry | None]:
        provider = self._provider(key)
        if key not in provider.in_flight:
            return provider, None
        provider.in_flight.discard(key)
        return provider, provider.entries.get(key)

    def _hold_for(self, provider: _Provider, problem: Problem, now: float) -> None:
        held = provider.holds.get(HoldReason.WAIT, -math.inf)
        if problem.retry_after is not None:
            wait = min(LONGEST_WAIT, max(problem.retry_after, FIRST_BACKOFF))
        elif held > now:
            return  # refused together with the one that began this hold: one failure of the provider, not four
        else:
            provider.failures += 1
            wait = max(FIRST_BACKOFF, self.backoff(provider.failures))
        provider.holds[HoldReason.WAIT] = max(now + wait, held)

    def _tidy(self, provider: _Provider) -> bool:
        """Drops void heap items from the top; whether one that counts is left."""
        while provider.heap:
            _, _, key, version = provider.heap[0]
            entry = provider.entries.get(key)
            if entry is not None and entry.version == version and key not in provider.in_flight:
                return True
            heapq.heappop(provider.heap)
        return False

    def _budget_free_at(self, provider: _Provider) -> float:
        """When the budget admits the next start: evenly spaced, so no second ever holds more than the rate.

        Four at once and then none for a second would be the same rate; but where one batch is late on the wire and the
        next is not, a provider sees eight (measured on a busy machine).
        """
        if len(provider.in_flight) >= self._parallel:
            return math.inf
        return provider.last_start + PACE_MARGIN / self._rate

    def _held_until(self, provider: _Provider, *, by_hand: bool) -> float:
        reasons = (HoldReason.WAIT, HoldReason.KEYRING) if by_hand else tuple(HoldReason)
        return max((provider.holds.get(reason, -math.inf) for reason in reasons), default=-math.inf)

    def _next(self, provider: _Provider, now: float) -> TaskKey | None:
        """Whom to start: what was asked by hand or is seen, and the longest overdue, in turns."""
        overdue = None
        if self._tidy(provider) and provider.heap[0][0] <= now and self._held_until(provider, by_hand=False) <= now:
            overdue = provider.heap[0][2]
        preferred = self._preferred(provider, now, seen=overdue is not None)
        if preferred is not None and (overdue is None or not provider.preferred_last):
            provider.preferred_last = True
            return preferred
        provider.preferred_last = False
        return overdue

    def _preferred(self, provider: _Provider, now: float, *, seen: bool) -> TaskKey | None:
        if provider.by_hand and self._held_until(provider, by_hand=True) <= now:
            return next(iter(provider.by_hand))
        if not seen:
            return None
        due = [
            (entry.due, key)
            for key in provider.visible
            if (entry := provider.entries.get(key)) and key not in provider.in_flight and entry.due <= now
        ]
        return min(due)[1] if due else None

    def _next_moment(self, provider: _Provider, now: float) -> float:
        moments = [math.inf]
        if provider.by_hand:
            moments.append(self._held_until(provider, by_hand=True))
        if self._tidy(provider):
            moments.append(max(provider.heap[0][0], self._held_until(provider, by_hand=False)))
        return max(now, min(moments), self._budget_free_at(provider))
