"""The folder of videos that were fetched to be played: bounded, what was used longest ago goes first."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from pathlib import Path

from app.core import mp4
from app.core.errors import TransferError

_log = logging.getLogger(__name__)
_KINDS = frozenset({".mp4", ".mov", ".webm", ".mkv", ".avi"})
_PART = ".part"
_NOTE = ".json"
_PART_KEPT_FOR = 86_400.0
"""Seconds for which a fetch that was broken off can go on."""

_Entry = tuple[bool, float, int, Path]
"""Fresh, age, bytes, place: sorts by use."""


class PlayCache:
    """Used by several workers at a time, and safe when someone deletes the folder meanwhile.

    Attributes:
        folder: made when it is first needed.
        limit: bytes of all videos in it; may be changed at any time. The one that was used last stays, whatever its
            size. What broken off fetches left may be as much again; what is being fetched stays.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit

    def find(self, name: str) -> Path | None:
        """The whole video of this name (without extension), which counts as used now; a damaged one is removed."""
        for kind in _KINDS:  # not by a pattern: Python keeps thousands of those, compiled
            path = self.folder / f"{name}{kind}"
            try:
                mp4.check(path)
                os.utime(path)
            except TransferError:
                self.remove(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                _log.info("a played video cannot be read: %s", error.strerror)
            else:
                return path
        return None

    def remove(self, path: Path) -> None:
        """Remove one file, a part with its note; what cannot be removed stays, and so does a part in use."""
        if path.suffix == _PART:
            from app.core import part_file  # what it needs is kept off the way to the first paint

            part_file.remove(path)
            return
        with contextlib.suppress(OSError):
            path.unlink()

    def prepare(self) -> None:
        """Have the folder.

        Raises:
            OSError: it cannot be made.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def size(self) -> int:
        """Bytes of all files in it; 0 where it cannot be read."""
        total = 0
        with contextlib.suppress(OSError):
            for path in list(self.folder.iterdir()):
                with contextlib.suppress(OSError):
                    total += path.stat().st_size
        return total

    def empty(self) -> None:
        """Remove every video and what broken off fetches left; what is being fetched stays. Never raises."""
        with contextlib.suppress(OSError):
            for path in list(self.folder.iterdir()):
                is_note_alone = path.suffix == _NOTE and not path.with_suffix("").exists()
                if is_note_alone or path.suffix == _PART or path.suffix in _KINDS:
                    self.remove(path)

    def tidy(self, fresh: str = "") -> None:
        """Remove what is too much. Never raises.

        Args:
            fresh: name of the file that was used last, whatever a clock that was put back says of its age.
        """
        now = time.time()
        videos: list[_Entry] = []
        parts: list[_Entry] = []
        with contextlib.suppress(OSError):
            for path in list(self.folder.iterdir()):
                with contextlib.suppress(OSError):
                    stat = path.stat()
                    old = now - stat.st_mtime > _PART_KEPT_FOR
                    if path.suffix in _KINDS:
                        videos.append((path.name == fresh, stat.st_mtime, stat.st_size, path))
                    elif path.suffix == _PART and not old:
                        parts.append((False, stat.st_mtime, stat.st_size, path))
                    elif old and not path.with_suffix("").exists():  # a note goes with its part
                        self.remove(path)
        self._trim(videos)
        self._trim(parts)

    def _trim(self, entries: list[_Entry]) -> None:
        total = 0
        for index, (_, _, size, path) in enumerate(sorted(entries, reverse=True)):
            total += size
            if index > 0 and total > self.limit:
                self.remove(path)
