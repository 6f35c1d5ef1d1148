"""Owns the eyes and hands of the tests: what an assistive technology sees of a window and does to it, over AT-SPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, DBusErrorResponse, MatchRule, new_method_call  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

from tests.system.waiting import GENEROUS, until

_CALL_SECONDS = 10.0
_PREFIX = "org.a11y.atspi."
_ENABLED, _SELECTED, _SHOWING, _SENSITIVE = 8, 23, 25, 24
_ROOT = "/org/a11y/atspi/accessible/root"


class GoneError(Exception):
    """The object is no longer there, or cannot do this."""


class Screen:
    """The accessibility bus of a session.

    It says to the session that a screen reader runs: nothing has to be set for the app itself.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        session = open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])
        try:
            bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            address: str = _ask(session, bus, "GetAddress")[0]
            status = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.freedesktop.DBus.Properties")
            for name in ("IsEnabled", "ScreenReaderEnabled"):
                _ask(session, status, "Set", "ssv", "org.a11y.Status", name, ("b", True))
        finally:
            session.close()
        self._bus = open_dbus_connection(address)

    def close(self) -> None:
        """Leaves the bus."""
        self._bus.close()

    @contextmanager
    def announcements(self) -> Iterator[Callable[[], list[str]]]:
        """Within it, what the app asked to be read out; a screen reader has to ask for that, and so does this."""
        registry = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement")
        event, said = "object:announcement", list[str]()
        _ask(
            self._bus,
            DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"),
            "AddMatch",
            "s",
            rule.serialise(),
        )
        _ask(self._bus, registry, "RegisterEvent", "sas", event, [])
        with self._bus.filter(rule, bufsize=100) as heard:

            def so_far() -> list[str]:
                try:
                    while True:  # until nothing more comes for a moment
                        said.append(str(self._bus.recv_until_filtered(heard, timeout=0.05).body[3][1]))
                except TimeoutError:
                    return said

            yield so_far

    def call(self, bus_name: str, path: str, interface: str, method: str, signature: str = "", *body: Any) -> Any:
        """The values of the answer. Raises GoneError."""
        return _ask(self._bus, DBusAddress(path, bus_name, interface), method, signature, *body)

    def application(self, pid: int) -> Node | None:
        """The application of this process, None while it is not there."""
        registry = Node(self, "org.a11y.atspi.Registry", _ROOT)
        for child in registry.children():
            try:
                if self._pid(child.bus_name) == pid:
                    return child
            except GoneError:
                continue
        return None

    def _pid(self, bus_name: str) -> int:
        pid: int = self.call(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            "GetConnectionUnixProcessID",
            "s",
            bus_name,
        )[0]
        return pid


@dataclass(frozen=True)
class Node:
    """One accessible object. Every question goes to the app anew; all raise GoneError when it has gone."""

    screen: Screen
    bus_name: str
    path: str

    @property
    def name(self) -> str:
        """The accessible name; of a row, its text."""
        return str(self._property("Accessible", "Name"))

    @property
    def description(self) -> str:
        """What is said of it besides."""
        return str(self._property("Accessible", "Description"))

    @property
    def role(self) -> str:
        """In AT-SPI's words, as "push button" or "table"."""
        return str(self._call("Accessible", "GetRoleName")[0])

    @property
    def enabled(self) -> bool:
        """Whether it can be used."""
        return self._has(_ENABLED) and self._has(_SENSITIVE)

    @property
    def selected(self) -> bool:
        """Whether it is selected."""
        return self._has(_SELECTED)

    @property
    def showing(self) -> bool:
        """Whether it is on the screen."""
        return self._has(_SHOWING)

    def children(self) -> list[Node]:
        """Direct children, in order."""
        pairs = self._call("Accessible", "GetChildren")[0]
        return [Node(self.screen, *pair) for pair in pairs if not pair[1].endswith("/null")]

    def walk(self) -> Iterator[Node]:
        """Everything below, depth first; what vanishes meanwhile is left out."""
        try:
            children = self.children()
        except GoneError:
            return
        for child in children:
            yield child
            yield from child.walk()

    def find(self, role: str, name: str | Callable[[str], bool] = "", timeout: float = GENEROUS) -> Node:
        """The first object below with this role and name (or whose name fits), waited for.

        Raises:
            TimeoutError: there is none; the message lists what there is.
        """
        try:
            return until(lambda: self.look(role, name), f"{role} {name!r}", timeout)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; there are {self.outline()}") from None

    def look(self, role: str, name: str | Callable[[str], bool] = "") -> Node | None:
        """As `find`, without waiting."""
        for node in self.walk():
            try:
                if node.role == role and (name(node.name) if callable(name) else name in ("", node.name)):
                    return node
            except GoneError:
                continue
        return None

    def outline(self) -> str:
        """Roles and names of everything below, for messages."""
        lines = []
        for node in self.walk():
            try:
                lines.append(f"{node.role} {node.name!r}")
            except GoneError:
                continue
        return "; ".join(lines)

    def press(self) -> None:
        """Does what a click does. Raises GoneError where it is hidden or disabled, as a click would do nothing."""
        if not (self.showing and self.enabled):
            raise GoneError(f"{self.role} {self.name!r} cannot be pressed now")
        names = [action[0] for action in self._call("Action", "GetActions")[0]]
        wanted = next((name for name in ("Press", "Toggle", "Click") if name in names), None)
        if wanted is None:
            raise GoneError(f"{self.role} {self.name!r} has only the actions {names}")
        self._call("Action", "DoAction", "i", names.index(wanted))

    def select_row(self, row: int) -> None:
        """Selects one row of a table."""
        self._call("Selection", "ClearSelection")
        self._call("Table", "AddRowSelection", "i", row)

    def type(self, text: str) -> None:
        """Puts `text` in place of a field's contents."""
        self._call("EditableText", "SetTextContents", "s", text)

    def _has(self, state: int) -> bool:
        low, high = self._call("Accessible", "GetState")[0]
        return bool((low | high << 32) >> state & 1)

    def _property(self, interface: str, name: str) -> Any:
        return self.screen.call(
            self.bus_name, self.path, "org.freedesktop.DBus.Properties", "Get", "ss", _PREFIX + interface, name
        )[0][1]

    def _call(self, interface: str, method: str, signature: str = "", *body: Any) -> Any:
        return self.screen.call(self.bus_name, self.path, _PREFIX + interface, method, signature, *body)


def _ask(connection: DBusConnection, address: DBusAddress, method: str, signature: str = "", *body: Any) -> Any:
    message = new_method_call(address, method, signature or None, body)
    try:
        reply = connection.send_and_get_reply(message, timeout=_CALL_SECONDS)
        if reply.header.message_type.name == "error":
            raise DBusErrorResponse(reply)
    except (DBusErrorResponse, TimeoutError) as error:
        raise GoneError(f"{method} of {address.object_path}: {error}") from None
    return reply.body
