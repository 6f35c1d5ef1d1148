"""A server on a raw socket that answers byte by byte as a test says, with every way to be wrong that HTTP allows."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Exchange:
    """One request that came in, and the way to answer it.

    Attributes:
        method, target: of the request line.
        headers: by lower-case name.
        connection: number of the connection it came on, from 0.
        over: set when the server ends; wait on it to keep a client waiting.
    """

    sock: socket.socket
    method: str
    target: str
    headers: dict[str, str]
    connection: int
    over: threading.Event

    def send(self, data: bytes) -> None:
        """Send raw bytes."""
        self.sock.sendall(data)

    def reply(self, body: bytes = b"", status: str = "200 OK", *headers: str, length: bool = True) -> None:
        """Send a whole answer; without `length` its end is the end of the connection."""
        lines = [f"HTTP/1.1 {status}", *headers]
        lines.append(f"Content-Length: {len(body)}" if length else "Connection: close")
        self.send("\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body)
        if not length:
            self.close()

    def drip(self, data: bytes, pause: float = 0.05) -> None:
        """Send byte by byte, over and over, until the client or the server goes."""
        while True:
            for n in range(len(data)):
                self.sock.sendall(data[n : n + 1])
                if self.over.wait(pause):
                    return

    def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


Script = Callable[[Exchange], None]


@dataclass
class Wire:
    """Listens on loopback and runs `script` for each request; keeps them all in `seen`."""

    script: Script
    tls: ssl.SSLContext | None = None
    greet: bool = True
    seen: list[Exchange] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    connected: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Listen."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._socks: list[socket.socket] = []
        self._lock = threading.Lock()
        self._start(self._accept)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path here."""
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def stop(self) -> None:
        """End every connection and thread."""
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            socks = list(self._socks)
        for sock in socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        number = 0
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                with self._lock:
                    self._socks.append(sock)
                self.connected.set()
                self._start(self._serve, sock, number)
                number += 1

    def _serve(self, sock: socket.socket, number: int) -> None:
        try:
            if not self.greet:
                self.over.wait()
                return
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
                with self._lock:
                    self._socks.append(sock)
            file = sock.makefile("rb")
            with file:
                while line := file.readline():
                    method, target, version = line.decode("latin-1").split()
                    if not version.startswith("HTTP/"):  # a TLS greeting may have three words as well
                        raise ValueError(version)
                    headers = {}
                    while (line := file.readline()) not in (b"\r\n", b""):
                        name, _, value = line.decode("latin-1").partition(":")
                        headers[name.lower()] = value.strip()
                    exchange = Exchange(sock, method, target, headers, number, self.over)
                    self.seen.append(exchange)
                    self.asked.set()
                    self.script(exchange)
        except OSError:
            pass  # the client went
        except ValueError:  # no HTTP
            with contextlib.suppress(OSError):
                sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        finally:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
