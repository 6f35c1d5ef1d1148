"""Owns what the tests see of an X11 screen itself: colours, the active window, workspaces."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from app.services.x11 import Display

_STEP = 7
_LOOK = f"""
import collections, json, sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
image = app.primaryScreen().grabWindow(0).toImage()
across, down = range(0, image.width(), {_STEP}), range(0, image.height(), {_STEP})
json.dump(collections.Counter(image.pixelColor(x, y).name() for x in across for y in down), sys.stdout)
"""


class XScreen:
    """The screen of this environment, which has to be that of the process as well."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        os.environ.update({name: environment[name] for name in ("DISPLAY", "XAUTHORITY")})

    def colours(self) -> dict[str, int]:
        """Those of every seventh pixel in both directions, as `#rrggbb`, and how many have each."""
        done = subprocess.run(
            [sys.executable, "-c", _LOOK], env=self._environment, capture_output=True, text=True, check=True, timeout=60
        )
        counted: dict[str, int] = json.loads(done.stdout)
        return counted

    def active_window(self) -> int:
        """Its number, 0 where there is none."""
        return self._ask(b"_NET_ACTIVE_WINDOW")

    def first_window(self) -> int:
        """Of those that the window manager has, the one that came first; 0 where there is none."""
        return self._ask(b"_NET_CLIENT_LIST")

    def workspace(self) -> int:
        """The one that is looked at."""
        return self._ask(b"_NET_CURRENT_DESKTOP")

    def go_to_workspace(self, number: int) -> None:
        """Look at another one."""
        display = Display()
        display.ask(display.root, b"_NET_CURRENT_DESKTOP", number)
        display.close()

    def close(self, window: int) -> None:
        """What the cross of its frame does."""
        display = Display()
        display.ask(window, b"_NET_CLOSE_WINDOW")
        display.close()

    def _ask(self, name: bytes) -> int:
        display = Display()
        number = display.number(display.root, name)
        display.close()
        return number or 0
