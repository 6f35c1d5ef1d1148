"""The gallery on the screen: the videos' posters in a grid, scrolled and chosen from in two dimensions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from app.core.arrange import Row, RowKind
from app.services.posters import Posters
from app.ui.card_delegate import CardDelegate
from app.ui.card_layout import Grid
from app.ui.video_model import VideoModel
from app.ui.video_surface import VideoSurface

Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemView.ScrollHint
_Flag = QItemSelectionModel.SelectionFlag
_Move = QAbstractItemView.CursorAction


class Gallery(VideoSurface):
    """A card for each video, and for each task that has none yet; head lines have no card.

    All cards are of one size, so where a card stands, what is at a point and how far one can scroll is arithmetic.
    A QListView in icon mode, which lays all items out at each insertion, takes 14 ms for one more of 10,000 and 10 ms
    for each step of a resize (PySide6 6.11.3, uniform items and a grid size), and has no way to leave rows out but to
    hide them one by one; here the first takes 0.7 ms, to find anew which rows have cards, and the second 0.01 ms.

    A selected head line stands for its videos. So that nothing acts on what is not seen to be selected, it is selected
    here only together with all of them.
    """

    def __init__(self, model: VideoModel, posters: Posters, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setObjectName("gallery")
        self._grid = Grid(0, 1, QSize(1, 1), 0, 0)
        self._fitted = QSize()
        self._mapped: tuple[Row, ...] = ()
        self._known_cards: Sequence[int] = ()
        self._delegate = CardDelegate(model, posters, self._glide, self)
        self._start(self._delegate)
        for corner in self.findChildren(QAbstractButton):
            corner.hide()  # a table lays it out, and hides it, with its headers

    @property
    def delegate(self) -> CardDelegate:
        """The painter of the cards."""
        return self._delegate

    @property
    def grid(self) -> Grid:
        """How the cards stand."""
        return self._grid

    @property
    def cards(self) -> Sequence[int]:
        """The row of each card, ascending."""
        rows = self._model.rows
        if rows is not self._mapped:
            found = [at for at, row in enumerate(rows) if row[0] is not RowKind.HEAD]
            self._known_cards = found if len(found) < len(rows) else range(len(rows))
            self._mapped = rows
        return self._known_cards

    def card_of(self, row: int) -> int:
        """The card of a row; below 0 where it has none."""
        cards = self.cards
        at = bisect_left(cards, row)
        return at if at < len(cards) and cards[at] == row else -1

    # Places

    def _lay_out(self) -> None:
        layout = self._delegate.layout
        self.setMinimumWidth(self._bar_width + Grid.least_width(layout))
        self._fitted = QSize()
        self.updateGeometries()

    @property
    def _bar_width(self) -> int:
        return self.verticalScrollBar().sizeHint().width()

    @property
    def _left(self) -> int:
        """Where the content begins: from right to left it ends at the right edge."""
        return self.viewport().width() - self._grid.width if self._grid.mirrored else 0

    def updateGeometries(self) -> None:
        """Fit the grid to the view and the scroll bar to the grid; the topmost card that is seen stays there.

        The scroll bar's room is left out always: else its coming could make the cards so much smaller that it goes.
        """
        size = QSize(max(1, self.maximumViewportSize().width() - self._bar_width), self.viewport().height())
        if size != self._fitted:
            self._fit(size)
        self._fit_scroll_bar()

    def _fit(self, size: QSize) -> None:
        first = self._first_seen()
        self._fitted = size
        self._grid = Grid.fit(self._delegate.layout, size.width(), size.height())
        self._delegate.keep_posters(self._grid.columns * (size.height() // self._grid.pitch + 2))
        if first >= 0:
            self._fit_scroll_bar()
            self.scrollTo(self._index(first), _Hint.PositionAtTop)
        self.viewport().update()

    def _fit_scroll_bar(self) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(self._fitted.height())
        bar.setSingleStep(max(1, self._grid.pitch // 3))
        bar.setRange(0, max(0, self._grid.height(len(self.cards)) - self._fitted.height()))
        self.horizontalScrollBar().setRange(0, 0)

    def _first_seen(self) -> int:
        """The first card whose larger part is seen; below 0 where the grid stands at its top."""
        offset = self.verticalOffset()
        if offset <= 0:
            return -1
        seen = self._grid.between(
            offset + self._grid.card.height() // 2, offset + self._fitted.height(), len(self.cards)
        )
        return seen.start if seen else -1

    def _screen(self) -> Sequence[int]:
        offset = self.verticalOffset()
        seen = self._grid.between(offset, offset + self.viewport().height() - 1, len(self.cards))
        return self.cards[seen.start : seen.stop]

    def _topmost(self) -> QModelIndex:
        return self._index(max(0, self._first_seen()))

    def _index(self, card: int) -> QModelIndex:
        return self._model.index(self.cards[card], 0) if 0 <= card < len(self.cards) else QModelIndex()

    def _fit_rows(self) -> None:
        self._adopt_selection()
        self.updateGeometries()
        self.viewport().update()

    def _put_back(self, row: int, at: QPoint, held: bool) -> None:
        """A card that a person has a hand on stays in its column too: the first line begins with empty places."""
        card, grid = self.card_of(row), self._grid
        if card < 0:
            return
        lead = 0
        if held:
            middle = at.x() - self._left + grid.card.width() // 2
            lead = (grid.nearest(QPoint(middle, grid.margin)) + grid.lead - card) % grid.columns
        self._set_lead(lead)
        self.verticalScrollBar().setValue(self._grid.place(card).top() - at.y())
        if self._grid.place(card).top() - self.verticalOffset() != at.y():
            self._set_lead(0)  # there is too little to scroll: it moves in any case

    def _set_lead(self, lead: int) -> None:
        if lead != self._grid.lead:
            self._grid = replace(self._grid, lead=lead)
            self._fit_scroll_bar()
            self.viewport().update()

    def _hold(self) -> None:
        """When nobody has a hand on them any more, the cards close up."""
        super()._hold()
        if not self._model.held and self._grid.lead:
            first = self._first_seen()
            self._set_lead(0)
            if first >= 0:
                self.scrollTo(self._index(first), _Hint.PositionAtTop)
            self._settle_soon()

    def scrollToTop(self) -> None:  # noqa: N802 (Qt's name)
        """To the first card, in the first place."""
        self._set_lead(0)
        super().scrollToTop()

    # What Qt asks of a view

    def visualRect(self, index: Index) -> QRect:  # noqa: N802 (Qt's name)
        """Of the card, in the viewport; empty for a head line."""
        card = self.card_of(index.row()) if index.isValid() and self._on_screen else -1
        return self._grid.place(card).translated(self._left, -self.verticalOffset()) if card >= 0 else QRect()

    def indexAt(self, at: QPoint) -> QModelIndex:  # noqa: N802 (Qt's name)
        """The row of the card at a point of the viewport."""
        index = self._index(self._nearest(at))
        return index if self.visualRect(index).contains(at) else QModelIndex()

    def _nearest(self, at: QPoint) -> int:
        return self._grid.nearest(at + QPoint(-self._left, self.verticalOffset()))

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802 (Qt's name)
        """Head lines are not shown."""
        return self.card_of(index.row()) < 0

    def horizontalOffset(self) -> int:  # noqa: N802 (Qt's name)
        """None: the cards share the width out."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802 (Qt's name)
        """How far the content is scrolled."""
        return self.verticalScrollBar().value()

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:  # noqa: N802 (Qt's name)
        """Bring the whole card into view, no further than needed."""
        card = self.card_of(index.row())
        if card < 0:
            return
        place, bar, margin = self._grid.place(card), self.verticalScrollBar(), self._grid.margin
        top = place.top() - (self._grid.gap if place.top() > margin else margin)
        bottom = place.bottom() + 1 + margin - self._fitted.height()
        if hint is _Hint.PositionAtCenter:
            bar.setValue((top + bottom) // 2)
        elif hint is _Hint.PositionAtTop or top < bar.value():
            bar.setValue(top)
        elif hint is _Hint.PositionAtBottom or bottom > bar.value():
            bar.setValue(bottom)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802 (Qt's name)
        """Of the selected cards that are on the screen."""
        region = QRegion()
        shown = self._screen()
        for part in (selection.at(at) for at in range(selection.count())):
            for row in shown[bisect_left(shown, part.top()) : bisect_left(shown, part.bottom() + 1)]:
                region += self.visualRect(self._model.index(row, 0))
        return region

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the cards that have a part in what is to be painted."""
        area, left, offset = event.rect(), self._left, self.verticalOffset()
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        state = QStyle.StateFlag
        plain = option.state & ~(state.State_Selected | state.State_HasFocus | state.State_MouseOver)
        current = self.currentIndex().row() if self.hasFocus() else -1
        selection, cards, grid = self.selectionModel(), self.cards, self._grid
        for card in grid.between(area.top() + offset, area.bottom() + offset, len(cards)):
            place = grid.place(card).translated(left, -offset)
            if not place.intersects(area):
                continue
            index = self._model.index(cards[card], 0)
            chosen = state.State_Selected if selection.isSelected(index) else state.State_None
            focus = state.State_HasFocus if cards[card] == current else state.State_None
            option.rect, option.state = place, plain | chosen | focus
            self._delegate.paint(painter, option, index)
        painter.end()

    # Choosing

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads: left and right in reading order, up and down in the column."""
        last = len(self.cards) - 1
        if last < 0:
            return QModelIndex()
        card = self.card_of(self.currentIndex().row())
        if card < 0:
            return self._topmost()
        return self._index(self._moved(card, action, last))

    def _moved(self, card: int, action: _Move, last: int) -> int:
        columns = self._grid.columns
        back = _Move.MoveRight if self._grid.mirrored else _Move.MoveLeft
        lines = max(1, self._fitted.height() // self._grid.pitch)
        if action in (_Move.MoveLeft, _Move.MoveRight, _Move.MovePrevious, _Move.MoveNext):
            return min(max(0, card + (-1 if action in (back, _Move.MovePrevious) else 1)), last)
        if action in (_Move.MoveHome, _Move.MoveEnd):
            return 0 if action is _Move.MoveHome else last
        by = {_Move.MoveUp: -1, _Move.MoveDown: 1, _Move.MovePageUp: -lines, _Move.MovePageDown: lines}[action]
        return self._in_column(card, by, last, columns)

    def _in_column(self, card: int, by: int, last: int, columns: int) -> int:
        """`by` lines below in the same column, or as near as there is a card; the last line may be short."""
        lead = self._grid.lead
        line, column = divmod(card + lead, columns)
        wanted = min(max(0, line + by), (last + lead) // columns) * columns + column - lead
        if wanted < 0:  # an empty place before the first card
            wanted += columns
        return min(wanted, last)

    def keyboardSearch(self, _letters: str) -> None:
        """Nothing: the search field finds, and Qt would ask every row for its text."""

    def setSelection(self, area: QRect, command: _Flag) -> None:  # noqa: N802 (Qt's name)
        """From the card at one corner to the card at the other, in reading order, as a range of rows in the list."""
        cards = self.cards
        ends = sorted((self._nearest(area.topLeft()), self._nearest(area.bottomRight())))
        first, last = max(0, ends[0]), min(ends[1], len(cards) - 1)
        if first > last:
            self.selectionModel().select(QItemSelection(), command)
            return
        self.selectionModel().select(self._with_heads(cards[first], cards[last]), command)
        if not command & _Flag.Clear:
            self._let_go_of_heads((cards[first], cards[last]))

    def _with_heads(self, first: int, last: int) -> QItemSelection:
        """All from row `first` to row `last`, but for the head line of a task whose videos go on behind."""
        rows, parts = self._model.rows, [(first, last)]
        task = self._model.rows_of(rows[last].task)
        if rows[task.start].kind is RowKind.HEAD and task.stop - 1 > last and task.start > first:
            parts = [(first, task.start - 1), (task.start + 1, last)]
        chosen = QItemSelection()
        for top, bottom in parts:
            chosen.append(QItemSelectionRange(self._model.index(top, 0), self._model.index(bottom, 0)))
        return chosen

    def _let_go_of_heads(self, places: Iterable[int]) -> None:
        """Of tasks at these rows of which a video is not selected."""
        selection, rows = self.selectionModel(), self._model.rows
        for at in places:
            task = self._model.rows_of(rows[at].task)
            head = self._model.index(task.start, 0)
            if rows[task.start].kind is not RowKind.HEAD or not selection.isSelected(head):
                continue
            if not all(selection.isSelected(self._model.index(each, 0)) for each in task[1:]):
                selection.select(head, _Flag.Deselect)

    def select_rows(self, rows: Sequence[Row]) -> None:
        """Select these and bring the first of them into view; a head line stands for its videos."""
        super().select_rows(rows)
        self._adopt_selection()
        self.scrollTo(self.currentIndex())

    def _adopt_selection(self) -> None:
        """A head line that is selected, or has the keyboard, hands on to its videos."""
        if isinstance(self.cards, range):
            return
        rows, selection = self._model.rows, self.selectionModel()
        chosen = selection.selection()
        found = QItemSelection()
        for part in (chosen.at(at) for at in range(chosen.count())):
            for at in range(part.top(), min(part.bottom() + 1, len(rows))):
                if rows[at].kind is RowKind.HEAD:
                    last = self._model.rows_of(rows[at].task).stop - 1
                    if last > part.bottom():
                        found.append(QItemSelectionRange(self._model.index(at, 0), self._model.index(last, 0)))
        if found.count():
            selection.select(found, _Flag.Select)
        current = self._model.row(self.currentIndex().row())
        if current is not None and current.kind is RowKind.HEAD:
            selection.setCurrentIndex(self._model.index(self.currentIndex().row() + 1, 0), _Flag.NoUpdate)

    def _first(self) -> QModelIndex:
        return self._index(0)
