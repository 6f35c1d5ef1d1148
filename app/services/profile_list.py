"""The profiles: in memory and, through `storage`, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.model import DEMO_PROFILE, Profile
from app.services.jobs import Outcome
from app.services.storage import Storage

if TYPE_CHECKING:
    from app.core.store import Store


class ProfileList(QObject):
    """Written at once; what the disk did not take is written with the next `flush`.

    Signals:
        failed: Problem; the database could not be written.
    """

    failed = Signal(object)

    def __init__(self, storage: Storage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage = storage
        self._profiles: dict[str, Profile] = {}
        self._unwritten: set[str] = set()  # put or removed, as `_profiles` says

    @property
    def by_id(self) -> Mapping[str, Profile]:
        """All of them, Demo first."""
        return MappingProxyType(self._profiles)

    @property
    def waits(self) -> bool:
        """Whether anything is not written yet."""
        return bool(self._unwritten)

    def take_in(self, profiles: Iterable[Profile]) -> None:
        """What the database held; what is here already is newer."""
        self._profiles = {**{profile.id: profile for profile in profiles}, **self._profiles}

    def put(self, profile: Profile) -> None:
        """Add or change one."""
        self._profiles[profile.id] = profile
        self._profiles = dict(sorted(self._profiles.items(), key=lambda item: item[0] != DEMO_PROFILE))
        self._write(profile.id)

    def remove(self, profile_id: str) -> None:
        """Take one out that is there; in the database with its tasks."""
        del self._profiles[profile_id]
        self._write(profile_id)

    def flush(self) -> None:
        """Write what the disk did not take, as it stands now."""
        unwritten, self._unwritten = self._unwritten, set()
        for profile_id in unwritten:
            self._write(profile_id)

    def _write(self, profile_id: str) -> None:
        profile = self._profiles.get(profile_id)
        if profile is None:
            work = partial(_remove, profile_id=profile_id)
        else:
            work = partial(_put, profile=profile)
        self._storage.run(work, partial(self._on_written, profile_id))

    def _on_written(self, profile_id: str, outcome: Outcome[None]) -> None:
        if outcome.problem is not None:
            self._unwritten.add(profile_id)
            self.failed.emit(outcome.problem)


def _put(store: Store, profile: Profile) -> None:
    store.put_profile(profile)


def _remove(store: Store, profile_id: str) -> None:
    store.remove_profile(profile_id)
