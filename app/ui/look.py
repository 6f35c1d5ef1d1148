"""The ways in which the videos can be looked at."""

from __future__ import annotations

from enum import StrEnum


class Look(StrEnum):
    """Rows in three sizes, or posters in a grid; the words are those of the settings file."""

    COMPACT = "compact"  # one line of prompt; an error stands in the place of duration, seed and age
    NORMAL = "normal"
    LARGE = "large"
    GALLERY = "gallery"
