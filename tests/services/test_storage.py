"""Owns the proof that one thread owns the database, in order, and that all of it is done before the app ends."""

from __future__ import annotations

import threading
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.model import Profile
from app.core.store import Store
from app.services.jobs import Outcome
from app.services.storage import Storage
from tests.services.conftest import GENEROUS


def put(number: int, store: Store) -> str:
    store.put_profile(Profile(f"p{number}", "", "https://h"))
    return threading.current_thread().name


def test_work_is_done_in_its_order_on_one_thread_and_drained_at_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    storage = Storage(tmp_path / "library.sqlite")
    names: list[Outcome[str]] = []
    storage.run(partial(put, 0), names.append)
    qtbot.waitUntil(lambda: bool(names), timeout=GENEROUS)
    assert names[0].value == "storage-0"
    for number in range(1, 200):
        storage.run(partial(put, number))
    assert storage.stop(20)
    with closing(Store(tmp_path / "library.sqlite", read_only=True)) as store:
        assert [profile.id for profile in store.load().profiles] == [f"p{number}" for number in range(200)]
    assert not (tmp_path / "library.sqlite-wal").exists() or (tmp_path / "library.sqlite-wal").stat().st_size == 0


def test_a_database_that_cannot_be_opened_is_tried_again(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.mkdir()
    storage = Storage(path)
    ends: list[Outcome[str]] = []
    storage.run(partial(put, 1), ends.append)
    qtbot.waitUntil(lambda: len(ends) == 1, timeout=GENEROUS)
    assert ends[0].problem is not None
    assert ends[0].problem.code is ErrorCode.LIBRARY_DAMAGED
    path.rmdir()
    storage.run(partial(put, 1), ends.append)
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=GENEROUS)
    assert ends.pop().problem == Problem(ErrorCode.LIBRARY_MISSING, "the library's file is gone")
    Store(path).close()
    storage.run(partial(put, 1), ends.append)
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=GENEROUS)
    assert ends[1].problem is None
    assert storage.stop(20)


def test_a_stop_says_when_it_could_not_wait(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    storage, begun, go = Storage(tmp_path / "library.sqlite"), threading.Event(), threading.Event()

    def hang(_store: Store) -> None:
        begun.set()
        go.wait(20)

    storage.run(hang)
    assert begun.wait(20)
    assert storage.stop(0.01) is False
    go.set()
    assert storage.stop(20)
