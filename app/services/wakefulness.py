"""Holds the machine's own sleep off while something is being saved; a person's wish to sleep always wins."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from app import APP_NAME
from app.services.saver import Saver
from app.services.session_bus import Call, SessionBus
from app.services.settings import Settings
from app.services.wake_lock import WakeLock, wake_lock

NAME = "org.freedesktop.ScreenSaver"
PATH = "/org/freedesktop/ScreenSaver"
REASON = "A video is being saved"


class Wakefulness(QObject):
    """One inhibition from the first save under way to the end of the last; it ends with the connection at the latest.

    Args:
        saver: whose transfers count, those that are only fetched to play too, but not those that are paused.
        bus: carries it. GNOME and KDE listen to this name, and take it for "not idle".
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
        self._asked = False
        self._cookie: int | None = None
        saver.transfers_updated.connect(self._look)
        settings.changed.connect(self._on_setting_changed)
        bus.lost.connect(self._on_lost)

    def _on_setting_changed(self, name: str) -> None:
        if name == "hold_off_sleep":
            self._look()

    def _look(self) -> None:
        busy = self._settings.hold_off_sleep and self._saver.busy
        if self._lock is not None:
            self._lock.hold(busy)
        elif busy and not self._asked:
            self._asked = True
            self._bus.call(Call(NAME, PATH, NAME, "Inhibit", "ss", (APP_NAME, REASON)), self._on_held)
        elif not busy and self._asked and self._cookie is not None:
            self._release()

    def _on_held(self, body: tuple[Any, ...]) -> None:
        self._cookie = int(body[0])
        self._look()  # the save may have ended before the answer

    def _release(self) -> None:
        self._bus.call(Call(NAME, PATH, NAME, "UnInhibit", "u", (self._cookie,)))
        self._asked, self._cookie = False, None

    def _on_lost(self) -> None:
        self._asked, self._cookie = False, None
