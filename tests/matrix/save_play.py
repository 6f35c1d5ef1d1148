"""Plays the lines of `save_faults`: a server that does as the line says, and a caller that tries until it is done."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.cancel import Cancel
from app.core.download import download
from app.core.errors import ErrorCode, Problem, TransferError
from app.core.model import SavedFile
from app.core.transport import Reply, Transport
from tests.core.wire import Exchange, Wire
from tests.matrix.save_faults import Case, asked_from, good

MOST_TRIES = 8
SOON = 0.4
"""Seconds after which silence has lasted too long here."""


class HastyTransport(Transport):
    """The app's, but for its patience."""

    def open(self, url: str, **options: Any) -> Reply:
        """As it is, with `SOON` in place of half a minute."""
        return super().open(url, **{**options, "read_timeout": SOON})


@dataclass
class Seen:
    """What came of one line.

    Attributes:
        tries: what each try ended with, None for a file.
        ranges: where each request began.
        files: what was in the folder in the end.
        early: final names that were there before the file was whole.
        saved: what the last try said.
        problem: of the last try that brought none.
        body: of the file that it named.
        lost: bytes of it that are not as they should be; all, where there is none.
    """

    tries: list[ErrorCode | None] = field(default_factory=list)
    ranges: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    saved: SavedFile | None = None
    body: bytes = b""
    problem: Problem | None = None

    @property
    def wrongly_complete(self) -> bool:
        """Whether a file was called whole, or bore a final name, that is not what its hash says."""
        told = self.saved is not None and hashlib.sha256(self.body).hexdigest() != self.saved.sha256
        return told or bool(self.early)


class Scripted:
    """A server that answers the first requests by the line, and the others well."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._left = list(case.wire)
        self._good = good(case.body, case.validator)

    def __call__(self, exchange: Exchange) -> None:
        (self._left.pop(0) if self._left else self._good)(exchange)


def fast_clock() -> float:
    """A minute passes in 0.6 seconds: for the rule about transfers that are too slow."""
    return time.monotonic() * 100


def play(case: Case, folder: Path, transport: Transport) -> Seen:
    """Try until the file is there, as a caller does."""
    seen, wire = Seen(), Wire(Scripted(case))
    try:
        while len(seen.tries) < MOST_TRIES and (not seen.tries or seen.tries[-1] is not None):
            attempt(wire.url(f"/film.mp4?try={len(seen.tries)}"), folder, transport, seen)
        seen.ranges = [asked_from(exchange) for exchange in wire.seen]
    finally:
        wire.stop()
    return seen


def attempt(url: str, folder: Path, transport: Transport, seen: Seen, stem: str = "film") -> None:
    """Try once, and note what came of it."""
    before = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    try:
        seen.saved = download(
            transport, url, folder, stem, on_progress=lambda *_: None, cancel=Cancel(), clock=fast_clock
        )
    except TransferError as error:
        seen.tries.append(error.problem.code)
        seen.problem = error.problem
    else:
        seen.tries.append(None)
        seen.body = Path(seen.saved.path).read_bytes()
    seen.files = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if seen.tries[-1] is not None:
        seen.early += [name for name in seen.files if ".part" not in name and name not in before]
