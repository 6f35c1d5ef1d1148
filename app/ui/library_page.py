"""What stands in the place of the list while the library cannot be read: what happened, what is safe, what to do."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.core.errors import ErrorCode, Problem
from app.core.recovery import Survey, Way
from app.services.library import Library
from app.ui import messages, theme
from app.ui.announce import announce
from app.ui.empty_state import Centre
from app.ui.plain import isolated


class LibraryPage(Centre):
    """Shows what the library's `recovery` knows, and does what the user chooses.

    Signals:
        folder_wanted: path of the library's file, which should be shown in its folder.
    """

    folder_wanted = Signal(str)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__("triangle-alert", parent)
        self.setObjectName("libraryPage")
        self._library = library
        self._recovery = library.recovery
        self._said: Problem | None = None
        self._shown: tuple[Survey | None, bool] | None = None
        self._tries = False
        self._ways = QVBoxLayout()
        self._others = QHBoxLayout()
        column = QVBoxLayout()
        column.addLayout(self._ways)
        column.addLayout(self._others)
        self._buttons.addLayout(column)
        for layout in (self._ways, self._others, column):
            layout.setSpacing(theme.sizes().px(8))
            layout.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._again = self._button(self._others, self.tr("Try again"))
        self._again.clicked.connect(self._on_again)
        self._folder = self._button(self._others, self.tr("Open the data folder"))
        self._folder.clicked.connect(self._on_folder)
        self._recovery.changed.connect(self.refresh)
        library.failed.connect(self._on_tried)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        problem = self._recovery.problem
        if problem is None:
            return
        said = messages.explanation(problem)
        if problem.code is ErrorCode.DISK_FAILED:
            means = self.tr("The library could not be read. Saved videos are not touched.")
        else:
            means = said.means
        self._title.setText(said.what)
        self._words.setText(messages.together((means, self._what_to_do(said.do))))
        path = isolated(str(self._recovery.path))
        self._note.setText(self.tr("Looking at what is left of it…") if self._recovery.busy else path)
        self._show_ways()
        for button in (self._again, *self._way_buttons()):
            button.setEnabled(not self._recovery.busy and not self._tries)
        self._lead_keyboard()
        if problem != self._said:
            self._said = problem
            announce(self, messages.together((said.what, self._words.text())))

    def _what_to_do(self, usual: str) -> str:
        survey = self._recovery.survey
        if survey is None or survey.ways != (Way.EMPTY,):
            return usual
        return self.tr("Nothing can be read of it, and there is no backup.")

    def _show_ways(self) -> None:
        state = (self._recovery.survey, self._recovery.busy)
        if state == self._shown or self._recovery.busy:
            return
        self._shown = state
        for button in self._way_buttons():
            self._ways.removeWidget(button)
            button.hide()
            button.deleteLater()
        survey = self._recovery.survey
        for way in survey.ways if survey is not None else ():
            button = self._button(self._ways, self._words_of(way, survey) if survey is not None else "")
            button.setProperty("way", str(way))
            if survey is not None and way is survey.ways[0]:
                button.setProperty("role", "primary")
            button.clicked.connect(self._on_way)

    def _lead_keyboard(self) -> None:
        """From the best way down to the others; the first is where the list was that had the keyboard."""
        chain = [*self._way_buttons(), self._again, self._folder]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        self.setFocusProxy(chain[0])
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused is None or self.isAncestorOf(focused)) and focused not in self._way_buttons():
            chain[0].setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """In the place of the list."""
        super().showEvent(event)
        self._lead_keyboard()

    def _way_buttons(self) -> list[QPushButton]:
        items = (self._ways.itemAt(at) for at in range(self._ways.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [each for each in widgets if isinstance(each, QPushButton)]

    def _words_of(self, way: Way, survey: Survey) -> str:
        if way is Way.EMPTY or (way is Way.BACKUP and survey.backup is None):
            return self.tr("Start with an empty library")
        if survey.backup is None:
            return self.tr("Start with what can be read ({0})").format(self._tasks(survey.readable))
        if way is Way.REPAIR:
            return self.tr("Repair from what can be read and the backup ({0})").format(self._tasks(survey.repaired))
        made = messages.day_and_time(survey.backup.at)
        return self.tr("Restore the backup of {0} ({1})").format(made, self._tasks(survey.backup.tasks))

    def _tasks(self, count: int) -> str:
        return self.tr("1 task") if count == 1 else self.tr("{0} tasks").format(messages.counted(count))

    def _button(self, layout: QVBoxLayout | QHBoxLayout, words: str) -> QPushButton:
        button = QPushButton(words)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button

    def _on_way(self) -> None:
        self._recovery.recover(Way(self.sender().property("way")))

    def _on_again(self) -> None:
        self._tries = True
        self.refresh()
        self._library.load()

    def _on_tried(self) -> None:
        self._tries = False
        self.refresh()

    def _on_folder(self) -> None:
        self.folder_wanted.emit(str(self._recovery.path))
