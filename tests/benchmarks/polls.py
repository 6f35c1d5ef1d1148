"""What a poll costs, and how fair the schedule is; `python -m tests.benchmarks.polls`.

Yardsticks in the same run, at the same server in another process: plain urllib3, http.client, and wrk where it is
installed, which shows what the server itself can do. Each over one connection that is kept alive.
"""

from __future__ import annotations

import heapq
import http.client
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import urllib3

from app.core.feed_client import FeedClient
from app.core.model import Task, TaskKey, Video, VideoStatus
from app.core.schedule import Schedule
from app.core.transport import Transport

TASK = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
KEY = "sk-of-the-benchmark"
TARGET = f"/pika/feed/{TASK}"
POLLS = 300
ROUNDS = 15
TASKS = 10_000
RATE = 4.0
SEEN = 12


@dataclass(frozen=True)
class Figure:
    """Polls a second, and microseconds of CPU in the client a poll: medians of the rounds."""

    per_second: float
    cpu: float


def measure(polls: dict[str, Callable[[], object]]) -> dict[str, Figure]:
    """The contenders in turns, so that a machine that slows down slows them all."""
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in polls}
    for number in range(ROUNDS + 1):
        for name, poll in polls.items():
            cpu, began = time.process_time(), time.perf_counter()
            for _ in range(POLLS):
                poll()
            wall, cpu = time.perf_counter() - began, time.process_time() - cpu
            if number > 0:  # the first one connects and imports
                rounds[name].append((POLLS / wall, cpu / POLLS * 1e6))
    return {name: Figure(*map(statistics.median, zip(*taken, strict=True))) for name, taken in rounds.items()}


def at_the_server(port: int) -> None:
    """Print the figures of polls at the server that listens there."""
    transport = Transport(user_agent="benchmark")
    client, endpoint = FeedClient(transport), f"http://127.0.0.1:{port}"
    pool = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=1)
    bare = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {KEY}", "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}

    def by_http_client() -> object:
        bare.request("GET", TARGET, headers=headers)
        return json.loads(bare.getresponse().read())

    figures = measure(
        {
            "FeedClient": lambda: client.fetch(endpoint, TASK, KEY),
            "urllib3": lambda: json.loads(pool.request("GET", TARGET, headers=headers, retries=False).data),
            "http.client": by_http_client,
        }
    )
    ours, theirs = figures["FeedClient"], figures["urllib3"]
    told = "; ".join(f"{name} {figure.per_second:.0f}/s, {figure.cpu:.0f} µs CPU" for name, figure in figures.items())
    say(f"polls over one connection: {told}")
    rate, cpu = ours.per_second / theirs.per_second, ours.cpu / theirs.cpu
    say(f"FeedClient to urllib3: {rate:.2f} × polls a second, {cpu:.2f} × CPU a poll")
    if found := _wrk(f"{endpoint}{TARGET}"):
        say(f"wrk over one connection: {found:.0f}/s; FeedClient {ours.per_second / found:.3f} of that, ", end="")
        say(f"urllib3 {theirs.per_second / found:.3f}")
    else:
        say("wrk is not installed: no figure of the server itself")
    transport.abort()
    pool.close()
    bare.close()


def _wrk(url: str) -> float | None:
    program = shutil.which("wrk")
    if program is None:
        return None
    command = [program, "-t1", "-c1", "-d3s", "-H", f"Authorization: Bearer {KEY}", url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s*([\d.]+)", told)
    return float(found.group(1)) if found else None


def worst_round(seen: int, rounds: float = 4.0) -> tuple[float, float]:
    """The longest time between two polls of a task among `TASKS` unfinished ones, on a clock that is not real.

    Args:
        seen: tasks on the screen, which may take half of the budget.
        rounds: how many ideal rounds are played.

    Returns:
        It and the ideal, in seconds: each task in turn, whatever is on the screen.
    """
    video = Video("v", status=VideoStatus.RUNNING, progress=10)
    tasks = {
        key: Task(key, added=0.0, seq=number, videos=(video,), answered=0.0)
        for number, key in enumerate(TaskKey("p", f"t{number}") for number in range(TASKS))
    }
    schedule, now, ends = Schedule(rate=RATE), 0.0, list[tuple[float, TaskKey]]()
    for task in tasks.values():
        schedule.put(task, now)
    schedule.set_visible(list(tasks)[:seen])
    ideal = TASKS / RATE
    last = dict.fromkeys(tasks, 0.0)
    worst = 0.0
    while now < rounds * ideal:
        for key in schedule.take(now):
            worst, last[key] = max(worst, now - last[key]), now
            heapq.heappush(ends, (now + 0.1, key))
        moments = [moment for moment in (schedule.next_event(now), ends[0][0] if ends else None) if moment is not None]
        now = max(now + 1e-6, min(moments))
        while ends and ends[0][0] <= now:
            schedule.answered(tasks[heapq.heappop(ends)[1]], now, changed=False)
    worst = max(worst, *(now - at for at in last.values()))
    return worst, ideal


def say(text: str, end: str = "\n") -> None:
    """Print it now."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def main() -> None:
    """Prints each figure in a line."""
    command = [sys.executable, "-m", "tests.benchmarks.tiny_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        at_the_server(int(server.stdout.readline()))
        server.stdin.close()
    for seen in (0, SEEN):
        worst, ideal = worst_round(seen)
        say(
            f"{TASKS} unfinished tasks, {seen} of them on the screen: longest time between two polls of one "
            f"{worst:.0f} s, ideal {ideal:.0f} s, ratio {worst / ideal:.3f}"
        )


if __name__ == "__main__":
    main()
