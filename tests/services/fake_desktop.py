"""Owns a desktop's side of the session bus for the tests: a real bus, and what answers on it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import pytest

# Where the package is not installed there is no such bus either: a test module that imports this is passed over.
pytest.importorskip("jeepney", reason="the session bus is Linux's")

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

_STEP_SECONDS = 0.05


class FakeDesktop:
    """Takes calls under the names it is given and keeps them; a call is answered with a number where nothing is set.

    Args:
        names: to take calls under.
        address: of the bus; "" for one of its own.

    Attributes:
        address: of the bus.
        calls: method and arguments, in order.
        answers: signature and values of the answer, by method.
    """

    def __init__(self, *names: str, address: str = "") -> None:
        self._bus = None if address else _start_bus()
        self.address = address
        if self._bus is not None:
            assert self._bus.stdout is not None
            self.address = self._bus.stdout.readline().strip()
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.answers: dict[str, tuple[str, tuple[Any, ...]]] = {}
        self._senders: list[str] = []
        self._connection = open_dbus_connection(self.address)
        for name in names:
            self.claim(name)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def claim(self, name: str) -> None:
        """Take calls under this name, too."""
        self._connection.send(message_bus.RequestName(name))

    def give_up(self, name: str) -> None:
        """Take none under this name any more."""
        self._connection.send(message_bus.ReleaseName(name))

    def named(self, method: str) -> list[tuple[Any, ...]]:
        """The arguments of the calls of this method."""
        return [body for name, body in self.calls if name == method]

    def invoke(self, path: str, interface: str, member: str, signature: str, body: Sequence[Any]) -> None:
        """Send a signal to the last caller, and to nobody else, as GNOME does."""
        signal = new_signal(DBusAddress(path, interface=interface), member, signature, tuple(body))
        signal.header.fields[HeaderFields.destination] = self._senders[-1]
        self._connection.send(signal)

    def tell_all(self, path: str, interface: str, member: str, signature: str, body: Sequence[Any]) -> None:
        """Send a signal to whoever listens, as most desktops do."""
        self._connection.send(new_signal(DBusAddress(path, interface=interface), member, signature, tuple(body)))

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                message: Message = self._connection.receive(timeout=_STEP_SECONDS)
            except TimeoutError:
                continue
            except OSError:
                return
            fields = message.header.fields
            if message.header.message_type is MessageType.method_call:
                self._senders.append(fields[HeaderFields.sender])
                self.calls.append((fields[HeaderFields.member], message.body))
                answer = self.answers.get(fields[HeaderFields.member], ("u", (len(self.calls),)))
                self._connection.send(new_method_return(message, *answer))

    def __enter__(self) -> Self:
        """The desktop, which answers already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._stop.set()
        self._thread.join(10)
        self._connection.close()
        if self._bus is not None:
            self._bus.terminate()
            self._bus.wait(10)
            assert self._bus.stdout is not None
            self._bus.stdout.close()


def _start_bus() -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
