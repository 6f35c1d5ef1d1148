"""Owns the proof that the library is the truth in memory and on disk, also where the disk is full for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ErrorCode, Problem
from app.core.model import DEMO_PROFILE, Answer, Profile, SavedFile, TaskKey, Video, VideoKey, VideoStatus
from app.core.store import REMOVED_KEPT_FOR, Snapshot, Store
from app.core.store_errors import StoreError
from app.services import library as library_module
from app.services import library_reading
from app.services import removals as removals_module
from app.services.jobs import Outcome
from tests.services.book import DEMO, Book, key
from tests.services.conftest import GENEROUS

OTHER = Profile("https://h", "H", "https://h")
LINK = "http://127.0.0.1:1/v1/a.mp4"
ANSWER = Answer("a fox", (Video("v", status=VideoStatus.FINISHED, progress=100, result_url=LINK),))
SAVED = SavedFile("/videos/a.mp4", 3, "ab", 1.0)


def test_a_task_is_shown_only_once_it_is_committed(book: Book) -> None:
    seen: list[tuple[list[str], bool]] = []

    class Witness:
        def __call__(self, outcome: Outcome[tuple[TaskKey, ...]]) -> None:
            ids = [task.key.task_id for task in book.on_disk().tasks]
            seen.append((ids, ("added", (key("a"), key("b"))) in book.said))

    assert book.library.add(DEMO_PROFILE, ["a", "b", "a"], done=Witness()) == 2
    assert book.library.tasks == {}
    assert book.library.known(DEMO_PROFILE, ["a", "x"]) == {"a"}
    assert book.library.add(DEMO_PROFILE, ["a"]) == 0
    book.bot.waitUntil(lambda: bool(seen), timeout=GENEROUS)
    assert seen == [(["a", "b"], True)]
    book.settle()
    assert [said for said in book.said if said[0] == "added"] == [("added", (key("a"), key("b")))]


def test_what_is_removed_as_soon_as_it_is_read_does_not_come_back_by_another_reading(
    book: Book, open_book: Callable[[], Book]
) -> None:
    book.add("a", "b")
    book.close()
    again = open_book()

    def remove() -> None:
        again.library.loaded.disconnect(remove)
        again.library.remove([key("a")])

    again.library.loaded.connect(remove)
    again.library.load()
    again.library.load()  # by itself after a failure, say, and at the end of a repair
    again.settle()
    assert list(again.library.tasks) == [key("b")]


def test_everything_is_there_after_a_restart(book: Book, open_book: Callable[[], Book]) -> None:
    book.library.put_profile(OTHER)
    book.add("t")
    book.library.apply_answer(key("t"), ANSWER)
    book.library.set_saved(VideoKey(DEMO_PROFILE, "t", "v", 0), SAVED)
    book.library.apply_problem(key("t"), Problem(ErrorCode.TIMEOUT))
    task = book.library.tasks[key("t")]
    book.close()
    again = open_book().load()
    assert dict(again.library.tasks) == {key("t"): task}
    assert list(again.library.profiles.values()) == [DEMO, OTHER]


def test_what_changes_is_told_and_written_and_what_does_not_is_not(book: Book) -> None:
    book.add("t")
    assert book.library.apply_answer(key("t"), ANSWER) is True
    assert book.library.apply_answer(key("t"), ANSWER) is False
    book.settle()
    assert [said for said in book.said if said[0] == "updated"] == [("updated", (key("t"),))]
    assert book.on_disk().tasks == (book.library.tasks[key("t")],)


def test_what_is_noted_again_is_no_news(book: Book) -> None:
    book.add("t")
    book.library.apply_answer(key("t"), ANSWER)
    with book.bot.assertNotEmitted(book.library.tasks_updated):
        book.library.set_save_error(VideoKey(DEMO_PROFILE, "t", "v", 0), None)


def test_an_answer_for_a_task_that_is_gone_is_ignored(book: Book) -> None:
    book.add("t")
    book.library.remove([key("t"), key("x")])
    assert book.library.apply_answer(key("t"), ANSWER) is False
    book.library.apply_problem(key("t"), Problem(ErrorCode.TIMEOUT))
    book.library.set_saved(VideoKey(DEMO_PROFILE, "t", "v", 0), SAVED)
    assert [said for said in book.said if said[0] != "added"] == [("removed", (key("t"),))]
    book.settle()
    assert book.on_disk().tasks == ()


def test_a_removed_task_comes_back_with_all_that_was_known_in_its_place(book: Book) -> None:
    book.add("a", "b", "c")
    book.library.apply_answer(key("a"), replace(ANSWER, prompt="old"))
    book.library.apply_answer(key("a"), ANSWER)  # still on its way to the disk, as is what follows
    book.library.set_saved(VideoKey(DEMO_PROFILE, "a", "v", 0), SAVED)
    before = book.library.tasks[key("a")]
    with book.bot.waitSignal(book.library.tasks_added, timeout=GENEROUS):
        book.library.remove([key("a")])
        book.library.undo_remove()
    assert book.library.tasks[key("a")] == before
    assert [each.task_id for each in book.library.tasks] == ["a", "b", "c"]
    book.settle()
    assert book.on_disk().tasks[0] == before


def test_profiles_change_and_go_with_their_tasks(book: Book) -> None:
    book.library.put_profile(OTHER)
    book.add("t", profile=OTHER.id)
    book.add("d")
    with book.bot.waitSignal(book.library.profiles_changed, timeout=GENEROUS):
        book.library.put_profile(replace(OTHER, name="New"))
    with book.bot.assertNotEmitted(book.library.profiles_changed):
        book.library.put_profile(replace(OTHER, name="New"))
    book.library.remove_profile(OTHER.id)
    assert list(book.library.tasks) == [key("d")]
    book.settle()
    assert book.on_disk().profiles == (DEMO,)


def test_a_task_that_was_on_its_way_goes_with_its_profile(book: Book) -> None:
    book.library.put_profile(OTHER)
    book.library.add(OTHER.id, ["t"])
    book.library.remove_profile(OTHER.id)
    book.settle()
    assert book.library.tasks == {}
    assert book.on_disk() == Snapshot((DEMO,), ())


def test_links_of_the_demo_follow_its_port(book: Book) -> None:
    book.add("t")
    book.library.apply_answer(key("t"), ANSWER)
    book.library.put_profile(replace(DEMO, endpoint="http://127.0.0.1:23"))
    (video,) = book.library.tasks[key("t")].videos
    assert video.result_url == "http://127.0.0.1:23/v1/a.mp4"


def test_a_folder_given_again_holds_for_known_tasks(book: Book) -> None:
    book.add("t")
    with book.bot.waitSignal(book.library.tasks_updated, timeout=GENEROUS):
        book.library.add(DEMO_PROFILE, ["t"], auto_save_dir="/d")
    assert book.library.tasks[key("t")].auto_save_dir == "/d"


def test_a_disk_that_is_full_loses_nothing_and_is_written_to_later(
    book: Book, monkeypatch: pytest.MonkeyPatch, open_book: Callable[[], Book]
) -> None:
    book.add("t", "gone")
    book.settle()
    book.limit_pages(full=True)
    book.library.apply_answer(key("t"), Answer("x" * 20_000, ANSWER.videos))
    book.bot.waitUntil(lambda: any(said[0] == "failed" for said in book.said), timeout=GENEROUS)
    (failure,) = [said[1] for said in book.said if said[0] == "failed"]
    assert failure.code is ErrorCode.LIBRARY_FULL
    for number in range(20):  # answers go on, and are not each a new failure
        progress = Answer("x" * 20_000, (replace(ANSWER.videos[0], result_url=f"{LINK}?{number}"),))
        book.library.apply_answer(key("t"), progress)
    book.settle()
    assert [said[0] for said in book.said].count("failed") == 1
    assert len(book.library.tasks[key("t")].prompt) == 20_000
    assert book.library._retry.isActive()
    book.limit_pages(full=False)
    book.library.flush()  # as the timer does
    book.settle()
    assert book.on_disk().tasks[0] == book.library.tasks[key("t")]
    assert not book.library._retry.isActive()


def _fail_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As a disk that is full: SQLite cannot be told to fail at a small write and not at the next."""
    real = getattr(Store, name)
    left = [1]

    def failing(store: Store, *values: Any) -> Any:
        if left:
            left.pop()
            raise StoreError("database or disk is full")
        return real(store, *values)

    monkeypatch.setattr(Store, name, failing)


