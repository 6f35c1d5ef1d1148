"""Asks the feed for every task that is not finished: a single-shot QTimer to the next due moment, and workers."""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.endpoints import is_loopback, origin
from app.core.errors import ErrorCode, Problem
from app.core.model import Answer, Profile, Task, TaskKey
from app.core.poll_history import PollHistory, PollRecord
from app.core.schedule import HoldReason, Schedule
from app.services.jobs import Lane, Outcome
from app.services.keys import Keys, KeyState
from app.services.library import Library
from app.services.settings import Settings

if TYPE_CHECKING:
    from app.core.feed_client import FeedClient

_log = logging.getLogger(__name__)
_PART = 1_000  # tasks that are taken up in one turn of the event loop: 3 ms
_WAITS_FOR_KEY = frozenset({ErrorCode.KEY_REFUSED, ErrorCode.FORBIDDEN, ErrorCode.INSECURE_KEY})
SUSPEND_GAP = 30.0
"""A wall clock that ran this many seconds ahead of the monotonic one means that the machine slept."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A provider that is not asked for now: why, and until when (monotonic seconds; None: until something changes)."""

    profile_id: str
    problem: Problem
    until: float | None


@dataclass(frozen=True, slots=True)
class PollStatus:
    """What the poller does.

    Attributes:
        active: tasks that are polled.
        in_flight: polls under way.
        next_due: monotonic seconds of the next poll, None where none will come by itself.
        holds: providers that are not asked.
        offline: the system says that there is no network.
    """

    active: int = 0
    in_flight: int = 0
    next_due: float | None = None
    holds: tuple[Hold, ...] = ()
    offline: bool = False


class ConnectionOutcome(StrEnum):
    """What a test of a connection found."""

    WORKS = "works"
    KEY_REFUSED = "key_refused"
    UNPROVEN = "unproven"  # it answers like a provider, but whether the key is good is not proven
    WRONG_ENDPOINT = "wrong_endpoint"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class ConnectionResult:
    """How a test of a connection ended, and the problem behind it."""

    endpoint: str
    outcome: ConnectionOutcome
    problem: Problem | None = None


