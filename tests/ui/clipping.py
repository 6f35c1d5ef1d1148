"""Finds the words of a window that have less room than they need."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QToolButton, QWidget

from app.ui.elided_label import ElidedLabel


def _only_icon(button: QAbstractButton) -> bool:
    return isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly


def clipped(root: QWidget) -> list[str]:
    """The words that have less room than they need, of all labels, buttons and fields that are seen."""
    found = []
    for each in (root, *root.findChildren(QWidget)):
        if not each.isVisible() or isinstance(each, ElidedLabel):  # these say all of it in their tooltip
            continue
        if isinstance(each, QLabel):
            high = each.heightForWidth(each.width()) if each.wordWrap() else each.sizeHint().height()
            wide = 0 if each.wordWrap() else each.sizeHint().width()
            if each.text() and (wide > each.width() + 1 or high > each.height() + 1):
                found.append(each.text())
        elif isinstance(each, QAbstractButton):
            if not _only_icon(each) and each.text() and each.sizeHint().width() > each.width() + 1:
                found.append(each.text())
        elif isinstance(each, QComboBox):
            if each.sizeHint().width() > each.width() + 1 and each.currentText():
                found.append(each.currentText())
        elif isinstance(each, QLineEdit) and not each.text():
            words = each.placeholderText()
            if each.fontMetrics().horizontalAdvance(words) > each.width():
                found.append(words)
    return found
