"""What can go wrong on the way to a provider, made to order: tests switch it on, the product itself never does."""

from __future__ import annotations

import fnmatch
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain
from socket import SO_LINGER, SOL_SOCKET, socket

from app.demo.media import whole_reply
from app.demo.wire import Body, Reply, Request, head_bytes, send

RST_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""The value of SO_LINGER (on, 0 seconds) that makes close() send RST."""


class Kind(StrEnum):
    """What a fault does. `after` counts bytes of the body; None means "not even the headers"."""

    ANSWER = "answer"  # `status`, `headers`, `body` instead of the real ones, each as far as given
    REDIRECT = "redirect"  # to `url`, with `status` or 302
    CLOSE = "close"  # the connection ends after `after` bytes, whatever was declared
    CUT_HEADERS = "cut_headers"  # it ends in the middle of the headers
    RESET = "reset"  # as CLOSE, with RST
    SHORT = "short"  # the whole body, but `extra` bytes more are declared
    LONG = "long"  # the whole body, but `extra` bytes fewer are declared
    CHUNKED = "chunked"  # chunked; with `after`, cut there in the middle of a chunk
    NO_LENGTH = "no_length"  # no Content-Length: ended by closing, early with `after`
    STALL = "stall"  # nothing comes after `after` bytes until `release()`; then the rest
    DRIP = "drip"  # after `after` bytes, a byte each `every` seconds until `release()`
    SLOW_HEADERS = "slow_headers"  # a byte of the headers each `every` seconds
    GZIP = "gzip"  # compressed unasked, with `extra` spaces behind the body: a bomb when that is many
    RAW = "raw"  # `body` is all that is sent: no status line of ours
    IGNORE_RANGE = "ignore_range"  # 200 and the whole file, whatever was asked
    WRONG_OFFSET = "wrong_offset"  # 206 that starts `extra` bytes too early (or, unasked, that late)
    CHANGED_ETAG = "changed_etag"  # other validators than before
    NO_VALIDATORS = "no_validators"  # neither ETag nor Last-Modified


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        match: paths that it holds for: a glob if it has `*`, `?` or `[`, else a prefix.
        kind: what happens; `also` are further kinds at the same time (as NO_VALIDATORS with CLOSE).
        times: how many requests it holds for, None for all.
        skip: how many matching requests it lets pass first.
        status, headers, body: for ANSWER; `headers` and `body` also replace the real ones under any other kind. A
            header with an empty value is left out.
        after: bytes of the body that get through.
        every: seconds.
        extra: bytes.
        url: for REDIRECT.
    """

    match: str = "*"
    kind: Kind = Kind.ANSWER
    also: tuple[Kind, ...] = ()
    times: int | None = None
    skip: int = 0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    after: int | None = None
    every: float = 0.05
    extra: int = 0
    url: str = ""

    def has(self, kind: Kind) -> bool:
        """Whether this kind is one of its own."""
        return kind is self.kind or kind in self.also

    def matches(self, path: str) -> bool:
        """Whether it holds for requests of this path."""
        if any(sign in self.match for sign in "*?["):
            return fnmatch.fnmatchcase(path, self.match)
        return path.startswith(self.match)


NO_FAULT = Fault()
"""Nothing goes wrong."""


class Faults:
    """The faults that are switched on. Thread-safe. Each request meets the first that matches and is not used up."""

    def __init__(self) -> None:
        """None is on."""
        self._changed = threading.Condition()
        self._faults: list[Fault] = []
        self._releases = 0
        self._closed = False

    def add(self, fault: Fault) -> Fault:
        """Switch one on, behind those that are on already."""
        with self._changed:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Switch all off, and let go what they hold."""
        with self._changed:
            self._faults.clear()
        self.release()

    def release(self) -> None:
        """Let every reply that is held now go on at full speed."""
        with self._changed:
            self._releases += 1
            self._changed.notify_all()

    def close(self) -> None:
        """End for good what is held: the server goes."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self, path: str) -> Fault:
        """The fault that this request meets, used up by one; `NO_FAULT` where there is none."""
        with self._changed:
            for index, fault in enumerate(self._faults):
                if not fault.matches(path):
                    continue
                if fault.skip:
                    self._faults[index] = replace(fault, skip=fault.skip - 1)
                    continue
                if fault.times is not None:
                    if fault.times < 1:
                        continue
                    self._faults[index] = replace(fault, times=fault.times - 1)
                return fault
        return NO_FAULT

    def pauses(self) -> Callable[[float | None], None]:
        """A function that waits so many seconds (None: without end) or until the next `release()`.

        It raises ConnectionAbortedError when the server closes meanwhile.
        """
        with self._changed:
            seen = self._releases

        def pause(seconds: float | None) -> None:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._releases != seen, seconds)
                if self._closed:
                    raise ConnectionAbortedError("the server closes")

        return pause


def shape_whole(fault: Fault, whole: Reply, path: str) -> Reply:
    """What the fault makes of a reply before its Range is looked at."""
    if fault.has(Kind.REDIRECT):
        return Reply(fault.status or 302, {"Location": fault.url, **fault.headers})
    headers, status, body = dict(whole.headers), fault.status or whole.status, whole.body
    if fault.status is not None:
        headers, body = {"Content-Type": "application/json"}, Body(fault.body or b"")
    elif fault.body is not None:
        body = Body(fault.body)
        if "ETag" in headers:
            headers = dict(whole_reply(fault.body, path).headers)
    if fault.has(Kind.CHANGED_ETAG):
        headers |= {"ETag": '"changed"', "Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT"}
    if fault.has(Kind.NO_VALIDATORS):
        headers = {name: value for name, value in headers.items() if name not in ("ETag", "Last-Modified")}
    return Reply(status, headers | dict(fault.headers), body)


