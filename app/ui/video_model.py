"""The list "Videos" as a model: rows by key, kept in step with library and saver without ever being reset."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from app.core.arrange import Query, Row, RowKind, Sort, arrange_in_steps, rows_of
from app.core.model import Task, TaskKey, VideoKey
from app.core.time_left import Estimate
from app.core.transfer import Standing
from app.services.library import Library
from app.services.overview import Overview
from app.services.saver import Saver, TransferState
from app.ui import messages
from app.ui.face import Face, button_text
from app.ui.row_face import describe

Index = QModelIndex | QPersistentModelIndex

_log = logging.getLogger(__name__)
_TICK_MS = 50
_SLICE = 0.002  # seconds of work between two turns of the event loop
_REORDER_MS = 2_000  # after which rows that are sorted by what changes all the time take their new places
_MANY = 500  # tasks at once that are worth putting all rows in order anew
_INDEXED = 500  # rows whose places are noted in one step: well under a millisecond
_FEW = 1_000  # rows that are swapped in at once
_FACES = 600  # faces that are kept: some screens full
_AGE_STEP = 30.0  # seconds for which the ages in a face hold
_NOWHERE = Standing()
_NO_FACE = Face(RowKind.TASK, "")
_PAINTED = [Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole]


class _Table(NamedTuple):
    """Rows, and where they stand: by task and video (not by kind, for an enum's hash is slow), and a task's first."""

    rows: tuple[Row, ...]
    places: dict[tuple[TaskKey, VideoKey | None], int]
    starts: dict[TaskKey, int]


class VideoModel(QAbstractTableModel):
    """One column; a row is a task, the head line of a task with several videos, or one of these.

    While it is `held`, no row comes, goes or moves by itself: only what the user adds, removes or sorts does so.

    Signals:
        arranged: rows came, went or moved.
    """

    arranged = Signal()

    def __init__(self, library: Library, saver: Saver, overview: Overview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._saver = saver
        self._overview = overview
        self._query = Query()
        self._held = False
        self._fresh: set[TaskKey] = set()  # added or brought back by the user: they may move rows
        self._waiting: dict[TaskKey, None] = {}  # those whose rows would have come or gone
        self._unsorted = False
        self._rows: tuple[Row, ...] = ()
        self._starts: dict[TaskKey, int] | None = None
        self._faces: dict[Row, tuple[float, Face]] = {}
        self._dirty: dict[TaskKey, None] = {}
        self._gone: set[TaskKey] = set()
        self._stale = False
        self._steps: Generator[None, None, _Table | None] | None = None
        self._made: _Table | None = None
        self._tick = QTimer(self, singleShot=True, interval=_TICK_MS)
        self._tick.timeout.connect(self._flush)
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._on_turn)
        self._count_down = QTimer(self, singleShot=True)
        self._count_down.timeout.connect(self._on_count_down)
        self._reorder = QTimer(self, singleShot=True, interval=_REORDER_MS)
        self._reorder.timeout.connect(self._on_reorder)
        library.previewed.connect(self._on_previewed)
        library.loaded.connect(self.rearrange)
        library.tasks_added.connect(self._on_tasks_added)
        library.tasks_updated.connect(self._on_tasks_updated)
        library.tasks_removed.connect(self._on_tasks_removed)
        saver.transfer_updated.connect(self.touch_video)
        saver.queue_moved.connect(self._on_queue_moved)
        if library.is_loaded:
            self.rearrange()

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows that match the query."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """One: a row paints itself as a whole."""
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text that is read out. The view asks `row` and `face`: tuples do not survive a QVariant."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.face(row).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.face(row).spoken
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._buttons_in_words(self.face(row))
        return None

    def _buttons_in_words(self, face: Face) -> str:
        """What can be pressed in the row, and how: painted buttons are no objects that a screen reader knows."""
        names = [button_text(action) for action in face.usable]
        return self.tr("Buttons: {0}. Tab goes to them, Enter presses.").format(messages.listed(names)) if names else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The column's name, which only assistive tools meet."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Video")
        return super().headerData(section, orientation, role)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as they stand."""
        return self._rows

    def row(self, at: int) -> Row | None:
        """The row at a place, None where there is none."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    @property
    def query(self) -> Query:
        """What is shown."""
        return self._query

    @property
    def arranging(self) -> bool:
        """Whether rows are still being put in order."""
        return self._slice.isActive()

    def face(self, row: Row) -> Face:
        """What the row shows now; its ages are at most half a minute old."""
        now = time.time()
        known = self._faces.get(row)
        if known is not None and abs(now - known[0]) < _AGE_STEP:
            return known[1]
        task = self._library.task(row.task)
        if task is None:  # removed, and the row goes with the next tick
            return known[1] if known else _NO_FACE
        face = self._described(row, task, now)
        if len(self._faces) >= _FACES:
            self._faces.clear()
        self._faces[row] = (now, face)
        return face

    def _described(self, row: Row, task: Task, now: float) -> Face:
        """A defect in one row must not end the app: an exception that leaves a paint does (PySide6 6.11.3)."""
        try:
            transfer = self._saver.transfer(row.video) if row.video else None
            standing = self._saver.standing(row.video) if row.video else _NOWHERE
            if standing.seconds is not None and not self._count_down.isActive():
                self._count_down.start(messages.count_down_step(standing.seconds))
            return describe(row, task, transfer, now, self._estimate(row, task), standing)
        except Exception:
            _log.exception("cannot describe %s", row)
            return replace(_NO_FACE, kind=row.kind, title=task.key.task_id, spoken=task.key.task_id)

    def _estimate(self, row: Row, task: Task) -> Estimate:
        video = task.video(row.video) if row.video else None
        return Estimate() if video is None else self._overview.estimate(task, video)

    def search(self, text: str) -> None:
        """Show only what matches."""
        self.show_only(self._query._replace(text=text))

    def show_only(self, query: Query) -> None:
        """Show what the user asks for now, in the order that they ask for; rows move at once, held or not."""
        if query != self._query:
            self._query = query
            self.rearrange()

    @property
    def held(self) -> bool:
        """Whether the rows keep their places."""
        return self._held

    def hold(self, held: bool) -> None:
        """Keep all rows where they are, or let what has waited for it happen."""
        self._held = held
        if held:
            return
        if self._unsorted and not self._reorder.isActive():
            self._reorder.start()
        if self._waiting:
            waiting, self._waiting = self._waiting, {}
            self._mark(waiting)

    def rows_of(self, task: TaskKey) -> range:
        """Where the rows of a task stand; empty where none is shown."""
        start = self._start_of(task)
        if start is None:
            return range(0)
        end = start + 1
        while end < len(self._rows) and self._rows[end].task == task:
            end += 1
        return range(start, end)

    def touch_video(self, key: VideoKey) -> None:
        """Something that the library does not know of (a transfer, a poster) is new for this video."""
        self._mark((key.task,))

    def _on_queue_moved(self) -> None:
        """Rows that tell their place in the queue tell it anew; those that are not painted have no face to change."""
        self._retell(TransferState.WAITING)

    def _on_count_down(self) -> None:
        self._retell(TransferState.RETRYING)

    def _retell(self, state: TransferState) -> None:
        transfers = ((row.task, self._saver.transfer(row.video)) for row in self._faces if row.video is not None)
        self._mark({task: None for task, transfer in transfers if transfer is not None and transfer.state is state})

    def refresh_ages(self, rows: Iterable[int]) -> None:
        """Let these rows tell their ages anew."""
        for at in rows:
            if 0 <= at < len(self._rows):
                self._faces.pop(self._rows[at], None)
                self._tell(at, at)

    def rearrange(self) -> None:
        """Put all rows in order anew, in slices that leave the window responsive."""
        keys = list(self._library.tasks)
        tasks = (task for task in map(self._library.task, reversed(keys)) if task is not None)
        self._stale = self._unsorted = False
        self._waiting = {}
        self._reorder.stop()
        self._begin(arrange_in_steps(tasks, self._query, self._overview.time_left))

    def _on_previewed(self) -> None:
        """The newest tasks are the first page, unless something else was asked for."""
        if self._query == Query():
            self.rearrange()

    def _on_tasks_added(self, keys: Sequence[TaskKey]) -> None:
        """Rows come with the next tick, so that a thousand single additions are one; very many come in slices."""
        if len(keys) > _MANY:
            self.rearrange()
        else:
            self._fresh.update(keys)
            self._mark(keys)

    def _on_tasks_updated(self, keys: Sequence[TaskKey]) -> None:
        self._mark(keys)

    def _on_tasks_removed(self, keys: Sequence[TaskKey]) -> None:
        self._gone.update(keys)
        self._mark(keys)

    def _mark(self, keys: Iterable[TaskKey]) -> None:
        for key in keys:
            self._dirty[key] = None
        if not self._tick.isActive():
            self._tick.start()

    def _flush(self) -> None:
        """One round: what is gone, what changed in place, and whether rows have to move."""
        if self.arranging or not self._take_gone():  # rows are on their way; they will be told of after
            self._tick.start()
            return
        added: list[tuple[int, tuple[Row, ...]]] = []
        end = time.perf_counter() + _SLICE
        for key in list(islice(self._dirty, 5000)):
            del self._dirty[key]
            self._refresh(key, added)
            if time.perf_counter() > end:
                break
        if added and not self._stale:
            self._put_on_top(added)
        if self._stale:
            self.rearrange()
        if self._dirty:
            self._tick.start()

    def _refresh(self, key: TaskKey, added: list[tuple[int, tuple[Row, ...]]]) -> None:
        """Tell of one task. A new one is put into `added` with its place in the order."""
        place = self.rows_of(key)
        now_shown = self._rows[place.start : place.stop]
        task = self._library.task(key)
        wanted = rows_of(task, self._query) if task is not None else ()
        fresh = key in self._fresh
        self._fresh.discard(key)
        for row in now_shown:
            self._faces.pop(row, None)
        if now_shown:
            self._note_unsorted()
        if wanted == now_shown:
            if wanted:
                self._tell(place.start, place.stop - 1)
        elif self._held and not fresh and len(wanted) < len(now_shown):
            self._waiting[key] = None
            self._tell(place.start, place.stop - 1)
        elif now_shown:
            self._swap_segment(place, wanted)
        elif self._held and not fresh:
            self._waiting[key] = None
        elif self._goes_on_top(key):
            added.append((task.seq if task else 0, wanted))
        else:
            self._stale = True

    def _note_unsorted(self) -> None:
        """What changed may belong elsewhere now: the order follows a little later, and not while rows are held."""
        if self._query.sort is Sort.NEWEST:
            return
        self._unsorted = True
        if not self._held and not self._reorder.isActive():
            self._reorder.start()

    def _on_reorder(self) -> None:
        if self._unsorted and not self._held:
            self.rearrange()

    def _goes_on_top(self, key: TaskKey) -> bool:
        """Whether the task belongs above all rows: so do all that were just added, but not what an undo brings back."""
        if self._query.sort is not Sort.NEWEST or self._query.reverse:
            return False
        if not self._rows:
            return True
        first, task = self._library.task(self._rows[0].task), self._library.task(key)
        return first is not None and task is not None and task.seq > first.seq

    def _put_on_top(self, added: list[tuple[int, tuple[Row, ...]]]) -> None:
        added.sort(reverse=True)
        rows = tuple(row for _, rows in added for row in rows)
        self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
        self._set_rows(rows + self._rows)
        self.endInsertRows()
        self.arranged.emit()

    def _swap_segment(self, place: range, wanted: tuple[Row, ...]) -> None:
        """Replace the rows of one task, e.g. by a head line and its videos when the first answer comes.

        The first row changes in place, so that a selected task stays selected.
        """
        kept = min(1, len(wanted))
        if kept:
            self._set_rows((*self._rows[: place.start], wanted[0], *self._rows[place.start + 1 :]))
            self._tell(place.start, place.start)
        start = place.start + kept
        if place.stop > start:
            self.beginRemoveRows(QModelIndex(), start, place.stop - 1)
            self._set_rows(self._rows[:start] + self._rows[place.stop :])
            self.endRemoveRows()
        if len(wanted) > kept:
            self.beginInsertRows(QModelIndex(), start, start + len(wanted) - kept - 1)
            self._set_rows(self._rows[:start] + wanted[kept:] + self._rows[start:])
            self.endInsertRows()
        self.arranged.emit()

    def _take_gone(self) -> bool:
        """Remove the rows of removed tasks, a few one by one. False where there are many: a swap takes these."""
        gone, self._gone = {key for key in self._gone if self._library.task(key) is None}, set()
        places = [place for place in map(self.rows_of, gone) if place]
        for key in gone:
            self._dirty.pop(key, None)
        if len(places) > 20:
            self._begin(_without(self._rows, gone))
            return False
        for place in sorted(places, key=lambda each: each.start, reverse=True):
            self.beginRemoveRows(QModelIndex(), place.start, place.stop - 1)
            self._set_rows(self._rows[: place.start] + self._rows[place.stop :])
            self.endRemoveRows()
        if places:
            self.arranged.emit()
        return True

    def _prepare(self, steps: Generator[None, None, list[Row]]) -> Generator[None, None, _Table | None]:
        """All that a swap needs, in steps; None where the rows stand as they are to."""
        rows = yield from steps
        table, same = _Table(tuple(rows), {}, {}), len(rows) == len(self._rows)
        for first in range(0, len(rows), _INDEXED):
            same = same and table.rows[first : first + _INDEXED] == self._rows[first : first + _INDEXED]
            for at, row in enumerate(rows[first : first + _INDEXED], first):
                table.places[row[1:]] = at
                table.starts.setdefault(row.task, at)
            yield
        return None if same else table

    def _begin(self, steps: Generator[None, None, list[Row]]) -> None:
        """Bring in what these steps make: few rows at once, many some in each turn of the event loop."""
        self._steps, self._made = self._prepare(steps), None
        if self._make_some() and len(self._rows) <= _FEW:
            self._swap_in()
        elif not self._slice.isActive():
            self._slice.start()

    def _on_turn(self) -> None:
        """The swap has a turn of its own, for Qt's share of it takes some milliseconds."""
        if self._steps is not None:
            self._make_some()
        else:
            self._swap_in()

    def _make_some(self) -> bool:
        """Work for one slice; True where all is made."""
        end = time.perf_counter() + _SLICE
        try:
            while self._steps is not None and time.perf_counter() < end:
                next(self._steps)
        except StopIteration as done:
            self._steps, self._made = None, done.value
        return self._steps is None

    def _swap_in(self) -> None:
        self._slice.stop()
        made, self._made = self._made, None
        if made is not None:
            self._apply(made)

    def _apply(self, table: _Table) -> None:
        """Swap in other rows; selection and current row stay with what they were on."""
        if not self._rows:
            self.beginInsertRows(QModelIndex(), 0, len(table.rows) - 1)
            self._set_rows(table.rows, table.starts)
            self.endInsertRows()
        elif not table.rows:
            self.beginRemoveRows(QModelIndex(), 0, len(self._rows) - 1)
            self._set_rows(table.rows, table.starts)
            self.endRemoveRows()
        else:
            self._swap(table)
        self.arranged.emit()

    def _swap(self, table: _Table) -> None:
        self.layoutAboutToBeChanged.emit()
        before, old = self.persistentIndexList(), self._rows
        self._set_rows(table.rows, table.starts)
        after = []
        for index in before:
            place = table.places.get(old[index.row()][1:])
            after.append(QModelIndex() if place is None else self.index(place, 0))
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _set_rows(self, rows: tuple[Row, ...], starts: dict[TaskKey, int] | None = None) -> None:
        self._rows = rows
        self._starts = starts

    def _start_of(self, task: TaskKey) -> int | None:
        """The first row of a task, by a table that is made when it is asked for the first time after a change."""
        if self._starts is None:
            last = len(self._rows) - 1
            self._starts = {row.task: last - back for back, row in enumerate(reversed(self._rows))}
        return self._starts.get(task)

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, 0), _PAINTED)


def _without(rows: tuple[Row, ...], gone: set[TaskKey]) -> Generator[None, None, list[Row]]:
    """These rows but for those of some tasks, in steps."""
    kept: list[Row] = []
    for first in range(0, len(rows), _INDEXED):
        kept.extend(row for row in rows[first : first + _INDEXED] if row.task not in gone)
        yield
    return kept
