"""Knows from the desktop's portal whether its user wants it dark, and with more contrast.

Qt asks the portal on GNOME and its kin alone, and reads KDE's own settings on KDE; on all others it knows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.services.session_bus import BusSignal, Call, SessionBus

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Settings"
NAMESPACE = "org.freedesktop.appearance"
_DARK, _LIGHT, _MORE_CONTRAST = 1, 2, 1


class SystemLook(QObject):
    """What the portal says, asked once and heard from then on.

    Args:
        bus: carries it.

    Signals:
        changed: `answered`, `dark` or `contrast` is new.

    Attributes:
        answered: whether it is known by now, be it that there is no portal.
        dark: whether dark is wanted; None where there is no portal, or no preference.
        contrast: whether more contrast is wanted.
    """

    changed = Signal()

    def __init__(self, bus: SessionBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.answered = False
        self.dark: bool | None = None
        self.contrast = False
        bus.received.connect(self._on_signal)
        bus.lost.connect(self._on_nobody)
        bus.listen(INTERFACE, NAMESPACE)
        bus.call(Call(NAME, PATH, INTERFACE, "ReadAll", "as", ([NAMESPACE],)), self._on_read, self._on_nobody)

    def _on_read(self, body: tuple[Any, ...]) -> None:
        self._take({key: value for key, (_, value) in body[0].get(NAMESPACE, {}).items()})

    def _on_nobody(self) -> None:
        self._take({})

    def _on_signal(self, said: BusSignal) -> None:
        if said.interface == INTERFACE and said.member == "SettingChanged" and said.body[0] == NAMESPACE:
            _, key, (_, value) = said.body
            self._take({key: value})

    def _take(self, settings: Mapping[str, Any]) -> None:
        before = (self.answered, self.dark, self.contrast)
        self.answered = True
        if "color-scheme" in settings:
            self.dark = {_DARK: True, _LIGHT: False}.get(settings["color-scheme"])
        if "contrast" in settings:
            self.contrast = settings["contrast"] == _MORE_CONTRAST
        if before != (self.answered, self.dark, self.contrast):
            self.changed.emit()
