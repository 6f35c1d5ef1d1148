"""The folder of posters that were seen: they outlive their links, and stay as long as their videos are tracked."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile
from PySide6.QtGui import QImage

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError
from app.core.model import Task, VideoKey
from app.services.picture import decode

_log = logging.getLogger(__name__)
LARGEST = 1 << 20
"""Bytes of a file that can be one of ours: 384 × 216 pixels of noise take a tenth of it."""
LEFTOVERS = 64 << 20
"""Bytes of posters whose videos are not tracked (any more, or for now): a removal can be taken back."""


class PosterFiles:
    """Used by several workers at a time, and safe when someone deletes the folder meanwhile.

    Args:
        folder: made when it is first needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: VideoKey) -> QImage:
        """The poster of this video.

        Raises:
            PikaError: there is none, or it is damaged.
        """
        try:
            with self._path(key).open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise PikaError(ErrorCode.NO_LINK, error.strerror or "") from error
        if len(data) > LARGEST:
            raise PikaError(ErrorCode.TOO_LARGE)
        return decode(data)

    def keep(self, key: VideoKey, image: QImage) -> None:
        """Keep it for this video. Never raises: it can be fetched again."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            _log.warning("posters cannot be kept: %s", error.strerror)
            return
        file = QSaveFile(str(self._path(key)))
        if file.open(QIODevice.OpenModeFlag.WriteOnly) and image.save(file, "JPG", 90):  # type: ignore[call-overload] # the stub knows bytes only, Qt text only
            file.commit()

    def sweep(self, tracked: Collection[Task], cancel: Cancel) -> None:
        """Remove the oldest of the posters of no tracked video, as far as they are over `LEFTOVERS`. Never raises."""
        names: set[str] = set()
        for index, task in enumerate(tracked):
            names.update(self._path(task.video_key(video)).name for video in task.videos)
            if index % 50 == 49:
                if cancel.cancelled:
                    return
                time.sleep(0.002)  # hashing holds the interpreter from the window
        leftovers = []
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name not in names and entry.is_file(follow_symlinks=False):
                    with contextlib.suppress(OSError):
                        stat = entry.stat(follow_symlinks=False)
                        leftovers.append((stat.st_mtime, stat.st_size, entry.path))
        leftovers.sort(reverse=True)
        total = 0
        for _, size, path in leftovers:
            total += size
            if total > LEFTOVERS:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def _path(self, key: VideoKey) -> Path:
        return self._folder / f"{key.cache_name}.jpg"
