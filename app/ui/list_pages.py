"""The list, or the page in its place: no task yet, none that matches, a library that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.arrange import Query
from app.core.model import DEMO_PROFILE
from app.services.library import Library
from app.services.settings import Settings
from app.ui.empty_state import EmptyState, NoMatch
from app.ui.video_model import VideoModel
from app.ui.video_views import VideoViews

if TYPE_CHECKING:
    from app.ui.library_page import LibraryPage


class ListPages(QStackedWidget):
    """Shows the one that fits, by `refresh`.

    Signals:
        folder_wanted: path of the library's file, which should be shown in its folder.

    Attributes:
        empty: the page while there are no tasks.
        no_match: the page while none of them is shown.
    """

    folder_wanted = Signal(str)

    def __init__(self, views: VideoViews, model: VideoModel, library: Library, settings: Settings) -> None:
        super().__init__()
        self._views = views
        self._model = model
        self._library = library
        self._settings = settings
        self.empty = EmptyState()
        self.no_match = NoMatch()
        self._unreadable: LibraryPage | None = None
        for page in (views, self.empty, self.no_match):
            self.addWidget(page)

    @property
    def has_list(self) -> bool:
        """Whether there are tasks that can be looked at."""
        return bool(self._library.tasks) and not self._library.cannot_be_read

    def refresh(self) -> None:
        """Show what fits now; nothing is said to be empty before the library has been read."""
        self.empty.set_demo(self._settings.current_profile == DEMO_PROFILE)
        page = self._fitting()
        if self.currentWidget() is not page:
            self.setCurrentWidget(page)

    def set_query(self, query: Query) -> None:
        """What is looked for."""
        self.no_match.set_query(query)

    def restyle(self) -> None:
        """Colours or fonts are new."""
        self._views.restyle()
        self.empty.restyle()
        self.no_match.restyle()
        if self._unreadable is not None:
            self._unreadable.restyle()

    def _fitting(self) -> QWidget:
        if self._library.cannot_be_read:
            return self._library_page()
        if not self._library.is_loaded or self._model.rowCount() or self._model.arranging:
            return self._views
        if not self._library.tasks:
            return self.empty
        return self.no_match if self._model.query.narrows else self._views

    def _library_page(self) -> LibraryPage:
        """Made late: hardly anybody ever sees it."""
        if self._unreadable is None:
            from app.ui.library_page import LibraryPage

            self._unreadable = LibraryPage(self._library)
            self._unreadable.folder_wanted.connect(self.folder_wanted)
            self.addWidget(self._unreadable)
        return self._unreadable
