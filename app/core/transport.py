"""Every HTTP request of the app goes through here: proxy, TLS, redirects, deadline, cancel, abort.

Importing this module is cheap. The first `open()` imports requests, so make it in a worker, never on the way to the
first paint.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from app.core.cancel import Cancel
from app.core.endpoints import DEFAULT_PORTS, is_loopback
from app.core.errors import ErrorCode, PikaError
from app.core.guard import Guard, Watchdog
from app.core.inflate import CODINGS, inflater

if TYPE_CHECKING:
    import ssl

    from requests import PreparedRequest
    from urllib3 import BaseHTTPResponse

    from app.core.connection import GuardedAdapter, Line

CONNECT_TIMEOUT = 10.0
"""Seconds to connect in, TLS included, where the deadline does not come first."""
Origin = tuple[str, str, int]
"""Scheme, host, port."""
MAX_REDIRECTS = 5
PIECE = 256 << 10
"""Bytes that are read at once: more is no quicker (measured), and each would leave a hole of its size in the heap."""
LINES_PER_THREAD = 4
"""Origins whose connections a thread keeps alive."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEPT = 256
"""Requests that are kept ready, and origins whose proxies are known: a task is asked for over and over."""
_PROXY_SECONDS = 30.0
"""For so long a look-up of the system's proxies holds; on Windows and macOS it asks the system."""


