"""A SOCKS5 proxy on loopback (RFC 1928, 1929) that does what a test says, and keeps what it was asked for."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field

GRANTED, GENERAL_FAILURE, NOT_ALLOWED, NO_NETWORK, NO_HOST, CLOSED, EXPIRED = range(7)
NO_LOGIN, LOGIN, NONE_WILL_DO = 0, 2, 255


@dataclass
class SocksServer:
    """Leads every destination to `lead`.

    Attributes:
        lead: the port on loopback where tunnels end.
        reply: code of the answer; anything but `GRANTED` ends it.
        login: "name:password" that is asked for, "" for none.
        stall: "" or the step at which it goes silent: "greeting" or "reply".
        drip: the reply comes byte by byte, `drip` seconds between two; without end where over 1.
        asked: destinations, as host and port.
    """

    lead: int = 0
    reply: int = GRANTED
    login: str = ""
    stall: str = ""
    drip: float = 0.0
    asked: list[tuple[str, int]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Listen."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._socks: list[socket.socket] = [self._listener]
        self._threads: list[threading.Thread] = []
        self._run(self._accept)

    def stop(self) -> None:
        """End every tunnel and thread."""
        self.over.set()
        for sock in list(self._socks):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _run(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self._socks.append(sock)
                self._run(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        with sock, sock.makefile("rb") as file, contextlib.suppress(OSError, ValueError, IndexError, struct.error):
            self._greet(sock, file)
            _, _, _, kind = file.read(4)
            host = file.read(file.read(1)[0]).decode() if kind == 3 else socket.inet_ntoa(file.read(4))
            self.asked.append((host, struct.unpack(">H", file.read(2))[0]))
            self.reached.set()
            if self.stall == "reply":
                self.over.wait()
            answer = struct.pack(">BBBB4sH", 5, self.reply, 0, 1, b"\0\0\0\0", 0)
            if self.drip:
                answer = struct.pack(">BBBBB", 5, self.reply, 0, 3, 255) + b"x" * 257
                for value in answer:
                    sock.sendall(bytes((value,)))
                    self.over.wait(self.drip)
            sock.sendall(answer)
            if self.reply == GRANTED:
                self._tunnel(sock)

    def _greet(self, sock: socket.socket, file: object) -> None:
        read = file.read  # type: ignore[attr-defined]
        _, count = read(2)
        offered = read(count)
        self.reached.set()
        if self.stall == "greeting":
            self.over.wait()
        if not self.login:
            sock.sendall(bytes((5, NO_LOGIN)))
            return
        if LOGIN not in offered:
            sock.sendall(bytes((5, NONE_WILL_DO)))
            raise OSError("no way to log in")
        sock.sendall(bytes((5, LOGIN)))
        read(1)
        name = read(read(1)[0]).decode()
        password = read(read(1)[0]).decode()
        good = f"{name}:{password}" == self.login
        sock.sendall(bytes((1, 0 if good else 1)))
        if not good:
            raise OSError("a wrong password")

    def _tunnel(self, sock: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self.lead)) as far:
            self._socks.append(far)
            self._run(_pump, far, sock)
            _pump(sock, far)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
