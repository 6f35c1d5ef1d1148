"""Owns the demo server when nothing goes wrong: the feed, media and ranges, connections, the log of requests."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from urllib.request import urlopen

import pytest
import trustme

from app.demo.faults import RST_ON_CLOSE
from app.demo.scenario import SAMPLE_TASKS, Scenario, feed
from app.demo.server import DemoServer
from app.resources import resource
from tests.demo.clients import GENEROUS, address, fetch, read_all, read_until, send_raw
from tests.demo.conftest import Clock

ROOT = Path(__file__).parents[2]
TASK = SAMPLE_TASKS[0]
FEED = f"/pika/feed/{TASK}"
VIDEO = f"/v1/{TASK}/film_seed90551238.mp4"


def clip(name: str) -> bytes:
    """The bytes of a file of the demo."""
    return resource("demo", name).read_bytes()


def test_the_feed_answers_json_as_the_scenario_has_it(server: DemoServer, clock: Clock) -> None:
    fetch(server, FEED)
    clock.now += 5
    got = fetch(server, FEED)
    assert got.status == 200
    assert got.headers["Content-Type"] == "application/json"
    assert json.loads(got.body) == feed(TASK, 5, server.base_url)


def test_every_link_of_every_sample_leads_to_its_file(server: DemoServer, clock: Clock) -> None:
    for task_id in SAMPLE_TASKS:
        fetch(server, f"/pika/feed/{task_id}")
    clock.now += 60
    found = set()
    for task_id in SAMPLE_TASKS:
        for video in json.loads(fetch(server, f"/pika/feed/{task_id}").body)["videos"]:
            for link, kind in [("resultUrl", "video/mp4"), ("videoPoster", "image/jpeg"), ("imageThumb", "image/jpeg")]:
                if video[link]:
                    got = fetch(server, video[link].removeprefix(server.base_url))
                    assert (got.status, got.headers["Content-Type"]) == (200, kind)
                    found.add(got.body)
    assert len(found) == 7 + 8 + 8  # seven of eight videos finish; each shows a clip of its own


def test_links_are_good_at_once_on_a_server_that_never_saw_the_task(server: DemoServer) -> None:
    folder = f"/v1/{TASK}"
    assert fetch(server, f"{folder}/film_seed90551238_share.mp4").body == clip("moss.mp4")
    assert fetch(server, f"{folder}/poster.jpg").body == clip("moss.poster.jpg")
    assert fetch(server, f"{folder}/thumbnail.jpg").body == clip("moss.thumb.jpg")
    assert server.requests[0].path == f"{folder}/film_seed90551238_share.mp4"


@pytest.mark.parametrize("task_id", ["", "..", "a%20b", "x" * 129, "a/b"])
def test_an_id_that_no_task_can_have_does_not_exist(server: DemoServer, task_id: str) -> None:
    got = fetch(server, f"/pika/feed/{task_id}")
    assert got.status == 400
    assert json.loads(got.body) == {"code": "task_not_exist", "message": "task_not_exist", "data": None}


@pytest.mark.parametrize(
    "path", ["/", "/pika", "/v1/", f"/v1/{TASK}/", f"/v1/{TASK}/x.txt", f"/v1/{TASK}/../poster.jpg"]
)
def test_other_paths_are_not_found(server: DemoServer, path: str) -> None:
    assert fetch(server, path).status == 404


def test_only_get_and_head_are_allowed(server: DemoServer) -> None:
    assert fetch(server, FEED, method="DELETE").status == 405


def test_a_medium_has_length_type_and_validators(server: DemoServer) -> None:
    got = fetch(server, VIDEO)
    assert got.body == clip("moss.mp4")
    assert got.headers["Content-Length"] == str(len(got.body))
    assert got.headers["Accept-Ranges"] == "bytes"
    assert got.headers["ETag"].startswith('"')
    assert got.headers["Last-Modified"].endswith(" GMT")
    assert fetch(server, VIDEO).headers["ETag"] == got.headers["ETag"]


def test_head_gives_the_headers_and_no_body(server: DemoServer) -> None:
    client = http.client.HTTPConnection(*address(server), timeout=GENEROUS)
    client.request("HEAD", VIDEO)
    reply = client.getresponse()
    assert reply.read() == b""
    assert reply.headers["Content-Length"] == str(len(clip("moss.mp4")))
    client.request("GET", VIDEO)  # a body after HEAD would be in the way here
    assert client.getresponse().read() == clip("moss.mp4")
    client.close()


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-0", slice(0, 1), "bytes 0-0/10"),
        ("bytes=2-5", slice(2, 6), "bytes 2-5/10"),
        ("bytes=7-", slice(7, 10), "bytes 7-9/10"),
        ("bytes=7-99", slice(7, 10), "bytes 7-9/10"),
        ("bytes=-3", slice(7, 10), "bytes 7-9/10"),
        ("bytes=-99", slice(0, 10), "bytes 0-9/10"),
    ],
)
@pytest.mark.parametrize("on_disk", [True, False])
def test_a_range_gets_its_part(
    server: DemoServer, tmp_path: Path, asked: str, part: slice, said: str, on_disk: bool
) -> None:
    data = b"0123456789"
    (tmp_path / "x.mp4").write_bytes(data)
    server.files["/x.mp4"] = tmp_path / "x.mp4" if on_disk else data
    got = fetch(server, "/x.mp4", {"Range": asked})
    assert (got.status, got.body, got.headers["Content-Range"]) == (206, data[part], said)
    assert got.headers["Content-Length"] == str(len(got.body))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_outside_is_416_with_the_size(server: DemoServer, asked: str) -> None:
    server.files["/x.mp4"] = b"0123456789"
    got = fetch(server, "/x.mp4", {"Range": asked})
    assert (got.status, got.body, got.headers["Content-Range"]) == (416, b"", "bytes */10")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "nonsense"])
def test_a_range_that_means_nothing_gets_the_whole(server: DemoServer, asked: str) -> None:
    server.files["/x.mp4"] = b"0123456789"
    got = fetch(server, "/x.mp4", {"Range": asked})
    assert (got.status, got.body) == (200, b"0123456789")


def test_if_range_holds_only_for_the_same_file(server: DemoServer) -> None:
    first = fetch(server, VIDEO)
    for header in ("ETag", "Last-Modified"):
        got = fetch(server, VIDEO, {"Range": "bytes=100-", "If-Range": first.headers[header]})
        assert (got.status, got.body) == (206, first.body[100:])
    for other in ('"other"', f"W/{first.headers['ETag']}", "Thu, 01 Jan 1998 00:00:00 GMT"):
        got = fetch(server, VIDEO, {"Range": "bytes=100-", "If-Range": other})
        assert (got.status, got.body) == (200, first.body)


def test_a_connection_takes_many_requests_also_sent_at_once(server: DemoServer) -> None:
    server.files["/x"] = b"abc"
    asked = b"GET /x HTTP/1.1\r\nHost: demo\r\n\r\n"
    with send_raw(server, asked + asked) as client:
        read_until(client, b"\r\n\r\nabc")
        read_until(client, b"\r\n\r\nabc")
        client.sendall(b"GET /x HTTP/1.0\r\n\r\n")
        assert read_all(client).endswith(b"\r\n\r\nabc")


def test_a_proxied_request_is_answered_by_its_path(server: DemoServer) -> None:
    server.files["/x"] = b"abc"
    with send_raw(server, b"GET http://cdn.example/x?sig=1 HTTP/1.1\r\nConnection: close\r\n\r\n") as client:
        assert read_all(client).endswith(b"\r\n\r\nabc")
    [request] = server.requests
    assert (request.target, request.path, request.query) == ("http://cdn.example/x?sig=1", "/x", "sig=1")


@pytest.mark.parametrize(
    "nonsense",
    [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"GET /" + b"x" * 70_000],
)
def test_what_is_not_http_is_refused(server: DemoServer, nonsense: bytes) -> None:
    with send_raw(server, nonsense) as client:
        assert client.recv(65536).startswith(b"HTTP/1.1 400 ")
    assert fetch(server, FEED).status == 200


def test_clients_that_vanish_leave_no_trace(server: DemoServer, capfd: pytest.CaptureFixture[str]) -> None:
    server.files["/big"] = bytes(8 << 20)
    for request in (b"", b"GET /pi", b"GET /big HTTP/1.1\r\n\r\n", b"HEAD /big HTTP/1.1\r\n\r\n"):
        client = send_raw(server, request)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST_ON_CLOSE)
        client.close()
    assert fetch(server, FEED).status == 200
    server.close()
    assert capfd.readouterr() == ("", "")


def test_a_defect_is_logged(server: DemoServer, caplog: pytest.LogCaptureFixture) -> None:
    server.answers[TASK] = {"not": object()}
    with pytest.raises(http.client.RemoteDisconnected):
        fetch(server, FEED)
    server.close()
    assert "failed on a request" in caplog.text


def test_a_defect_is_not_printed_even_where_no_log_is_set_up() -> None:
    program = """
