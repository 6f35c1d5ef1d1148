"""What other tools make of the same faults: `python -m tests.matrix.save_others`. curl, aria2c and plain requests.

For each case the tool is run as its users run it, over and over until it says that it is done: curl with
`-C - --retry`, aria2c with `-c`, requests as in its own introduction. What it called done is compared with the video.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.core.wire import Wire
from tests.matrix.save_faults import CASES, Case
from tests.matrix.save_play import HastyTransport, Scripted, play

PATIENCE = 20.0
"""Seconds after which a tool has hung."""
RUNS = 3
Tool = Callable[[str, Path], bool]


def curl(url: str, path: Path) -> bool:
    """Whether it says that it is done."""
    options = ["-sS", "-f", "-L", "-C", "-", "--retry", "2", "--retry-delay", "1", "--retry-all-errors"]
    limits = ["--connect-timeout", "1", "--speed-limit", "1024", "--speed-time", "2"]
    return _runs(["curl", *options, *limits, "-o", str(path), url])


def aria2c(url: str, path: Path) -> bool:
    """Whether it says that it is done."""
    options = ["-q", "--no-conf", "--no-netrc=true", "-c", "--max-tries=3", "--retry-wait=1", "--max-file-not-found=3"]
    limits = ["--connect-timeout=1", "--timeout=2", "--lowest-speed-limit=1K"]
    return _runs(["aria2c", *options, *limits, "-d", str(path.parent), "-o", path.name, url])


PLAIN = """
import sys, requests
with requests.get(sys.argv[1], stream=True, timeout=1) as answer:
    answer.raise_for_status()
    with open(sys.argv[2], "wb") as file:
        for chunk in answer.iter_content(1 << 16):
            file.write(chunk)
"""


def plain_requests(url: str, path: Path) -> bool:
    """Whether it says that it is done. In a process of its own, for its time-outs do not hold."""
    return _runs([sys.executable, "-c", PLAIN, url, str(path)])


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False).returncode == 0


def outcome(case: Case, tool: Tool) -> str:
    """`right`, `wrong file called complete`, `gave up` or `hung`."""
    wire = Wire(Scripted(case))
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "film.mp4")
            for _ in range(RUNS):
                if tool(wire.url("/film.mp4"), path):
                    whole = path.exists() and path.read_bytes() == case.body
                    return "right" if whole else "wrong file called complete"
    except subprocess.TimeoutExpired:
        return "hung"
    finally:
        wire.stop()
    return "gave up"


def ours(case: Case) -> str:
    """The same of this engine."""
    with tempfile.TemporaryDirectory() as folder:
        seen = play(case, Path(folder), HastyTransport(user_agent="others"))
    if seen.tries[-1] is not None:
        return "gave up"
    return "right" if seen.body == case.body else "wrong file called complete"


def main() -> int:
    """The table and the sums."""
    tools: dict[str, Tool] = {"curl": curl, "aria2c": aria2c}
    tools = {name: tool for name, tool in tools.items() if shutil.which(name)} | {"requests": plain_requests}
    sums: dict[str, Counter[str]] = {name: Counter() for name in ("ours", *tools)}
    for case in CASES:
        found = {"ours": ours(case)} | {name: outcome(case, tool) for name, tool in tools.items()}
        for name, what in found.items():
            sums[name][what] += 1
        _say(f"{case.name:48}" + ", ".join(f"{name}: {what}" for name, what in found.items()))
    for name, each in sums.items():
        _say(f"{name:12}" + ", ".join(f"{count} {what}" for what, count in sorted(each.items())))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
