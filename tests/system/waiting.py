"""Owns how these tests wait for another process: look, and look again, never longer than a generous bound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
GENEROUS = 90.0
"""Seconds after which a test has hung."""
_LOOK_EVERY = 0.05


def until(look: Callable[[], T | None], what: str, timeout: float = GENEROUS) -> T:
    """The first true value of `look`.

    Args:
        look: a question to another process, a file or a socket.
        what: what is waited for, for the message.
        timeout: seconds.

    Raises:
        TimeoutError: `look` was never true; the message holds its last value.
    """
    end = monotonic() + timeout
    pause = threading.Event()
    while not (found := look()):
        if monotonic() > end:
            raise TimeoutError(f"{what}: not within {timeout:g} s; last seen: {found!r}")
        pause.wait(_LOOK_EVERY)
    return found
