"""Opens the window's dialogs; each is imported when it is first needed, and modal to the window only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.core.model import TaskKey
from app.services.keys import Keys
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings
from app.services.text_files import TextFiles
from app.services.upkeep import Upkeep
from app.ui.actions import Actions
from app.ui.help import Help
from app.ui.intake import Haul

if TYPE_CHECKING:
    from app.ui.settings_dialog import SettingsDialog


class Dialogs(QObject):
    """All but those that belong to one act, as the question at the end does.

    Signals:
        tasks_added: tuple of TaskKey, of which the task ID may be "": tasks of this profile were added in a dialog.
    """

    tasks_added = Signal(object)

    def __init__(
        self,
        window: QWidget,
        *,
        library: Library,
        poller: Poller,
        keys: Keys,
        settings: Settings,
        files: TextFiles,
        actions: Actions,
        help_: Help,
        upkeep: Upkeep | None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._poller = poller
        self._keys = keys
        self._settings = settings
        self._files = files
        self._actions = actions
        self._help = help_
        self._upkeep = upkeep
        actions.add.triggered.connect(self.open_add)
        actions.settings.triggered.connect(self.open_settings)
        actions.shortcuts.triggered.connect(self.open_shortcuts)

    def open_add(self) -> None:
        """Where task IDs are pasted."""
        from app.ui.add_dialog import AddDialog

        dialog = AddDialog(self._library, self._settings, self._files, self._window)
        dialog.tasks_added.connect(self._on_added)
        _open(dialog)

    def open_profile(self, profile_id: str = "") -> None:
        """Of a provider; "" for a new one."""
        from app.ui.profile_dialog import ProfileDialog

        _open(ProfileDialog(self._library, self._keys, self._poller, self._settings, self._window, profile_id or None))

    def open_session_key(self, profile_id: str) -> None:
        """For a key that is kept nowhere."""
        from app.ui.session_key_dialog import SessionKeyDialog

        if (profile := self._library.profiles.get(profile_id)) is not None:
            _open(SessionKeyDialog(self._keys, profile, self._window))

    def open_settings(self) -> SettingsDialog:
        """All that can be chosen."""
        from app.ui.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._settings, self._library, self._keys, self._poller, self._window, self._upkeep)
        dialog.guide_wanted.connect(self._help.open_guide)
        dialog.about_wanted.connect(self._help.open_about)
        _open(dialog)
        return dialog

    def open_shortcuts(self) -> None:
        """Every action with its keys."""
        from app.ui.shortcuts_dialog import ShortcutsDialog

        _open(ShortcutsDialog(self._actions.sections(), self._window))

    def open_haul(self, haul: Haul) -> None:
        """What of a paste could not be used; it may stay open beside the window."""
        from app.ui.haul_dialog import HaulDialog

        dialog = HaulDialog(haul, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def _on_added(self, profile_id: str, count: int) -> None:
        if count:
            self.tasks_added.emit((TaskKey(profile_id, ""),))


def _open(dialog: QDialog) -> None:
    """Polling and painting go on."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
