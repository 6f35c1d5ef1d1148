"""Collects cyclic garbage on the GUI thread alone.

Python collects in whichever thread allocates. In a worker that destroys Qt objects which belong to the GUI thread: a
timer that is killed from another thread stops the event loop's timers for good, or crashes (seen in tests). So the app
turns the automatic collection off and collects here, when work has come back.
"""

from __future__ import annotations

import gc

_YOUNG = 2_000
_ROUNDS = (10, 20)
"""Collections of one generation before the next older one is due; Python's own are 10 and 10."""


def collect_cycles() -> None:
    """Collects as much as is due; nothing where Python does it by itself. To be called on the GUI thread."""
    if gc.isenabled():
        return
    young, middle, old = gc.get_count()
    if young >= _YOUNG:
        gc.collect(2 if old > _ROUNDS[1] else 1 if middle > _ROUNDS[0] else 0)
