"""How Windows and macOS are kept from falling asleep; elsewhere the session bus is asked, by `wakefulness`."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QProcess

_log = logging.getLogger(__name__)

ES_CONTINUOUS, ES_SYSTEM_REQUIRED = 0x80000000, 0x00000001  # <winbase.h>
CAFFEINATE = "/usr/bin/caffeinate"


class WakeLock(Protocol):
    """Keeps the machine awake, not its screen."""

    def hold(self, wanted: bool) -> None:
        """From now on, or no longer. Saying the same twice does nothing."""


class WindowsWakeLock:
    """Holds for as long as the thread lives that asked: use it on the GUI thread.

    Args:
        tell: takes the new state and gives back the former one, 0 where it is refused; the system's own where None.
    """

    def __init__(self, tell: Callable[[int], int] | None = None) -> None:
        self._tell = tell
        self._held = False

    def hold(self, wanted: bool) -> None:
        """See `WakeLock`."""
        if wanted == self._held:
            return
        self._held = wanted
        try:
            done = (self._tell or _windows())(ES_CONTINUOUS | (ES_SYSTEM_REQUIRED if wanted else 0))
        except (OSError, AttributeError) as error:
            _log.info("Windows was not asked to stay awake: %s", error)
            return
        if not done:
            _log.info("Windows does not want to be kept awake")


class MacWakeLock:
    """Runs the system's own `caffeinate`, which ends with this process at the latest.

    Args:
        program: what to run.
    """

    def __init__(self, program: str = CAFFEINATE) -> None:
        self._program = program
        self._process: QProcess | None = None

    def hold(self, wanted: bool) -> None:
        """See `WakeLock`."""
        if wanted and self._process is None:
            self._process = QProcess()
            self._process.start(self._program, ["-i", "-w", str(os.getpid())])
        elif not wanted and self._process is not None:
            self._process.kill()
            self._process.waitForFinished(1000)  # it ends at once
            self._process = None


def wake_lock(platform: str = sys.platform) -> WakeLock | None:
    """The one of this system, None where the session bus is to be asked.

    Args:
        platform: as `sys.platform` says.
    """
    if platform == "win32":
        return WindowsWakeLock()
    return MacWakeLock() if platform == "darwin" else None


def _windows() -> Callable[[int], int]:
    """The function of Windows' kernel. Raises OSError or AttributeError where there is none."""
    import ctypes

    told: Callable[[int], int] = ctypes.windll.kernel32.SetThreadExecutionState  # type: ignore[attr-defined,unused-ignore]
    return told