def shape_part(fault: Fault, whole: Reply, part: Reply) -> Reply:
    """What the fault makes of the part that a Range has chosen."""
    if fault.has(Kind.IGNORE_RANGE):
        return whole
    if fault.has(Kind.WRONG_OFFSET):
        size, shift = whole.body.size, max(1, fault.extra)
        start = max(0, size - part.body.size - shift) if part.status == 206 else min(shift, size)
        headers = {**whole.headers, "Content-Range": f"bytes {start}-{size - 1}/{size}"}
        return Reply(206, headers, whole.body.part(start, size))
    return part


def transmit(
    connection: socket, request: Request, reply: Reply, fault: Fault, pause: Callable[[float | None], None]
) -> bool:
    """Put the reply on the wire as the fault has it; whether the connection can take another request.

    Raises:
        OSError: the client has gone, or the server closes.
    """
    keep = request.headers.get("connection", "").lower() != "close" and not _ends(fault)
    reply = _declare(fault, reply)
    head = head_bytes(reply, keep_alive=keep)
    body = Body() if request.method == "HEAD" else reply.body
    if fault.has(Kind.RAW):
        connection.sendall(fault.body or b"")
    elif fault.has(Kind.CUT_HEADERS):
        connection.sendall(head[: len(head) // 2])
    elif fault.has(Kind.CLOSE) or fault.has(Kind.RESET):
        if fault.after is not None:
            send(connection, head, body.part(0, min(fault.after, body.size)).pieces())
        if fault.has(Kind.RESET):
            connection.setsockopt(SOL_SOCKET, SO_LINGER, RST_ON_CLOSE)
    elif fault.has(Kind.CHUNKED):
        send(connection, head, _chunks(body, fault.after))
    elif fault.has(Kind.STALL) or fault.has(Kind.DRIP) or fault.has(Kind.SLOW_HEADERS):
        _send_slowly(connection, head, body, fault, pause)
    else:
        stop = body.size if fault.after is None else min(fault.after, body.size)
        send(connection, head, body.part(0, stop).pieces())
    return keep


def _ends(fault: Fault) -> bool:
    """Whether the connection is of no use behind this fault."""
    ending = (Kind.RAW, Kind.CUT_HEADERS, Kind.CLOSE, Kind.RESET, Kind.SHORT, Kind.LONG, Kind.NO_LENGTH)
    return any(fault.has(kind) for kind in ending) or (fault.has(Kind.CHUNKED) and fault.after is not None)


def _declare(fault: Fault, reply: Reply) -> Reply:
    """The reply with the headers that the fault says about its body."""
    size, extra = reply.body.size, max(1, fault.extra)
    if fault.has(Kind.GZIP):
        return Reply(reply.status, {**reply.headers, "Content-Encoding": "gzip"}, _gzipped(reply.body, fault.extra))
    if fault.has(Kind.SHORT):
        return replace(reply, headers={**reply.headers, "Content-Length": str(size + extra)})
    if fault.has(Kind.LONG):
        return replace(reply, headers={**reply.headers, "Content-Length": str(max(0, size - extra))})
    if fault.has(Kind.CHUNKED):
        return replace(reply, headers={**reply.headers, "Transfer-Encoding": "chunked"})
    if fault.has(Kind.NO_LENGTH):
        return replace(reply, headers={**reply.headers, "Content-Length": ""})
    return reply


def _gzipped(body: Body, extra: int) -> Body:
    """The body and `extra` spaces (white space behind JSON is still JSON), compressed a piece at a time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b" " * (1 << 20)
    spaces = (piece[: min(len(piece), extra - done)] for done in range(0, extra, len(piece)))
    packed = b"".join(packer.compress(part) for part in chain(body.pieces(), spaces))
    return Body(packed + packer.flush())


def _chunks(body: Body, after: int | None) -> Iterator[bytes]:
    """The body in chunks of at most 4 KiB; with `after`, the last chunk has more declared than comes."""
    stop = body.size if after is None else min(after, body.size)
    for piece in body.part(0, stop).pieces(4096):
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n" if after is None else b"1000\r\n" + b"".join(body.part(stop, min(stop + 1, body.size)).pieces())


def _send_slowly(
    connection: socket, head: bytes, body: Body, fault: Fault, pause: Callable[[float | None], None]
) -> None:
    """STALL, DRIP and SLOW_HEADERS; afterwards the reply is whole."""
    if fault.has(Kind.SLOW_HEADERS):
        for value in head:
            connection.sendall(bytes((value,)))
            pause(fault.every)
        send(connection, b"", body.pieces())
        return
    start = min(fault.after or 0, body.size)
    if fault.has(Kind.STALL):
        if fault.after is not None:
            send(connection, head, body.part(0, start).pieces())
            head = b""
        pause(None)
        send(connection, head, body.part(start, body.size).pieces())
        return
    send(connection, head, body.part(0, start).pieces())
    for piece in body.part(start, body.size).pieces(1):
        pause(fault.every)
        connection.sendall(piece)
