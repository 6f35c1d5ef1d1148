"""The page of the settings about asking: how often, and by which way through the network."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox

from app.services.settings import RATE_LIMITS, Settings
from app.ui import form
from app.ui.proxy_field import ProxyField
from app.ui.settings_page import SettingsPage


class ConnectionPage(SettingsPage):
    """Requests a second, and the proxy."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.set_title(self.tr("Network"))
        self.rate = QDoubleSpinBox()
        self.proxy = ProxyField(settings)
        self.rate.setRange(*RATE_LIMITS)
        self.rate.setSingleStep(0.5)
        self.rate.setDecimals(1)
        form.pad_number(self.rate)
        column = self.column
        column.addWidget(form.label(self.tr("&Requests a second, for each provider"), buddy=self.rate))
        column.addLayout(form.row(self.rate, None))
        column.addWidget(
            form.label(self.tr("More shows progress sooner when many tasks run; some providers allow less."), "caption")
        )
        form.gap(column, 12)
        column.addWidget(form.label(self.tr("&Proxy"), buddy=self.proxy.edit))
        column.addWidget(self.proxy)
        self.finish()
        self.rate.valueChanged.connect(self._on_rate_changed)

    def show_settings(self) -> None:
        """As the settings are."""
        self.rate.setValue(self._settings.polls_per_second)

    def _on_rate_changed(self, rate: float) -> None:
        self._settings.polls_per_second = rate
