"""Looks at the folders that people type or choose, on workers: a share that is gone may not answer for minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from app.core.cancel import Cancel
from app.core.errors import Problem
from app.services import folders
from app.services.jobs import Lane, Outcome

_AT_A_TIME = 4
"""One that hangs must not keep another folder from being looked at."""


class FolderCheck(QObject):
    """One for the whole app: what hangs outlives the dialog that asked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lane = Lane("folder", _AT_A_TIME, self)

    @staticmethod
    def of_app() -> FolderCheck:
        """The app's own, made when it is first asked for."""
        app = QCoreApplication.instance()
        assert app is not None
        return app.findChild(FolderCheck) or FolderCheck(app)

    def run(self, folder: str, done: Callable[[Outcome[Problem | None]], None]) -> Cancel:
        """Find out why nothing can be saved into this folder, as `folders.fault` says; the flag to give it up with."""
        return self._lane.run(partial(_fault, folder), done)


def _fault(folder: str, _cancel: Cancel) -> Problem | None:
    return folders.fault(folder)
