"""One window a data folder: the first start listens, a second one hands its arguments over and ends."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)
MAX_MESSAGE = 32 << 20
ANSWER_TIMEOUT_MS = 30_000
CONNECT_FOR = 10.0
"""Seconds in which a first instance that has just started gets to listen."""
LONGEST_SOCKET_PATH = 100
"""Bytes: a Unix socket's path ends at 108, its final zero included."""

Reply = Callable[[dict[str, Any]], None]


class HandoverError(Exception):
    """Another instance holds the data folder but does not take the arguments over."""


class Instance(QObject):
    """This process among those that share a data folder.

    Signals:
        handed_over: the message of a second start (dict) and a function that answers it (dict).
    """

    handed_over = Signal(object, object)

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(data / "lock"))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, never by its age
        self._name = _socket_name(data)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._lines: set[_Line] = set()

    def claim(self) -> bool:
        """Makes this process the one with the window; False where another one is."""
        if not self._lock.tryLock(0):
            return self._lock.error() is not QLockFile.LockError.LockFailedError
        QLocalServer.removeServer(self._name)  # left by a process that was killed
        if not self._server.listen(self._name):
            _log.warning("a second start cannot hand over: %s", self._server.errorString())
        return True

    def hand_over(self, message: dict[str, Any]) -> dict[str, Any]:
        """Gives the message to the instance that is open and waits for its answer.

        Raises:
            HandoverError: it does not answer.
        """
        deadline = time.monotonic() + CONNECT_FOR
        socket = QLocalSocket()
        while True:
            socket.connectToServer(self._name)
            if socket.waitForConnected(500):
                break
            if time.monotonic() > deadline:
                raise HandoverError
            time.sleep(0.05)
        socket.write(json.dumps(message).encode() + b"\n")
        received = b""
        while b"\n" not in received:
            if socket.bytesAvailable() == 0 and not socket.waitForReadyRead(ANSWER_TIMEOUT_MS):
                raise HandoverError
            received += socket.readAll().data()
        answer = json.loads(received)
        return answer if isinstance(answer, dict) else {}

    def close(self) -> None:
        """Lets the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            line = _Line(socket, self)
            self._lines.add(line)
            line.ended.connect(self._lines.discard)
            line.read()


class _Line(QObject):
    """One second start that is talking to us.

    Signals:
        ended: itself.
    """

    ended = Signal(object)

    def __init__(self, socket: QLocalSocket, instance: Instance) -> None:
        super().__init__(instance)
        self._socket = socket
        self._instance = instance
        self._received = b""
        self._asked = False
        socket.readyRead.connect(self.read)
        socket.disconnected.connect(self._end)

    def read(self) -> None:
        """Takes what has come; a whole line is a message."""
        self._received += self._socket.readAll().data()
        if len(self._received) > MAX_MESSAGE:
            self._socket.abort()
        elif b"\n" in self._received and not self._asked:
            self._asked = True
            try:
                message = json.loads(self._received)
            except ValueError:
                message = None
            if isinstance(message, dict):
                self._instance.handed_over.emit(message, self.answer)
            else:
                self.answer({"ok": False})

    def answer(self, message: dict[str, Any]) -> None:
        """Answers; the other side closes."""
        if self._socket.state() is QLocalSocket.LocalSocketState.ConnectedState:
            self._socket.write(json.dumps(message).encode() + b"\n")
            self._socket.flush()

    def _end(self) -> None:
        self.ended.emit(self)
        self._socket.deleteLater()
        self.deleteLater()


def _socket_name(data: Path) -> str:
    """A path in XDG_RUNTIME_DIR, or else in the data folder; on Windows a pipe's name."""
    name = f"pika-monitor-{hashlib.sha256(os.path.realpath(data).encode()).hexdigest()[:16]}"
    if os.name == "nt":
        return name
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), str(data)):
        path = os.path.join(folder, name)
        if (
            folder
            and os.path.isdir(folder)
            and os.access(folder, os.W_OK)
            and len(os.fsencode(path)) <= LONGEST_SOCKET_PATH
        ):
            return path
    return name
