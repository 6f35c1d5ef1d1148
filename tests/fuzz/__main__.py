"""`make fuzz`: each target for some seconds: `python -m tests.fuzz [SECONDS [TARGET…]]`.

What it learns stays in build/fuzz, so that the next run goes on from there; so does an input that fails.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.save_seeds import HEADERS, NAMES, NOTES, VIDEOS
from tests.fuzz.seeds import ANSWERS, PASTED, dictionary

SEEDS = {
    "feed": tuple(b"\0" + answer for answer in ANSWERS),
    "task_ids": PASTED,
    "videos": VIDEOS,
    "file_names": NAMES,
    "part_notes": NOTES,
    "headers": HEADERS,
}
SLOW = 10
"""Seconds after which one input has failed."""
MEGABYTES = 1024


def fuzz(target: str, seconds: int, folder: Path) -> str | None:
    """Fuzz one target and print its figures; what went wrong, None for nothing."""
    corpus, start = folder / target / "corpus", folder / target / "seeds"
    for each in (corpus, start):
        each.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[target]):
        (start / f"seed-{number}").write_bytes(seed)
    words = folder / "words.dict"
    words.write_text(dictionary(), encoding="utf-8")
    options = {
        "max_total_time": seconds,
        "timeout": SLOW,
        "rss_limit_mb": MEGABYTES,
        "max_len": 1 << 16,
        "len_control": 10,
        "dict": words,
        "artifact_prefix": f"{folder / target}/",
        "print_final_stats": 1,
    }
    if os.environ.get("CI"):
        options["seed"] = 1  # the same inputs each time: a change is judged by itself, not by luck
    flags = [f"-{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", f"tests.fuzz.{target}", *flags, str(corpus), str(start)]
    ended = subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    told = re.findall(r"(\d+) runs? in (\d+) second|number_of_executed_units: (\d+)", ended.stdout)
    executions = max((int(number) for numbers in told for number in (numbers[0], numbers[2]) if number), default=0)
    covered = re.findall(r" cov: (\d+) ", ended.stdout)
    sys.stdout.write(
        f"{target}: {executions} executions in {seconds} s, {covered[-1] if covered else 0} places reached, "
        f"{'no failure' if ended.returncode == 0 else 'FAILED'}\n"
    )
    sys.stdout.flush()
    if ended.returncode == 0 and executions > 0:
        return None
    return ended.stdout[-6000:]


def main() -> int:
    """Fuzz what the arguments name."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    failures = [fuzz(target, seconds, Path("build/fuzz")) for target in sys.argv[2:] or SEEDS]
    for failure in filter(None, failures):
        sys.stderr.write(failure)
    return 1 if any(failures) else 0


if __name__ == "__main__":
    raise SystemExit(main())
