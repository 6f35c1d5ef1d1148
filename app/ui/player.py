"""The window that plays one video: fetched to a local file first, whole, then shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.core.errors import ErrorCode, Problem
from app.core.model import VideoKey
from app.services import desktop
from app.services.saver import Saver
from app.services.settings import Settings
from app.ui import messages, theme
from app.ui.plain import apart, one_line
from app.ui.player_controls import PlayerControls
from app.ui.player_keys import REPEATED, PlayerKey, by_key
from app.ui.player_panel import PlayerPanel
from app.ui.video_canvas import VideoCanvas

if TYPE_CHECKING:
    from app.ui.playback import Playback

_log = logging.getLogger(__name__)

STEP_MS = 1_000
"""Left and Right: clips last 5 seconds, the usual 5 would be all of it. With Shift it is 5."""
LONG_STEP_MS = 5_000
HIDE_AFTER_MS = 2_500
_SHARE = 0.8  # of the screen that the window takes at most by itself


class PlayerWindow(QWidget):
    """One window for all videos: a new one takes the place of the old.

    Signals:
        closed: the file has been let go.
    """

    closed = Signal()

    def __init__(self, settings: Settings, saver: Saver) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._settings = settings
        self._saver = saver
        self._key: VideoKey | None = None
        self._path = ""
        self._fetching = False
        self._sized = False
        self._playback: Playback | None = None
        self._canvas = VideoCanvas(self)
        self._canvas.setAccessibleName(self.tr("Video"))
        self._panel = PlayerPanel(self)
        self._controls = PlayerControls(self)
        self._controls.raise_()
        self._hide_timer = QTimer(self, singleShot=True, interval=HIDE_AFTER_MS)
        self._hide_timer.timeout.connect(self._hide_controls)
        self._keys = by_key()
        self.setMouseTracking(True)
        self.setMinimumSize(theme.sizes().px(400), theme.sizes().px(300))
        self.resize(theme.sizes().px(960), theme.sizes().px(540) + self._controls.sizeHint().height())
        self._connect()
        self._show_settings()
        self._controls.enable(False)

    def open_video(self, key: VideoKey, title: str) -> None:
        """Fetch this video if need be, and play it. A transfer that runs already is joined."""
        if key != self._key or not (self._fetching or self._path):
            self._release()
            self._key = key
            self.setWindowTitle(one_line(title, 120) or self.tr("Video"))
            self._fetch()
        self.show()
        self.raise_()
        self.activateWindow()
        self._canvas.setFocus()

    def _connect(self) -> None:
        self._saver.transfer_updated.connect(self._on_transfer_updated)
        self._saver.video_fetched.connect(self._on_fetched)
        self._saver.fetch_failed.connect(self._on_fetch_failed)
        self._settings.changed.connect(self._on_setting_changed)
        self._panel.cancelled.connect(self.close)
        self._panel.tried_again.connect(self._fetch)
        self._panel.opened_outside.connect(self._open_outside)
        self._canvas.size_known.connect(self._fit_to)
        self._controls.play_pressed.connect(self._toggle_play)
        self._controls.sought.connect(self._seek)
        self._controls.loop_toggled.connect(self._on_loop_toggled)
        self._controls.mute_toggled.connect(self._on_mute_toggled)
        self._controls.volume_chosen.connect(self._on_volume_chosen)
        self._controls.full_screen_pressed.connect(self._toggle_full_screen)
        self._canvas.installEventFilter(self)
        self._controls.installEventFilter(self)

    def _fetch(self) -> None:
        if self._key is None:
            return
        self._fetching = True
        self._panel.show_transfer(self._saver.transfer(self._key))
        self._saver.fetch(self._key)

    def _on_transfer_updated(self, key: VideoKey) -> None:
        if self._fetching and key == self._key and (transfer := self._saver.transfer(key)) is not None:
            self._panel.show_transfer(transfer)

    def _on_fetched(self, key: VideoKey, path: str) -> None:
        if self._fetching and key == self._key:
            self._fetching = False
            self._play(path)

    def _on_fetch_failed(self, key: VideoKey, problem: Problem) -> None:
        if self._fetching and key == self._key:
            self._fetching = False
            if problem.code is ErrorCode.CANCELLED:
                self._panel.show_problem(self.tr("The fetch was cancelled."), again=True, outside=False)
            else:
                self._panel.show_problem(messages.sentence(problem), again=True, outside=False)

    def _play(self, path: str) -> None:
        self._path = path
        self._panel.hide()
        if self._playback is None:
            try:
                self._playback = self._make_playback()
            except ImportError:  # an upgrade has put libraries of another Qt in the place of ours
                _log.exception("the player cannot be loaded")
                said = self.tr("The player cannot be loaded. Restart Pika Monitor.")
                self._panel.show_problem(said, again=False, outside=True)
                return
        self._controls.enable(True)
        self._playback.open(path)

    def _make_playback(self) -> Playback:
        # Frames are painted by QPainter: converting them on the graphics card and reading them back is slower.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ForceRasterWidgets)
        from app.ui.playback import Playback

        playback = Playback(self)
        playback.frame_arrived.connect(self._canvas.show_frame)
        playback.moved.connect(self._show_time)
        playback.lasted.connect(self._show_time)
        playback.playing_changed.connect(self._controls.show_playing)
        playback.failed.connect(self._on_undecodable)
        playback.set_loop(self._settings.player_loop)
        playback.set_muted(self._settings.player_muted)
        playback.set_volume(self._settings.player_volume)
        return playback

    def _on_undecodable(self) -> None:
        if self._playback is not None:
            self._playback.close()
        self._canvas.clear()
        self._controls.enable(False)
        said = self.tr("This video cannot be shown here: its format is unknown to the player, or the file is damaged.")
        self._panel.show_problem(said, again=False, outside=True)

    def _open_outside(self) -> None:
        if self._path and not desktop.open_path(self._path):
            said = self.tr("The system has no program for “{0}”.").format(apart(one_line(Path(self._path).name, 80)))
            self._panel.show_problem(said, again=False, outside=True)

    def _release(self) -> None:
        """Let go of the file, or of the fetch where nothing else wants it."""
        if self._playback is not None:
            self._playback.close()
        if self._fetching and self._key is not None:
            self._fetching = False
            transfer = self._saver.transfer(self._key)
            if transfer is not None and not transfer.saving:
                self._saver.cancel([self._key])
        self._path = ""
        self._key = None
        self._canvas.clear()
        self._panel.hide()
        self._controls.enable(False)

    def _toggle_play(self) -> None:
        if self._playback is not None:
            self._playback.toggle()

    def _seek(self, position: int) -> None:
        if self._playback is not None and self._playback.is_open:
            self._playback.seek(position)
            self._show_time()

    def _seek_end(self) -> None:
        if self._playback is not None:
            self._seek(self._playback.duration)

    def _jump(self, distance: int) -> None:
        if self._playback is not None:
            self._seek(self._playback.position + distance)

    def _step(self, frames: int) -> None:
        if self._playback is not None and self._playback.is_open:
            self._playback.step(frames)

    def _show_time(self) -> None:
        if self._playback is not None and self._playback.is_open:
            self._controls.show_time(self._playback.position, self._playback.duration)

    def _show_settings(self) -> None:
        self._controls.show_loop(self._settings.player_loop)
        self._controls.show_sound(self._settings.player_muted, self._settings.player_volume)

    def _on_setting_changed(self, name: str) -> None:
        if name.startswith("player_"):
            self._show_settings()

    def _on_loop_toggled(self, on: bool) -> None:
        self._settings.player_loop = on
        if self._playback is not None:
            self._playback.set_loop(on)

    def _on_mute_toggled(self, on: bool) -> None:
        self._settings.player_muted = on
        if self._playback is not None:
            self._playback.set_muted(on)

    def _on_volume_chosen(self, percent: int) -> None:
        self._settings.player_volume = percent
        if self._playback is not None:
            self._playback.set_volume(percent)

    def _fit_to(self, size: QSize) -> None:
        """Once: as large as the video, within the screen; later the window stays as the user made it."""
        if self._sized or size.isEmpty() or self.isFullScreen() or self.isMaximized():
            return
        self._sized = True
        bar = self._controls.sizeHint().height()
        room = self.screen().availableSize() * _SHARE - QSize(0, bar)
        small = QSize(self.width(), self.height() - bar)
        fitted = size / self.devicePixelRatioF()
        fitted = size.scaled(fitted.expandedTo(small), Qt.AspectRatioMode.KeepAspectRatio)
        if fitted.width() > room.width() or fitted.height() > room.height():
            fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        self.resize(fitted.width(), fitted.height() + bar)

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _leave_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()

    def _hide_controls(self) -> None:
        playing = self._playback is not None and self._playback.playing
        if self.isFullScreen() and playing and not self._controls.underMouse():
            self._controls.hide()
            self._canvas.setFocus()
            self._canvas.setCursor(Qt.CursorShape.BlankCursor)

    def _show_controls(self) -> None:
        self._controls.show()
        self._canvas.unsetCursor()
        if self.isFullScreen():
            self._hide_timer.start()
        else:
            self._hide_timer.stop()

    def _doing(self) -> dict[PlayerKey, Callable[[], None]]:
        return {
            PlayerKey.PLAY: self._toggle_play,
            PlayerKey.BACK: partial(self._jump, -STEP_MS),
            PlayerKey.FORWARD: partial(self._jump, STEP_MS),
            PlayerKey.FAR_BACK: partial(self._jump, -LONG_STEP_MS),
            PlayerKey.FAR_FORWARD: partial(self._jump, LONG_STEP_MS),
            PlayerKey.FRAME_BACK: partial(self._step, -1),
            PlayerKey.FRAME_FORWARD: partial(self._step, 1),
            PlayerKey.START: partial(self._seek, 0),
            PlayerKey.END: self._seek_end,
            PlayerKey.MUTE: self._controls.press_mute,
            PlayerKey.LOOP: self._controls.press_loop,
            PlayerKey.FULL_SCREEN: self._toggle_full_screen,
            PlayerKey.LEAVE_FULL_SCREEN: self._leave_full_screen,
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The player's keys; what is none of them goes on its way."""
        held, modifier = event.modifiers(), Qt.KeyboardModifier
        meaning = self._keys.get((event.key(), bool(held & modifier.ShiftModifier)))
        meaning = meaning or self._keys.get((event.key(), False))
        if meaning is None or held & (modifier.ControlModifier | modifier.AltModifier):
            super().keyPressEvent(event)
            return
        if meaning in REPEATED or not event.isAutoRepeat():
            self._doing()[meaning]()
        self._show_controls()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The pointer over the video or its controls."""
        kind = event.type()
        if kind in (QEvent.Type.MouseMove, QEvent.Type.Enter):
            self._show_controls()
            return False
        left = isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton
        if watched is self._canvas and kind is QEvent.Type.MouseButtonDblClick and left:
            self._toggle_full_screen()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In full screen the controls lie over the video, which then does not jump when they come and go."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Full screen comes and goes by many ways, the window manager's too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._controls.show_full_screen(self.isFullScreen())
            self._arrange()
            self._show_controls()

    def _arrange(self) -> None:
        bar = self._controls.sizeHint().height()
        below = 0 if self.isFullScreen() else bar
        self._canvas.setGeometry(0, 0, self.width(), self.height() - below)
        self._controls.setGeometry(0, self.height() - bar, self.width(), bar)
        self._panel.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop, and let go of the file."""
        self._release()
        self._hide_timer.stop()
        super().closeEvent(event)
        self.closed.emit()
