"""The list or the gallery: one of them is shown, both have one selection."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from app.core.arrange import Row
from app.services.posters import Posters
from app.ui.look import Look
from app.ui.video_model import VideoModel
from app.ui.video_surface import VideoSurface
from app.ui.video_view import VideoView


class VideoViews(QStackedWidget):
    """Shows the rows of one model in the look that is asked for. The gallery is made when it is first wanted.

    Signals:
        action_requested, visible_changed, selection_settled: of the view that is shown.
        menu_wanted: QPoint on the screen, where a context menu is asked for.
    """

    action_requested = Signal(object, object)
    visible_changed = Signal(object)
    selection_settled = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: VideoModel, posters: Posters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._posters = posters
        self._list = VideoView(model, posters)
        self._gallery: VideoSurface | None = None
        self._view: VideoSurface = self._list
        self.addWidget(self._list)
        self.setFocusProxy(self._list)
        self._follow(self._list)

    @property
    def view(self) -> VideoSurface:
        """The one that is shown."""
        return self._view

    def show_as(self, look: Look) -> None:
        """In this look, at the same place: the current row, where it is seen, else the topmost."""
        view = self._wanted(look)
        if look is not Look.GALLERY:
            self._list.set_look(look)
        if view is self._view:
            return
        before = self._view
        place, seen = before.mark()
        self._unfollow(before)
        self._view = view
        view.resize(before.size())
        self._follow(view)
        self.setFocusProxy(view)
        self.setCurrentWidget(view)
        view.take_over(before)
        if place is not None:
            hint = QAbstractItemView.ScrollHint
            view.go_to(place, hint.PositionAtCenter if seen else hint.PositionAtTop)
        self.updateGeometry()

    def restyle(self) -> None:
        """Colours or fonts are new."""
        self._list.restyle()
        if self._gallery is not None:
            self._gallery.restyle()

    def selected_rows(self) -> list[Row]:
        """The selected rows, from top to bottom."""
        return self._view.selected_rows()

    def select_rows(self, rows: Sequence[Row]) -> None:
        """Select these and bring the first of them into view."""
        self._view.select_rows(rows)

    def scroll_to_top(self) -> None:
        """Where the order is new, its beginning is what is asked for."""
        self._view.scrollToTop()

    def minimumSizeHint(self) -> QSize:
        """Of the one that is shown: the list needs more room than the gallery."""
        return self._view.minimumSizeHint().expandedTo(self._view.minimumSize())

    def _wanted(self, look: Look) -> VideoSurface:
        if look is not Look.GALLERY:
            return self._list
        if self._gallery is None:
            from app.ui.gallery import Gallery

            self._gallery = Gallery(self._model, self._posters)
            self._gallery.share_selection(self._list.selectionModel())
            self.addWidget(self._gallery)
        return self._gallery

    def _follow(self, view: VideoSurface) -> None:
        view.action_requested.connect(self.action_requested)
        view.visible_changed.connect(self.visible_changed)
        view.selection_settled.connect(self.selection_settled)
        view.customContextMenuRequested.connect(self._on_menu)

    def _unfollow(self, view: VideoSurface) -> None:
        view.action_requested.disconnect(self.action_requested)
        view.visible_changed.disconnect(self.visible_changed)
        view.selection_settled.disconnect(self.selection_settled)
        view.customContextMenuRequested.disconnect(self._on_menu)

    def _on_menu(self, at: QPoint) -> None:
        self.menu_wanted.emit(self._view.viewport().mapToGlobal(at))
