"""What the list and the gallery have in common: pointer, keyboard, places that are kept, and what is visible."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
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
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QTableView, QWidget

from app.core.arrange import Row
from app.ui.face import RowAction
from app.ui.face_delegate import FaceDelegate
from app.ui.glide import DURATION, Glide
from app.ui.row_hands import RowHands
from app.ui.video_model import VideoModel

Index = QModelIndex | QPersistentModelIndex

_SETTLED_MS = 120
_AGES_MS = 60_000
_PRESS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class VideoSurface(QTableView):
    """Shows the rows of the model and lets them be acted on. Where each of them stands is told by who derives from it.

    It is a table view by birth in both cases: to assistive tools an item view of another class is a bare area without
    rows (PySide6 6.11.3, measured).

    Signals:
        action_requested: RowAction and Row; a button of a row was pressed, or Enter on it.
        visible_changed: tuple of Row that are on the screen; () while the window is hidden.
        selection_settled: what is selected, or what it can do, may be new.
    """

    action_requested = Signal(object, object)
    visible_changed = Signal(object)
    selection_settled = Signal()

    def __init__(self, model: VideoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Videos"))
        self._model = model
        self._anchor: tuple[QPersistentModelIndex, QPoint, bool] | None = None
        self._on_screen = False
        self._pointed_at = False
        self._glide = Glide(self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._ages = QTimer(self, interval=_AGES_MS)
        self._ages.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._changed = QTimer(self, singleShot=True, interval=0)

    def _start(self, delegate: FaceDelegate) -> None:
        """The second half of the making, when the delegate is there."""
        self._painter = delegate
        self._hands = RowHands(self, self._model, delegate)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setModel(self._model)
        self.setItemDelegate(delegate)
        self._connect()
        self.share_selection(self.selectionModel())
        self.restyle()

    @property
    def delegate(self) -> FaceDelegate:
        """The painter."""
        return self._painter

    def restyle(self) -> None:
        """Colours, fonts, the direction of reading or the style's animation are new."""
        self._painter.restyle()
        animated = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0
        self._glide.duration = DURATION if animated else 0.0
        self._lay_out()
        self.viewport().update()

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
        selection, flag = self.selectionModel(), self.selectionModel().SelectionFlag
        areas, start = QItemSelection(), 0
        for at in range(1, len(places) + 1):  # one by one, each is compared with all before: 6 s for 10,000 (measured)
            if at == len(places) or places[at] != places[at - 1] + 1:
                areas.select(self._model.index(places[start], 0), self._model.index(places[at - 1], 0))
                start = at
        selection.select(areas, flag.ClearAndSelect | flag.Rows)
        selection.setCurrentIndex(self._model.index(places[0], 0), flag.NoUpdate)
        self.scrollTo(self._model.index(places[0], 0))

    def share_selection(self, selection: QItemSelectionModel) -> None:
        """Select and move in step with another view of the same model."""
        if selection is not self.selectionModel():
            self.setSelectionModel(selection)
        selection.selectionChanged.connect(self._changed.start)

    def mark(self) -> tuple[Row | None, bool]:
        """Where another view should go on: the current row, where it is seen, else the topmost; and which it is."""
        current = self.currentIndex().row()
        seen = current in self._screen()
        return self._model.row(current if seen else self._topmost().row()), seen

    def go_to(self, row: Row, hint: QAbstractItemView.ScrollHint) -> None:
        """Scroll to what another view's `mark` was."""
        for at in self._model.rows_of(row.task):
            index = self._model.index(at, 0)
            if self._model.rows[at] == row:
                head = self.isIndexHidden(index)
                self.scrollTo(self._model.index(at + 1, 0) if head else index, hint)

    def take_over(self, other: VideoSurface) -> None:
        """Go on with the keyboard where another view ends."""
        self._set_ring(other._painter.ring)

    def _connect(self) -> None:
        model = self._model
        model.rowsAboutToBeInserted.connect(self._remember_anchor)
        model.rowsAboutToBeRemoved.connect(self._remember_anchor)
        model.layoutAboutToBeChanged.connect(self._remember_anchor)
        model.arranged.connect(self._on_arranged)
        model.dataChanged.connect(self._on_data_changed)
        self._changed.timeout.connect(self.selection_settled)
        self.verticalScrollBar().valueChanged.connect(self._settle_soon)
        self._settle.timeout.connect(self._tell_visible)
        self._ages.timeout.connect(self._on_minute)
        self._glide.moved.connect(self._on_glide)
        self.doubleClicked.connect(self._on_double_clicked)

    # Places: of those who derive from this

    def _lay_out(self) -> None:
        """Measures are new."""
        raise NotImplementedError

    def _screen(self) -> Sequence[int]:
        """The numbers of the rows on the screen, ascending."""
        raise NotImplementedError

    def _fit_rows(self) -> None:
        """Rows came, went or moved, perhaps while this was hidden."""
        raise NotImplementedError

    def _put_back(self, row: int, at: QPoint, held: bool) -> None:
        """Scroll so that this row stands at this point again; `held`: a person has a hand on it."""
        raise NotImplementedError

    # Scroll

    def _remember_anchor(self, *_args: object) -> None:
        """A row that must keep its place on the screen, whatever comes or goes above it.

        That is the one under the pointer, else the one with the keyboard, else the topmost that is seen; at the very
        top new rows push down what nobody has a hand on.
        """
        if self._anchor is not None:
            return
        index, held = QModelIndex(), True
        if self._pointed_at:
            index = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))
        if not index.isValid() and self._has_keyboard():
            shown = self.viewport().rect().intersects(self.visualRect(self.currentIndex()))
            index = self.currentIndex() if shown else QModelIndex()
        if not index.isValid() and self.verticalScrollBar().value() > 0:
            index, held = self._topmost(), False
        if index.isValid():
            self._anchor = (QPersistentModelIndex(index), self.visualRect(index).topLeft(), held)

    def _topmost(self) -> QModelIndex:
        """The first row that is seen."""
        shown = self._screen()
        return self._model.index(shown[0], 0) if shown else QModelIndex()

    def _has_keyboard(self) -> bool:
        """Whether a row is seen to have the keyboard."""
        return self._painter.ring and self.hasFocus() and self.currentIndex().isValid()

    def _on_arranged(self) -> None:
        anchor, self._anchor = self._anchor, None
        if self.isHidden():  # another view is shown in its place
            return
        self._fit_rows()
        if anchor is not None and anchor[0].isValid():
            self._put_back(anchor[0].row(), anchor[1], anchor[2])
        self._hands.forget_vanished()
        self._settle_soon()
        self._changed.start()

    def _on_data_changed(self, *_args: object) -> None:
        """A video may have its poster's link now, and a selected one may have become one that can be saved."""
        self._settle_soon()
        if not self._changed.isActive():
            self._changed.start()

    # Visible rows

    def _settle_soon(self, *_args: object) -> None:
        """Tell what is seen, soon and not more often than a few times a second while things move."""
        if self._on_screen and not self._settle.isActive():
            self._settle.start()

    def _tell_visible(self) -> None:
        rows = self._model.rows
        shown = tuple(rows[at] for at in self._screen()) if self._on_screen else ()
        self.visible_changed.emit(shown)
        if not shown:
            self._ages.stop()
        elif not self._ages.isActive():
            self._ages.start()

    def _on_minute(self) -> None:
        self._model.refresh_ages(self._screen())

    def _on_glide(self, rows: Sequence[Row]) -> None:
        moved = set(rows)
        for at in self._screen():
            row = self._model.rows[at]
            face = self._model.face(row)
            if row in moved and face.bar is not None:
                place = self.visualRect(self._model.index(at, 0))
                self.viewport().update(self._painter.bar_rect(face, place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer rows may be seen now."""
        super().resizeEvent(event)
        self._settle_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Rows are seen again."""
        super().showEvent(event)
        self._on_screen = True
        self._fit_rows()
        self._settle_soon()
        self.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is hidden needs no posters and wakes for no ages."""
        super().hideEvent(event)
        self._on_screen = False  # also when minimised, where Qt still calls it visible
        self._pointed_at = False
        self._hold()
        self._hands.hover(None, None)
        self._settle.stop()
        self._tell_visible()

    def changeEvent(self, event: QEvent) -> None:
        """Right to left is the other way round in every row."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.restyle()

    # Pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover; a button that is held stays so while the pointer is on it."""
        row, pointed, enabled = self._hands.pointed(event.position())
        self._hands.hover(row, pointed if enabled else None)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if pointed and enabled else Qt.CursorShape.ArrowCursor
        )
        if self._painter.pressed is None:
            super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a button: hold it, and the selection stays. Elsewhere: select."""
        self._set_ring(False)
        if event.button() == Qt.MouseButton.LeftButton and self._hands.hold(event.position()):
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A button acts when it is released where it was pressed."""
        if self._painter.pressed is None:
            super().mouseReleaseEvent(event)
        elif (done := self._hands.release(event.position())) is not None:
            self.action_requested.emit(done.action, done.row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a button a double click is two presses."""
        if self._hands.pointed(event.position())[1] is not None:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def _hold(self) -> None:
        """Rows keep their places while the pointer is over them, or one of them is seen to have the keyboard."""
        held = self._pointed_at or self._has_keyboard()
        if held != self._model.held:
            self._model.hold(held)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is over the rows."""
        super().enterEvent(event)
        self._pointed_at = True
        self._hold()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere."""
        super().leaveEvent(event)
        self._pointed_at = False
        self._hold()
        self._hands.hover(None, None)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None and RowAction.PLAY in self._model.face(row).usable:
            self.action_requested.emit(RowAction.PLAY, row)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space presses the button that has the keyboard, else plays."""
        self._set_ring(True)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not (plain and self._on_plain_key(Qt.Key(event.key()))):
            super().keyPressEvent(event)

    def _on_plain_key(self, key: Qt.Key) -> bool:
        """A key without Ctrl, Shift, Alt. False where it means here what it means in any view."""
        if key not in _PRESS:
            return False
        if (chosen := self._hands.chosen()) is not None:
            self.action_requested.emit(chosen.action, chosen.row)
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 (Qt's name)
        """Tab goes through the buttons of the current row, then out of the view."""
        self._set_ring(True)
        return self._hands.step(1 if forward else -1) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keyboard focus that comes to a view without a current row takes the first."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._set_ring(True)
            if not self.currentIndex().isValid() and self._model.rowCount():
                self.setCurrentIndex(self._first())
        self._hold()

    def _first(self) -> QModelIndex:
        """Where the keyboard begins."""
        return self._model.index(0, 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No button has the keyboard any more."""
        super().focusOutEvent(event)
        self._hands.focus(None)
        self._hold()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 (Qt's name)
        """The keyboard stays on the same button of the next row where that has it."""
        super().currentChanged(current, previous)
        if self._on_screen:  # another view of the same selection may be the one that is used
            self._hold()
        self._hands.follow(self._model.row(current.row()))

    def _set_ring(self, shown: bool) -> None:
        """The ring is for those who use the keyboard."""
        if self._painter.ring != shown:
            self._painter.ring = shown
            self._hold()
            self.viewport().update()
