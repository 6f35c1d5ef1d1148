"""Owns the fixtures of these tests: a clock that the test turns, and a server that lives on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource


class Clock:
    """Epoch seconds that only the test moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[DemoServer]:
    with DemoServer(Scenario(clock), resource("demo")) as running:
        yield running
