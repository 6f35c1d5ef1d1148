"""Brings the licences of what is shipped along to the window, read on a worker."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import PikaError
from app.services.jobs import Lane, Outcome


class Licences(QObject):
    """Who made what the app holds, and under which terms.

    Signals:
        text_read: the whole text; "" where it cannot be read.
    """

    text_read = Signal(str)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane

    def read(self) -> None:
        """`text_read` follows."""
        self._lane.run(_read, self._on_read)

    def _on_read(self, outcome: Outcome[str]) -> None:
        self.text_read.emit(outcome.value or "")


def _read(_cancel: Cancel) -> str:
    """What the package ships; of a run from source, the list of what is installed."""
    from app.core.part_file import disk_error  # on the worker: the window is not kept waiting for the imports
    from app.core.third_party import installed, read_shipped, shipped_file

    shipped = shipped_file(Path(sys.executable)) if getattr(sys, "frozen", False) else None
    if shipped is None:
        return installed()
    try:
        return read_shipped(shipped)
    except OSError as error:
        raise PikaError(disk_error(error).problem.code, error.strerror or "") from error
