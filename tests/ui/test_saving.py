"""Saves in the window, on real services, a real provider that does as the test says, and real disks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.core.arrange import CATEGORIES, Category, Row
from app.core.errors import ErrorCode, Problem
from app.core.model import Profile, SavedFile, TaskKey, Video, VideoKey
from app.demo.faults import Fault, Kind
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.services import folder_watch
from app.services.saver import TransferState
from app.services.session_bus import SessionBus
from app.ui import theme
from app.ui.face import Face, RowAction
from app.ui.look import Look
from app.ui.main_window import MainWindow
from app.ui.tray import Tray
from tests.matrix.disks import Disk, disk
from tests.ui.desk import Desk
from tests.ui.window import notice_buttons, settle

PATIENCE = 20_000
"""Milliseconds after which a test has hung."""
SIZE = 88_156
"""Bytes of the clip that each of these videos is."""


class Stage:
    """The window with a provider whose tasks are all finished."""

    def __init__(self, window: MainWindow, desk: Desk, qtbot: QtBot, server: DemoServer, folder: Path) -> None:
        self.window = window
        self.desk = desk
        self.qtbot = qtbot
        self.server = server
        self.folder = folder
        desk.settings.save_folder = str(folder)
        desk.library.put_profile(Profile("demo", "V-API", server.base_url))
        desk.poller.start()
        desk.saver.start()
        window.resize(1280, 800)

    def add(self, *ids: str) -> list[VideoKey]:
        """Track these; wait until they are known to be finished, and their rows are there."""
        clip = (resource("demo") / "aurora.mp4").read_bytes()
        for task_id in ids:
            link = f"/{task_id}.mp4"
            self.server.files[link] = clip
            video = {"id": task_id, "status": "finished", "duration": 6, "resultUrl": self.server.base_url + link}
            self.server.answers[task_id] = {"id": task_id, "promptText": f"film {task_id}", "videos": [video]}
        self.desk.add(*ids)
        self.until(lambda: all(self.desk.task(TaskKey("demo", each)).ended for each in ids))
        self.until(lambda: len(self.window.model.rows) >= len(ids))
        settle(self.qtbot, self.window)
        return [VideoKey("demo", each, each, 0) for each in ids]

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def row(self, key: VideoKey) -> Row:
        return next(row for row in self.window.model.rows if row.video == key)

    def face(self, key: VideoKey) -> Face:
        """What the row shows: as the painter gets it, after what changed was told."""
        return self.window.model.face(self.row(key))

    def says(self, key: VideoKey, word: str, caption: str = "") -> None:
        """Wait until the chip has this word, and the line below it these."""
        self.until(lambda: (self.word(key), self.face(key).caption) == (word, caption or self.face(key).caption))

    def word(self, key: VideoKey) -> str:
        chip = self.face(key).chip
        assert chip is not None
        return chip.word

    def press(self, key: VideoKey, action: RowAction) -> None:
        """Click a painted button of a row."""
        settle(self.qtbot, self.window)
        view, row, face = self.window.view, self.row(key), self.face(key)
        index = self.window.model.index(self.window.model.rows.index(row), 0)
        view.scrollTo(index)
        place = view.visualRect(index)
        rects = view.delegate.layout.rects(face, place.width())
        at = rects.buttons[[button.action for button in face.buttons].index(action)]
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at.center() + place.topLeft())

    def video(self, key: VideoKey) -> Video:
        found = self.desk.library.video(key)
        assert found is not None
        return found

    def fetched(self, key: VideoKey) -> int:
        return sum(each.path == f"/{key.task_id}.mp4" for each in self.server.requests)

    def state(self, key: VideoKey) -> TransferState | None:
        transfer = self.desk.saver.transfer(key)
        return transfer.state if transfer else None

    @property
    def notice(self) -> str:
        """What the banner says of a folder, "" where it says nothing of one."""
        banner = self.window.banner
        of_folder = banner.notice is not None and banner.notice.id.startswith("folder ")
        said = banner.accessibleName() if of_folder and banner.isVisible() else ""
        return said.replace("\u2068", "").replace("\u2069", "")

    def offer(self, words: str) -> None:
        """Press what the banner offers."""
        self.until(lambda: words in notice_buttons(self.window))
        QTest.mouseClick(notice_buttons(self.window)[words], Qt.MouseButton.LeftButton)

    def trigger(self, action: QAction) -> None:
        settle(self.qtbot, self.window)
        assert action.isEnabled()
        action.trigger()


@pytest.fixture
def stage(window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    with DemoServer(Scenario(time.time), resource("demo")) as server:
        folder = tmp_path / "saved"
        folder.mkdir()
        yield Stage(window, desk, qtbot, server, folder)
        server.faults.clear()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    """A disk with room for no video."""
    with disk(tmp_path / "small", "size=64k") as made:
        yield made


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes on by itself where the test is not about that."""
    monkeypatch.setattr(folder_watch, "LOOK_SECONDS", 3600.0)


