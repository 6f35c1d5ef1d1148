"""The bottom line: how many videos are where, the next poll, what is wrong; and what was just done, with Undo."""

from __future__ import annotations

import math
import time
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.core.arrange import Category
from app.core.errors import ErrorCode
from app.core.model import TaskKey
from app.services.library import Library
from app.services.overview import Overview
from app.services.poller import Hold, Poller, PollStatus
from app.services.settings import Settings
from app.ui import icons, messages, theme
from app.ui.announce import announce
from app.ui.elided_label import ElidedLabel
from app.ui.plain import isolated, joined, tooltip

translate = QCoreApplication.translate
LabelT = TypeVar("LabelT", bound=QLabel)
_MESSAGE_MS = 10_000
_OFFER_MS = 30_000  # with more to be shown than the line says: time to read it, and to decide
_SOON = 60.0  # seconds under which the countdown goes by seconds


class StatusBar(QFrame):
    """One line of text on both sides.

    Signals:
        undo_wanted: the Undo of the line was pressed.
        show_wanted: its Show was.
        check_wanted: tuple of TaskKey; they are to be checked although their provider asked to wait.
    """

    undo_wanted = Signal()
    show_wanted = Signal()
    check_wanted = Signal(object)

    def __init__(
        self,
        library: Library,
        overview: Overview,
        poller: Poller,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._overview = overview
        self.setObjectName("status")
        self._library = library
        self._poller = poller
        self._settings = settings
        self._message = ""
        self._saving = ""
        self._held: tuple[tuple[TaskKey, ...], Hold] | None = None
        self._left, self._undo = _FittingLabel(), QPushButton(self.tr("Undo"))
        self._show = QPushButton(self.tr("Show"))
        self._insist = QPushButton(self.tr("Check all the same"))
        self._insist.clicked.connect(self._on_insist)
        self._insist.hide()
        self._trouble_icon, self._trouble, self._next = QLabel(), self._label(), self._label()
        self._dot, self._provider = QLabel(), self._label()
        _set_font(self._left)
        self._undo.clicked.connect(self.undo_wanted)
        self._undo.hide()
        self._show.clicked.connect(self._on_show)
        self._show.hide()
        self._lay_out()
        self._end = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._end.timeout.connect(self._on_message_ended)
        self._clock = QTimer(self, singleShot=True)
        self._clock.setTimerType(Qt.TimerType.CoarseTimer)
        self._clock.timeout.connect(self.refresh)
        poller.status_changed.connect(self.refresh)
        overview.counts_changed.connect(self.refresh)
        poller.check_held.connect(self._on_check_held)
        library.recovery.changed.connect(self.refresh)
        for signal in (library.loaded, library.tasks_added, library.tasks_removed, library.profiles_changed):
            signal.connect(self.refresh)
        settings.changed.connect(self.refresh)

    def say(self, text: str, *, undo: bool = False, show: bool = False) -> None:
        """Show what was just done, for a while; `undo` offers to take it back, `show` to tell more of it."""
        self._message = text
        self._held = None
        self._undo.setVisible(undo)
        self._show.setVisible(show)
        self._end.start(_OFFER_MS if show else _MESSAGE_MS)
        announce(self, text)
        self.refresh()

    def say_saving(self, text: str) -> None:
        """As `say`, but not for longer than it is so: until `end_saving`."""
        self.say(text)
        self._saving = text

    def end_saving(self) -> None:
        """What `say_saving` said is over, where that still stands here."""
        if self._saving and self._message == self._saving:
            self._on_message_ended()

    @property
    def text(self) -> str:
        """What stands on the left."""
        return self._left.text()

    @property
    def next_text(self) -> str:
        """When the next poll is due, in words."""
        return self._next.text()

    @property
    def trouble_text(self) -> str:
        """What is wrong; "" where nothing is."""
        return self._trouble.text()

    def refresh(self, *_args: object) -> None:
        """Tell how things stand now. A window that is not seen counts down nothing."""
        if not self.isVisible() or self.window().isMinimized():
            self._clock.stop()
            return
        status = self._poller.status
        said = self._waiting() or self._message
        whole, short = (said, said) if said else self._sum()
        self._left.set_short(short)
        _put(self._left, whole)
        self._insist.setVisible(self._held is not None)
        _put(self._next, self._due(status))
        trouble = self._wrong(status)
        _put(self._trouble, trouble)
        self._trouble_icon.setVisible(bool(trouble))
        self._trouble.setVisible(bool(trouble))
        self._show_provider(status)

    def restyle(self) -> None:
        """Colours or fonts are new."""
        self._measure()
        c, ratio = theme.colours(), self.devicePixelRatioF()
        size = theme.sizes().px(14)
        self._trouble_icon.setPixmap(icons.pixmap("triangle-alert", c.not_saved.text, size, ratio))
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Seen again: tell at once."""
        super().showEvent(event)
        self.restyle()

    def hideEvent(self, event: QHideEvent) -> None:
        """Not seen: no clock."""
        super().hideEvent(event)
        self._clock.stop()

    def _sum(self) -> tuple[str, str]:
        """How much there is, as a sum, and in fewer words for a narrow window."""
        if self._library.cannot_be_read:
            return (self.tr("The library cannot be read"),) * 2
        if not self._library.is_loaded:
            return (self.tr("Reading the library…"),) * 2
        if not self._library.tasks:
            return (self.tr("No tasks"),) * 2
        if not self._overview.ready:
            count = len(self._library.tasks)
            one, more = self.tr("1 task"), self.tr("{0} tasks").format(messages.counted(count))
            return (one if count == 1 else more,) * 2
        counts = self._overview.counts
        tracked = self.tr("{0} tracked").format(messages.counted(counts.of()))
        words = {
            Category.SAVED: self.tr("{0} saved"),
            Category.NOT_SAVED: self.tr("{0} not saved"),
            Category.ACTIVE: self.tr("{0} running"),
            Category.FAILED: self.tr("{0} failed"),
            Category.NOT_FOUND: self.tr("{0} not found"),
        }
        parts = {
            category: word.format(messages.counted(count))
            for category, word in words.items()
            if (count := counts.of(category))
        }
        if not parts:
            return tracked, tracked
        urgent = [parts[each] for each in (Category.NOT_SAVED, Category.ACTIVE) if each in parts]
        return joined(" = ", (tracked, joined(" + ", parts.values()))), messages.listed((tracked, *urgent))

    def _waiting(self) -> str:
        """What came of "Check now" while the provider asked to wait, as long as it does; "" at any other time."""
        if self._held is None:
            return ""
        hold = self._held[1]
        left = (hold.until or 0.0) - time.monotonic()
        if left <= 0:
            self._held = None
            return ""
        self._clock.start(1000)
        return self.tr("{0} asked to wait: {1}.").format(self._name(hold), messages.span(math.ceil(left)))

    def _name(self, hold: Hold) -> str:
        profile = self._library.profiles.get(hold.profile_id)
        return isolated(messages.provider_name(profile, 40)) if profile else ""

    def _due(self, status: PollStatus) -> str:
        """The countdown; its clock runs as coarsely as the words are."""
        if status.in_flight:
            return self.tr("Checking…")
        if status.next_due is None:
            return ""
        left = status.next_due - time.monotonic()
        if left <= 0:
            return self.tr("Checking…")
        self._clock.start(1000 if left < _SOON else 30_000)
        return self.tr("Next check in {0}").format(messages.span(math.ceil(left)))

    def _wrong(self, status: PollStatus) -> str:
        if status.offline:
            return self.tr("You are offline")
        for hold in status.holds:
            name = self._name(hold)
            if hold.until is None:
                return self.tr("{0} needs your attention").format(name)
            left = messages.span(math.ceil(max(0.0, hold.until - time.monotonic())))
            self._clock.start(1000)
            if hold.problem.code is ErrorCode.RATE_LIMITED:
                return self.tr("{0} asks for a pause: {1}").format(name, left)
            return self.tr("{0} has trouble, it is asked again in {1}").format(name, left)
        return ""

    def _show_provider(self, status: PollStatus) -> None:
        profile = self._library.profiles.get(self._settings.current_profile)
        _put(self._provider, isolated(messages.provider_name(profile, 40)) if profile else "")
        c = theme.colours()
        held = any(hold.profile_id == self._settings.current_profile for hold in status.holds)
        colour = c.failed.text if held else c.muted if profile is None or profile.is_demo else c.saved.text
        self._dot.setVisible(profile is not None)
        self._dot.setStyleSheet(f"background: {colour}; border-radius: {self._dot.width() // 2}px;")

    def _on_check_held(self, keys: tuple[TaskKey, ...], hold: Hold) -> None:
        self._message = ""
        self._undo.hide()
        self._show.hide()
        self._held = (keys, hold)
        self.refresh()

    def _on_insist(self) -> None:
        if self._held is not None:
            keys, self._held = self._held[0], None
            self.check_wanted.emit(keys)
            self.refresh()

    def _on_show(self) -> None:
        self._on_message_ended()
        self.show_wanted.emit()

    def _on_message_ended(self) -> None:
        self._message = ""
        self._undo.hide()
        self._show.hide()
        self.refresh()

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.addWidget(self._left)
        row.addWidget(self._undo)
        row.addWidget(self._show)
        row.addWidget(self._insist)
        row.addStretch(1)
        row.addWidget(self._trouble_icon)
        row.addWidget(self._trouble)
        row.addWidget(self._next)
        row.addWidget(self._dot)
        row.addWidget(self._provider)
        self._measure()

    def _measure(self) -> None:
        s = theme.sizes()
        self._dot.setFixedSize(s.px(8), s.px(8))
        self._row.setSpacing(s.px(8))
        self._row.setContentsMargins(s.px(16), s.px(4), s.px(16), s.px(4))
        for label in (self._left, self._trouble, self._next, self._provider):
            _set_font(label)
        for label in (self._trouble, self._next):
            label.setContentsMargins(0, 0, s.px(8), 0)
        self.setMinimumHeight(s.px(32))

    def _label(self) -> QLabel:
        return _set_font(ElidedLabel())


class _FittingLabel(ElidedLabel):
    """Has a shorter form of its text for when the whole has no room; the tooltip then has the whole."""

    def __init__(self) -> None:
        super().__init__()
        self._short = ""

    def set_short(self, text: str) -> None:
        """What to show in a narrow window."""
        if text != self._short:
            self._short = text
            self.update()

    @property
    def fits(self) -> bool:
        """Whether the whole is shown."""
        return self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()

    def shown_text(self) -> str:
        """The whole, or the short form."""
        return self.text() if self.fits else self._short

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has no room is in the tooltip."""
        super().resizeEvent(event)
        self.setToolTip("" if self.fits else tooltip(self.text()))


def _set_font(label: LabelT) -> LabelT:
    label.setFont(theme.font(theme.sizes().meta, figures=True))
    return label


def _put(label: QLabel, text: str) -> None:
    """Only what is new: an equal text costs a layout all the same."""
    if label.text() != text:
        label.setText(text)