class Poller(QObject):
    """Polls what is due within each provider's budget and hands answers to the library.

    Signals:
        status_changed: PollStatus.
        connection_tested: ConnectionResult.
        task_checked: TaskKey, after every poll of it, whatever it brought.
        check_held: tuple of TaskKey and Hold; the provider asked to wait, so these are checked after that.
    """

    status_changed = Signal(object)
    connection_tested = Signal(object)
    task_checked = Signal(object)
    check_held = Signal(object, object)

    def __init__(
        self,
        library: Library,
        keys: Keys,
        settings: Settings,
        client: FeedClient,
        lane: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._keys = keys
        self._settings = settings
        self._client = client
        self._lane = lane
        self._schedule = Schedule(rate=settings.polls_per_second)
        self._used_keys: dict[str, str] = {}  # by profile, of the last refused poll
        self._reread: set[str] = set()
        self._refused: dict[str, Problem] = {}  # by profile
        self._waits: dict[str, Problem] = {}  # by profile: why the last pause began
        self._known_profiles: dict[str, Profile] = {}
        self._tests: list[tuple[str, bool]] = []  # endpoint and consent of tests that wait for the stored key
        self._running = False
        self._joining: deque[TaskKey] = deque()
        self._prepared: bool | None = None  # False while it is under way
        self._offline = False
        self._status = PollStatus()
        self._history = PollHistory()
        self._clock_gap = time.time() - time.monotonic()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._poll_due)
        library.tasks_added.connect(self._on_added)
        library.tasks_removed.connect(self._on_removed)
        library.profiles_changed.connect(self._on_profiles_changed)
        keys.key_changed.connect(self._on_key_changed)
        settings.changed.connect(self._on_setting_changed)

    @property
    def status(self) -> PollStatus:
        """What it does now."""
        return self._status

    def start(self) -> None:
        """Everything unfinished is due once, within the budget. The library has to be loaded."""
        self._running = True
        self._watch_network()
        self._joining = deque(self._library.tasks)
        self._join()

    def stop(self) -> None:
        """No more polls; those under way end without effect once their lane stops."""
        self._running = False
        self._joining.clear()
        self._timer.stop()

    def check_now(self, keys: Sequence[TaskKey] | None = None, *, insist: bool = False) -> None:
        """Polls these as soon as the budget admits, finished ones too; None: all that are unfinished.

        Where a provider asked to wait, its tasks are checked after that, and `check_held` says so; with `insist` they
        are checked all the same.
        """
        tasks, now = self._library.tasks, time.monotonic()
        chosen = [key for key, task in tasks.items() if not task.ended] if keys is None else keys
        chosen = [key for key in chosen if key in tasks]
        for profile_id in {key.profile for key in chosen}:
            until = self._schedule.held_until(profile_id, HoldReason.WAIT, now)
            if until is not None and insist:
                self._schedule.release(profile_id, HoldReason.WAIT)
            elif until is not None:
                held = tuple(key for key in chosen if key.profile == profile_id)
                self.check_held.emit(held, Hold(profile_id, self._pause(profile_id), until))
            self._reread.discard(profile_id)  # whoever asks by hand may just have put a new key there
        self._schedule.check(chosen, now)
        self._poll_due()

    def history(self, key: TaskKey) -> tuple[PollRecord, ...]:
        """The last polls of a task in this run, oldest first, at most 50."""
        return self._history.of(key)

    def set_visible(self, keys: Sequence[TaskKey]) -> None:
        """The tasks on the screen get up to half of the budget."""
        self._schedule.set_visible(keys)

    def test_connection(self, endpoint: str, key: str | None, *, insecure_key: bool) -> None:
        """Polls the newest task of the endpoint's profile, else a random UUID; `connection_tested` follows.

        Args:
            endpoint: as `core/endpoints` cleans it.
            key: the key to try, "" for none, None for the stored one.
            insecure_key: the user agreed to plain http.
        """
        import uuid

        profile_id = origin(endpoint)
        if key is None and self._keys.status(profile_id).state in (KeyState.UNREAD, KeyState.READING):
            self._tests.append((endpoint, insecure_key))
            self._keys.read(profile_id)
            return
        keys = [task_key for task_key in self._library.tasks if task_key.profile == profile_id]
        task_id = max(keys, key=lambda each: self._library.tasks[each].seq).task_id if keys else str(uuid.uuid4())
        tried = self._keys.key(profile_id) if key is None else key
        work = partial(_fetch, self._client, endpoint, task_id, tried, insecure_key)
        self._lane.run(work, partial(self._on_tested, endpoint))

    def _on_tested(self, endpoint: str, outcome: Outcome[Answer]) -> None:
        problem = outcome.problem
        found = ConnectionOutcome.WORKS if problem is None else _found(problem)
        self.connection_tested.emit(ConnectionResult(endpoint, found, problem))

    def _join(self) -> None:
        """Take up what is tracked, in parts that leave the window responsive."""
        self._on_added([self._joining.popleft() for _ in range(min(_PART, len(self._joining)))])
        if self._joining:
            QTimer.singleShot(0, self, self._join)

    def _on_added(self, keys: Iterable[TaskKey]) -> None:
        now, wall = time.monotonic(), time.time()
        for key in keys:
            if task := self._library.task(key):
                self._schedule.put(task, now, wall - task.changed)
        self._poll_due()

    def _on_removed(self, keys: Iterable[TaskKey]) -> None:
        for key in keys:
            self._schedule.drop(key)
            self._history.forget(key)
        self._poll_due()

    def _on_profiles_changed(self) -> None:
        """A provider that was changed is asked again, whatever held it; the others go on as they were."""
        for profile_id, profile in self._library.profiles.items():
            before = self._known_profiles.get(profile_id)
            if before != profile:
                self._refused.pop(profile_id, None)
                self._schedule.release(profile_id, HoldReason.KEY)
                if before is not None and replace(before, name=profile.name) != profile:
                    self._schedule.make_due(time.monotonic(), profile_id)
        self._known_profiles = dict(self._library.profiles)
        self._apply_offline()
        self._poll_due()

    def _on_key_changed(self, key_origin: str) -> None:
        if self._keys.status(key_origin).state is not KeyState.READING:
            self._go_on_with_tests(key_origin)
        profile = self._library.profiles.get(key_origin)
        if profile is None:
            return
        if self._keys.status(key_origin).state is KeyState.READING:
            self._schedule.hold(profile.id, HoldReason.KEYRING)
        else:
            self._schedule.release(profile.id, HoldReason.KEYRING)
            if self._keys.key(key_origin) != self._used_keys.get(profile.id, ""):
                self._refused.pop(profile.id, None)
                self._schedule.release(profile.id, HoldReason.KEY)
                self._reread.discard(profile.id)
                self._schedule.make_due(time.monotonic(), profile.id)
        self._poll_due()

    def _go_on_with_tests(self, key_origin: str) -> None:
        """Tests that waited for the stored key of this origin."""
        waiting = [test for test in self._tests if origin(test[0]) == key_origin]
        self._tests = [test for test in self._tests if test not in waiting]
        for endpoint, insecure_key in waiting:
            self.test_connection(endpoint, None, insecure_key=insecure_key)

    def _on_setting_changed(self, name: str) -> None:
        if name == "polls_per_second":
            self._schedule.set_rate(self._settings.polls_per_second)
            self._poll_due()
        elif name == "proxy":  # another way: what failed on the old one may work at once
            self._schedule.make_due(time.monotonic())
            self._poll_due()

    def _poll_due(self) -> None:
        if not self._running:
            return
        now = time.monotonic()
        self._catch_up_after_sleep(now)
        if self._prepared or self._schedule.next_event(now) is None:
            for key in self._schedule.take(now):
                self._start(key, now)
        else:
            self._prepare()
        moment = self._schedule.next_event(now)
        if moment is None or not self._prepared:
            self._timer.stop()
        else:
            self._timer.start(max(1, math.ceil((moment - now) * 1000)))
        self._tell(now)

    def _prepare(self) -> None:
        """Before the first poll, for its imports would let it out late, together with those of the next second."""
        if self._prepared is None:
            self._prepared = False
            self._lane.run(self._client.prepare, self._on_prepared)

    def _on_prepared(self, _outcome: Outcome[None]) -> None:
        self._prepared = True
        self._poll_due()

    def _catch_up_after_sleep(self, now: float) -> None:
        """After a sleep everything unfinished is due once, within the budget. A clock set back changes nothing."""
        gap = time.time() - now
        if gap - self._clock_gap > SUSPEND_GAP:
            self._schedule.make_due(now)
        self._clock_gap = gap

    def _start(self, key: TaskKey, now: float) -> None:
        task = self._library.task(key)
        profile = self._library.profiles.get(key.profile)
        if task is None or profile is None:
            self._schedule.not_made(key, now)
            self._schedule.drop(key)
            return
        api_key = ""
        if not profile.is_demo:
            if (state := self._keys.status(profile.id).state) in (KeyState.UNREAD, KeyState.READING):
                self._schedule.hold(profile.id, HoldReason.KEYRING)
                self._schedule.not_made(key, now)
                if state is KeyState.UNREAD:
                    self._keys.read(profile.id)
                return
            api_key = self._keys.key(profile.id)
        work = partial(_fetch, self._client, profile.endpoint, key.task_id, api_key, profile.insecure_key)
        self._lane.run(work, partial(self._on_polled, task, profile, api_key, now))

    def _on_polled(self, asked: Task, profile: Profile, api_key: str, began: float, outcome: Outcome[Answer]) -> None:
        now, changed = time.monotonic(), False
        key = asked.key
        if self._library.task(key) is None:
            if outcome.problem is not None and outcome.problem.code is ErrorCode.RATE_LIMITED:
                self._schedule.failed(asked, outcome.problem, now)  # it holds for the provider all the same
            else:
                self._schedule.cancelled(key, now)
            self._poll_due()
            return
        if outcome.value is not None:
            changed = self._library.apply_answer(key, outcome.value)
            self._refused.pop(profile.id, None)
            self._reread.discard(profile.id)
            self._schedule.release(profile.id, HoldReason.KEY)
            self._schedule.answered(self._library.tasks[key], now, changed=changed)
        elif outcome.problem is not None:
            self._on_failed(key, profile, api_key, outcome.problem, now)
        record = PollRecord(time.time(), now - began, outcome.problem, changed)
        self._history.note(key, record)
        self.task_checked.emit(key)
        self._poll_due()

    def _on_failed(self, key: TaskKey, profile: Profile, api_key: str, problem: Problem, now: float) -> None:
        _log.info("poll of %s: %s", profile.id, problem.code)
        if problem.code is ErrorCode.CANCELLED:
            self._schedule.cancelled(key, now)
            return
        stale = profile != self._library.profiles.get(profile.id) or api_key != self._keys.key(profile.id)
        if problem.code in _WAITS_FOR_KEY and stale and not profile.is_demo:
            self._schedule.cancelled(key, now)  # it was asked with a key or an endpoint that is the past
            return
        self._library.apply_problem(key, problem)
        task = self._library.tasks[key]
        missing_for = time.time() - task.missing_since if task.missing_since is not None else 0.0
        self._schedule.failed(task, problem, now, missing_for=missing_for)
        if problem.code in (ErrorCode.RATE_LIMITED, ErrorCode.SERVER_TROUBLE):
            self._waits[profile.id] = problem
        if problem.code in _WAITS_FOR_KEY:
            self._used_keys[profile.id] = api_key
            self._refused[profile.id] = problem
            if problem.code is not ErrorCode.INSECURE_KEY and not profile.is_demo:
                self._read_again(profile.id)

    def _read_again(self, profile_id: str) -> None:
        """Once: another tool may have put a new key there. Not where the keyring gave none: it would prompt anew."""
        if profile_id not in self._reread and self._keys.status(profile_id).state is not KeyState.FAILED:
            self._reread.add(profile_id)
            self._keys.read(profile_id)

    def _watch_network(self) -> None:
        from PySide6.QtNetwork import QNetworkInformation  # 10 ms that are kept off the way to the first paint

        if not QNetworkInformation.loadDefaultBackend():
            return
        network = QNetworkInformation.instance()
        network.reachabilityChanged.connect(self._on_reachability_changed)
        self._on_reachability_changed()

    def _on_reachability_changed(self) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        reachability = QNetworkInformation.instance().reachability()
        offline = reachability is QNetworkInformation.Reachability.Disconnected
        if offline != self._offline:
            self._offline = offline
            self._apply_offline()
            self._poll_due()

    def _apply_offline(self) -> None:
        for profile in self._library.profiles.values():
            if self._offline and not is_loopback(profile.endpoint):
                self._schedule.hold(profile.id, HoldReason.OFFLINE)
            else:
                self._schedule.release(profile.id, HoldReason.OFFLINE)

    def _tell(self, now: float) -> None:
        status = PollStatus(
            active=self._schedule.active,
            in_flight=self._schedule.in_flight,
            next_due=self._schedule.next_event(now),
            holds=tuple(self._holds(now)),
            offline=self._offline,
        )
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)

    def _pause(self, profile_id: str) -> Problem:
        """Why the whole provider waits: 429, or its own trouble."""
        return self._waits.get(profile_id, Problem(ErrorCode.RATE_LIMITED))

    def _holds(self, now: float) -> Iterable[Hold]:
        for profile_id in self._library.profiles:
            if problem := self._refused.get(profile_id):
                locked = None if self._used_keys.get(profile_id) else self._keys.status(profile_id).problem
                yield Hold(profile_id, locked or problem, None)  # no key was sent, for the keyring gave none
            elif (until := self._schedule.held_until(profile_id, HoldReason.WAIT, now)) is not None:
                yield Hold(profile_id, self._pause(profile_id), until)
            elif self._schedule.held_until(profile_id, HoldReason.KEYRING, now) is not None:
                problem = self._keys.status(profile_id).problem
                if problem is not None:
                    yield Hold(profile_id, problem, None)


def _fetch(client: FeedClient, endpoint: str, task_id: str, key: str, insecure_key: bool, cancel: Cancel) -> Answer:
    return client.fetch(endpoint, task_id, key, insecure_key=insecure_key, cancel=cancel)


def _found(problem: Problem) -> ConnectionOutcome:
    """What a failed test means. A random ID that the provider does not know proves the endpoint, not the key."""
    match problem.code:
        case ErrorCode.KEY_REFUSED | ErrorCode.FORBIDDEN:
            return ConnectionOutcome.KEY_REFUSED
        case ErrorCode.NOT_FOUND:
            return ConnectionOutcome.UNPROVEN if problem.detail else ConnectionOutcome.WRONG_ENDPOINT
        case ErrorCode.PROVIDER_ERROR | ErrorCode.RATE_LIMITED | ErrorCode.SERVER_TROUBLE | ErrorCode.INSECURE_KEY:
            return ConnectionOutcome.UNPROVEN
        case ErrorCode.NOT_THE_FEED | ErrorCode.LOGIN_PAGE | ErrorCode.UNEXPECTED_STATUS | ErrorCode.TOO_LARGE:
            return ConnectionOutcome.WRONG_ENDPOINT
    return ConnectionOutcome.UNREACHABLE
