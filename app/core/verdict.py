"""What is said of a saved file that was looked at: light values, which the window has from its start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a saved file."""

    WHOLE = "whole"
    MOVED = "moved"  # it is whole, at another place
    CHANGED = "changed"  # a file is there, with other bytes
    MISSING = "missing"
    UNREADABLE = "unreadable"  # the disk does not say


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one saved file.

    Attributes:
        verdict: in a word.
        path: absolute, where it is now; where it was, if it is not found.
        duration: seconds, as the file says; None where it does not, or is not found.
        folder_there: whether the folder that it was in is there.
    """

    verdict: Verdict
    path: str
    duration: float | None = None
    folder_there: bool = True
