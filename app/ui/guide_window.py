"""The window of the user guide and of what is new: a list of pages, and the page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.core.release_notes import news
from app.resources import changelog, resource
from app.ui import form, theme
from app.ui.nav_list import NavList
from app.ui.page_browser import PageBrowser

NEWS = "news"
START = "start"
"""The page that the guide opens with."""
PAGES = (START, "add-tasks", "provider", "save", "list", "desktop", "trouble", "keyboard", "questions")
"""The pages in their order; each is a file of this name in `resources/guide/LANGUAGE`."""
_ICONS = ("play", "plus", "plug", "arrow-down-to-line", "search", "monitor", "circle-alert", "keyboard", "circle-help")


class GuideWindow(form.FormDialog):
    """Stays beside the app's window and blocks nothing.

    Args:
        language: of the guide, as `app/ui/language` has it; English where there is none in it.

    Attributes:
        nav: the list of pages.
        browser: shows one.
    """

    def __init__(self, language: str) -> None:
        super().__init__(None)
        self.setWindowFlags(Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setObjectName("guide")
        self.setWindowTitle(self.tr("Guide"))
        self._folder = guide_folder(language)
        self._since = ""
        self._past: list[str] = []
        self.nav = NavList(self.tr("Pages of the guide"))
        self.browser = PageBrowser(self.tr("Page"))
        self.back = form.button(self.tr("Back"), icon="chevron-left")
        for page, icon in zip(PAGES, _ICONS, strict=True):
            self.nav.add(page, title_of((self._folder / f"{page}.md").read_text("utf-8")), icon)
        self.nav.add(NEWS, self.tr("What's new"), "sparkles")
        self._build()
        self.nav.chosen.connect(self._on_chosen)
        self.browser.page_wanted.connect(self._on_link)
        self.back.clicked.connect(self._on_back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self._on_back)

    def open_page(self, page: str = START, since: str = "") -> None:
        """Show a page of `PAGES`, or `NEWS`: what is new since that version of the app."""
        self._since = since
        if self.nav.page == page:
            self._show(page)
        self.nav.choose(page)
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        px = theme.sizes().px
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addWidget(self.nav, 1)
        foot = form.row(self.back)
        foot.setContentsMargins(px(12), px(8), px(12), px(12))
        side.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(side)
        whole.addWidget(self.browser, 1)
        self.back.setEnabled(False)
        room = self.screen().availableGeometry().size() - QSize(px(40), px(80))
        self.resize(QSize(px(920), px(680)).boundedTo(room))
        self.setMinimumSize(px(420), px(280))

    def _on_chosen(self, page: str) -> None:
        if not self._past or self._past[-1] != page:
            self._past.append(page)
        self.back.setEnabled(len(self._past) > 1)
        self._show(page)

    def _on_link(self, page: str, place: str) -> None:
        if page not in PAGES:
            return
        self.nav.choose(page)
        if place:
            self.browser.go_to(place)

    def _on_back(self) -> None:
        if len(self._past) > 1:
            self._past.pop()
            self.nav.choose(self._past[-1])

    def _show(self, page: str) -> None:
        if page == NEWS:
            told = news(changelog().read_text("utf-8"), self._since)
            heading = self.tr("What's new")
            self.browser.show_page(f"# {heading}\n\n{told}", self._folder)
        else:
            self.browser.show_page((self._folder / f"{page}.md").read_text("utf-8"), self._folder)


def guide_folder(language: str) -> Path:
    """Where the pages of the guide are in this language; the English ones where there are none."""
    try:
        return resource("guide", language)
    except FileNotFoundError:
        return resource("guide", "en")


def title_of(markdown: str) -> str:
    """The words of the first heading of a page."""
    first = next((line for line in markdown.splitlines() if line.startswith("# ")), "# ")
    return first[2:].strip()
