"""The toolbar: the actions as buttons, and the search field."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolBar, QToolButton, QWidget

from app.ui import icons
from app.ui.actions import Actions
from app.ui.theme import set_role, sizes


class ToolBar(QToolBar):
    """Buttons for what is done most.

    Attributes:
        search: the field that filters the list.
    """

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        s = sizes()
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("main")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(s.px(18), s.px(18)))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.search = self._make_search()
        actions.dress((actions.play, actions.save, actions.check, actions.remove, actions.details, actions.settings))
        self._add_gap(s.px(12))
        self._add_button(actions.add, role="primary")
        self.addSeparator()
        for action in (actions.play, actions.save, actions.check, actions.remove):
            self._add_button(action)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.addWidget(self.search)
        self._add_gap(s.px(4))
        self._add_button(actions.details, role="icon")
        self._add_button(actions.settings)
        self._add_gap(s.px(4))

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
        """Qt takes a toolbar's side margins from the style, whatever the style sheet says."""
        gap = QWidget()
        gap.setFixedWidth(width)
        self.addWidget(gap)

    def _make_search(self) -> QLineEdit:
        s, field = sizes(), _SearchField()
        field.setPlaceholderText(self.tr("Search prompt, ID, seed"))
        field.setAccessibleName(self.tr("Search"))
        field.setClearButtonEnabled(True)
        field.setMinimumWidth(s.px(90))
        field.setMaximumWidth(s.px(280))
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        glass = QAction(field)
        icons.dress(glass, "search", QPalette.ColorRole.PlaceholderText)
        field.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        return field


class _SearchField(QLineEdit):
    """Gives way first: a toolbar that lacks room takes from each button as much as from a field."""

    def sizeHint(self) -> QSize:
        """As narrow as it may be."""
        return QSize(self.minimumWidth(), super().sizeHint().height())
