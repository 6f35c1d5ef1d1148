"""The transport against servers that lie, stall and die, over real sockets."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError
from app.core.transport import Transport
from tests.core.wire import Exchange, Wire

Serve = Callable[..., Wire]


def fails(code: ErrorCode, call: Callable[[], object]) -> PikaError:
    """Have `call` fail with `code`."""
    with pytest.raises(PikaError) as raised:
        call()
    assert raised.value.problem.code is code
    return raised.value


def get(transport: Transport, url: str, limit: int = 1 << 20, **options: object) -> bytes:
    """The body at `url`."""
    with transport.open(url, **options) as reply:  # type: ignore[arg-type]
        return reply.read(limit)


# Answers


def test_an_answer(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(b"hello", "201 Made", "X-Odd: 1"))
    with transport.open(wire.url("/a?b=c"), headers={"Accept": "text/x"}, key="k1") as reply:
        assert (reply.status, reply.headers["x-ODD"], reply.url) == (201, "1", wire.url("/a?b=c"))
        assert reply.read(5) == b"hello"
    seen = wire.seen[0]
    assert (seen.method, seen.target) == ("GET", "/a?b=c")
    assert seen.headers["accept"] == "text/x"
    assert seen.headers["user-agent"] == "tests"
    assert seen.headers["authorization"] == "Bearer k1"
    assert seen.headers["accept-encoding"] == "gzip, deflate"


def test_a_connection_is_kept_alive_and_cookies_are_not(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x", "200 OK", "Set-Cookie: a=b"))
    for _ in range(3):
        assert get(transport, wire.url()) == b"x"
    assert [seen.connection for seen in wire.seen] == [0, 0, 0]
    assert all("cookie" not in seen.headers for seen in wire.seen)


def test_a_connection_that_died_idle_is_replaced(transport: Transport, serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        if exchange.connection == 0 and len(wire.seen) == 2:
            exchange.close()  # as if it timed out while the request was on its way
        else:
            exchange.reply(b"x")

    wire = serve(script)
    assert get(transport, wire.url()) == b"x"
    assert get(transport, wire.url()) == b"x"
    assert [seen.connection for seen in wire.seen] == [0, 0, 1]


def test_a_request_on_a_new_connection_is_not_repeated(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.close())
    fails(ErrorCode.CONNECTION_LOST, lambda: get(transport, wire.url()))
    assert len(wire.seen) == 1


def test_an_unread_body_does_not_spoil_the_next_answer(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(b"y" * 100))
    with transport.open(wire.url()):
        pass
    assert get(transport, wire.url()) == b"y" * 100


def test_two_answers_can_be_open_at_once(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(exchange.target.encode()))
    with transport.open(wire.url("/1")) as first, transport.open(wire.url("/2")) as second:
        assert (second.read(9), first.read(9)) == (b"/2", b"/1")


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "raw deflate"])
def test_compressed(transport: Transport, serve: Serve, coding: str) -> None:
    plain = bytes(range(256)) * 4000
    if "gzip" in coding:
        body = gzip.compress(plain[:1000]) + gzip.compress(plain[1000:])  # two members
    elif coding == "deflate":
        body = zlib.compress(plain)
    else:
        packer = zlib.compressobj(wbits=-15)
        body = packer.compress(plain) + packer.flush()
    wire = serve(lambda exchange: exchange.reply(body, "200 OK", f"Content-Encoding: {coding.removeprefix('raw ')}"))
    assert get(transport, wire.url(), len(plain)) == plain
    fails(ErrorCode.TOO_LARGE, lambda: get(transport, wire.url(), len(plain) - 1))


def test_a_bomb_is_read_in_small_pieces(transport: Transport, serve: Serve) -> None:
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join(packer.compress(bytes(1 << 20)) for _ in range(100)) + packer.flush()
    wire = serve(lambda exchange: exchange.reply(body, "200 OK", "Content-Encoding: gzip"))
    with transport.open(wire.url()) as reply:
        sizes = [len(chunk) for chunk in reply.chunks(1 << 16)]
    assert sum(sizes) == 100 << 20
    assert max(sizes) <= 1 << 16
    fails(ErrorCode.TOO_LARGE, lambda: get(transport, wire.url()))


@pytest.mark.parametrize("body", [gzip.compress(b"x" * 1000)[:-9], b"no gzip at all", b"\x1f\x8b\x08"])
def test_broken_compression(transport: Transport, serve: Serve, body: bytes) -> None:
    wire = serve(lambda exchange: exchange.reply(body, "200 OK", "Content-Encoding: gzip"))
    fails(ErrorCode.CONNECTION_LOST, lambda: get(transport, wire.url()))


def test_chunked(transport: Transport, serve: Serve) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    wire = serve(lambda exchange: exchange.send(head + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"))
    assert get(transport, wire.url()) == b"abcde"
    assert get(transport, wire.url()) == b"abcde"
    assert [seen.connection for seen in wire.seen] == [0, 0]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
)
def test_an_answer_that_is_cut_or_none(transport: Transport, serve: Serve, answer: bytes) -> None:
    def script(exchange: Exchange) -> None:
        exchange.send(answer)
        exchange.close()

    wire = serve(script)
    fails(ErrorCode.CONNECTION_LOST, lambda: get(transport, wire.url()))


# Deadline, cancel, abort


def _stalls(where: str) -> Callable[[Exchange], None]:
    def script(exchange: Exchange) -> None:
        if where == "no answer":
            exchange.over.wait()
        elif where == "status line":
            exchange.drip(b"H" * 50)
        elif where == "headers":
            exchange.send(b"HTTP/1.1 200 OK\r\n")
            exchange.drip(b"X: " + b"y" * 60 + b"\r\n")
        elif where == "100":
            exchange.drip(b"HTTP/1.1 100 Continue\r\n\r\n", 0.001)
        elif where == "redirects":
            exchange.over.wait(0.1)
            exchange.reply(b"", "302 Found", f"Location: /{len(wires[0].seen) % 2}")
        elif where == "silent body":
            exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")
            exchange.over.wait()
        elif where == "body":
            exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            exchange.drip(b"x")
        elif where == "closing body":
            exchange.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            exchange.drip(b"x")
        elif where == "chunks":
            exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            exchange.drip(b"1\r\nx\r\n")

    wires: list[Wire] = []
    script.wires = wires  # type: ignore[attr-defined]
    return script


IN_HEADERS = ("no answer", "status line", "headers", "100")
IN_BODY = ("silent body", "body", "closing body", "chunks")


@pytest.mark.parametrize("where", [*IN_HEADERS, *IN_BODY])
@pytest.mark.parametrize("tls", [False, True])
def test_the_deadline_holds_against_drips(
    transport: Transport, serve: Serve, authority: Authority, where: str, tls: bool
) -> None:
    wire = serve(_stalls(where), tls=authority.server("127.0.0.1") if tls else None)
    fails(ErrorCode.TIMEOUT, lambda: get(transport, wire.url(), deadline=0.4))
    assert len(wire.seen) == 1


def test_the_deadline_is_for_all_redirects_together(transport: Transport, serve: Serve) -> None:
    script = _stalls("redirects")
    wire = serve(script)
    script.wires.append(wire)  # type: ignore[attr-defined]
    fails(ErrorCode.TIMEOUT, lambda: get(transport, wire.url(), deadline=0.25))


def test_silence_ends_without_a_deadline_too(transport: Transport, serve: Serve) -> None:
    for where in ("no answer", "silent body"):
        wire = serve(_stalls(where))
        fails(ErrorCode.TIMEOUT, lambda wire=wire: get(transport, wire.url(), read_timeout=0.2))  # type: ignore[misc]


def test_a_tls_handshake_that_hangs(transport: Transport, serve: Serve, authority: Authority) -> None:
    wire = serve(lambda exchange: None, tls=authority.server("127.0.0.1"), greet=False)
    with pytest.raises(PikaError) as raised:
        get(transport, wire.url(), deadline=0.3)
    assert raised.value.problem.code in (ErrorCode.TIMEOUT, ErrorCode.CONNECT_TIMEOUT)


def test_one_hanging_handshake_does_not_hold_up_others(
    transport: Transport, serve: Serve, authority: Authority
) -> None:
    hanging = serve(lambda exchange: None, tls=authority.server("127.0.0.1"), greet=False)
    fine = serve(lambda exchange: exchange.reply(b"x"), tls=authority.server("127.0.0.1"))
    cancel = Cancel()
    stuck = _in_thread(lambda: get(transport, hanging.url(), cancel=cancel))
    assert hanging.connected.wait(10)
    assert get(transport, fine.url(), deadline=10) == b"x"
    cancel.cancel()
    assert stuck() is ErrorCode.CANCELLED


def _in_thread(call: Callable[[], object]) -> Callable[[], ErrorCode | None]:
    """Run `call` in a thread; the function returned joins it and gives the code that it failed with."""
    codes: list[ErrorCode | None] = []

    def run() -> None:
        try:
            call()
            codes.append(None)
        except PikaError as error:
            codes.append(error.problem.code)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def result() -> ErrorCode | None:
        thread.join(20)
        assert codes, "it still runs, or it raised something else"
        return codes[0]

    return result


@pytest.mark.parametrize("how", ["cancel", "abort"])
@pytest.mark.parametrize("where", [*IN_HEADERS, *IN_BODY])
@pytest.mark.parametrize("tls", [False, True])
def test_a_blocked_request_ends_at_once(
    transport: Transport, serve: Serve, authority: Authority, where: str, how: str, tls: bool
) -> None:
    wire = serve(_stalls(where), tls=authority.server("127.0.0.1") if tls else None)
    cancel = Cancel()
    result = _in_thread(lambda: get(transport, wire.url(), read_timeout=300, cancel=cancel))
    assert wire.asked.wait(10)
    cancel.cancel() if how == "cancel" else transport.abort()
    assert result() is ErrorCode.CANCELLED


@pytest.mark.parametrize("tls", [False, True])
def test_cancel_on_a_connection_that_was_kept_alive(
    transport: Transport, serve: Serve, authority: Authority, tls: bool
) -> None:
    second = threading.Event()

    def script(exchange: Exchange) -> None:
        if exchange.target == "/1":
            exchange.reply(b"x")
        else:
            second.set()
            exchange.over.wait()

    def both() -> None:
        get(transport, wire.url("/1"), cancel=Cancel())
        get(transport, wire.url("/2"), cancel=cancel, read_timeout=300)

    wire = serve(script, tls=authority.server("127.0.0.1") if tls else None)
    cancel = Cancel()
    result = _in_thread(both)
    assert second.wait(10)
    cancel.cancel()
    assert result() is ErrorCode.CANCELLED
    assert [seen.connection for seen in wire.seen] == [0, 0]


def test_cancel_ends_a_blocked_connect(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.transport.CONNECT_TIMEOUT", 300.0)
    with _full_listener() as address:
        cancel = Cancel()
        result = _in_thread(lambda: get(transport, f"http://127.0.0.1:{address}/", cancel=cancel))
        cancel.cancel()
        assert result() is ErrorCode.CANCELLED


def test_connecting_has_a_limit(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.transport.CONNECT_TIMEOUT", 0.2)
    with _full_listener() as address:
        fails(ErrorCode.CONNECT_TIMEOUT, lambda: get(transport, f"http://127.0.0.1:{address}/"))


class _full_listener:  # noqa: N801 -- reads as the function that it stands for
    """A port whose queue of connections is full: further ones get no answer, as at a host that drops packets."""

    def __enter__(self) -> int:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        port: int = self._listener.getsockname()[1]
        self._fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            self._fillers.append(filler)
        return port

    def __exit__(self, *_: object) -> None:
        for sock in (*self._fillers, self._listener):
            sock.close()


@pytest.mark.parametrize("how", ["cancel", "deadline"])
def test_a_resolver_that_hangs(transport: Transport, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    asked, over = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def hang(host: str, *args: object, **options: object) -> object:
        if host == "slow.test" and not options.get("flags"):
            asked.set()
            over.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "late")
        return real(host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    cancel = Cancel()
    deadline = 0.2 if how == "deadline" else None
    result = _in_thread(lambda: get(transport, "http://slow.test/", cancel=cancel, deadline=deadline))
    assert asked.wait(10)
    if how == "cancel":
        cancel.cancel()
    code = result()
    over.set()
    assert code in ((ErrorCode.CANCELLED,) if how == "cancel" else (ErrorCode.CONNECT_TIMEOUT, ErrorCode.TIMEOUT))


def test_nothing_is_sent_after_cancel_or_abort(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"))
    cancel = Cancel()
    cancel.cancel()
    fails(ErrorCode.CANCELLED, lambda: transport.open(wire.url(), cancel=cancel))
    transport.abort()
    fails(ErrorCode.CANCELLED, lambda: transport.open(wire.url()))
    assert not wire.connected.is_set()


def test_a_late_cancel_does_not_touch_the_next_request(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"))
    cancel = Cancel()
    assert get(transport, wire.url(), cancel=cancel, deadline=5) == b"x"
    with transport.open(wire.url()) as reply:
        cancel.cancel()
        assert reply.read(9) == b"x"
    assert [seen.connection for seen in wire.seen] == [0, 0]


# Redirects and keys


def test_redirects_are_followed_and_the_key_stays_home(transport: Transport, serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        if exchange.target == "/start":
            exchange.reply(b"ignored" * 1000, "301 Moved", "Location: /same%20origin?a=b")
        elif exchange.target.startswith("/same"):
            exchange.reply(b"", "307 Elsewhere", f"Location: {other.url('/away')}")

    other = serve(lambda exchange: exchange.reply(b"there"))
    wire = serve(script)
    with transport.open(wire.url("/start"), key="secret", headers={"X-Mine": "1"}) as reply:
        assert reply.url == other.url("/away")
        assert reply.read(9) == b"there"
    assert [seen.headers.get("authorization") for seen in wire.seen] == ["Bearer secret"] * 2
    assert wire.seen[1].target == "/same%20origin?a=b"
    assert "authorization" not in other.seen[0].headers
    assert "secret" not in str(other.seen[0].headers)


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "http://[::1",
        "http://a:b:c/",
        "data:,x",
    ],
)
def test_redirects_to_what_is_no_web_page(transport: Transport, serve: Serve, location: str) -> None:
    wire = serve(lambda exchange: exchange.reply(b"", "302 Found", f"Location: {location}"))
    fails(ErrorCode.REDIRECT_REFUSED, lambda: get(transport, wire.url()))


def test_a_circle_of_redirects(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(b"", "302 Found", "Location: /"))
    fails(ErrorCode.REDIRECT_REFUSED, lambda: get(transport, wire.url()))
    assert len(wire.seen) == 6


def test_a_redirect_without_a_place_is_an_answer(transport: Transport, serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x", "302 Found"))
    with transport.open(wire.url()) as reply:
        assert (reply.status, reply.read(9)) == (302, b"x")


def test_from_https_to_http_only_without_a_key(transport: Transport, serve: Serve, authority: Authority) -> None:
    plain = serve(lambda exchange: exchange.reply(b"x"))
    wire = serve(
        lambda exchange: exchange.reply(b"", "302 Found", f"Location: {plain.url()}"), tls=authority.server("127.0.0.1")
    )
    assert get(transport, wire.url()) == b"x"
    fails(ErrorCode.REDIRECT_REFUSED, lambda: get(transport, wire.url(), key="k"))
    assert len(plain.seen) == 1


def test_netrc_is_not_read(transport: Transport, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\ndefault login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    wire = serve(lambda exchange: exchange.reply(b"x"))
    get(transport, wire.url(), key="k")
    get(transport, wire.url())
    assert [seen.headers.get("authorization") for seen in wire.seen] == ["Bearer k", None]


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "clé", "a b", "a\0"])
def test_a_key_that_no_header_carries(transport: Transport, serve: Serve, key: str) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"))
    error = fails(ErrorCode.BAD_KEY, lambda: transport.open(wire.url(), key=key))
    assert key not in str(error)
    assert not wire.seen


# Failures


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "/x",
        "ftp://host/",
        "file:///x",
        "http://",
        "http:///x",
        "https://[::1",
        "http://a:b/",
        "http://" + "a" * 64 + "/",
    ],
)
def test_what_is_no_link(transport: Transport, url: str) -> None:
    fails(ErrorCode.BAD_LINK, lambda: transport.open(url))


def test_nothing_listens(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = fails(ErrorCode.REFUSED, lambda: transport.open(f"http://127.0.0.1:{port}/a?sig=SECRET", key="KEY"))
    assert "SECRET" not in str(error)
    assert "KEY" not in str(error)
    assert error.problem.detail


def test_a_name_without_an_address(transport: Transport) -> None:
    fails(ErrorCode.NAME_UNKNOWN, lambda: transport.open("http://no-such-host.invalid/?sig=SECRET"))


def test_an_address_without_a_way(transport: Transport) -> None:
    """TCP to the broadcast address is refused by the system itself, whatever the network."""
    error = fails(ErrorCode.UNREACHABLE, lambda: transport.open("http://255.255.255.255/"))
    assert error.problem.detail


@pytest.mark.parametrize("kind", ["refuses", "drops"])
def test_a_dead_address_gives_way_to_the_next(
    transport: Transport, serve: Serve, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"))
    real = socket.getaddrinfo

    with _full_listener() as full:

        def two(host: str, port: int, *args: object, **options: object) -> object:
            if options.get("flags"):
                raise socket.gaierror
            dead = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1 if kind == "refuses" else full))
            return [dead, *real("127.0.0.1", port, type=socket.SOCK_STREAM)]

        monkeypatch.setattr(socket, "getaddrinfo", two)
        assert get(transport, wire.url(host="two.test"), deadline=2) == b"x"


def test_further_addresses_do_not_wait_for_the_first_to_fail(
    transport: Transport, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"))
    real = socket.getaddrinfo
    with _full_listener() as full:

        def many(host: str, port: int, *args: object, **options: object) -> object:
            if options.get("flags"):
                raise socket.gaierror
            dead = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", full))
            return [dead, dead, *real("127.0.0.1", port, type=socket.SOCK_STREAM)]

        monkeypatch.setattr(socket, "getaddrinfo", many)
        monkeypatch.setattr("app.core.dial.HEAD_START", 1000.0)
        fails(ErrorCode.CONNECT_TIMEOUT, lambda: get(transport, wire.url(host="many.test"), deadline=0.3))
        monkeypatch.setattr("app.core.dial.HEAD_START", 0.01)
        assert get(transport, wire.url(host="many.test"), deadline=10) == b"x"
    assert len(wire.seen) == 1


class Authority:
    """A certificate authority that the transport trusts, and one that it does not."""

    def __init__(self) -> None:
        self.ca = trustme.CA()
        self.foreign = trustme.CA()

    def server(self, host: str, *, foreign: bool = False, until: datetime | None = None) -> ssl.SSLContext:
        """A TLS context for a server of that name or address."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca = self.foreign if foreign else self.ca
        before = None if until is None else datetime(2001, 1, 1, tzinfo=UTC)
        ca.issue_cert(host, not_before=before, not_after=until).configure_cert(context)
        return context


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Trusted as the system's own authorities are."""
    authority = Authority()
    authority.ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def test_tls(transport: Transport, serve: Serve, authority: Authority) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"), tls=authority.server("localhost"))
    for _ in range(2):
        assert get(transport, wire.url(host="localhost")) == b"x"
    assert [seen.connection for seen in wire.seen] == [0, 0]


