"""The toolbar: the actions as buttons, and the search field."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolBar, QToolButton, QWidget

from app.ui.actions import Actions
from app.ui.search_field import SearchField
from app.ui.sort_button import SortButton
from app.ui.theme import set_role, sizes


class ToolBar(QToolBar):
    """Buttons for what is done most.

    Attributes:
        search: the field that filters the list.
        sort: the button that orders it.
    """

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gaps: list[tuple[QWidget, int]] = []
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("main")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.search = self._make_search()
        self.sort = SortButton()
        self.sort.add_views([*actions.looks.values(), actions.side_bar, actions.shortcuts])
        actions.dress((actions.play, actions.save, actions.check, actions.remove, actions.details, actions.settings))
        self._add_gap(12)
        self._add_button(actions.add, role="primary")
        self.addSeparator()
        for action in (actions.play, actions.save, actions.check, actions.remove):
            self._add_button(action)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.addWidget(self.search)
        self.addWidget(self.sort)
        set_role(self.sort, "sort")
        self._add_button(actions.details, role="icon")
        self._add_button(actions.settings)
        self._add_gap(4)
        self.restyle()

    def restyle(self) -> None:
        """Fonts are new: what is measured in pixels grows with them."""
        s = sizes()
        self.setIconSize(QSize(s.px(18), s.px(18)))
        self.setMinimumHeight(s.px(56) + 1)  # a style sheet's would be lost with the next style sheet
        for gap, width in self._gaps:
            gap.setFixedWidth(s.px(width))
        self.search.setMinimumWidth(s.px(90))
        self.search.setMaximumWidth(s.px(280))

    @property
    def least_width(self) -> int:
        """The width from which nothing is clipped: the order is told by its icon alone, the field is short."""
        beside = self.sort.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        return self.sizeHint().width() - (self._sort_word_width() if beside else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The order's word gives way in a narrow window."""
        needed = self.least_width + self._sort_word_width()
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        style = beside if event.size().width() >= needed else alone
        if style != self.sort.toolButtonStyle():
            self.sort.setToolButtonStyle(style)
            layout = self.layout()
            if layout is not None:
                layout.activate()  # the room was shared out before this event came
        super().resizeEvent(event)

    def _sort_word_width(self) -> int:
        return self.sort.fontMetrics().horizontalAdvance(self.sort.text()) + sizes().px(8)

    def _add_button(self, action: QAction, *, role: str = "") -> None:
        """Buttons take the keyboard too: the toolbar is part of the way of Tab."""
        self.addAction(action)
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if role:
            beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
            button.setToolButtonStyle(beside if role == "primary" else alone)
            set_role(button, role)

    def _add_gap(self, width: int) -> None:
        """Qt takes a toolbar's side margins from the style, whatever the style sheet says. `width` is the drawing's."""
        gap = QWidget()
        self._gaps.append((gap, width))
        self.addWidget(gap)

    def _make_search(self) -> QLineEdit:
        field = _ToolSearch(self.tr("Search"), self.tr("Search prompt, ID, seed"))
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return field


class _ToolSearch(SearchField):
    """Gives way first: a toolbar that lacks room takes from each button as much as from a field."""

    def sizeHint(self) -> QSize:
        """As narrow as it may be."""
        return QSize(self.minimumWidth(), super().sizeHint().height())
