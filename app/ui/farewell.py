"""Closing with finished videos that are in no file: says so once, and offers to save them first."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from app.core.model import DEMO_PROFILE, VideoKey
from app.services.library import Library
from app.services.overview import Overview
from app.services.saver import Saver
from app.ui import form, icons, messages, theme


class QuitQuestion(form.FormDialog):
    """Three ways on: save, quit, stay.

    Signals:
        save_wanted: save them, then quit.
        quit_wanted: quit now.
    """

    save_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, count: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Videos that are not saved"))
        self.setMinimumWidth(theme.sizes().px(420))
        layout = form.column(self)
        if count == 1:
            said = self.tr("1 finished video is not saved.")
        else:
            said = self.tr("{0} finished videos are not saved.").format(messages.counted(count))
        layout.addWidget(form.label(said, "strong"))
        why = self.tr("They stay in the list, but a provider keeps its videos for a short time only.")
        layout.addWidget(form.label(why, "muted"))
        form.gap(layout, 16)
        save = form.button(self.tr("Save all and quit"), "primary")
        icons.dress(save, "arrow-down-to-line", QPalette.ColorRole.HighlightedText)
        leave = form.button(self.tr("Quit anyway"))
        stay = form.button(self.tr("Cancel"))
        layout.addLayout(form.row(None, stay, leave, save))
        save.setDefault(True)
        save.setFocus()
        stay.clicked.connect(self.reject)
        leave.clicked.connect(self._on_leave)
        save.clicked.connect(self._on_save)

    def _on_save(self) -> None:
        self.accept()
        self.save_wanted.emit()

    def _on_leave(self) -> None:
        self.accept()
        self.quit_wanted.emit()


class Farewell(QObject):
    """Decides whether the window may close when the user asks for it. Nothing else is ever held up by it.

    Signals:
        said: what is going on, in words.
        done: the window may close now.
    """

    said = Signal(str)
    done = Signal()

    def __init__(self, window: QWidget, library: Library, overview: Overview, saver: Saver) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._overview = overview
        self._saver = saver
        self._question: QuitQuestion | None = None
        self._answered = False
        self._saving: tuple[VideoKey, ...] = ()
        saver.transfer_updated.connect(self._on_transfer)

    @property
    def question(self) -> QuitQuestion | None:
        """The question while it is open."""
        return self._question

    def holds(self) -> bool:
        """Whether the window has to stay for now. Who asks again while the question is open means it."""
        if self._answered or self._question is not None or self._saving or not self._overview.unsaved:
            return False
        keys = self._unsaved()
        if not keys:
            return False
        self._question = QuitQuestion(len(keys), self._window)
        self._question.finished.connect(self._on_finished)
        self._question.save_wanted.connect(self._on_save)
        self._question.quit_wanted.connect(self._on_leave)
        self._question.open()
        return True

    def _unsaved(self) -> tuple[VideoKey, ...]:
        """Finished, in no file and on the way to none; the demo's samples can be had again."""
        return tuple(
            key
            for task in self._library.tasks.values()
            if task.key.profile != DEMO_PROFILE
            for video in task.videos
            if video.unsaved
            for key in (task.video_key(video),)
            if (transfer := self._saver.transfer(key)) is None or not transfer.saving
        )

    def _on_finished(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
        self._question = None

    def _on_leave(self) -> None:
        self._answered = True
        self.done.emit()

    def _on_save(self) -> None:
        self._saving = self._unsaved()
        self._saver.save([key for key in self._saving if not self._is_lost(key)])
        self._saver.retry([key for key in self._saving if self._is_lost(key)])
        if len(self._saving) == 1:
            self.said.emit(self.tr("Saving 1 video, then quitting"))
        else:
            count = messages.counted(len(self._saving))
            self.said.emit(self.tr("Saving {0} videos, then quitting").format(count))
        self._on_transfer(None)

    def _is_lost(self, key: VideoKey) -> bool:
        video = self._library.video(key)
        return video is not None and video.lost

    def _on_transfer(self, _key: object) -> None:
        """The last one has ended: the window closes, or stays where some could not be saved."""
        if not self._saving or any(self._saver.transfer(key) is not None for key in self._saving):
            return
        keys, self._saving = self._saving, ()
        left = sum((video := self._library.video(key)) is not None and video.unsaved for key in keys)
        if not left:
            self._on_leave()
        elif left == 1:
            self.said.emit(self.tr("1 video could not be saved"))
        else:
            self.said.emit(self.tr("{0} videos could not be saved").format(messages.counted(left)))
