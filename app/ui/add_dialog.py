"""The dialog that takes task IDs in whatever form people have them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.errors import ErrorCode
from app.core.model import DEMO_PROFILE
from app.services.library import Library
from app.services.settings import Settings
from app.services.text_files import TextFile, TextFiles
from app.ui import form, messages, theme
from app.ui.id_tally import IdTally
from app.ui.paste_field import EDITABLE, MAX_TEXT, Attachment, PasteField
from app.ui.plain import joined, one_line

_SHOWN_UNUSABLE = 200


class AddDialog(form.FormDialog):
    """Finds IDs as they are typed, pasted, dropped or opened, and adds the new ones to the library.

    Signals:
        tasks_added: str, int; the profile's ID and how many are new.
    """

    tasks_added = Signal(str, int)

    def __init__(
        self, library: Library, settings: Settings, files: TextFiles, parent: QWidget | None, text: str = ""
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._settings = settings
        self._files = files
        self._reading = 0
        self._attachment: Attachment | None = None
        self._tally = IdTally(library, self)
        self.setWindowTitle(self.tr("Add tasks"))
        px = theme.sizes().px
        self.setMinimumWidth(px(520))

        self._field = PasteField()
        self._provider = QComboBox()
        self._found = form.Note(self.tr("What was found"))
        self._unusable = QPlainTextEdit()
        self._foot = form.Foot(self, self.tr("Add tasks"), self.tr("Cancel"), self.tr("Why nothing can be added yet"))
        self._foot.main.clicked.connect(self.accept)
        self._build()

        self._tally.counted.connect(self._show_counts)
        self._field.textChanged.connect(self._look)
        self._field.long_text_given.connect(self._attach_text)
        self._field.file_dropped.connect(self._open)
        files.files_read.connect(self._on_files_read)
        self._provider.currentIndexChanged.connect(self._on_provider_changed)
        for changed in (library.loaded, library.tasks_added, library.tasks_removed):
            changed.connect(self._compare)
        library.profiles_changed.connect(self._fill_providers)
        self._fill_providers()
        if text:
            self._field.give(text)
        self._look()
        self.resize(px(560), self.sizeHint().height())
        self._field.setFocus()

    def _build(self) -> None:
        px = theme.sizes().px
        layout = form.column(self)
        layout.addWidget(form.label(self.tr("&Task IDs"), buddy=self._field))
        self._field.setPlaceholderText(self.tr("One or many: IDs, links, JSON, a whole log"))
        self._field.setMinimumHeight(px(136))
        layout.addWidget(self._field, 1)
        layout.addWidget(
            form.label(
                self.tr(
                    "An ID is what the provider's generate call answers as “id”; it is in feed and video links as well."
                ),
                "caption",
            )
        )
        form.gap(layout, 8)
        self._open_button = form.button(self.tr("&Open file…"), icon="folder-open")
        self._open_button.clicked.connect(self._choose_file)
        self._demo_button = form.button(self.tr("Fill in the &demo tasks"), "quiet", "sparkles")
        self._demo_button.clicked.connect(self._fill_in_demo)
        layout.addLayout(form.row(self._open_button, self._demo_button, None))
        self._build_attachment(layout)
        form.gap(layout)
        self._provider_label = form.label(self.tr("&Provider"), buddy=self._provider)
        layout.addWidget(self._provider_label)
        layout.addWidget(self._provider)
        self._only_demo = form.label(
            self.tr("They are tracked with Demo, the built-in provider. Your own is connected in Settings."), "caption"
        )
        layout.addWidget(self._only_demo)
        form.gap(layout)
        self._show_unusable = form.button(self.tr("Show &unusable"), "quiet")
        self._show_unusable.setCheckable(True)
        self._show_unusable.toggled.connect(self._unusable.setVisible)
        found = form.row(self._found)
        form.fill(found, self._found)
        found.addWidget(self._show_unusable)
        policy = self._show_unusable.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._show_unusable.setSizePolicy(policy)
        layout.addLayout(found)
        self._unusable.setReadOnly(True)
        self._unusable.setAccessibleName(self.tr("What cannot be used"))
        self._unusable.setFixedHeight(px(96))
        self._unusable.hide()
        layout.addWidget(self._unusable)
        form.gap(layout, 16)
        layout.addWidget(self._foot)

    def _build_attachment(self, layout: QVBoxLayout) -> None:
        self._attached = form.Note(self.tr("Long text"))
        self._detach_button = form.button(self.tr("Take out"), "quiet")
        self._detach_button.clicked.connect(self._detach)
        self._attached_row = QWidget()
        inner = form.row(self._attached)
        form.fill(inner, self._attached)
        inner.addWidget(self._detach_button)
        self._attached_row.setLayout(inner)
        self._attached_row.hide()
        layout.addWidget(self._attached_row)

    @property
    def profile_id(self) -> str:
        """ID of the profile that the tasks go to."""
        return str(self._provider.currentData() or DEMO_PROFILE)

    def accept(self) -> None:
        """Add what is new, unless there is a reason against it."""
        if self._reason():
            return
        new = tuple(self._tally.new)
        self._settings.current_profile = self.profile_id
        self.tasks_added.emit(self.profile_id, self._library.add(self.profile_id, new))
        super().accept()

    def _fill_providers(self) -> None:
        chosen = self.profile_id if self._provider.count() else self._settings.current_profile
        self._provider.blockSignals(True)
        self._provider.clear()
        for profile in self._library.profiles.values():
            self._provider.addItem(messages.provider_name(profile), profile.id)
        self._provider.setCurrentIndex(max(0, self._provider.findData(chosen)))
        self._provider.blockSignals(False)
        several = self._provider.count() > 1
        self._provider_label.setVisible(several)
        self._provider.setVisible(several)
        self._on_provider_changed()

    def _on_provider_changed(self) -> None:
        is_demo = self.profile_id == DEMO_PROFILE
        self._demo_button.setVisible(is_demo)
        self._only_demo.setVisible(is_demo and self._provider.count() <= 1)
        self._compare()

    def _fill_in_demo(self) -> None:
        from app.demo.scenario import SAMPLE_TASKS

        self._field.setPlainText("\n".join(SAMPLE_TASKS))
        self._foot.main.setFocus()

    def _choose_file(self) -> None:
        kinds = self.tr("Text, CSV and JSON (*.txt *.csv *.json);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a file with task IDs"), "", kinds)
        if path:
            self._open(path)

    def _open(self, path: str) -> None:
        self._reading = self._files.read([path])

    def _on_files_read(self, number: int, files: Sequence[TextFile]) -> None:
        if number != self._reading:
            return
        for file in files:
            if file.problem is not None:
                self._say_not_read(file.name, file.problem.code)
            elif not self._attach_if_long(file.name, file.text):
                self._field.give(file.text)

    def _say_not_read(self, name: str, code: ErrorCode) -> None:
        self._attachment = None
        self._show_attachment(messages.unread(name, code), "failed")

    def _attach_text(self, text: str) -> None:
        self._attach(self.tr("Pasted text"), text)

    def _attach_if_long(self, name: str, text: str) -> bool:
        if len(text) + self._field.document().characterCount() <= EDITABLE:
            return False
        self._attach(name, text)
        return True

    def _attach(self, name: str, text: str) -> None:
        if len(text) > MAX_TEXT:
            self._say_not_read(name, ErrorCode.TOO_LARGE)
        else:
            self._attachment = Attachment(name, text)
            self._show_attachment(messages.listed((one_line(name, 80), messages.size(len(text)))), "muted")
        self._look()

    def _show_attachment(self, said: str, tone: str) -> None:
        self._attached.say(said, tone)
        self._attached_row.show()

    def _detach(self) -> None:
        self._attachment = None
        self._attached_row.hide()
        self._field.setFocus()
        self._look()

    def _texts(self) -> list[str]:
        typed = self._field.toPlainText()
        return [
            text for text in (typed, self._attachment.text if self._attachment else "") if text and not text.isspace()
        ]

    def _look(self) -> None:
        self._tally.look_through(self._texts(), self.profile_id)
        self._show_counts()

    def _compare(self) -> None:
        self._tally.ask_for(self.profile_id)
        self._show_counts()

    def _reason(self) -> str:
        if self._library.cannot_be_read:
            return self.tr("The library cannot be read.")
        if not self._library.is_loaded:
            return self.tr("The library is still being read.")
        if self._tally.busy:
            return self.tr("Looking through the text…")
        if self._tally.problem is not None:
            return messages.sentence(self._tally.problem)
        if self._tally.new:
            return ""
        if self._tally.known:
            return self.tr("All of them are in the list already.")
        if self._tally.unusable:
            return self.tr("There is no task ID in this text.")
        return self.tr("Paste or type task IDs first.")

    def _show_counts(self) -> None:
        count = len(self._tally.new)
        if count == 1:
            named = self.tr("Add 1 task")
        elif count:
            named = self.tr("Add %n tasks", None, count)
        else:
            named = self.tr("Add tasks")
        self._foot.set_main(named, self._reason())
        unusable = self._tally.unusable
        self._say_counts(count, self._tally.known, len(unusable))
        self._show_unusable.setVisible(bool(unusable))
        if not unusable:
            self._show_unusable.setChecked(False)
        shown = unusable[:_SHOWN_UNUSABLE]
        if len(unusable) > len(shown):
            shown = [*shown, "…"]
        self._unusable.setPlainText("\n".join(shown))

    def _say_counts(self, new: int, known: int, unusable: int) -> None:
        if self._tally.busy or not (new or known or unusable):
            self._found.clear()
            return
        parts = [self.tr("{0} new").format(messages.counted(new))]
        if known:
            parts.append(self.tr("{0} already in the list").format(messages.counted(known)))
        if unusable:
            parts.append(self.tr("{0} unusable").format(messages.counted(unusable)))
        self._found.say(joined(" · ", parts), "saved" if new else "not_saved")
