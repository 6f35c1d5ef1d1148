"""Locks a file for one user of it, in any process: what two downloads must not write to at the same time."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import IO

UNSUPPORTED = frozenset(
    getattr(errno, name) for name in ("ENOLCK", "ENOTSUP", "ENOSYS", "EINVAL") if hasattr(errno, name)
)
"""What locking and syncing raise where the file system (a network share) cannot."""


def open_locked(path: Path, buffering: int) -> IO[bytes] | None:
    """Open a file, made where there is none, and lock it until it is closed; None where another user has it.

    Args:
        path: of the file.
        buffering: bytes.

    Raises:
        OSError: it cannot be opened or made.
    """
    for _ in range(10):
        number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        file = os.fdopen(number, "r+b", buffering=buffering)
        if not try_lock(file.fileno()):
            file.close()
            return None
        # Its user may have brought it into place between the two: then this is the finished file.
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()
    return None


if sys.platform == "win32":
    import msvcrt

    def try_lock(number: int) -> bool:
        """Lock an open file; whether it could be."""
        os.lseek(number, 1 << 40, os.SEEK_SET)  # locked bytes cannot be read there, so lock one that is not used
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(number, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(number: int) -> bool:
        """Lock an open file; whether it could be."""
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in UNSUPPORTED
        return True
