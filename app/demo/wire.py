"""HTTP/1.1 as the demo speaks it: a request read off a socket, a reply put onto it.

The standard library's `http.server` costs more to import than the window has time for at start, asks the resolver, and
prints to stderr; and a test needs the single bytes in hand.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from types import MappingProxyType

HEAD_LIMIT = 64 * 1024
"""Bytes of request line and headers; more is not a client of ours."""

BODY_LIMIT = 1024 * 1024
PIECE = 1 << 20

REASONS = {
    200: "OK",
    206: "Partial Content",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    416: "Range Not Satisfiable",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class BadRequest(Exception):  # noqa: N818 (the name of the status, as HTTP has it)
    """What came over the socket is not HTTP/1.x."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in.

    Attributes:
        method: in capitals, as sent.
        path: as sent, without the query; of a proxied request also without scheme and host.
        query: the part after `?`, as sent, "" where there is none.
        headers: names in lower case; of repeated ones the last.
        at: `time.monotonic()` when it was read.
        target: the whole second word of the request line (a proxied request has the full URL there).
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    at: float
    target: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a reply: in memory (`data`), or `size` bytes of the file `path` from `offset` on."""

    data: bytes = b""
    path: Path | None = None
    offset: int = 0
    length: int = 0

    @classmethod
    def of_file(cls, path: Path, length: int) -> Body:
        """A whole file of `length` bytes."""
        return cls(path=path, length=length)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.data) if self.path is None else self.length

    def part(self, start: int, stop: int) -> Body:
        """The bytes from `start` up to `stop`, both within 0 and `size`."""
        if self.path is None:
            return Body(self.data[start:stop])
        return Body(path=self.path, offset=self.offset + start, length=stop - start)

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """The bytes, at most `size` at a time. Raises OSError when the file cannot be read."""
        if self.path is None:
            for start in range(0, len(self.data), size):
                yield self.data[start : start + size]
            return
        with self.path.open("rb") as file:
            file.seek(self.offset)
            left = self.length
            while left and (piece := file.read(min(size, left))):
                left -= len(piece)
                yield piece


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered. Content-Length and Date are added when it is sent unless `headers` has them; an empty value
    there leaves the header out.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=Body)


def read_request(connection: socket, rest: bytearray) -> Request | None:
    """The next request of a connection, None when the client has closed it.

    `rest` holds the bytes that were read too much; it belongs to the connection. A body is read and dropped.

    Raises:
        BadRequest: not HTTP, too long, or cut in the middle.
        OSError: the connection broke.
    """
    while (end := rest.find(b"\r\n\r\n")) < 0:
        if len(rest) > HEAD_LIMIT:
            raise BadRequest("headers too long")
        chunk = connection.recv(65536)
        if not chunk:
            if rest:
                raise BadRequest("cut headers")
            return None
        rest += chunk
    head = bytes(rest[:end]).decode("latin-1")
    del rest[: end + 4]
    request = _parse(head)
    _drop_body(connection, rest, request)
    return request


def _parse(head: str) -> Request:
    line, *fields = head.split("\r\n")
    words = line.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadRequest(line[:80])
    headers: dict[str, str] = {}
    for item in fields:
        name, colon, value = item.partition(":")
        if not colon:
            raise BadRequest(item[:80])
        headers[name.strip().lower()] = value.strip()
    if words[2] == "HTTP/1.0":
        headers.setdefault("connection", "close")
    local = words[1]
    if "://" in local.partition("?")[0]:
        local = "/" + local.split("://", 1)[1].partition("/")[2]
    path, _, query = local.partition("?")
    return Request(words[0], path, query, MappingProxyType(headers), time.monotonic(), words[1])


def _drop_body(connection: socket, rest: bytearray, request: Request) -> None:
    try:
        length = int(request.headers.get("content-length", "0"))
    except ValueError as error:
        raise BadRequest("content-length") from error
    if not 0 <= length <= BODY_LIMIT or "transfer-encoding" in request.headers:
        raise BadRequest("body")
    while len(rest) < length:
        chunk = connection.recv(65536)
        if not chunk:
            raise BadRequest("cut body")
        rest += chunk
    del rest[:length]


def head_bytes(reply: Reply, *, keep_alive: bool = True) -> bytes:
    """Status line and headers of a reply, with the empty line."""
    headers = {name.lower(): (name, value) for name, value in reply.headers.items()}
    if "transfer-encoding" not in headers:
        headers.setdefault("content-length", ("Content-Length", str(reply.body.size)))
    headers.setdefault("date", ("Date", http_date(time.time())))
    if not keep_alive:
        headers["connection"] = ("Connection", "close")
    lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in headers.values() if value]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def send(connection: socket, head: bytes, pieces: Iterable[bytes]) -> None:
    """Put head and body on the wire, the first piece in one packet with the head. Raises OSError."""
    waiting = head
    for piece in pieces:
        connection.sendall(waiting + piece if waiting else piece)
        waiting = b""
    if waiting:
        connection.sendall(waiting)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def http_date(at: float) -> str:
    """Epoch seconds as HTTP writes them; strftime would follow the user's language."""
    t = time.gmtime(at)
    clock = f"{t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02}"
    return f"{_DAYS[t.tm_wday]}, {t.tm_mday:02} {_MONTHS[t.tm_mon - 1]} {t.tm_year} {clock} GMT"
