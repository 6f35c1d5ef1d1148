"""Owns the proof that a backup is whole or is not there, and that a fault does not push out what older ones hold."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core import backups
from app.core.errors import ErrorCode
from app.core.schema import MIGRATIONS
from app.core.store import Store
from app.core.store_errors import StoreError
from tests.damage import PAGE, fill

DAY = 86_400.0
NOW = 1_700_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "library.sqlite"
    fill(made, 41)
    return made


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.glob("*.backup*"))


def empty(path: Path, left: int) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM video")
        db.execute("DELETE FROM save")
        db.execute("DELETE FROM task WHERE seq > ?", (left,))


def test_two_days_are_kept(path: Path) -> None:
    made = [backups.make_daily(path, NOW + day * DAY) for day in range(4)]
    assert None not in made
    assert names(path) == sorted(each.name for each in made[2:] if each is not None)
    assert [each.tasks for each in backups.found(path)] == [40, 40]


def test_one_a_day_is_enough_unless_there_is_far_more(path: Path) -> None:
    assert backups.make_daily(path, NOW) is not None
    assert backups.make_daily(path, NOW + 60) is None
    empty(path, 5)
    assert backups.make_daily(path, NOW + 60) is None
    (kept,) = backups.found(path)
    assert kept.tasks == 40
    kept.path.unlink()
    backups.make_daily(path, NOW)
    path.unlink()
    fill(path, 41)
    assert backups.make_daily(path, NOW) is not None
    assert backups.found(path)[0].tasks == 40


def test_a_library_that_was_emptied_pushes_nothing_out(path: Path) -> None:
    full = backups.make_daily(path, NOW)
    empty(path, 2)
    for day in range(1, 6):
        backups.make_daily(path, NOW + day * DAY)
    assert full is not None
    assert full.exists()
    assert len(names(path)) == backups.GENERATIONS + 1
    empty(path, 0)
    assert backups.make_daily(path, NOW + 9 * DAY) is None


def test_what_an_end_amid_a_backup_has_left_goes_with_the_next(path: Path) -> None:
    left = backups.of_day(path, NOW - DAY).with_suffix(".backup.part")
    for each in (left, left.with_name(f"{left.name}-journal")):
        each.write_bytes(b"half of it")
    made = backups.make_daily(path, NOW)
    assert made is not None
    assert names(path) == [made.name]


def test_one_that_a_wrong_clock_has_dated_ahead_neither_stays_nor_passes_for_the_newest(path: Path) -> None:
    ahead = backups.make_daily(path, NOW + 36_500 * DAY)
    assert ahead is not None
    os.utime(ahead, (NOW + 36_500 * DAY,) * 2)
    first = backups.make_daily(path, NOW)
    assert [each.path for each in backups.found(path)] == [first, ahead]
    second = backups.make_daily(path, NOW + DAY)
    assert {each.path for each in backups.found(path)} == {first, second}


def test_a_damaged_library_is_not_backed_up(path: Path) -> None:
    backups.make_daily(path, NOW)
    before = {name: path.with_name(name).read_bytes() for name in names(path)}
    data = bytearray(path.read_bytes())
    data[5 * PAGE : 6 * PAGE] = b"\xff" * PAGE
    path.write_bytes(data)
    with pytest.raises(StoreError) as caught:
        backups.make_daily(path, NOW + DAY)
    assert caught.value.code is ErrorCode.LIBRARY_DAMAGED
    assert {name: path.with_name(name).read_bytes() for name in names(path)} == before


def test_a_damaged_backup_is_passed_over(path: Path) -> None:
    good, bad = backups.make_daily(path, NOW), backups.make_daily(path, NOW + DAY)
    assert good is not None
    assert bad is not None
    data = bytearray(bad.read_bytes())
    data[5 * PAGE : 6 * PAGE] = bytes(PAGE)
    bad.write_bytes(data)
    assert [each.path for each in backups.found(path)] == [good]


def test_it_is_made_beside_an_open_window_and_holds_what_is_in_the_log(path: Path) -> None:
    with closing(Store(path)) as store:
        store.purge()
        (task, *_) = store.load().tasks
        store.set_removed([task.key], None)
        made = backups.make_daily(path, NOW)
    assert made is not None
    assert backups.found(path)[0].tasks == 40
    assert [each.name for each in path.parent.iterdir() if "backup" in each.name] == [made.name]


def test_before_a_step_the_backup_is_whole_or_the_step_is_not_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core import store as module

    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, lambda db: db.execute("CREATE TABLE new (a)")))
    backups.before_step(path, len(MIGRATIONS)).mkdir()  # no file can come there
    before = path.read_bytes()
    with pytest.raises(StoreError):
        Store(path)
    assert path.read_bytes() == before
