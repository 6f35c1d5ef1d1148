"""The built-in provider: a real HTTP/1.1 server on loopback that answers the feed and serves the demo's clips.

The product's Demo profile asks it as it would ask any other, and the tests use the same server, with faults.
"""

from __future__ import annotations

import json
import logging
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from app.demo.faults import Faults, shape_part, shape_whole, transmit
from app.demo.media import ranged, whole_reply
from app.demo.scenario import Scenario, clip_of, is_task_id
from app.demo.wire import BadRequest, Body, Reply, Request, head_bytes, read_request

if TYPE_CHECKING:
    import ssl

FEED = "/pika/feed/"
MEDIA = "/v1/"
KEPT_REQUESTS = 10_000
"""How many requests the log holds: enough for any test, at 2 KB each. The app, which reads none, keeps none."""

HANDSHAKE_SECONDS = 10.0
CLOSE_SECONDS = 0.5

_log = logging.getLogger(__name__)
# Without a handler of its own, logging's last resort would print to stderr.
_log.addHandler(logging.NullHandler())


class DemoServer:
    """The provider on 127.0.0.1, each connection on a daemon thread of its own.

    Attributes:
        faults: what goes wrong; nothing at first.
        answers: exact feed answers by task ID, in place of the scenario's: an object, or the body's bytes.
        files: further files by path ("/film.mp4"), with validators and ranges.
    """

    def __init__(
        self,
        scenario: Scenario,
        media: Path,
        port: int = 0,
        *,
        required_key: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        host_name: str = "127.0.0.1",
        kept_requests: int = KEPT_REQUESTS,
    ) -> None:
        """Nothing is opened yet.

        Args:
            scenario: what the tasks do.
            media: the folder of the clips.
            port: 0 for any that is free.
            required_key: the feed answers 401 unless this comes as Bearer.
            ssl_context: speaks https with it.
            host_name: how `base_url` names the host, for certificates.
            kept_requests: how many of the last `requests` are remembered.
        """
        self.faults = Faults()
        self.answers: dict[str, dict[str, Any] | bytes] = {}
        self.files: dict[str, bytes | Path] = {}
        self._scenario = scenario
        self._media = media
        self._port = port
        self._key = required_key
        self._tls = ssl_context
        self._host_name = host_name
        self._listener: socket.socket | None = None
        self._closing = threading.Event()
        self._seen = threading.Condition()
        self._requests: deque[Request] = deque(maxlen=kept_requests)
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()

    def start(self) -> None:
        """Listen, and answer from now on. Raises OSError when the port is taken."""
        self._listener = socket.create_server(("127.0.0.1", self._port), backlog=128)
        self._port = self._listener.getsockname()[1]
        self._run(self._accept, self._listener, "demo-accept")

    @property
    def base_url(self) -> str:
        """The endpoint, without a trailing slash. Raises RuntimeError before `start`."""
        if self._listener is None:
            raise RuntimeError("the demo server is not started")
        return f"{'http' if self._tls is None else 'https'}://{self._host_name}:{self._port}"

    def close(self) -> None:
        """End every connection at once, also one that a fault holds. A second call does nothing."""
        if self._listener is None or self._closing.is_set():
            return
        self._closing.set()
        self.faults.close()
        try:
            # accept() wakes for a connection on every system, for a closed listener only on some.
            socket.create_connection(("127.0.0.1", self._port), timeout=CLOSE_SECONDS).close()
        except OSError:
            _log.debug("the listener was gone already")
        self._listener.close()
        with self._seen:
            connections, threads = list(self._open), list(self._threads)
        for connection in connections:
            _shut(connection)
        deadline = time.monotonic() + CLOSE_SECONDS
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    @property
    def requests(self) -> list[Request]:
        """What was asked so far, oldest first: a copy."""
        with self._seen:
            return list(self._requests)

    def wait_for(self, predicate: Callable[[Request], bool], timeout: float = 5.0, count: int = 1) -> list[Request]:
        """Wait until `count` requests match; these, oldest first.

        Raises:
            TimeoutError: fewer came within `timeout` seconds; the message lists what did come.
        """
        with self._seen:
            if self._seen.wait_for(lambda: sum(map(predicate, self._requests)) >= count, timeout):
                return [request for request in self._requests if predicate(request)]
            came = [f"{request.method} {request.target}" for request in self._requests]
        raise TimeoutError(f"{count} matching requests within {timeout} s; there were {came}")

    def _run(self, target: Callable[[socket.socket], None], connection: socket.socket, name: str) -> None:
        thread = threading.Thread(target=target, args=(connection,), name=name, daemon=True)
        with self._seen:  # close() joins every thread that is listed, which only one that was started bears
            self._threads.add(thread)
            thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                if self._closing.is_set():
                    break
                # Out of file descriptors, or a client that left before it was let in: the next may fare better.
                time.sleep(0.05)
                continue
            if self._closing.is_set():
                connection.close()
                break
            self._run(self._serve, connection, "demo-connection")

    def _serve(self, plain: socket.socket) -> None:
        """One connection from its first byte to its last."""
        connection = plain
        with self._seen:
            self._open.add(plain)
        try:
            connection = self._prepared(plain)
            rest = bytearray()
            while not self._closing.is_set() and (request := read_request(connection, rest)) is not None:
                if not self._answer(connection, request):
                    break
        except BadRequest:
            _say_bad_request(connection)
        except OSError:
            _log.debug("a client has gone", exc_info=True)
        except Exception:
            _log.exception("the demo server failed on a request")
        finally:
            connection.close()
            with self._seen:
                self._open.discard(plain)
                self._open.discard(connection)
                self._threads.discard(threading.current_thread())

    def _prepared(self, plain: socket.socket) -> socket.socket:
        """The connection ready to read, behind TLS where that is wanted."""
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is None:
            return plain
        plain.settimeout(HANDSHAKE_SECONDS)
        wrapped = self._tls.wrap_socket(plain, server_side=True)
        wrapped.settimeout(None)
        with self._seen:
            self._open.add(wrapped)
        return wrapped

    def _answer(self, connection: socket.socket, request: Request) -> bool:
        with self._seen:
            self._requests.append(request)
            self._seen.notify_all()
        fault = self.faults.take(request.path)
        pause = self.faults.pauses()
        whole = shape_whole(fault, self._reply(request), request.path)
        takes_ranges = whole.status == 200 and "Accept-Ranges" in whole.headers
        part = ranged(whole, request.headers) if takes_ranges else whole
        return transmit(connection, request, shape_part(fault, whole, part), fault, pause)

    def _reply(self, request: Request) -> Reply:
        """What is answered when nothing goes wrong."""
        if request.method not in ("GET", "HEAD"):
            return _error(405, "method_not_allowed")
        path = request.path
        if "%" in path:
            from urllib.parse import unquote

            path = unquote(path)
        if path in self.files:
            return whole_reply(self.files[path], path.rpartition("/")[2])
        if path.startswith(FEED):
            return self._feed(path.removeprefix(FEED), request)
        if path.startswith(MEDIA):
            task_id, _, name = path.removeprefix(MEDIA).partition("/")
            return self._media_file(task_id, name)
        return _error(404, "not_found")

    def _feed(self, task_id: str, request: Request) -> Reply:
        if self._key is not None and request.headers.get("authorization") != f"Bearer {self._key}":
            error = {"message": "Invalid token (request id: demo)", "type": "new_api_error", "code": ""}
            return _json(401, {"error": error})
        exact = self.answers.get(task_id)
        if isinstance(exact, bytes):
            return Reply(200, {"Content-Type": "application/json"}, Body(exact))
        if exact is not None:
            return _json(200, exact)
        if not is_task_id(task_id):
            return _error(400, "task_not_exist")
        return _json(200, self._scenario.answer(task_id, self.base_url))

    def _media_file(self, task_id: str, name: str) -> Reply:
        """A clip or one of its pictures, at any time and for any task: a link outlives a restart."""
        if not is_task_id(task_id) or "/" in name:
            return _error(404, "not_found")
        clip = clip_of(task_id, name)
        if name.endswith(".mp4"):
            file = f"{clip}.mp4"
        elif name.startswith(("poster", "thumbnail")) and name.endswith(".jpg"):
            file = f"{clip}.{'poster' if name.startswith('poster') else 'thumb'}.jpg"
        else:
            return _error(404, "not_found")
        try:
            return whole_reply(self._media / file, name)
        except FileNotFoundError:
            return _error(404, "not_found")