@pytest.fixture
def eager(_patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders that were no good are looked at again soon."""
    monkeypatch.setattr(folder_watch, "LOOK_SECONDS", 0.1)


def held(stage: Stage, *keys: VideoKey) -> None:
    """The transfers of these come to a trickle after half of their bytes."""
    for key in keys:
        stage.server.faults.add(Fault(f"/{key.task_id}.mp4", Kind.DRIP, after=44_000))


def halfway(stage: Stage, key: VideoKey) -> None:
    """Wait until half of it is here."""
    stage.until(lambda: (transfer := stage.desk.saver.transfer(key)) is not None and transfer.done >= 44_000)


# Where a save stands


def test_what_waits_tells_its_place_and_why_and_moves_up(stage: Stage) -> None:
    first, second, third = stage.add("a", "b", "c")
    held(stage, first)
    stage.desk.settings.saves_per_host = 1
    stage.desk.saver.save([first, second, third])
    stage.says(second, "Waiting", "1st of 2")
    stage.says(third, "Waiting", "2nd of 2")
    assert "one at a time from \u2068127.0.0.1:" in stage.face(third).meta
    stage.press(second, RowAction.CANCEL)
    stage.says(third, "Waiting", "1st of 1")
    assert stage.word(second) == "Not saved"
    stage.server.faults.clear()
    stage.says(third, "Saved")


@pytest.mark.parametrize("look", [Look.NORMAL, Look.GALLERY])
def test_a_save_is_paused_and_gone_on_with_in_its_row_and_on_its_card(stage: Stage, look: Look) -> None:
    (key,) = stage.add("a")
    stage.window.actions_.looks[look].trigger()
    held(stage, key)
    stage.desk.saver.save([key])
    halfway(stage, key)
    stage.window.view.setCurrentIndex(stage.window.model.index(0, 0))  # a card shows its buttons then
    stage.press(key, RowAction.PAUSE)
    stage.says(key, "Paused", "until you resume it")
    assert stage.face(key).resting
    assert stage.face(key).bar == pytest.approx(49.9, abs=0.2)
    stage.server.faults.clear()
    stage.press(key, RowAction.RESUME)
    stage.says(key, "Saved")
    assert [each.name for each in stage.folder.iterdir()] == ["film a.mp4"]


def test_the_bar_of_a_paused_save_is_muted(stage: Stage) -> None:
    (key,) = stage.add("a")
    held(stage, key)
    stage.desk.saver.save([key])
    halfway(stage, key)
    assert bar_colour(stage, key) == theme.colours().accent
    stage.desk.saver.pause([key])
    stage.says(key, "Paused")
    assert bar_colour(stage, key) == theme.colours().muted


def bar_colour(stage: Stage, key: VideoKey) -> str:
    """The colour in the first tenth of the row's bar, in the middle of its height."""
    settle(stage.qtbot, stage.window)
    view, index = stage.window.view, stage.window.model.index(0, 0)
    bar = view.delegate.bar_rect(stage.face(key), view.visualRect(index))
    picture = view.viewport().grab().toImage()
    return picture.pixelColor(bar.left() + bar.width() // 10, bar.center().y()).name()


def test_a_server_that_asks_to_wait_is_waited_for_and_can_be_asked_now(stage: Stage) -> None:
    (key,) = stage.add("a")
    stage.server.faults.add(Fault("/a.mp4", status=503, headers={"Retry-After": "300"}, times=1))
    stage.desk.saver.save([key])
    stage.says(key, "Trying again", "again in 5 min")
    assert stage.face(key).error.startswith("The server asks to wait until ")
    stage.press(key, RowAction.RETRY)
    stage.says(key, "Saved")
    assert stage.fetched(key) == 2


def test_the_time_of_the_next_try_is_counted_down(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.setbacks.wait_before_retry", lambda *_: 50.0)
    (key,) = stage.add("a")
    stage.server.faults.add(Fault("/a.mp4", Kind.CLOSE, after=0))
    stage.desk.saver.save([key])
    stage.until(lambda: stage.word(key) == "Trying again")
    first = stage.face(key).caption
    assert first.startswith("again in ")
    stage.until(lambda: stage.face(key).caption not in ("", first))


def test_what_the_network_holds_up_says_so_and_goes_on_with_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.setbacks.wait_before_retry", lambda *_: 3600.0)
    (key,) = stage.add("a")
    here = stage.video(key).result_url
    link(stage, key, "http://provider.invalid/a.mp4")
    stage.desk.saver.save([key])
    stage.says(key, "Trying again", "again in 1 h")
    network(stage, offline=True)
    stage.says(key, "Offline")
    assert stage.face(key).error == "Goes on when the network is back."
    link(stage, key, here)
    network(stage, offline=False)
    stage.says(key, "Saved")


def link(stage: Stage, key: VideoKey, url: str) -> None:
    """The video's link is this one now."""
    task = stage.desk.task(key.task)
    stage.desk.library._put((replace(task, videos=(replace(stage.video(key), result_url=url),)),))


def network(stage: Stage, *, offline: bool) -> None:
    """The system says that the network is gone, or back."""
    stage.desk.poller._offline = offline
    stage.desk.poller._apply_offline()
    stage.desk.poller._poll_due()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")  # what the offscreen platform lacks
def test_all_saves_are_paused_and_gone_on_with_whatever_is_selected(stage: Stage) -> None:
    keys = stage.add("a", "b")
    held(stage, *keys)
    actions = stage.window.actions_
    tray = Tray(stage.window, stage.desk.poller, stage.desk.saver, stage.desk.settings, SessionBus(stage.window))
    stage.desk.saver.save(keys)
    menu = actions.menu(stage.window._commands.glance(), stage.window)
    assert actions.pause_all not in menu.actions()  # nothing has told the actions yet: the menu's opener does
    stage.window._update_all()
    assert actions.pause_all in actions.menu(stage.window._commands.glance(), stage.window).actions()
    assert not actions.resume_all.isEnabled()
    stage.trigger(actions.pause_all)
    for key in keys:
        stage.says(key, "Paused")
    entry = next(each for each in tray.menu.actions() if "all saves" in each.text())
    tray.menu.aboutToShow.emit()
    assert (entry.text(), entry.isEnabled()) == ("Go on with all saves", True)
    stage.server.faults.clear()
    entry.trigger()
    for key in keys:
        stage.says(key, "Saved")
    stage.until(lambda: (entry.text(), entry.isEnabled()) == ("Pause all saves", False))
    tray.stop()


# What failed for good


def test_what_failed_for_good_stays_with_its_reason_and_is_tried_again_at_once(stage: Stage) -> None:
    one, two = stage.add("a", "b")
    stage.server.faults.add(Fault("*.mp4", status=200, body=b"<html>"))
    stage.desk.saver.save([one, two])
    stage.until(lambda: all(stage.video(key).save_error is not None for key in (one, two)))
    stage.says(one, "Not saved")
    stage.until(lambda: stage.face(one).error.startswith("What came is not a video."))
    stage.until(lambda: stage.window.overview.counts.of(Category.NOT_SAVED) == 2)
    stage.until(stage.window.actions_.retry_failed.isEnabled)
    assert stage.notice == ""  # another folder would be of no help
    stage.server.faults.clear()
    stage.press(one, RowAction.RETRY)
    stage.says(one, "Saved")
    assert stage.word(two) == "Not saved"
    stage.trigger(stage.window.actions_.retry_failed)
    assert stage.window.status.text == "Saving 1 video"
    stage.says(two, "Saved")
    stage.until(lambda: not stage.window.actions_.retry_failed.isEnabled())


@pytest.mark.parametrize("how", ["done", "failed", "cancelled", "paused"])
def test_the_bottom_line_says_that_it_saves_for_no_longer_than_it_does(
    stage: Stage, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.status_bar._MESSAGE_MS", 3_600_000)
    one, two = stage.add("a", "b")
    held(stage, one, two)
    stage.trigger(stage.window.actions_.save_all)
    assert stage.window.status.text == "Saving 2 videos"
    if how == "cancelled":
        with stage.qtbot.waitSignal(stage.desk.saver.transfers_updated, timeout=PATIENCE):
            stage.desk.saver.cancel([one])
        assert stage.window.status.text == "Saving 2 videos"  # one of them still goes on
        stage.desk.saver.cancel([two])
    elif how == "paused":
        stage.trigger(stage.window.actions_.pause_all)
    else:
        stage.server.faults.clear()
        if how == "failed":
            stage.server.faults.add(Fault("*.mp4", status=200, body=b"<html>"))
            stage.desk.saver.pause_all()
            stage.desk.saver.resume_all()
    stage.until(lambda: "Saving" not in stage.window.status.text)
    assert stage.window.status.text.startswith("2 tracked")


def test_what_was_said_since_stays_when_the_saves_end(stage: Stage) -> None:
    (key,) = stage.add("a")
    held(stage, key)
    stage.trigger(stage.window.actions_.save_all)
    stage.window.say("Copied")
    stage.server.faults.clear()
    stage.says(key, "Saved")
    with stage.qtbot.waitSignal(stage.desk.saver.transfers_updated, timeout=PATIENCE):
        stage.desk.saver._book.transfer_updated.emit(key)
    assert stage.window.status.text == "Copied"


def test_all_can_be_tried_again_also_where_none_of_them_is_shown(stage: Stage) -> None:
    (key,) = stage.add("a")
    stage.window._search.setText("nothing like it")
    stage.until(lambda: not stage.window.model.rows)
    stage.server.faults.add(Fault("*.mp4", status=200, body=b"<html>"))
    stage.desk.saver.save([key])
    stage.until(stage.window.actions_.retry_failed.isEnabled)
    stage.server.faults.clear()
    stage.window.actions_.retry_failed.trigger()
    stage.until(lambda: stage.video(key).saved is not None)


def test_a_retry_goes_where_the_save_was_to_go(stage: Stage, tmp_path: Path) -> None:
    (key,) = stage.add("a")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    stage.server.faults.add(Fault("/a.mp4", status=200, body=b"<html>"))
    stage.desk.saver.save([key], str(elsewhere))
    stage.until(lambda: stage.video(key).save_error is not None)
    stage.server.faults.clear()
    stage.says(key, "Not saved")
    stage.press(key, RowAction.RETRY)
    stage.says(key, "Saved")
    assert (elsewhere / "film a.mp4").stat().st_size == SIZE


# Folders


def test_a_folder_that_is_gone_is_told_and_another_one_takes_all(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = stage.add("a", "b")
    gone, other = tmp_path / "usb" / "Pika", tmp_path / "other"
    other.mkdir()
    stage.desk.settings.save_folder = str(gone)
    stage.desk.saver.save(keys)
    stage.until(lambda: "2 videos wait" in stage.notice)
    assert stage.notice.startswith(f"The save folder {gone} is not there.")
    stage.until(lambda: gone.name in stage.face(keys[0]).error)
    stage.until(lambda: {"Choose another folder…", "Try again"} <= notice_buttons(stage.window).keys())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    stage.offer("Choose another folder…")
    assert stage.desk.settings.save_folder == str(gone)  # put away, nothing is changed
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    stage.offer("Choose another folder…")
    for key in keys:
        stage.says(key, "Saved")
    assert stage.desk.settings.save_folder == str(other)
    assert sorted(each.name for each in other.iterdir()) == ["film a.mp4", "film b.mp4"]
    stage.until(lambda: stage.notice == "")
    assert stage.desk.library.saves.wanted == ()


def test_another_folder_for_one_that_is_not_of_the_settings_leaves_these(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = stage.add("a")
    other = tmp_path / "other"
    other.mkdir()
    stage.desk.saver.save([key], str(tmp_path / "usb" / "Pika"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    stage.offer("Choose another folder…")
    stage.says(key, "Saved")
    assert stage.desk.settings.save_folder == str(stage.folder)
    assert [each.name for each in other.iterdir()] == ["film a.mp4"]


def test_a_folder_that_is_back_is_tried_again_by_hand(stage: Stage, tmp_path: Path) -> None:
    (key,) = stage.add("a")
    gone = tmp_path / "usb" / "Pika"
    stage.desk.saver.save([key], str(gone))
    stage.until(lambda: stage.notice != "")
    gone.parent.mkdir()
    stage.offer("Try again")
    stage.says(key, "Saved")
    assert (gone / "film a.mp4").stat().st_size == SIZE


def test_a_folder_that_is_back_is_seen_and_gone_on_with(stage: Stage, tmp_path: Path, eager: None) -> None:
    (key,) = stage.add("a")
    gone = tmp_path / "usb" / "Pika"
    stage.desk.saver.save([key], str(gone))
    stage.until(lambda: stage.notice != "")
    stage.until(lambda: stage.face(key).error.endswith("It goes on when the folder is back."))
    gone.parent.mkdir()
    stage.says(key, "Saved")
    stage.until(lambda: stage.notice == "")


def test_a_new_folder_in_the_settings_takes_what_failed_for_the_former_one(stage: Stage, tmp_path: Path) -> None:
    (key,) = stage.add("a")
    stage.desk.settings.save_folder = str(tmp_path / "usb" / "Pika")
    stage.desk.saver.save([key])
    stage.until(lambda: stage.notice != "")
    stage.desk.settings.save_folder = str(stage.folder)
    stage.says(key, "Saved")
    assert (stage.folder / "film a.mp4").exists()


def test_a_full_disk_says_what_it_lacks_and_goes_on_when_there_is_room(stage: Stage, small: Disk, eager: None) -> None:
    one, two = stage.add("a", "b")
    stage.desk.settings.save_folder = str(small.path)
    stage.desk.saver.save([one, two])
    stage.until(lambda: "2 videos wait" in stage.notice)
    assert stage.notice.startswith(f"Saving needs 88.2 kB; 61.4 kB are free in {small.path}.")
    stage.says(one, "Not saved")
    settle(stage.qtbot, stage.window)
    assert "Needs 88.2 kB; 61.4 kB are free in" in stage.face(one).error
    small.change("size=120k")  # there is room for one of the two
    stage.says(one, "Saved")
    stage.until(lambda: "1 video waits" in stage.notice)
    small.change("size=1m")
    stage.says(two, "Saved")
    stage.until(lambda: stage.notice == "")
    assert stage.fetched(two) < 6  # it was looked whether there is room, not tried again and again


def test_a_folder_that_cannot_be_written_to_is_told_and_gone_on_with(stage: Stage, small: Disk, eager: None) -> None:
    (key,) = stage.add("a")
    small.change("size=1m")
    small.change("ro")
    stage.desk.saver.save([key], str(small.path))
    stage.until(lambda: stage.notice.startswith(f"The save folder {small.path} cannot be written to."))
    stage.until(lambda: stage.face(key).error.endswith("cannot be written to."))
    small.change("rw")
    stage.says(key, "Saved")


# Files that are not as they were


def lose(stage: Stage, key: VideoKey, *, missing: bool) -> SavedFile:
    """Save it, and have a look at it that finds it gone or changed."""
    stage.desk.saver.save([key])
    stage.says(key, "Saved")
    saved = stage.video(key).saved
    assert saved is not None
    if missing:
        Path(saved.path).unlink()
    else:
        Path(saved.path).write_bytes(b"x" * saved.size)
    stage.desk.library.set_saved(key, replace(saved, verified_at=None, missing=missing))
    stage.says(key, "File missing" if missing else "File changed")
    return saved


@pytest.mark.parametrize("missing", [True, False])
def test_a_lost_file_is_fetched_again_in_one_step(stage: Stage, missing: bool) -> None:
    (key,) = stage.add("a")
    before = lose(stage, key, missing=missing)
    stage.press(key, RowAction.FETCH)
    stage.says(key, "Saved")
    saved = stage.video(key).saved
    assert saved is not None
    assert saved.verified_at is not None
    assert saved.sha256 == before.sha256
    assert Path(saved.path).name == ("film a.mp4" if missing else "film a (2).mp4")
    assert Path(saved.path).stat().st_size == SIZE
    assert stage.fetched(key) == 2


def test_a_lost_file_that_cannot_be_had_again_counts_as_not_saved_with_its_reason(stage: Stage) -> None:
    (key,) = stage.add("a")
    lose(stage, key, missing=True)
    counts = stage.window.overview.counts
    stage.until(lambda: counts.of(Category.SAVED) == 1)
    stage.server.faults.add(Fault("/a.mp4", status=404))
    stage.press(key, RowAction.FETCH)
    stage.until(lambda: stage.video(key).save_error is not None)
    stage.until(lambda: stage.face(key).error.startswith("The link to the video has ended"))
    assert stage.word(key) == "File missing"
    stage.until(lambda: counts.of(Category.NOT_SAVED) == 1)
    assert sum(counts.of(each) for each in CATEGORIES) == counts.of() == 1
    stage.server.faults.clear()
    stage.press(key, RowAction.RETRY)
    stage.says(key, "Saved")
    stage.until(lambda: counts.of(Category.SAVED) == 1)
    assert counts.of(Category.NOT_SAVED) == 0


def test_the_toolbar_saves_a_lost_file_again_where_it_was(stage: Stage, tmp_path: Path) -> None:
    (key,) = stage.add("a")
    lose(stage, key, missing=True)
    stage.desk.settings.save_folder = str(tmp_path)
    stage.window.view.select_rows([stage.row(key)])
    stage.trigger(stage.window.actions_.save)
    stage.says(key, "Saved")
    assert (stage.folder / "film a.mp4").stat().st_size == SIZE


# The details


def select(stage: Stage, key: VideoKey) -> dict[str, str]:
    """What the table of the details says of this video."""
    settle(stage.qtbot, stage.window)
    stage.window.view.select_rows([stage.row(key)])
    settle(stage.qtbot, stage.window)
    details = stage.window.details
    assert details is not None
    stage.until(lambda: not details._tick.isActive())
    return {fact.label: fact.value for fact in details.facts.facts}


def buttons(stage: Stage) -> list[str]:
    """The words on the details' buttons."""
    details = stage.window.details
    assert details is not None
    return [each.text() for each in details._buttons.findChildren(QPushButton) if each.isVisible()]


def test_the_details_tell_of_a_transfer_and_hold_it_and_end_it(stage: Stage) -> None:
    first, second = stage.add("a", "b")
    held(stage, first)
    stage.desk.settings.saves_per_host = 1
    stage.desk.saver.save([first, second])
    stage.says(second, "Waiting", "1st of 1")
    told = select(stage, second)
    assert told["State"] == "Finished, not saved"
    assert told["Transfer"] == "Waiting, 1st of 1"
    assert told["Waits because"].startswith("one at a time from ")
    assert told["Goes to"] == str(stage.folder)
    assert buttons(stage) == ["Pause", "Cancel", "Play"]
    halfway(stage, first)
    stage.desk.saver.pause([first])
    stage.until(lambda: stage.word(second) == "Saved")
    told = select(stage, first)
    assert told["Transfer"].replace("\u00a0", " ") == "Paused 49 %"
    assert told["Received"] == "44.0 kB of 88.2 kB"
    assert buttons(stage) == ["Resume", "Cancel", "Play"]
    stage.server.faults.clear()
    details = stage.window.details
    assert details is not None
    QTest.mouseClick(details._resume, Qt.MouseButton.LeftButton)
    stage.until(lambda: stage.word(first) == "Saved")
    stage.until(lambda: buttons(stage) == ["Show", "Play", "Copy prompt"])
    assert select(stage, first)["State"] == "Saved and verified"


def test_the_details_tell_what_is_wrong_with_a_file(stage: Stage) -> None:
    (key,) = stage.add("a")
    saved = lose(stage, key, missing=True)
    details = stage.window.details
    assert select(stage, key)["State"] == "Saved, file missing"
    assert details is not None
    assert buttons(stage) == ["Fetch again", "Play"]
    assert details.explanation.text.startswith("The file is no longer where it was saved.")
    stage.desk.library.set_saved(key, replace(saved, verified_at=None))
    stage.until(lambda: details.explanation.text.startswith("The file has been changed since it was saved."))
    stage.desk.library.set_save_error(key, Problem(ErrorCode.LINK_EXPIRED))
    stage.until(lambda: details.explanation.text.startswith("The link to the video has ended"))
    assert buttons(stage) == ["Retry", "Play"]
    stage.desk.library.set_saved(key, replace(saved, duration=3.25))
    stage.until(lambda: details.explanation.text.startswith("The saved video is shorter than announced."))
    assert "The provider says 6 s, the file has 3.2 s." in details.explanation.text
    assert select(stage, key)["In the file"] == "3.2 s, not as announced"
    stage.desk.library.set_saved(key, replace(saved, duration=6.9))  # a second more or less is how they round
    stage.until(lambda: details.explanation.text == "")


def test_the_details_count_down_and_say_what_is_behind_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.setbacks.wait_before_retry", lambda *_: 50.0)
    (key,) = stage.add("a")
    stage.server.faults.add(Fault("/a.mp4", Kind.CLOSE, after=0))
    stage.desk.saver.save([key])
    stage.until(lambda: stage.word(key) == "Trying again")
    first = select(stage, key)["Transfer"]
    assert first.startswith("Trying again, again in ")
    details = stage.window.details
    assert details is not None
    assert details.explanation.text.startswith("The connection broke off.")
    assert buttons(stage) == ["Retry now", "Cancel", "Play"]
    told = {first}
    stage.window.model.blockSignals(True)  # as where the row has scrolled away: nothing paints it

    def tells_more() -> bool:
        told.update(fact.value for fact in details.facts.facts if fact.label == "Transfer")
        return len(told) > 3

    stage.until(tells_more)


def test_the_details_follow_the_queue(stage: Stage) -> None:
    first, second, third = stage.add("a", "b", "c")
    held(stage, first)
    stage.desk.settings.saves_per_host = 1
    stage.desk.saver.save([first, second, third])
    stage.says(third, "Waiting", "2nd of 2")
    assert select(stage, third)["Transfer"] == "Waiting, 2nd of 2"
    stage.window.model.blockSignals(True)  # as where the row has scrolled away: nothing paints it
    stage.desk.saver.cancel([second])
    details = stage.window.details
    assert details is not None
    stage.until(lambda: ("Transfer", "Waiting, 1st of 1") in [each[:2] for each in details.facts.facts])
