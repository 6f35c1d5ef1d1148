"""One poll, end to end over a real socket."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, FeedError, Problem
from app.core.feed_client import BODY_LIMIT, FeedClient
from app.core.model import VideoStatus
from app.core.transport import Transport
from tests.core.wire import Exchange, Wire

Serve = Callable[..., Wire]
TASK = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
VIDEO = {"id": TASK, "status": "pending", "progress": 37}
FEED = json.dumps({"id": TASK, "promptText": "Plane fly", "videos": [VIDEO]}).encode()
JSON = "Content-Type: application/json"


@pytest.fixture
def client(transport: Transport) -> FeedClient:
    """On the transport of the test."""
    return FeedClient(transport)


def problem(call: Callable[[], object]) -> Problem:
    """What `call` fails with."""
    with pytest.raises(FeedError) as raised:
        call()
    return raised.value.problem


def test_the_request_and_the_answer(client: FeedClient, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(FEED, "200 OK", JSON))
    answer = client.fetch(wire.url("/v1"), TASK, "sk-1")
    assert answer.prompt == "Plane fly"
    assert (answer.videos[0].status, answer.videos[0].progress) == (VideoStatus.RUNNING, 37)
    seen = wire.seen[0]
    assert (seen.method, seen.target) == ("GET", f"/v1/pika/feed/{TASK}")
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["authorization"] == "Bearer sk-1"


def test_no_key_no_header(client: FeedClient, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(FEED))
    client.fetch(wire.url("/"), "a~b.c_d-e")
    assert "authorization" not in wire.seen[0].headers
    assert wire.seen[0].target == "/pika/feed/a~b.c_d-e"


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "the key sk-verysecret is blocked"}},
        {
            "id": TASK,
            "promptText": "sk-verysecret",
            "videos": [{**VIDEO, "status": "error", "error": "sk-verysecret!"}],
        },
    ],
    ids=["an error", "a video's error"],
)
def test_a_key_that_is_repeated_is_not_kept(client: FeedClient, serve: Serve, body: object) -> None:
    wire = serve(lambda exchange: exchange.reply(json.dumps(body).encode(), "200 OK", JSON))
    try:
        told = repr(client.fetch(wire.url(), TASK, "sk-verysecret"))
    except FeedError as error:
        told = repr(error.problem)
    assert "…" in told
    assert "secret" not in told


@pytest.mark.parametrize("task_id", ["", ".", "..", "a/b", "a?b", "x" * 129, "a b", "ä"])
def test_an_id_that_is_none_is_never_sent(client: FeedClient, serve: Serve, task_id: str) -> None:
    wire = serve(lambda exchange: exchange.reply(FEED))
    assert problem(lambda: client.fetch(wire.url(), task_id)).code is ErrorCode.NOT_FOUND
    assert not wire.seen


def test_a_key_over_plain_http_needs_consent(client: FeedClient, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(lambda exchange: exchange.reply(FEED))
    monkeypatch.setenv("http_proxy", proxy.url())
    for endpoint in ("http://far.test", "HTTP://far.test"):
        assert problem(lambda endpoint=endpoint: client.fetch(endpoint, TASK, "k")).code is ErrorCode.INSECURE_KEY  # type: ignore[misc]
    assert not proxy.connected.is_set()
    assert client.fetch("http://far.test", TASK, "k", insecure_key=True).prompt == "Plane fly"
    assert client.fetch("http://far.test", TASK).prompt == "Plane fly"


def test_retry_after(client: FeedClient, serve: Serve) -> None:
    values = iter(["7", "", "soon", "-5", format_datetime(datetime.now(UTC) + timedelta(hours=6))])

    def script(exchange: Exchange) -> None:
        exchange.reply(b"{}", "429 Slow down", f"Retry-After: {next(values)}")

    wire = serve(script)
    found = [problem(lambda: client.fetch(wire.url(), TASK)) for _ in range(5)]
    assert {one.code for one in found} == {ErrorCode.RATE_LIMITED}
    assert [one.retry_after for one in found[:4]] == [7.0, None, None, None]
    assert found[4].retry_after is not None
    assert 6 * 3600 - 60 < found[4].retry_after <= 6 * 3600


def test_the_status_of_an_error_counts_whatever_its_body(client: FeedClient, serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 100\r\n\r\nshort")
        exchange.close()

    cut = serve(script)
    found = problem(lambda: client.fetch(cut.url(), TASK))
    assert (found.code, found.retry_after) == (ErrorCode.SERVER_TROUBLE, 3.0)
    large = serve(lambda exchange: exchange.reply(b"x" * (BODY_LIMIT + 1), "404 Not Found"))
    assert problem(lambda: client.fetch(large.url(), TASK)).code is ErrorCode.NOT_FOUND


def test_the_limit_holds_after_decompression(client: FeedClient, serve: Serve) -> None:
    body = gzip.compress(b" " * (BODY_LIMIT + 1 - len(FEED)) + FEED)
    wire = serve(lambda exchange: exchange.reply(body, "200 OK", "Content-Encoding: gzip"))
    assert problem(lambda: client.fetch(wire.url(), TASK)).code is ErrorCode.TOO_LARGE
    fits = gzip.compress(b" " * (BODY_LIMIT - len(FEED)) + FEED)
    wire = serve(lambda exchange: exchange.reply(fits, "200 OK", "Content-Encoding: gzip"))
    assert client.fetch(wire.url(), TASK).prompt == "Plane fly"


@pytest.mark.parametrize(
    ("status", "kind"), [("200 OK", "text/html"), ("403 No", "text/html; charset=x"), ("200 OK", "x/y")]
)
def test_a_login_page_elsewhere(client: FeedClient, serve: Serve, status: str, kind: str) -> None:
    portal = serve(lambda exchange: exchange.reply(b"\n<html>Log in", status, f"Content-Type: {kind}"))
    wire = serve(lambda exchange: exchange.reply(b"", "302 Found", f"Location: {portal.url()}"))
    assert problem(lambda: client.fetch(wire.url(), TASK, "k")).code is ErrorCode.LOGIN_PAGE
    assert "authorization" not in portal.seen[0].headers


def test_another_host_cannot_refuse_a_key_that_it_never_got(client: FeedClient, serve: Serve) -> None:
    other = serve(lambda exchange: exchange.reply(b"{}", "401 Who", JSON))
    wire = serve(lambda exchange: exchange.reply(b"", "302 Found", f"Location: {other.url()}?sig=SECRET"))
    found = problem(lambda: client.fetch(wire.url(), TASK, "k"))
    assert found == Problem(ErrorCode.REDIRECT_REFUSED, other.url("").rstrip("/"))
    assert problem(lambda: client.fetch(wire.url(), TASK)).code is ErrorCode.KEY_REFUSED


def test_deadline_and_cancel(client: FeedClient, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.drip(b"HTTP/1.1 200 OK\r\n"))
    assert problem(lambda: client.fetch(wire.url(), TASK, deadline=0.2)).code is ErrorCode.TIMEOUT
    cancel = Cancel()
    cancel.cancel()
    assert problem(lambda: client.fetch(wire.url(), TASK, cancel=cancel)).code is ErrorCode.CANCELLED
    assert len(wire.seen) == 1
