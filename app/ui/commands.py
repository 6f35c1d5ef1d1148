"""What the actions do: each turns the selection, or a row with its button, into a call of a service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.arrange import Row
from app.core.model import DEMO_PROFILE, TaskKey, VideoKey
from app.services import desktop
from app.services.library import Library
from app.services.poller import Poller
from app.services.saver import Saver
from app.services.settings import Settings
from app.ui import messages
from app.ui.face import RowAction
from app.ui.plain import one_line
from app.ui.targets import ENOUGH, Targets, gather
from app.ui.video_views import VideoViews

if TYPE_CHECKING:
    from app.ui.player import PlayerWindow

MOST_PAGES = 5
"""Sharing pages that are opened at once: a browser with 200 new tabs is of use to nobody."""


class Commands(QObject):
    """Acts on what is selected in the view.

    Signals:
        said: what was done, in words.
        saving: how much is being saved, in words that hold until `saving_ended`.
        saving_ended: nothing is being saved any more: all is done, cancelled, paused or failed.
    """

    said = Signal(str)
    saving = Signal(str)
    saving_ended = Signal()

    def __init__(
        self, window: QWidget, view: VideoViews, library: Library, poller: Poller, saver: Saver, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._view = view
        self._library = library
        self._poller = poller
        self._saver = saver
        self._settings = settings
        self._player: PlayerWindow | None = None
        self._says_saving = False
        saver.all_found.connect(self._say_saving)
        saver.transfers_updated.connect(self._look_for_end)

    def selected(self) -> Targets:
        """What the selection stands for now, whole."""
        return self._targets(self._view.selected_rows())

    def glance(self) -> Targets:
        """What the selection stands for, of its first rows only: quick, and enough to know what can be done."""
        return self._targets(self._view.selected_rows()[:ENOUGH])

    def press(self, action: RowAction, row: Row) -> None:
        """A button in a row."""
        do: dict[RowAction, Callable[[Targets], None]] = {
            RowAction.PLAY: self._play,
            RowAction.SAVE: self._save,
            RowAction.SHOW: self._show,
            RowAction.CHECK: self._check,
            RowAction.PAUSE: self._pause,
            RowAction.RESUME: self._resume,
            RowAction.RETRY: self._retry,
            RowAction.FETCH: self._retry,
            RowAction.CANCEL: self._cancel,
        }
        do[action](self._targets((row,)))

    def play(self) -> None:
        """Open the first video that can be played."""
        self._play(self.selected())

    def _play(self, targets: Targets) -> None:
        playable = targets.playable
        if not playable:
            return
        if self._player is None:
            from app.ui.player import PlayerWindow

            self._player = PlayerWindow(self._settings, self._saver)
        self._player.open_video(playable[0], self._title(playable[0]))

    def close_player(self) -> None:
        """Close the player, if one is open."""
        if self._player is not None:
            self._player.close()

    def save(self) -> None:
        """Save what is finished and not saved into the user's folder."""
        self._save(self.selected())

    def _save(self, targets: Targets) -> None:
        """What has a place of its own goes there: a file that is gone, a save that was to go to another folder."""
        known = [(key, video) for key in targets.unsaved if (video := self._library.video(key)) is not None]
        self._saver.retry([key for key, video in known if video.saved or video.save_error])
        if new := [key for key, video in known if not (video.saved or video.save_error)]:
            self._saver.save(new)

    def save_to(self) -> None:
        """Ask for a folder, then save there."""
        keys = self.selected().keepable
        if keys and (folder := self._ask_folder()):
            self._saver.save(keys, folder)

    def save_all(self) -> None:
        """Save everything that is finished and not saved."""
        self._saver.save_all_finished()

    def _say_saving(self, count: int) -> None:
        if count == 0:
            self.said.emit(self.tr("Everything that is finished is saved"))
            return
        one, more = self.tr("Saving 1 video"), self.tr("Saving {0} videos").format(messages.counted(count))
        self._says_saving = True
        self.saving.emit(one if count == 1 else more)

    def _look_for_end(self) -> None:
        if self._says_saving and not self._saver.can_pause:
            self._says_saving = False
            self.saving_ended.emit()

    def show(self) -> None:
        """Show the first saved file in its folder."""
        self._show(self.selected())

    def _show(self, targets: Targets) -> None:
        if targets.files:
            self.show_path(targets.files[0])

    def cancel(self) -> None:
        """Stop the transfers."""
        self._cancel(self.selected())

    def _cancel(self, targets: Targets) -> None:
        if targets.under_way:
            self._saver.cancel(targets.under_way)

    def pause(self) -> None:
        """Let these saves wait."""
        self._pause(self.selected())

    def _pause(self, targets: Targets) -> None:
        if targets.pausable:
            self._saver.pause(targets.pausable)

    def resume(self) -> None:
        """Go on with these saves now."""
        self._resume(self.selected())

    def _resume(self, targets: Targets) -> None:
        if targets.resumable:
            self._saver.resume(targets.resumable)

    def _retry(self, targets: Targets) -> None:
        self._saver.retry(targets.videos)

    def retry_failed(self) -> None:
        """Save everything once more that failed for good."""
        self._say_saving(self._saver.retry_failed())

    def choose_folder(self, folder: str) -> None:
        """Ask for another folder for what could not be saved into this one."""
        if target := self._ask_folder():
            self._say_saving(self._saver.move_failed(folder, target))

    def try_folder(self, folder: str) -> None:
        """Try again to save what could not be saved into this folder."""
        keys = self._saver.failed.of_folder(folder)
        self._saver.retry(keys)

    def check(self) -> None:
        """Ask the provider for these; for all that are unfinished where nothing is selected."""
        self._check(self.selected())

    def _check(self, targets: Targets) -> None:
        self._poller.check_now(targets.tasks or None)

    def insist(self, keys: Sequence[TaskKey]) -> None:
        """Ask for these although the provider asked to wait."""
        self._poller.check_now(keys, insist=True)

    def add_demo(self) -> None:
        """Track the sample tasks of the demo."""
        from app.demo.scenario import SAMPLE_TASKS

        self._library.add(DEMO_PROFILE, SAMPLE_TASKS)

    def copy_prompt(self) -> None:
        """The prompts, one a line, as the provider has them."""
        tasks = [task for key in self.selected().tasks if (task := self._library.task(key)) is not None]
        self._copy([task.prompt for task in tasks])

    def copy_id(self) -> None:
        """The task IDs, one a line."""
        self._copy([key.task_id for key in self.selected().tasks])

    def copy_seed(self) -> None:
        """The videos' seeds, one a line."""
        self._copy(list(self.selected().seeds))

    def copy_link(self) -> None:
        """The videos' links, one a line."""
        self._copy(list(self.selected().links))

    def copy_text(self, text: str) -> None:
        """One value of the details."""
        self._copy([text])

    def copy_diagnostics(self) -> None:
        """What a report of a defect needs of these."""
        from app.ui.diagnostics import report

        tasks = [task for key in self.glance().tasks if (task := self._library.task(key)) is not None]
        self._copy([report(tasks, self._library, self._poller)])

    def open_sharing_pages(self) -> None:
        """Of the first few videos that have one."""
        pages = self.selected().pages
        for url in pages[:MOST_PAGES]:
            self.open_page(url)
        if len(pages) > MOST_PAGES:
            opened, all_of_them = messages.counted(MOST_PAGES), messages.counted(len(pages))
            self.said.emit(self.tr("Opened the first {0} of {1} sharing pages").format(opened, all_of_them))

    def open_page(self, url: str) -> None:
        """In the user's browser."""
        if not desktop.open_link(url):
            self.said.emit(self.tr("No browser could be opened"))

    def show_path(self, path: str) -> None:
        """Show this file in its folder."""
        if not desktop.show_in_folder(path):
            self.said.emit(self.tr("No file manager could be opened"))

    def _targets(self, rows: Sequence[Row]) -> Targets:
        return gather(rows, self._library, self._saver)

    def _copy(self, lines: list[str]) -> None:
        QGuiApplication.clipboard().setText("\n".join(line for line in lines if line))
        self.said.emit(self.tr("Copied"))

    def _ask_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self._window, self.tr("Save to"), self._settings.save_folder)

    def _title(self, key: VideoKey) -> str:
        task = self._library.task(key.task)
        return one_line(task.prompt if task is not None and task.prompt else key.task_id, 120)
