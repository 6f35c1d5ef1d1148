"""The way to the server of a video: names, ports, certificates, proxies, redirects to other hosts, a .netrc."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import ErrorCode as E
from app.core.transport import Transport
from tests.core.test_download import CUT, ETAG, VIDEO
from tests.core.wire import Exchange, Script, Wire
from tests.matrix.certificates import Authority
from tests.matrix.rig import FullPort, Names, closed_port
from tests.matrix.save_faults import OTHER as OTHER_VIDEO
from tests.matrix.save_faults import good, says, to
from tests.matrix.save_play import SOON, Seen, attempt

HOST, OTHER = "cdn.localhost", "other.localhost"
FAR = "cdn.test"
"""A name that is not loopback's: proxies hold for it."""
Serve = Callable[..., Wire]
Try = Callable[..., Seen]


@pytest.fixture
def serve(names: Names) -> Iterator[Serve]:
    """Starts servers, to which a name leads."""
    wires: list[Wire] = []

    def start(script: Script, name: str = HOST, **options: object) -> Wire:
        wires.append(Wire(script, **options))  # type: ignore[arg-type]
        names.lead[name] = [("127.0.0.1", wires[-1].port)]
        return wires[-1]

    yield start
    for wire in wires:
        wire.stop()


@pytest.fixture
def try_once(tmp_path: Path) -> Try:
    """One try to save an address; the folder stays."""
    folder = tmp_path / "kept"
    folder.mkdir()

    def run(url: str, seen: Seen | None = None, proxy: str = "") -> Seen:
        seen = seen or Seen()
        transport = Transport(user_agent="matrix", proxy=proxy)
        try:
            attempt(url, folder, transport, seen)
        finally:
            transport.abort()
        return seen

    return run


def judge(seen: Seen, *tries: E | None) -> None:
    """Every try ended so; a file is there only where one ended well."""
    assert tuple(seen.tries) == tries
    assert not seen.early
    assert seen.files == (["film.mp4"] if tries[-1] is None else [])
    assert seen.body == (VIDEO if tries[-1] is None else b"")


def test_nothing_listens(try_once: Try, serve: Serve) -> None:
    seen = try_once(f"http://127.0.0.1:{closed_port()}/v.mp4")
    judge(try_once(serve(good()).url(), seen), E.REFUSED, None)


def test_the_name_is_unknown(try_once: Try, serve: Serve, names: Names) -> None:
    seen = try_once(f"http://{HOST}/v.mp4")
    serve(good())
    judge(try_once(f"http://{HOST}/v.mp4", seen), E.NAME_UNKNOWN, None)


