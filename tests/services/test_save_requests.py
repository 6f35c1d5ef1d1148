"""Owns the proof that many saves at once are taken up some in each turn, and that none is lost or begun in vain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core.save_queue import SaveQueue
from app.core.transfer import TransferState
from app.demo.faults import Fault, Kind
from app.services import save_requests, unsaved_search
from tests.services.conftest import Services
from tests.services.test_saver import MEDIA, files, idle, save, state

NAMES = "abcdefg"
AT_ONCE = 2


@pytest.fixture
def many(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Some finished videos, of which few are taken up in a turn, and a provider that sends no more than their start."""
    monkeypatch.setattr(save_requests, "AT_ONCE", AT_ONCE)
    monkeypatch.setattr(save_requests, "SLICE", 0.0)
    services.start()
    services.add_finished(*NAMES)
    services.server.faults.add(Fault(MEDIA, Kind.STALL, after=5000))
    return services


def wanted(services: Services) -> int:
    return len(services.library.saves.wanted)


def keys(services: Services, names: str = NAMES) -> list[Any]:
    return [services.video_key(each) for each in names]


def test_the_first_begin_at_once_and_the_rest_follows_in_turns(many: Services) -> None:
    counts: list[int] = []
    many.saver.transfer_updated.connect(lambda _key: counts.append(wanted(many)))
    save(many, *NAMES)
    assert wanted(many) == AT_ONCE
    assert state(many, "a") is TransferState.RUNNING
    assert set(many.saver.transfers) == set(keys(many))  # to all who look, they wait from now on
    assert state(many, "g") is TransferState.WAITING
    many.until(lambda: wanted(many) == len(NAMES))
    assert {2, 4, 6} <= set(counts)
    many.server.faults.clear()
    many.until(lambda: idle(many))
    assert files(many.videos) == [f"film {each} 1.mp4" for each in NAMES]


def test_the_search_for_all_that_is_finished_goes_in_turns_too(many: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsaved_search, "AT_ONCE", 3)
    monkeypatch.setattr(unsaved_search, "SLICE", 0.0)
    found: list[int] = []
    many.saver.all_found.connect(found.append)
    many.saver.save_all_finished()
    assert len(many.saver.transfers) == 3
    assert state(many, "a") is TransferState.RUNNING
    many.until(lambda: found == [len(NAMES)])
    assert set(many.saver.transfers) == set(keys(many))


def test_a_cancel_in_the_middle_ends_all(many: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsaved_search, "AT_ONCE", 3)
    monkeypatch.setattr(unsaved_search, "SLICE", 0.0)
    many.saver.save_all_finished()
    many.saver.cancel(keys(many))
    assert idle(many)
    many.server.faults.clear()
    many.settings.auto_save = True  # leaves alone what was cancelled
    many.until(lambda: files(many.videos) == [])
    many.add_finished("other")
    many.until(lambda: many.video("other").saved is not None)
    assert idle(many)
    assert files(many.videos) == ["film other 1.mp4"]
    assert wanted(many) == 0


def test_a_cancel_of_one_in_the_middle_leaves_the_others(many: Services) -> None:
    save(many, *NAMES)
    many.saver.cancel(keys(many, "g"))
    many.server.faults.clear()
    many.until(lambda: idle(many))
    assert files(many.videos) == [f"film {each} 1.mp4" for each in "abcdef"]


def test_a_pause_in_the_middle_holds_all(many: Services) -> None:
    save(many, *NAMES)
    many.saver.pause_all()
    assert not many.saver.busy
    assert (many.saver.can_pause, many.saver.can_resume) == (False, True)
    many.until(lambda: wanted(many) == len(NAMES))
    assert {state(many, each) for each in NAMES} == {TransferState.PAUSED}
    assert all(each.paused for each in many.library.saves.wanted)
    many.saver.resume_all()
    many.server.faults.clear()
    many.until(lambda: idle(many))
    assert len(files(many.videos)) == len(NAMES)


def test_a_pause_and_a_resume_in_the_middle_hold_nothing(many: Services) -> None:
    save(many, *NAMES)
    many.saver.pause_all()
    many.saver.retry(keys(many))
    many.server.faults.clear()
    many.until(lambda: idle(many))
    assert len(files(many.videos)) == len(NAMES)


def test_an_end_in_the_middle_loses_none(many: Services, again: Callable[[], Services]) -> None:
    many.saver.save_all_finished()
    assert wanted(many) == AT_ONCE
    many.stop()
    many.server.faults.clear()
    then = again()
    assert wanted(then) == len(NAMES)
    then.start()
    then.until(lambda: idle(then))
    assert files(many.videos) == [f"film {each} 1.mp4" for each in NAMES]


def test_a_task_that_is_removed_in_the_middle_is_not_saved(many: Services) -> None:
    save(many, *NAMES)
    many.library.remove([many.key("g")])
    assert many.video_key("g") not in many.saver.transfers
    many.server.faults.clear()
    many.until(lambda: idle(many))
    assert files(many.videos) == [f"film {each} 1.mp4" for each in "abcdef"]


def test_a_video_asked_for_twice_in_the_middle_gets_into_both_folders(many: Services, tmp_path: Any) -> None:
    (tmp_path / "two").mkdir()
    save(many, *NAMES)
    save(many, "g", folder=str(tmp_path / "two"))
    many.server.faults.clear()
    many.until(lambda: idle(many))
    assert files(tmp_path / "two") == ["film g 1.mp4"]
    assert len(files(many.videos)) == len(NAMES)


def test_a_new_save_is_given_its_turn_once(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    services.start()
    services.add_finished("a")
    put, given = SaveQueue.put, []

    def count(self: SaveQueue[Any], key: Any, its_turn: Any) -> None:
        given.append(key)
        put(self, key, its_turn)

    monkeypatch.setattr(SaveQueue, "put", count)
    save(services, "a")
    services.until(lambda: idle(services))
    assert given == [services.video_key("a")]
