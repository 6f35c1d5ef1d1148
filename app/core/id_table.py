"""A table that is pasted or opened as text, and which of its columns holds the task IDs."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

HEADINGS = ("task_id", "taskid", "task-id", "task id", "task_ids", "taskids", "uuid", "id", "ids")
"""Of a column of task IDs, in lower case, the surest first: `id` may be the number of the row."""
_DELIMITERS = "\t;,"
_MOST_COLUMNS = 100
_LONGEST_CELL = 100
"""Lines of a text in quotes: a quote that is never closed must not hide what follows."""


def is_heading(word: str) -> bool:
    """Whether this stands above a column of task IDs and is none itself."""
    return word.lower() in HEADINGS


@dataclass(slots=True)
class IdTable:
    """The rows below a heading.

    Attributes:
        delimiter: between two cells.
        columns: how many cells a row has.
        place: of the cell with the ID.
        inside: whether the line that was read last goes on with a text in quotes that an earlier one began.
    """

    delimiter: str
    columns: int
    place: int
    inside: bool = False
    _open: int = 0  # lines that the text in quotes may still have

    def cell(self, line: str) -> str | None:
        """The cell of this line that should hold an ID; None for what is no row, as the rest of a longer text."""
        self.inside = self._open > 0
        if self.inside:
            self._open = 0 if line.count('"') % 2 else self._open - 1
            return None
        cells = _cells(line, self.delimiter)
        begins = re.search(rf'(?:^|{self.delimiter})\s*"(?:[^"]|"")*$', line) is not None
        self._open = _LONGEST_CELL if begins else 0
        fits = len(cells) == self.columns or (begins and self.place < len(cells) <= self.columns)
        return cells[self.place] if fits else None


def table_below(line: str) -> IdTable | None:
    """The table that this line is the heading of."""
    for delimiter in _DELIMITERS:
        cells = [cell.lower() for cell in _cells(line, delimiter)]
        if 1 < len(cells) <= _MOST_COLUMNS and all(len(cell) < 60 for cell in cells):
            for heading in HEADINGS:
                if heading in cells:
                    return IdTable(delimiter, len(cells), cells.index(heading))
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
