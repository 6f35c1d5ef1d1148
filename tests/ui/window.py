"""What the tests of the whole window do again and again."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.ui.desk import PATIENT_MS


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Until rows, selection and actions are as they will be."""
    model, view = window.model, window.view
    qtbot.waitUntil(
        lambda: not (window._split.waiting or model._tick.isActive() or model.arranging or view._changed.isActive()),
        timeout=PATIENT_MS,
    )


def notice_buttons(window: MainWindow) -> dict[str, QPushButton]:
    """The banner's buttons by their words."""
    found = window.banner.findChildren(QPushButton)
    return {each.text() or each.accessibleName(): each for each in found if each.isVisible()}
