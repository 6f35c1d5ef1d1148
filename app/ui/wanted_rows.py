"""Selects the rows of tasks that someone else than the user wants to be seen, as soon as all of them are shown."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.arrange import rows_of
from app.core.model import TaskKey
from app.services.library import Library
from app.ui.video_model import VideoModel
from app.ui.video_views import VideoViews

MOST_SELECTED = 500
"""Tasks that are selected at once, by what is not a person: 4 ms (measured)."""


class WantedRows:
    """What is still to be selected.

    Attributes:
        keys: the tasks whose rows are waited for; none where nothing is.
    """

    def __init__(self, views: VideoViews, model: VideoModel, library: Library) -> None:
        self._views = views
        self._model = model
        self._library = library
        self.keys: tuple[TaskKey, ...] = ()

    def want(self, keys: Sequence[TaskKey]) -> None:
        """Have these selected in place of any before; `look` does it.

        Of very many only the last one: nobody looks through thousands that are selected.
        """
        self.keys = tuple(keys if len(keys) <= MOST_SELECTED else keys[-1:])

    def look(self) -> None:
        """Select them if all are shown: many come some at a time, the last of them last."""
        if not self.keys or any(map(self._is_coming, reversed(self.keys))):
            return
        rows = [self._model.rows[at] for key in self.keys for at in self._model.rows_of(key)[:1]]
        if rows:
            self.keys = ()
            self._views.select_rows(rows)

    def _is_coming(self, key: TaskKey) -> bool:
        task = self._library.task(key)
        return task is not None and not self._model.rows_of(key) and bool(rows_of(task, self._model.query))
