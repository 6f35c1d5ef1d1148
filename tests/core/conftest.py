"""What the tests of the core share: a server that misbehaves, and the transport that has to cope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.core.transport import Transport
from tests.core.wire import Script, Wire

_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def serve() -> Iterator[Callable[..., Wire]]:
    """Start servers; they end with the test."""
    wires: list[Wire] = []

    def start(script: Script, **options: Any) -> Wire:
        wires.append(Wire(script, **options))
        return wires[-1]

    yield start
    for wire in wires:
        wire.stop()


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transport]:
    """One that no setting of this machine disturbs."""
    for name in _PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    transport = Transport(user_agent="tests")
    yield transport
    transport.abort()
