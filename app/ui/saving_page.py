"""The page of the settings about saving: where to, under which names, how fast, and what is kept to be played."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox

from app.core import file_names
from app.services.play_cache_care import PlayCacheCare
from app.services.settings import PLAY_CACHE, SAVES_PER_HOST, Settings
from app.ui import form, messages
from app.ui.folder_field import FolderField
from app.ui.settings_page import SettingsPage
from app.ui.speed_field import SpeedField


class SavingPage(SettingsPage):
    """Folder, automatic saving, file names, transfers, play cache.

    Args:
        care: of the play cache; None where it cannot be emptied from here.
    """

    def __init__(self, settings: Settings, care: PlayCacheCare | None) -> None:
        super().__init__(settings)
        self.set_title(self.tr("Saving"))
        self._care = care
        self.folder = FolderField(self.tr("Folder for saved videos"), settings.save_folder)
        self.auto_save = QCheckBox(self.tr("&Save every video as soon as it is finished"))
        self.template = QLineEdit()
        self.example = form.Note(self.tr("Example of a file name"))
        self.per_host = QSpinBox()
        self.speed = SpeedField(self.tr("Speed limit"))
        self.cache = QSpinBox()
        self.empty = form.button(self.tr("E&mpty now"), icon="trash-2")
        self._held = form.Note(self.tr("What the play cache holds"))
        self._build_files()
        self._build_transfers()
        self._build_cache()
        self.finish()
        self.folder.changed.connect(self._on_folder_changed)
        self.auto_save.toggled.connect(self._on_auto_save_toggled)
        self.template.textChanged.connect(self._on_template_changed)
        self.per_host.valueChanged.connect(self._on_per_host_changed)
        self.speed.changed.connect(self._on_speed_changed)
        self.cache.valueChanged.connect(self._on_cache_changed)
        if care is not None:
            care.measured.connect(self._on_measured)
            self.empty.clicked.connect(care.empty)
            care.measure()

    @property
    def held(self) -> str:
        """What it says the play cache holds."""
        return self._held.text

    def _build_files(self) -> None:
        column = self.column
        column.addWidget(form.label(self.tr("&Folder"), buddy=self.folder.edit))
        column.addWidget(self.folder)
        column.addWidget(self.auto_save)
        form.gap(column, 8)
        column.addWidget(form.label(self.tr("File &names"), buddy=self.template))
        column.addWidget(self.template)
        column.addWidget(self.example)
        fields = " ".join(f"{{{field}}}" for field in file_names.FIELDS)
        column.addWidget(form.label(self.tr("Can hold {0}.").format(fields), "caption"))

    def _build_transfers(self) -> None:
        column = self.column
        form.gap(column, 12)
        self.per_host.setRange(*SAVES_PER_HOST)
        form.pad_number(self.per_host)
        column.addWidget(form.label(self.tr("Saves &at a time from one server"), buddy=self.per_host))
        column.addLayout(form.row(self.per_host, None))
        form.gap(column, 8)
        column.addWidget(form.label(self.tr("Speed &limit of all saves together"), buddy=self.speed.number))
        column.addWidget(self.speed)

    def _build_cache(self) -> None:
        column = self.column
        form.gap(column, 12)
        self.cache.setRange(*PLAY_CACHE)
        self.cache.setSingleStep(256)
        self.cache.setSuffix(" MiB")
        self.cache.setKeyboardTracking(False)  # "2" on the way to "2048" would throw away nearly everything
        form.pad_number(self.cache)
        column.addWidget(form.label(self.tr("Disk space for videos that are only &played"), buddy=self.cache))
        column.addLayout(form.row(self.cache, self.empty, None))
        column.addWidget(self._held)
        for each in (self.empty, self._held):
            each.setVisible(self._care is not None)

    def show_settings(self) -> None:
        """As the settings are."""
        if self.folder.folder != self._settings.save_folder and not (self.folder.reason or self.folder.typed):
            self.folder.set_folder(self._settings.save_folder)
        self.auto_save.setChecked(self._settings.auto_save)
        if self.template.text() != self._settings.name_template:
            self.template.setText(self._settings.name_template)
        self.per_host.setValue(self._settings.saves_per_host)
        self.speed.set_rate(self._settings.speed_limit)
        self.cache.setValue(self._settings.play_cache)
        self._show_example()

    def _on_folder_changed(self) -> None:
        if self.folder.checked and not self.folder.reason:
            self._settings.save_folder = self.folder.folder

    def _on_auto_save_toggled(self, on: bool) -> None:
        self._settings.auto_save = on

    def _on_template_changed(self, text: str) -> None:
        self._settings.name_template = text

    def _on_per_host_changed(self, count: int) -> None:
        self._settings.saves_per_host = count

    def _on_speed_changed(self, rate: int) -> None:
        self._settings.speed_limit = rate
        self.speed.set_rate(self._settings.speed_limit)

    def _on_cache_changed(self, size: int) -> None:
        self._settings.play_cache = size

    def _on_measured(self, size: int) -> None:
        self.empty.setEnabled(size > 0)
        if size:
            self._held.say(self.tr("Holds {0} now. Saved videos are not in it.").format(messages.size(size)))
        else:
            self._held.say(self.tr("Holds nothing now."))

    def _show_example(self) -> None:
        name = file_names.stem(
            self.template.text(),
            prompt=self.tr("Paper boats drift down a rainy street"),
            seed=771204518,
            task_id="66e0818e-05fb-454e-b246-a6f253e9ffbf",
            video_id="66e0818e-05fb-454e-b246-a6f253e9ffbf",
            nth=0,
        )
        self.example.say(f"{name}.mp4", "muted")
