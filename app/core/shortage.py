"""How much room a save needs and how much there is: looked at before it begins, and kept in the problem's detail."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.core.errors import ErrorCode, Problem

_DETAIL = re.compile(r"needs (\d{1,18}) bytes, (\d{1,18}) are free")


class Shortage(NamedTuple):
    """Bytes: what is still to come, and what the disk has free."""

    needed: int
    free: int

    @property
    def detail(self) -> str:
        """As a problem of code DISK_FULL carries it: for the log and the export; the window has words of its own."""
        return f"needs {self.needed} bytes, {self.free} are free"


def shortage(problem: Problem) -> Shortage | None:
    """What this problem says of the room; None where the disk itself said no, without a number."""
    found = _DETAIL.fullmatch(problem.detail) if problem.code is ErrorCode.DISK_FULL else None
    return Shortage(int(found[1]), int(found[2])) if found else None
