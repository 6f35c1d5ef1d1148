"""Reads JSON value by value without building it, so that a reader can stop for breath, and at any depth."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_NO_SPACE = re.compile(r"[^ \t\n\r]")
_CLOSING = {"{": "}", "[": "]"}
_value = json.JSONDecoder().raw_decode


class Text(NamedTuple):
    """A string in JSON: the field it is the value of (None in a list), how many containers it is in, and itself."""

    field: str | None
    depth: int
    text: str


class JsonWalk:
    """One walk over an object or a list.

    Attributes:
        at: index of what comes next; behind the end of the value once the walk is over.
    """

    def __init__(self, text: str, start: int) -> None:
        """Begin at the bracket at `start`."""
        self._text = text
        self.at = start
        self._open: list[str] = []
        self._muted = 0

    def texts(self, skipped: frozenset[str]) -> Iterator[Text | None]:
        """The strings in the order of the text; None for any other value, so that each step is a short one.

        Missing commas and superfluous ones in front are let pass.

        Args:
            skipped: fields whose values are passed over, whatever is in them.

        Raises:
            ValueError: from here on it is no JSON.
        """
        field: str | None = None
        while True:
            if (char := self._peek()) in ("{", "["):
                self.at += 1
                self._open.append(char)
                if not self._muted and field in skipped:
                    self._muted = len(self._open)
                yield None
            else:
                value, self.at = _value(self._text, self.at)
                told = isinstance(value, str) and not self._muted and field not in skipped
                yield Text(field, len(self._open), value) if told else None
            self._close()
            if not self._open:
                return
            if self._peek() == ",":
                self.at += 1
            field = self._field() if self._open[-1] == "{" else None

    def _close(self) -> None:
        while self._open and self._peek() == _CLOSING[self._open[-1]]:
            self.at += 1
            self._open.pop()
            if self._muted > len(self._open):
                self._muted = 0

    def _field(self) -> str:
        self._peek()
        name, self.at = _value(self._text, self.at)
        if not isinstance(name, str) or self._peek() != ":":
            raise ValueError("no field")
        self.at += 1
        return name

    def _peek(self) -> str:
        """The next character that is no white space, where `at` then stands; "" at the end."""
        found = _NO_SPACE.search(self._text, self.at)
        self.at = found.start() if found else len(self._text)
        return found.group() if found else ""
