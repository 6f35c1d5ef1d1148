"""A library on a database file, for the tests of what it keeps."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.core.model import DEMO_PROFILE, Profile, TaskKey
from app.core.store import Snapshot, Store
from app.services.library import Library
from app.services.storage import Storage

GENEROUS = 20_000
"""Milliseconds after which a test has hung."""
DEMO = Profile(DEMO_PROFILE, "Demo", "http://127.0.0.1:1")


def key(task_id: str, profile: str = DEMO_PROFILE) -> TaskKey:
    return TaskKey(profile, task_id)


class Book:
    """A library on a database file, with all that it said."""

    def __init__(self, bot: QtBot, path: Path) -> None:
        self.bot, self.path = bot, path
        self.storage = Storage(path)
        self.library = Library(self.storage)
        self.said: list[tuple[str, Any]] = []
        for name in ("tasks_added", "tasks_updated", "tasks_removed", "failed"):
            getattr(self.library, name).connect(getattr(self, f"on_{name}"))

    def on_tasks_added(self, keys: object) -> None:
        self.said.append(("added", keys))

    def on_tasks_updated(self, keys: object) -> None:
        self.said.append(("updated", keys))

    def on_tasks_removed(self, keys: object) -> None:
        self.said.append(("removed", keys))

    def on_failed(self, problem: object) -> None:
        self.said.append(("failed", problem))

    def load(self) -> Book:
        with self.bot.waitSignal(self.library.loaded, timeout=GENEROUS):
            self.library.load()
        return self

    def add(self, *ids: str, profile: str = DEMO_PROFILE) -> None:
        with self.bot.waitSignal(self.library.tasks_added, timeout=GENEROUS):
            self.library.add(profile, ids)

    def settle(self) -> None:
        """Wait until the storage has done all that is queued, and what that queued."""
        ended: list[object] = []
        for count in range(1, 4):
            self.storage.run(Store.load, ended.append)
            self.bot.waitUntil(partial(self._are, ended, count), timeout=GENEROUS)

    @staticmethod
    def _are(ended: list[object], count: int) -> bool:
        return len(ended) == count

    def limit_pages(self, *, full: bool) -> None:
        def limit(store: Store) -> None:
            (pages,) = store._db.execute("PRAGMA page_count").fetchone()
            store._db.execute(f"PRAGMA max_page_count={pages if full else 1_000_000}")

        self.storage.run(limit)

    def on_disk(self) -> Snapshot:
        with closing(Store(self.path, read_only=True)) as store:
            return store.load()

    def close(self) -> None:
        self.library.close()
        assert self.storage.stop(20)
