"""One window a data folder: who holds its lock is the one; `handover` is how another start reaches it."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QLockFile

LONGEST_SOCKET_PATH = 100
"""Bytes: a Unix socket's path ends at 108, its final zero included."""


class HandoverError(Exception):
    """Another instance holds the data folder but does not take the arguments over."""


class Instance:
    """This process among those that share a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = QLockFile(str(data / "lock"))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, never by its age

    def claim(self) -> bool:
        """Makes this process the one with the window; False where another one is."""
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    @property
    def address(self) -> str:
        """Where the one that holds the lock listens, as `handover` takes it."""
        return _address(self._data)

    def close(self) -> None:
        """Lets the next start be the first."""
        self._lock.unlock()


def _address(data: Path, system: str = os.name) -> str:
    """A path in XDG_RUNTIME_DIR, or else in the data folder; on Windows a pipe's name."""
    import hashlib

    name = f"pika-monitor-{hashlib.sha256(os.fsencode(os.path.realpath(data))).hexdigest()[:16]}"
    if system == "nt":
        return name
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), str(data)):
        path = os.path.join(folder, name)
        usable = folder and os.path.isdir(folder) and os.access(folder, os.W_OK)
        if usable and len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return path
    return name
