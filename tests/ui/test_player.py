"""Playing: a real server, real files, frames counted."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.core.model import VideoKey, VideoStatus
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.resources import resource
from app.ui.player import PlayerWindow
from app.ui.seek_slider import SeekSlider
from tests.ui.desk import Desk, video

CLIP = resource("demo", "moss.mp4")
FRAMES = 120  # 5 s at 24 a second
WAIT = 15_000


@pytest.fixture
def server() -> Iterator[DemoServer]:
    """A host of videos."""
    with DemoServer(Scenario(time.time), resource("demo")) as running:
        running.files["/film.mp4"] = CLIP
        yield running


@pytest.fixture
def player(qtbot: QtBot, desk: Desk) -> Iterator[PlayerWindow]:
    """The window, not shown yet, with a saver that takes orders."""
    desk.saver.start()
    made = PlayerWindow(desk.settings, desk.saver)
    qtbot.addWidget(made)
    yield made
    made.close()


def _video(desk: Desk, link: str, task_id: str = "t") -> VideoKey:
    (task,) = desk.add(task_id)
    (key,) = desk.answer(task, "Moss grows", video(VideoStatus.FINISHED, result_url=link))
    return key


def _play(qtbot: QtBot, player: PlayerWindow, key: VideoKey, frames: int = 5) -> None:
    player.open_video(key, "Moss grows")
    qtbot.waitUntil(lambda: _frames(player) >= frames, timeout=WAIT)


def _frames(player: PlayerWindow) -> int:
    return player._playback.frames if player._playback else 0


def _position(player: PlayerWindow) -> int:
    assert player._playback is not None
    return player._playback.position


def _button(player: PlayerWindow, name: str) -> QToolButton:
    return next(each for each in player.findChildren(QToolButton) if each.accessibleName() == name)


def _slider(player: PlayerWindow, name: str) -> SeekSlider:
    return next(each for each in player.findChildren(SeekSlider) if each.accessibleName() == name)


def test_a_video_is_fetched_and_played(qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow) -> None:
    key = _video(desk, f"{server.base_url}/film.mp4")
    player.open_video(key, "Moss\ngrows")
    assert player._panel.isVisible()
    assert player._panel.text == "Fetching the video…"
    assert not _button(player, "Play").isEnabled()
    qtbot.waitUntil(lambda: _frames(player) >= 5, timeout=WAIT)
    assert not player._panel.isVisible()
    assert player.windowTitle() == "Moss grows"
    assert _button(player, "Pause").isEnabled()
    picture = player._canvas.grab().toImage()
    assert picture.pixelColor(picture.rect().center()).lightness() > 0


def test_it_loops_and_tells_the_frames_once(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"), FRAMES + 20)
    assert player._playback is not None
    assert player._playback.playing
    player.close()
    told = [each.getMessage() for each in caplog.records if each.getMessage().startswith("player: ")]
    assert len(told) == 1
    words = told[0].split()
    assert (words[2:5], words[5].endswith(".mp4")) == (["frames", "shown", "of"], True)
    assert FRAMES - 2 <= int(words[1]) <= FRAMES + 1


def test_without_the_loop_it_ends_and_can_be_played_again(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow
) -> None:
    desk.settings.player_loop = False
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"))
    QTest.keyClick(player, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: not player._playback.playing, timeout=WAIT)  # type: ignore[union-attr]
    shown = _frames(player)
    QTest.mouseClick(_button(player, "Play"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _frames(player) > shown + 3, timeout=WAIT)
    assert _position(player) < 3_000


def test_the_keys_pause_seek_and_step(qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow) -> None:
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_K, Qt.Key.Key_K):
        QTest.keyClick(player, key)
    assert player._playback is not None
    assert not player._playback.playing
    for key, at in [
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Right, 1_000),
        (Qt.Key.Key_Right, 2_000),
        (Qt.Key.Key_Left, 1_000),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Period, 42),
        (Qt.Key.Key_Comma, 0),
    ]:
        QTest.keyClick(player, key)
        qtbot.waitUntil(lambda at=at: abs(_position(player) - at) < 45, timeout=WAIT)  # type: ignore[misc]
    QTest.keyClick(player, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: _position(player) >= 4_900, timeout=WAIT)


def test_a_click_on_the_slider_jumps_there(qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow) -> None:
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"))
    QTest.keyClick(player, Qt.Key.Key_Space)
    slider = _slider(player, "Position")
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    qtbot.waitUntil(lambda: abs(_position(player) - 2_500) < 60, timeout=WAIT)
    assert player._controls._time.text() == "0:02 / 0:05"


def test_loop_mute_and_volume_are_remembered(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow
) -> None:
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"))
    assert _button(player, "Loop").isChecked()
    QTest.keyClick(player, Qt.Key.Key_L)
    QTest.keyClick(player, Qt.Key.Key_M)
    _slider(player, "Volume").setValue(40)
    assert (desk.settings.player_loop, desk.settings.player_muted, desk.settings.player_volume) == (False, True, 40)
    assert player._playback is not None
    assert player._playback._audio.isMuted()
    assert 0.0 < player._playback._audio.volume() < 0.4  # as it is heard, not as a share of the amplitude
    other = PlayerWindow(desk.settings, desk.saver)
    qtbot.addWidget(other)
    assert not _button(other, "Loop").isChecked()
    assert _button(other, "Mute").isChecked()
    assert _slider(other, "Volume").value() == 40


def test_full_screen_comes_and_goes(qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow) -> None:
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"))
    for key in (Qt.Key.Key_F, Qt.Key.Key_F11):
        QTest.keyClick(player, key)
        assert player.isFullScreen()
        assert player._canvas.size() == player.size()
        QTest.keyClick(player, Qt.Key.Key_Escape)
        assert not player.isFullScreen()
    QTest.mouseDClick(player._canvas, Qt.MouseButton.LeftButton)
    assert player.isFullScreen()
    player._hide_timer.timeout.emit()
    assert not player._controls.isVisible()
    QTest.keyClick(player, Qt.Key.Key_Right)
    assert player._controls.isVisible()
    QTest.mouseClick(_button(player, "Leave full screen"), Qt.MouseButton.LeftButton)
    assert not player.isFullScreen()


def test_what_cannot_be_fetched_is_told_and_can_be_tried_again(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow
) -> None:
    server.files["/page.mp4"] = b"<html>Sign in</html>"
    key = _video(desk, f"{server.base_url}/page.mp4")
    player.open_video(key, "Moss")
    qtbot.waitUntil(lambda: player._panel._words.tone == "failed", timeout=WAIT)
    assert player._panel.text.startswith("What came is not a video.")
    assert not player._panel._outside.isVisible()
    server.files["/page.mp4"] = CLIP
    QTest.mouseClick(player._panel._again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _frames(player) >= 5, timeout=WAIT)


@pytest.mark.qt_log_ignore("decoder found", "Could not open media", extend=True)
@pytest.mark.parametrize("kind", ["unknown codec", "no media", "av1"])
def test_what_cannot_be_decoded_says_so(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow, tmp_path: Path, kind: str
) -> None:
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"))
    clip = CLIP.read_bytes()
    odd = {
        "unknown codec": clip.replace(b"avc1", b"xyz9"),
        "no media": bytes(4096),
        "av1": (Path(__file__).parent / "files" / "av1.mp4").read_bytes(),  # ends without a frame or an error
    }
    path = tmp_path / "odd.mp4"
    path.write_bytes(odd[kind])
    player._play(str(path))
    qtbot.waitUntil(player._panel.isVisible, timeout=WAIT)
    assert player._panel.text.startswith("This video cannot be shown here")
    assert player._panel._outside.isVisible()
    assert not _button(player, "Play").isEnabled()


def test_a_player_that_an_upgrade_has_made_unloadable_says_so(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "app.ui.playback", None)
    player.open_video(_video(desk, f"{server.base_url}/film.mp4"), "Moss")
    qtbot.waitUntil(lambda: player._panel.text == "The player cannot be loaded. Restart Pika Monitor.", timeout=WAIT)
    assert player._panel._outside.isVisible()
    assert not _button(player, "Play").isEnabled()


def test_closing_while_it_loads_ends_the_fetch(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow
) -> None:
    key = _video(desk, f"{server.base_url}/film.mp4")
    player.open_video(key, "Moss")
    player.close()
    assert desk.saver.transfer(key) is None
    assert player._playback is None


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
def test_closing_while_the_file_is_opened_is_harmless(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow
) -> None:
    key = _video(desk, f"{server.base_url}/film.mp4")
    player.open_video(key, "Moss")
    with qtbot.waitSignal(desk.saver.video_fetched, timeout=WAIT):
        pass
    player.close()
    _play(qtbot, player, key)


def test_closing_does_not_end_a_save_that_it_joined(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow, tmp_path: Path
) -> None:
    key = _video(desk, f"{server.base_url}/film.mp4")
    desk.saver.save([key], str(tmp_path / "kept"))
    player.open_video(key, "Moss")
    player.close()
    qtbot.waitUntil(lambda: bool(list((tmp_path / "kept").glob("*.mp4"))), timeout=WAIT)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="open files are listed in /proc")
def test_closing_lets_go_of_the_file(qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow) -> None:
    _play(qtbot, player, _video(desk, f"{server.base_url}/film.mp4"))
    assert _open_videos()
    with qtbot.waitSignal(player.closed):
        player.close()
    assert not _open_videos()


def test_another_video_takes_the_place_of_the_first(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow
) -> None:
    server.files["/other.mp4"] = resource("demo", "boats.mp4")
    first = _video(desk, f"{server.base_url}/film.mp4", "first")
    second = _video(desk, f"{server.base_url}/other.mp4", "second")
    _play(qtbot, player, first, 10)
    player.open_video(second, "Boats")
    assert player._playback is not None
    assert not player._playback.is_open
    qtbot.waitUntil(lambda: player._playback is not None and player._playback.is_open, timeout=WAIT)
    assert _frames(player) < 5  # counted anew
    qtbot.waitUntil(lambda: _frames(player) >= 5, timeout=WAIT)
    assert player.windowTitle() == "Boats"


def test_opening_what_plays_already_only_shows_it(
    qtbot: QtBot, desk: Desk, server: DemoServer, player: PlayerWindow
) -> None:
    key = _video(desk, f"{server.base_url}/film.mp4")
    _play(qtbot, player, key, 10)
    player.open_video(key, "Moss grows")
    assert _frames(player) >= 10


def _open_videos() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(entry)
        except OSError:
            continue
        if target.endswith(".mp4"):
            found.append(target)
    return found
