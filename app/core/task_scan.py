"""Finds task IDs in a long text piece by piece, so that a window can look through megabytes between two frames."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from app.core.task_ids import FoundIds, find_ids

PIECE = 4_000
"""Characters that are looked through in one step, about 1 ms; more only where a single line is longer."""

_LONGEST_LINE = 32_000  # a longer one is cut where no ID can be, at white space or a comma
_ID_FIELDS = ("id", "taskId", "task_id")
_NO_SPACE = re.compile(r"[^ \t\n\r]")
_value = json.JSONDecoder().raw_decode


def scan(text: str) -> Iterator[FoundIds]:
    """What `find_ids` finds, in pieces: all of them together, repeats left out, hold the same IDs.

    Short texts come as one piece. Whole JSON is read in the order of the text, value by value; a text that only begins
    like JSON is read line by line once that was found out. Steps that found nothing yield an empty piece.
    """
    if len(text) <= PIECE:
        yield find_ids(text)
        return
    if text[:PIECE].lstrip()[:1] in ("{", "["):
        candidates: list[str] = []
        try:
            for candidate in _Walk(text).candidates():
                if candidate:
                    candidates.append(candidate)
                yield FoundIds()
        except (ValueError, RecursionError):
            candidates.clear()
        if candidates:
            yield from map(find_ids, candidates)
            return
    for line in _pieces(text):
        yield find_ids(line)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + PIECE
        if end < len(text):
            cut = _line_end(text, start, end)
            if cut < 0:
                cut = max(text.rfind(mark, start, start + _LONGEST_LINE) for mark in " \t,;")
            end = cut + 1 if cut >= 0 else start + _LONGEST_LINE
        yield text[start:end]
        start = end


def _line_end(text: str, start: int, end: int) -> int:
    """Where the last line ends before `end`, else where the first line ends; -1 where that is too far away."""
    if (last := text.rfind("\n", start, end)) >= 0:
        return last
    return text.find("\n", end, start + _LONGEST_LINE)


class _Walk:
    """Reads JSON without building it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[str] = []  # the containers around the place where it stands

    def candidates(self) -> Iterator[str]:
        """The texts that stand where an ID can, and "" for every value that holds none.

        Raises:
            ValueError: the text is no whole JSON.
        """
        yield self._item(may_be_id=True)
        while self._open:
            char = self._skip()
            if char == ("}" if self._open[-1] == "{" else "]"):
                self._at += 1
                self._open.pop()
                continue
            if char == ",":
                self._at += 1
            yield self._member() if self._open[-1] == "{" else self._item(may_be_id=True)
        if self._skip():
            raise ValueError("more behind the end")

    def _member(self) -> str:
        field = self._take()
        if self._skip() != ":":
            raise ValueError("no colon")
        self._at += 1
        if field == "videos":
            self._take()
            return ""
        return self._item(may_be_id=field in _ID_FIELDS)

    def _item(self, *, may_be_id: bool) -> str:
        char = self._skip()
        if char in ("{", "["):
            self._open.append(char)
            self._at += 1
            return ""
        value = self._take()
        return value if may_be_id and isinstance(value, str) else ""

    def _take(self) -> object:
        self._skip()
        value, self._at = _value(self._text, self._at)
        return value

    def _skip(self) -> str:
        """The next character that is no white space; "" at the end."""
        found = _NO_SPACE.search(self._text, self._at)
        self._at = found.start() if found else len(self._text)
        return found.group() if found else ""
