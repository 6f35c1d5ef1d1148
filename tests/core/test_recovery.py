"""Owns the proof that of a damaged database all comes back that is still there, and that nothing of it is deleted."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.core import backups, recovery, replacing
from app.core.errors import ErrorCode
from app.core.export import export
from app.core.model import DEMO_PROFILE, Task, TaskKey
from app.core.recovery import Survey, Way
from app.core.schema import MIGRATIONS
from app.core.store import Store
from app.core.store_errors import StoreError
from app.core.store_opening import open_store
from tests.damage import PAGE, PATTERNS, damaged, fill, pages

COUNT = 120
LATER = len(MIGRATIONS) + 1
NOW = 1_700_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


def opened(path: Path) -> dict[TaskKey, Task]:
    with closing(open_store(path)) as store:
        return {task.key: task for task in store.load().tasks}


def clear(path: Path) -> None:
    """Nothing but the backups is left in the folder."""
    for each in path.parent.iterdir():
        if each.name.endswith(".backup"):
            continue
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


def code_if_any(path: Path) -> ErrorCode | None:
    try:
        opened(path)
    except StoreError as error:
        return error.code
    return None


def code_of(path: Path) -> ErrorCode:
    with pytest.raises(StoreError) as caught:
        opened(path)
    return caught.value.code


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("backed_up", [False, True], ids=["no backup", "backup"])
def test_whichever_page_is_damaged_every_task_comes_back(path: Path, pattern: str, backed_up: bool) -> None:
    tasks = fill(path, COUNT)
    good = path.read_bytes()
    if backed_up:
        backups.make_daily(path, NOW)
    for number in range(pages(path)):
        clear(path)
        broken = damaged(good, number, pattern)
        path.write_bytes(broken)
        if (code := code_if_any(path)) is not None:
            assert code is ErrorCode.LIBRARY_DAMAGED
            aside = recovery.recover(path, recovery.survey(path).ways[0])
            assert path.with_name(aside).read_bytes() == broken
        found = opened(path)
        assert tasks.keys() <= found.keys(), number
        if backed_up:
            assert sum(found[key] == task for key, task in tasks.items()) >= COUNT - 3, number


def test_wherever_the_file_ends_the_backup_makes_up_for_it(path: Path) -> None:
    tasks = fill(path, COUNT)
    good = path.read_bytes()
    backups.make_daily(path, NOW)
    for number in range(pages(path)):
        for beyond in (0, 1777):
            clear(path)
            path.write_bytes(good[: number * PAGE + beyond])
            survey = recovery.survey(path)
            assert code_of(path) in (ErrorCode.LIBRARY_DAMAGED, ErrorCode.LIBRARY_MISSING)
            recovery.recover(path, survey.ways[0])
            assert opened(path) == tasks


def test_what_is_newer_in_the_damaged_file_and_what_only_the_backup_has_both_come_back(path: Path) -> None:
    fill(path, COUNT)
    backups.make_daily(path, NOW)
    with closing(Store(path)) as store:
        (new,) = store.add([TaskKey(DEMO_PROFILE, "new")], NOW)
        before = store.load().tasks
    path.write_bytes(damaged(path.read_bytes(), 0, "zeros"))
    survey = recovery.survey(path)
    assert survey.backup is not None
    assert (survey.backup.tasks, survey.repaired) == (COUNT - 1, COUNT)
    assert survey.ways == (Way.REPAIR, Way.BACKUP)
    recovery.recover(path, Way.REPAIR)
    assert opened(path) == {task.key: task for task in before}
    recovery.recover(path, Way.BACKUP)
    assert new.key not in opened(path)


def test_removals_and_saves_that_wait_come_back_too(path: Path) -> None:
    fill(path, COUNT)
    with closing(Store(path)) as store:
        before = store.load()
    path.write_bytes(damaged(path.read_bytes(), 0, "zeros"))
    recovery.recover(path, Way.REPAIR)
    with closing(Store(path)) as store:
        assert store.load() == before
    assert before.removals
    assert before.saves


@pytest.mark.parametrize("stands", ["text", "nothing in it", "a folder", "nothing"])
def test_what_is_no_library_is_told_and_laid_aside(path: Path, stands: str) -> None:
    tasks = fill(path, COUNT)
    backups.make_daily(path, NOW)
    path.unlink()
    if stands == "a folder":
        path.mkdir()
        (path / "mine").write_text("x")
    elif stands != "nothing":
        path.write_bytes(b"a diary\n" * 500 if stands == "text" else b"")
    assert code_of(path) in (ErrorCode.LIBRARY_DAMAGED, ErrorCode.LIBRARY_MISSING)
    with pytest.raises(StoreError):
        export(path, str(path.with_name("export.json")))
    survey = recovery.survey(path)
    assert survey.ways == (Way.BACKUP,)
    aside = recovery.recover(path, Way.BACKUP)
    assert opened(path) == tasks
    assert bool(aside) == (stands != "nothing")
    if stands == "a folder":
        assert (path.with_name(aside) / "mine").read_text() == "x"


def test_where_nothing_was_nothing_is_asked(path: Path) -> None:
    assert opened(path) == {}
    path.unlink()
    path.touch()
    assert opened(path) == {}
    assert [each.name for each in path.parent.iterdir()] == ["library.sqlite"]


def killed(path: Path, count: int = COUNT) -> tuple[bytes, bytes]:
    """The library as a kill leaves it, with its last tasks in the log alone: the file's and the log's bytes."""
    fill(path, count)
    store = Store(path)
    store.add([TaskKey(DEMO_PROFILE, f"late{number}") for number in range(30)], NOW)
    left = path.read_bytes(), path.with_name("library.sqlite-wal").read_bytes()
    store.close()
    return left


def test_a_log_that_was_left_is_read(path: Path) -> None:
    data, log = killed(path)
    path.write_bytes(data)
    path.with_name("library.sqlite-wal").write_bytes(log)
    path.with_name("library.sqlite-shm").write_bytes(os.urandom(32768))
    assert len(opened(path)) == COUNT - 1 + 30


@pytest.mark.parametrize("harm", ["head", "middle", "noise"])
def test_of_a_damaged_log_all_that_is_there_is_offered(path: Path, harm: str) -> None:
    data, log = killed(path)
    changed = {
        "head": bytes(16) + log[16:],
        "middle": log[: len(log) // 2] + bytes(8) + log[len(log) // 2 + 8 :],
        "noise": os.urandom(len(log)),
    }
    path.write_bytes(data)
    path.with_name("library.sqlite-wal").write_bytes(changed[harm])
    assert code_of(path) is ErrorCode.LIBRARY_DAMAGED
    recovery.recover(path, Way.REPAIR)
    assert len(opened(path)) >= COUNT - 1 + (30 if harm != "noise" else 0)


class Killed(BaseException):
    """Instead of a real kill: nothing is done any more, not even in `finally`."""


def kill_at(patch: pytest.MonkeyPatch, step: int) -> None:
    """Have this change of names, counted from 0, and all after it not happen any more."""
    steps = iter(range(step))

    def unless_killed(change: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **more: object) -> object:
            if next(steps, None) is None:
                raise Killed
            return change(*args, **more)

        return run

    for name in ("rename", "link", "replace", "unlink"):
        patch.setattr(os, name, unless_killed(getattr(os, name)))


def test_a_kill_at_any_moment_of_a_repair_costs_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, log = killed(path)
    log = log[: len(log) // 2] + bytes(8) + log[len(log) // 2 + 8 :]
    ended = False
    for step in range(50):
        clear(path)
        path.write_bytes(data)
        path.with_name("library.sqlite-wal").write_bytes(log)
        with monkeypatch.context() as patch:
            kill_at(patch, step)
            with suppress(Killed):
                recovery.recover(path, Way.REPAIR)
                ended = True
        if code_if_any(path) is not None:
            recovery.recover(path, Way.REPAIR)
        assert len(opened(path)) == COUNT - 1 + 30, step
        if ended:
            break
    assert ended
    assert not [each for each in path.parent.iterdir() if "damaged" not in each.name and each != path]


def test_a_log_of_another_file_destroys_nothing(path: Path, tmp_path: Path) -> None:
    tasks = fill(path, COUNT)
    good = path.read_bytes()
    other = tmp_path / "other" / "library.sqlite"
    _, log = killed(other, 2 * COUNT)
    path.with_name("library.sqlite-wal").write_bytes(log)
    assert code_of(path) is ErrorCode.LIBRARY_DAMAGED
    assert path.read_bytes() == good
    recovery.recover(path, Way.REPAIR)
    assert tasks.keys() <= opened(path).keys()


def test_a_file_that_lost_all_to_its_log_is_not_begun_anew(path: Path) -> None:
    """SQLite deletes the log of an empty file unread."""
    data, log = killed(path)
    assert data
    path.write_bytes(b"")
    path.with_name("library.sqlite-wal").write_bytes(log)
    assert recovery.survey(path).readable >= 30
    assert code_of(path) is ErrorCode.LIBRARY_MISSING
    assert path.with_name("library.sqlite-wal").read_bytes() == log


@pytest.mark.parametrize("version", [LATER, 1 << 30, -5])
def test_a_version_that_cannot_be_is_damage_and_one_that_can_is_not(path: Path, version: int) -> None:
    tasks = fill(path, COUNT)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version={version}")
    if version == LATER:
        assert code_of(path) is ErrorCode.LIBRARY_NEWER
        return
    assert code_of(path) is ErrorCode.LIBRARY_DAMAGED
    recovery.recover(path, Way.REPAIR)
    assert opened(path) == tasks


def test_one_who_holds_it_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path, 5)
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: real(*args, **{**more, "timeout": 0.0}))
    with closing(real(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        holder.execute("UPDATE task SET prompt='x'")
        assert code_of(path) is ErrorCode.LIBRARY_BUSY


def test_a_new_library_that_cannot_be_made_leaves_all_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path, COUNT)
    broken = damaged(path.read_bytes(), 0, "zeros")
    path.write_bytes(broken)

    def fail(*_args: object) -> None:
        raise StoreError("database or disk is full", ErrorCode.LIBRARY_FULL)

    monkeypatch.setattr(Store, "fill", fail)
    with pytest.raises(StoreError):
        recovery.recover(path, Way.REPAIR)
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == {"library.sqlite": broken}


def test_nothing_to_begin_with_means_an_empty_one(path: Path) -> None:
    path.write_bytes(b"a diary\n" * 500)
    assert recovery.survey(path) == Survey()
    aside = recovery.recover(path, Way.EMPTY)
    assert opened(path) == {}
    assert path.with_name(aside).read_bytes() == b"a diary\n" * 500


def test_a_place_that_cannot_even_be_looked_at_is_told_of(tmp_path: Path) -> None:
    """As where a share has gone stale: what asks whether a folder is there fails as well."""
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / ("x" * 300) / "library.sqlite")
    assert caught.value.code is ErrorCode.DISK_FAILED


def test_what_cannot_be_brought_back_is_still_open_and_leaves_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = fill(path, 5)

    def fail(*_args: object) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(replacing, "_move_aside", fail)
    with closing(Store(path)) as store:
        path.unlink()
        with pytest.raises(StoreError):
            recovery.carry_over(store, path)
        assert {task.key: task for task in store.load().tasks} == tasks
    assert not [each for each in path.parent.iterdir() if each.suffix in (".new", ".ready")]
