"""What a disk can do to a save: full, read-only, gone, without hard links, with names too long or taken."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core import file_names, part_file
from app.core.errors import ErrorCode as E
from app.core.transport import Transport
from tests.core.test_download import ETAG, VIDEO, N
from tests.core.test_mp4 import FTYP, box, moov
from tests.core.wire import Exchange, Script, Wire
from tests.matrix.disks import disk
from tests.matrix.save_faults import HOSTILE_NAMES, good, head, sends
from tests.matrix.save_play import HastyTransport, Seen, attempt

SIZES = (3_000_000,)
LARGE = FTYP + moov(len(FTYP) + len(moov(0, SIZES)) + 8, SIZES) + box(b"mdat", os.urandom(*SIZES))
"""A video that is larger than what waits in memory."""
Serve = Callable[[Script], Wire]


@pytest.fixture
def serve() -> Iterator[Serve]:
    wires: list[Wire] = []

    def start(script: Script) -> Wire:
        wires.append(Wire(script))
        return wires[-1]

    yield start
    for wire in wires:
        wire.stop()


@pytest.fixture
def hasty() -> Transport:
    return HastyTransport(user_agent="matrix")


def attempts(wire: Wire, folder: Path, transport: Transport, *between: Callable[[], object]) -> Seen:
    """A try, and after each of `between` one more."""
    seen = Seen()
    attempt(wire.url("/v.mp4"), folder, transport, seen)
    for step in between:
        step()
        attempt(wire.url("/v.mp4"), folder, transport, seen)
    return seen


def without_length(exchange: Exchange) -> None:
    """A good server that does not tell how long the file is."""
    if "range" in exchange.headers:
        good(LARGE)(exchange)
    else:
        sends(head(ETAG) + LARGE)(exchange)


# Full


def test_full_at_the_start(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    """It is looked at before: nothing comes over the wire in vain."""
    with disk(tmp_path / "disk", "size=1m") as small:
        wire = serve(good(LARGE))
        seen = attempts(wire, small.path, hasty, lambda: small.change("size=9m"))
        assert seen.tries == [E.DISK_FULL, None]
        assert seen.body == LARGE
        assert seen.files == ["film.mp4"]


def test_full_in_the_middle(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    """No length was told, so it could not be known."""
    with disk(tmp_path / "disk", "size=2m") as small:
        wire = serve(without_length)
        seen = attempts(wire, small.path, hasty, lambda: small.change("size=9m"))
        assert seen.tries == [E.DISK_FULL, None]
        assert seen.body == LARGE
        assert seen.files == ["film.mp4"]
        assert not seen.early


def test_full_as_the_file_gets_its_name(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    """There is no room for one more name; later the file needs no network any more."""
    with disk(tmp_path / "disk", "size=9m,nr_inodes=3") as small:
        wire = serve(good(LARGE))
        seen = attempts(wire, small.path, hasty, lambda: small.change("nr_inodes=9"))
        assert seen.tries == [E.DISK_FULL, None]
        assert seen.body == LARGE
        assert seen.files == ["film.mp4"]
        assert len(wire.seen) == 1


def test_full_before_the_first_byte(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "size=9m,nr_inodes=1") as small:
        seen = attempts(serve(good(LARGE)), small.path, hasty, lambda: small.change("nr_inodes=9"))
        assert seen.tries == [E.DISK_FULL, None]
        assert seen.files == ["film.mp4"]


@pytest.mark.parametrize("stage", ["sync", "write", "place"])
def test_a_quota(serve: Serve, hasty: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    def over(*_: object, **__: object) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(part_file.PartFile, stage, over)
    seen = attempts(serve(good()), tmp_path, hasty, monkeypatch.undo)
    assert seen.tries == [E.DISK_FULL, None]
    assert seen.files == ["film.mp4"]


# Not to be written to, or gone


def test_read_only(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "size=9m") as made:
        made.change("ro")
        seen = attempts(serve(good()), made.path, hasty, lambda: made.change("rw"))
        assert seen.tries == [E.NO_PERMISSION, None]
        assert seen.files == ["film.mp4"]


def test_the_folder_vanishes(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()

    def script(exchange: Exchange) -> None:
        if len(wire.seen) == 1:
            shutil.rmtree(folder)
        good()(exchange)

    wire = serve(script)
    seen = attempts(wire, folder, hasty, folder.mkdir)
    assert seen.tries == [E.NO_FOLDER, None]
    assert seen.files == ["film.mp4"]


def test_the_drive_is_pulled_out(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    """Nothing is left in the folder that it was mounted on: who looks there would take it for the drive."""
    with disk(tmp_path / "disk", "size=9m") as made:
        halfway = threading.Event()

        def script(exchange: Exchange) -> None:
            exchange.send(head(f"Content-Length: {N}", ETAG) + VIDEO[:1000])
            made.pull_out()
            halfway.set()
            exchange.send(VIDEO[1000:])

        seen = attempts(serve(script), made.path, hasty)
        assert halfway.wait(20)
        assert seen.tries == [E.NO_FOLDER]
        assert list(made.path.iterdir()) == []
        assert not seen.early


def test_a_disk_that_breaks(serve: Serve, hasty: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(part_file.PartFile, "sync", broken)
    seen = attempts(serve(good()), tmp_path, hasty, monkeypatch.undo)
    assert seen.tries == [E.DISK_FAILED, None]
    assert seen.files == ["film.mp4"]


# Names


@pytest.mark.parametrize("how", ["exclusive rename", "reserved name"])
def test_no_hard_links(
    serve: Serve, hasty: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    if how == "reserved name":
        monkeypatch.setattr("app.core.moving._rename_exclusively", lambda *_: False)
    (tmp_path / "film.mp4").write_text("mine")
    seen = attempts(serve(good()), tmp_path, hasty)
    assert seen.tries == [None]
    assert seen.files == ["film (2).mp4", "film.mp4"]
    assert (tmp_path / "film.mp4").read_text() == "mine"
    assert seen.body == VIDEO


def test_a_file_of_that_name_appears_meanwhile(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    def script(exchange: Exchange) -> None:
        (tmp_path / "film.mp4").write_text("mine")
        good()(exchange)

    seen = attempts(serve(script), tmp_path, hasty)
    assert seen.files == ["film (2).mp4", "film.mp4"]
    assert (tmp_path / "film.mp4").read_text() == "mine"
    assert seen.body == VIDEO


@pytest.mark.parametrize("prompt", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_hostile_names(serve: Serve, hasty: Transport, tmp_path: Path, prompt: str) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    stem = file_names.stem("{prompt}", prompt=prompt, seed=None, task_id="t", video_id="v", nth=0)
    seen = Seen()
    for _ in range(2):  # the second one gets a longer name
        attempt(serve(good()).url(), folder, hasty, seen, stem)
    assert seen.tries == [None, None]
    assert seen.body == VIDEO
    assert len(seen.files) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert all(len(os.fsencode(name)) <= 255 for name in seen.files)


def test_a_path_at_the_limit(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    seen = Seen()
    attempt(serve(good()).url(), tmp_path, hasty, seen, "x" * file_names.LONGEST)
    attempt(serve(good()).url(), tmp_path, hasty, seen, "x" * 255)
    assert seen.tries == [None, E.NAME_TOO_LONG]
    deep = tmp_path
    while len(str(deep)) < 4000:
        deep = deep / ("d" * 200)
        try:
            deep.mkdir()
        except OSError:
            break
    attempt(serve(good()).url(), deep, hasty, seen, "x" * 100)
    assert seen.tries[-1] in (E.NAME_TOO_LONG, E.NO_FOLDER)


# Two at once


def test_two_processes_never_write_one_file(serve: Serve, hasty: Transport, tmp_path: Path) -> None:
    """The second begins and ends while the first is in the middle."""
    code = """
        import sys
        from pathlib import Path
        from app.core.cancel import Cancel
        from app.core.download import download
        from app.core.transport import Transport
        download(Transport(user_agent="second"), sys.argv[1], Path(sys.argv[2]), "film",
                 on_progress=lambda *_: None, cancel=Cancel())
    """
    done: list[int] = []

    def script(exchange: Exchange) -> None:
        if len(wire.seen) > 1:
            good()(exchange)
            return
        exchange.send(head(f"Content-Length: {N}", ETAG) + VIDEO[:100_000])
        second = [sys.executable, "-c", textwrap.dedent(code), wire.url("/v.mp4"), str(tmp_path)]
        done.append(subprocess.run(second, check=False, cwd=Path(__file__).parents[2]).returncode)
        exchange.send(VIDEO[100_000:])

    wire = serve(script)
    seen = Seen()
    attempt(wire.url("/v.mp4"), tmp_path, Transport(user_agent="first"), seen)
    assert done == [0]
    assert seen.tries == [None]
    assert seen.files == ["film (2).mp4", "film.mp4"]
    assert all((tmp_path / name).read_bytes() == VIDEO for name in seen.files)
    assert "range" not in wire.seen[1].headers