def test_nobody_answers_the_connection(try_once: Try, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.transport.CONNECT_TIMEOUT", SOON)
    full = FullPort()
    try:
        seen = try_once(f"http://127.0.0.1:{full.port}/v.mp4")
    finally:
        full.close()
    monkeypatch.undo()
    judge(try_once(serve(good()).url(), seen), E.CONNECT_TIMEOUT, None)


def test_a_redirect_to_another_host_takes_nothing_along(try_once: Try, serve: Serve) -> None:
    there = serve(good(), OTHER)
    here = serve(to(f"http://{OTHER}/v.mp4"))
    judge(try_once(f"http://{HOST}/film.mp4?sig=SECRET"), None)
    assert len(here.seen) == len(there.seen) == 1
    assert not {"authorization", "cookie", "referer"} & set(there.seen[0].headers)
    assert "SECRET" not in there.seen[0].target


def test_a_link_goes_out_without_a_key(
    try_once: Try, serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not even where ~/.netrc holds one for the host."""
    (tmp_path / ".netrc").write_text(f"default login me password SECRET\nmachine {HOST} login me password SECRET\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    wire = serve(good())
    judge(try_once(f"http://{HOST}/v.mp4"), None)
    assert "authorization" not in wire.seen[0].headers


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("expired", E.TLS_EXPIRED),
        ("not yet valid", E.TLS_EXPIRED),
        ("other host", E.TLS_WRONG_HOST),
        ("untrusted", E.TLS_UNTRUSTED),
        ("self-signed", E.TLS_UNTRUSTED),
    ],
)
def test_a_bad_certificate(try_once: Try, serve: Serve, authority: Authority, kind: str, code: E) -> None:
    wire = serve(good(), tls=authority.server(HOST, kind))
    seen = try_once(f"https://{HOST}/v.mp4")
    assert wire.seen == []
    serve(good(), tls=authority.server(HOST))
    judge(try_once(f"https://{HOST}/v.mp4", seen), code, None)


def test_https_that_is_none(try_once: Try, serve: Serve) -> None:
    serve(good())
    judge(try_once(f"https://{HOST}/v.mp4"), E.TLS_FAILED)


@pytest.mark.parametrize("how", ["environment", "setting"])
def test_proxies(try_once: Try, serve: Serve, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """A dead one, one that wants a login, and one that works."""

    def through(port: int, seen: Seen | None = None) -> Seen:
        proxy = f"http://127.0.0.1:{port}"
        if how == "environment":
            monkeypatch.setenv("http_proxy", proxy)
        return try_once(f"http://{FAR}/v.mp4", seen, proxy if how == "setting" else "")

    seen = through(closed_port())
    through(serve(says(b"log in", "407 Proxy Authentication Required")).port, seen)
    proxy = serve(good())
    through(proxy.port, seen)
    judge(seen, E.PROXY_FAILED, E.PROXY_AUTH, None)
    assert proxy.seen[0].target == f"http://{FAR}/v.mp4"


def test_a_proxy_is_not_asked_for_what_is_here(try_once: Try, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    judge(try_once(serve(good()).url()), None)


def test_what_is_no_link_asks_nobody(try_once: Try) -> None:
    for url in (
        "file:///etc/passwd",
        "ftp://h/v.mp4",
        "data:video/mp4,x",
        "javascript:1",
        "",
        "http://",
        "http://[::1",
    ):
        judge(try_once(url), E.BAD_LINK)


@pytest.mark.parametrize("same", [True, False], ids=["the same bytes", "other bytes"])
def test_the_new_link_of_one_that_expired(try_once: Try, serve: Serve, same: bool) -> None:
    """It is signed anew and leads to another host: with the same bytes it goes on, with others it begins anew."""
    body, tag = (VIDEO, ETAG) if same else (OTHER_VIDEO, 'ETag: "v2"')

    def old(exchange: Exchange) -> None:
        if len(wire.seen) == 1:
            exchange.send(b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: %d\r\n\r\n' % len(VIDEO) + VIDEO[:100_000])
            exchange.close()
        else:
            exchange.reply(b"expired", "403 Forbidden")

    wire = serve(old)
    seen = try_once(f"http://{HOST}/v.mp4?sig=1")
    try_once(f"http://{HOST}/v.mp4?sig=1", seen)
    new = serve(good(body, tag), OTHER)
    try_once(f"http://{OTHER}/v.mp4?sig=2", seen)
    assert seen.tries == [E.CONNECTION_LOST, E.LINK_EXPIRED, None]
    assert seen.files == ["film.mp4"]
    assert seen.body == body
    assert [each.headers.get("range") for each in new.seen] == [f"bytes={CUT}-"]


def test_from_https_to_http(try_once: Try, serve: Serve, authority: Authority) -> None:
    """A link has no key that could be read on the way, and may be of http itself: it is followed, with nothing."""
    there = serve(good(), OTHER)
    serve(to(f"http://{OTHER}/v.mp4"), tls=authority.server(HOST))
    judge(try_once(f"https://{HOST}/film.mp4?sig=SECRET"), None)
    assert not {"authorization", "cookie", "referer"} & set(there.seen[0].headers)
    assert "SECRET" not in there.seen[0].target + str(there.seen[0].headers)