class Reply:
    """An answer whose headers have come; its body is read by `chunks()` or `read()`, once. Close it, or use `with`.

    Attributes:
        status: the HTTP status.
        headers: by name, in any case.
        url: where it came from, after redirects.
    """

    def __init__(self, response: BaseHTTPResponse, url: str, guard: Guard, done: Callable[[], None]) -> None:
        """Made by `Transport.open` only."""
        self.status: int = response.status
        self.headers: Mapping[str, str] = response.headers
        self.url = url
        self._raw: Any = response
        self._guard = guard
        self._done = done

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the connection: for the next request where the body was read to its end, else it is closed."""
        self._raw.close()
        self._raw.release_conn()
        self._done()

    def chunks(self, size: int = PIECE) -> Iterator[bytes]:
        """The body as it comes in, in pieces of 1 to `size` bytes, without its gzip or deflate coding.

        Raises:
            PikaError: TIMEOUT, CANCELLED, CONNECTION_LOST (also where the body is shorter than declared), TLS_FAILED.
        """
        decoder = inflater(self.headers.get("Content-Encoding", ""))
        while data := self._receive(size):
            if decoder is None:
                yield data
                continue
            try:
                yield from decoder.pieces(data, size)
            except zlib.error:
                raise PikaError(ErrorCode.CONNECTION_LOST, "bad compressed data") from None
        if decoder is not None and not decoder.ended:
            raise PikaError(ErrorCode.CONNECTION_LOST)

    def read(self, limit: int) -> bytes:
        """The whole body, without its coding.

        Raises:
            PikaError: as `chunks`; TOO_LARGE where it is over `limit` bytes.
        """
        body = bytearray()
        for chunk in self.chunks(1 << 16):
            body += chunk
            if len(body) > limit:
                raise PikaError(ErrorCode.TOO_LARGE)
        return bytes(body)

    def _receive(self, size: int) -> bytes:
        from app.core import net_errors

        try:
            data: bytes = self._raw.read1(size, decode_content=False)
        except net_errors.EXPECTED as error:
            raise _failure(error, self._guard) from error
        if self._guard.reason is not None:  # a socket that was shut down looks like the end of the body
            raise PikaError(self._guard.reason)
        return data


class Transport:
    """Sends GET requests and follows redirects. Thread-safe; one per app.

    Connections are kept alive per thread and origin. No cookies, no .netrc, no retries but one on a connection that
    the server had closed while it was idle.
    """

    def __init__(self, *, user_agent: str, proxy: str = "") -> None:
        """Open nothing yet.

        Args:
            user_agent: what servers see.
            proxy: URL of the proxy for everything but loopback hosts; "" = as the system or the environment says.
        """
        self._user_agent = user_agent
        self._proxy = proxy
        self._lock = threading.Lock()
        self._aborted = False
        self._guards: set[Guard] = set()
        self._watchdog = Watchdog()
        self._local = threading.local()
        self._context: ssl.SSLContext | None = None
        self._proxies: dict[Origin, tuple[float, dict[str, str]]] = {}
        self._prepared: dict[tuple[str, frozenset[tuple[str, str]]], PreparedRequest] = {}

    def set_proxy(self, proxy: str) -> None:
        """From now on, requests go through this proxy; "" = as the system or the environment says."""
        with self._lock:
            self._proxy = proxy
            self._proxies.clear()

    def prepare(self) -> None:
        """Load what the first `open` needs: requests, the system's certificates."""
        import app.core.net_errors

        _ = app.core.net_errors
        self._tls()

    def open(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        deadline: float | None = None,
        read_timeout: float = 30.0,
        cancel: Cancel | None = None,
        key: str = "",
    ) -> Reply:
        """Ask for `url`, follow redirects, and return once the headers are there.

        Args:
            url: http or https.
            headers: further ones; Accept-Encoding is gzip and deflate where they do not say.
            deadline: seconds for everything, the body included; None = no limit in all.
            read_timeout: seconds without a byte after which it fails. Headers must come whole within these.
            cancel: ends the request at once, wherever it is blocked.
            key: sent as `Authorization: Bearer` to the origin of `url` only.

        Raises:
            PikaError: BAD_LINK, BAD_KEY, REDIRECT_REFUSED, CANCELLED, and all that a connection can come to. No status
                is an error here, but 407 of a proxy.
        """
        if not all("!" <= char <= "~" for char in key):
            raise PikaError(ErrorCode.BAD_KEY)
        guard = Guard()
        end = None if deadline is None else time.monotonic() + deadline
        with self._lock:
            if self._aborted:
                raise PikaError(ErrorCode.CANCELLED)
            self._guards.add(guard)
        forget = None if cancel is None else cancel.on_cancel(partial(guard.end, ErrorCode.CANCELLED))
        done = partial(self._finish, guard, forget)
        try:
            response, final = self._follow(url, dict(headers or {}), key, guard, end, read_timeout)
            if end is None:
                guard.due = None
            else:
                self._watchdog.watch(guard, end)
            return Reply(response, final, guard, done)
        except BaseException:
            done()
            raise

    def abort(self) -> None:
        """End every request at once and refuse new ones with CANCELLED. For the shutdown; there is no way back."""
        with self._lock:
            self._aborted = True
            guards = list(self._guards)
        self._watchdog.stop()
        for guard in guards:
            guard.end(ErrorCode.CANCELLED)

    def _finish(self, guard: Guard, forget: Callable[[], None] | None) -> None:
        if forget is not None:
            forget()
        guard.release()
        with self._lock:
            self._guards.discard(guard)

    def _follow(
        self, url: str, headers: dict[str, str], key: str, guard: Guard, end: float | None, read_timeout: float
    ) -> tuple[BaseHTTPResponse, str]:
        request = self._prepare(url, headers)
        home = _origin(request)
        for _ in range(MAX_REDIRECTS + 1):
            if key and _origin(request) == home:
                request.headers["Authorization"] = f"Bearer {key}"
            response = self._send(request, guard, end, read_timeout)
            location = response.headers.get("Location", "")
            if response.status not in _REDIRECTS or not location:
                if response.status == 407:
                    response.close()
                    raise PikaError(ErrorCode.PROXY_AUTH)
                return response, str(request.url)
            response.close()  # unread, whatever its size
            before, request = request, self._redirected(request, location, headers)
            if key and _origin(before)[0] == "https" and _origin(request)[0] == "http":
                raise PikaError(ErrorCode.REDIRECT_REFUSED)
        raise PikaError(ErrorCode.REDIRECT_REFUSED)

    def _redirected(self, request: PreparedRequest, location: str, headers: dict[str, str]) -> PreparedRequest:
        # http.client reads headers as Latin-1, while servers write UTF-8.
        location = location.encode("latin-1", "replace").decode("utf-8", "replace")
        try:
            return self._prepare(urljoin(str(request.url), location), headers)
        except (PikaError, ValueError):
            raise PikaError(ErrorCode.REDIRECT_REFUSED) from None

    def _prepare(self, url: str, headers: dict[str, str]) -> PreparedRequest:
        if not url.lower().startswith(("http://", "https://")):
            raise PikaError(ErrorCode.BAD_LINK)
        name = url, frozenset(headers.items())
        known = self._prepared.get(name)
        if known is None:
            known = self._prepare_anew(url, headers)
            with self._lock:
                if len(self._prepared) >= _KEPT:
                    self._prepared.clear()
                self._prepared[name] = known
        return known.copy()

    def _prepare_anew(self, url: str, headers: dict[str, str]) -> PreparedRequest:
        from requests import Request

        standard = {"User-Agent": self._user_agent, "Accept": "*/*", "Accept-Encoding": CODINGS}
        try:
            request = Request("GET", url, headers=standard | headers).prepare()
            _origin(request)
        except ValueError:  # of requests and of urllib.parse
            raise PikaError(ErrorCode.BAD_LINK) from None
        return request

    def _send(self, request: PreparedRequest, guard: Guard, end: float | None, read_timeout: float) -> BaseHTTPResponse:
        from app.core import net_errors

        origin = _origin(request)
        adapter, line = self._line(origin)
        while True:
            now = time.monotonic()
            connect, read = CONNECT_TIMEOUT, read_timeout
            if end is not None:
                connect, read = min(connect, end - now), min(read, end - now)
            if guard.reason is not None or connect <= 0 or read <= 0:
                raise PikaError(guard.reason or ErrorCode.TIMEOUT)
            self._watchdog.watch(guard, now + connect + read if end is None else end)
            line.guard = guard
            try:
                return adapter.ask(request, connect, read, self._proxies_for(origin))
            except net_errors.EXPECTED as error:
                failure = _failure(error, guard)
                if not line.reused or failure.problem.code is not ErrorCode.CONNECTION_LOST:
                    raise failure from error
                line.reused = False  # the server had closed it while it was idle: once more, on a new one
            finally:
                line.guard = None

    def _line(self, origin: Origin) -> tuple[GuardedAdapter, Line]:
        from app.core.connection import GuardedAdapter, Line

        lines: OrderedDict[Origin, tuple[GuardedAdapter, Line]] = self._local.__dict__.setdefault(
            "lines", OrderedDict()
        )
        found = lines.get(origin)
        if found is None:
            line = Line()
            found = lines[origin] = (GuardedAdapter(self._tls(), line), line)
            if len(lines) > LINES_PER_THREAD:
                lines.popitem(last=False)[1][0].close()
        lines.move_to_end(origin)
        return found

    def _tls(self) -> ssl.SSLContext:
        from app.core.connection import SHAREABLE_CONTEXT, trust_context

        if not SHAREABLE_CONTEXT:
            return trust_context()
        with self._lock:
            if self._context is None:
                self._context = trust_context()
            return self._context

    def _proxies_for(self, origin: Origin) -> dict[str, str]:
        now = time.monotonic()
        with self._lock:
            until, proxies = self._proxies.get(origin, (0.0, {}))
            setting = self._proxy
        if until < now:
            proxies = _find_proxies(origin, setting)
            with self._lock:
                if len(self._proxies) >= _KEPT:
                    self._proxies.clear()
                if setting == self._proxy:
                    self._proxies[origin] = (now + _PROXY_SECONDS, proxies)
        return proxies


def _find_proxies(origin: Origin, setting: str) -> dict[str, str]:
    place = "{}://{}:{}".format(*origin)
    if is_loopback(place):  # a proxy's loopback is not ours
        return {}
    if setting:
        return {"http": setting, "https": setting}
    from requests.utils import get_environ_proxies

    return dict(get_environ_proxies(place))


def _origin(request: PreparedRequest) -> Origin:
    """Scheme, host and port that the request really goes to: of the URL as requests will send it."""
    parts = urlsplit(str(request.url))
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        raise PikaError(ErrorCode.BAD_LINK)
    return scheme, parts.hostname, parts.port or DEFAULT_PORTS[scheme]


def _failure(error: Any, guard: Guard) -> PikaError:
    from app.core import net_errors

    explained = net_errors.explain(error)
    if guard.reason is None or (
        guard.reason is ErrorCode.TIMEOUT and explained.problem.code is ErrorCode.CONNECT_TIMEOUT
    ):
        return explained
    return PikaError(guard.reason)
