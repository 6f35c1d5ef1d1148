"""Whether a folder that the user chose can take files."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import ErrorCode, Problem


def fault(folder: str) -> Problem | None:
    """Why nothing can be saved into `folder`: NO_FOLDER (no absolute path, or a file stands there) or NO_PERMISSION.

    None where it is a folder that can be written to, or can be made as the part that exists can. Only names and modes
    are looked at, nothing is written; for a worker all the same: a network share may take its time.
    """
    path = Path(folder)
    if not path.is_absolute() or "\0" in folder:
        return Problem(ErrorCode.NO_FOLDER)
    try:
        while not path.exists():
            path = path.parent
        if not path.is_dir():
            return Problem(ErrorCode.NO_FOLDER)
        return None if os.access(path, os.W_OK | os.X_OK) else Problem(ErrorCode.NO_PERMISSION)
    except (OSError, ValueError):
        return Problem(ErrorCode.NO_FOLDER)


@dataclass(frozen=True, slots=True)
class Look:
    """What a folder is like at the moment.

    Attributes:
        usable: it is there, or its parent is, and can be written to.
        free: bytes on its disk, None where that does not say.
    """

    usable: bool
    free: int | None = None


def look(folder: str) -> Look:
    """Looks at a folder that saves go to. For a worker: a network share may take its time."""
    there = folder if os.path.isdir(folder) else Path(folder).parent
    if fault(folder) is not None or not os.path.isdir(there):
        return Look(False)
    try:
        return Look(True, shutil.disk_usage(there).free)
    except OSError:
        return Look(True)
