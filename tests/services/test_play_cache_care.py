"""Owns the proof that the play cache can be measured and emptied, and that a smaller bound holds at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.file_lock import open_locked
from app.services.jobs import Lane
from app.services.play_cache_care import PlayCacheCare
from app.services.settings import Settings
from tests.services.conftest import GENEROUS

MIB = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three videos of 1 MiB, the last one used last, and one that is being fetched."""
    made = tmp_path / "videos"
    made.mkdir()
    for at, name in enumerate(("old.mp4", "middle.webm", "new.mp4")):
        (made / name).write_bytes(bytes(MIB))
        os.utime(made / name, (1000 + at, 1000 + at))
    (made / "coming.mp4.part").write_bytes(bytes(100))
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def care(qtbot: QtBot, folder: Path, settings: Settings) -> Iterator[PlayCacheCare]:
    """Outlives its worker: a QObject that is let go of by a worker last dies on the wrong thread."""
    lane = Lane("upkeep")
    made = PlayCacheCare(folder, settings, lane)
    yield made
    lane.stop()
    assert lane.join(20)


def test_it_is_measured_and_emptied_but_for_what_is_coming(qtbot: QtBot, care: PlayCacheCare, folder: Path) -> None:
    with qtbot.waitSignal(care.measured, timeout=GENEROUS) as told:
        care.measure()
    assert told.args == [3 * MIB + 100]
    for name in ("broken-off.mp4.part", "broken-off.mp4.part.json", "alone.mp4.part.json"):
        (folder / name).write_bytes(bytes(10))
    coming = open_locked(folder / "coming.mp4.part", -1)
    assert coming is not None
    with coming, qtbot.waitSignal(care.measured, timeout=GENEROUS) as told:
        care.empty()
    assert told.args == [100]
    assert [path.name for path in folder.iterdir()] == ["coming.mp4.part"]


def test_a_smaller_bound_holds_at_once(qtbot: QtBot, care: PlayCacheCare, settings: Settings, folder: Path) -> None:
    with qtbot.waitSignal(care.measured, timeout=GENEROUS) as told:
        settings.play_cache = 2
    assert told.args == [2 * MIB + 100]
    assert not (folder / "old.mp4").exists()


def test_a_cache_that_is_not_there_holds_nothing(qtbot: QtBot, care: PlayCacheCare, folder: Path) -> None:
    shutil.rmtree(folder)
    for do in (care.measure, care.empty):
        with qtbot.waitSignal(care.measured, timeout=GENEROUS) as told:
            do()
        assert told.args == [0]
