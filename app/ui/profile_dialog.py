"""The dialog that connects a provider or changes one."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.core.endpoints import PRESETS, EndpointError, clean_endpoint, needs_consent, origin
from app.core.errors import Problem
from app.core.model import Profile
from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import ConnectionResult, Poller
from app.services.settings import Settings
from app.ui import form, messages, theme
from app.ui.folder_field import FolderField
from app.ui.key_field import KeyField
from app.ui.key_storing import KeyStoring
from app.ui.plain import one_line
from app.ui.provider_words import fault_sentence, tested_sentence


class ProfileDialog(form.FormDialog):
    """Endpoint, name and key of one provider, tested on request; nothing is kept before the main button is pressed."""

    def __init__(
        self,
        library: Library,
        keys: Keys,
        poller: Poller,
        settings: Settings,
        parent: QWidget | None,
        profile_id: str | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._poller = poller
        self._settings = settings
        self._edited = library.profiles.get(profile_id) if profile_id is not None else None
        self._name_is_typed = self._edited is not None
        self._tested = ""  # the endpoint that is under test
        self._storing = KeyStoring(keys, self)
        edited = self._edited is not None
        self.setWindowTitle(self.tr("Change provider") if edited else self.tr("Connect a provider"))
        self.setMinimumWidth(theme.sizes().px(480))

        self._preset = QComboBox()
        self._endpoint = QLineEdit()
        self._endpoint_note = form.Note(self.tr("About the endpoint"))
        self._name = QLineEdit()
        self._key = KeyField(keys)
        self._consent = QCheckBox()
        self._test = form.button(self.tr("&Test connection"), icon="plug")
        self._result = form.Note(self.tr("Result of the test"))
        self._auto_save = QCheckBox(self.tr("&Save finished videos automatically to"))
        self._folder = FolderField(self.tr("Folder for saved videos"), settings.save_folder)
        self._keyring_note = form.Note(self.tr("Keyring"))
        self._session = form.button(self.tr("&Use for this session only"))
        main = self.tr("Save changes") if edited else self.tr("Connect")
        self._foot = form.Foot(self, main, self.tr("Cancel"), self.tr("Why this cannot be done yet"))
        self._main_text = main
        self._build()
        self._connect()
        self._fill()
        self._key.edit.setFocus()

    def _build(self) -> None:
        layout = form.column(self)
        layout.addWidget(form.label(self.tr("&Provider"), buddy=self._preset))
        layout.addWidget(self._preset)
        form.gap(layout)
        layout.addWidget(form.label(self.tr("&Endpoint"), buddy=self._endpoint))
        layout.addWidget(self._endpoint)
        layout.addWidget(self._endpoint_note)
        form.gap(layout)
        layout.addWidget(form.label(self.tr("&Name"), buddy=self._name))
        layout.addWidget(self._name)
        form.gap(layout)
        layout.addWidget(form.label(self.tr("API &key"), buddy=self._key.edit))
        layout.addWidget(self._key)
        layout.addWidget(self._consent)
        form.gap(layout)
        test = form.row(self._test, self._result)
        form.fill(test, self._result)
        layout.addLayout(test)
        if self._edited is None:
            form.gap(layout)
            layout.addWidget(self._auto_save)
            layout.addWidget(self._folder)
        layout.addStretch(1)
        self._build_keyring_line(layout)
        form.gap(layout, 16)
        layout.addWidget(self._foot)

    def _build_keyring_line(self, layout: QVBoxLayout) -> None:
        self._keyring_line = QWidget()
        line = form.row(self._keyring_note, self._session)
        form.fill(line, self._keyring_note)
        self._keyring_line.setLayout(line)
        self._keyring_line.hide()
        layout.addWidget(self._keyring_line)

    def _connect(self) -> None:
        self._preset.activated.connect(self._on_preset_chosen)
        self._endpoint.textChanged.connect(self._on_endpoint_changed)
        self._name.textEdited.connect(self._on_name_edited)
        self._key.changed.connect(self._on_key_changed)
        self._consent.toggled.connect(self._on_consent_toggled)
        self._test.clicked.connect(self._on_test)
        self._poller.connection_tested.connect(self._on_tested)
        self._auto_save.toggled.connect(self._folder.setEnabled)
        self._auto_save.toggled.connect(self._judge)
        self._folder.changed.connect(self._judge)
        self._storing.done.connect(self._finish)
        self._storing.slow.connect(self._on_keyring_slow)
        self._storing.failed.connect(self._on_keyring_failed)
        self._session.clicked.connect(self._storing.use_for_session)
        self._foot.main.clicked.connect(self.accept)

    def _fill(self) -> None:
        for preset in PRESETS:
            self._preset.addItem(preset.name, preset.endpoint)
        self._preset.addItem(self.tr("Custom"), "")
        self._auto_save.setChecked(self._edited is None)
        if self._edited is None:
            self._endpoint.setText(PRESETS[0].endpoint)
            return
        self._name.setText(self._edited.name)
        self._endpoint.setText(self._edited.endpoint)
        self._consent.setChecked(self._edited.insecure_key)

    @property
    def _clean(self) -> str:
        """The endpoint as it will be asked, "" while it is none."""
        try:
            return clean_endpoint(self._endpoint.text())
        except EndpointError:
            return ""

    @property
    def _existing(self) -> Profile | None:
        """The profile that this one would take the place of."""
        return self._library.profiles.get(origin(self._clean)) if self._clean else None

    def accept(self) -> None:
        """Store the key, if one was typed, then the profile."""
        if self._reason():
            return
        if not self._key.key:
            self._finish()
            return
        self._storing.store(origin(self._clean), self._key.key)
        self._keyring_line.hide()
        self._judge()

    def reject(self) -> None:
        """Close; a key that is on its way into the keyring may still arrive there, but nothing uses it."""
        self._storing.forget()
        super().reject()

    def _finish(self) -> None:
        endpoint = self._clean
        consent = self._consent.isChecked() and needs_consent(endpoint)
        profile = Profile(origin(endpoint), one_line(self._name.text().strip(), 80), endpoint, consent)
        self._library.put_profile(profile)
        self._settings.current_profile = profile.id
        if self._edited is None:
            if self._auto_save.isChecked():
                self._settings.save_folder = self._folder.folder
            self._settings.auto_save = self._auto_save.isChecked()
        super().accept()

    def _on_preset_chosen(self, at: int) -> None:
        endpoint = str(self._preset.itemData(at))
        self._endpoint.setText(endpoint)
        if not endpoint:
            self._endpoint.setFocus()

    def _on_endpoint_changed(self) -> None:
        endpoint = self._clean
        known = self._preset.findData(endpoint) if endpoint else -1
        self._preset.setCurrentIndex(known if known >= 0 else self._preset.count() - 1)
        existing = self._existing
        if not self._name_is_typed:
            self._name.setText(self._suggested_name(endpoint, existing))
        hints = {preset.endpoint: preset.key_hint for preset in PRESETS}
        self._key.set_origin(origin(endpoint) if endpoint else "", hints.get(endpoint, ""), ask=existing is not None)
        host = endpoint.partition("://")[2].partition("/")[0]
        self._consent.setText(self.tr("Send the key &unencrypted to {0}").format(host.replace("&", "&&")))
        self._tell_endpoint(endpoint, existing)
        self._drop_result()
        self._judge()

    def _suggested_name(self, endpoint: str, existing: Profile | None) -> str:
        if existing is not None:
            return existing.name
        at = self._preset.findData(endpoint) if endpoint else -1
        return self._preset.itemText(at) if at >= 0 else endpoint.partition("://")[2].partition("/")[0]

    def _tell_endpoint(self, endpoint: str, existing: Profile | None) -> None:
        note = self._endpoint_note
        self._endpoint.setProperty("problem", not endpoint and bool(self._endpoint.text().strip()))
        theme.set_role(self._endpoint, "")
        if not endpoint:
            try:
                clean_endpoint(self._endpoint.text())
            except EndpointError as error:
                note.say(fault_sentence(error.fault), "failed" if self._endpoint.text().strip() else "muted")
        elif self._edited is not None and origin(endpoint) != self._edited.id:
            said = self.tr("This is another server: it is added, and “{0}” keeps its tasks.").format(self._edited.name)
            note.say(said, "not_saved")
        elif existing is not None and self._edited is None:
            said = self.tr("This provider is connected already, as “{0}”: its settings are changed.")
            note.say(said.format(existing.name), "not_saved")
        else:
            note.say(self.tr("Asked at {0}").format(f"{endpoint}/pika/feed/…"), "muted")

    def _on_name_edited(self) -> None:
        self._name_is_typed = bool(self._name.text().strip())
        self._judge()

    def _on_key_changed(self) -> None:
        self._drop_result()
        self._judge()

    def _on_consent_toggled(self) -> None:
        self._drop_result()
        self._judge()

    def _on_test(self) -> None:
        self._tested = self._clean
        key = self._key.key or (None if self._key.is_kept else "")
        self._result.say(self.tr("Asking {0}…").format(self._tested), "busy")
        self._judge()
        self._poller.test_connection(self._tested, key, insecure_key=self._consent.isChecked())

    def _on_tested(self, result: ConnectionResult) -> None:
        if not self._tested or result.endpoint != self._tested:
            return
        self._tested = ""
        self._result.say(*tested_sentence(result))
        self._judge()

    def _drop_result(self) -> None:
        """What is asked now is something else than what was tested."""
        self._tested = ""
        self._result.clear()

    def _on_keyring_slow(self) -> None:
        said = self.tr("The keyring has not answered yet. It may be asking for your password in another window.")
        self._offer_session(said, "busy")

    def _on_keyring_failed(self, problem: Problem) -> None:
        self._offer_session(messages.sentence(problem), "failed")
        self._judge()

    def _offer_session(self, why: str, tone: str) -> None:
        self._keyring_note.say(why, tone)
        self._keyring_line.show()

    def _needs_consent(self) -> bool:
        return needs_consent(self._clean) and (bool(self._key.key) or self._key.is_kept)

    def _blocks_test(self) -> str:
        """Why the server cannot even be asked, "" where it can."""
        if not self._clean:
            return self.tr("Enter a valid endpoint first.")
        if self._key.reason:
            return self.tr("Check the key.")
        if self._needs_consent() and not self._consent.isChecked():
            return self.tr("Agree to the unencrypted key, or use https.")
        return ""

    def _reason(self) -> str:
        """Why the main button cannot be pressed, "" where it can."""
        if self._storing.waiting:
            return self.tr("Waiting for the keyring…")
        if reason := self._blocks_test():
            return reason
        if not self._name.text().strip():
            return self.tr("Give it a name.")
        saves = self._edited is None and self._auto_save.isChecked()
        if saves and not self._folder.checked:
            return self.tr("Checking the folder…")
        if saves and self._folder.reason:
            return self.tr("Choose a folder that can be written to.")
        return ""

    def _judge(self) -> None:
        self._consent.setVisible(self._needs_consent())
        blocked = self._blocks_test()
        self._test.setEnabled(not blocked and not self._tested)
        self._test.setToolTip(blocked)
        self._foot.set_main(self._main_text, self._reason())
        waiting = self._storing.waiting
        for field in (self._preset, self._endpoint, self._name, self._key, self._consent):
            field.setEnabled(not waiting)
