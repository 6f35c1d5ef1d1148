"""Owns what comes from outside the window: the tasks of the command line, and what second starts hand over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.command_line import Options, say
from app.core.endpoints import NOWHERE, PRESETS, origin
from app.core.model import DEMO_PROFILE, Profile, TaskKey
from app.services.jobs import Outcome
from app.services.library import Library
from app.services.saver import Saver
from app.services.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.handover import Reply


class Arrival(NamedTuple):
    """What one start asks for.

    Attributes:
        ids: task IDs.
        endpoint: base URL of their provider, "" for the current one.
        demo: whether they are the Demo's.
        auto_save: absolute folder that they are saved to, "" for none.
        token: the desktop's, with which the window may be brought to the front.
    """

    ids: tuple[str, ...]
    endpoint: str
    demo: bool
    auto_save: str
    token: str = ""

    @classmethod
    def of_options(cls, options: Options) -> Arrival:
        """What this process was started with."""
        return cls(options.ids, options.endpoint, options.demo, options.auto_save)

    @classmethod
    def of_message(cls, message: Mapping[str, Any]) -> Arrival:
        """What another process says that it was started with; what is of no use in it is left out."""
        return cls(
            tuple(each for each in message.get("ids", ()) if isinstance(each, str)),
            str(message.get("endpoint", "")),
            message.get("demo") is True,
            str(message.get("auto_save", "")),
            str(message.get("token", "")),
        )


class Arrivals(QObject):
    """Tracks what is asked for. What comes before that can be done waits, or is refused with a word; none is dropped.

    Signals:
        tracked: what this process was started with is committed.
        raise_wanted: token (str, "" for none): a second start wants to see the window.
    """

    tracked = Signal()
    raise_wanted = Signal(str)

    def __init__(
        self, library: Library, saver: Saver, settings: Settings, options: Options, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._saver = saver
        self._settings = settings
        self._own = Arrival.of_options(options)
        self._early: list[tuple[Arrival, Reply]] = []
        self._started = False
        library.failed.connect(self._on_library_failed)

    def start(self) -> None:
        """The services run: track what this process was started with, then what has waited."""
        self._started = True
        self._saver.start("" if self._own.ids else self._own.auto_save)
        self._track(self._own, self._on_tracked)

    def take(self, message: Mapping[str, Any], answer: Reply) -> None:
        """A second start: its answer is `ok` once its tasks are committed, and a `problem` where they are not."""
        self._take(Arrival.of_message(message), answer)

    def _take(self, arrival: Arrival, answer: Reply) -> None:
        if self._library.cannot_be_read:
            is_kept = not arrival.ids
            answer({"ok": is_kept, "problem": "" if is_kept else "the library cannot be read"})
        elif not self._started:
            self._early.append((arrival, answer))
            return
        else:
            if arrival.auto_save and not arrival.ids:
                self._saver.start(arrival.auto_save)
            self._track(arrival, _Answer(answer))
        self.raise_wanted.emit(arrival.token)

    @property
    def waits_for_library(self) -> bool:
        """Whether an end now would cost tasks that can be kept as soon as the first rows are read."""
        return bool(self._own.ids) and not self._started and not self._knows_profiles

    def keep(self) -> bool:
        """An end that comes before the start must not cost the tasks of the command line; whether it does not."""
        if self._started:
            return True
        if self._library.cannot_be_read or not self._knows_profiles:
            if self._own.ids:
                say("pika-monitor: the library cannot be read; these tasks were not kept")
            return not self._own.ids
        if DEMO_PROFILE not in self._library.profiles:
            self._library.put_profile(Profile(DEMO_PROFILE, "Demo", NOWHERE))
        self._track(self._own)
        return True

    @property
    def _knows_profiles(self) -> bool:
        """Whether tasks can be tracked: the providers that they may belong to come with the first rows."""
        return self._library.is_loaded or bool(self._library.profiles)

    def _on_library_failed(self, _problem: object = None) -> None:
        if self._library.cannot_be_read:
            self._take_early()

    def _on_tracked(self, _outcome: Outcome[tuple[TaskKey, ...]]) -> None:
        self._take_early()
        self.tracked.emit()

    def _take_early(self) -> None:
        early, self._early = self._early, []
        for arrival, answer in early:
            self._take(arrival, answer)

    def _track(self, arrival: Arrival, done: Callable[[Outcome[tuple[TaskKey, ...]]], None] | None = None) -> None:
        """With the profile that is named, else with the current one; without IDs, makes that one current.

        `done` gets the Outcome once they are committed, at once where there are none.
        """
        profile_id = DEMO_PROFILE if arrival.demo else self._profile_of(arrival.endpoint)
        if arrival.ids:
            self._library.add(profile_id, arrival.ids, auto_save_dir=arrival.auto_save, done=done)
            return
        if arrival.demo or arrival.endpoint:
            self._settings.current_profile = profile_id
        if done is not None:
            done(Outcome(()))

    def _profile_of(self, endpoint: str) -> str:
        profiles = self._library.profiles
        if not endpoint:
            current = self._settings.current_profile
            return current if current in profiles else DEMO_PROFILE
        profile_id = origin(endpoint)
        known = profiles.get(profile_id)
        if known is None:
            names = {preset.endpoint: preset.name for preset in PRESETS}
            name = names.get(endpoint, profile_id.split("://", 1)[1])
            self._library.put_profile(Profile(profile_id, name, endpoint))
            # Who names a provider for the first time means to go on with it.
            self._settings.current_profile = profile_id
        elif known.endpoint != endpoint:
            self._library.put_profile(Profile(profile_id, known.name, endpoint, known.insecure_key))
        return profile_id


class _Answer:
    """Answers a second start once its tasks are committed."""

    def __init__(self, answer: Reply) -> None:
        self._answer = answer

    def __call__(self, outcome: Outcome[tuple[TaskKey, ...]]) -> None:
        self._answer({"ok": outcome.problem is None, "problem": outcome.problem.detail if outcome.problem else ""})