def test_a_profile_that_was_not_written_is_written_with_its_first_task(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.settle()
    _fail_once(monkeypatch, "put_profile")
    book.library.put_profile(OTHER)
    book.bot.waitUntil(lambda: any(said[0] == "failed" for said in book.said), timeout=GENEROUS)
    assert OTHER.id in book.library.profiles
    book.add("t", profile=OTHER.id)
    assert OTHER in book.on_disk().profiles


@pytest.mark.parametrize("by", ["timer", "close"])
def test_removals_that_were_not_written_are_written_later(book: Book, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    book.library.put_profile(OTHER)
    book.add("a", "b")
    book.add("c", profile=OTHER.id)
    book.settle()
    _fail_once(monkeypatch, "set_removed")
    _fail_once(monkeypatch, "remove_profile")
    book.library.remove([key("a")])
    book.library.remove_profile(OTHER.id)
    book.settle()
    assert [said[0] for said in book.said].count("failed") == 2
    assert len(book.on_disk().tasks) == 3
    if by == "timer":
        book.library._retry.timeout.emit()
        book.settle()
    else:
        book.close()
    assert book.on_disk().profiles == (DEMO,)
    assert [task.key for task in book.on_disk().tasks] == [key("b")]


def test_a_removal_that_was_taken_back_is_not_written_later(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.add("a")
    book.settle()
    _fail_once(monkeypatch, "set_removed")
    with book.bot.waitSignal(book.library.tasks_added, timeout=GENEROUS):
        book.library.remove([key("a")])
        book.library.undo_remove()
    book.library.flush()
    book.settle()
    assert [task.key for task in book.on_disk().tasks] == [key("a")]


def test_a_database_that_cannot_be_read_is_told_and_left_alone(open_book: Callable[[], Book]) -> None:
    book = open_book()
    book.path.write_bytes(b"a diary\n" * 500)
    with book.bot.waitSignal(book.library.failed, timeout=GENEROUS):
        book.library.load()
    assert not book.library.is_loaded
    outcomes: list[Outcome[tuple[TaskKey, ...]]] = []
    book.library.put_profile(DEMO)
    book.library.add(DEMO_PROFILE, ["t"], done=outcomes.append)
    book.bot.waitUntil(lambda: bool(outcomes), timeout=GENEROUS)
    assert outcomes[0].problem is not None
    assert book.library.tasks == {}
    assert {said[1].code for said in book.said} == {ErrorCode.LIBRARY_DAMAGED}
    assert book.path.read_bytes() == b"a diary\n" * 500


def test_a_database_that_can_be_read_again_is_read_again(
    open_book: Callable[[], Book], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "RETRY_MS", 1)
    book = open_book()
    book.path.write_bytes(b"a diary\n" * 500)
    with book.bot.waitSignal(book.library.failed, timeout=GENEROUS):
        book.library.load()
    Store(book.path.with_name("good")).close()
    with book.bot.waitSignal(book.library.loaded, timeout=GENEROUS):
        book.path.with_name("good").replace(book.path)
    assert book.library.is_loaded


def test_adding_to_nobody_fails_and_may_be_tried_again(book: Book) -> None:
    outcomes: list[Outcome[tuple[TaskKey, ...]]] = []
    book.library.add("https://nobody", ["t"], done=outcomes.append)
    book.bot.waitUntil(lambda: bool(outcomes), timeout=GENEROUS)
    assert outcomes[0].problem is not None
    assert book.library.known("https://nobody", ["t"]) == frozenset()


def test_the_last_change_is_written_at_the_end(book: Book) -> None:
    book.add("t")
    for number in range(50):
        book.library.apply_answer(key("t"), Answer(f"prompt {number}", ()))
    book.close()
    assert book.on_disk().tasks[0].prompt == "prompt 49"


def test_of_many_tasks_the_newest_are_there_first(
    book: Book, open_book: Callable[[], Book], monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add(*(f"t{at}" for at in range(5)))
    monkeypatch.setattr(library_reading, "NEWEST", 2)
    again = open_book()
    with again.bot.waitSignal(again.library.previewed, timeout=GENEROUS):
        again.library.load()
    assert list(again.library.tasks) == [key("t3"), key("t4")]
    assert not again.library.is_loaded
    with again.bot.waitSignal(again.library.loaded, timeout=GENEROUS):
        pass
    assert list(again.library.tasks) == [key(f"t{at}") for at in range(5)]


def test_what_is_removed_before_the_others_are_read_stays_so(
    book: Book, open_book: Callable[[], Book], monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add("t0", "t1", "t2")
    monkeypatch.setattr(library_reading, "NEWEST", 2)
    monkeypatch.setattr(removals_module, "_remove", _never)  # as if all had been read before it was written
    again = open_book()
    with again.bot.waitSignal(again.library.previewed, timeout=GENEROUS):
        again.library.load()
    again.library.remove([key("t2")])
    with again.bot.waitSignal(again.library.loaded, timeout=GENEROUS):
        pass
    assert list(again.library.tasks) == [key("t0"), key("t1")]


@pytest.mark.parametrize("newest", [1, 2])
def test_what_was_removed_long_ago_is_deleted_for_good_however_many_tasks_there_are(
    book: Book, open_book: Callable[[], Book], newest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add("t0", "t1", "old", "new")
    now = time.time()
    book.storage.run(lambda store: store.set_removed([key("old")], now - REMOVED_KEPT_FOR - 1, 1))
    book.storage.run(lambda store: store.set_removed([key("new")], now, 2))
    book.settle()
    monkeypatch.setattr(library_reading, "NEWEST", newest)
    again = open_book().load()
    again.settle()
    assert [step.keys for step in again.on_disk().removals] == [(key("new"),)]


@pytest.mark.parametrize("newest", [1, 2])
def test_a_full_disk_does_not_keep_the_list_from_being_read(
    book: Book, open_book: Callable[[], Book], newest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add("t0", "t1")
    monkeypatch.setattr(library_reading, "NEWEST", newest)
    monkeypatch.setattr(Store, "purge", _full)
    assert list(open_book().load().library.tasks) == [key("t0"), key("t1")]


def _full(*_arguments: object) -> None:
    raise StoreError("database or disk is full")


def _never(*_arguments: object) -> None:
    """The write that has not come yet."""


@pytest.mark.parametrize(("newest", "whole"), [(1, False), (2, True), (3, True)])
def test_the_store_says_whether_that_is_all(tmp_path: Path, newest: int, whole: bool) -> None:
    with closing(Store(tmp_path / "a.db")) as store:
        store.put_profile(DEMO)
        store.add([key("gone"), key("t1"), key("t2")], 1.0)
        store.set_removed([key("gone")], 1.0)
        snapshot = store.load(newest)
    assert snapshot.whole is whole
    assert [task.key for task in snapshot.tasks] == [key("t1"), key("t2")][-newest:]
