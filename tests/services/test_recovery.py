"""Owns the proof that a library which fails beneath an open window loses nothing of what the window holds."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core import backups
from app.core import recovery as core_recovery
from app.core.errors import ErrorCode, Problem
from app.core.holdings import Holdings
from app.core.model import DEMO_PROFILE, Answer, Task, TaskKey, Video
from app.core.store import Store
from app.core.store_errors import StoreError
from app.services import library as library_module
from app.services import recovery as recovery_module
from app.services.jobs import Outcome
from tests.damage import OTHER, PAGE, fill, pages
from tests.matrix.disks import Disk, disk
from tests.services.book import DEMO, GENEROUS, Book, key


@pytest.fixture
def open_book(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Book]]:
    """Opens books, and closes them at the end. A failed write is tried again at once."""
    monkeypatch.setattr(library_module, "RETRY_MS", 1)
    made: list[Book] = []

    def open_one(path: Path = tmp_path / "data" / "library.sqlite") -> Book:
        path.parent.mkdir(exist_ok=True)
        made.append(Book(qtbot, path))
        return made[-1].load()

    yield open_one
    for each in made:
        each.close()  # once more where a test has done so: nothing happens then


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path / "disk", "size=1m") as made:
        yield made


@pytest.fixture
def book(open_book: Callable[..., Book]) -> Book:
    """With two tasks, and one that was removed."""
    made = open_book()
    made.library.put_profile(DEMO)
    made.add("a", "b", "removed")
    made.library.remove([key("removed")])
    made.settle()
    return made


def names(book: Book) -> list[str]:
    return [task.key.task_id for task in book.on_disk().tasks]


def test_a_file_that_is_deleted_comes_back_with_all_that_was_in_it(book: Book) -> None:
    for each in book.path.parent.iterdir():
        each.unlink()
    book.add("c")
    book.settle()
    assert names(book) == ["a", "b", "c"]
    assert [step.keys for step in book.on_disk().removals] == [(key("removed"),)]
    assert book.library.recovery.was_made_anew
    assert book.library.recovery.aside == ""
    assert not [said for said in book.said if said[0] == "failed"]


def test_a_file_that_is_deleted_while_nothing_happens_is_back_at_the_end(book: Book) -> None:
    for each in book.path.parent.iterdir():
        each.unlink()
    book.close()
    assert names(book) == ["a", "b"]


def test_an_end_says_when_the_file_could_not_be_brought_back(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    book = Book(qtbot, folder / "library.sqlite").load()
    shutil.rmtree(folder)
    folder.write_text("in its place")
    book.library.close()
    assert not book.storage.stop(20)


def test_a_folder_that_is_deleted_comes_back(book: Book) -> None:
    shutil.rmtree(book.path.parent)
    book.library.apply_answer(key("a"), Answer("new", (Video("v"),)))
    book.settle()
    assert [task.prompt for task in book.on_disk().tasks] == ["new", ""]
    assert book.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_put_into_its_place_is_laid_aside(book: Book, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    fill(other, 20)
    theirs = other.read_bytes()
    os.replace(other, book.path)
    book.add("c")
    book.settle()
    assert names(book) == ["a", "b", "c"]
    assert book.path.with_name(book.library.recovery.aside).read_bytes() == theirs


def test_what_a_fault_destroys_beneath_the_window_is_written_anew(book: Book) -> None:
    book.add(*(f"t{number}" for number in range(300)))
    _wreck(book)
    outcomes: list[Outcome[tuple[TaskKey, ...]]] = []
    with book.bot.waitSignal(book.library.recovery.mended, timeout=GENEROUS):
        book.library.add(DEMO_PROFILE, ["late"], done=outcomes.append)
    book.bot.waitUntil(lambda: key("late") in book.library.tasks, timeout=GENEROUS)
    book.bot.waitUntil(lambda: book.library.recovery.problem is None, timeout=GENEROUS)
    book.settle()
    assert names(book) == ["a", "b", *(f"t{number}" for number in range(300)), "late"]
    assert book.path.with_name(book.library.recovery.aside).exists()
    assert not book.library.waits


def _forget_what_was_read(store: Store) -> None:
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store._db.execute("PRAGMA cache_size=0")
    store._db.execute("PRAGMA shrink_memory")


def _overwrite(path: Path) -> None:
    """In place, as a disk does it."""
    count = pages(path)
    with path.open("rb+") as file:
        file.seek(PAGE)
        file.write(b"\x55" * PAGE * (count - 1))


def _wreck(book: Book) -> None:
    book.storage.run(Store.probe)
    book.storage.run(_forget_what_was_read)
    book.settle()
    _overwrite(book.path)


def test_what_the_user_removed_is_not_back_after_a_repair(book: Book, open_book: Callable[..., Book]) -> None:
    book.library.put_profile(OTHER)
    book.add("gone with its provider", profile=OTHER.id)
    book.add(*(f"t{number}" for number in range(300)))
    book.settle()
    backups.make_daily(book.path, time.time())
    book.library.remove([key("t1"), key("t2")])
    book.library.remove_profile(OTHER.id)
    book.settle()
    _wreck(book)
    with book.bot.waitSignal(book.library.recovery.mended, timeout=GENEROUS):
        book.add("late")
    book.bot.waitUntil(lambda: book.library.recovery.problem is None, timeout=GENEROUS)
    book.close()
    again = open_book(book.path)
    assert again.library.tasks.keys() == book.library.tasks.keys()
    assert OTHER.id not in again.library.profiles
    assert again.library.undo_remove()
    again.settle()
    assert {key("t1"), key("t2")} <= again.library.tasks.keys()


def test_what_is_on_its_way_into_the_list_is_not_taken_for_removed(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(f"t{number}" for number in range(900))
    outcomes: list[Outcome[tuple[TaskKey, ...]]] = []
    calls: list[object] = []
    add = Store.add

    def fail_once(store: Store, *args: Any) -> tuple[Task, ...]:
        calls.append(args)
        if len(calls) == 4:
            raise StoreError("malformed", ErrorCode.LIBRARY_DAMAGED)
        return add(store, *args)

    monkeypatch.setattr(Store, "add", fail_once)
    book.library.add(DEMO_PROFILE, many, done=outcomes.append)
    book.bot.waitUntil(lambda: bool(outcomes), timeout=GENEROUS)
    book.bot.waitUntil(lambda: len(book.library.tasks) == 902, timeout=GENEROUS)
    book.bot.waitUntil(lambda: book.library.recovery.problem is None, timeout=GENEROUS)
    book.settle()
    assert len(names(book)) == 902


def test_what_goes_on_failing_is_not_made_anew_for_ever(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    mends: list[object] = []

    def mend(memory: object) -> None:
        mends.append(memory)
        book.library.recovery.mended.emit(Outcome(""))

    monkeypatch.setattr(book.library.recovery, "mend", mend)
    for _ in range(9):
        book.library._fail(Problem(ErrorCode.LIBRARY_DAMAGED))
    assert len(mends) == library_module.MOST_MENDS


def test_a_library_that_is_damaged_while_the_disk_is_full_is_made_anew_once_there_is_room(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []
    replace = core_recovery.replace

    def full_at_first(path: Path, held: Holdings) -> str:
        tries.append(held)
        if len(tries) <= library_module.MOST_MENDS:
            raise StoreError("full", ErrorCode.LIBRARY_FULL)
        return replace(path, held)

    monkeypatch.setattr(core_recovery, "replace", full_at_first)
    book.add(*(f"t{number}" for number in range(300)))
    _wreck(book)
    book.library.add(DEMO_PROFILE, ["late"])
    book.bot.waitUntil(lambda: key("late") in book.library.tasks, timeout=GENEROUS)
    book.bot.waitUntil(lambda: book.library.recovery.problem is None, timeout=GENEROUS)
    book.settle()
    assert len(names(book)) == 303


def test_a_paste_that_a_full_disk_refused_is_taken_once_there_is_room(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.limit_pages(full=True)
    many = tuple(f"{'x' * 90}{number}" for number in range(150))
    outcomes: list[Outcome[tuple[TaskKey, ...]]] = []
    book.library.add(DEMO_PROFILE, many, done=outcomes.append)
    book.bot.waitUntil(lambda: bool(outcomes), timeout=GENEROUS)
    assert outcomes[0].problem is not None
    assert outcomes[0].problem.code is ErrorCode.LIBRARY_FULL
    assert book.library.known(DEMO_PROFILE, many) == frozenset(many)
    assert book.library.waits
    book.limit_pages(full=False)
    book.bot.waitUntil(lambda: len(book.library.tasks) == 152, timeout=GENEROUS)
    book.bot.waitUntil(lambda: book.library.recovery.problem is None, timeout=GENEROUS)
    assert len(book.on_disk().tasks) == 152


def test_a_disk_that_is_really_full_costs_nothing(open_book: Callable[..., Book], small_disk: Disk) -> None:
    book = open_book(small_disk.path / "library.sqlite")
    book.library.put_profile(DEMO)
    book.add("a")
    book.settle()
    ballast = small_disk.path / "ballast"
    with ballast.open("wb", buffering=0) as file:
        while _takes(file.write):
            pass
    with book.bot.waitSignal(book.library.failed, timeout=GENEROUS):
        book.library.apply_answer(key("a"), Answer("x" * 100_000, (Video("v"),)))
    assert book.library.recovery.problem is not None
    assert book.library.recovery.problem.code is ErrorCode.LIBRARY_FULL
    ballast.unlink()
    book.bot.waitUntil(lambda: book.library.recovery.problem is None, timeout=GENEROUS)
    book.settle()
    assert [len(task.prompt) for task in book.on_disk().tasks] == [100_000]


def _takes(write: Callable[[bytes], int]) -> bool:
    try:
        return write(bytes(4096)) == 4096
    except OSError:
        return False


def test_the_backup_of_the_day_is_made_while_the_window_is_open(
    open_book: Callable[..., Book], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery_module, "BACKUP_AFTER_MS", 1)
    book = open_book()
    book.library.put_profile(DEMO)
    book.add("a", "b")
    book.bot.waitUntil(lambda: len(list(book.path.parent.glob("*.backup"))) == 1, timeout=GENEROUS)
    (made,) = book.path.parent.glob("*.backup")
    with closing(Store(made, read_only=True)) as store:
        assert len(store.load().tasks) == 2
