"""Owns the fixtures of these tests: a desktop and a keyring for all of them; a provider and a data folder for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from tests.system.app_process import AppProcess, environment_for_source
from tests.system.atspi import Screen
from tests.system.desktop import Desktop, Keyring


class Start(Protocol):
    """Starts the app; what still runs when the test ends is killed."""

    def __call__(self, *arguments: str | Path, data_dir: Path | None = None, **changes: str | None) -> AppProcess:
        """Start it with these arguments. `changes` are changes to the environment, None takes a variable out."""


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    with Desktop() as running:
        yield running


@pytest.fixture(scope="session")
def keyring(desktop: Desktop) -> Iterator[Keyring]:
    with Keyring(desktop.environment) as running:
        yield running


@pytest.fixture(scope="session")
def screen(desktop: Desktop, keyring: Keyring) -> Iterator[Screen]:
    """The keyring comes first: the bus would start a locked one for whoever asks."""
    seen = Screen(desktop.environment)
    yield seen
    seen.close()


@pytest.fixture
def environment(desktop: Desktop, screen: Screen) -> dict[str, str]:
    """For a start from the checkout."""
    return environment_for_source(desktop.environment)


@pytest.fixture
def provider() -> Iterator[DemoServer]:
    with DemoServer(Scenario(), resource("demo")) as running:
        yield running


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Not made yet."""
    return tmp_path / "data"


@pytest.fixture
def start(data_dir: Path, environment: dict[str, str]) -> Iterator[Start]:
    started: list[AppProcess] = []
    data = data_dir

    def start_one(*arguments: str | Path, data_dir: Path | None = None, **changes: str | None) -> AppProcess:
        wanted = {**environment, **changes}
        clean = {name: value for name, value in wanted.items() if value is not None}
        started.append(AppProcess(data_dir or data, clean, *arguments))
        return started[-1]

    yield start_one
    for app in started:
        app.__exit__(None, None, None)
