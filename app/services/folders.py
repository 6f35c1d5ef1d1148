"""Whether a folder that the user chose can take files."""

from __future__ import annotations

import os
from pathlib import Path

from app.core.errors import ErrorCode, Problem


def fault(folder: str) -> Problem | None:
    """Why nothing can be saved into `folder`: NO_FOLDER (no absolute path, or a file stands there) or NO_PERMISSION.

    None where it is a folder that can be written to, or can be made as the part that exists can. Only names and modes
    are looked at, nothing is written: quick enough for every key that is typed.
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
