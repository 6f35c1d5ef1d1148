"""Talks to the desktop's session bus on a thread of its own: calls go out, signals come back, and nobody ever waits.

By jeepney, because Qt's D-Bus cannot send the unsigned argument of `Notify` from Python. Notification servers answer
the connection that asked, so that calls and signals share one.
"""

from __future__ import annotations

import logging
import select
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.services.jobs import Lane, Outcome

_log = logging.getLogger(__name__)
BUS = "org.freedesktop.DBus"
"""The bus itself: its signal NameOwnerChanged begins with the name that somebody took or gave up."""


@dataclass(frozen=True, slots=True)
class Call:
    """A method call: where to, what and its arguments with their D-Bus signature. Without a name: a signal to all."""

    name: str
    path: str
    interface: str
    method: str
    signature: str
    body: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class BusSignal:
    """A signal that came: who sends it names `interface`, `member` is its name, `body` its values."""

    interface: str
    member: str
    body: tuple[Any, ...]


class SessionBus(QObject):
    """The session bus where there is one; without one, calls go nowhere.

    Signals:
        received: BusSignal that was sent to us, or that `listen` asked for.
        lost: the bus is gone, or there is none.
    """

    received = Signal(object)
    lost = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane("bus", 1, self)
        self._calls: deque[tuple[Call, _Waiting]] = deque()
        self._rules: list[str] = []
        self._wake_in: socket.socket | None = None
        self._running = self._stopped = False

    def listen(self, interface: str, first: str = "") -> None:
        """Ask for the signals that are sent to everybody, too; to be said before the first call.

        Args:
            interface: of the signals.
            first: only those whose first value this is; "" for all.
        """
        only = f",arg0='{first}'" if first else ""
        self._rules.append(f"type='signal',interface='{interface}'{only}")

    def call(
        self,
        call: Call,
        answered: Callable[[tuple[Any, ...]], None] | None = None,
        refused: Callable[[], None] | None = None,
    ) -> None:
        """Send a call; connects with the first one.

        Args:
            call: what to send.
            answered: gets the values of a good answer, on this object's thread.
            refused: called there where the answer is an error, also that nobody has this name.
        """
        if self._stopped:
            return
        self._calls.append((call, _Waiting(answered, refused)))
        if not self._running:
            self._running = True
            self._lane.run(self._serve, self._on_ended)
        self._wake()

    def stop(self) -> None:
        """Say no more; what the desktop holds for this connection (an inhibition) ends with it."""
        self._stopped = True
        self._lane.stop()
        self._wake()

    def _wake(self) -> None:
        try:
            if (wake := self._wake_in) is not None:
                wake.send(b"\0")
        except OSError:
            _log.debug("the bus has just ended, or has been woken often enough")

    def _on_ended(self, _outcome: Outcome[None]) -> None:
        self._running = False
        self._calls.clear()
        self.lost.emit()

    def _serve(self, cancel: Cancel) -> None:
        """On the worker: until the bus is gone or we stop. No timer: an idle bus costs nothing."""
        try:
            from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

            connection = open_dbus_connection("SESSION")
        except (ImportError, OSError, KeyError, ValueError, RuntimeError) as error:
            _log.info("no session bus: %s", type(error).__name__)
            return
        woken, self._wake_in = socket.socketpair()
        self._wake_in.setblocking(False)
        cancel.on_cancel(self._wake)
        try:
            self._add_rules(connection)
            self._turn(connection, woken, cancel)
        except (OSError, EOFError) as error:
            _log.info("the session bus is gone: %s", type(error).__name__)
        finally:
            connection.close()
            woken.close()
            self._wake_in.close()

    def _turn(self, connection: Any, woken: socket.socket, cancel: Cancel) -> None:
        waiting: dict[int, _Waiting] = {}
        while not cancel.cancelled:
            self._send(connection, waiting)
            ready, _, _ = select.select([connection.sock, woken], [], [])
            if woken in ready:
                woken.recv(4096)
            if connection.sock in ready:
                self._receive(connection, waiting)

    def _add_rules(self, connection: Any) -> None:
        from jeepney import message_bus  # type: ignore[import-untyped]

        for rule in self._rules:
            connection.send(message_bus.AddMatch(rule))

    def _send(self, connection: Any, waiting: dict[int, _Waiting]) -> None:
        from jeepney import DBusAddress, new_method_call, new_signal

        while self._calls:
            call, who = self._calls.popleft()
            address = DBusAddress(call.path, call.name or None, call.interface)
            make = new_method_call if call.name else new_signal
            message = make(address, call.method, call.signature or None, call.body)
            serial = next(connection.outgoing_serial)
            if who.answered is not None or who.refused is not None:
                waiting[serial] = who
            connection.send(message, serial=serial)

    def _receive(self, connection: Any, waiting: dict[int, _Waiting]) -> None:
        from jeepney import HeaderFields, MessageType

        while True:
            try:
                message = connection.receive(timeout=0)
            except TimeoutError:
                return
            fields = message.header.fields
            kind = message.header.message_type
            who = waiting.pop(fields.get(HeaderFields.reply_serial, -1), _Waiting())
            if kind is MessageType.signal:
                said = BusSignal(
                    fields.get(HeaderFields.interface, ""), fields.get(HeaderFields.member, ""), message.body
                )
                self._lane.deliver(_Deliver(self.received.emit, said))
            elif kind is MessageType.method_return and who.answered is not None:
                self._lane.deliver(_Deliver(who.answered, message.body))
            elif kind is MessageType.error:
                _log.info("the desktop refuses a call: %s", fields.get(HeaderFields.error_name, ""))
                if who.refused is not None:
                    self._lane.deliver(who.refused)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Who waits for the answer to a call."""

    answered: Callable[[tuple[Any, ...]], None] | None = None
    refused: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class _Deliver:
    call: Callable[[Any], None]
    value: Any

    def __call__(self) -> None:
        self.call(self.value)
