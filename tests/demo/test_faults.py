"""Owns what each fault does on the wire, byte for byte, and which request meets which fault."""

from __future__ import annotations

import http.client
import threading
import zlib

import pytest

from app.demo.faults import Fault, Kind
from app.demo.scenario import SAMPLE_TASKS
from app.demo.server import DemoServer
from tests.demo.clients import ask_raw, fetch, read_all, read_until, send_raw, silent, whole

BODY = bytes(range(256)) * 40
SIZE = len(BODY)


@pytest.fixture
def server(server: DemoServer) -> DemoServer:
    server.files["/f.mp4"] = BODY
    return server


def declared(head: bytes) -> int:
    """What Content-Length says."""
    [line] = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return int(line.partition(b":")[2])


def test_answer_gives_any_status_headers_and_body(server: DemoServer) -> None:
    server.faults.add(Fault("/pika/feed/", status=429, headers={"Retry-After": "7"}, body=b"slow down"))
    got = fetch(server, f"/pika/feed/{SAMPLE_TASKS[0]}")
    assert (got.status, got.headers["Retry-After"], got.body) == (429, "7", b"slow down")


def test_a_status_without_a_body_has_an_empty_one(server: DemoServer) -> None:
    server.faults.add(Fault("/f.mp4", status=503))
    got = fetch(server, "/f.mp4", {"Range": "bytes=5-"})
    assert (got.status, got.body, got.headers["ETag"]) == (503, b"", None)


def test_another_body_keeps_ranges_and_changes_the_validators(server: DemoServer) -> None:
    first = fetch(server, "/f.mp4")
    server.faults.add(Fault("/f.mp4", body=b"<html>log in</html>", headers={"X-More": "1"}))
    got = fetch(server, "/f.mp4", {"Range": "bytes=0-5"})
    assert (got.status, got.body, got.headers["X-More"]) == (206, b"<html>", "1")
    assert got.headers["ETag"] != first.headers["ETag"]


def test_redirect_names_the_url(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.REDIRECT, url="http://elsewhere.example/x", times=1))
    server.faults.add(Fault(kind=Kind.REDIRECT, url="/y", status=307, times=1))
    for status, url in [(302, "http://elsewhere.example/x"), (307, "/y")]:
        got = fetch(server, "/f.mp4")
        assert (got.status, got.headers["Location"]) == (status, url)
    assert fetch(server, "/f.mp4").status == 200


def test_close_sends_nothing_or_so_many_bytes_of_the_body(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.CLOSE, times=1))
    server.faults.add(Fault(kind=Kind.CLOSE, after=1000))
    with ask_raw(server, "/f.mp4") as client:
        assert read_all(client) == b""
    head, body = whole(server, "/f.mp4")
    assert (declared(head), body) == (SIZE, BODY[:1000])


def test_cut_headers_end_inside_the_headers(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.CUT_HEADERS))
    with ask_raw(server, "/f.mp4") as client:
        got = read_all(client)
    assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\n\r\n" not in got


@pytest.mark.parametrize("after", [None, 0, 1000])
def test_reset_ends_with_rst(server: DemoServer, after: int | None) -> None:
    server.faults.add(Fault(kind=Kind.RESET, after=after))
    with ask_raw(server, "/f.mp4") as client, pytest.raises(ConnectionResetError):
        read_all(client)


def test_short_declares_more_than_comes(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.SHORT, extra=11))
    head, body = whole(server, "/f.mp4")
    assert (declared(head), body) == (SIZE + 11, BODY)
    with pytest.raises(http.client.IncompleteRead):
        fetch(server, "/f.mp4")


def test_long_declares_less_than_comes(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.LONG, extra=11))
    head, body = whole(server, "/f.mp4")
    assert (declared(head), body) == (SIZE - 11, BODY)


def test_chunked_is_whole_unless_it_is_cut(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.CHUNKED, times=1))
    server.faults.add(Fault(kind=Kind.CHUNKED, after=5000))
    got = fetch(server, "/f.mp4")
    assert (got.body, got.headers["Transfer-Encoding"], got.headers["Content-Length"]) == (BODY, "chunked", None)
    with pytest.raises(http.client.IncompleteRead) as cut:
        fetch(server, "/f.mp4")
    assert cut.value.partial.startswith(BODY[:5000])


def test_no_length_ends_by_closing(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.NO_LENGTH, times=1))
    server.faults.add(Fault(kind=Kind.NO_LENGTH, after=1000))
    for expected in (BODY, BODY[:1000]):
        got = fetch(server, "/f.mp4")
        assert (got.headers["Content-Length"], got.body) == (None, expected)


@pytest.mark.parametrize("after", [None, 0, 1000])
def test_stall_holds_the_rest_until_release(server: DemoServer, after: int | None) -> None:
    server.faults.add(Fault(kind=Kind.STALL, after=after))
    with ask_raw(server, "/f.mp4") as client:
        server.wait_for(lambda request: request.path == "/f.mp4")
        got = b""
        if after is not None:
            got = read_until(client, b"\r\n\r\n")
            while len(got.partition(b"\r\n\r\n")[2]) < after:
                got += client.recv(1)
        assert silent(client)
        server.faults.release()
        assert (got + read_all(client)).partition(b"\r\n\r\n")[2] == BODY


