"""Prints what was seen of each fault of a poster, and the memory it took: `python -m tests.matrix.poster_report`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.matrix.poster_faults import CASES, GOOD, Case
from tests.matrix.poster_play import Server
from tests.matrix.save_faults import says

MOST_MEMORY = 350
"""MiB that posters may add to the process at the worst: 600 in all are what the app may have (measured: under 200)."""
WARM = Case("a first one", lambda: says(GOOD), None)


@dataclass(frozen=True)
class Seen:
    """What a process of its own saw of a line.

    Attributes:
        code: why there is no picture, "" where there is one.
        peak: MiB that the process had at the most meanwhile, over what it needs for a plain picture.
    """

    case: Case
    code: str
    peak: int

    @property
    def right(self) -> bool:
        """Whether that is as the line says."""
        return self.code == str(self.case.code or "") and self.peak < MOST_MEMORY


def play_apart(cases: tuple[Case, ...]) -> list[Seen]:
    """Play these, which need neither certificates nor patience, in a process of their own."""
    servers = [Server(case, None) for case in (WARM, *cases)]
    links = [server.link for server in servers]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.matrix.poster_play", str(Path(folder, "data")), *links]
        try:
            played = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
        finally:
            for server in servers:
                server.wire.stop()
    lines = [json.loads(line) for line in played.stdout.splitlines()][1:]
    assert len(lines) == len(cases), f"the process ended ({played.returncode}) at {cases[len(lines)].name}"
    return [Seen(case, *line) for case, line in zip(cases, lines, strict=True)]


def plain(case: Case) -> bool:
    """Whether it can be played apart."""
    return not (case.silent or case.certificate)


def main() -> int:
    """Play all of them, print a line each and the sums; 1 where anything was wrong."""
    seen = play_apart(tuple(filter(plain, CASES)))
    for each in seen:
        code = each.code or "a picture"
        sys.stdout.write(f"{'ok' if each.right else 'WRONG':6}{each.case.name:50}{code:20}{each.peak:4} MiB\n")
    right = sum(each.right for each in seen)
    sys.stdout.write(f"{len(seen)} faults tried, {right} right, {max(each.peak for each in seen)} MiB at the most\n")
    return 0 if right == len(seen) else 1


if __name__ == "__main__":
    raise SystemExit(main())
