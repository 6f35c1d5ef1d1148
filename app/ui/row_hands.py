"""Which painted button is pointed at, held down, or has the keyboard; the same in the list and in the gallery."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QAbstractItemView

from app.core.arrange import Row
from app.ui import messages
from app.ui.announce import announce
from app.ui.face import RowAction, button_text
from app.ui.face_delegate import FaceDelegate, Pointed
from app.ui.video_model import VideoModel


class RowHands:
    """Keeps the delegate's marks, and has painted anew what they change.

    Args:
        view: on which the buttons are painted.
        model: its rows.
        delegate: the painter.
    """

    def __init__(self, view: QAbstractItemView, model: VideoModel, delegate: FaceDelegate) -> None:
        self._view = view
        self._model = model
        self._delegate = delegate

    @property
    def current_row(self) -> Row | None:
        """The row that the keyboard is on."""
        return self._model.row(self._view.currentIndex().row())

    def pointed(self, at: QPointF) -> tuple[Row | None, Pointed | None, bool]:
        """The row under a point, the button there, and whether it can be used."""
        index = self._view.indexAt(at.toPoint())
        row = self._model.row(index.row())
        if row is None:
            return None, None, False
        face = self._model.face(row)
        action = self._delegate.button_at(row, face, self._view.visualRect(index), at)
        if action is None:
            return row, None, False
        return row, Pointed(row, action), action in face.usable

    def hover(self, row: Row | None, button: Pointed | None) -> None:
        """The pointer is here."""
        delegate = self._delegate
        if (row, button) == (delegate.hovered_row, delegate.hovered):
            return
        before, delegate.hovered_row, delegate.hovered = delegate.hovered_row, row, button
        for each in {before, row} - {None}:
            self._repaint(each)

    def hold(self, at: QPointF) -> bool:
        """Press the button at a point, if it can be used. True where there is one at all."""
        _, pointed, enabled = self.pointed(at)
        if pointed is not None and enabled:
            self._delegate.pressed = pointed
            self._repaint(pointed.row)
        return pointed is not None

    def release(self, at: QPointF) -> Pointed | None:
        """Let go of what is held: the button, where the pointer is still on it."""
        held, self._delegate.pressed = self._delegate.pressed, None
        if held is None:
            return None
        self._repaint(held.row)
        _, pointed, enabled = self.pointed(at)
        return held if pointed == held and enabled else None

    def step(self, by: int) -> bool:
        """Move the keyboard to the next or previous button; False where it leaves the row's buttons."""
        row, focused = self.current_row, self._delegate.focused
        if row is None:
            return False
        usable = self._model.face(row).usable
        at = usable.index(focused.action) if focused is not None and focused.action in usable else -1
        if at + by >= len(usable) or (at < 0 and by < 0):
            return False
        self.focus(Pointed(row, usable[at + by]) if at + by >= 0 else None)
        return True

    def follow(self, row: Row | None) -> None:
        """Another row is the current one: the keyboard stays on the same button where that has it."""
        focused = self._delegate.focused
        if focused is not None:
            same = row is not None and focused.action in self._model.face(row).usable
            self.focus(Pointed(row, focused.action) if row is not None and same else None)

    def focus(self, pointed: Pointed | None) -> None:
        """The keyboard is on this button, or on none. A painted button is no object that a screen reader knows."""
        before, self._delegate.focused = self._delegate.focused, pointed
        if pointed is not None and pointed != before:
            self._announce(pointed)
        for each in (before, pointed):
            if each is not None:
                self._repaint(each.row)

    def _announce(self, pointed: Pointed) -> None:
        for button in self._model.face(pointed.row).buttons:
            if button.action is pointed.action:
                announce(self._view, messages.listed((button_text(button.action), button.tip)))

    def chosen(self) -> Pointed | None:
        """What a press of Enter or Space means now: the button that has the keyboard, else Play."""
        row, focused = self.current_row, self._delegate.focused
        if row is None:
            return None
        action = focused.action if focused is not None else RowAction.PLAY
        return Pointed(row, action) if action in self._model.face(row).usable else None

    def forget_vanished(self) -> None:
        """A button of a row that is gone or elsewhere is neither held nor pointed at."""
        delegate = self._delegate
        delegate.hovered, delegate.pressed, delegate.hovered_row = None, None, None
        if delegate.focused is not None and delegate.focused.row != self.current_row:
            delegate.focused = None

    def _repaint(self, row: Row | None) -> None:
        if row is None:
            return
        for at in self._model.rows_of(row.task):
            if self._model.rows[at] == row:
                self._view.viewport().update(self._view.visualRect(self._model.index(at, 0)))
