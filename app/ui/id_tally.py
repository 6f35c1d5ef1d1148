"""Counts the task IDs in texts: which are new, which are tracked already, which words are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from app.core.errors import Problem
from app.core.task_scan import scan
from app.services.library import Library
from app.ui.stepper import Stepper

_AT_ONCE = 500  # IDs that the library is asked for in one step


class IdTally(QObject):
    """Looks through texts of any length in slices, whenever they or the provider change.

    Signals:
        counted: the attributes hold for the texts and the provider that were given last.

    Attributes:
        new: IDs that the provider's tasks do not hold yet, in order.
        known: how many are tracked already.
        unusable: words that stand where an ID could, but are none.
    """

    counted = Signal()

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._profile_id = ""
        self._ids: dict[str, None] = {}
        self.new: list[str] = []
        self.known = 0
        self.unusable: list[str] = []
        self._stepper = Stepper(self)
        self._stepper.finished.connect(self._on_finished)

    @property
    def problem(self) -> Problem | None:
        """Why nothing could be counted."""
        return self._stepper.problem

    @property
    def busy(self) -> bool:
        """Whether it is still looking."""
        return self._stepper.busy

    def look_through(self, texts: Sequence[str], profile_id: str) -> None:
        """Count anew; `counted` follows, for short texts before this returns."""
        self._profile_id = profile_id
        self._stepper.start(self._find(tuple(texts)))

    def ask_for(self, profile_id: str) -> None:
        """The same IDs of another provider, or the same once the library has changed."""
        if self.busy and not self._ids:
            self._profile_id = profile_id
            return
        self._profile_id = profile_id
        self._stepper.start(self._compare())

    def _on_finished(self) -> None:
        if self.problem is not None:  # what was counted before was of another text
            self._ids, self.new, self.known, self.unusable = {}, [], 0, []
        self.counted.emit()

    def _find(self, texts: tuple[str, ...]) -> Iterator[None]:
        ids: dict[str, None] = {}
        unusable: dict[str, None] = {}
        self._ids = {}
        for text in texts:
            for found in scan(text):
                ids.update(dict.fromkeys(found.ids))
                unusable.update(dict.fromkeys(found.unusable))
                yield
        self._ids = ids
        self.unusable = list(unusable)
        yield from self._compare()

    def _compare(self) -> Iterator[None]:
        new: list[str] = []
        ids = list(self._ids)
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            known = self._library.known(self._profile_id, some)
            new.extend(task_id for task_id in some if task_id not in known)
            yield
        self.new = new
        self.known = len(ids) - len(new)
