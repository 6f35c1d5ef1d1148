"""Connects a socket to a host so that a `Guard` can end it: while a name is looked up, and while it connects."""

from __future__ import annotations

import errno
import os
import queue
import selectors
import socket
import threading
import time
from collections import deque
from functools import partial
from typing import Any, Self

from app.core.guard import Guard, Handle

_POLL = 0.2
"""Seconds after which a waiting connect looks whether it was ended, where shutting down does not wake it (Windows)."""

HEAD_START = 0.25
"""Seconds that an address has before the next one is tried as well (RFC 8305, 5)."""

_UNDER_WAY = (0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN)


def dial(
    host: str, port: int, timeout: float | None, guard: Guard | None, options: Any = None
) -> tuple[socket.socket, Handle]:
    """Connect to the address of `host` that answers first; all of them together get `timeout` seconds.

    They are tried in the order that the system gives, each `HEAD_START` after the one before, or as soon as that fails:
    a dead first address (often IPv6) costs a quarter of a second and not half of the time (RFC 8305).

    Returns:
        The socket, with a timeout of what remains, and a handle on it that `guard` already watches.

    Raises:
        OSError: gaierror, TimeoutError (also where the guard was ended), or the last failure of an address.
    """
    guard = guard or Guard()
    end = time.monotonic() + (timeout if timeout is not None else 60.0)
    addresses = resolve(host.strip("[]"), port, guard, end)
    with _Race(guard, options) as race:
        return race.run(addresses, end)


class _Race:
    """Connects to several addresses; what has not won is closed."""

    def __init__(self, guard: Guard, options: Any) -> None:
        self._guard = guard
        self._options = options or ()
        self._selector = selectors.DefaultSelector()
        self._handles: dict[Any, Handle] = {}
        self._failure: OSError = OSError("no address")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for sock in list(self._handles):
            self._give_up(sock)
        self._selector.close()

    def run(self, addresses: list[Any], end: float) -> tuple[socket.socket, Handle]:
        """The winner; raises OSError where there is none until `end` (monotonic seconds)."""
        waiting = deque(addresses)
        turn = 0.0
        while waiting or self._handles:
            now = time.monotonic()
            if self._guard.reason is not None or now >= end:
                raise TimeoutError
            if waiting and (now >= turn or not self._handles):
                self._begin(*waiting.popleft())
                turn = now + HEAD_START
            moments = [now + _POLL, end] + ([turn] if waiting else [])
            for key, _ in self._selector.select(max(0.0, min(moments) - now) if self._handles else 0.0):
                if self._has_connected(key.fileobj):
                    return self._won(key.fileobj, end)
        if self._guard.reason is not None:  # what was shut down has failed, too
            raise TimeoutError
        raise self._failure

    def _begin(self, family: int, kind: int, protocol: int, _: str, address: Any) -> None:
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:  # a family that this machine has not
            self._failure = error
            return
        self._handles[sock] = Handle(sock)
        try:
            for option in self._options:
                sock.setsockopt(*option)
            self._guard.watch(self._handles[sock])
            sock.setblocking(False)
            code = sock.connect_ex(address)
            if code not in _UNDER_WAY:
                raise OSError(code, os.strerror(code))
            self._selector.register(sock, selectors.EVENT_WRITE)
        except OSError as error:
            self._failure = error
            self._give_up(sock)

    def _has_connected(self, sock: Any) -> bool:
        self._selector.unregister(sock)
        try:
            if code := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(code, os.strerror(code))
            sock.getpeername()  # a socket that was shut down while it connected has no error, but no peer either
        except OSError as error:
            self._failure = error
            self._give_up(sock)
            return False
        return True

    def _won(self, sock: Any, end: float) -> tuple[socket.socket, Handle]:
        handle = self._handles.pop(sock)
        self._guard.watch(handle)
        if self._guard.reason is not None:
            sock.close()
            handle.drop()
            raise TimeoutError
        sock.settimeout(max(end - time.monotonic(), 0.001))
        return sock, handle

    def _give_up(self, sock: Any) -> None:
        self._handles.pop(sock).drop()
        sock.close()


def resolve(host: str, port: int, guard: Guard, end: float) -> list[Any]:
    """The host's addresses. The system's resolver can block for half a minute and cannot be ended: it gets a thread."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass  # a name
    found: queue.SimpleQueue[list[Any] | Exception | None] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, found), name="pika-resolve", daemon=True).start()
    guard.wake_with(partial(found.put, None))
    try:
        result = found.get(timeout=max(end - time.monotonic(), 0.001))
    except queue.Empty:
        result = None
    finally:
        guard.wake_with(None)
    if isinstance(result, Exception):
        raise result
    if result is None:
        raise TimeoutError
    return result


def _look_up(host: str, port: int, found: queue.SimpleQueue[list[Any] | Exception | None]) -> None:
    try:
        found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except Exception as error:
        found.put(error)
