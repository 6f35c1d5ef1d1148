"""Decides what the banner says: of all that needs the user, the most urgent."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorCode, Problem
from app.core.model import DEMO_PROFILE
from app.services.keys import Keys, KeyState
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings
from app.ui import messages
from app.ui.banner import Banner, Notice
from app.ui.plain import isolated, one_line
from app.ui.row_face import ToneName

_NEEDS_KEY = frozenset({ErrorCode.KEY_REFUSED, ErrorCode.FORBIDDEN})
_KEYRING = frozenset({ErrorCode.NO_KEYRING, ErrorCode.KEYRING_LOCKED, ErrorCode.KEYRING_SLOW, ErrorCode.KEYRING_FAILED})


class Notices(QObject):
    """Watches the services and feeds one banner.

    Signals:
        profile_wanted: ID of the profile whose dialog should open, "" for a new one.
    """

    profile_wanted = Signal(str)

    def __init__(self, banner: Banner, library: Library, poller: Poller, keys: Keys, settings: Settings) -> None:
        super().__init__(banner)
        self._banner = banner
        self._library = library
        self._poller = poller
        self._keys = keys
        self._settings = settings
        self._database: Problem | None = None
        self._closed: set[Notice] = set()
        library.failed.connect(self._on_database_failed)
        library.profiles_changed.connect(self.refresh)
        library.loaded.connect(self.refresh)
        poller.status_changed.connect(self.refresh)
        keys.key_changed.connect(self.refresh)
        settings.changed.connect(self.refresh)
        banner.chosen.connect(self._on_chosen)
        self.refresh()

    def refresh(self, *_args: object) -> None:
        """Show the most urgent notice that was not put away."""
        for notice in (self._of_database(), *self._of_providers(), self._of_keyring(), self._of_demo()):
            if notice is not None and notice not in self._closed:
                self._banner.tell(notice)
                return
        self._banner.tell(None)

    def _of_database(self) -> Notice | None:
        if self._database is None:
            return None
        text = self.tr("The library cannot be read or written. {0} What is in the list stays; it is tried again.")
        said = messages.sentence(self._database)
        return Notice("database", "triangle-alert", text.format(said), ToneName.FAILED, closable=True)

    def _of_providers(self) -> list[Notice]:
        return [
            notice
            for hold in self._poller.status.holds
            if (notice := self._of_provider(hold.profile_id, hold.problem)) is not None
        ]

    def _of_provider(self, profile_id: str, problem: Problem) -> Notice | None:
        profile = self._library.profiles.get(profile_id)
        if profile is None:
            return None
        text = f"{isolated(one_line(profile.name, 60))}: {messages.sentence(problem)}"
        if problem.code in _NEEDS_KEY:
            choices = ((f"key {profile_id}", self.tr("Enter key…")),)
            return Notice(f"key {profile_id}", "key-round", text, ToneName.FAILED, choices)
        if problem.code is ErrorCode.INSECURE_KEY:
            choices = ((f"key {profile_id}", self.tr("Decide…")),)
            return Notice(f"insecure {profile_id}", "key-round", text, ToneName.NOT_SAVED, choices)
        if problem.code in _KEYRING:
            return self._keyring_notice(profile_id, text)
        return None

    def _of_keyring(self) -> Notice | None:
        """The keyring's own trouble with the key of the provider that new tasks go to."""
        profile = self._library.profiles.get(self._settings.current_profile)
        if profile is None or profile.is_demo:
            return None
        status = self._keys.status(profile.id)
        if status.problem is None or status.state not in (KeyState.FAILED, KeyState.READING):
            return None
        return self._keyring_notice(profile.id, messages.sentence(status.problem))

    def _keyring_notice(self, profile_id: str, text: str) -> Notice:
        choices = (
            (f"read {profile_id}", self.tr("Try again")),
            (f"key {profile_id}", self.tr("Enter key…")),
        )
        return Notice(f"keyring {profile_id}", "key-round", text, ToneName.NOT_SAVED, choices, closable=True)

    def _of_demo(self) -> Notice | None:
        if self._settings.current_profile != DEMO_PROFILE or not self._library.is_loaded:
            return None
        text = self.tr("You are in the demo. Its videos are samples; connect your provider to follow your own tasks.")
        choices = (("key ", self.tr("Connect your provider…")),)
        return Notice("demo", "sparkles", text, ToneName.RUNNING, choices)

    def _on_database_failed(self, problem: Problem) -> None:
        self._database = problem
        self.refresh()

    def _on_chosen(self, _notice_id: str, choice: str) -> None:
        what, _, profile_id = choice.partition(" ")
        if what == "close" and self._banner.notice is not None:
            self._closed.add(self._banner.notice)
            self.refresh()
        elif what == "read":
            self._keys.read(profile_id)
        elif what == "key":
            self.profile_wanted.emit(profile_id)
