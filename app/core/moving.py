"""Gives a file another name in its folder without ever replacing one that exists."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

_NO_LINKS = frozenset(
    getattr(errno, name)
    for name in ("EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL", "EACCES", "EXDEV")
    if hasattr(errno, name)
)
"""What os.link raises where the file system has no hard links (FAT, some network shares)."""
_NO_SUCH_CALL = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EPERM})
_AT_FDCWD = -100
_RENAME_NOREPLACE = 1


def move(source: Path, target: Path) -> bool:
    """Rename without replacing; False where the target exists.

    A kill in between leaves the file under its old name, its new one, or both.

    Raises:
        OSError: it cannot be renamed.
    """
    try:
        if sys.platform == "win32":
            os.rename(source, target)  # never replaces there
            return True
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _move_without_links(source, target)
    source.unlink()
    return True


def _move_without_links(source: Path, target: Path) -> bool:
    try:
        if _rename_exclusively(source, target):
            return True
    except FileExistsError:
        return False
    # The name is reserved by an empty file, which only we replace. A kill between the two leaves that: better than to
    # check and rename, which can replace a file that appears in between.
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        return False
    try:
        os.replace(source, target)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    return True


def _rename_exclusively(source: Path, target: Path) -> bool:
    """Rename by the one system call that does not replace; False where there is none."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if renameat2(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_SUCH_CALL:
        return False
    raise OSError(number, os.strerror(number), str(target))


def sync_folder(folder: Path) -> None:
    """Have a new name on the disk too, where a folder can be synced."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
