"""What the list shows, and how: the search, the line of the side bar, the order and the look, as remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.arrange import Category, Query, Sort
from app.core.model import TaskKey
from app.services.settings import Settings
from app.ui.actions import Actions
from app.ui.look import Look
from app.ui.side_bar import SideBar
from app.ui.tool_bar import ToolBar

_SEARCH_MS = 120


class ListQuery(QObject):
    """Keeps one query, whichever part of the window changes it.

    Signals:
        changed: Query, the list is to show this.
        ordered: the user chose another order.
        look_changed: Look.
    """

    changed = Signal(object)
    ordered = Signal()
    look_changed = Signal(object)

    def __init__(self, settings: Settings, actions: Actions, side: SideBar, tools: ToolBar, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._actions = actions
        self._side = side
        self._search = tools.search
        self._sort = tools.sort
        self._query = self._remembered()
        self._typed = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._typed.timeout.connect(self.search_now)
        side.choose(self._query.state, self._query.provider)
        self._sort.put(self._query.sort, self._query.reverse)
        actions.looks[self.look].setChecked(True)
        self._search.textChanged.connect(self._typed.start)
        side.chosen.connect(self._on_chosen)
        self._sort.chosen.connect(self._on_sorted)
        for action in actions.looks.values():
            action.triggered.connect(self._on_look)

    @property
    def query(self) -> Query:
        """What the list shows."""
        return self._query

    @property
    def look(self) -> Look:
        """Rows of which size, or the gallery."""
        chosen = self._settings.row_size
        return Look(chosen) if chosen in list(Look) else Look.NORMAL

    def search_now(self) -> None:
        """Look for what stands in the field, without waiting for the next letter."""
        self._typed.stop()
        self._put(self._query._replace(text=self._search.text()))

    def leave_nothing_out(self) -> None:
        """All tasks of all providers, whatever was searched for."""
        self._search.clear()
        self._side.choose(Category.ALL, "")
        self._on_chosen(Category.ALL, "")

    def reveal(self, keys: Sequence[TaskKey]) -> None:
        """What the user has just added must not be left out by what the side bar has chosen."""
        others = self._query.provider and any(key.profile != self._query.provider for key in keys)
        if self._query.state not in (Category.ALL, Category.ACTIVE) or others:
            self._side.choose(Category.ALL, "")
            self._on_chosen(Category.ALL, "")

    def _remembered(self) -> Query:
        """What was shown at the last end; anything that the file does not say rightly is as at first."""
        chosen = self._settings
        state = Category(chosen.list_state) if chosen.list_state in list(Category) else Category.ALL
        sort = Sort(chosen.list_sort) if chosen.list_sort in list(Sort) else Sort.NEWEST
        return Query("", state, chosen.list_provider, sort, chosen.list_reverse)

    def _put(self, query: Query) -> None:
        self._query = query
        self.changed.emit(query)

    def _on_chosen(self, state: Category, provider: str) -> None:
        self._settings.list_state, self._settings.list_provider = str(state), provider
        self._put(self._query._replace(state=state, provider=provider))

    def _on_sorted(self, sort: Sort, reverse: bool) -> None:
        self._settings.list_sort, self._settings.list_reverse = str(sort), reverse
        self._put(self._query._replace(sort=sort, reverse=reverse))
        self.ordered.emit()

    def _on_look(self) -> None:
        self._settings.row_size = next(str(look) for look, action in self._actions.looks.items() if action.isChecked())
        self.look_changed.emit(self.look)