@pytest.mark.parametrize(
    ("code", "options"),
    [
        (ErrorCode.TLS_WRONG_HOST, {"host": "other.test"}),
        (ErrorCode.TLS_WRONG_HOST, {"host": "127.0.0.2"}),
        (ErrorCode.TLS_UNTRUSTED, {"host": "127.0.0.1", "foreign": True}),
        (ErrorCode.TLS_EXPIRED, {"host": "127.0.0.1", "until": datetime(2002, 1, 1, tzinfo=UTC)}),
    ],
)
def test_certificates_that_are_not_valid(
    transport: Transport, serve: Serve, authority: Authority, code: ErrorCode, options: dict[str, object]
) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"), tls=authority.server(**options))  # type: ignore[arg-type]
    error = fails(code, lambda: transport.open(wire.url("/?sig=SECRET"), key="KEY"))
    assert error.problem.detail
    assert not wire.seen


def test_certifi_is_not_trusted(transport: Transport, serve: Serve, authority: Authority) -> None:
    """What the system does not trust, we do not: the shared context holds its authorities only."""
    wire = serve(lambda exchange: exchange.reply(b"x"), tls=authority.server("127.0.0.1"))
    assert get(transport, wire.url()) == b"x"
    context = transport._tls()
    assert len(context.get_ca_certs()) == 1


