"""Reads the text files that people open or drop, on a worker: a drive that does not answer blocks no window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.text_file import MAX_BYTES, read_text
from app.services.jobs import Lane, Outcome


class TextFiles(QObject):
    """Files in, text out.

    Signals:
        text_read: number of the request, name of the first file, and the text of all of them.
        read_failed: number of the request, name of the first file, and Problem.
    """

    text_read = Signal(int, str, str)
    read_failed = Signal(int, str, object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._last = 0

    def read(self, paths: Sequence[str]) -> int:
        """Reads these files, 10 MiB each at the most; the number of the request, under which a signal follows."""
        self._last += 1
        name = Path(paths[0]).name if paths else ""
        self._lane.run(partial(_read, tuple(paths)), partial(self._on_read, self._last, name))
        return self._last

    def _on_read(self, number: int, name: str, outcome: Outcome[str]) -> None:
        if outcome.value is None:
            self.read_failed.emit(number, name, outcome.problem)
        else:
            self.text_read.emit(number, name, outcome.value)


def _read(paths: tuple[str, ...], _cancel: Cancel) -> str:
    return "\n".join(read_text(path, MAX_BYTES) for path in paths)