import http.client
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
with DemoServer(Scenario(), resource("demo")) as server:
    server.answers["x"] = {"not": object()}
    client = http.client.HTTPConnection(server.base_url.partition("//")[2])
    client.request("GET", "/pika/feed/x")
    try:
        client.getresponse()
    except http.client.RemoteDisconnected:
        print("gone")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("gone\n", "")


def test_the_log_holds_what_was_asked(server: DemoServer) -> None:
    fetch(server, f"{FEED}?id={TASK}", {"X-Thing": "Value"})
    fetch(server, "/nothing", method="HEAD")
    first, second = server.requests
    assert (first.method, first.path, first.query) == ("GET", FEED, f"id={TASK}")
    assert first.headers["x-thing"] == "Value"
    assert (second.method, second.path) == ("HEAD", "/nothing")
    assert first.at <= second.at


def test_a_server_that_nobody_looks_into_keeps_no_log(clock: Clock) -> None:
    with DemoServer(Scenario(clock), resource("demo"), kept_requests=0) as running:
        assert fetch(running, "/nothing").status == 404
        assert running.requests == []


def test_wait_for_waits_until_enough_has_come(server: DemoServer) -> None:
    late = threading.Thread(target=lambda: [fetch(server, path) for path in ("/a", "/b", "/a")])
    late.start()
    got = server.wait_for(lambda request: request.path == "/a", GENEROUS, count=2)
    late.join()
    assert [request.path for request in got] == ["/a", "/a"]
    with pytest.raises(TimeoutError, match="GET /b"):
        server.wait_for(lambda request: request.path == "/c", 0.01)


