"""The language of words and numbers: the system's, or the one that the settings ask for; changed while the app runs."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from app.resources import resource
from app.services.settings import Settings

ENGLISH: Final = "en"
"""The language of the sources: it needs no catalogue."""
CHOICES: Final = MappingProxyType({"system": "", ENGLISH: "English", "zh_CN": "简体中文"})
"""What the settings may say, and each language's name in itself."""


class Language(QObject):
    """Keeps the application's catalogues and its locale as the settings ask for. In English it loads nothing.

    Signals:
        changed: words are new; windows that were made before still show the old ones.

    Attributes:
        current: the language of the words now, one of `CHOICES` but "system".
    """

    changed = Signal()

    def __init__(self, app: QCoreApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._catalogues: list[QTranslator] = []
        self.current = ENGLISH
        self._apply()
        settings.changed.connect(self._on_setting_changed)

    def _on_setting_changed(self, name: str) -> None:
        if name == "language":
            before = (self.current, QLocale())
            self._apply()
            if before != (self.current, QLocale()):
                self.changed.emit()

    def _apply(self) -> None:
        chosen = self._settings.language
        system = QLocale.system()
        wanted = chosen if chosen in CHOICES and chosen != "system" else spoken(system.uiLanguages())
        # A system of the same language knows its numbers better: English ones are not all American.
        own = chosen == "system" or spoken([system.bcp47Name()], "") == wanted
        locale = system if own else QLocale(wanted)
        if locale != QLocale():
            QLocale.setDefault(locale)
        if wanted != self.current:
            self.current = wanted
            self._load()

    def _load(self) -> None:
        for catalogue in self._catalogues:
            self._app.removeTranslator(catalogue)
            catalogue.deleteLater()
        self._catalogues = []
        if self.current == ENGLISH:
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase", qt), ("pika_monitor", str(resource("translations")))):
            catalogue = QTranslator(self)
            if catalogue.load(f"{name}_{self.current}.qm", folder):
                self._app.installTranslator(catalogue)
                self._catalogues.append(catalogue)


def spoken(wanted: list[str], default: str = ENGLISH) -> str:
    """The first of these BCP 47 tags that there are words in; `default` where there are none.

    Traditional Chinese is another script, and not taken for ours; the bare "zh" that a system lists behind it neither.
    """
    traditional = False
    for tag in wanted:
        locale = QLocale(tag)
        if locale.language() == QLocale.Language.English:
            return ENGLISH
        if locale.language() == QLocale.Language.Chinese:
            simplified = locale.script() == QLocale.Script.SimplifiedHanScript
            traditional |= not simplified
            if simplified and not (traditional and tag == "zh"):
                return "zh_CN"
    return default
