"""Puts a new database into the place of one that cannot be used, which is laid aside; a kill in between costs nothing.

Several files get other names: the broken one, its log, the new one. Without its log the broken one may well look
whole, and old. So the new one gets a name first by which the next start knows that it is to take the place.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from app.core.moving import sync_folder


def draft_of(path: Path) -> Path:
    """Where the database that is to take this place is made."""
    return path.with_name(f"{path.name}.new")


def put(draft: Path, path: Path) -> str:
    """Has the draft, which is whole and on the disk, take the place.

    Returns:
        The name that what stood there has now; "" where nothing did.

    Raises:
        OSError: it could not.
    """
    ready = _ready(path)
    os.replace(draft, ready)
    try:
        return finish(path)
    except OSError:
        with suppress(OSError):
            ready.unlink()
        raise


def finish(path: Path) -> str:
    """Has what is ready for this place take it, if anything is: now, or where the app was killed over that.

    Returns:
        As `put`.

    Raises:
        OSError: it could not.
    """
    ready = _ready(path)
    if not ready.exists():
        return ""
    sync_folder(path.parent)
    aside = _move_aside(path)
    os.replace(ready, path)
    sync_folder(path.parent)
    return aside


def last_aside(path: Path) -> Path | None:
    """What was last laid aside of this library, None where nothing was."""
    found = [each for each in path.parent.glob(f"{path.name}.damaged-*") if each.is_file()]
    return max((each for each in found if not each.name.endswith(("-wal", "-journal", "-shm"))), default=None)


def _ready(path: Path) -> Path:
    return path.with_name(f"{path.name}.ready")


def _move_aside(path: Path) -> str:
    """Gives what stands in the place, and its log, a name with the date; the new name, "" where nothing stands there.

    A file gets its new name before it loses the old one: a kill in between leaves it in its place.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while aside.exists() or aside.with_name(f"{aside.name}-wal").exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    moved = False
    for end in ("-wal", "-journal"):
        log = path.with_name(path.name + end)
        with suppress(FileNotFoundError):
            if log.stat().st_size:
                os.rename(log, aside.with_name(aside.name + end))
                moved = True
            else:
                log.unlink()
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-shm").unlink()
    if path.is_dir():
        os.rename(path, aside)
        moved = True
    elif path.exists():
        try:
            os.link(path, aside)
        except OSError:
            os.rename(path, aside)
        moved = True
    return aside.name if moved else ""
