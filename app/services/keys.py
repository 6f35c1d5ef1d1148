"""The API keys: read once a run from the OS keyring on a thread of their own, held in memory, written nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.core import keyring_entry
from app.core.cancel import Cancel
from app.core.endpoints import clean_key
from app.core.errors import ErrorCode, Problem
from app.services.jobs import Lane, Outcome

SLOW_AFTER_MS = 5_000
"""When "waiting for the keyring" is said: a person who types a password needs longer than any timeout would give."""


class KeyState(StrEnum):
    """What is known of an origin's key."""

    UNREAD = "unread"
    READING = "reading"
    FOUND = "found"
    ABSENT = "absent"
    SESSION = "session"  # entered by the user, for this run only
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """State and, for FAILED or a READING that takes long, why."""

    state: KeyState
    problem: Problem | None = None


class Keys(QObject):
    """Keys by origin.

    Signals:
        key_changed: origin; its status or its key is new.
        key_stored, key_forgotten: origin and Problem, or None where it was done.
    """

    key_changed = Signal(str)
    key_stored = Signal(str, object)
    key_forgotten = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane("keys", parent=self)
        self._keys: dict[str, str] = {}
        self._status: dict[str, KeyStatus] = {}
        self._slow = QTimer(self, singleShot=True, interval=SLOW_AFTER_MS)
        self._slow.timeout.connect(self._on_slow)

    def status(self, origin: str) -> KeyStatus:
        """What is known of this origin's key."""
        return self._status.get(origin, KeyStatus(KeyState.UNREAD))

    def key(self, origin: str) -> str:
        """The key itself, "" where there is none. For services that send it; nothing shows or logs it."""
        return self._keys.get(origin, "")

    def read(self, origin: str) -> None:
        """Asks the keyring; `key_changed` follows. One for this session stays as it is."""
        if self.status(origin).state in (KeyState.READING, KeyState.SESSION):
            return
        self._set_status(origin, KeyStatus(KeyState.READING))
        self._slow.start()
        self._lane.run(partial(_read, origin), partial(self._on_read, origin))

    def store(self, origin: str, key: str) -> None:
        """Writes the key to the keyring; `key_stored` follows. It is used from then on."""
        self._slow.start()
        self._lane.run(partial(_write, origin, key), partial(self._on_stored, origin, key))

    def forget(self, origin: str) -> None:
        """Deletes the key from the keyring and from memory; `key_forgotten` follows."""
        self._lane.run(partial(_forget, origin), partial(self._on_forgotten, origin))

    def use_for_session(self, origin: str, key: str) -> None:
        """Uses this key until the app ends, whatever the keyring does."""
        self._keys[origin] = key
        self._set_status(origin, KeyStatus(KeyState.SESSION))

    def stop(self) -> None:
        """Takes no more work; a call that blocks in the keyring is left behind on its daemon thread."""
        self._slow.stop()
        self._lane.stop()

    def _set_status(self, origin: str, status: KeyStatus) -> None:
        self._status[origin] = status
        self.key_changed.emit(origin)

    def _on_read(self, origin: str, outcome: Outcome[str]) -> None:
        if self.status(origin).state is not KeyState.READING:
            return
        if outcome.problem is not None:
            self._set_status(origin, KeyStatus(KeyState.FAILED, outcome.problem))
            return
        self._keys[origin] = outcome.value or ""
        self._set_status(origin, KeyStatus(KeyState.FOUND if outcome.value else KeyState.ABSENT))

    def _on_stored(self, origin: str, key: str, outcome: Outcome[None]) -> None:
        if outcome.problem is None:
            self._keys[origin] = key
            self._set_status(origin, KeyStatus(KeyState.FOUND))
        self.key_stored.emit(origin, outcome.problem)

    def _on_forgotten(self, origin: str, outcome: Outcome[None]) -> None:
        if outcome.problem is None:
            self._keys.pop(origin, None)
            self._set_status(origin, KeyStatus(KeyState.ABSENT))
        self.key_forgotten.emit(origin, outcome.problem)

    def _on_slow(self) -> None:
        for origin, status in tuple(self._status.items()):
            if status.state is KeyState.READING:
                self._set_status(origin, KeyStatus(KeyState.READING, Problem(ErrorCode.KEYRING_SLOW)))


def _read(origin: str, _cancel: Cancel) -> str:
    """The key, cleaned as one that is pasted: `echo … | secret-tool store` keeps the line break too."""
    return clean_key(keyring_entry.read(origin))


def _write(origin: str, key: str, _cancel: Cancel) -> None:
    keyring_entry.write(origin, key)


def _forget(origin: str, _cancel: Cancel) -> None:
    keyring_entry.forget(origin)
