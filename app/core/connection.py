"""The connections under `transport`: urllib3's and requests' own, made so that a `Guard` can end them.

Importing this imports requests (19 MB, 70 ms): only `transport` does, in a worker, at the first request.
"""

from __future__ import annotations

import http.client
import logging
import os
import socket
import ssl
import sys
from functools import partial
from typing import Any

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ProxyError

from app.core.dial import dial
from app.core.guard import Guard, Handle
from app.core.socks_tunnel import TunnelError, dial_through

# Its debug lines and its warning about odd headers hold whole URLs, and a signed link's query is a secret.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

SHAREABLE_CONTEXT = sys.platform not in ("win32", "darwin")
"""Whether adapters can share what `trust_context` gives."""

_CA_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where distributions keep the system's CA bundle; a bundled OpenSSL looks only where its build host had it."""


def trust_context() -> ssl.SSLContext:
    """A TLS context that trusts what the system trusts, TLS 1.2 or newer.

    Windows and macOS verify through truststore, as their stores are no files. Its context holds a lock while it shakes
    hands, so one server that hangs there would stop every other connection: use one for each adapter. Elsewhere it is a
    plain context, which may be shared by all.
    """
    if sys.platform in ("win32", "darwin"):
        import truststore

        native: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return native
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(os.scandir(paths.capath))):
        context.load_default_certs()
    else:
        for path in _CA_FILES:
            if os.path.isfile(path):
                context.load_verify_locations(cafile=path)
                break
    return context


class Line:
    """What the connections of one adapter share, in one thread.

    Attributes:
        guard: of the request that is being sent.
        reused: whether that request went out on a connection that had served another one.
    """

    def __init__(self) -> None:
        self.guard: Guard | None = None
        self.reused = False


class GuardedAdapter(HTTPAdapter):
    """Sends requests over connections that the guard of `line` can end, trusting what `context` trusts.

    Use it in one thread. It is used without a requests.Session, which would read a redirect's whole body, keep cookies
    and consult ~/.netrc.
    """

    def __init__(self, context: ssl.SSLContext, line: Line) -> None:
        self._context = context
        self._line = line
        self._pools: dict[str | None, Any] = {}
        super().__init__(pool_connections=2, pool_maxsize=1)

    def ask(self, request: PreparedRequest, connect: float, read: float, proxies: dict[str, str]) -> BaseHTTPResponse:
        """Send a GET request and return once the headers are there.

        What `send` would make of the answer (cookies, a Response) nobody needs, and it costs as much as the rest.

        Args:
            request: to the origin that this adapter is for.
            connect: seconds to connect in.
            read: seconds without a byte.
            proxies: as requests has them.

        Raises:
            Exception: what urllib3 and requests raise.
        """
        proxy = select_proxy(str(request.url), proxies)
        pool: Any = self._pools.get(proxy)
        if pool is None:
            pool = self._pools[proxy] = self.get_connection_with_tls_context(request, True, proxies=proxies)
            self.cert_verify(pool, "", True, None)
        answer: BaseHTTPResponse = pool.urlopen(
            "GET",
            self.request_url(request, proxies),
            headers=request.headers,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            decode_content=False,
            retries=False,
            timeout=Timeout(connect=connect, read=read),
        )
        return answer

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Make the pools of direct connections."""
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **pool_kwargs)
        self._equip(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Make the pools of connections through a proxy."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **proxy_kwargs)
        if not known:
            self._equip(manager)
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Require a valid certificate; requests would add certifi's CAs here, and load them for each connection."""
        conn.cert_reqs = "CERT_REQUIRED"

    def _equip(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {"http": partial(_pool, self._line), "https": partial(_tls_pool, self._line)}


def _pool(line: Line, host: str, port: int, **options: Any) -> HTTPConnectionPool:
    pool = HTTPConnectionPool(host, port, **options)
    pool.ConnectionCls = partial(_PlainConnection, line)  # type: ignore[assignment]
    return pool


def _tls_pool(line: Line, host: str, port: int, **options: Any) -> HTTPSConnectionPool:
    pool = HTTPSConnectionPool(host, port, **options)
    pool.ConnectionCls = partial(_TlsConnection, line)  # type: ignore[assignment]
    return pool


class _Lines:
    """Stands before a response's file while its headers are read, and knows the last line."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        self.last = self._file.readline(limit)
        return self.last

    def close(self) -> None:
        self._file.close()


class _StrictResponse(http.client.HTTPResponse):
    """Reads headers as they have to be read, where http.client does not.

    It fails where the connection ends within them, which http.client takes for a whole answer without a body; and it
    passes over every interim answer (RFC 9110, 15.2), of which http.client knows 100 only.
    """

    def begin(self) -> None:
        file: Any = self.fp
        lines: Any = _Lines(file)
        self.fp = lines
        try:
            interim = True
            while interim:
                super().begin()
                if lines.last == b"":
                    raise http.client.RemoteDisconnected("closed within the headers")
                if interim := 101 < self.status < 200:
                    self.headers = self.msg = None  # type: ignore[assignment]
        finally:
            if self.fp is lines:
                self.fp = file


class _Guarded:
    """Mixed into urllib3's connections: connects by `dial` and tells the guard which socket the request is on."""

    response_class: Any = _StrictResponse
    _handle: Handle | None = None
    _served = 0

    def __init__(self, line: Line, *args: Any, _socks_options: Any = None, **options: Any) -> None:
        self._line = line
        self._socks = _socks_options
        super().__init__(*args, **options)

    def _new_conn(self: Any) -> socket.socket:
        socks, rest = self._socks, (self.port, self.timeout, self._line.guard, self.socket_options)
        try:
            if socks is None:
                sock, self._handle = dial(self._dns_host, *rest)
            else:
                sock, self._handle = dial_through(socks, self._dns_host, *rest)
        except TunnelError as error:
            raise ProxyError("no tunnel", error) from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except OSError as error:
            raise NewConnectionError(self, "failed") from error
        return sock

    def request(self: Any, *args: Any, **options: Any) -> None:
        self._line.reused = self._served > 0
        self._served += 1
        if self._handle is not None and self._line.guard is not None:
            self._line.guard.watch(self._handle)
        super().request(*args, **options)  # type: ignore[misc]

    def close(self: Any) -> None:
        handle, self._handle = self._handle, None
        self._served = 0
        try:
            super().close()  # type: ignore[misc]
        finally:
            if handle is not None:
                handle.drop()


class _PlainConnection(_Guarded, HTTPConnection):
    pass


class _TlsConnection(_Guarded, HTTPSConnection):
    pass
