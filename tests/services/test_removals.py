"""Owns the proof that every removal can be undone and redone: step by step, after a restart, and after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import localtime, mktime, strptime, struct_time
from typing import Any

import pytest

from app.core.errors import ErrorCode, Problem
from app.core.model import DEMO_PROFILE, Answer, Profile, Removal, SavedFile, TaskKey, Video, VideoKey, VideoStatus
from app.core.store import Store
from app.core.store_errors import StoreError
from app.services import removals as module
from app.services.jobs import Outcome
from tests.services.book import DEMO, Book, key
from tests.services.conftest import GENEROUS

OTHER = Profile("https://h", "H", "https://h")
ANSWER = Answer(
    "a fox", (Video("v", status=VideoStatus.FINISHED, progress=100, result_url="http://127.0.0.1:1/a.mp4"),)
)
SAVED = SavedFile("/videos/a.mp4", 3, "ab", 1.0)
OpenBook = Callable[[], Book]


def ids(book: Book) -> list[str]:
    return [each.task_id for each in book.library.tasks]


def can_undo(book: Book) -> bool:
    return book.library.removals.to_undo is not None


def can_redo(book: Book) -> bool:
    return book.library.removals.to_redo is not None


def undo(book: Book) -> tuple[TaskKey, ...] | None:
    """Undo one step; what came back, None where that failed."""
    return wait(book, book.library.undo_remove)


def wait(book: Book, do: Callable[[Any], object]) -> tuple[TaskKey, ...] | None:
    outcomes: list[Outcome[tuple[TaskKey, ...]]] = []
    assert do(outcomes.append)
    book.bot.waitUntil(lambda: bool(outcomes), timeout=GENEROUS)
    return outcomes[0].value


def test_steps_are_undone_one_by_one_the_last_first_each_as_a_whole(book: Book) -> None:
    book.add("a", "b", "c", "d")
    book.library.remove([key("a"), key("c")])
    book.library.remove([key("b")])
    assert ids(book) == ["d"]
    assert undo(book) == (key("b"),)
    assert ids(book) == ["b", "d"]
    assert undo(book) == (key("a"), key("c"))
    assert ids(book) == ["a", "b", "c", "d"]
    assert not can_undo(book)
    assert book.library.undo_remove() is False


def test_what_was_undone_is_redone_the_last_first_until_something_else_is_removed(book: Book) -> None:
    book.add("a", "b", "c")
    book.library.remove([key("a")])
    book.library.remove([key("b")])
    undo(book)
    undo(book)
    assert wait(book, book.library.redo_remove) == (key("a"),)
    assert ids(book) == ["b", "c"]
    assert can_redo(book)
    book.library.remove([key("c")])
    assert not can_redo(book)
    assert book.library.redo_remove() == 0
    undo(book)
    undo(book)
    assert ids(book) == ["a", "b", "c"]


def test_a_redo_that_comes_before_the_undo_is_committed_does_nothing(book: Book) -> None:
    book.add("a")
    book.library.remove([key("a")])
    book.library.undo_remove()
    assert book.library.redo_remove() == 0
    book.bot.waitUntil(lambda: ids(book) == ["a"], timeout=GENEROUS)
    assert wait(book, book.library.redo_remove) == (key("a"),)


def test_after_a_restart_the_steps_of_today_can_be_undone_in_order(book: Book, open_book: OpenBook) -> None:
    book.add("a", "b", "c", "d")
    book.library.apply_answer(key("a"), ANSWER)
    book.library.set_saved(VideoKey(DEMO_PROFILE, "a", "v", 0), SAVED)
    before = book.library.tasks[key("a")]
    book.library.remove([key("a"), key("c")])
    book.library.remove([key("b")])
    book.close()
    again = open_book().load()
    assert ids(again) == ["d"]
    again.library.remove([key("d")])
    assert [undo(again), undo(again), undo(again)] == [(key("d"),), (key("b"),), (key("a"), key("c"))]
    assert ids(again) == ["a", "b", "c", "d"]
    assert again.library.tasks[key("a")] == before


def test_steps_of_several_runs_are_told_apart(book: Book, open_book: OpenBook) -> None:
    book.add("a", "b")
    book.library.remove([key("a")])
    book.close()
    again = open_book().load()
    again.library.remove([key("b")])
    again.close()
    third = open_book().load()
    assert [undo(third), undo(third)] == [(key("b"),), (key("a"),)]


def test_what_was_brought_back_stays_so_after_a_restart(book: Book, open_book: OpenBook) -> None:
    book.add("a", "b")
    book.library.remove([key("a")])
    book.library.remove([key("b")])
    undo(book)
    book.close()
    again = open_book().load()
    assert ids(again) == ["b"]
    assert not can_redo(again)
    assert undo(again) == (key("a"),)
    assert not can_undo(again)


@pytest.mark.parametrize(("now", "can"), [("2026-03-01 23:59", True), ("2026-03-02 00:01", False)])
def test_only_the_calendar_day_counts(
    book: Book, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch, now: str, can: bool
) -> None:
    book.add("a")
    _set_clock(monkeypatch, "2026-03-01 00:10")
    book.library.remove([key("a")])
    book.close()
    _set_clock(monkeypatch, now)
    again = open_book().load()
    assert can_undo(again) is can


def _set_clock(monkeypatch: pytest.MonkeyPatch, local: str) -> None:
    moment = mktime(strptime(local, "%Y-%m-%d %H:%M"))

    class Clock:
        @staticmethod
        def time() -> float:
            return moment

        @staticmethod
        def localtime(at: float = moment) -> struct_time:
            return localtime(at)

    monkeypatch.setattr(module, "time", Clock)
    monkeypatch.setattr("app.core.store.time", Clock)


def test_a_day_can_have_25_hours(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "a.db")) as store:
        store.put_profile(DEMO)
        store.add([key("a")], 1.0)
        store.set_removed([key("a")], 1.0, 1)
        store.purge(1.0 + 25 * 3600)
        assert store.load().removals == (Removal(1, 1.0, (key("a"),)),)


def test_a_task_that_was_added_again_by_hand_is_left_alone(book: Book, open_book: OpenBook) -> None:
    book.add("a", "b")
    book.library.remove([key("a"), key("b")])
    book.add("a")
    book.library.apply_answer(key("a"), ANSWER)
    assert undo(book) == (key("b"),)
    assert book.library.tasks[key("a")].prompt == "a fox"
    assert [said for said in book.said if said[0] == "failed"] == []
    assert wait(book, book.library.redo_remove) == (key("b"),)
    assert ids(book) == ["a"]


def test_a_step_of_which_all_was_added_again_is_no_step(book: Book, open_book: OpenBook) -> None:
    book.add("a", "b")
    book.library.remove([key("b")])
    book.library.remove([key("a")])
    book.add("a")
    assert undo(book) == (key("b"),)
    book.library.remove([key("a")])
    book.add("a")
    book.close()
    assert not can_undo(open_book().load())


def test_an_id_that_is_added_while_its_undo_is_under_way_is_there_once(book: Book) -> None:
    book.add("a")
    book.library.remove([key("a")])
    book.library.undo_remove()
    assert book.library.add(DEMO_PROFILE, ["a"]) == 0
    book.settle()
    assert ids(book) == ["a"]
    assert [said for said in book.said if said[0] == "added"] == [("added", (key("a"),))] * 2


def test_a_removed_id_that_is_added_after_a_restart_comes_back_with_all_that_was_known(
    book: Book, open_book: OpenBook
) -> None:
    book.add("a")
    book.library.apply_answer(key("a"), ANSWER)
    book.library.set_saved(VideoKey(DEMO_PROFILE, "a", "v", 0), SAVED)
    before = book.library.tasks[key("a")]
    book.library.remove([key("a")])
    book.close()
    again = open_book().load()
    again.add("a")
    assert again.library.tasks[key("a")] == before


def test_an_undo_leaves_stopped_what_was_stopped(book: Book, open_book: OpenBook) -> None:
    book.add("a")
    book.settle()
    book.storage.run(lambda store: store.put_tasks([replace(each, stopped=True) for each in store.load().tasks]))
    book.close()
    again = open_book().load()
    again.library.remove([key("a")])
    undo(again)
    assert again.library.tasks[key("a")].stopped


def test_what_was_removed_of_a_profile_is_gone_with_it(book: Book) -> None:
    book.library.put_profile(OTHER)
    book.add("a")
    book.add("x", "y", profile=OTHER.id)
    book.library.remove([key("x", OTHER.id)])
    book.library.remove([key("y", OTHER.id), key("a")])
    book.library.remove_profile(OTHER.id)
    assert undo(book) == (key("a"),)
    assert not can_undo(book)
    book.library.put_profile(OTHER)
    book.settle()
    assert ids(book) == ["a"]
    assert [said for said in book.said if said[0] == "failed"] == []


def test_a_profile_that_is_removed_while_an_undo_is_under_way_takes_its_tasks_along(book: Book) -> None:
    book.library.put_profile(OTHER)
    book.add("x", profile=OTHER.id)
    book.library.remove([key("x", OTHER.id)])
    book.library.undo_remove()
    book.library.remove_profile(OTHER.id)
    book.settle()
    assert ids(book) == []
    assert not can_redo(book)


def test_an_undo_that_the_disk_refuses_can_be_tried_again(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.add("a")
    book.library.remove([key("a")])
    book.settle()
    monkeypatch.setattr(Store, "restore", _full)
    assert undo(book) is None
    monkeypatch.undo()
    assert ("failed", Problem(ErrorCode.DISK_FAILED, "database or disk is full")) in book.said
    assert undo(book) == (key("a"),)


def test_steps_that_could_not_be_undone_keep_their_order(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.add("a", "b")
    book.library.remove([key("a")])
    book.library.remove([key("b")])
    book.settle()
    monkeypatch.setattr(Store, "restore", _full)
    outcomes: list[Outcome[tuple[TaskKey, ...]]] = []
    book.library.undo_remove(outcomes.append)
    book.library.undo_remove(outcomes.append)
    book.bot.waitUntil(lambda: len(outcomes) == 2, timeout=GENEROUS)
    monkeypatch.undo()
    assert [undo(book), undo(book)] == [(key("b"),), (key("a"),)]


def _full(_store: Store, _keys: object) -> None:
    raise StoreError("database or disk is full")


def test_a_step_that_the_disk_refused_keeps_its_place_in_the_order(
    book: Book, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add("a", "b")
    book.settle()
    refuse = [True]
    real = Store.set_removed

    def first_refused(store: Store, *values: Any) -> None:
        if refuse:
            refuse.clear()
            raise StoreError("database or disk is full")
        real(store, *values)

    monkeypatch.setattr(Store, "set_removed", first_refused)
    book.library.remove([key("a")])
    book.library.remove([key("b")])
    book.settle()
    book.close()
    again = open_book().load()
    assert ids(again) == []
    assert [undo(again), undo(again)] == [(key("b"),), (key("a"),)]


@pytest.mark.parametrize("way", ["add", "undo"])
def test_a_removal_that_the_disk_refuses_again_and_again_does_not_take_what_came_back_since(
    book: Book, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add("a", "b")
    book.settle()
    refusals = [1, 2]
    real = Store.set_removed

    def refused_twice(store: Store, *values: Any) -> None:
        if refusals:
            refusals.pop()
            raise StoreError("database is locked")
        real(store, *values)

    monkeypatch.setattr(Store, "set_removed", refused_twice)
    book.library.remove([key("a")])
    book.settle()
    # The second refusal is told when "a" is in the database again, and before that is told: as amid a large paste.
    book.library.failed.connect(book.library.flush)
    if way == "add":
        book.add("a")
    else:
        assert undo(book) == (key("a"),)
    book.settle()
    assert not refusals
    assert {task.key for task in book.on_disk().tasks} == {key("a"), key("b")}


def test_a_removal_is_told_once_it_is_on_disk(book: Book) -> None:
    book.add("a")
    seen: list[object] = []

    def look(outcome: Outcome[tuple[TaskKey, ...]]) -> None:
        seen.append((outcome.value, book.on_disk().tasks, [step.keys for step in book.on_disk().removals]))

    assert book.library.remove([key("a"), key("x")], look) == 1
    book.bot.waitUntil(lambda: bool(seen), timeout=GENEROUS)
    assert seen == [((key("a"),), (), [(key("a"),)])]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("step", ["remove", "undo", "redo"])
def test_a_kill_right_after_it_was_told_loses_neither_the_step_nor_its_undo(tmp_path: Path, step: str) -> None:
    code = """
        import os, signal, sys
        from pathlib import Path
        from PySide6.QtCore import QCoreApplication
        from app.core.model import Profile, TaskKey
        from app.services.library import Library
        from app.services.storage import Storage
        app = QCoreApplication([])
        library = Library(Storage(Path(sys.argv[1])))
        keys = [TaskKey("demo", name) for name in "abc"]
        steps = ["remove", "undo", "redo"]
        last = steps.index(sys.argv[2])
        def told(outcome):
            at = steps.index(told.step)
            if at == last:
                os.kill(os.getpid(), signal.SIGKILL)
            told.step = steps[at + 1]
            library.undo_remove(told) if told.step == "undo" else library.redo_remove(told)
        told.step = "remove"
        library.tasks_added.connect(lambda _keys: told.step == "remove" and library.remove(keys, told))
        library.loaded.connect(lambda: (library.put_profile(Profile("demo", "Demo", "http://127.0.0.1:1")),
                                        library.add("demo", list("abcd"))))
        library.load()
        app.exec()
        """
    database = tmp_path / "library.sqlite"
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(database), step],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    with closing(Store(database)) as store:
        found = store.load()
    removed = tuple(key(name) for name in "abc")
    kept = [task.key.task_id for task in found.tasks]
    if step == "undo":
        assert (kept, found.removals) == (["a", "b", "c", "d"], ())
    else:
        assert (kept, [each.keys for each in found.removals]) == (["d"], [removed])


@pytest.mark.parametrize("way", ["add", "undo"])
def test_what_the_disk_refused_with_a_removal_comes_back_with_the_task(
    book: Book, open_book: OpenBook, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add("a", "b")
    book.settle()

    def full(_store: Store, *_values: Any) -> None:
        raise StoreError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put_tasks", full)
        patch.setattr(Store, "set_removed", full)
        book.library.apply_answer(key("a"), Answer("told since", ()))
        book.library.remove([key("a"), key("b")])
        book.settle()
        if way == "add":
            book.add("a")
        else:
            assert undo(book) == (key("a"), key("b"))
        task = book.library.task(key("a"))
        assert task is not None
        assert task.prompt == "told since"
        book.settle()
    book.library.flush()
    book.settle()
    book.close()
    again = open_book().load()
    found = again.library.task(key("a"))
    assert found is not None
    assert found.prompt == "told since"
    assert (key("b") in again.library.tasks) is (way == "undo")
