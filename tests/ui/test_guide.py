"""The guide: whole, in every language that it is written in, with pictures that are there and links that lead on."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.resources import changelog, resource
from app.services import desktop
from app.ui.about_dialog import AboutDialog
from app.ui.guide_window import NEWS, PAGES, START, GuideWindow, guide_folder, title_of
from app.ui.help import Help
from app.ui.main_window import MainWindow
from app.ui.notices import Notices
from app.ui.settings_dialog import SettingsDialog
from tests.ui.desk import Desk

GUIDE = resource("guide")
FOLDERS = sorted(GUIDE.iterdir())
TERM = re.compile(r"(?<!\*)(\*{1,2})(?!\s)([^*\n]+)\1(?!\*)")
"""What is set in bold or in italics: a name that stands in the window, a key, or one of `OTHER_TERMS`."""
KEY = re.compile(r"(?:Ctrl\+|Shift\+)*(?:[A-Z,]|F\d+|Enter|Esc|Delete)")
OTHER_TERMS = {"generate", "feed", "demo", "chip", "标签", "not saved", "saved", "failed", "for this session"}
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)]+)\)")


def _pages(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in folder.glob("*.md")}


def _slugs(markdown: str) -> set[str]:
    headings = [line.lstrip("#").strip() for line in markdown.splitlines() if line.startswith("#")]
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.fixture
def guide(qtbot: QtBot) -> Iterator[GuideWindow]:
    made = GuideWindow("en")
    qtbot.addWidget(made)
    made.open_page()
    yield made
    made.close()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_language_has_every_page_and_nothing_more(folder: Path) -> None:
    pages = _pages(folder)
    assert set(pages) == set(PAGES)
    assert all(title_of(text) for text in pages.values())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_picture_is_there_and_every_link_leads_somewhere(folder: Path) -> None:
    pages = _pages(folder)
    for name, text in pages.items():
        for picture, words, target in LINK.findall(text):
            assert words, f"{name}: {target} has no words for those who do not see it"
            if picture:
                assert not QImage(str(folder / target)).isNull(), f"{name}: {target}"
            elif not target.startswith("https://"):
                page, _, place = target.partition("#")
                assert page.removesuffix(".md") in pages, f"{name}: {target}"
                assert not place or place in _slugs(pages[page.removesuffix(".md")]), f"{name}: {target}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_pictures_are_small_and_all_of_them_are_shown(folder: Path) -> None:
    pictures = {f"images/{path.name}" for path in (folder / "images").iterdir()}
    assert pictures == {target for picture, _, target in LINK.findall("".join(_pages(folder).values())) if picture}
    assert all(path.stat().st_size < 64 << 10 for path in (folder / "images").iterdir())


def _names(language: str) -> set[str]:
    """Every text of the window, without the marks for its keys."""
    catalogue = ElementTree.parse(resource("translations") / "pika_monitor_zh_CN.ts")
    texts = (entry.findtext("source" if language == "en" else "translation") for entry in catalogue.iter("message"))
    return {re.sub(r"\(&.\)|&(?=\w)", "", text or "").strip() for text in texts}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_name_in_it_is_one_that_the_window_has(folder: Path) -> None:
    names = _names(folder.name)
    for page, text in _pages(folder).items():
        for _, term in TERM.findall(text):
            known = term in names or term in OTHER_TERMS or KEY.fullmatch(term)
            assert known, f"{page}: the window has nothing that is called {term!r}"


def test_the_guide_speaks_the_language_that_is_asked_for(window: MainWindow, desk: Desk) -> None:
    desk.settings.language = "zh_CN"
    _help(window).open_guide()
    opened = _help(window).window
    assert opened is not None
    assert opened.browser.toPlainText().startswith("快速上手")


def test_a_language_without_a_guide_gets_the_english_one() -> None:
    assert guide_folder("xx") == guide_folder("en")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_shown_with_its_pictures_as_wide_as_there_is_room(guide: GuideWindow, page: str) -> None:
    guide.open_page(page)
    document = guide.browser.document()
    text = (guide_folder("en") / f"{page}.md").read_text("utf-8")
    assert document.toPlainText().startswith(title_of(text))
    for picture, _, target in LINK.findall(text):
        if picture:
            image = document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(target))
            assert isinstance(image, QImage)
            assert 80 <= image.deviceIndependentSize().width() <= guide.browser.viewport().width()
    assert guide.browser.horizontalScrollBar().maximum() == 0


def test_links_lead_to_pages_and_back(guide: GuideWindow) -> None:
    guide.browser.anchorClicked.emit(QUrl("provider.md"))
    assert guide.nav.page == "provider"
    assert guide.browser.toPlainText().startswith("Connect your provider")
    guide.back.click()
    assert guide.nav.page == START
    assert not guide.back.isEnabled()


def test_links_elsewhere_open_in_the_browser_and_nothing_else_does(
    guide: GuideWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(desktop, "open_link", opened.append)
    for link in ("https://example.com/a", "file:///etc/passwd", "../../../README.md", "nowhere.md", "javascript:1"):
        guide.browser.anchorClicked.emit(QUrl(link))
    assert opened == ["https://example.com/a"]
    assert guide.nav.page == START


def test_pictures_from_elsewhere_are_not_loaded(guide: GuideWindow, tmp_path: Path) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.save(str(tmp_path / "a.png"))
    kind = QTextDocument.ResourceType.ImageResource.value
    for url in (QUrl.fromLocalFile(str(tmp_path / "a.png")), QUrl("https://example.com/a.png")):
        assert guide.browser.loadResource(kind, url) is None


def test_a_place_on_a_page_is_scrolled_to(guide: GuideWindow) -> None:
    guide.resize(500, 300)
    guide.browser.page_wanted.emit("trouble", "report-a-defect")
    assert guide.browser.verticalScrollBar().value() > 0


def test_what_is_new_is_the_changelog_itself(guide: GuideWindow) -> None:
    guide.open_page(NEWS)
    first = next(line for line in changelog().read_text("utf-8").splitlines() if line.startswith("- "))
    assert first[2:40] in guide.browser.toPlainText()


def test_escape_closes_it(guide: GuideWindow) -> None:
    QTest.keyClick(guide.browser, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def _told(window: MainWindow) -> str:
    """ID of what the banner says."""
    return window.banner.notice.id if window.banner.notice is not None else ""


def _help(window: MainWindow) -> Help:
    found = window.findChild(Help)
    assert found is not None
    return found


def test_the_windows_key_opens_it_and_closing_the_window_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    opened = _help(window).window
    assert opened is not None
    assert opened.isVisible()
    with qtbot.waitSignal(opened.destroyed, timeout=20_000):
        window.close()
        assert not opened.isVisible()


def test_the_settings_lead_to_both(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_.settings.trigger()
    settings = QApplication.activeModalWidget()
    assert isinstance(settings, SettingsDialog)
    settings.about_wanted.emit()
    about = QApplication.activeModalWidget()
    assert isinstance(about, AboutDialog)
    assert about.parent() is settings
    about.reject()
    settings.guide_wanted.emit()
    opened = _help(window).window
    assert opened is not None
    assert opened.isVisible()
    settings.reject()


def test_a_new_version_is_told_once_and_leads_to_what_is_new(window: MainWindow, desk: Desk) -> None:
    notices = window.findChild(Notices)
    assert notices is not None
    assert _told(window) != "news"
    notices.tell_news("9.9.9")
    assert _told(window) == "news"
    window.banner.chosen.emit("news", "news")
    opened = _help(window).window
    assert opened is not None
    assert opened.nav.page == NEWS
    assert _told(window) != "news"
    notices.tell_news("9.9.9")
    window.banner.chosen.emit("news", "close")
    assert _told(window) != "news"
