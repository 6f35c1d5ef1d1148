"""The small menu button that says what the list is sorted by, and changes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.core.arrange import Sort
from app.ui import icons

translate = QCoreApplication.translate


def sort_word(sort: Sort) -> str:
    """The word for an order."""
    return {
        Sort.NEWEST: translate("Sort", "Newest"),
        Sort.PROGRESS: translate("Sort", "Progress"),
        Sort.STATE: translate("Sort", "State"),
        Sort.PROMPT: translate("Sort", "Prompt"),
        Sort.TIME_LEFT: translate("Sort", "Time left"),
    }[sort]


class SortButton(QToolButton):
    """Shows the order; its menu has all of them.

    Signals:
        chosen: Sort, and whether it is the other way round.
    """

    chosen = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sort, self._reverse = Sort.NEWEST, False
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Sort the list, change its look"))
        icons.dress(self, "arrow-up-down")
        menu = QMenu(self)
        group = QActionGroup(self)
        self._orders: dict[Sort, QAction] = {}
        for sort in Sort:
            action = group.addAction(sort_word(sort))
            action.setCheckable(True)
            action.triggered.connect(self._on_triggered)
            menu.addAction(action)
            self._orders[sort] = action
        menu.addSeparator()
        self._other_way = menu.addAction(self.tr("Reverse order"))
        self._other_way.setCheckable(True)
        self._other_way.triggered.connect(self._on_triggered)
        self.setMenu(menu)
        self.put(self._sort, self._reverse)

    def add_views(self, actions: Sequence[QAction]) -> None:
        """Offer these below the orders: how rows look, and what stands beside them."""
        menu = self.menu()
        menu.addSeparator()
        menu.addActions(list(actions))

    def put(self, sort: Sort, reverse: bool) -> None:
        """Show this order; `chosen` is not told."""
        self._sort, self._reverse = sort, reverse
        self._orders[sort].setChecked(True)
        self._other_way.setChecked(reverse)
        self.setText(sort_word(sort))
        self.setAccessibleName(self.tr("Sort: {0}").format(sort_word(sort)))

    def _on_triggered(self) -> None:
        sort = next(each for each, action in self._orders.items() if action.isChecked())
        self.put(sort, self._other_way.isChecked())
        self.chosen.emit(self._sort, self._reverse)
