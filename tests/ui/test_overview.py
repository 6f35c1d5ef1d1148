"""Owns the proof that counts follow the library, in slices, and are told a few times a second at most."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.core.arrange import CATEGORIES, Category
from app.core.counts import count
from app.core.model import VideoStatus
from app.services import overview as overview_module
from app.services.overview import Overview
from tests.ui.desk import Desk, video


def settle(qtbot: QtBot, overview: Overview) -> None:
    qtbot.waitUntil(lambda: overview.complete and not overview._tell.isActive())


def test_counts_follow_what_is_added_answered_saved_and_removed(desk: Desk, qtbot: QtBot) -> None:
    overview = Overview(desk.library, desk.library)
    first, second = desk.add("one", "two")
    settle(qtbot, overview)
    assert overview.counts.of(Category.ACTIVE) == 2
    keys = desk.answer(first, "Boats", video(VideoStatus.FINISHED, "a"), video(VideoStatus.FAILED, "b"))
    settle(qtbot, overview)
    assert [overview.counts.of(each) for each in CATEGORIES] == [1, 1, 0, 1, 0]
    desk.save(keys[0])
    desk.library.remove([second])
    settle(qtbot, overview)
    assert [overview.counts.of(each) for each in CATEGORIES] == [0, 0, 1, 1, 0]
    assert overview.counts.by_category() == count(desk.library.tasks.values()).by_category()


def test_a_large_library_is_counted_in_slices_and_told_rarely(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(*(f"t{at}" for at in range(3000)))
    monkeypatch.setattr(overview_module, "perf_counter", itertools.count(0, 0.001).__next__)  # 1 ms a look at it
    overview = Overview(desk.library, desk.library)
    assert not overview.complete
    told: list[int] = []
    slices: list[int] = []

    def work() -> None:
        overview._work()
        slices.append(len(overview._todo))

    overview._slice.timeout.disconnect()
    overview._slice.timeout.connect(work)
    overview.counts_changed.connect(lambda: told.append(overview.counts.of()))
    settle(qtbot, overview)
    assert overview.counts.of() == 3000
    assert len(slices) > 10
    assert told[-1] == 3000
    assert len(told) < len(slices)


def test_what_the_demo_has_is_not_lost_by_quitting(desk: Desk, qtbot: QtBot) -> None:
    overview = Overview(desk.library, desk.library)
    (key,) = desk.add("one")
    desk.answer(key, "Boats", video(VideoStatus.FINISHED))
    settle(qtbot, overview)
    assert (overview.counts.of(Category.NOT_SAVED), overview.unsaved) == (1, 0)


def test_what_is_seen_to_finish_is_learnt_from(desk: Desk, qtbot: QtBot) -> None:
    overview = Overview(desk.library, desk.library)
    keys = desk.add(*(f"t{at}" for at in range(6)))
    for key in keys[:5]:
        task = desk.task(key)
        desk.library._tasks[key] = replace(task, added=task.added - 60)
        desk.answer(key, "Boats", video(progress=1))
    settle(qtbot, overview)
    for key in keys[:5]:
        desk.answer(key, "Boats", video(VideoStatus.FINISHED))
    desk.answer(keys[5], "Boats", video(progress=1))
    settle(qtbot, overview)
    task = desk.task(keys[5])
    usual = overview.estimate(task, task.videos[0]).usual
    assert usual is not None
    assert 60 <= usual < 70
    left = overview.time_left(task)
    assert left is not None
    assert 0 < left <= usual
