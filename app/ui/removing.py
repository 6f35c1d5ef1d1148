"""Takes tasks off the list and brings them back: what is removed, what Undo and Redo would do, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from app.core.arrange import Category
from app.core.model import Removal, Task, TaskKey
from app.services.jobs import Outcome
from app.services.library import Library
from app.services.overview import Overview
from app.services.saver import Saver
from app.ui import messages
from app.ui.actions import Actions
from app.ui.commands import Commands
from app.ui.stepper import Stepper

_AT_ONCE = 200  # tasks that are looked at in one step


class Removing(QObject):
    """Follows the actions Remove, Remove finished and saved, Undo and Redo, and names the latter two.

    Signals:
        said: what was done, in words, and whether Undo takes it back.
    """

    said = Signal(str, bool)

    def __init__(
        self, actions: Actions, commands: Commands, library: Library, saver: Saver, overview: Overview, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._commands = commands
        self._library = library
        self._saver = saver
        self._overview = overview
        self._found: list[TaskKey] = []
        self._search = Stepper(self)
        self._search.finished.connect(self._on_found)
        actions.remove.triggered.connect(self.remove)
        actions.remove_saved.triggered.connect(self.remove_saved)
        actions.undo.triggered.connect(self.undo)
        actions.redo.triggered.connect(self.redo)
        library.removals.changed.connect(self._name_steps)
        overview.counts_changed.connect(self._allow)
        self._name_steps()
        self._allow()

    def remove(self) -> None:
        """What is selected, as one step. Saved files stay."""
        self._library.remove(self._commands.selected().tasks, self._on_removed)

    def remove_saved(self) -> None:
        """Every task of which nothing is left to do: all of its videos are saved. One step."""
        if not self._search.busy:
            self._search.start(self._find())

    def undo(self) -> None:
        """Bring back what the last step took."""
        self._library.undo_remove(self._on_brought_back)

    def redo(self) -> None:
        """Remove again what the last undo brought back."""
        self._library.redo_remove(self._on_removed)

    def _find(self) -> Iterator[None]:
        self._found = []
        for count, (key, task) in enumerate(tuple(self._library.tasks.items())):
            if self._is_done_with(task):
                self._found.append(key)
            if count % _AT_ONCE == 0:
                yield

    def _is_done_with(self, task: Task) -> bool:
        """A file that was found to be gone or changed is a reason to keep the task: it can be fetched anew."""
        return bool(task.videos) and all(
            video.saved is not None
            and video.saved.verified_at is not None
            and self._saver.transfer(task.video_key(video)) is None
            for video in task.videos
        )

    def _on_found(self) -> None:
        if self._search.problem is not None:
            self.said.emit(messages.sentence(self._search.problem), False)
        elif not self._library.remove(self._found, self._on_removed):
            self.said.emit(self.tr("No task has all of its videos saved"), False)

    def _on_removed(self, outcome: Outcome[tuple[TaskKey, ...]]) -> None:
        """Said once it is committed: whatever ends the program now, the removal and its undo are kept.

        Where the database cannot be written the banner tells so; the list is as it was asked for, and written later.
        """
        if outcome.value:
            one = self.tr("Removed 1 task")
            self.said.emit(_counted(one, self.tr("Removed {0} tasks"), len(outcome.value)), True)

    def _on_brought_back(self, outcome: Outcome[tuple[TaskKey, ...]]) -> None:
        if outcome.value:
            one = self.tr("Brought back 1 task")
            self.said.emit(_counted(one, self.tr("Brought back {0} tasks"), len(outcome.value)), False)

    def _name_steps(self) -> None:
        removals = self._library.removals
        undo, redo = self.tr("Undo: remove 1 task"), self.tr("Redo: remove 1 task")
        self._actions.name_undo(_step(removals.to_undo, undo, self.tr("Undo: remove {0} tasks")))
        self._actions.name_redo(_step(removals.to_redo, redo, self.tr("Redo: remove {0} tasks")))

    def _allow(self) -> None:
        self._actions.remove_saved.setEnabled(self._overview.counts.of(Category.SAVED) > 0)


def _step(step: Removal | None, one: str, more: str) -> str:
    return "" if step is None else _counted(one, more, len(step.keys))


def _counted(one: str, more: str, count: int) -> str:
    return one if count == 1 else more.format(messages.counted(count))
