"""The page of the settings that holds the providers."""

from __future__ import annotations

from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings
from app.ui.provider_list import ProviderList
from app.ui.settings_page import SettingsPage


class ProvidersPage(SettingsPage):
    """All of them, to connect, change and remove."""

    def __init__(self, library: Library, keys: Keys, poller: Poller, settings: Settings) -> None:
        super().__init__(settings)
        self.set_title(self.tr("Providers"))
        self.list = ProviderList(library, keys, poller, settings)
        self.column.addWidget(self.list)
        self.finish()

    def show_settings(self) -> None:
        """The list follows by itself."""