def test_tls_at_a_plain_server(transport: Transport, serve: Serve, authority: Authority) -> None:
    wire = serve(lambda exchange: exchange.reply(b"x"))
    fails(ErrorCode.TLS_FAILED, lambda: transport.open(wire.url().replace("http:", "https:")))


# Proxies


def test_a_proxy_of_the_environment(transport: Transport, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(lambda exchange: exchange.reply(b"by proxy"))
    direct = serve(lambda exchange: exchange.reply(b"direct"))
    monkeypatch.setenv("http_proxy", f"http://me:pw@127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "inside.test")
    assert get(transport, "http://outside.test/x?y=z", key="k") == b"by proxy"
    assert proxy.seen[0].target == "http://outside.test/x?y=z"
    assert proxy.seen[0].headers["proxy-authorization"] == "Basic bWU6cHc="
    assert proxy.seen[0].headers["authorization"] == "Bearer k"
    assert get(transport, direct.url()) == b"direct"
    fails(ErrorCode.NAME_UNKNOWN, lambda: transport.open("http://inside.test/"))


def test_a_proxy_of_the_settings(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(lambda exchange: exchange.reply(b"by proxy"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    transport = Transport(user_agent="tests", proxy=f"127.0.0.1:{proxy.port}")
    assert get(transport, "http://outside.test/") == b"by proxy"
    transport.abort()


def test_a_tunnel(serve: Serve, authority: Authority) -> None:
    origin = serve(lambda exchange: exchange.reply(b"inside"), tls=authority.server("far.test"))

    def script(exchange: Exchange) -> None:
        assert exchange.method == "CONNECT"
        with socket.create_connection(("127.0.0.1", origin.port)) as far:
            exchange.send(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=_pump, args=(far, exchange.sock), daemon=True)
            back.start()
            _pump(exchange.sock, far)
            back.join(10)

    proxy = serve(script)
    transport = Transport(user_agent="tests", proxy=f"http://127.0.0.1:{proxy.port}")
    assert get(transport, "https://far.test/", key="k") == b"inside"
    assert proxy.seen[0].target == "far.test:443"
    assert "authorization" not in proxy.seen[0].headers
    assert origin.seen[0].headers["authorization"] == "Bearer k"
    transport.abort()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(("status", "code"), [("407 Who", ErrorCode.PROXY_AUTH), ("403 No", ErrorCode.PROXY_FAILED)])
def test_a_proxy_that_refuses(serve: Serve, scheme: str, status: str, code: ErrorCode) -> None:
    proxy = serve(lambda exchange: exchange.reply(b"", status))
    transport = Transport(user_agent="tests", proxy=f"http://127.0.0.1:{proxy.port}")
    if scheme == "https" or code is ErrorCode.PROXY_AUTH:
        fails(code, lambda: transport.open(f"{scheme}://far.test/"))
    transport.abort()


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "http://no-such-proxy.invalid:3128", "socks5h://127.0.0.1:1"])
def test_a_proxy_that_is_not_there(proxy: str) -> None:
    transport = Transport(user_agent="tests", proxy=proxy)
    for scheme in ("http", "https"):
        fails(ErrorCode.PROXY_FAILED, lambda scheme=scheme: transport.open(f"{scheme}://far.test/"))  # type: ignore[misc]
    transport.abort()


def test_urllib3_logs_no_links(transport: Transport, serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nodd line\r\n\r\nx")
        exchange.close()

    wire = serve(script)
    with caplog.at_level("DEBUG"):
        get(transport, wire.url("/?sig=SECRET"))
    assert "SECRET" not in caplog.text