def test_a_stated_answer_comes_in_place_of_the_scenario(server: DemoServer) -> None:
    server.answers[TASK] = {"id": TASK, "videos": None}
    assert json.loads(fetch(server, FEED).body) == {"id": TASK, "videos": None}
    server.answers[TASK] = b"{cut"
    assert fetch(server, FEED).body == b"{cut"
    del server.answers[TASK]
    assert json.loads(fetch(server, FEED).body)["videos"]


def test_a_required_key_guards_the_feed_and_not_the_media(clock: Clock) -> None:
    with DemoServer(Scenario(clock), resource("demo"), required_key="sk-right") as server:
        for headers in ({}, {"Authorization": "Bearer sk-wrong"}, {"Authorization": "sk-right"}):
            got = fetch(server, FEED, headers)
            assert got.status == 401
            assert json.loads(got.body)["error"]["type"] == "new_api_error"
        assert fetch(server, FEED, {"Authorization": "Bearer sk-right"}).status == 200
        assert fetch(server, VIDEO).status == 200


def test_it_speaks_tls_where_a_context_is_given(clock: Clock) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with DemoServer(Scenario(clock), resource("demo"), ssl_context=context, host_name="localhost") as server:
        assert server.base_url.startswith("https://localhost:")
        client = http.client.HTTPSConnection(*address(server), timeout=GENEROUS, context=trusting)
        for path, kind in [(FEED, "application/json"), (VIDEO, "video/mp4")]:
            client.request("GET", path)
            reply = client.getresponse()
            assert (reply.status, reply.headers["Content-Type"]) == (200, kind)
            assert len(reply.read()) == int(reply.headers["Content-Length"])
        with pytest.raises(ssl.SSLCertVerificationError):
            http.client.HTTPSConnection(*address(server), timeout=GENEROUS).request("GET", FEED)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("demo-")]
    client.close()


def test_a_given_port_is_taken_and_free_again_after_close(clock: Clock) -> None:
    with DemoServer(Scenario(clock), resource("demo")) as first:
        _, port = address(first)
        second = DemoServer(Scenario(clock), resource("demo"), port)
        with pytest.raises(OSError, match=r"ddress"):
            second.start()
        fetch(first, FEED)
    with DemoServer(Scenario(clock), resource("demo"), port) as third:
        assert address(third)[1] == port


def test_close_ends_idle_connections_and_every_thread(clock: Clock) -> None:
    server = DemoServer(Scenario(clock), resource("demo"))
    with pytest.raises(RuntimeError):
        _ = server.base_url
    server.start()
    before = [thread for thread in threading.enumerate() if thread.name.startswith("demo-")]
    assert before
    with send_raw(server, f"HEAD {FEED} HTTP/1.1\r\n\r\n".encode()) as idle:
        read_until(idle, b"\r\n\r\n")
        server.close()
        assert idle.recv(1) == b""
    server.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("demo-")]


def test_it_runs_by_itself_as_a_module() -> None:
    with subprocess.Popen([sys.executable, "-m", "app.demo.server"], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().decode().strip()
        with urlopen(f"{base_url}{FEED}", timeout=GENEROUS) as reply:
            assert json.load(reply)["id"] == TASK
        process.terminate()
