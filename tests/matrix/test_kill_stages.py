"""A save that dies at any line, or loses its power there, ends with one whole file after the next run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.test_download import ETAG, VIDEO, N
from tests.core.wire import Exchange, Wire

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
SCENARIOS = (
    "a download",
    "a download without a validator",
    "a resume",
    "beside a file of that name",
    "without hard links",
    "a copy",
)


def serve(exchange: Exchange) -> None:
    """The video, in two pieces, so that there is a middle."""
    start = int(exchange.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
    tag = "" if exchange.target == "/untagged" else f"{ETAG}\r\n"
    status = f"206 P\r\nContent-Range: bytes {start}-{N - 1}/{N}" if start else "200 OK"
    exchange.send(f"HTTP/1.1 {status}\r\nContent-Length: {N - start}\r\n{tag}Connection: close\r\n\r\n".encode())
    middle = max(start, N // 2)
    exchange.send(VIDEO[start:middle])
    if exchange.target != "/cut":
        exchange.send(VIDEO[middle:])
    exchange.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire(serve)
    yield made
    made.stop()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", range(len(SCENARIOS)), ids=SCENARIOS)
def test_a_death_at_any_line_costs_nothing(wire: Wire, tmp_path: Path, number: int) -> None:
    video = tmp_path / "video"
    video.write_bytes(VIDEO)
    place = tmp_path / "place"
    place.mkdir()
    played = subprocess.run(
        [sys.executable, "-m", "tests.matrix.kill_stages", wire.url("").rstrip("/"), video, place, str(number)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert played.returncode == 0, played.stderr
    results = [json.loads(line) for line in played.stdout.splitlines()]
    assert [result["name"] for result in results] == [SCENARIOS[number]] * 2
    for result in results:
        assert result["wrong"] == []
        assert result["survived"] == result["stages"] > 50
