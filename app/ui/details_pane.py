"""The pane beside the list: all that is known of what is selected. It is built when it is first needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.core.arrange import Row
from app.core.model import TaskKey, Video, VideoKey
from app.core.transfer import Standing
from app.services.library import Library
from app.services.poller import Poller
from app.services.posters import Posters
from app.services.saver import Saver, Transfer, TransferState
from app.ui import icons, theme
from app.ui.actions import Actions
from app.ui.details import Count, Details, describe, summary, tally
from app.ui.explanation_box import ExplanationBox
from app.ui.fact_table import FactTable
from app.ui.messages import count_down_step
from app.ui.poster_view import PosterView
from app.ui.prompt_view import PromptView
from app.ui.timeline import Timeline

_TICK_MS = 50
_SLICE = 0.003  # seconds of counting between two turns of the event loop


class DetailsPane(QFrame):
    """Shows one row whole, or how much several rows are; follows library, saver, poller and posters while it is seen.

    Signals:
        copy_wanted: a text for the clipboard.
        show_wanted: the path of a file to show in its folder.
        diagnostics_wanted: "Copy diagnostics" was pressed.
        poster_wanted: VideoKey, or None; whose poster is on top.
    """

    copy_wanted = Signal(str)
    show_wanted = Signal(str)
    diagnostics_wanted = Signal()
    poster_wanted = Signal(object)

    def __init__(
        self, library: Library, poller: Poller, posters: Posters, saver: Saver, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("details")
        self.setAccessibleName(self.tr("Details"))
        self._library = library
        self._poller = poller
        self._posters = posters
        self._saver = saver
        self._rows: tuple[Row, ...] = ()
        self._counting: Iterator[Count] = iter(())
        self._count = Count()
        self._again = False
        self._poster_key: VideoKey | None = None
        self._build(actions)
        self._tick = QTimer(self, singleShot=True, interval=_TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._second = QTimer(self, singleShot=True)
        self._second.timeout.connect(self.refresh)
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._count_slice)
        library.tasks_updated.connect(self._on_tasks)
        library.tasks_removed.connect(self._on_tasks)
        library.profiles_changed.connect(self._refresh_soon)
        saver.transfer_updated.connect(self._on_video)
        saver.queue_moved.connect(self._on_queue_moved)
        posters.poster_ready.connect(self._on_video)
        poller.task_checked.connect(self._on_checked)
        self._refresh_parts(None)
        self._fit_width()

    @property
    def summary_text(self) -> str:
        """What it says of several rows or of none; "" while one is shown."""
        return "" if self._summary.isHidden() else self._summary.text()

    @property
    def facts(self) -> FactTable:
        """The table."""
        return self._facts

    @property
    def explanation(self) -> ExplanationBox:
        """What is wrong."""
        return self._explanation

    @property
    def prompt(self) -> PromptView:
        """The prompt."""
        return self._prompt

    @property
    def moments(self) -> Timeline:
        """What happened."""
        return self._moments

    @property
    def polls(self) -> Timeline:
        """The last checks."""
        return self._polls

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows, as soon as there is time."""
        self._rows = tuple(rows)
        self._refresh_soon()

    def restyle(self) -> None:
        """Colours or fonts are new."""
        self._fit_width()
        self._prompt.restyle()
        self._facts.restyle()
        for part in (self._poster, self._moments, self._polls):
            part.updateGeometry()
            part.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing was kept up while it was hidden."""
        super().showEvent(event)
        self.refresh()

    # Keeping up

    def _refresh_soon(self) -> None:
        if not self._tick.isActive():
            self._tick.start()

    def _on_tasks(self, keys: Sequence[TaskKey]) -> None:
        if not self._rows or not self.isVisible():
            return
        if len(self._rows) > 1 or self._rows[0].task in keys:
            self._refresh_soon()

    def _on_video(self, key: VideoKey) -> None:
        self._on_checked(key.task)

    def _on_queue_moved(self) -> None:
        """What waits for its turn may have another place."""
        video = self._rows[0].video if len(self._rows) == 1 else None
        if video is not None and self._saver.transfer(video) is not None:
            self._refresh_soon()

    def _on_checked(self, key: TaskKey) -> None:
        if len(self._rows) == 1 and self._rows[0].task == key:
            self._refresh_soon()

    def refresh(self) -> None:
        """Show how things stand now."""
        if not self.isVisible():
            return
        task = self._library.task(self._rows[0].task) if len(self._rows) == 1 else None
        if task is not None:
            row = self._rows[0]
            transfer = self._saver.transfer(row.video) if row.video is not None else None
            profile = self._library.profiles.get(task.key.profile)
            self._counting = iter(())
            standing = self._saver.standing(row.video) if row.video is not None else Standing()
            self._refresh_parts(describe(row, task, profile, transfer, self._poller, standing))
            self._set_buttons(task.video(row.video) if row.video is not None else None, transfer)
            if standing.seconds is not None:
                self._second.start(count_down_step(standing.seconds))
            return
        self._refresh_parts(None)
        self._set_buttons(None, None)
        if len(self._rows) < 2:
            self._summary.setText(self.tr("Select a video to see all that is known of it."))
        elif self._slice.isActive():
            self._again = True  # the count that runs is finished first, or it would never be
        else:
            self._counting = tally(self._rows, self._library)
            self._slice.start()

    def _count_slice(self) -> None:
        end = perf_counter() + _SLICE
        for count in self._counting:
            self._count = count
            if perf_counter() > end:
                return
        self._slice.stop()
        if len(self._rows) > 1:
            self._summary.setText(summary(self._count))
        if self._again:
            self._again = False
            self._refresh_soon()

    def _refresh_parts(self, shown: Details | None) -> None:
        one, saved = shown is not None, shown is not None and shown.saved
        for part in (self._poster, self._prompt, self._facts, self._happened, self._moments):
            part.setVisible(one)
        self._summary.setVisible(not one)
        self._buttons.setVisible(bool(self._rows))
        self._diagnostics.setVisible(bool(self._rows))
        self._show.setVisible(saved)
        if shown is None:
            self._explanation.put(None, self._explanation.tone)
            self._checks.hide()
            self._polls.hide()
            self._want_poster(None)
            return
        self._want_poster(shown.poster)
        self._poster.put(self._posters.image(shown.poster) if shown.poster is not None else None, shown.length)
        self._prompt.put(shown.prompt)
        self._explanation.put(shown.problem, shown.tone)
        self._facts.put(shown.facts)
        self._moments.put(shown.moments)
        self._polls.put(shown.polls)
        self._checks.setVisible(bool(shown.polls))
        self._polls.setVisible(bool(shown.polls))

    def _set_buttons(self, video: Video | None, transfer: Transfer | None) -> None:
        """The next step comes first; what runs can be held and ended."""
        saving = transfer is not None and transfer.saving
        held = transfer is not None and transfer.state in (TransferState.PAUSED, TransferState.RETRYING)
        self._save.setVisible(not saving and self._show.isHidden())
        self._pause.setVisible(saving and not held)
        self._resume.setVisible(saving and held)
        self._cancel.setVisible(saving)
        lost = video is not None and video.saved is not None and not video.kept
        self._copy.setHidden(saving or lost)  # there is no room for it beside these
        retrying = transfer is not None and transfer.state is TransferState.RETRYING
        self._resume.setText(self.tr("Retry now") if retrying else self.tr("Resume"))
        if video is not None and video.save_error is not None:
            self._name_save(self.tr("Retry"), "rotate-ccw")
        elif video is not None and video.saved is not None:
            self._name_save(self.tr("Fetch again"), "download")
        else:
            self._name_save(self.tr("Save"), "arrow-down-to-line")

    def _name_save(self, text: str, icon: str) -> None:
        if text != self._save.text():
            self._save.setText(text)
            icons.dress(self._save, icon, QPalette.ColorRole.HighlightedText)

    def _want_poster(self, key: VideoKey | None) -> None:
        if key != self._poster_key:
            self._poster_key = key
            self.poster_wanted.emit(key)

    # Building

    def _build(self, actions: Actions) -> None:
        s = theme.sizes()
        self._poster, self._prompt = PosterView(), PromptView()
        self._summary = QLabel(wordWrap=True)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._summary, "strong")
        self._explanation, self._facts = ExplanationBox(), FactTable()
        self._happened, self._checks = self._heading(self.tr("What happened")), self._heading(self.tr("Last checks"))
        self._moments = Timeline(self.tr("What happened"))
        self._polls = Timeline(self.tr("Last checks"))
        self._diagnostics = QPushButton(self.tr("Copy diagnostics"))
        self._diagnostics.setToolTip(self.tr("Versions, states, times and the prompt; no key and no link"))
        self._diagnostics.setAccessibleName(self._diagnostics.text())
        icons.dress(self._diagnostics, "copy")
        self._diagnostics.clicked.connect(self.diagnostics_wanted)
        self._facts.copy_wanted.connect(self.copy_wanted)
        self._facts.show_wanted.connect(self.show_wanted)
        self._buttons = self._make_buttons(actions)
        inside = QWidget()
        inside.setObjectName("column")
        column = QVBoxLayout(inside)
        column.setContentsMargins(s.px(16), s.px(16), s.px(16), s.px(16))
        column.setSpacing(s.px(12))
        for part in (self._poster, self._prompt, self._summary, self._buttons, self._explanation, self._facts):
            column.addWidget(part)
        for heading, lines in ((self._happened, self._moments), (self._checks, self._polls)):
            if lines is self._polls:
                column.addWidget(self._diagnostics, 0, Qt.AlignmentFlag.AlignLeft)
            column.addSpacing(s.px(4))
            column.addWidget(heading)
            column.addWidget(lines)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(area)
        self._bar_width = area.verticalScrollBar().sizeHint().width()

    def _fit_width(self) -> None:
        """Never so narrow that a button is clipped; of Save and Show only one is there at a time."""
        margins = theme.sizes().px(32) + self._bar_width + 1
        self.setMinimumWidth(max(theme.sizes().px(280), self._buttons.minimumSizeHint().width() + margins))

    def _make_buttons(self, actions: Actions) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes().px(8))
        self._save = ActionButton(actions.save, self.tr("Save what is selected"), "arrow-down-to-line", primary=True)
        self._show = ActionButton(actions.show, self.tr("Show what is selected in its folder"), "folder-open")
        self._show.setText(self.tr("Show"))
        play = ActionButton(actions.play, self.tr("Play what is selected"), "play")
        self._pause = ActionButton(actions.pause, self.tr("Pause what is selected"), "pause")
        self._pause.setText(self.tr("Pause"))
        self._resume = ActionButton(actions.resume, self.tr("Go on with what is selected"), "play", primary=True)
        self._cancel = ActionButton(actions.cancel, self.tr("Cancel what is selected"), "x")
        self._cancel.setText(self.tr("Cancel"))
        self._copy = ActionButton(actions.copy_prompt, self.tr("Copy the prompt"), "")
        for button in (self._save, self._show, self._pause, self._resume, self._cancel, play, self._copy):
            row.addWidget(button)
        for button in (self._show, self._pause, self._resume, self._cancel):
            button.hide()
        row.addStretch(1)
        return line

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        theme.set_role(label, "heading")
        return label


class ActionButton(QPushButton):
    """A button that does what an action of the window does, and can be used when it can.

    Its accessible name tells it from the toolbar's button of that word.
    """

    def __init__(self, action: QAction, name: str, icon: str, *, primary: bool = False) -> None:
        super().__init__(action.text())
        self._action = action
        self.setAccessibleName(name)
        if primary:
            theme.set_role(self, "primary")
        else:
            theme.set_role(self, "compact")
        if icon:
            icons.dress(self, icon, QPalette.ColorRole.HighlightedText if primary else None)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
