"""Connects through a SOCKS proxy so that a `Guard` can end it, from the look-up of names to the proxy's last word.

PySocks speaks the protocol; by itself it would look up names and dial where nothing but its timeout for each step ends
it, and a proxy that drips could hold a poll for as long as it likes.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import time
from collections.abc import Mapping
from typing import Any

import socks  # type: ignore[import-untyped]

from app.core.dial import resolve
from app.core.guard import Guard, Handle

DEFAULT_PORT = 1080
_DESTINATION_FAULTS = {3: errno.ENETUNREACH, 4: errno.EHOSTUNREACH, 5: errno.ECONNREFUSED, 6: errno.ETIMEDOUT}
"""What a reply code says of the destination (RFC 1928, 6); any other is about the proxy itself."""


class TunnelError(Exception):
    """The proxy cannot be reached, or does not do what it is for."""


def dial_through(
    proxy: Mapping[str, Any], host: str, port: int, timeout: float | None, guard: Guard | None, options: Any = None
) -> tuple[socket.socket, Handle]:
    """Connect to `host` through a proxy; everything together gets `timeout` seconds.

    Args:
        proxy: urllib3's `_socks_options`; `rdns` says that the proxy looks names up.
        host: the destination.
        port: of the destination.
        timeout: seconds.
        guard: of the request.
        options: of the socket.

    Returns:
        The socket, and a handle on it that `guard` already watches.

    Raises:
        OSError: as `dial`, where it is the destination that fails.
        TunnelError: it is the proxy; the cause says why.
    """
    guard = guard or Guard()
    end = time.monotonic() + (timeout if timeout is not None else 60.0)
    if not proxy["rdns"]:
        host = resolve(host, port, guard, end)[0][4][0]
    place = str(proxy["proxy_host"] or "").strip("[]"), int(proxy["proxy_port"] or DEFAULT_PORT)
    try:
        addresses = resolve(*place, guard, end)
    except socket.gaierror as error:
        raise TunnelError from error
    failure: Exception = TunnelError()
    for n, address in enumerate(addresses):
        share = time.monotonic() + (end - time.monotonic()) / (len(addresses) - n)
        if guard.reason is not None:
            raise TimeoutError
        try:
            return _dial(address, proxy, (host, port), share, guard, options)
        except socks.ProxyError as error:
            inner = error.socket_err or error  # PySocks wraps its own errors too, for they are OSErrors
            if isinstance(inner, TimeoutError) and not isinstance(error, socks.ProxyConnectionError):
                raise TimeoutError from error  # the proxy was reached, and is still at it
            if isinstance(inner, socks.SOCKS5Error):
                raise _explained(inner) from error
            failure = TunnelError()
            failure.__cause__ = inner
    raise failure


def _dial(
    found: Any, proxy: Mapping[str, Any], place: tuple[str, int], end: float, guard: Guard, options: Any
) -> tuple[socket.socket, Handle]:
    family, kind, protocol, _, address = found
    sock = socks.socksocket(family, kind, protocol)
    handle = Handle(sock)
    try:
        for option in options or ():
            sock.setsockopt(*option)
        guard.watch(handle)
        login = proxy["username"], proxy["password"]
        sock.set_proxy(proxy["socks_version"], address[0], address[1], proxy["rdns"], *login)
        sock.settimeout(max(end - time.monotonic(), 0.001))
        sock.connect(place)
        if guard.reason is not None:
            raise TimeoutError
    except BaseException:
        sock.close()
        handle.drop()
        raise
    return sock, handle


def _explained(error: Exception) -> Exception:
    code = re.match(r"0x([0-9a-fA-F]{2})", str(error))
    number = _DESTINATION_FAULTS.get(int(code.group(1), 16)) if code else None
    return TunnelError() if number is None else OSError(number, os.strerror(number))
