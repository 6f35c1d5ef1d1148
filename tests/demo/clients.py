"""Owns the two clients of these tests: one that knows HTTP, one that sees every byte."""

from __future__ import annotations

import http.client
import select
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from app.demo.server import DemoServer

GENEROUS = 20.0  # seconds after which a test has hung


@dataclass(frozen=True, slots=True)
class Got:
    """A reply as `http.client` reads it."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def address(server: DemoServer) -> tuple[str, int]:
    """Host and port of the server."""
    host, _, port = server.base_url.partition("://")[2].partition(":")
    return host, int(port)


def fetch(server: DemoServer, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Got:
    """One request on a connection of its own. Raises what `http.client` raises."""
    client = http.client.HTTPConnection(*address(server), timeout=GENEROUS)
    try:
        client.request(method, path, headers=dict(headers or {}))
        with client.getresponse() as reply:
            return Got(reply.status, reply.headers, reply.read())
    finally:
        client.close()


def send_raw(server: DemoServer, request: bytes) -> socket.socket:
    """A connection on which these bytes are sent; the caller closes it."""
    client = socket.create_connection(address(server), timeout=GENEROUS)
    client.sendall(request)
    return client


def ask_raw(server: DemoServer, path: str, headers: str = "") -> socket.socket:
    """A connection on which a GET is sent that asks to be closed afterwards."""
    return send_raw(server, f"GET {path} HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n{headers}\r\n".encode())


def read_all(client: socket.socket) -> bytes:
    """Everything up to the end of the connection."""
    got = bytearray()
    while chunk := client.recv(65536):
        got += chunk
    return bytes(got)


def read_until(client: socket.socket, end: bytes) -> bytes:
    """Everything up to and with `end`, and no byte more."""
    got = bytearray()
    while not got.endswith(end):
        byte = client.recv(1)
        assert byte, f"the connection ended after {bytes(got)!r}"
        got += byte
    return bytes(got)


def silent(client: socket.socket) -> bool:
    """Whether nothing is there to read, not even an end, and nothing comes within a moment."""
    return not select.select([client], [], [], 0.15)[0]


def whole(server: DemoServer, path: str) -> tuple[bytes, bytes]:
    """Headers and body, byte for byte, of a GET."""
    with ask_raw(server, path) as client:
        head, _, body = read_all(client).partition(b"\r\n\r\n")
    return head, body
