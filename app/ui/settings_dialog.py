"""The dialog of the settings: whatever is changed holds at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFrame,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core import file_names
from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import RATE_LIMITS, Settings
from app.ui import form, theme
from app.ui.folder_field import FolderField
from app.ui.language import CHOICES
from app.ui.plain import without_mnemonic
from app.ui.provider_list import ProviderList
from app.ui.proxy_field import ProxyField

_SCHEMES = ("system", "light", "dark")


class SettingsDialog(form.FormDialog):
    """Providers, saving, checking, network, appearance; follows changes that are made elsewhere while it is open."""

    def __init__(
        self, settings: Settings, library: Library, keys: Keys, poller: Poller, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self._providers = ProviderList(library, keys, poller, settings)
        self._folder = FolderField(self.tr("Folder for saved videos"), settings.save_folder)
        self._auto_save = QCheckBox(self.tr("&Save every video as soon as it is finished"))
        self._template = QLineEdit()
        self._example = form.Note(self.tr("Example of a file name"))
        self._rate = QDoubleSpinBox()
        self._proxy = ProxyField(settings)
        self._schemes = QButtonGroup(self)
        self._language = QComboBox()
        self._area = QScrollArea()
        self._build()
        self._show_settings()
        self._folder.changed.connect(self._on_folder_changed)
        self._auto_save.toggled.connect(self._on_auto_save_toggled)
        self._template.textChanged.connect(self._on_template_changed)
        self._rate.valueChanged.connect(self._on_rate_changed)
        self._schemes.idClicked.connect(self._on_scheme_chosen)
        self._language.activated.connect(self._on_language_chosen)
        settings.changed.connect(self._on_setting_changed)

    def _build(self) -> None:
        px = theme.sizes().px
        inside = QWidget()
        inside.setObjectName("column")
        layout = form.column(inside)
        self._build_providers(layout)
        self._build_saving(layout)
        self._build_checking(layout)
        self._build_network(layout)
        self._build_appearance(layout)
        layout.addStretch(1)
        area = self._area
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.windowTitle())
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        close = form.button(self.tr("Close"))
        box = QDialogButtonBox()
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        foot = form.row(None, box)
        foot.setContentsMargins(px(20), px(12), px(20), px(16))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)
        room = self.screen().availableGeometry().height() - px(80)
        self.resize(px(560), min(inside.sizeHint().height() + px(72), room))
        self.setMinimumSize(px(440), px(320))

    def _build_providers(self, layout: QVBoxLayout) -> None:
        layout.addWidget(form.label(self.tr("Providers"), "title"))
        form.gap(layout, 4)
        layout.addWidget(self._providers)

    def _build_saving(self, layout: QVBoxLayout) -> None:
        self._heading(layout, self.tr("Saving"))
        layout.addWidget(form.label(self.tr("&Folder"), buddy=self._folder.edit))
        layout.addWidget(self._folder)
        layout.addWidget(self._auto_save)
        form.gap(layout, 8)
        layout.addWidget(form.label(self.tr("File &names"), buddy=self._template))
        layout.addWidget(self._template)
        layout.addWidget(self._example)
        fields = " ".join(f"{{{field}}}" for field in file_names.FIELDS)
        layout.addWidget(form.label(self.tr("Can hold {0}.").format(fields), "caption"))

    def _build_checking(self, layout: QVBoxLayout) -> None:
        self._heading(layout, self.tr("Checking"))
        self._rate.setRange(*RATE_LIMITS)
        self._rate.setSingleStep(0.5)
        self._rate.setDecimals(1)
        self._rate.setMaximumWidth(theme.sizes().px(120))
        self._rate.lineEdit().setTextMargins(theme.sizes().px(8), 0, 0, 0)
        layout.addWidget(form.label(self.tr("&Requests a second, for each provider"), buddy=self._rate))
        layout.addWidget(self._rate)
        layout.addWidget(
            form.label(self.tr("More shows progress sooner when many tasks run; some providers allow less."), "caption")
        )

    def _build_network(self, layout: QVBoxLayout) -> None:
        self._heading(layout, self.tr("Network"))
        layout.addWidget(form.label(self.tr("&Proxy"), buddy=self._proxy.edit))
        layout.addWidget(self._proxy)

    def _build_appearance(self, layout: QVBoxLayout) -> None:
        self._heading(layout, self.tr("Appearance"))
        line = form.row()
        line.setSpacing(theme.sizes().px(24))
        for at, name in enumerate((self.tr("S&ystem"), self.tr("&Light"), self.tr("&Dark"))):
            choice = QRadioButton(name)
            choice.setAccessibleName(without_mnemonic(name))
            self._schemes.addButton(choice, at)
            line.addWidget(choice)
        line.addStretch(1)
        layout.addLayout(line)
        form.gap(layout, 8)
        for name, words in CHOICES.items():
            self._language.addItem(words or self.tr("As the system says"), name)
        layout.addWidget(form.label(self.tr("Lan&guage"), buddy=self._language))
        layout.addLayout(form.row(self._language, None))

    def show_language(self) -> None:
        """Bring the choice of the language into view: after a change the dialog is another one, and goes on there."""
        self._area.ensureWidgetVisible(self._language, 0, theme.sizes().px(24))
        self._language.setFocus(Qt.FocusReason.OtherFocusReason)

    def _heading(self, layout: QVBoxLayout, text: str) -> None:
        form.gap(layout, 24)
        layout.addWidget(form.label(text, "title"))
        form.gap(layout, 4)

    def _show_settings(self) -> None:
        """Every field as the settings are; a field that says the same already is left alone, so the cursor stays."""
        if self._folder.folder != self._settings.save_folder and not self._folder.reason:
            self._folder.set_folder(self._settings.save_folder)
        self._auto_save.setChecked(self._settings.auto_save)
        if self._template.text() != self._settings.name_template:
            self._template.setText(self._settings.name_template)
        self._rate.setValue(self._settings.polls_per_second)
        scheme = self._settings.color_scheme
        self._schemes.button(_SCHEMES.index(scheme) if scheme in _SCHEMES else 0).setChecked(True)
        self._language.setCurrentIndex(max(0, self._language.findData(self._settings.language)))
        self._show_example()

    def _on_setting_changed(self, _name: str) -> None:
        self._show_settings()

    def _on_folder_changed(self) -> None:
        if not self._folder.reason:
            self._settings.save_folder = self._folder.folder

    def _on_auto_save_toggled(self, on: bool) -> None:
        self._settings.auto_save = on

    def _on_template_changed(self, text: str) -> None:
        self._settings.name_template = text

    def _on_rate_changed(self, rate: float) -> None:
        self._settings.polls_per_second = rate

    def _on_scheme_chosen(self, at: int) -> None:
        self._settings.color_scheme = _SCHEMES[at]

    def _on_language_chosen(self, at: int) -> None:
        self._settings.language = str(self._language.itemData(at))

    def _show_example(self) -> None:
        name = file_names.stem(
            self._template.text(),
            prompt=self.tr("Paper boats drift down a rainy street"),
            seed=771204518,
            task_id="66e0818e-05fb-454e-b246-a6f253e9ffbf",
            video_id="66e0818e-05fb-454e-b246-a6f253e9ffbf",
            nth=0,
        )
        self._example.say(f"{name}.mp4", "muted")