def test_drip_sends_a_byte_at_a_time(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.DRIP, after=10, every=600, times=1))
    server.faults.add(Fault(kind=Kind.DRIP, after=SIZE - 20, every=0.001))
    with ask_raw(server, "/f.mp4") as client:
        read_until(client, b"\r\n\r\n" + BODY[:10])
        assert silent(client)
        server.faults.release()
        assert read_all(client) == BODY[10:]
    assert fetch(server, "/f.mp4").body == BODY


def test_slow_headers_come_a_byte_at_a_time(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.SLOW_HEADERS, every=600))
    with ask_raw(server, "/f.mp4") as client:
        assert client.recv(100) == b"H"
        assert silent(client)
        server.faults.release()
        assert read_all(client).endswith(b"\r\n\r\n" + BODY)


def test_gzip_can_be_a_bomb(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.GZIP, extra=50_000_000))
    got = fetch(server, "/f.mp4")
    assert got.headers["Content-Encoding"] == "gzip"
    assert len(got.body) < 100_000
    data = zlib.decompress(got.body, 31)
    assert data.startswith(BODY)
    assert data[SIZE:].count(b" ") == 50_000_000 == len(data) - SIZE


def test_raw_sends_nothing_but_its_bytes(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.RAW, body=b"SSH-2.0-demo\r\n"))
    with ask_raw(server, "/f.mp4") as client:
        assert read_all(client) == b"SSH-2.0-demo\r\n"


def test_ignore_range_gives_the_whole(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.IGNORE_RANGE))
    got = fetch(server, "/f.mp4", {"Range": "bytes=100-"})
    assert (got.status, got.body, got.headers["Content-Range"]) == (200, BODY, None)


def test_wrong_offset_gives_another_part_than_asked(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.WRONG_OFFSET, extra=30))
    got = fetch(server, "/f.mp4", {"Range": "bytes=100-"})
    assert (got.status, got.body) == (206, BODY[70:])
    assert got.headers["Content-Range"] == f"bytes 70-{SIZE - 1}/{SIZE}"
    got = fetch(server, "/f.mp4")
    assert (got.status, got.body) == (206, BODY[30:])


def test_changed_etag_breaks_if_range(server: DemoServer) -> None:
    first = fetch(server, "/f.mp4")
    server.faults.add(Fault(kind=Kind.CHANGED_ETAG))
    for validator in (first.headers["ETag"], first.headers["Last-Modified"]):
        got = fetch(server, "/f.mp4", {"Range": "bytes=100-", "If-Range": validator})
        assert (got.status, got.body) == (200, BODY)
        assert got.headers["ETag"] != first.headers["ETag"]


def test_a_weak_tag_is_no_base_for_a_range(server: DemoServer) -> None:
    server.faults.add(Fault(headers={"ETag": 'W/"x"'}))
    got = fetch(server, "/f.mp4", {"Range": "bytes=100-", "If-Range": 'W/"x"'})
    assert (got.status, got.headers["ETag"]) == (200, 'W/"x"')


def test_no_validators_can_be_had_with_another_kind(server: DemoServer) -> None:
    server.faults.add(Fault(kind=Kind.CLOSE, also=(Kind.NO_VALIDATORS,), after=10, times=1))
    server.faults.add(Fault(kind=Kind.NO_VALIDATORS))
    head, body = whole(server, "/f.mp4")
    assert body == BODY[:10]
    assert b"etag" not in head.lower()
    got = fetch(server, "/f.mp4", {"Range": "bytes=100-"})
    assert (got.status, got.headers["ETag"], got.headers["Last-Modified"]) == (206, None, None)


def test_each_request_meets_the_first_fault_that_is_not_used_up(server: DemoServer) -> None:
    server.faults.add(Fault("/f.mp4", status=500, times=2, skip=1))
    server.faults.add(Fault("/f.mp4", status=404, times=1, skip=1))
    assert [fetch(server, "/f.mp4").status for _ in range(5)] == [200, 500, 500, 404, 200]


def test_a_fault_holds_for_a_prefix_or_a_glob(server: DemoServer) -> None:
    server.files |= {"/a/x.mp4": b"x", "/a/x.jpg": b"x", "/b/x.mp4": b"x"}
    server.faults.add(Fault("/a/*.mp4", status=404))
    server.faults.add(Fault("/b", status=410))
    paths = ("/a/x.mp4", "/a/x.jpg", "/b/x.mp4", "/f.mp4")
    assert [fetch(server, path).status for path in paths] == [404, 200, 410, 200]
    server.faults.clear()
    assert [fetch(server, path).status for path in paths] == [200, 200, 200, 200]


def test_a_connection_lives_on_behind_a_fault_that_does_not_end_it(server: DemoServer) -> None:
    server.faults.add(Fault(status=429, body=b"wait", times=1))
    asked = b"GET /f.mp4 HTTP/1.1\r\nHost: demo\r\n\r\n"
    with send_raw(server, asked + asked) as client:
        read_until(client, b"\r\n\r\nwait")
        read_until(client, b"\r\n\r\n" + BODY)


@pytest.mark.parametrize("kind", [Kind.STALL, Kind.DRIP, Kind.SLOW_HEADERS])
def test_close_ends_what_a_fault_holds(server: DemoServer, kind: Kind) -> None:
    server.faults.add(Fault(kind=kind, every=600, after=5))
    with ask_raw(server, "/f.mp4") as client:
        assert client.recv(1) == b"H"
        server.close()
        assert not read_all(client).endswith(BODY)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("demo-")]
