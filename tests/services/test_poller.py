"""Owns the proof that polling obeys its rules against a real server, a real keyring backend and a real database."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from keyring.errors import KeyringLocked

from app.core.errors import ErrorCode
from app.core.model import Profile, TaskKey, TaskState, VideoStatus
from app.core.schedule import HoldReason
from app.demo.faults import Fault, Kind
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.services.keys import KeyState
from app.services.poller import ConnectionOutcome, ConnectionResult, Poller, PollStatus
from tests.services.conftest import GENEROUS, Services, TestKeyring

FEED = "/pika/feed/"


def problem_of(services: Services, task_id: str) -> ErrorCode | None:
    task = services.library.task(services.key(task_id))
    return task.problem.code if task and task.problem else None


def state_of(services: Services, task_id: str) -> TaskState:
    task = services.library.task(services.key(task_id))
    assert task is not None
    return task.state


def test_a_task_is_polled_until_it_is_finished_and_no_more(services: Services) -> None:
    services.answer("t", services.running("t"))
    services.start()
    services.add("t")
    services.until(lambda: state_of(services, "t") is TaskState.RUNNING)
    services.answer("t", services.finished("t"))
    services.until(lambda: state_of(services, "t") is TaskState.FINISHED)
    assert services.poller.status == PollStatus()
    assert not services.poller._timer.isActive()
    assert len(services.polled("t")) >= 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(FEED, status=404, body=b"<html>"), ErrorCode.NOT_FOUND),
        (Fault(FEED, status=400, body=b'{"code":"task_not_exist"}'), ErrorCode.NOT_FOUND),
        (Fault(FEED, status=500), ErrorCode.SERVER_TROUBLE),
        (Fault(FEED, status=502, body=b"<html>", headers={"Content-Type": "text/html"}), ErrorCode.SERVER_TROUBLE),
        (Fault(FEED, status=418), ErrorCode.UNEXPECTED_STATUS),
        (Fault(FEED, body=b""), ErrorCode.NOT_THE_FEED),
        (Fault(FEED, body=b"[]"), ErrorCode.NOT_THE_FEED),
        (Fault(FEED, body=b"7"), ErrorCode.NOT_THE_FEED),
        (Fault(FEED, body=b'{"id": "t", "vid'), ErrorCode.NOT_THE_FEED),
        (Fault(FEED, body=b"<!doctype html>"), ErrorCode.LOGIN_PAGE),
        (Fault(FEED, body=b'{"error": {"message": "no"}}'), ErrorCode.PROVIDER_ERROR),
        (Fault(FEED, body=b'{"code": "fail", "message": "no", "data": null}'), ErrorCode.PROVIDER_ERROR),
        (Fault(FEED, body=b" " * (1 << 21)), ErrorCode.TOO_LARGE),
        (Fault(FEED, Kind.GZIP, extra=200 << 20), ErrorCode.TOO_LARGE),
        (Fault(FEED, Kind.CLOSE), ErrorCode.CONNECTION_LOST),
        (Fault(FEED, Kind.SHORT), ErrorCode.CONNECTION_LOST),
        (Fault(FEED, Kind.REDIRECT, url="ftp://h/"), ErrorCode.REDIRECT_REFUSED),
    ],
    ids=lambda value: str(value) if isinstance(value, ErrorCode) else "",
)
def test_what_a_server_answers_instead_is_told_and_nothing_known_is_lost(
    services: Services, fault: Fault, code: ErrorCode
) -> None:
    services.answer("t", services.running("t", progress=40), prompt="a fox")
    services.start()
    services.add("t")
    services.until(lambda: state_of(services, "t") is TaskState.RUNNING)
    services.server.faults.add(fault)
    services.poller.check_now()
    services.until(lambda: problem_of(services, "t") is code)
    task = services.library.tasks[services.key("t")]
    assert (task.prompt, task.videos[0].progress, task.state) == ("a fox", 40, TaskState.RUNNING)
    services.server.faults.clear()
    services.answer("t", services.finished("t"))
    services.poller.check_now()
    services.until(lambda: state_of(services, "t") is TaskState.FINISHED)
    assert problem_of(services, "t") is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"code": "success", "data": {"videos": [{"status": "Succeeded", "resultUrl": "/v1/t/a_seed1.mp4"}]}}',
        b'{"code": 200, "data": [{"status": "done", "resultUrl": "https://h/a b.mp4", "progress": "100%"}]}',
        b'\xef\xbb\xbf{"videos": [{"id": "t", "status": "odd", "resultUrl": "//h/a.mp4", "seed": "12"}]}',
    ],
)
def test_odd_forms_of_a_finished_task_are_read(services: Services, body: bytes) -> None:
    services.server.answers["t"] = body
    services.start()
    services.add("t")
    services.until(lambda: state_of(services, "t") is TaskState.FINISHED)
    assert services.video("t").status is VideoStatus.FINISHED


def test_retry_after_holds_the_whole_provider_by_hand_too(services: Services) -> None:
    services.answer("a", services.running("a"))
    services.answer("b", services.running("b"))
    services.server.faults.add(Fault(FEED, status=429, headers={"Retry-After": "500"}))
    services.start()
    services.add("a", "b")
    services.until(lambda: len(services.poller.status.holds) == 1 and services.poller.status.in_flight == 0)
    (hold,) = services.poller.status.holds
    assert (hold.profile_id, hold.problem.code) == (services.profile.id, ErrorCode.RATE_LIMITED)
    assert hold.until is not None
    assert 400 < hold.until - time.monotonic() <= 500
    before = len(services.polled())
    services.poller.check_now()
    assert services.poller.status.in_flight == 0
    assert len(services.polled()) == before <= 2
    assert services.poller.status.next_due == pytest.approx(hold.until)


def test_a_key_that_is_refused_holds_until_it_changes(services: Services, ring: TestKeyring) -> None:
    services.server._key = "sk-good"
    ring.held[services.profile.id] = "sk-bad"
    services.answer("t", services.running("t"))
    services.start()
    services.add("t", "u", "v", "w", "x")
    services.until(lambda: services.poller.status.holds and ring.reads.count(services.profile.id) == 2)
    services.until(lambda: services.poller.status.in_flight == 0)
    assert services.poller.status.holds[0].problem.code is ErrorCode.KEY_REFUSED
    assert "Invalid token" in services.poller.status.holds[0].problem.detail
    assert services.poller.status.next_due is None
    assert {each.headers.get("authorization") for each in services.polled()} == {"Bearer sk-bad"}
    asked = len(services.polled())
    services.library.put_profile(Profile("https://other", "Other", "https://other"))  # is no news of this one
    assert (services.poller.status.in_flight, len(services.poller.status.holds)) == (0, 1)
    assert len(services.polled()) == asked
    services.keys.store(services.profile.id, "sk-good")
    services.until(lambda: state_of(services, "t") is TaskState.RUNNING)
    services.until(lambda: services.poller.status.holds == ())


def test_a_key_that_another_tool_has_changed_is_found_by_reading_once_more(
    services: Services, ring: TestKeyring
) -> None:
    services.server._key = "sk-good"
    ring.held[services.profile.id] = "sk-good"
    services.answer("t", services.running("t"))
    services.start()
    services.add("t")
    services.until(lambda: state_of(services, "t") is TaskState.RUNNING)
    for key in ("sk-2", "sk-3"):  # more than once in a run
        services.server._key = ring.held[services.profile.id] = key
        reads = len(ring.reads)
        services.until(lambda reads=reads: len(ring.reads) > reads)
        services.until(lambda: problem_of(services, "t") is None and services.poller.status.holds == ())


def test_nothing_is_asked_before_the_key_is_read(services: Services, ring: TestKeyring) -> None:
    services.server._key = "sk-good"
    ring.held[services.profile.id] = "sk-good"
    ring.open.clear()
    services.start()
    services.add("a", "b", "c", "d", "e", "f")
    services.until(lambda: services.keys.status(services.profile.id).state is KeyState.READING)
    services.poller.check_now()
    assert services.poller.status.in_flight == 0
    ring.open.set()
    services.until(lambda: len(services.polled()) >= 4)
    assert {each.headers.get("authorization") for each in services.polled()} == {"Bearer sk-good"}


def test_a_locked_keyring_is_told_as_such_and_not_as_a_refused_key(services: Services, ring: TestKeyring) -> None:
    services.server._key = "sk-good"
    ring.error = KeyringLocked("dismissed")
    services.start()
    services.add("t")
    services.until(lambda: services.poller.status.holds)
    services.until(lambda: services.poller.status.in_flight == 0)
    assert services.poller.status.holds[0].problem.code is ErrorCode.KEYRING_LOCKED
    assert ring.asked == 1  # a second prompt would follow the one that was just dismissed
    services.keys.use_for_session(services.profile.id, "sk-good")
    services.until(lambda: problem_of(services, "t") is None and services.poller.status.holds == ())


def test_answers_for_removed_tasks_are_ignored(services: Services) -> None:
    services.answer("t", services.running("t"))
    held = services.server.faults.add(Fault(FEED + "t", Kind.STALL))
    services.start()
    services.add("t")
    services.until(lambda: len(services.polled("t")) == 1)
    services.library.remove([services.key("t")])
    services.server.faults.clear()
    services.until(lambda: services.poller.status.in_flight == 0)
    assert services.library.tasks == {}
    assert services.poller.status.active == 0
    assert held.kind is Kind.STALL


def test_a_removed_task_that_is_refused_holds_its_provider(services: Services) -> None:
    services.server.faults.add(Fault(FEED, Kind.STALL, status=429, headers={"Retry-After": "100"}))
    services.start()
    services.add("t", "u")
    services.until(lambda: len(services.polled()) == 2)
    services.library.remove([services.key("t"), services.key("u")])
    services.server.faults.release()
    services.until(lambda: services.poller.status.in_flight == 0)
    assert [hold.problem.code for hold in services.poller.status.holds] == [ErrorCode.RATE_LIMITED]


def test_what_is_asked_by_hand_passes_a_refused_key(services: Services, ring: TestKeyring) -> None:
    services.server.faults.add(Fault(FEED, status=403, body=b'{"success": false, "message": "blocked"}'))
    services.answer("t", services.running("t"))
    services.start()
    services.add("t", "u")
    services.until(lambda: services.poller.status.holds and services.poller.status.in_flight == 0)
    ring.open.clear()
    services.server.faults.clear()
    services.keys.read(services.profile.id)
    asked = len(services.polled())
    services.poller.check_now([services.key("t")])  # while the keyring is asked: it waits for that
    assert services.poller.status.in_flight == 0
    ring.open.set()
    services.until(lambda: len(services.polled()) > asked)
    services.until(lambda: services.poller.status.holds == ())


def test_a_task_that_is_restored_is_polled_again(services: Services) -> None:
    services.answer("t", services.running("t", progress=55), prompt="a fox")
    services.start()
    services.add("t")
    services.until(lambda: state_of(services, "t") is TaskState.RUNNING)
    services.library.remove([services.key("t")])
    asked = len(services.polled("t"))
    with services.bot.waitSignal(services.library.tasks_added, timeout=GENEROUS):
        services.library.undo_remove()
    task = services.library.tasks[services.key("t")]
    assert (task.prompt, task.videos[0].progress) == ("a fox", 55)
    services.until(lambda: len(services.polled("t")) > asked)


def test_a_finished_task_is_polled_when_it_is_asked_for(services: Services) -> None:
    services.start()
    services.add_finished("t")
    asked = len(services.polled("t"))
    services.poller.check_now()
    assert services.poller.status.in_flight == 0
    with services.bot.waitSignal(services.poller.task_checked, timeout=GENEROUS):
        services.poller.check_now([services.key("t")])
    assert len(services.polled("t")) == asked + 1
    assert services.poller.status.active == 0


def test_no_more_than_four_are_under_way_at_a_time(services: Services) -> None:
    services.server.faults.add(Fault(FEED, Kind.STALL))
    services.start()
    services.add(*(f"t{number}" for number in range(12)))
    services.until(lambda: len(services.polled()) == 4)
    services.poller.check_now()
    assert (services.poller.status.in_flight, services.poller.status.next_due) == (4, None)
    services.server.faults.clear()
    services.until(lambda: len(services.polled()) >= 12)


def test_a_provider_that_is_taken_out_is_asked_no_more(services: Services) -> None:
    services.answer("t", services.running("t"))
    services.start()
    services.add("t")
    services.until(lambda: services.polled("t"))
    services.library.remove_profile(services.profile.id)
    services.until(lambda: services.poller.status == PollStatus())


def test_offline_pauses_all_but_loopback_and_what_is_asked_by_hand(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Profile("https://far.example", "Far", "https://far.example")
    services.library.put_profile(far)
    services.poller.start()
    services.poller._offline = True
    services.poller._apply_offline()
    now = time.monotonic()
    assert services.poller._schedule.held_until(far.id, HoldReason.OFFLINE, now) is not None
    assert services.poller._schedule.held_until(services.profile.id, HoldReason.OFFLINE, now) is None


def test_a_key_over_plain_http_waits_for_the_users_consent(services: Services, ring: TestKeyring) -> None:
    far = Profile("http://far.invalid", "Far", "http://far.invalid")
    key = TaskKey(far.id, "t")

    def code() -> ErrorCode | None:
        problem = services.library.tasks[key].problem
        return problem.code if problem else None

    ring.held[far.id] = "sk-1"
    services.library.put_profile(far)
    services.start()
    with services.bot.waitSignal(services.library.tasks_added, timeout=GENEROUS):
        services.library.add(far.id, ["t"])
    services.until(lambda: code() is ErrorCode.INSECURE_KEY)
    assert [hold.problem.code for hold in services.poller.status.holds] == [ErrorCode.INSECURE_KEY]
    assert services.poller.status.next_due is None
    services.library.put_profile(replace(far, insecure_key=True))
    services.until(lambda: code() not in (None, ErrorCode.INSECURE_KEY))


def test_after_a_sleep_everything_is_due(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    services.answer("t", services.running("t"))
    services.start()
    services.add("t")
    services.until(lambda: problem_of(services, "t") is None and services.polled("t"))
    services.until(lambda: services.poller.status.in_flight == 0)
    asked = len(services.polled("t"))
    services.poller._clock_gap -= 3600.0
    services.poller._poll_due()
    services.until(lambda: len(services.polled("t")) == asked + 1)


def tried(services: Services, endpoint: str, key: str | None) -> ConnectionResult:
    with services.bot.waitSignal(services.poller.connection_tested, timeout=GENEROUS) as caught:
        services.poller.test_connection(endpoint, key, insecure_key=False)
    result = caught.args[0]
    assert isinstance(result, ConnectionResult)
    return result


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (None, ConnectionOutcome.WORKS),
        (Fault(FEED, status=401), ConnectionOutcome.KEY_REFUSED),
        (Fault(FEED, status=403), ConnectionOutcome.KEY_REFUSED),
        (Fault(FEED, status=400, body=b'{"code":"task_not_exist","message":"x"}'), ConnectionOutcome.UNPROVEN),
        (Fault(FEED, status=404, body=b'{"message":"no task"}'), ConnectionOutcome.UNPROVEN),
        (Fault(FEED, status=404, body=b"<html>"), ConnectionOutcome.WRONG_ENDPOINT),
        (Fault(FEED, body=b"<!doctype html>"), ConnectionOutcome.WRONG_ENDPOINT),
        (Fault(FEED, status=503), ConnectionOutcome.UNPROVEN),
        (Fault(FEED, Kind.CLOSE), ConnectionOutcome.UNREACHABLE),
    ],
)
def test_a_connection_is_tested(services: Services, fault: Fault | None, outcome: ConnectionOutcome) -> None:
    if fault is not None:
        services.server.faults.add(fault)
    result = tried(services, services.server.base_url, "sk-1")
    assert result.outcome is outcome
    assert (result.problem is None) is (fault is None)
    assert services.polled()[0].headers["authorization"] == "Bearer sk-1"


def test_a_test_asks_for_the_newest_task_with_the_stored_key(services: Services, ring: TestKeyring) -> None:
    services.add("old")
    services.add("new")
    ring.held[services.profile.id] = "sk-stored"
    tried(services, services.server.base_url, None)
    (asked,) = services.polled()
    assert (asked.path, asked.headers.get("authorization")) == (FEED + "new", "Bearer sk-stored")


def test_a_stopped_poller_asks_for_nothing(services: Services) -> None:
    services.start()
    services.poller.stop()
    services.add("t")
    services.poller.check_now([services.key("t")])
    assert services.polled() == []


def test_a_provider_that_comes_back_is_found(services: Services, ring: TestKeyring, qtbot: Any) -> None:
    services.answer("t", services.running("t"))
    port = int(services.server.base_url.rsplit(":", 1)[1])
    services.start()
    services.add("t")
    services.until(lambda: state_of(services, "t") is TaskState.RUNNING)
    services.server.close()
    services.poller.check_now()
    services.until(lambda: problem_of(services, "t") in (ErrorCode.REFUSED, ErrorCode.CONNECTION_LOST))
    with DemoServer(Scenario(), resource("demo"), port) as again:
        again.answers["t"] = {"id": "t", "videos": [{"id": "t", "status": "error", "error": "gone"}]}
        services.poller.check_now()
        services.until(lambda: state_of(services, "t") is TaskState.FAILED)


def test_the_poller_is_what_it_says(services: Services) -> None:
    assert isinstance(services.poller, Poller)
    with services.bot.waitSignal(services.poller.status_changed, timeout=GENEROUS) as caught:
        services.start()
        services.add("t")
    assert isinstance(caught.args[0], PollStatus)
