"""Plays one local file with QtMultimedia and counts its frames. Imported when a video is first played: it is slow."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import Q_ARG, QCoreApplication, QEvent, QMetaObject, QObject, Qt, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaMetaData, QMediaPlayer, QtAudio, QVideoFrame, QVideoSink

_log = logging.getLogger("app.ui.player")
_Status = QMediaPlayer.MediaStatus


class Playback(QObject):
    """One file at a time; nothing but files on disk, for on links a cut connection is retried for ever (measured).

    Signals:
        frame_arrived: QVideoFrame.
        moved: int, the position in milliseconds.
        lasted: int, the duration in milliseconds; 0 while unknown.
        playing_changed: bool.
        failed: no frame can be shown. Also where the decoder says nothing: AV1 ends without a frame or an error.
    """

    frame_arrived = Signal(object)
    moved = Signal(int)
    lasted = Signal(int)
    playing_changed = Signal(bool)
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._frames = 0
        self._told = False
        self._has_failed = False
        self._loop = False
        self._playing = False
        self._audio = QAudioOutput(self)
        self._sink = QVideoSink(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._audio)
        self._player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._player.positionChanged.connect(self._on_position)
        self._player.durationChanged.connect(self._on_duration)
        # Queued: to let go of the file from inside the player's own signal ends in a crash.
        queued = Qt.ConnectionType.QueuedConnection
        self._player.mediaStatusChanged.connect(self._on_status_changed, queued)
        self._player.errorOccurred.connect(self._on_error, queued)
        app = QCoreApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self.close)

    @property
    def is_open(self) -> bool:
        """Whether a file is held open."""
        return bool(self._name)

    @property
    def frames(self) -> int:
        """How many frames of this file have been shown."""
        return self._frames

    @property
    def playing(self) -> bool:
        """Whether it runs; it does not stop for the moment in which it begins anew."""
        return self._playing

    @property
    def position(self) -> int:
        """Where it is, in milliseconds."""
        return self._player.position()

    @property
    def duration(self) -> int:
        """How long it is, in milliseconds."""
        return self._player.duration()

    def open(self, path: str) -> None:
        """Play this file from its begin."""
        self.close()
        self._name = Path(path).name
        self._frames = 0
        self._told = self._has_failed = False
        self._do(self._player, "setSource", Q_ARG(QUrl, QUrl.fromLocalFile(path)))
        self._play()

    def close(self) -> None:
        """Let go of the file: Windows can neither move nor delete one that is open."""
        if not self._name:
            return
        self._tell()
        self._name = ""
        self._set_playing(False)
        self._do(self._player, "stop")
        self._do(self._player, "setSource", Q_ARG(QUrl, QUrl()))
        # What is still on its way, a frame or the end, must not count for the next file; now it is ignored.
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self._pause()
        elif self._name and not self._has_failed:
            self._play()

    def seek(self, position: int) -> None:
        """Go to a position in milliseconds, within the file."""
        self._set_position(max(0, min(position, self._player.duration())))

    def step(self, frames: int) -> None:
        """Pause, and go some frames on or back."""
        self._pause()
        rate = self._player.metaData().value(QMediaMetaData.Key.VideoFrameRate)
        length = 1000 / rate if isinstance(rate, int | float) and rate > 0 else 1000 / 24
        self.seek(self._player.position() + round(frames * length))

    def set_loop(self, on: bool) -> None:
        """Begin again at the end.

        Not by the player's own `setLoops`: changed while a file plays, it is not obeyed, and after a seek it hangs
        (measured with 6.11.3). Beginning anew at the end makes a gap of 1.5 frames at most.
        """
        self._loop = on

    def set_muted(self, on: bool) -> None:
        """Without sound."""
        self._do(self._audio, "setMuted", Q_ARG(bool, on))

    def set_volume(self, percent: int) -> None:
        """Loudness as it is heard, 0 to 100."""
        scales = QtAudio.VolumeScale
        volume = QtAudio.convertVolume(percent / 100, scales.LogarithmicVolumeScale, scales.LinearVolumeScale)
        self._do(self._audio, "setVolume", Q_ARG("float", volume))

    @staticmethod
    def _do(target: QObject, slot: str, *arguments: object) -> None:
        """Call a slot of QtMultimedia's now, but without Python's lock.

        When its threads end they let go of our objects, for which PySide wants the lock, while they hold a lock of Qt's
        that the call waits for: a deadlock that was seen in one of three runs of the tests. `sendPostedEvents` gives
        Python's lock away for as long as it runs.
        """
        QMetaObject.invokeMethod(target, slot, Qt.ConnectionType.QueuedConnection, *arguments)  # type: ignore[call-overload]
        QCoreApplication.sendPostedEvents(target, QEvent.Type.MetaCall.value)

    def _set_position(self, position: int) -> None:
        self._do(self._player, "setPosition", Q_ARG("qlonglong", position))

    def _play(self) -> None:
        if self._player.mediaStatus() is _Status.EndOfMedia:
            self._set_position(0)
        self._do(self._player, "play")
        self._set_playing(True)

    def _pause(self) -> None:
        self._do(self._player, "pause")
        self._set_playing(False)

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

    def _on_frame(self, frame: QVideoFrame) -> None:
        if not self._name or not frame.isValid():
            return
        self._frames += 1
        self.frame_arrived.emit(frame)

    def _on_position(self, position: int) -> None:
        self.moved.emit(position)

    def _on_duration(self, duration: int) -> None:
        self.lasted.emit(max(0, duration))

    def _on_status_changed(self) -> None:
        if not self._name:
            return
        status = self._player.mediaStatus()
        if status is _Status.EndOfMedia:
            self._tell()
            if self._frames == 0:
                self._fail()
            elif self._loop and self._playing:
                self._play()
            else:
                self._set_playing(False)
        elif status is _Status.InvalidMedia:
            self._fail()

    def _on_error(self) -> None:
        if self._name and self._player.error() is not QMediaPlayer.Error.NoError and self._frames == 0:
            self._fail()

    def _fail(self) -> None:
        if not self._has_failed:
            self._has_failed = True
            self._set_playing(False)
            self.failed.emit()

    def _tell(self) -> None:
        """One line for each file that was opened: the frozen app's own test reads it."""
        if not self._told:
            self._told = True
            _log.info("player: %d frames shown of %s", self._frames, self._name)
