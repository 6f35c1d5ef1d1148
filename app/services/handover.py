"""How a second start hands its arguments over through a local socket: lines of JSON.

One line asks; one comes back at once, to tell a busy window from one that hangs, and one when all is committed.

Imported after the first paint, or by a second start: QtNetwork is kept off the way to the window.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.services.instance import HandoverError

_log = logging.getLogger(__name__)
MAX_MESSAGE = 32 << 20
CONNECT_FOR = 0.5
"""Seconds in which one try waits for somebody to listen; who waits for a start or an end tries again."""
RECEIPT_MS = 5_000
"""A window that lives takes the message within this time, whatever it is busy with."""
COMMIT_MS = 60_000
"""What commits ten thousand tasks to a slow disk is busy, not dead."""

Reply = Callable[[dict[str, Any]], None]


class HandoverServer(QObject):
    """Listens for second starts.

    Signals:
        handed_over: the message of a second start (dict) and a function that answers it (dict).
    """

    handed_over = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: set[_Line] = set()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        QLocalServer.removeServer(name)  # left by a process that was killed
        if not self._server.listen(name):
            _log.warning("a second start cannot hand over: %s", self._server.errorString())

    def close(self) -> None:
        """Listens no more."""
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            line = _Line(socket, self)
            self._lines.add(line)
            line.asked.connect(self.handed_over)
            line.ended.connect(self._lines.discard)
            line.read()


class _Line(QObject):
    """One second start that is talking to us.

    Signals:
        asked: its message, and the function that answers it.
        ended: itself.
    """

    asked = Signal(object, object)
    ended = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._received = bytearray()
        self._was_asked = False
        self._is_open = True
        socket.readyRead.connect(self.read)
        socket.disconnected.connect(self._end)

    def read(self) -> None:
        """Takes what has come; a whole line is a message."""
        piece = self._socket.readAll().data()
        self._received += piece
        if len(self._received) > MAX_MESSAGE:
            self._received.clear()
            self._socket.abort()
        elif b"\n" in piece and not self._was_asked:
            self._was_asked = True
            try:
                message = json.loads(self._received)
            except (ValueError, RecursionError):
                message = None
            if isinstance(message, dict):
                self.answer({"received": True})
                self.asked.emit(message, self.answer)
            else:
                self.answer({"ok": False})

    def answer(self, message: dict[str, Any]) -> None:
        """Answers; the other side closes. One that has gone meanwhile gets nothing."""
        if self._is_open and self._socket.state() is QLocalSocket.LocalSocketState.ConnectedState:
            self._socket.write(json.dumps(message).encode() + b"\n")
            self._socket.flush()

    def _end(self) -> None:
        self._is_open = False
        self.ended.emit(self)
        self._socket.deleteLater()
        self.deleteLater()


def hand_over(name: str, message: dict[str, Any]) -> dict[str, Any]:
    """Gives the message to the instance that listens at `name`, and waits for its answer.

    Raises:
        HandoverError: it does not answer.
    """
    deadline = time.monotonic() + CONNECT_FOR
    socket = QLocalSocket()
    while True:
        socket.connectToServer(name)
        if socket.waitForConnected(500):
            break
        if time.monotonic() > deadline:
            raise HandoverError
        time.sleep(0.05)
    socket.write(json.dumps(message).encode() + b"\n")
    answer = _read_line(socket, RECEIPT_MS)
    return _read_line(socket, COMMIT_MS) if answer.get("received") is True else answer


def _read_line(socket: QLocalSocket, timeout: int) -> dict[str, Any]:
    while not socket.canReadLine():
        if not socket.waitForReadyRead(timeout):
            raise HandoverError
    try:
        answer = json.loads(bytes(socket.readLine().data()))
    except (ValueError, RecursionError) as error:
        raise HandoverError from error
    return answer if isinstance(answer, dict) else {}
