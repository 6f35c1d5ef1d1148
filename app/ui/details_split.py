"""Puts the details beside the list: they give way where the window is narrow, and never hold it open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.services.settings import Settings
from app.ui import theme

_SETTLED_MS = 60
"""After there is a list for the first time: its first paint does not wait for the details, which take 15 ms."""


class DetailsSplit(QSplitter):
    """The list on the left, the details on the right.

    Args:
        main: the list or what stands in its place.
        make_side: makes the details; called once, when they are first shown.
        settings: hold whether the details are wanted, and how wide they are.
    """

    def __init__(self, main: QWidget, make_side: Callable[[], QWidget], settings: Settings) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._main = main
        self._make_side = make_side
        self._settings = settings
        self._side: QWidget | None = None
        self._useful = False
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self._painted = False
        self.setObjectName("split")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(main)
        self.setStretchFactor(0, 1)
        self.splitterMoved.connect(self._on_moved)

    @property
    def side(self) -> QWidget | None:
        """The details, None before they are needed for the first time."""
        return self._side

    @property
    def waiting(self) -> bool:
        """Whether the details are about to come."""
        return self._settled.isActive()

    @property
    def shown(self) -> bool:
        """Whether the details are there to be seen."""
        return self._side is not None and not self._side.isHidden()

    @property
    def least_width(self) -> int:
        """The width from which both have room."""
        side = self._side.minimumWidth() if self._side is not None else theme.sizes().px(280)
        return self.minimumSizeHint().width() + self.handleWidth() + side

    def set_useful(self, useful: bool) -> bool:
        """Whether there is anything that details could be shown of. True where that is new."""
        changed = useful != self._useful
        self._useful = useful
        if useful and not self._painted:
            if not self._settled.isActive():
                self._settled.start()
        else:
            self.apply(self.width())
        return changed

    def _on_settled(self) -> None:
        self._painted = True
        self.apply(self.width())

    def minimumSizeHint(self) -> QSize:
        """The list's alone: a window can be made narrower than both need."""
        return self._main.minimumSizeHint().expandedTo(self._main.minimumSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show or hide the details before the room is shared out."""
        self.apply(event.size().width())
        super().resizeEvent(event)

    def apply(self, width: int) -> None:
        """Show the details if they are wanted, useful, and have room in `width` pixels."""
        shown = self._painted and self._settings.details and self._useful and width >= self.least_width
        if shown and self._side is None:
            self._side = self._make_side()
            self._side.hide()
            self.addWidget(self._side)
            self.setStretchFactor(1, 0)
        if self._side is None or shown == self.shown:
            return
        self._side.setVisible(shown)
        if shown:
            wanted = self._settings.details_width or theme.sizes().px(320)
            most = width - self.minimumSizeHint().width() - self.handleWidth()
            side = min(max(wanted, self._side.minimumWidth()), most)
            self.setSizes([width - side - self.handleWidth(), side])

    def _on_moved(self, _at: int, _handle: int) -> None:
        if self.shown:
            self._settings.details_width = self.sizes()[1]
