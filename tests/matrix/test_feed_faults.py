"""Plays the table of `feed_faults` through poller, library and storage; row, database and request log judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import ErrorCode, Problem
from app.core.feed_client import DEADLINE
from app.core.model import Task, TaskState, VideoStatus
from app.core.transport import MAX_REDIRECTS
from tests.core.wire import Exchange, Script, Wire
from tests.matrix.certificates import Authority
from tests.matrix.feed_faults import CASES, CERTIFICATES, FIELDS, NEW, REDIRECTS, WRONG, Case, Certificate, Redirect
from tests.matrix.rig import (
    ADDRESS_WITHOUT_A_WAY,
    HOST,
    KEY,
    LINK,
    OTHER,
    PORT,
    TASK,
    FullPort,
    Names,
    Rig,
    answering,
    closed_port,
    feed,
    finished,
    video,
)

MakeRig = Callable[..., Rig]
RUNNING = feed(video())
FINISHED = feed(finished())
YOUNG = "a-task-that-was-never-answered"


class Provider:
    """A server whose ways the test changes.

    Attributes:
        now: what it does with a request.
    """

    def __init__(self, now: Script) -> None:
        self.now = now

    def __call__(self, exchange: Exchange) -> None:
        self.now(exchange)


def judge_requests(wire: Wire, key: str | None = KEY) -> None:
    """What every request to a provider has to look like."""
    for seen in wire.seen:
        assert seen.method == "GET"
        assert seen.headers.get("authorization") == (f"Bearer {key}" if key else None)
        assert seen.headers["accept-encoding"] == "gzip, deflate"
        assert seen.headers["accept"] == "application/json"
        assert seen.headers["user-agent"] == "matrix"
        assert not {"cookie", "referer", "range"} & set(seen.headers)


def judge_row(rig: Rig, key: Any, code: ErrorCode | None, words: str, detail: str = "") -> None:
    """The row says what is wrong and what to do; nothing where all is well."""
    face = rig.face(key)
    assert rig.code(key) is code
    assert words in face.error
    assert detail in face.error
    assert bool(face.error) is (code is not None)
    assert face.error in face.spoken
    assert not any(char in face.error for char in "\n\x00")
    assert KEY not in face.spoken


def known(task: Task) -> tuple[Any, ...]:
    """What must not be lost."""
    return task.prompt, task.videos, task.answered, task.changed


def lead_astray(rig: Rig, names: Names, kind: str, port: int) -> None:
    """Has the provider's name lead to where no request can be sent, or not at first."""
    full = FullPort() if "full" in kind else None
    if full is not None:
        rig.at_end(full.close)
    dead = {"refused": closed_port(), "first closed": closed_port()}.get(kind, full.port if full else 0)
    names.lead[HOST] = {
        "no name": [],
        "no way": [(ADDRESS_WITHOUT_A_WAY, 80)],
        "first closed": [("127.0.0.1", dead), ("127.0.0.1", port)],
        "first full": [("127.0.0.1", dead), ("127.0.0.1", port)],
    }.get(kind, [("127.0.0.1", dead)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whatever_happens_it_is_told_nothing_is_lost_and_the_next_answer_recovers(
    make_rig: MakeRig, names: Names, case: Case
) -> None:
    rig = make_rig()
    provider = Provider(answering(RUNNING))
    wire = rig.serve(provider)
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    before = known(rig.task(key))
    if isinstance(case.wire, str):
        provider.now = answering(NEW)
        lead_astray(rig, names, case.wire, wire.port)
    else:
        provider.now = case.wire

    asked = len(wire.seen)
    rig.set_deadline(case.deadline)
    problem = rig.check(key)
    assert (problem.code if problem else None) is case.code
    assert len(wire.seen) == asked + case.requests
    judge_row(rig, key, case.code, case.words, case.detail)
    task = rig.task(key)
    assert task.state is TaskState.RUNNING
    assert (task.prompt, task.videos[0].id, task.videos[0].seed) == ("a fox", TASK, 3183047765)
    if case.code is None:
        assert task.videos[0].progress == 55
    else:
        assert known(task) == before

    (young,) = rig.add(YOUNG)
    problem = rig.check(young) if rig.poller.status.holds else rig.first(young)
    assert (problem.code if problem else None) is case.code
    judge_row(rig, young, case.code, case.words, case.detail)
    unknown = TaskState.NOT_FOUND if case.code is ErrorCode.NOT_FOUND else TaskState.WAITING
    assert rig.task(young).state is (TaskState.RUNNING if case.code is None else unknown)
    rig.quiet()
    assert len(wire.seen) == asked + 2 * case.requests

    rig.set_deadline(DEADLINE)
    provider.now = answering(FINISHED)
    names.lead[HOST] = [("127.0.0.1", wire.port)]
    for each in (key, young):
        assert rig.check(each) is None
        assert rig.task(each).state is TaskState.FINISHED
        judge_row(rig, each, None, "")
    assert rig.poller.status.holds == ()
    judge_requests(wire)
    assert {seen.target for seen in wire.seen} == {f"/pika/feed/{TASK}", f"/pika/feed/{YOUNG}"}
    assert rig.stored().tasks == tuple(rig.library.tasks.values())


@pytest.mark.parametrize("case", REDIRECTS, ids=lambda case: case.name)
def test_redirects(make_rig: MakeRig, names: Names, authority: Authority, case: Redirect) -> None:
    rig = make_rig(scheme="https" if case.tls else "http", key=KEY if case.key else "")
    provider = Provider(answering(RUNNING))
    wire = rig.serve(provider, tls=authority.server(HOST) if case.tls else None)
    to_tls = case.place.startswith("{secure}")
    other = rig.serve(case.there, name=OTHER, tls=authority.server(OTHER) if to_tls else None)
    names.lead[HOST, 9090] = [("127.0.0.1", other.port)]
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    before, asked = known(rig.task(key)), len(wire.seen)
    place = case.place.format(
        home=rig.endpoint,
        other=f"http://{OTHER}:{PORT}",
        other_host=f"{OTHER}:{PORT}",
        secure=f"https://{OTHER}:{PORT}",
        port=f"http://{HOST}:9090",
    )

    def script(exchange: Exchange) -> None:
        if exchange.target in ("/moved", "/moved?a=b", "/login"):
            case.there(exchange)
        else:
            exchange.reply(b"x" * 100_000, case.status, f"Location: {place}", length=False)

    provider.now = script
    problem = rig.check(key)
    assert (problem.code if problem else None) is case.code
    judge_row(rig, key, case.code, case.words)
    assert (len(wire.seen) - asked, len(other.seen)) == (case.home, case.other)
    assert case.home <= MAX_REDIRECTS + 1
    if case.code is None:
        assert rig.task(key).videos[0].progress == 55
    else:
        assert known(rig.task(key)) == before
    judge_requests(wire, KEY if case.key else None)
    judge_requests(other, None)
    assert all(KEY not in value for seen in other.seen for value in seen.headers.values())
    provider.now = answering(FINISHED)
    assert rig.check(key) is None
    assert rig.task(key).state is TaskState.FINISHED


@pytest.mark.parametrize("case", CERTIFICATES, ids=lambda case: case.kind)
def test_certificates(make_rig: MakeRig, names: Names, authority: Authority, case: Certificate) -> None:
    rig = make_rig(scheme="https")
    good = rig.serve(answering(RUNNING), tls=authority.server(HOST))
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    before = known(rig.task(key))
    plain = case.kind.startswith("none")
    wire = rig.serve(answering(NEW), tls=None if plain else authority.server(HOST, case.kind))
    problem = rig.check(key)
    assert (problem.code if problem else None) is case.code
    judge_row(rig, key, case.code, case.words)
    assert len(wire.seen) == (case.code is None)  # where it is bad, neither request nor key is sent
    if case.code is None:
        assert rig.task(key).videos[0].progress == 55
    else:
        assert known(rig.task(key)) == before
        assert rig.poller.status.holds == ()
    names.lead[HOST] = [("127.0.0.1", good.port)]
    assert rig.check(key) is None
    judge_requests(good)
    assert rig.stored().tasks == tuple(rig.library.tasks.values())


# Fields: each missing, null or of a wrong type, in a task that is known and in one that is not


def _changed(made: dict[str, Any], field: str, value: object) -> bytes:
    return feed({name: each for name, each in {**made, field: value}.items() if each != "missing"})


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_any_form_takes_nothing_away(make_rig: MakeRig, field: str) -> None:
    rig = make_rig()
    provider = Provider(answering(FINISHED))
    rig.serve(provider)
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    (best,) = rig.task(key).videos
    forms: dict[str, object] = {"missing": "missing", **WRONG}
    for name, value in forms.items():
        for made in (video(), finished()):
            provider.now = answering(_changed(made, field, value))
            assert rig.check(key) is None, name
            judge_row(rig, key, None, "")
            mine = rig.task(key).videos[0]
            assert mine.ready, name
            assert mine.progress == 100, name
            if field not in ("resultUrl", "sharingUrl", "videoPoster", "imageThumb"):
                assert (mine.result_url, mine.poster_url) == (best.result_url, best.poster_url)
            assert mine.result_url
            assert mine.sharing_url
            assert mine.poster_url
            assert mine.thumb_url
            assert mine.seed is not None
            assert mine.duration is not None
    assert rig.stored().tasks == tuple(rig.library.tasks.values())


@pytest.mark.parametrize("field", FIELDS)
def test_a_new_task_with_a_field_of_any_form_is_read(make_rig: MakeRig, field: str) -> None:
    rig = make_rig()
    provider = Provider(answering(RUNNING))
    rig.serve(provider)
    forms: dict[str, object] = {"missing": "missing", **WRONG}
    for number, (name, value) in enumerate(forms.items()):
        provider.now = answering(_changed(finished(), field, value))
        (key,) = rig.add(f"task-{number}")
        assert rig.first(key) is None, name
        task = rig.task(key)
        assert len(task.videos) == 1
        assert task.prompt == "a fox"
        assert task.state in (TaskState.FINISHED, TaskState.RUNNING)
        judge_row(rig, key, None, "")
        if field not in ("status", "resultUrl"):
            assert (task.state, task.videos[0].result_url) == (TaskState.FINISHED, LINK), name
    assert rig.stored().tasks == tuple(rig.library.tasks.values())


@pytest.mark.parametrize("form", ["missing", *WRONG])
@pytest.mark.parametrize("field", ["id", "promptText", "videos"])
def test_a_field_of_the_task_of_any_form(make_rig: MakeRig, field: str, form: str) -> None:
    import json

    rig = make_rig()
    provider = Provider(answering(RUNNING))
    rig.serve(provider)
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    data = json.loads(FINISHED)
    data[field] = WRONG.get(form)
    if form == "missing":
        del data[field]
    provider.now = answering(json.dumps(data).encode())
    assert rig.check(key) is None
    task = rig.task(key)
    assert task.prompt
    if field == "videos":
        assert (task.state, task.videos[0].progress) == (TaskState.RUNNING, 40)
    else:
        assert (task.state, task.videos[0].result_url) == (TaskState.FINISHED, LINK)
    judge_row(rig, key, None, "")
    assert rig.stored().tasks == tuple(rig.library.tasks.values())


# Stories: one answer after another


def seen_videos(task: Task) -> list[tuple[str, VideoStatus, int | None]]:
    return [(each.id, each.status, each.progress) for each in task.videos]


RUN, DONE, LOST = VideoStatus.RUNNING, VideoStatus.FINISHED, VideoStatus.FAILED
Seen = list[tuple[str, VideoStatus, int | None]]
STORIES: dict[str, list[tuple[bytes, Seen, TaskState, str]]] = {
    "progress goes back": [
        (feed(video(id="a", progress=40)), [("a", RUN, 40)], TaskState.RUNNING, "Running 40\xa0%"),
        (feed(video(id="a", progress=7)), [("a", RUN, 40)], TaskState.RUNNING, "Running 40\xa0%"),
        (feed(video(id="a", progress=41)), [("a", RUN, 41)], TaskState.RUNNING, "Running 41\xa0%"),
    ],
    "a video vanishes": [
        (feed(video(id="a"), video(id="b")), [("a", RUN, 40), ("b", RUN, 40)], TaskState.RUNNING, ""),
        (feed(video(id="b")), [("a", RUN, 40), ("b", RUN, 40)], TaskState.RUNNING, ""),
        (feed(), [("a", RUN, 40), ("b", RUN, 40)], TaskState.RUNNING, ""),
        (feed(finished(id="a"), finished(id="b")), [("a", DONE, 100), ("b", DONE, 100)], TaskState.FINISHED, ""),
    ],
    "a video appears": [
        (feed(), [], TaskState.RUNNING, "Running"),
        (feed(video(id="a")), [("a", RUN, 40)], TaskState.RUNNING, "Running 40\xa0%"),
        (feed(video(id="b"), finished(id="a")), [("a", DONE, 100), ("b", RUN, 40)], TaskState.RUNNING, ""),
    ],
    "a video changes its ID": [
        (feed(video(id="a")), [("a", RUN, 40)], TaskState.RUNNING, "Running 40\xa0%"),
        (feed(video(id="b", progress=50)), [("b", RUN, 50)], TaskState.RUNNING, "Running 50\xa0%"),
        (feed(finished(id="c")), [("c", DONE, 100)], TaskState.FINISHED, "Not saved"),
    ],
    "an ID twice": [
        (feed(video(id="a"), video(id="a", progress=9)), [("a", RUN, 40), ("a", RUN, 9)], TaskState.RUNNING, ""),
        (feed(finished(id="a"), video(id="a")), [("a", DONE, 100), ("a", RUN, 40)], TaskState.RUNNING, ""),
    ],
    "an unknown status without a link": [
        (
            feed(video(id="a", status="dreaming")),
            [("a", VideoStatus.UNKNOWN, 40)],
            TaskState.RUNNING,
            "Unknown 40\xa0%",
        ),
        (feed(video(id="a", status="ripe", resultUrl=LINK)), [("a", DONE, 100)], TaskState.FINISHED, "Not saved"),
    ],
    "finished without a link at first": [
        (feed(finished(id="a", resultUrl="")), [("a", DONE, 100)], TaskState.RUNNING, "Finished 100\xa0%"),
        (feed(finished(id="a")), [("a", DONE, 100)], TaskState.FINISHED, "Not saved"),
    ],
    "finished, then running again": [
        (feed(finished(id="a")), [("a", DONE, 100)], TaskState.FINISHED, "Not saved"),
        (feed(video(id="a")), [("a", DONE, 100)], TaskState.FINISHED, "Not saved"),
    ],
    "finished, then failed": [
        (feed(finished(id="a")), [("a", DONE, 100)], TaskState.FINISHED, "Not saved"),
        (feed(video(id="a", status="error", error="x")), [("a", DONE, 100)], TaskState.FINISHED, "Not saved"),
    ],
    "failed": [
        (feed(video(id="a")), [("a", RUN, 40)], TaskState.RUNNING, "Running 40\xa0%"),
        (feed(video(id="a", status="error", error="not allowed")), [("a", LOST, 40)], TaskState.FAILED, "Failed"),
    ],
}


@pytest.mark.parametrize("name", STORIES)
def test_a_story(make_rig: MakeRig, name: str) -> None:
    rig = make_rig()
    provider = Provider(answering(RUNNING))
    rig.serve(provider)
    key = None
    for body, videos, state, chip in STORIES[name]:
        provider.now = answering(body)
        if key is None:
            (key,) = rig.add(TASK)
            assert rig.first(key) is None
        else:
            assert rig.check(key) is None
        task = rig.task(key)
        assert seen_videos(task) == videos
        assert task.state is state
        face = rig.face(key)
        assert not chip or (face.chip is not None and face.chip.text == chip)
        assert len({task.video_key(each) for each in task.videos}) == len(videos)
    assert rig.stored().tasks == tuple(rig.library.tasks.values())


def test_links_that_change_are_kept_anew_and_are_no_news(make_rig: MakeRig) -> None:
    rig = make_rig()
    provider = Provider(answering(feed(finished(resultUrl=f"{LINK}?sig=1"))))
    rig.serve(provider)
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    changed = rig.task(key).changed
    provider.now = answering(feed(finished(resultUrl=f"{LINK}?sig=2")))
    assert rig.check(key) is None
    task = rig.task(key)
    assert task.videos[0].result_url == f"{LINK}?sig=2"
    assert task.changed == changed
    assert task.state is TaskState.FINISHED
    assert rig.poller.status.active == 0
    assert rig.stored().tasks == tuple(rig.library.tasks.values())


def test_a_task_that_is_known_no_more(make_rig: MakeRig) -> None:
    rig = make_rig()
    provider = Provider(answering(feed(video(), finished(id="b"))))
    rig.serve(provider)
    (key,) = rig.add(TASK)
    assert rig.first(key) is None
    before = rig.task(key)
    provider.now = lambda exchange: exchange.reply(b"{}", "404 Not Found", length=False)
    assert rig.check(key) == Problem(ErrorCode.NOT_FOUND)
    task = rig.task(key)
    assert task.videos == before.videos
    assert (task.state, task.stopped) == (TaskState.RUNNING, False)
    assert task.missing_since is not None
    assert "does not know this task" in rig.face(key).error
    provider.now = answering(feed(finished(), finished(id="b")))
    assert rig.check(key) is None
    assert rig.task(key).missing_since is None
    assert rig.task(key).state is TaskState.FINISHED


def test_a_large_body_is_not_taken_in(make_rig: MakeRig) -> None:
    """The connection ends soon after the limit: what more was sent is what the system's buffers hold."""
    rig = make_rig()
    sent: list[int] = []

    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            exchange.send(b" " * 100_000)
            sent.append(100_000)

    rig.serve(script)
    (key,) = rig.add(TASK)
    problem = rig.first(key)
    assert problem is not None
    assert problem.code is ErrorCode.TOO_LARGE
    assert sum(sent) < 30_000_000


# The waits between polls that fail


def test_failures_wait_twice_as_long_each_time_and_an_answer_ends_that(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.jitter.longest = False
    provider = Provider(lambda exchange: exchange.close())
    wire = rig.serve(provider)
    (key,) = rig.add(TASK)
    rig.until(lambda: len(rig.jitter.caps) >= 5)
    assert rig.jitter.caps[:5] == [1.0, 2.0, 4.0, 8.0, 16.0]
    polls = rig.poller.history(key)
    assert len(wire.seen) == len(polls)  # none is repeated by itself
    provider.now = answering(RUNNING)
    rig.until(lambda: rig.poller.history(key)[-1].problem is None)
    rig.quiet()
    rig.jitter.caps.clear()
    rig.jitter.longest = True
    provider.now = lambda exchange: exchange.close()
    assert rig.check(key) is not None
    assert rig.jitter.caps == [1.0]
