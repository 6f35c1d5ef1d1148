"""The list "Videos" on the screen: heights, pointer, keyboard, and what is visible of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView, QWidget

from app.core.arrange import Row, RowKind
from app.services.posters import Posters
from app.ui.glide import DURATION, Glide
from app.ui.row_face import RowAction
from app.ui.row_layout import RowSize
from app.ui.video_delegate import Pointed, VideoDelegate
from app.ui.video_model import VideoModel

Index = QModelIndex | QPersistentModelIndex

_SETTLED_MS = 120
_AGES_MS = 60_000
_PRESS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class VideoView(QTableView):
    """A table of one column with a fixed header: a change of one row lays out nothing else (measured).

    Signals:
        action_requested: RowAction and Row; a button of a row was pressed, or Enter on it.
        visible_changed: tuple of Row that are on the screen; () while the window is hidden.
        selection_settled: what is selected, or what it can do, may be new.
    """

    action_requested = Signal(object, object)
    visible_changed = Signal(object)
    selection_settled = Signal()

    def __init__(self, model: VideoModel, posters: Posters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("videos")
        self.setAccessibleName(self.tr("Videos"))
        self._model = model
        self._anchor: tuple[QPersistentModelIndex, int] | None = None
        self._on_screen = False
        self._pointed_at = False
        self._glide = Glide(self)
        self._delegate = VideoDelegate(model, posters, self._glide, self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._ages = QTimer(self, interval=_AGES_MS)
        self._ages.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._changed = QTimer(self, singleShot=True, interval=0)
        self._set_up()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._connect(posters)
        self.restyle()

    @property
    def delegate(self) -> VideoDelegate:
        """The painter of the rows."""
        return self._delegate

    def restyle(self) -> None:
        """Colours, fonts or the style's animation are new."""
        self._delegate.restyle()
        animated = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0
        self._glide.duration = DURATION if animated else 0.0
        layout = self._delegate.layout
        self.verticalHeader().setMinimumSectionSize(layout.head_height)
        self.verticalHeader().setDefaultSectionSize(layout.row_height)
        self.verticalScrollBar().setSingleStep(layout.row_height // 3)
        self.setMinimumWidth(layout.least_width + self.verticalScrollBar().sizeHint().width())
        self._fit_heights()
        self.viewport().update()

    def set_row_size(self, size: RowSize) -> None:
        """Rows of another size; the topmost that is seen stays there."""
        if size is self._delegate.row_size:
            return
        top = QPersistentModelIndex(self.indexAt(self.viewport().rect().topLeft()))
        self._delegate.row_size = size
        self.restyle()
        if top.isValid():
            self.scrollTo(self._model.index(top.row(), 0), QAbstractItemView.ScrollHint.PositionAtTop)
        self._settle_soon()

    def selected_rows(self) -> list[Row]:
        """The selected rows, from top to bottom."""
        rows = self._model.rows
        found: list[int] = []
        selection = self.selectionModel().selection()
        for area in (selection.at(at) for at in range(selection.count())):
            found.extend(range(area.top(), area.bottom() + 1))
        return [rows[at] for at in sorted(found) if at < len(rows)]

    def select_rows(self, rows: Sequence[Row]) -> None:
        """Select these and bring the first of them into view."""
        wanted = set(rows)
        places = [at for at, row in enumerate(self._model.rows) if row in wanted]
        if not places:
            return
        self.clearSelection()
        selection, flag = self.selectionModel(), self.selectionModel().SelectionFlag
        for at in places:
            selection.select(self._model.index(at, 0), flag.Select | flag.Rows)
        selection.setCurrentIndex(self._model.index(places[0], 0), flag.NoUpdate)
        self.scrollTo(self._model.index(places[0], 0))

    # Set-up

    def _set_up(self) -> None:
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)

    def _connect(self, posters: Posters) -> None:
        model = self._model
        model.rowsAboutToBeInserted.connect(self._remember_anchor)
        model.rowsAboutToBeRemoved.connect(self._remember_anchor)
        model.layoutAboutToBeChanged.connect(self._remember_anchor)
        model.arranged.connect(self._on_arranged)
        model.dataChanged.connect(self._on_data_changed)
        self.selectionModel().selectionChanged.connect(self._changed.start)
        self._changed.timeout.connect(self.selection_settled)
        self.verticalScrollBar().valueChanged.connect(self._settle_soon)
        self._settle.timeout.connect(self._tell_visible)
        self._ages.timeout.connect(self._on_minute)
        self._glide.moved.connect(self._on_glide)
        posters.poster_ready.connect(model.touch_video)
        self.doubleClicked.connect(self._on_double_clicked)

    # Heights and scroll

    def _fit_heights(self) -> None:
        """Head lines are lower than rows: only sections that differ are touched, and their moving is told once."""
        header, layout = self.verticalHeader(), self._delegate.layout
        size, rows = header.sectionSize, self._model.rows
        heights = {kind: layout.height(kind) for kind in RowKind}
        wrong = [at for at, row in enumerate(rows) if size(at) != heights[row.kind]]
        if not wrong:
            return
        header.setUpdatesEnabled(False)  # else each resize looks up the place of its section: 100 ms for 10,000 rows
        header.blockSignals(True)
        for at in wrong:
            header.resizeSection(at, heights[rows[at].kind])
        header.blockSignals(False)
        header.setUpdatesEnabled(True)
        self.updateGeometries()
        self.viewport().update()

    def _remember_anchor(self, *_args: object) -> None:
        """A row that must keep its place on the screen, whatever comes or goes above it.

        That is the one under the pointer, else the one with the keyboard, else the topmost that is seen; at the very
        top new rows push down what nobody has a hand on.
        """
        if self._anchor is not None:
            return
        index = QModelIndex()
        if self._pointed_at:
            index = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))
        if not index.isValid() and self._delegate.ring and self.hasFocus() and self.currentIndex().isValid():
            shown = self.viewport().rect().intersects(self.visualRect(self.currentIndex()))
            index = self.currentIndex() if shown else QModelIndex()
        if not index.isValid() and self.verticalScrollBar().value() > 0:
            index = self.indexAt(self.viewport().rect().topLeft())
        if index.isValid():
            self._anchor = (QPersistentModelIndex(index), self.visualRect(index).top())

    def _on_arranged(self) -> None:
        self._fit_heights()
        anchor, self._anchor = self._anchor, None
        if anchor is not None and anchor[0].isValid():
            self.updateGeometries()
            place = self.verticalHeader().sectionPosition(anchor[0].row())
            self.verticalScrollBar().setValue(place - anchor[1])
        self._forget_vanished()
        self._settle_soon()
        self._changed.start()

    def _on_data_changed(self, *_args: object) -> None:
        """A video may have its poster's link now, and a selected one may have become one that can be saved."""
        self._settle_soon()
        if not self._changed.isActive():
            self._changed.start()

    def _forget_vanished(self) -> None:
        """A button of a row that is gone is neither held nor pointed at."""
        delegate = self._delegate
        delegate.hovered, delegate.pressed, delegate.hovered_row = None, None, None
        if delegate.focused is not None and delegate.focused.row != self._current_row():
            delegate.focused = None

    # Visible rows

    def _settle_soon(self, *_args: object) -> None:
        """Tell what is seen, soon and not more often than a few times a second while things move."""
        if self._on_screen and not self._settle.isActive():
            self._settle.start()

    def _tell_visible(self) -> None:
        rows = self._rows_on_screen() if self._on_screen else ()
        self.visible_changed.emit(rows)
        if not rows:
            self._ages.stop()
        elif not self._ages.isActive():
            self._ages.start()

    def _screen(self) -> range:
        height = self.viewport().height()
        first = self.rowAt(0)
        if first < 0:
            return range(0)
        last = self.rowAt(height - 1)
        return range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1)

    def _rows_on_screen(self) -> tuple[Row, ...]:
        place = self._screen()
        return self._model.rows[place.start : place.stop]

    def _on_minute(self) -> None:
        self._model.refresh_ages(self._screen())

    def _on_glide(self, rows: Sequence[Row]) -> None:
        moved = set(rows)
        for at in self._screen():
            row = self._model.rows[at]
            face = self._model.face(row)
            if row in moved and face.bar is not None:
                place = self.visualRect(self._model.index(at, 0))
                self.viewport().update(self._delegate.bar_rect(face, place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer rows may be seen now."""
        super().resizeEvent(event)
        self._settle_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Rows are seen again."""
        super().showEvent(event)
        self._on_screen = True
        self._settle_soon()
        self.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden window needs no posters and wakes for no ages."""
        super().hideEvent(event)
        self._on_screen = False  # also when minimised, where Qt still calls it visible
        self._pointed_at = False
        self._hold()
        self._settle.stop()
        self._tell_visible()

    # Pointer

    def _pointed(self, at: QPointF) -> tuple[Row | None, Pointed | None, bool]:
        """The row under a point, the button there, and whether it can be used."""
        index = self.indexAt(at.toPoint())
        row = self._model.row(index.row())
        if row is None:
            return None, None, False
        face = self._model.face(row)
        action = self._delegate.button_at(face, self.visualRect(index), at)
        if action is None:
            return row, None, False
        return row, Pointed(row, action), action in face.usable

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover; a button that is held stays so while the pointer is on it."""
        row, pointed, enabled = self._pointed(event.position())
        self._set_hover(row, pointed if enabled else None)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if pointed and enabled else Qt.CursorShape.ArrowCursor
        )
        if self._delegate.pressed is None:
            super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a button: hold it, and the selection stays. Elsewhere: select."""
        self._set_ring(False)
        _, pointed, enabled = self._pointed(event.position())
        if event.button() == Qt.MouseButton.LeftButton and pointed is not None:
            if enabled:
                self._delegate.pressed = pointed
                self._repaint(pointed.row)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A button acts when it is released where it was pressed."""
        held, self._delegate.pressed = self._delegate.pressed, None
        if held is None:
            super().mouseReleaseEvent(event)
            return
        self._repaint(held.row)
        _, pointed, enabled = self._pointed(event.position())
        if pointed == held and enabled:
            self.action_requested.emit(held.action, held.row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a button a double click is two presses."""
        if self._pointed(event.position())[1] is not None:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def _hold(self) -> None:
        """Rows keep their places while the pointer is over them, or one of them is seen to have the keyboard."""
        held = self._pointed_at or (self._delegate.ring and self.hasFocus() and self.currentIndex().isValid())
        if held != self._model.held:
            self._model.hold(held)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is over the list."""
        super().enterEvent(event)
        self._pointed_at = True
        self._hold()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere."""
        super().leaveEvent(event)
        self._pointed_at = False
        self._hold()
        self._set_hover(None, None)

    def _set_hover(self, row: Row | None, button: Pointed | None) -> None:
        delegate = self._delegate
        if (row, button) == (delegate.hovered_row, delegate.hovered):
            return
        before, delegate.hovered_row, delegate.hovered = delegate.hovered_row, row, button
        for each in {before, row} - {None}:
            self._repaint(each)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._play(self._model.row(index.row()))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space presses the button that has the keyboard, else plays; Left and Right choose a button."""
        self._set_ring(True)
        key = Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in _PRESS:
            self._press_current()
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 (Qt's name)
        """Tab goes through the buttons of the current row, then out of the list."""
        self._set_ring(True)
        return self._step(1 if forward else -1) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keyboard focus that comes to a list without a current row takes the first."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._set_ring(True)
            if not self.currentIndex().isValid() and self._model.rowCount():
                self.setCurrentIndex(self._model.index(0, 0))
        self._hold()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No button has the keyboard any more."""
        super().focusOutEvent(event)
        self._focus_button(None)
        self._hold()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 (Qt's name)
        """The keyboard stays on the same button of the next row where that has it."""
        super().currentChanged(current, previous)
        self._hold()
        focused = self._delegate.focused
        if focused is not None:
            row = self._model.row(current.row())
            same = row is not None and focused.action in self._model.face(row).usable
            self._focus_button(Pointed(row, focused.action) if row is not None and same else None)

    def _press_current(self) -> None:
        row, focused = self._current_row(), self._delegate.focused
        if focused is None:
            self._play(row)
        elif row is not None and focused.action in self._model.face(row).usable:
            self.action_requested.emit(focused.action, row)

    def _play(self, row: Row | None) -> None:
        if row is not None and RowAction.PLAY in self._model.face(row).usable:
            self.action_requested.emit(RowAction.PLAY, row)

    def _step(self, by: int) -> bool:
        """Move the keyboard to the next or previous button; False where it leaves the row's buttons."""
        row, focused = self._current_row(), self._delegate.focused
        if row is None:
            return False
        usable = self._model.face(row).usable
        at = usable.index(focused.action) if focused is not None and focused.action in usable else -1
        if at + by >= len(usable) or (at < 0 and by < 0):
            return False
        self._focus_button(Pointed(row, usable[at + by]) if at + by >= 0 else None)
        return True

    def _focus_button(self, pointed: Pointed | None) -> None:
        before, self._delegate.focused = self._delegate.focused, pointed
        for each in (before, pointed):
            if each is not None:
                self._repaint(each.row)

    def _set_ring(self, shown: bool) -> None:
        """The ring is for those who use the keyboard."""
        if self._delegate.ring != shown:
            self._delegate.ring = shown
            self._hold()
            self.viewport().update()

    def _current_row(self) -> Row | None:
        return self._model.row(self.currentIndex().row())

    def _repaint(self, row: Row | None) -> None:
        if row is None:
            return
        for at in self._model.rows_of(row.task):
            if self._model.rows[at] == row:
                self.viewport().update(self.visualRect(self._model.index(at, 0)))
