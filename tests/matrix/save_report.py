"""Prints what was seen of each fault of a save: `python -m tests.matrix.save_report [--stages]`.

With `--stages`, also how many lines a save may die at, with and without a power loss, and how many it survived.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.core.test_download import VIDEO
from tests.core.wire import Wire
from tests.matrix.save_faults import CASES, Case
from tests.matrix.save_play import HastyTransport, Seen, play
from tests.matrix.test_kill_stages import serve


def main() -> int:
    """Play all, print a line each and the sums; 1 where anything was lost or called whole wrongly."""
    survived = lost = wrong = 0
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            seen = play(case, Path(folder), HastyTransport(user_agent="report"))
        whole = seen.body == case.body and seen.files == [case.file]
        survived += whole
        lost += 0 if whole else abs(len(case.body) - len(seen.body)) or len(case.body)
        wrong += seen.wrongly_complete
        _print(case, seen, whole=whole)
    tried = len(CASES)
    _say(f"{tried} faults tried, {survived} survived, {lost} bytes lost, {wrong} files wrongly called complete")
    stages = sys.argv[1:] != ["--stages"] or _play_stages()
    return 0 if stages and survived == tried and wrong == 0 else 1


def _print(case: Case, seen: Seen, *, whole: bool) -> None:
    tries = ", ".join("a file" if code is None else str(code) for code in seen.tries)
    asked = ", ".join(map(str, seen.ranges))
    _say(f"{'ok' if whole else 'LOST':5}{case.name:48}{tries} (asked from {asked})")


def _play_stages() -> bool:
    """Die at every line; whether all ended well."""
    wire = Wire(serve)
    with tempfile.TemporaryDirectory() as folder:
        video, place = Path(folder, "video"), Path(folder, "place")
        video.write_bytes(VIDEO)
        place.mkdir()
        command = [sys.executable, "-m", "tests.matrix.kill_stages", wire.url("").rstrip("/"), str(video), str(place)]
        try:
            played = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        finally:
            wire.stop()
    results = [json.loads(line) for line in played.splitlines()]
    for each in results:
        how = "power lost" if each["power"] else "killed"
        _say(f"{how} at {each['stages']} stages of {each['name']}: {each['survived']} survived")
    return all(each["survived"] == each["stages"] for each in results)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
