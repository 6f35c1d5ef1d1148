"""Owns the ways to help: the guide, what is new, and About."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from app import __version__
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings
from app.services.upkeep import Upkeep
from app.ui.language import CHOICES, spoken
from app.ui.notices import Notices

if TYPE_CHECKING:
    from app.ui.guide_window import GuideWindow


class Help(QObject):
    """Opens what it is asked for; made when it is first needed.

    Attributes:
        guide, about: actions of the window; the guide's has a key.
    """

    def __init__(
        self, window: QWidget, settings: Settings, library: Library, poller: Poller, upkeep: Upkeep | None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._library = library
        self._poller = poller
        self._upkeep = upkeep
        self._guide: GuideWindow | None = None
        self.guide = QAction(self.tr("Guide"), window)
        self.guide.setShortcut(QKeySequence("Shift+F1"))
        self.about = QAction(self.tr("About"), window)
        self.guide.triggered.connect(self.open_guide)
        self.about.triggered.connect(self.open_about)
        window.addActions([self.guide, self.about])

    @property
    def window(self) -> GuideWindow | None:
        """The guide, None before it is needed for the first time."""
        return self._guide

    def open_guide(self) -> None:
        """The guide, where it was left."""
        made = self._made()
        made.open_page(made.nav.page or "start")

    def open_page(self, page: str) -> None:
        """A page of the guide."""
        self._made().open_page(page)

    def offer_news(self, notices: Notices) -> None:
        """Have the banner say it where the app is of another version than at its last start, or becomes so."""
        notices.news_wanted.connect(self.open_news)
        if self._upkeep is not None:
            notices.watch_program(self._upkeep.program)
        if self._upkeep is not None and self._upkeep.news_since is not None:
            notices.tell_news(__version__)

    def open_news(self) -> None:
        """What is new since the version that ran before this one."""
        since = self._upkeep.news_since if self._upkeep is not None else None
        self._made().open_page("news", since or "")

    def open_about(self) -> None:
        """On top of the dialog that is open."""
        from PySide6.QtCore import Qt

        from app.ui.about_dialog import AboutDialog

        parent = QApplication.activeModalWidget() or self._window
        dialog = AboutDialog(self._library, self._poller, parent, self._upkeep)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def close(self) -> bool:
        """Close the guide; whether it was open."""
        guide, self._guide = self._guide, None
        if guide is None:
            return False
        was_open = guide.isVisible()
        guide.close()
        guide.deleteLater()
        return was_open

    def take_over(self, other: Help) -> None:
        """A guide that was open at another window opens here, in the language of now."""
        page = other.window.nav.page if other.window is not None else ""
        if other.close():
            self.open_page(page)

    def _made(self) -> GuideWindow:
        if self._guide is None:
            from app.ui.guide_window import GuideWindow

            self._guide = GuideWindow(_language(self._settings))
        return self._guide


def _language(settings: Settings) -> str:
    from PySide6.QtCore import QLocale

    chosen = settings.language
    return chosen if chosen in CHOICES and chosen != "system" else spoken(QLocale.system().uiLanguages())
