"""Switches start at login from the window: whether it can be had here, whether it is on, and what went wrong."""

from __future__ import annotations

import sys
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

import app
from app.core.cancel import Cancel
from app.core.errors import PikaError, Problem
from app.services.autostart import Autostart
from app.services.jobs import Lane, Outcome


class LoginStartCannot(Enum):
    """Why it cannot be had."""

    SOURCES = "sources"  # started from a checkout: at login nothing would find the package
    OWN_FOLDER = "own_folder"  # --data-dir asks that nothing of ours is anywhere else


class LoginStart(QObject):
    """Start at login; its files are read and written on a worker.

    Args:
        autostart: what does it.
        lane: whose worker.
        cannot: why it cannot be had, None where it can.

    Signals:
        changed: `enabled` or `problem` is new.

    Attributes:
        enabled: whether the app starts at login; None while that is not known.
        problem: why the last change did not work, None where it did.
    """

    changed = Signal()

    def __init__(
        self,
        autostart: Autostart,
        lane: Lane,
        cannot: LoginStartCannot | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._autostart = autostart
        self._lane = lane
        self._wanted: bool | None = None
        self.cannot = cannot
        self.enabled: bool | None = None
        self.problem: Problem | None = None

    def read(self) -> None:
        """Find out whether it is on; `changed` follows. It may have been switched by the desktop's own settings."""
        if self.cannot is None and self._wanted is None:
            self._lane.run(partial(_read, self._autostart), self._on_known)

    def set_enabled(self, wanted: bool) -> None:
        """Switch it; `changed` follows with what it is then."""
        if self.cannot is None:
            self._wanted = wanted
            self._lane.run(partial(_write, self._autostart, wanted), partial(self._on_written, wanted))

    def _on_known(self, outcome: Outcome[bool]) -> None:
        if outcome.value is not None and self._wanted is None:
            self.enabled = outcome.value
            self.changed.emit()

    def _on_written(self, wanted: bool, outcome: Outcome[bool]) -> None:
        if wanted is not self._wanted:
            return  # switched again meanwhile
        self._wanted = None
        self.problem = outcome.problem
        self.enabled = outcome.value if outcome.value is not None else not wanted
        self.changed.emit()


def obstacle(*, own_folder: bool) -> LoginStartCannot | None:
    """Why this very run of the app cannot be started at login; None where it can.

    Args:
        own_folder: it keeps its data in a folder that was named at its start.
    """
    if own_folder:
        return LoginStartCannot.OWN_FOLDER
    root = Path(app.__file__).resolve().parents[1]
    if not getattr(sys, "frozen", False) and (root / "pyproject.toml").is_file():
        return LoginStartCannot.SOURCES
    return None


def _read(autostart: Autostart, _cancel: Cancel) -> bool:
    return autostart.enabled


def _write(autostart: Autostart, wanted: bool, _cancel: Cancel) -> bool:
    try:
        autostart.set_enabled(wanted)
    except OSError as error:
        from app.core.part_file import disk_error

        raise PikaError(disk_error(error).problem.code, error.strerror or "") from error
    return autostart.enabled
