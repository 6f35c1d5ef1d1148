"""All below the toolbar: side bar, banner, list, details, status bar, and which of them have room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.settings import Settings
from app.ui.actions import Actions
from app.ui.banner import Banner
from app.ui.details_split import DetailsSplit
from app.ui.side_bar import SideBar
from app.ui.status_bar import StatusBar
from app.ui.tool_bar import ToolBar


class MainFrame(QWidget):
    """Lays the parts out. Where a window is narrow the side bar gives way first, then the details.

    Signals:
        said: why a pane that the user asked for is not there.
    """

    said = Signal(str)

    def __init__(
        self,
        *,
        side: SideBar,
        banner: Banner,
        split: DetailsSplit,
        status: StatusBar,
        tools: ToolBar,
        actions: Actions,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._side = side
        self._split = split
        self._tools = tools
        self._actions = actions
        self._settings = settings
        self._listed = False
        right = QWidget()
        column, row, whole = QVBoxLayout(right), QHBoxLayout(), QVBoxLayout(self)
        column.addWidget(banner)
        column.addWidget(split, 1)
        row.addWidget(side)
        row.addWidget(right, 1)
        whole.addLayout(row, 1)
        whole.addWidget(status)
        for layout in (column, row, whole):
            layout.setSpacing(0)
            layout.setContentsMargins(0, 0, 0, 0)
        actions.details.setChecked(settings.details)
        actions.side_bar.setChecked(settings.side_bar)
        actions.details.triggered.connect(self._on_details)
        actions.side_bar.triggered.connect(self._on_side_bar)
        settings.changed.connect(self._on_setting_changed)

    def set_listed(self, listed: bool) -> None:
        """Whether there are tasks at all: without any there is nothing that details could be shown of."""
        self._listed = listed
        if self._split.set_useful(listed):
            self._fit_side_bar(self.width())

    def fit(self) -> None:
        """Share the room out anew, after a change of fonts or of what is wanted."""
        self._fit_side_bar(self.width())
        self._split.apply(self._split.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide on the side bar before the room is shared out."""
        self._fit_side_bar(event.size().width())
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Of the list with nothing beside it, and of the toolbar: a window can be made narrower than all need."""
        layout = self.layout()
        width = max(self._split.minimumSizeHint().width(), self._tools.least_width)
        return QSize(width, layout.minimumSize().height() if layout is not None else 0)

    def _fit_side_bar(self, width: int) -> None:
        shown = self._settings.side_bar and width >= self._side_bar_least()
        if shown == self._side.isHidden():
            self._side.setVisible(shown)

    def _side_bar_least(self) -> int:
        """The width from which the side bar has room; the details come first."""
        details = self._settings.details and self._listed
        return self._side.width() + (self._split.least_width if details else self._split.minimumSizeHint().width())

    def _on_details(self, wanted: bool) -> None:
        self._settings.details = wanted
        self.fit()
        if wanted and self._listed and not self._split.shown:
            missing = self._split.least_width - self._split.width()
            self._grow(missing, self.tr("The window is too narrow for the details"))

    def _on_side_bar(self, wanted: bool) -> None:
        self._settings.side_bar = wanted
        self._fit_side_bar(self.width())
        if wanted:
            self._grow(self._side_bar_least() - self.width(), self.tr("The window is too narrow for the side bar"))

    def _grow(self, missing: int, reason: str) -> None:
        """Make the window wider where the screen has room; else say why the pane is not there."""
        window = self.window()
        if missing <= 0:
            return
        if window.isMaximized() or window.width() + missing > window.screen().availableGeometry().width():
            self.said.emit(reason)
        else:
            window.resize(window.width() + missing, window.height())

    def _on_setting_changed(self, name: str) -> None:
        if name == "details":
            self._actions.details.setChecked(self._settings.details)
        elif name == "side_bar":
            self._actions.side_bar.setChecked(self._settings.side_bar)
