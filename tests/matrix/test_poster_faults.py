"""Plays the table of `poster_faults`: a placeholder, one later try, the picture for ever, and little memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode as E
from app.services import posters as module
from tests.matrix.certificates import Authority
from tests.matrix.poster_faults import CASES, GOOD, Case
from tests.matrix.poster_play import Gallery, Server, code_of
from tests.matrix.rig import closed_port
from tests.matrix.save_faults import says, sends

Open = Callable[..., Gallery]
Serve = Callable[[Case], Server]
pytestmark = pytest.mark.qt_log_ignore("libpng|qt.gui.imageio|QBmpHandler|JPEG")


@pytest.fixture
def open_gallery(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """The posters of a start of the app; each further one on the same folder ends the one before."""
    made: list[Gallery] = []

    def start(*, hasty: bool = False) -> Gallery:
        if made:
            made[-1].stop()
        made.append(Gallery(tmp_path / "data", hasty=hasty))
        return made[-1]

    yield start
    if made:
        made[-1].stop()


@pytest.fixture
def serve(authority: Authority) -> Iterator[Serve]:
    made: list[Server] = []

    def start(case: Case) -> Server:
        made.append(Server(case, authority))
        return made[-1]

    yield start
    for each in made:
        each.wire.stop()


FAULTS = [case for case in CASES if case.code is not None]


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_a_fault_is_tried_once_more_and_then_left_alone(case: Case, open_gallery: Open, serve: Serve) -> None:
    server, gallery = serve(case), open_gallery(hasty=case.silent)
    key = gallery.add("t", server.link)
    for tries in (1, 2):
        for _ in range(3):
            assert not gallery.look(key)
            assert code_of(gallery.posters.problem(key)) is case.code
            assert len(server.wire.seen) == tries * case.requests
        gallery.clock.now += module.RETRY_AFTER - 1
        assert not gallery.look(key)
        assert len(server.wire.seen) == tries * case.requests
        gallery.clock.now += 2
    for _ in range(3):
        gallery.add("t", f"{server.link}&{gallery.clock.now}")  # signed anew: the same picture
        gallery.clock.now *= 10
        assert not gallery.look(key)
    assert len(server.wire.seen) == 2 * case.requests
    assert not list((gallery.folder / "posters").glob("*"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_was_seen_once_is_there_without_a_server(case: Case, open_gallery: Open, serve: Serve) -> None:
    """A picture at once, after a fault by the later try; the link has expired by the next start."""
    server, gallery = serve(case), open_gallery(hasty=case.silent)
    key = gallery.add("t", server.link)
    if case.code is not None:
        assert not gallery.look(key)
        server.mend()
        gallery.clock.now += module.RETRY_AFTER + 1
    gallery.posters._transport = gallery.transport = gallery.patient()
    assert gallery.look(key)
    asked = len(server.wire.seen)
    server.wire.stop()
    (kept,) = (gallery.folder / "posters").iterdir()
    assert kept.stat().st_size < 1 << 17
    for link in (f"{server.link}&expired", ""):
        gallery = open_gallery()
        gallery.add("t", link)
        assert gallery.look(key)
        assert gallery.posters.problem(key) is None
    assert len(server.wire.seen) == asked


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel")
@pytest.mark.timeout(300)
def test_no_picture_takes_much_memory() -> None:
    """Judged from outside: the process holds nothing but the app's own, and dies where it wants far too much."""
    from tests.matrix.poster_report import plain, play_apart

    wrong = [each for each in play_apart(tuple(filter(plain, CASES))) if not each.right]
    assert wrong == []


def test_where_nobody_is_it_is_tried_ever_more_rarely(open_gallery: Open, serve: Serve) -> None:
    gallery = open_gallery()
    key = gallery.add("t", f"http://127.0.0.1:{closed_port()}/poster.jpg")
    waits = []
    for _ in range(12):
        assert not gallery.look(key)
        assert code_of(gallery.posters.problem(key)) is E.REFUSED
        waits.append(gallery.posters._failures[key].again_at - gallery.clock.now)
        gallery.clock.now += waits[-1] + 1
    assert waits == [module.RETRY_AFTER * 2 ** min(n, 8) for n in range(12)]
    server = serve(Case("good", lambda: says(GOOD), None))
    gallery.add("t", server.link.replace("/poster", "/elsewhere"))  # another place is tried at once
    assert gallery.look(key)


def test_a_row_that_stays_in_sight_is_tried_again_by_itself(
    open_gallery: Open, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_AFTER", 0.0)
    server = serve(Case("404", lambda: says(b"", "404 No"), E.UNEXPECTED_STATUS))
    gallery = open_gallery()
    key = gallery.add("t", server.link)
    gallery.posters.want([key])
    gallery.until(lambda: len(server.wire.seen) == 2 and not gallery.posters.busy)
    assert not gallery.posters._retry.isActive()


def test_the_picture_of_a_video_that_has_just_ended_is_tried_at_once(open_gallery: Open, serve: Serve) -> None:
    """Its link is the same, but only now is there something behind it."""
    server = serve(Case("404", lambda: says(b"", "404 No"), E.UNEXPECTED_STATUS))
    gallery = open_gallery()
    key = gallery.add("t", server.link, done=False)
    assert not gallery.look(key)
    server.mend()
    assert not gallery.look(key)
    gallery.add("t", server.link)
    assert gallery.look(key)


def test_servers_that_are_silent_hold_nothing_up_that_is_on_the_disk(open_gallery: Open, serve: Serve) -> None:
    good = serve(Case("good", lambda: says(GOOD), None))
    gallery = open_gallery()
    key = gallery.add("kept", good.link)
    assert gallery.look(key)
    silent = serve(Case("silent", lambda: sends(b"", then="hang"), None))
    gallery = open_gallery()
    waiting = [gallery.add(f"t{n}", silent.link) for n in range(6)]
    gallery.add("kept", "")
    gallery.posters.want([*waiting, key])
    gallery.until(lambda: gallery.posters.image(key) is not None)
    assert len(silent.wire.seen) <= module.FETCHES
