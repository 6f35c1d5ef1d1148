"""The list at the side of a dialog or window that says which of its pages is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.ui import icons, theme

_WIDTH = 176
_BESIDE = 54
"""What the paddings of the list and its lines, and the gap behind an icon, come to at the most."""


class NavList(QListWidget):
    """Pages by name; one of them is always chosen.

    Signals:
        chosen: ID of the page.
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nav")
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        px = theme.sizes().px
        self.setIconSize(QSize(px(18), px(18)))
        self._icons: list[str] = []
        self.currentRowChanged.connect(self._on_row)
        theme.face(self)

    def add(self, page: str, words: str, icon: str = "") -> None:
        """One more page, at the end."""
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, page)
        self._icons.append(icon)
        self.addItem(item)
        self._paint(self.count() - 1)
        self._fit()

    @property
    def page(self) -> str:
        """ID of the page that is chosen; "" before any is."""
        item: QListWidgetItem | None = self.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def choose(self, page: str) -> None:
        """Show this page; one that is not known changes nothing."""
        for at in range(self.count()):
            if self.item(at).data(Qt.ItemDataRole.UserRole) == page:
                self.setCurrentRow(at)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            theme.face(self)
        if event.type() == QEvent.Type.PaletteChange:
            for at in range(self.count()):
                self._paint(at)

    def _fit(self) -> None:
        """As wide as the longest name."""
        px = theme.sizes().px
        metrics = QFontMetrics(theme.font(theme.sizes().body))
        longest = max(metrics.horizontalAdvance(self.item(at).text()) for at in range(self.count()))
        self.setFixedWidth(max(px(_WIDTH), longest + self.iconSize().width() + px(_BESIDE)))

    def _on_row(self, _row: int) -> None:
        for at in range(self.count()):
            self._paint(at)
        self.chosen.emit(self.page)

    def _paint(self, at: int) -> None:
        if not self._icons[at]:
            return
        c = theme.colours()
        colour = c.accent if at == self.currentRow() else c.muted
        size = self.iconSize().width()
        made = icons.pixmap(self._icons[at], colour, size, self.devicePixelRatioF())
        icon = QIcon(made)
        icon.addPixmap(made, QIcon.Mode.Selected)
        self.item(at).setIcon(icon)
