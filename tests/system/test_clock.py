"""A process that was stopped for a while, and a wall clock that jumps: no burst, and nobody is forgotten."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.demo.server import DemoServer
from tests.system.conftest import Start
from tests.system.waiting import until

TASKS = tuple(f"task-{number}" for number in range(12))
RATE = 4
LATE = 1
"""Requests that a busy machine may bring late into the next second; how they start is proved on a fake clock."""
STOPPED_SECONDS = 8.0


def moments(provider: DemoServer, since: float = 0.0) -> list[float]:
    """When each poll came, in monotonic seconds."""
    return [
        request.at for request in provider.requests if request.path.startswith("/pika/feed/") and request.at > since
    ]


def busiest_second(at: list[float]) -> int:
    """How many requests the fullest second held."""
    return max((sum(begin <= other < begin + 1.0 for other in at) for begin in at), default=0)


@pytest.fixture
def unfinished(provider: DemoServer) -> DemoServer:
    """A provider whose tasks never end."""
    for task in TASKS:
        video = {"id": task, "status": "queued", "progress": 0}
        provider.answers[task] = {"id": task, "promptText": task, "videos": [video]}
    return provider


def test_a_process_that_was_stopped_asks_for_everything_once_and_within_the_budget(
    start: Start, unfinished: DemoServer
) -> None:
    app = start("--endpoint", unfinished.base_url, *TASKS)
    until(lambda: len(moments(unfinished)) >= len(TASKS), "a first round")
    app.process.send_signal(signal.SIGSTOP)
    stopped = time.monotonic()
    until(lambda: time.monotonic() - stopped > STOPPED_SECONDS, "some time")
    app.process.send_signal(signal.SIGCONT)
    woken = time.monotonic()

    until(lambda: asked_since(unfinished, woken) == set(TASKS), "everyone once")

    assert busiest_second(moments(unfinished, woken)) <= RATE + LATE


def asked_since(provider: DemoServer, since: float) -> set[str]:
    """The tasks that were polled after this moment."""
    return {request.path.rsplit("/", 1)[1] for request in provider.requests if request.at > since}


@pytest.fixture
def faked_clock(tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    """Sets the wall clock of a process, and only that: its monotonic clock goes on."""
    file = tmp_path / "clock"

    def set_clock(offset: str) -> dict[str, Any]:
        file.write_text(offset)
        library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    return set_clock


@pytest.mark.parametrize("jump", ["+9h", "-9h"])
def test_a_wall_clock_that_jumps_causes_no_burst_and_no_silence(
    start: Start, unfinished: DemoServer, jump: str, faked_clock: Callable[[str], dict[str, Any]]
) -> None:
    app = start("--endpoint", unfinished.base_url, *TASKS, **faked_clock("+0"))
    until(lambda: len(moments(unfinished)) >= len(TASKS), "a first round")
    faked_clock(jump)
    jumped = time.monotonic()

    until(lambda: asked_since(unfinished, jumped) == set(TASKS), "everyone once")

    assert busiest_second(moments(unfinished, jumped)) <= RATE + LATE
    assert app.process.poll() is None
