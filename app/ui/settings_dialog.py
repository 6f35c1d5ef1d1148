"""The dialog of the settings: pages with a list at their side; whatever is changed holds at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings
from app.services.upkeep import Upkeep
from app.ui import form, theme
from app.ui.appearance_page import AppearancePage
from app.ui.connection_page import ConnectionPage
from app.ui.desktop_page import DesktopPage
from app.ui.nav_list import NavList
from app.ui.providers_page import ProvidersPage
from app.ui.saving_page import SavingPage
from app.ui.settings_page import SettingsPage

APPEARANCE = "appearance"


class SettingsDialog(form.FormDialog):
    """Providers, saving, network, desktop, appearance; follows changes that are made elsewhere while it is open.

    Args:
        upkeep: what is looked after on this machine; None leaves out what needs it.

    Signals:
        guide_wanted, about_wanted: the buttons at its foot.

    Attributes:
        providers, saving, network, desktop, appearance: the pages.
    """

    guide_wanted = Signal()
    about_wanted = Signal()

    def __init__(
        self,
        settings: Settings,
        library: Library,
        keys: Keys,
        poller: Poller,
        parent: QWidget | None,
        upkeep: Upkeep | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self.nav = NavList(self.tr("Pages of the settings"))
        self._stack = QStackedWidget()
        self._pages: dict[str, SettingsPage] = {}
        self.providers = ProvidersPage(library, keys, poller, settings)
        self.saving = SavingPage(settings, upkeep.play_cache if upkeep else None)
        self.network = ConnectionPage(settings)
        self.desktop = DesktopPage(settings, upkeep.login_start if upkeep else None)
        self.appearance = AppearancePage(settings)
        self._build()
        self.nav.chosen.connect(self._on_chosen)
        self.nav.choose("providers")

    def _build(self) -> None:
        for name, page, icon in (
            ("providers", self.providers, "plug"),
            ("saving", self.saving, "arrow-down-to-line"),
            ("network", self.network, "globe"),
            ("desktop", self.desktop, "monitor"),
            (APPEARANCE, self.appearance, "contrast"),
        ):
            self._pages[name] = page
            self._stack.addWidget(page)
            self.nav.add(name, page.title, icon)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.nav)
        middle.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        foot = self._make_foot()
        whole.addWidget(foot)
        self._fit(foot.sizeHint().height())

    def _make_foot(self) -> QWidget:
        px = theme.sizes().px
        foot = QFrame()
        foot.setObjectName("foot")
        guide = form.button(self.tr("G&uide"), icon="book-open")
        about = form.button(self.tr("A&bout"), icon="info")
        close = form.button(self.tr("Close"))
        box = QDialogButtonBox()
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        guide.clicked.connect(self.guide_wanted)
        about.clicked.connect(self.about_wanted)
        close.clicked.connect(self.reject)
        line = form.row(guide, about, None, box)
        line.setContentsMargins(px(16), px(12), px(16), px(12))
        foot.setLayout(line)
        return foot

    def _fit(self, foot: int) -> None:
        """As high as the highest page, as far as the screen allows; never so narrow that a field is clipped."""
        px = theme.sizes().px
        room = self.screen().availableGeometry().size() - QSize(px(40), px(80))
        high = max(page.sizeHint().height() for page in self._pages.values()) + foot + px(8)
        self.resize(QSize(px(760), min(high, px(720))).boundedTo(room))
        self.setMinimumHeight(min(px(320), room.height()))

    def show_language(self) -> None:
        """Bring the choice of the language into view: after a change the dialog is another one, and goes on there."""
        self.nav.choose(APPEARANCE)
        self.appearance.focus_language()

    def _on_chosen(self, name: str) -> None:
        self._stack.setCurrentWidget(self._pages[name])
