"""Where we keep things: one folder where `--data-dir` names it, else the platform's own places."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "library.sqlite"
_NAME = "pika-monitor"
OWN_NAMES = (DATABASE_NAME, _NAME, "settings.ini", "cache", "lock")
"""What the names of all that is ours in a data folder begin with."""


@dataclass(frozen=True, slots=True)
class Places:
    """Absolute paths. `data` exists; the others are made when they are needed.

    Attributes:
        data: folder of the database, the log and the lock.
        cache: folder of posters and of videos that were only played.
        settings: the ini file.
    """

    data: Path
    cache: Path
    settings: Path

    @property
    def database(self) -> Path:
        """The library's file."""
        return self.data / DATABASE_NAME

    @property
    def log(self) -> Path:
        """The newest log file."""
        return self.data / "pika-monitor.log"


def places(data_dir: Path | None) -> Places:
    """The places of this run; makes the data folder, readable for the user only.

    Raises:
        OSError: the data folder cannot be made.
    """
    if data_dir is not None:
        return Places(data_dir, data_dir / "cache", data_dir / "settings.ini")
    from PySide6.QtCore import QStandardPaths

    def platform_place(location: QStandardPaths.StandardLocation) -> Path:
        base = QStandardPaths.writableLocation(location)
        return Path(base or os.path.expanduser("~")) / _NAME

    where = QStandardPaths.StandardLocation
    data = platform_place(where.GenericDataLocation)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = platform_place(where.GenericConfigLocation)
    return Places(data, platform_place(where.GenericCacheLocation), config / "settings.ini")
