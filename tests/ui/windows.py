"""Every window, dialog and page of the app, made on the services of a test; and whether one has been forgotten."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

import app.ui
from app.core.arrange import Row, RowKind
from app.core.errors import ErrorCode, Problem
from app.core.model import Profile, VideoStatus
from app.services.overview import Overview
from app.ui import form
from app.ui.about_dialog import AboutDialog
from app.ui.actions import Actions
from app.ui.add_dialog import AddDialog
from app.ui.details_pane import DetailsPane
from app.ui.farewell import QuitQuestion
from app.ui.guide_window import GuideWindow
from app.ui.haul_dialog import HaulDialog
from app.ui.intake import Haul, Unread
from app.ui.main_window import MainWindow
from app.ui.messages import sentence
from app.ui.player import PlayerWindow
from app.ui.profile_dialog import ProfileDialog
from app.ui.session_key_dialog import SessionKeyDialog
from app.ui.settings_dialog import SettingsDialog
from app.ui.shortcuts_dialog import ShortcutsDialog
from app.ui.side_bar import SideBar
from app.ui.theme import Theme
from app.ui.tray import question
from tests.ui.desk import Desk, stop_timers, video
from tests.ui.keyrings import memory_keyring

V_API = Profile("https://api.gpt.ge", "V-API", "https://api.gpt.ge")
PAGES = ("providers", "saving", "network", "desktop", "appearance")
"""Of the settings."""


def _details(desk: Desk) -> QWidget:
    """The details of a saved video: everything that can be copied or shown is there."""
    window = QWidget()
    pane = DetailsPane(desk.library, desk.poller, desk.posters, desk.saver, Actions(window), window)
    wide = max(360, pane.minimumWidth())
    pane.setGeometry(0, 0, wide, 900)
    window.resize(wide, 900)
    (key,) = desk.add("task")
    (made,) = desk.answer(key, "Boats", video(VideoStatus.FINISHED))
    desk.save(made)
    pane.show_rows([Row(RowKind.TASK, key, made)])
    window.show()
    pane.refresh()
    return window


def _settings(page: str) -> Callable[[Desk], QWidget]:
    def make(desk: Desk) -> QWidget:
        dialog = SettingsDialog(desk.settings, desk.library, desk.keys, desk.poller, None, desk.upkeep)
        dialog.nav.choose(page)
        return dialog

    return make


def _guide(page: str) -> Callable[[Desk], QWidget]:
    def make(_desk: Desk) -> QWidget:
        guide = GuideWindow("en")
        guide.open_page(page)
        return guide

    return make


def _player(*, failed: bool) -> Callable[[Desk], QWidget]:
    """While its video is fetched, or when that has failed."""

    def make(desk: Desk) -> QWidget:
        player = PlayerWindow(desk.settings, desk.saver)
        if failed:
            words = sentence(Problem(ErrorCode.CONNECTION_LOST))
            player._panel.show_problem(words, again=True, outside=True)
        else:
            player._panel.show_transfer(None)
        return player

    return make


WINDOWS: dict[str, Callable[[Desk], QWidget]] = {
    "add": lambda desk: AddDialog(desk.library, desk.settings, desk.files, None),
    "connect": lambda desk: ProfileDialog(desk.library, desk.keys, desk.poller, desk.settings, None),
    "change": lambda desk: ProfileDialog(desk.library, desk.keys, desk.poller, desk.settings, None, V_API.id),
    **{f"settings {page}": _settings(page) for page in PAGES},
    "about": lambda desk: AboutDialog(desk.library, desk.poller, None, desk.upkeep),
    "guide": _guide("start"),
    "what's new": _guide("news"),
    "session key": lambda desk: SessionKeyDialog(desk.keys, V_API, None),
    "details": _details,
    "side bar": lambda desk: SideBar(desk.library, Overview(desk.library, desk.library), desk.poller),
    "quit question": lambda _desk: QuitQuestion(4, None),
    "tray question": lambda _desk: question(None),
    "shortcuts": lambda _desk: ShortcutsDialog(Actions(QWidget()).sections(), None),
    "haul": lambda _desk: HaulDialog(Haul(unusable=("x",), unread=(Unread("a.txt", ErrorCode.TOO_LARGE),)), None),
    "player": _player(failed=False),
    "player that failed": _player(failed=True),
}
"""What makes each of them; the main window needs a theme besides."""


@contextmanager
def opened(name: str, desk: Desk, qtbot: QtBot) -> Iterator[QWidget]:
    """The window of this name, on the screen."""
    desk.library.put_profile(V_API)
    with memory_keyring():
        made = WINDOWS[name](desk)
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        yield made
        made.close()
        stop_timers(made)


def main_window(desk: Desk, theme: Theme) -> MainWindow:
    """The main window, not shown yet."""
    return MainWindow(
        library=desk.library,
        poller=desk.poller,
        posters=desk.posters,
        saver=desk.saver,
        keys=desk.keys,
        settings=desk.settings,
        files=desk.files,
        theme=theme,
    )


def classes() -> set[type[QWidget]]:
    """Every class of `app.ui` that opens as a window of its own."""
    for module in pkgutil.iter_modules(app.ui.__path__, "app.ui."):
        importlib.import_module(module.name)
    found: set[type[QWidget]] = set()
    waiting: list[type[QWidget]] = [QWidget]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("app.ui.") and issubclass(each, QDialog | QMainWindow | PlayerWindow):
                found.add(each)
    return found - {form.FormDialog}
