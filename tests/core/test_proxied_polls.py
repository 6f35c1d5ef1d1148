"""Polls through proxies, by the settings and by the environment: SOCKS and HTTP, alive and dead.

A loopback endpoint never goes through one, so the endpoints here have names that the test leads to loopback.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, FeedError
from app.core.feed_client import FeedClient
from app.core.transport import Transport
from tests.core import socks_server as socks
from tests.core.socks_server import SocksServer
from tests.core.wire import Exchange, Wire
from tests.matrix.certificates import Authority
from tests.matrix.rig import HOST, KEY, TASK, FullPort, Names, answering, closed_port, feed, video

Serve = Callable[..., Wire]
BODY = feed(video(progress=55))
FAR = "provider.test"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """The resolver: `.test` names lead nowhere at first."""
    return Names(monkeypatch)


@pytest.fixture
def start(transport: Transport) -> Iterator[Callable[..., SocksServer]]:
    """Starts SOCKS proxies; `transport` is here to clear the environment."""
    made: list[SocksServer] = []

    def begin(**options: Any) -> SocksServer:
        made.append(SocksServer(**options))
        return made[-1]

    yield begin
    for server in made:
        server.stop()


@pytest.fixture
def poll(transport: Transport) -> Iterator[Callable[..., int | ErrorCode]]:
    """Polls through a proxy of the settings; the progress it read, or the code it failed with."""
    made: list[Transport] = []

    def run(proxy: str, endpoint: str = f"http://{FAR}", **options: Any) -> int | ErrorCode:
        if not made:
            made.append(Transport(user_agent="tests", proxy=proxy))
        made[0].set_proxy(proxy)
        try:
            answer = FeedClient(made[0]).fetch(endpoint, TASK, KEY, insecure_key=True, **options)
        except FeedError as error:
            return ErrorCode.INTERNAL if KEY in str(error) else error.problem.code
        return answer.videos[0].progress or 0

    yield run
    for each in made:
        each.abort()


Poll = Callable[..., int | ErrorCode]
Start = Callable[..., SocksServer]


# SOCKS


def test_a_poll_through_socks_has_the_proxy_look_the_name_up(
    poll: Poll, start: Start, serve: Serve, names: Names
) -> None:
    wire = serve(lambda exchange: exchange.reply(BODY))
    proxy = start(lead=wire.port)
    for _ in range(2):
        assert poll(f"socks5h://127.0.0.1:{proxy.port}") == 55
    assert proxy.asked == [(FAR, 80)]  # the tunnel is kept alive
    assert names.asked == []
    assert [seen.headers["authorization"] for seen in wire.seen] == [f"Bearer {KEY}"] * 2
    assert [seen.target for seen in wire.seen] == [f"/pika/feed/{TASK}"] * 2


def test_plain_socks5_looks_the_name_up_here(poll: Poll, start: Start, serve: Serve, names: Names) -> None:
    wire = serve(lambda exchange: exchange.reply(BODY))
    proxy = start(lead=wire.port)
    assert poll(f"socks5://127.0.0.1:{proxy.port}") is ErrorCode.NAME_UNKNOWN
    names.lead[FAR] = [("127.0.0.7", 80)]
    assert poll(f"socks5://127.0.0.1:{proxy.port}") == 55
    assert proxy.asked == [("127.0.0.7", 80)]


def test_https_through_socks(
    poll: Poll, start: Start, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority()
    authority.ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    wire = serve(lambda exchange: exchange.reply(BODY), tls=authority.server(FAR))
    proxy = start(lead=wire.port)
    assert poll(f"socks5h://127.0.0.1:{proxy.port}", f"https://{FAR}") == 55
    assert proxy.asked == [(FAR, 443)]
    bad = serve(lambda exchange: exchange.reply(BODY), tls=authority.server(FAR, "expired"))
    other = start(lead=bad.port)
    assert poll(f"socks5h://127.0.0.1:{other.port}", f"https://{FAR}") is ErrorCode.TLS_EXPIRED
    assert not bad.seen


def test_a_socks_proxy_of_the_environment(
    transport: Transport, start: Start, serve: Serve, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = serve(lambda exchange: exchange.reply(BODY))
    names.lead[HOST] = [("127.0.0.1", wire.port)]
    proxy = start(lead=wire.port)
    monkeypatch.setenv("ALL_PROXY", f"socks5h://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "near.test")
    client = FeedClient(transport)
    assert client.fetch(f"http://{FAR}", TASK).videos[0].progress == 55
    assert client.fetch(f"http://{HOST}:{wire.port}", TASK).videos[0].progress == 55  # loopback never goes through it
    assert proxy.asked == [(FAR, 80)]


@pytest.mark.parametrize(
    ("login", "given", "found"),
    [
        ("me:pw", "me:pw@", 55),
        ("me:p@w", "me:p%40w@", 55),
        ("me:pw", "me:no@", ErrorCode.PROXY_AUTH),
        ("me:pw", "", ErrorCode.PROXY_AUTH),
    ],
)
def test_a_socks_proxy_that_wants_a_login(
    poll: Poll, start: Start, serve: Serve, login: str, given: str, found: int | ErrorCode
) -> None:
    wire = serve(lambda exchange: exchange.reply(BODY))
    proxy = start(lead=wire.port, login=login)
    assert poll(f"socks5h://{given}127.0.0.1:{proxy.port}") == found
    assert len(wire.seen) == (found == 55)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (socks.GENERAL_FAILURE, ErrorCode.PROXY_FAILED),
        (socks.NOT_ALLOWED, ErrorCode.PROXY_FAILED),
        (socks.NO_NETWORK, ErrorCode.UNREACHABLE),
        (socks.NO_HOST, ErrorCode.UNREACHABLE),
        (socks.CLOSED, ErrorCode.REFUSED),
        (socks.EXPIRED, ErrorCode.CONNECT_TIMEOUT),
        (77, ErrorCode.PROXY_FAILED),
    ],
)
def test_what_a_socks_proxy_says_of_the_destination(poll: Poll, start: Start, reply: int, code: ErrorCode) -> None:
    assert poll(f"socks5h://127.0.0.1:{start(reply=reply).port}") is code


def test_a_socks_proxy_that_is_dead_or_no_proxy(poll: Poll, start: Start, serve: Serve, names: Names) -> None:
    names.lead["proxy.test"] = [("127.0.0.1", closed_port()), ("127.0.0.1", closed_port())]
    for place in (f"127.0.0.1:{closed_port()}", "no-such-proxy.test:1080", "proxy.test:1080"):
        assert poll(f"socks5h://{place}") is ErrorCode.PROXY_FAILED
    web = serve(lambda exchange: exchange.reply(b"x"))
    assert poll(f"socks5h://127.0.0.1:{web.port}", deadline=0.4) in (ErrorCode.CONNECT_TIMEOUT, ErrorCode.TIMEOUT)
    full = FullPort()
    assert poll(f"socks5h://127.0.0.1:{full.port}", deadline=0.3) in (ErrorCode.PROXY_FAILED, ErrorCode.TIMEOUT)
    full.close()


def test_a_socks_proxy_with_a_dead_first_address(poll: Poll, start: Start, serve: Serve, names: Names) -> None:
    wire = serve(lambda exchange: exchange.reply(BODY))
    proxy = start(lead=wire.port)
    names.lead["proxy.test"] = [("127.0.0.1", closed_port()), ("127.0.0.1", proxy.port)]
    assert poll("socks5h://proxy.test:1080") == 55


@pytest.mark.parametrize("how", [{"stall": "greeting"}, {"stall": "reply"}, {"drip": 0.05}])
def test_the_deadline_holds_against_a_socks_proxy(poll: Poll, start: Start, how: dict[str, Any]) -> None:
    code = poll(f"socks5h://127.0.0.1:{start(**how).port}", deadline=0.4)
    assert code in (ErrorCode.TIMEOUT, ErrorCode.CONNECT_TIMEOUT)


@pytest.mark.parametrize("how", [{"stall": "greeting"}, {"stall": "reply"}, {"drip": 0.05}])
def test_cancel_ends_a_poll_that_hangs_in_a_socks_proxy(poll: Poll, start: Start, how: dict[str, Any]) -> None:
    proxy, cancel = start(**how), Cancel()
    found: list[int | ErrorCode] = []
    thread = threading.Thread(target=lambda: found.append(poll(f"socks5h://127.0.0.1:{proxy.port}", cancel=cancel)))
    thread.start()
    assert proxy.reached.wait(10)
    cancel.cancel()
    thread.join(10)
    assert found == [ErrorCode.CANCELLED]


def test_the_deadline_holds_behind_a_tunnel(poll: Poll, start: Start, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.drip(b"HTTP/1.1 200 OK\r\n"))
    assert poll(f"socks5h://127.0.0.1:{start(lead=wire.port).port}", deadline=0.4) is ErrorCode.TIMEOUT


# HTTP


def _tunnel(lead: int) -> Callable[[Exchange], None]:
    def script(exchange: Exchange) -> None:
        assert exchange.method == "CONNECT"
        with socket.create_connection(("127.0.0.1", lead)) as far:
            exchange.send(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=socks._pump, args=(far, exchange.sock), daemon=True)
            back.start()
            socks._pump(exchange.sock, far)
            back.join(10)

    return script


@pytest.mark.parametrize("by", ["settings", "environment"])
def test_an_http_proxy(
    poll: Poll, serve: Serve, names: Names, authority: Authority, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    origin = serve(answering(BODY), tls=authority.server(FAR))
    plain, tunnel = serve(answering(BODY)), serve(_tunnel(origin.port))
    for scheme, proxy in (("http", plain), ("https", tunnel)):
        if by == "environment":
            monkeypatch.setenv(f"{scheme}_proxy", proxy.url())
        assert poll(proxy.url() if by == "settings" else "", f"{scheme}://{FAR}") == 55
    assert plain.seen[0].target == f"http://{FAR}/pika/feed/{TASK}"
    assert plain.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert tunnel.seen[0].target == f"{FAR}:443"
    assert "authorization" not in tunnel.seen[0].headers  # the key is for the provider, behind TLS
    assert origin.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert names.asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_http_proxy_that_fails(poll: Poll, serve: Serve, names: Names, authority: Authority, scheme: str) -> None:
    endpoint = f"{scheme}://{FAR}"
    wants_login = serve(lambda exchange: exchange.reply(b"", "407 Who", length=False))
    assert poll(wants_login.url(), endpoint) is ErrorCode.PROXY_AUTH
    assert poll(f"http://127.0.0.1:{closed_port()}", endpoint) is ErrorCode.PROXY_FAILED
    assert poll("http://no-such-proxy.test:3128", endpoint) is ErrorCode.PROXY_FAILED
    silent = serve(lambda exchange: exchange.over.wait())
    assert poll(silent.url(), endpoint, deadline=0.4) is ErrorCode.TIMEOUT
    assert [seen.method for seen in silent.seen] == ["GET" if scheme == "http" else "CONNECT"]
    if scheme == "https":
        closed = serve(lambda exchange: exchange.reply(b"", "502 No", length=False))
        assert poll(closed.url(), endpoint) is ErrorCode.PROXY_FAILED


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """A private one that this system trusts."""
    authority = Authority()
    authority.ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def test_another_proxy_in_the_settings_holds_from_the_next_poll_on(poll: Poll, serve: Serve, names: Names) -> None:
    first, second, direct = serve(answering(BODY)), serve(answering(BODY)), serve(answering(BODY))
    names.lead[FAR] = [("127.0.0.1", direct.port)]
    for proxy in (first.url(), second.url(), "", first.url()):
        assert poll(proxy) == 55
    assert [len(each.seen) for each in (first, second, direct)] == [2, 1, 1]
    assert direct.seen[0].target == f"/pika/feed/{TASK}"
