"""Nothing is clipped for those who need a larger font or read from right to left, in any window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode
from app.core.model import VideoStatus
from app.ui.language import Language
from app.ui.look import Look
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui import windows
from tests.ui.clipping import clipped
from tests.ui.desk import PATIENT_MS, Desk, video
from tests.ui.test_fonts import enlarged
from tests.ui.window import settle

NEEDS = ("nothing", "right to left", "Chinese", "font 1.5", "font 2", "font 2 in Chinese")


@pytest.fixture(params=NEEDS)
def need(request: pytest.FixtureRequest, desk: Desk) -> Iterator[str]:
    """What the user needs, which the application follows before a window is made."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before, kind = app.font(), str(request.param)
    language = Language(app, desk.settings) if "Chinese" in kind else None
    if language is not None:
        desk.settings.language = "zh_CN"
    if kind == "right to left":
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    if kind.startswith("font"):
        app.setFont(enlarged(float(kind.split()[1])))
    yield kind
    app.setFont(before)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    if language is not None:
        desk.settings.language = "en"
        language.deleteLater()


@pytest.mark.usefixtures("need")
@pytest.mark.parametrize("name", windows.WINDOWS.keys())
def test_nothing_is_clipped_in_any_window(desk: Desk, theme: Theme, qtbot: QtBot, name: str) -> None:
    theme.refresh()
    with windows.opened(name, desk, qtbot) as opened:
        found = [""]

        def settled() -> bool:  # what wraps takes its height a few turns after its width
            found[:] = clipped(opened)
            return not found

        with suppress(qtbot.TimeoutError):
            qtbot.waitUntil(settled, timeout=PATIENT_MS)
        assert found == []


def fill(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    """With a video of each state, the finished one selected, and its details beside the list where there is room."""
    done, running, failed, missing = desk.add("done", "running", "failed", "missing")
    desk.answer(done, "Boats", video(VideoStatus.FINISHED))
    desk.answer(running, "Trams", video(VideoStatus.RUNNING, progress=40))
    desk.answer(failed, "Actors", video(VideoStatus.FAILED, error="The prompt was refused."))
    desk.fail(missing, ErrorCode.NOT_FOUND)
    settle(qtbot, window)
    window.select_tasks([done])
    settle(qtbot, window)


@pytest.mark.usefixtures("need")
def test_nothing_is_clipped_in_the_main_window(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    found = {}
    assert window.isVisible()
    for step in ("empty", "list", "gallery"):
        if step == "list":
            fill(window, desk, qtbot)
        if step == "gallery":
            window.actions_.looks[Look.GALLERY].trigger()
            settle(qtbot, window)
        for width in (window.minimumSizeHint().width(), 2560):
            window.resize(width, 1500)
            settle(qtbot, window)
            elided = window._search.placeholderText()  # by Qt: the field gives way first
            found[step, width] = [words for words in clipped(window) if words != elided]
    assert {each: words for each, words in found.items() if words} == {}
