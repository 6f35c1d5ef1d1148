"""Folders that take no files are looked at until they do: how often, and how many saves go on then."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.core.errors import ErrorCode, Problem
from app.core.model import VideoKey, WantedSave
from app.core.shortage import Shortage
from app.services import folder_watch
from app.services.failed_saves import FailedSaves
from app.services.folder_watch import LEAST_ROOM, FolderWatch
from app.services.folders import Look
from tests.services.conftest import Services

FULL = ErrorCode.DISK_FULL


class Watched:
    """A watch whose folders are what the test says, and whose saves are noted."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.failed = FailedSaves(services.library)
        self.retried: list[list[VideoKey]] = []
        self.watch = FolderWatch(self.failed, services.saves, self.retry)
        self.look = Look(False)
        self.looks = 0

    def retry(self, keys: Sequence[VideoKey]) -> None:
        self.retried.append(list(keys))

    def look_at(self, _folder: str) -> Look:
        self.looks += 1
        return self.look

    def fail(self, task_id: str, problem: Problem, folder: str = "/media/usb") -> VideoKey:
        """The save of this video into this folder has failed so."""
        key = self.services.video_key(task_id)
        self.failed.add(key, [WantedSave(key, folder, "film")], problem)
        return key


@pytest.fixture
def watched(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(folder_watch, "LOOK_SECONDS", 0.02)
    services.poller.start()
    services.add_finished("a", "b", "c")
    made = Watched(services)
    monkeypatch.setattr(folder_watch, "look", made.look_at)
    made.watch.start()
    yield made
    made.watch.stop()


def test_it_looks_only_while_a_folder_is_no_good(watched: Watched) -> None:
    assert not watched.watch._timer.isActive()
    key = watched.fail("a", Problem(ErrorCode.NO_FOLDER))
    watched.services.until(lambda: watched.looks >= 3)
    assert watched.retried == []
    watched.look = Look(True, None)
    watched.services.until(lambda: watched.retried)
    assert watched.retried[0] == [key]
    watched.services.library.set_save_error(key, None)
    watched.services.until(lambda: not watched.watch._timer.isActive())


def test_a_folder_that_is_gone_for_long_is_looked_at_ever_less_often(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_watch, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(folder_watch, "LONGEST_LOOK_SECONDS", 500.0)
    watched.fail("a", Problem(ErrorCode.NO_FOLDER))
    watched.services.until(lambda: watched.looks >= 20)
    state = watched.watch._watched["/media/usb"]
    state.dark = 6 * 15
    watched.services.until(lambda: state.due > time.monotonic() + 10)
    assert watched.watch._until_due() > 9
    watched.services.until(lambda: watched.watch._timer.remainingTime() > 9_000)
    watched.fail("b", Problem(ErrorCode.NO_FOLDER), "/media/other")
    watched.services.until(lambda: "/media/other" in watched.watch._watched)


def test_as_many_go_on_as_there_is_room_for(watched: Watched) -> None:
    first = watched.fail("a", Problem(FULL, Shortage(500, 10).detail))
    second = watched.fail("b", Problem(FULL, "No space left on device"))
    third = watched.fail("c", Problem(FULL, Shortage(700, 10).detail))
    watched.look = Look(True, 499)
    watched.services.until(lambda: watched.looks >= 2)
    assert watched.retried == []
    (trouble,) = watched.failed.troubles
    fits = watched.watch._that_fit
    assert fits(trouble, Look(True, 500)) == [first]
    assert fits(trouble, Look(True, 500 + LEAST_ROOM)) == [first, second]
    assert fits(trouble, Look(True, 1200 + LEAST_ROOM)) == [first, second, third]
    assert trouble.lack == Shortage(500, 10)


def test_what_fails_again_although_the_folder_looks_fine_is_tried_ever_less_often(watched: Watched) -> None:
    watched.look = Look(True, 10**9)
    watched.fail("a", Problem(FULL, "Disk quota exceeded"))
    watched.services.until(lambda: len(watched.retried) >= 3)
    state = watched.watch._watched["/media/usb"]
    assert state.vain >= 3
    assert state.due > time.monotonic()
    watched.look = Look(True, 0)
    state.due = 0.0
    watched.services.until(lambda: state.vain == 0)


def test_another_problem_than_the_folder_is_not_watched(watched: Watched) -> None:
    watched.fail("a", Problem(ErrorCode.LINK_EXPIRED))
    watched.services.until(lambda: len(watched.failed) == 1)
    assert watched.failed.troubles == ()
    assert not watched.watch._timer.isActive()


def test_troubles_stand_by_folder_the_latest_first(watched: Watched, tmp_path: Path) -> None:
    a = watched.fail("a", Problem(ErrorCode.NO_FOLDER), "/media/usb")
    b = watched.fail("b", Problem(ErrorCode.NO_PERMISSION), str(tmp_path))
    c = watched.fail("c", Problem(ErrorCode.NO_FOLDER), "/media/usb")
    assert [(each.folder, each.code, each.keys) for each in watched.failed.troubles] == [
        ("/media/usb", ErrorCode.NO_FOLDER, (a, c)),
        (str(tmp_path), ErrorCode.NO_PERMISSION, (b,)),
    ]
    assert list(watched.failed.keys) == [a, b, c]
    watched.services.library.remove([a.task])
    assert list(watched.failed.keys) == [b, c]


def test_troubles_are_gathered_once_for_all_who_ask_until_something_is_new(watched: Watched) -> None:
    a = watched.fail("a", Problem(FULL, Shortage(30, 20).detail))
    first = watched.failed.troubles
    assert watched.failed.troubles is first  # of ten thousand: each poll asks
    b = watched.fail("b", Problem(FULL, Shortage(25, 20).detail))
    (both,) = watched.failed.troubles
    assert (both.keys, both.lack) == ((a, b), Shortage(25, 20))
    watched.failed.move("/media/usb", "/media/other")
    assert [each.folder for each in watched.failed.troubles] == ["/media/other"]
    watched.failed.try_again(a, "/media/other")
    assert [each.keys for each in watched.failed.troubles] == [(b,)]
    watched.services.library.set_save_error(b, None)
    assert watched.failed.troubles == ()
