"""Decides what the banner says: of all that needs the user, the most urgent."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorCode, Problem
from app.core.model import DEMO_PROFILE, TaskKey
from app.services.failed_saves import FailedSaves, FolderTrouble
from app.services.keys import Keys, KeyState
from app.services.library import Library
from app.services.own_program import Fate, OwnProgram
from app.services.poller import Poller
from app.services.settings import Settings
from app.ui import messages
from app.ui.banner import Banner, Notice
from app.ui.face import ToneName
from app.ui.plain import isolated

_NEEDS_KEY = frozenset({ErrorCode.KEY_REFUSED, ErrorCode.FORBIDDEN})
_KEYRING = frozenset({ErrorCode.NO_KEYRING, ErrorCode.KEYRING_LOCKED, ErrorCode.KEYRING_SLOW, ErrorCode.KEYRING_FAILED})


class Notices(QObject):
    """Watches the services and feeds one banner.

    Signals:
        profile_wanted: ID of the profile whose dialog should open, "" for a new one.
        session_key_wanted: ID of the profile that a key should be entered for, without the keyring.
        folder_wanted: the folder that takes no files; another one should be asked for.
        folder_retried: the folder that takes no files should be tried again.
        page_wanted: URL that should open in the browser: the network's own login page comes in its place.
        news_wanted: what is new should be shown.
    """

    profile_wanted = Signal(str)
    session_key_wanted = Signal(str)
    folder_wanted = Signal(str)
    folder_retried = Signal(str)
    page_wanted = Signal(str)
    news_wanted = Signal()

    def __init__(
        self,
        banner: Banner,
        library: Library,
        poller: Poller,
        keys: Keys,
        settings: Settings,
        failed: FailedSaves,
    ) -> None:
        super().__init__(banner)
        self._banner = banner
        self._library = library
        self._poller = poller
        self._keys = keys
        self._settings = settings
        self._failed = failed
        self._closed: set[Notice] = set()
        self._news = ""
        self._unanswered: set[str] = set()  # profiles whose last poll brought no answer
        self._program: OwnProgram | None = None
        self._portals: dict[str, Problem] = {}  # by profile: its last poll brought a web page
        library.recovery.changed.connect(self.refresh)
        library.profiles_changed.connect(self.refresh)
        library.loaded.connect(self.refresh)
        poller.status_changed.connect(self.refresh)
        poller.task_checked.connect(self._on_task_checked)
        keys.key_changed.connect(self.refresh)
        failed.changed.connect(self.refresh)
        settings.changed.connect(self.refresh)
        banner.chosen.connect(self._on_chosen)
        self.refresh()

    def tell_news(self, version: str) -> None:
        """The app is of another version than at its last start: offer to tell what is new, until it is put away."""
        self._news = version
        self.refresh()

    def watch_program(self, program: OwnProgram) -> None:
        """Tell when this very app is replaced or removed while it runs."""
        self._program = program
        program.changed.connect(self.refresh)
        self.refresh()

    def refresh(self, *_args: object) -> None:
        """Show the most urgent notice that was not put away; one that comes back is shown again."""
        notices = [
            notice
            for notice in (
                self._of_database(),
                *self._of_folders(),
                self._of_network(),
                *self._of_providers(),
                *self._of_portals(),
                self._of_keyring(),
                self._of_program(),
                self._of_news(),
                self._of_demo(),
            )
            if notice is not None
        ]
        self._closed.intersection_update(notices)
        self._banner.tell(next((notice for notice in notices if notice not in self._closed), None))

    def _of_database(self) -> Notice | None:
        """Before there is a list, its page tells of it."""
        recovery = self._library.recovery
        if not self._library.is_loaded:
            return None
        if recovery.problem is not None:
            text = self.tr("Changes cannot be written to disk now. {0} The list stays, and is written later.")
            said = messages.sentence(recovery.problem)
            return Notice("database", "triangle-alert", text.format(said), ToneName.FAILED, closable=True)
        if recovery.aside:
            text = self.tr("The library's file was damaged or replaced and is made anew. The other is kept as {0}.")
            name = isolated(recovery.aside)
            return Notice("database", "triangle-alert", text.format(name), ToneName.NOT_SAVED, closable=True)
        if recovery.was_made_anew:
            text = self.tr("The library's file was gone, and was made anew with all that is in the list.")
            return Notice("database", "triangle-alert", text, ToneName.NOT_SAVED, closable=True)
        return None

    def _of_folders(self) -> list[Notice]:
        """What cannot be saved for its folder's sake can go to another one."""
        notices = []
        for trouble in self._failed.troubles:
            choices = (
                (f"folder {trouble.folder}", self.tr("Choose another folder…")),
                (f"retry {trouble.folder}", self.tr("Try again")),
            )
            text = messages.together((self._lack(trouble), self._waiting(len(trouble.keys))))
            notices.append(
                Notice(f"folder {trouble.folder}", "folder-open", text, ToneName.FAILED, choices, closable=True)
            )
        return notices

    def _lack(self, trouble: FolderTrouble) -> str:
        folder = messages.folder_name(trouble.folder, 80)
        if trouble.code is ErrorCode.NO_FOLDER:
            return self.tr("The save folder {0} is not there.").format(folder)
        if trouble.code is ErrorCode.NO_PERMISSION:
            return self.tr("The save folder {0} cannot be written to.").format(folder)
        if trouble.lack is None:
            return self.tr("The disk of {0} is full.").format(folder)
        needed, free = messages.size(trouble.lack.needed), messages.size(trouble.lack.free)
        return self.tr("Saving needs {0}; {1} are free in {2}.").format(needed, free, folder)

    def _waiting(self, count: int) -> str:
        if count == 1:
            return self.tr("1 video waits, and goes on by itself when it can.")
        return self.tr("{0} videos wait, and go on by themselves when they can.").format(messages.counted(count))

    def _of_network(self) -> Notice | None:
        """Only where it keeps anything from being asked: the demo needs no network."""
        held = any(not profile.is_demo for profile in self._library.profiles.values())
        if not self._poller.status.offline or not held:
            return None
        text = self.tr("You are offline. Checking and saving go on when the network is back.")
        return Notice("offline", "wifi-off", text, ToneName.QUIET, closable=True)

    def _of_portals(self) -> list[Notice]:
        notices = []
        for profile_id, problem in self._portals.items():
            profile = self._library.profiles.get(profile_id)
            if profile is None:
                continue
            text = messages.about(isolated(messages.provider_name(profile, 60)), messages.sentence(problem))
            choices = (
                (f"page {profile_id}", self.tr("Open in the browser")),
                (f"key {profile_id}", self.tr("Check the endpoint…")),
            )
            notices.append(Notice(f"portal {profile_id}", "wifi-off", text, ToneName.NOT_SAVED, choices, closable=True))
        return notices

    def _on_task_checked(self, key: TaskKey) -> None:
        """A web page in place of an answer is told until a poll of that provider brings anything else."""
        task = self._library.task(key)
        if task is None:
            return
        before = self._portals.get(key.profile), key.profile in self._unanswered
        self._portals.pop(key.profile, None)
        self._unanswered.discard(key.profile)
        if task.problem is not None:
            self._unanswered.add(key.profile)
            if task.problem.code is ErrorCode.LOGIN_PAGE:
                self._portals[key.profile] = task.problem
        if before != (self._portals.get(key.profile), key.profile in self._unanswered):
            self.refresh()

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
        text = messages.about(isolated(messages.provider_name(profile, 60)), messages.sentence(problem))
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
        """The keyring's own trouble with the key of the provider that new tasks go to.

        A provider that answers without a key needs none, and a trouble that keeps nothing from the user is none.
        """
        profile = self._library.profiles.get(self._settings.current_profile)
        if profile is None or profile.is_demo:
            return None
        status = self._keys.status(profile.id)
        fails = status.state is KeyState.FAILED and profile.id in self._unanswered
        if status.problem is None or not (fails or status.state is KeyState.READING):
            return None
        return self._keyring_notice(profile.id, messages.sentence(status.problem))

    def _keyring_notice(self, profile_id: str, text: str) -> Notice:
        """It waits, or it has failed: a key can be used without it."""
        session = (f"session {profile_id}", self.tr("Use for this session…"))
        if self._keys.status(profile_id).state is KeyState.READING:
            text = self.tr("Waiting for the keyring… {0}").format(text)
            return Notice(f"keyring {profile_id}", "hourglass", text, ToneName.NOT_SAVED, (session,), closable=True)
        choices = ((f"read {profile_id}", self.tr("Try again")), session)
        return Notice(f"keyring {profile_id}", "key-round", text, ToneName.NOT_SAVED, choices, closable=True)

    def _of_program(self) -> Notice | None:
        """Saves that run go on after a restart, so that it may be offered at any time."""
        fate = Fate.SAME if self._program is None else self._program.fate
        if fate is Fate.REPLACED:
            text = self.tr(
                "Another version of Pika Monitor was installed. Restart to use it: saves go on by themselves."
            )
            choices = (("restart", self.tr("Restart")),)
            return Notice("replaced", "sparkles", text, ToneName.NOT_SAVED, choices, closable=True)
        if fate is Fate.REMOVED:
            text = self.tr("Pika Monitor was removed from this computer. What is open goes on until you quit.")
            return Notice("removed", "triangle-alert", text, ToneName.NOT_SAVED, closable=True)
        return None

    def _of_news(self) -> Notice | None:
        if not self._news:
            return None
        text = self.tr("Pika Monitor is now version {0}.").format(self._news)
        return Notice("news", "sparkles", text, choices=(("news", self.tr("What's new")),), closable=True)

    def _of_demo(self) -> Notice | None:
        if self._settings.current_profile != DEMO_PROFILE or not self._library.is_loaded:
            return None
        text = self.tr("You are in the demo. Its videos are samples; connect your provider to follow your own tasks.")
        choices = (("key ", self.tr("Connect your provider…")),)
        return Notice("demo", "sparkles", text, ToneName.RUNNING, choices)

    def _on_chosen(self, _notice_id: str, choice: str) -> None:
        what, _, profile_id = choice.partition(" ")
        if what == "close" and self._banner.notice is not None:
            self._closed.add(self._banner.notice)
            self.refresh()
        elif what == "news":
            self._news = ""
            self.refresh()
            self.news_wanted.emit()
        elif what == "restart" and self._program is not None:
            self._program.restart()
        elif what == "folder":
            self.folder_wanted.emit(profile_id)
        elif what == "retry":
            self.folder_retried.emit(profile_id)
        elif what == "read":
            self._keys.read(profile_id)
        elif what == "key":
            self.profile_wanted.emit(profile_id)
        elif what == "session":
            self.session_key_wanted.emit(profile_id)
        elif what == "page" and (profile := self._library.profiles.get(profile_id)) is not None:
            self.page_wanted.emit(profile.endpoint)
