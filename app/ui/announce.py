"""Tells assistive tools what is seen to happen where they would not look: in the status bar, on a painted button."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have this read out, after what is being read; nothing where no assistive tool runs or there is no text."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
