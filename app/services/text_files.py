"""Reads the text files that people open or drop, on a worker: a drive that does not answer blocks no window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import PikaError, Problem
from app.core.text_file import MAX_BYTES, read_text
from app.services.jobs import Lane, Outcome


@dataclass(frozen=True, slots=True)
class TextFile:
    """What came of one file: its text, or why there is none."""

    name: str
    text: str = ""
    problem: Problem | None = None


class TextFiles(QObject):
    """Files in, text out.

    Signals:
        files_read: number of the request, and a TextFile for each of its files, in their order.
    """

    files_read = Signal(int, object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._last = 0

    def read(self, paths: Sequence[str]) -> int:
        """Reads these files, 10 MiB each at the most; the number of the request, under which the signal follows."""
        self._last += 1
        self._lane.run(partial(_read, tuple(paths)), partial(self._on_read, self._last, tuple(paths)))
        return self._last

    def _on_read(self, number: int, paths: tuple[str, ...], outcome: Outcome[tuple[TextFile, ...]]) -> None:
        files = outcome.value
        if files is None:
            files = tuple(TextFile(Path(path).name, problem=outcome.problem) for path in paths)
        self.files_read.emit(number, files)


def _read(paths: tuple[str, ...], _cancel: Cancel) -> tuple[TextFile, ...]:
    return tuple(map(_read_one, paths))


def _read_one(path: str) -> TextFile:
    """One that cannot be read is no reason to lose the others."""
    name = Path(path).name
    try:
        return TextFile(name, read_text(path, MAX_BYTES))
    except PikaError as error:
        return TextFile(name, problem=error.problem)
