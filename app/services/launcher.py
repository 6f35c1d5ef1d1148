"""Shows on the desktop's launcher how far the saves are, where the launcher knows Unity's signal (Ubuntu's, KDE's)."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app import APP_ID
from app.services.saver import Saver
from app.services.session_bus import Call, SessionBus

INTERFACE = "com.canonical.Unity.LauncherEntry"
PATH = "/io/github/pika_monitor/PikaMonitor"


class Launcher(QObject):
    """One bar for all transfers, told in steps of a percent.

    Args:
        saver: whose transfers count.
        bus: carries it.
    """

    def __init__(self, saver: Saver, bus: SessionBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._saver = saver
        self._bus = bus
        self._shown = -1
        saver.transfers_updated.connect(self._look)

    def _look(self) -> None:
        percent = self._percent()
        if percent == self._shown:
            return
        self._shown = percent
        state = {"progress": ("d", max(percent, 0) / 100), "progress-visible": ("b", percent >= 0)}
        self._bus.call(Call("", PATH, INTERFACE, "Update", "sa{sv}", (f"application://{APP_ID}.desktop", state)))

    def _percent(self) -> int:
        """Of all bytes whose number is known, 0 to 100; -1 where nothing is under way."""
        transfers = list(self._saver.transfers.values())
        if not transfers:
            return -1
        known = [(each.done, each.total) for each in transfers if each.total]
        total = sum(size for _, size in known if size)
        return min(100, 100 * sum(done for done, _ in known) // total) if total else 0
