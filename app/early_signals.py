"""Owns what SIGTERM and SIGINT do while the app starts: they wait until something can take them.

While Qt is imported that is a must: Python's own answer to SIGINT, an exception, aborts the process there.
"""

from __future__ import annotations

import signal
import sys

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def hold() -> None:
    """From now on they wait. Not on Windows, where a windowed program gets neither."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def let_go() -> None:
    """Those that came meanwhile are taken now."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
