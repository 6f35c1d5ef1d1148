"""Owns the proof that a library which cannot be read ends in a page that says so and leads on, whatever it is."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core import backups
from app.services import library as library_module
from app.ui.library_page import LibraryPage
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.damage import PATTERNS, damaged, fill, pages
from tests.ui.desk import PATIENT_MS, Desk, stop_timers
from tests.ui.windows import main_window

COUNT = 120
Opened = Callable[[], tuple[Desk, MainWindow]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """Opens a window on the library, until it is read or cannot be; closed at the end, or by the next."""
    open_now: list[tuple[Desk, MainWindow]] = []
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.style().objectName(), app.palette()

    def close() -> None:
        for desk, window in open_now:
            window.close()
            stop_timers(window)
            window.deleteLater()
            desk.close()
        open_now.clear()

    def open_one() -> tuple[Desk, MainWindow]:
        close()
        desk = Desk(qtbot, tmp_path, loaded=False)
        window = main_window(desk, Theme(app, desk.settings))
        open_now.append((desk, window))
        with qtbot.waitExposed(window):
            window.show()
        desk.library.load()
        recovery = desk.library.recovery
        qtbot.waitUntil(
            lambda: desk.library.is_loaded or (recovery.problem is not None and not recovery.busy), timeout=PATIENT_MS
        )
        return desk, window

    yield open_one
    close()
    app.setStyleSheet("")
    app.setStyle(before[0])
    app.setPalette(before[1])


def page_of(window: MainWindow) -> LibraryPage:
    page = window.findChild(LibraryPage)
    assert isinstance(page, LibraryPage)
    assert page.isVisible()
    QApplication.processEvents()  # what was put away is deleted, what is new is shown
    return page


def buttons(window: MainWindow) -> dict[str, QPushButton]:
    """Those that are offered, the ways first, as they stand."""
    found = [each for each in page_of(window).findChildren(QPushButton) if not each.isHidden()]
    return {each.text(): each for each in sorted(found, key=lambda each: each.property("way") is None)}


def words(window: MainWindow) -> str:
    return " ".join(each.text() for each in page_of(window).findChildren(QLabel))


@pytest.mark.parametrize("pattern", [each for each in PATTERNS if each in ("noise", "zeros")])
def test_whichever_page_is_damaged_the_window_has_all_tasks_or_brings_them_back(
    path: Path, opened: Opened, qtbot: QtBot, pattern: str
) -> None:
    tasks = fill(path, COUNT)
    good = path.read_bytes()
    for number in range(pages(path)):
        for each in path.parent.glob("library.db*"):
            each.unlink()
        path.write_bytes(damaged(good, number, pattern))
        desk, window = opened()
        if not desk.library.is_loaded:
            assert window.status.text == "The library cannot be read"
            way = next(each for text, each in buttons(window).items() if text.startswith("Start with what can be read"))
            with qtbot.waitSignal(desk.library.loaded, timeout=PATIENT_MS):
                way.click()
            page = window.findChild(LibraryPage)
            assert page is not None
            assert page.isHidden()
        assert tasks.keys() <= desk.library.tasks.keys(), number


def test_the_best_way_comes_first_and_has_the_keyboard(path: Path, opened: Opened, qtbot: QtBot) -> None:
    tasks = fill(path, COUNT)
    backups.make_daily(path, time.time())
    path.write_bytes(damaged(path.read_bytes(), 0, "zeros"))
    desk, window = opened()
    repair, restore, again, folder = buttons(window)
    assert repair == "Repair from what can be read and the backup (119 tasks)"
    assert restore.startswith("Restore the backup of ")
    assert restore.endswith(" (119 tasks)")
    assert (again, folder) == ("Try again", "Open the data folder")
    assert page_of(window).focusProxy() is buttons(window)[repair]
    assert buttons(window)[repair].property("role") == "primary"
    assert "The library is damaged." in words(window)
    assert not window.banner.isVisible()
    with qtbot.waitSignal(desk.library.loaded, timeout=PATIENT_MS):
        buttons(window)[restore].click()
    assert dict(desk.library.tasks) == tasks
    assert desk.library.recovery.problem is None
    assert not window.banner.isVisible() or "demo" in window.banner.accessibleName()


def test_what_nothing_is_left_of_can_be_begun_anew(path: Path, opened: Opened, qtbot: QtBot) -> None:
    path.write_bytes(b"a diary\n" * 500)
    desk, window = opened()
    assert "Nothing can be read of it, and there is no backup." in words(window)
    with qtbot.waitSignal(desk.library.loaded, timeout=PATIENT_MS):
        buttons(window)["Start with an empty library"].click()
    (aside,) = path.parent.glob("library.db.damaged-*")
    assert aside.read_bytes() == b"a diary\n" * 500


def test_a_file_that_is_gone_comes_back_from_its_backup(path: Path, opened: Opened, qtbot: QtBot) -> None:
    tasks = fill(path, COUNT)
    backups.make_daily(path, time.time())
    path.unlink()
    desk, window = opened()
    assert "The library is gone." in words(window)
    with qtbot.waitSignal(desk.library.loaded, timeout=PATIENT_MS):
        next(each for text, each in buttons(window).items() if text.startswith("Restore")).click()
    assert dict(desk.library.tasks) == tasks


def test_a_newer_version_is_left_alone(path: Path, opened: Opened) -> None:
    fill(path, 5)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version=9")
    before = path.read_bytes()
    _, window = opened()
    assert "newer version of Pika Monitor" in words(window)
    assert list(buttons(window)) == ["Try again", "Open the data folder"]
    assert path.read_bytes() == before


def test_one_who_holds_it_is_waited_for(path: Path, opened: Opened, qtbot: QtBot) -> None:
    tasks = fill(path, 5)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        holder.execute("UPDATE task SET prompt=prompt")
        desk, window = opened()
        assert "Another program keeps the library to itself." in words(window)
        holder.execute("ROLLBACK")
    with qtbot.waitSignal(desk.library.loaded, timeout=PATIENT_MS):
        buttons(window)["Try again"].click()
    assert dict(desk.library.tasks) == tasks


def test_what_is_tried_again_in_vain_stays_on_its_page(path: Path, opened: Opened, qtbot: QtBot) -> None:
    path.write_bytes(b"a diary\n" * 500)
    desk, window = opened()
    with qtbot.waitSignal(desk.library.failed, timeout=PATIENT_MS):
        buttons(window)["Try again"].click()
    qtbot.waitUntil(buttons(window)["Try again"].isEnabled, timeout=PATIENT_MS)
    assert "The library is damaged." in words(window)


def test_a_file_that_is_put_back_is_read_by_itself(
    path: Path, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "RETRY_MS", 1)
    tasks = fill(path, 5)
    good = path.read_bytes()
    path.write_bytes(b"a diary\n" * 500)
    desk, _ = opened()
    path.write_bytes(good)
    qtbot.waitUntil(lambda: desk.library.is_loaded, timeout=PATIENT_MS)
    assert dict(desk.library.tasks) == tasks
