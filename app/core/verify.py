"""Looks whether a saved file is still what was saved, and where it went if it was moved."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from app.core import mp4
from app.core.cancel import Cancel
from app.core.errors import ErrorCode, TransferError
from app.core.model import SavedFile
from app.core.verdict import Finding, Verdict

_BLOCK = 1 << 20
MOST_FILES = 100_000
"""Files that are looked at in search of moved ones: a save folder that is a whole drive must not take for ever."""


class MovedFiles:
    """Finds files by their content in some folders and all below; looks when it is first asked. For one thread.

    Args:
        folders: absolute; those that are not there are passed over.
        taken: SHA-256 that a file must have, by its path, of all that are known: the copy that another video has was
            not moved there. Two that changed their places were.
    """

    def __init__(self, folders: Iterable[str], taken: Mapping[str, str] = MappingProxyType({})) -> None:
        self._folders = tuple(dict.fromkeys(folders))
        self._taken = dict(taken)
        self._by_size: dict[int, list[str]] | None = None
        self._hashes: dict[str, str] = {}

    def find(self, saved: SavedFile, cancel: Cancel) -> str | None:
        """The path of a file with these very bytes, which is taken from then on.

        Raises:
            TransferError: CANCELLED.
        """
        if self._by_size is None:
            self._by_size = self._look(cancel)
        if not saved.sha256:
            return None
        for path in self._by_size.get(saved.size, ()):
            if self._taken.get(path, "other") in ("", saved.sha256):
                continue
            try:
                if path not in self._hashes:
                    self._hashes[path] = sha256_of(Path(path), cancel, lambda count: None)
            except OSError:
                continue
            if self._hashes[path] == saved.sha256:
                self._taken[path] = saved.sha256
                return path
        return None

    def _look(self, cancel: Cancel) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        left = MOST_FILES
        for folder in self._folders:
            for place, below, names in os.walk(folder):
                if cancel.cancelled:
                    raise TransferError(ErrorCode.CANCELLED)
                left -= len(names)
                if left < 0:
                    return found
                below.sort()
                for name in sorted(names):
                    path = os.path.join(place, name)
                    try:
                        size = os.stat(path, follow_symlinks=False).st_size
                    except OSError:
                        continue
                    if not name.endswith(".part"):
                        found.setdefault(size, []).append(path)
        return found


def verify(saved: SavedFile, moved: MovedFiles, *, on_bytes: Callable[[int], None], cancel: Cancel) -> Finding:
    """Compare size, structure and SHA-256 with what was saved; what is not there any more is searched for.

    Args:
        saved: what is known.
        moved: where it may be instead.
        on_bytes: told how many more bytes have been read, in this thread.
        cancel: ends it.

    Raises:
        TransferError: CANCELLED.
    """
    path = Path(saved.path)
    there = path.parent.is_dir()
    try:
        verdict, duration = _compare(saved, path, on_bytes, cancel)
    except (FileNotFoundError, NotADirectoryError):
        verdict, duration = Verdict.MISSING, None
    except OSError:
        return Finding(Verdict.UNREADABLE, saved.path, None, there)
    if verdict is Verdict.WHOLE:
        return Finding(verdict, saved.path, duration)
    elsewhere = moved.find(saved, cancel)
    if elsewhere is None:
        return Finding(verdict, saved.path, None, there)
    return Finding(Verdict.MOVED, elsewhere, saved.duration)


def sha256_of(path: Path, cancel: Cancel, on_bytes: Callable[[int], None]) -> str:
    """The SHA-256 of a file, in hex.

    Raises:
        TransferError: CANCELLED.
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if cancel.cancelled:
                raise TransferError(ErrorCode.CANCELLED)
            digest.update(block)
            on_bytes(len(block))
    return digest.hexdigest()


def _compare(
    saved: SavedFile, path: Path, on_bytes: Callable[[int], None], cancel: Cancel
) -> tuple[Verdict, float | None]:
    if path.stat().st_size != saved.size:
        return Verdict.CHANGED, None
    try:
        info = mp4.check(path)
    except TransferError:
        return Verdict.CHANGED, None
    if sha256_of(path, cancel, on_bytes) != saved.sha256 and saved.sha256:
        return Verdict.CHANGED, None
    return Verdict.WHOLE, info.duration
