"""Holds the machine's own sleep off while something is being saved; a person's wish to sleep always wins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app import APP_ID, APP_NAME
from app.services.saver import Saver
from app.services.session_bus import Call, SessionBus
from app.services.settings import Settings
from app.services.wake_lock import WakeLock, wake_lock

REASON = "A video is being saved"
_IDLE = 8
"""GNOME's flag for "this session is not idle"; the one for suspending would stand against its user."""


@dataclass(frozen=True, slots=True)
class Way:
    """A desktop's own way to be asked: `hold` gives a number back, which `release` takes."""

    name: str
    path: str
    interface: str
    hold: str
    release: str
    signature: str
    body: tuple[Any, ...]


WAYS = (
    # GNOME, KDE, Cinnamon
    Way(
        "org.freedesktop.ScreenSaver",
        "/org/freedesktop/ScreenSaver",
        "org.freedesktop.ScreenSaver",
        "Inhibit",
        "UnInhibit",
        "ss",
        (APP_NAME, REASON),
    ),
    # Xfce, LXQt
    Way(
        "org.freedesktop.PowerManagement",
        "/org/freedesktop/PowerManagement/Inhibit",
        "org.freedesktop.PowerManagement.Inhibit",
        "Inhibit",
        "UnInhibit",
        "ss",
        (APP_NAME, REASON),
    ),
    # MATE, Budgie
    Way(
        "org.gnome.SessionManager",
        "/org/gnome/SessionManager",
        "org.gnome.SessionManager",
        "Inhibit",
        "Uninhibit",
        "susu",
        (APP_ID, 0, REASON, _IDLE),
    ),
)
"""In the order in which they are tried."""


class Wakefulness(QObject):
    """One inhibition from the first save under way to the end of the last; it ends with the connection at the latest.

    Args:
        saver: whose transfers count, those that are only fetched to play too, but not those that are paused.
        bus: carries it.
        settings: say whether the user wants it; a change holds at once.
        lock: what is asked instead of the bus, where a system has its own.
    """

    def __init__(
        self,
        saver: Saver,
        bus: SessionBus,
        settings: Settings,
        parent: QObject | None = None,
        lock: WakeLock | None = None,
    ) -> None:
        super().__init__(parent)
        self._lock = lock or wake_lock()
        self._saver = saver
        self._bus = bus
        self._settings = settings
        self._asked = self._in_vain = False
        self._held: tuple[Way, int] | None = None
        saver.transfers_updated.connect(self._look)
        settings.changed.connect(self._on_setting_changed)
        bus.lost.connect(self._forget)

    def _on_setting_changed(self, name: str) -> None:
        if name == "hold_off_sleep":
            self._look()

    def _look(self) -> None:
        busy = self._settings.hold_off_sleep and self._saver.busy
        if self._lock is not None:
            self._lock.hold(busy)
        elif busy and not self._asked:
            self._asked = True
            self._ask(WAYS)
        elif not busy and self._held is not None:
            way, number = self._held
            self._bus.call(Call(way.name, way.path, way.interface, way.release, "u", (number,)))
            self._forget()
        elif not busy and self._in_vain:
            self._forget()  # the next save asks again: the desktop may have what it needs by then

    def _ask(self, ways: tuple[Way, ...]) -> None:
        if not ways:
            self._in_vain = True
            return
        way = ways[0]
        call = Call(way.name, way.path, way.interface, way.hold, way.signature, way.body)
        self._bus.call(call, partial(self._on_held, way), partial(self._ask, ways[1:]))

    def _on_held(self, way: Way, body: tuple[Any, ...]) -> None:
        self._held = (way, int(body[0]))
        self._look()  # the save may have ended before the answer

    def _forget(self) -> None:
        self._asked = self._in_vain = False
        self._held = None
