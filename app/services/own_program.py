"""Notices that the program's own file was replaced or removed while it runs, and starts it anew where that is wanted.

A package manager asks no running app. What is loaded goes on; what is loaded later (a library of Qt, a picture) comes
from the other version, or is gone.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.services.desktop import clean_environment

_log = logging.getLogger(__name__)
SETTLE_MS = 3_000
"""After the last change: a package manager is then through with the other files too."""


class Fate(StrEnum):
    """What has become of the file that this process was started from."""

    SAME = "same"
    REPLACED = "replaced"
    REMOVED = "removed"


class OwnProgram(QObject):
    """The file that this process was started from.

    Args:
        path: of the file, absolute; None where the app is not frozen: nothing is watched then.
        settle_ms: milliseconds without a change before `fate` is found out.

    Signals:
        changed: `fate` is another one.
        restart_wanted: the app should end, and the program that is there now should start in its place.
    """

    changed = Signal()
    restart_wanted = Signal()

    def __init__(self, path: Path | None, parent: QObject | None = None, *, settle_ms: int = SETTLE_MS) -> None:
        super().__init__(parent)
        self._path = path
        self._fate = Fate.SAME
        self._mark = _mark_of(path) if path is not None else None
        self._watcher: QFileSystemWatcher | None = None
        self._settling = QTimer(self, singleShot=True, interval=settle_ms)
        self._settling.timeout.connect(self._look)

    @property
    def fate(self) -> Fate:
        """As far as it is known."""
        return self._fate

    def start(self) -> None:
        """Watches from now on; costs nothing while nothing happens."""
        if self._path is None or self._mark is None or self._watcher is not None:
            return
        self._watcher = QFileSystemWatcher([str(self._path)], self)
        self._watcher.fileChanged.connect(self._on_file_changed)

    def restart(self) -> None:
        """Have the app end and start anew."""
        self.restart_wanted.emit()

    def _on_file_changed(self, _path: str) -> None:
        self._settling.start()

    def _look(self) -> None:
        assert self._path is not None
        assert self._watcher is not None
        mark = _mark_of(self._path)
        fate = Fate.REMOVED if mark is None else Fate.SAME if mark == self._mark else Fate.REPLACED
        if mark is not None and str(self._path) not in self._watcher.files():
            self._watcher.addPath(str(self._path))
        if fate is not self._fate:
            self._fate = fate
            _log.info("the program's file was changed under the running app: %s", fate)
            self.changed.emit()


def own_file() -> Path | None:
    """The frozen program's file; None where the app runs from its sources."""
    return Path(sys.executable) if getattr(sys, "frozen", False) else None


def start_anew(command: Sequence[str], environment: Mapping[str, str] = os.environ) -> NoReturn:
    """Puts a program in this process's place, in the environment that the app itself was started in.

    Args:
        command: absolute path of the program, then its arguments.
        environment: of this process.

    Raises:
        OSError: the program is not there.
    """
    bundle = str(getattr(sys, "_MEIPASS", ""))
    os.execve(command[0], list(command), clean_environment(environment, bundle))  # noqa: S606 - no shell is wanted


def _mark_of(path: Path) -> tuple[int, int] | None:
    """Tells one file from another one of the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