def _json(status: int, value: dict[str, Any]) -> Reply:
    data = json.dumps(value, ensure_ascii=False).encode()
    return Reply(status, {"Content-Type": "application/json"}, Body(data))


def _error(status: int, code: str) -> Reply:
    """An error in the form of the gateways (API.md)."""
    return _json(status, {"code": code, "message": code, "data": None})


def _say_bad_request(connection: socket.socket) -> None:
    try:
        connection.sendall(head_bytes(Reply(400), keep_alive=False))
    except OSError:
        _log.debug("a client has gone", exc_info=True)


def _shut(connection: socket.socket) -> None:
    """Wake whatever reads or writes on the connection; its own thread closes it."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        _log.debug("a connection was gone already")


def main() -> int:
    """Run the server by itself until it is interrupted, and print the endpoint."""
    import argparse

    from app.resources import resource

    parser = argparse.ArgumentParser(prog="python -m app.demo.server", description="The Demo provider by itself.")
    parser.add_argument("--port", type=int, default=0, help="0 for any that is free")
    parser.add_argument("--key", help="answer the feed only with this key")
    parser.add_argument("--pace", type=float, default=1.0, help="how much quicker the tasks go")
    options = parser.parse_args()
    scenario = Scenario(pace=options.pace)
    with DemoServer(scenario, resource("demo"), options.port, required_key=options.key) as server:
        sys.stdout.write(server.base_url + "\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
