"""Tells Windows which app this process is: its windows then stand under the start menu's own entry on the taskbar."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from app import APP_ID

_log = logging.getLogger(__name__)


def name_process(platform: str = sys.platform, tell: Callable[[str], int] | None = None) -> bool:
    """Give this process the AppUserModelID that the installer's shortcuts have; whether it was done.

    It has to be called before the first window is made. Without it a run from Python stands under Python's own icon,
    and a shortcut that is pinned beside a second one.

    Args:
        platform: as `sys.platform` says; nothing is done but on Windows.
        tell: takes the ID and gives back an HRESULT; the system's own where None.
    """
    if platform != "win32":
        return False
    try:
        result = (tell or _shell())(APP_ID)
    except (OSError, AttributeError) as error:
        _log.info("the taskbar was not told which app this is: %s", error)
        return False
    return result >= 0


def _shell() -> Callable[[str], int]:
    """The function of Windows' shell. Raises OSError or AttributeError where there is none."""
    import ctypes

    told: Callable[[str], int] = ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID  # type: ignore[attr-defined,unused-ignore]
    return told
