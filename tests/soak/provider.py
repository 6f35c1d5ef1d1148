"""The other side of a soak, in a process of its own: `python -m tests.soak.provider FOLDER SECONDS TASKS SEED`.

A provider that finishes its tasks little by little, on a network where something goes wrong all the time. It prints its
address. At the end of its input everything is well and everything is finished; it prints what it did, and serves on
until it is killed.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

from app.demo.faults import NO_FAULT, Fault, Faults, Kind
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource

MEDIA, FEED = "/v1/*.mp4", "/pika/feed/"
TURN_SECONDS = 0.25
"""After so long, other things go wrong, and the tasks are further on."""
FAULTS_AT_A_TIME = 4


def task_ids(count: int) -> list[str]:
    """The tasks of a soak."""
    return [f"task-{number}" for number in range(count)]


def served(folder: Path, task_id: str) -> Path:
    """What the only video of a task has to be, byte for byte."""
    return folder / f"{task_id}.mp4"


class MetFaults(Faults):
    """Counts the faults that a request really met."""

    def __init__(self) -> None:
        super().__init__()
        self.met: Counter[str] = Counter()

    def take(self, path: str) -> Fault:
        """As `Faults`."""
        fault = super().take(path)
        if fault is not NO_FAULT:
            self.met[fault.kind] += 1
        return fault


class Provider:
    """The server, and the course of its tasks.

    Each is queued for a while, runs, and ends at a moment of its own: some soon, the last one just before the end.

    Args:
        folder: for the videos; each task has one that no other has.
        seconds: how long all of it takes.
        tasks: how many.
        seed: makes a run repeatable, as far as threads are.
    """

    def __init__(self, folder: Path, seconds: float, tasks: int, seed: int) -> None:
        self._seconds = seconds
        self._random = Random(seed)
        self._began = time.monotonic()
        self._ends = {task_id: self._random.uniform(0.02, 0.98) * seconds for task_id in task_ids(tasks)}
        self._queued = {task_id: self._random.uniform(0.0, 0.3) * end for task_id, end in self._ends.items()}
        self._finished: set[str] = set()
        self._turns = 0
        self.faults = MetFaults()
        self.server = DemoServer(Scenario(), resource("demo"))
        self.server.faults = self.faults
        clips = sorted(resource("demo").glob("*.mp4"))
        for number, task_id in enumerate(self._ends):
            path = served(folder, task_id)
            path.write_bytes(clips[number % len(clips)].read_bytes() + _free_box(task_id.encode()))
            self.server.files[f"/v1/{task_id}/film.mp4"] = path

    def turn(self) -> None:
        """Time has passed."""
        self._turns += 1
        self._tell(time.monotonic() - self._began)
        self.faults.clear()
        for fault in self._random.sample(self._choices(), FAULTS_AT_A_TIME):
            self.faults.add(fault)

    def calm(self) -> None:
        """Everything is well, and everything is finished."""
        self.faults.clear()
        self._turns += 1
        self._tell(self._seconds)

    def _tell(self, now: float) -> None:
        for task_id in self._ends.keys() - self._finished:
            began, end = self._queued[task_id], self._ends[task_id]
            share = min(1.0, max(0.0, (now - began) / (end - began)))
            status = "finished" if share == 1.0 else "pending" if share else "queued"
            if share == 1.0:
                self._finished.add(task_id)
            self.server.answers[task_id] = self._answer(task_id, status, round(100 * share))

    def _answer(self, task_id: str, status: str, progress: int) -> dict[str, object]:
        folder = f"{self.server.base_url}/v1/{task_id}"
        video = {
            "id": task_id,
            "status": status,
            "progress": progress,
            "seed": 1,
            "resultUrl": f"{folder}/film.mp4?signed={self._turns}" if status == "finished" else "",
            "videoPoster": f"{folder}/poster.jpg" if status != "queued" else "",
            "imageThumb": f"{folder}/thumbnail.jpg" if status != "queued" else "",
            "duration": 5,
        }
        return {"id": task_id, "promptText": f"film {task_id}", "videos": [video]}

    def _choices(self) -> list[Fault]:
        cut, times = self._random.randrange(60_000), self._random.randrange(1, 4)
        return [
            Fault(MEDIA, Kind.CLOSE, after=cut, times=times),
            Fault(MEDIA, Kind.RESET, after=cut, times=times),
            Fault(MEDIA, Kind.STALL, after=cut, times=times),
            Fault(MEDIA, Kind.NO_LENGTH, after=cut, times=times),
            Fault(MEDIA, Kind.CLOSE, also=(Kind.NO_VALIDATORS,), after=cut, times=times),
            Fault(MEDIA, Kind.CHUNKED, after=cut, times=times),
            Fault(MEDIA, Kind.IGNORE_RANGE, times=times),
            Fault(MEDIA, Kind.WRONG_OFFSET, times=times, extra=7),
            Fault(MEDIA, Kind.CUT_HEADERS, times=times),
            Fault(MEDIA, Kind.GZIP, times=times),
            Fault(MEDIA, status=503, times=times),
            Fault(MEDIA, status=403, times=1),
            Fault(MEDIA, body=b"<html>log in</html>", times=1),
            Fault(FEED, status=500, times=times),
            Fault(FEED, Kind.CLOSE, times=times),
            Fault(FEED, body=b"<html>", times=times),
            Fault("/v1/*.jpg", Kind.CLOSE, after=cut // 10, times=times),
        ]


def _free_box(mark: bytes) -> bytes:
    """A box at the end of an MP4 that says nothing (14496-12, 8.1.2), and differs."""
    return (8 + len(mark)).to_bytes(4, "big") + b"free" + mark


def main() -> int:
    """Runs as the arguments say."""
    folder, seconds, tasks, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    provider = Provider(folder, seconds, tasks, seed)
    provider.server.start()
    calm = threading.Event()
    threading.Thread(target=_wait_for_end, args=(calm,), daemon=True).start()
    provider.turn()
    _say(provider.server.base_url)
    while not calm.wait(TURN_SECONDS):
        provider.turn()
    met = dict(provider.faults.met)
    provider.calm()
    _say(json.dumps(met))
    threading.Event().wait()
    return 0


def _wait_for_end(calm: threading.Event) -> None:
    sys.stdin.read()
    calm.set()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
