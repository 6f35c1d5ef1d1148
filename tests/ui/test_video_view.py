"""The list under pointer and keyboard, in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.arrange import Row
from app.core.model import TaskKey, VideoStatus
from app.services.overview import Overview
from app.ui import row_hands
from app.ui.face import RowAction
from app.ui.look import Look
from app.ui.video_model import VideoModel
from app.ui.video_view import VideoView
from tests.ui.desk import Desk, video


class Bench:
    """A window with the list and a field below it."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.qtbot = qtbot
        self.model = VideoModel(desk.library, desk.saver, Overview(desk.library, desk.library), desk.library)
        self.window = QWidget()
        self.view = VideoView(self.model, desk.posters)
        self.field = QLineEdit()
        column = QVBoxLayout(self.window)
        column.addWidget(self.view)
        column.addWidget(self.field)
        self.pressed: list[tuple[RowAction, Row]] = []
        self.seen: list[tuple[Row, ...]] = []
        self.view.action_requested.connect(self._on_pressed)
        self.view.visible_changed.connect(self._on_seen)
        self.window.resize(1000, 600)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def _on_pressed(self, action: RowAction, row: Row) -> None:
        self.pressed.append((action, row))

    def _on_seen(self, rows: tuple[Row, ...]) -> None:
        self.seen.append(rows)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.model._tick.isActive() and not self.model.arranging)

    def finished(self, *names: str) -> list[TaskKey]:
        keys = self.desk.add(*names)
        for key in keys:
            self.desk.answer(key, key.task_id, video(VideoStatus.FINISHED))
        self.settle()
        return keys

    def point(self, at: int, action: RowAction) -> QPoint:
        """The middle of a button of the row at this place."""
        face = self.model.face(self.model.rows[at])
        place = self.view.visualRect(self.model.index(at, 0))
        rects = self.view.delegate.layout.rects(face, place.width())
        number = [button.action for button in face.buttons].index(action)
        return rects.buttons[number].center() + place.topLeft()

    def click(self, at: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, at)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifiers)

    def focused(self) -> RowAction | None:
        """The button that has the keyboard."""
        return self.view.delegate.focused.action if self.view.delegate.focused else None


@pytest.fixture
def bench(desk: Desk, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(desk, qtbot)
    yield made
    made.window.close()
    made.window.deleteLater()


def test_its_name_is_videos(bench: Bench) -> None:
    assert bench.view.accessibleName() == "Videos"


def test_a_button_acts_where_it_was_pressed_and_leaves_the_selection(bench: Bench) -> None:
    bench.finished("one", "two")
    bench.view.selectRow(1)
    bench.click(bench.point(0, RowAction.SAVE))
    assert bench.pressed == [(RowAction.SAVE, bench.model.rows[0])]
    assert bench.view.selected_rows() == [bench.model.rows[1]]


def test_a_button_that_is_left_before_release_does_nothing(bench: Bench) -> None:
    bench.finished("one")
    port, at = bench.view.viewport(), bench.point(0, RowAction.SAVE)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert bench.view.delegate.pressed is not None
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, at.y()))
    assert bench.pressed == []
    assert bench.view.delegate.pressed is None


def test_a_disabled_button_does_nothing_and_says_why(bench: Bench) -> None:
    (key,) = bench.desk.add("one")
    bench.desk.answer(key, "Plane fly", video(progress=5))
    bench.settle()
    at = bench.point(0, RowAction.PLAY)
    bench.click(at)
    assert bench.pressed == []
    assert tip(bench, at) == "<p>\u2068The video is not finished yet\u2069</p>"


def test_the_prompts_tooltip_is_escaped(bench: Bench) -> None:
    (key,) = bench.desk.add("one")
    bench.desk.answer(key, "<img src='x'> plane", video(progress=5))
    bench.settle()
    rects = bench.view.delegate.layout.rects(bench.model.face(bench.model.rows[0]), bench.view.viewport().width())
    shown = tip(bench, QPoint(rects.text.left() + 4, 30))
    assert "&lt;img" in shown
    assert "<img" not in shown


def tip(bench: Bench, at: QPoint) -> str:
    """The tooltip at a point of the list."""
    event = QHelpEvent(QEvent.Type.ToolTip, at, bench.view.viewport().mapToGlobal(at))
    QApplication.sendEvent(bench.view.viewport(), event)
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_hover_marks_row_and_button_and_ends(bench: Bench) -> None:
    bench.finished("one")
    at = bench.point(0, RowAction.PLAY)
    QTest.mouseMove(bench.view.viewport(), at)
    bench.qtbot.waitUntil(lambda: bench.view.delegate.hovered is not None)
    assert bench.view.delegate.hovered_row == bench.model.rows[0]
    QApplication.sendEvent(bench.view, QEvent(QEvent.Type.Leave))
    bench.view.leaveEvent(QEvent(QEvent.Type.Leave))
    assert bench.view.delegate.hovered is None
    assert bench.view.delegate.hovered_row is None


def test_tab_goes_through_the_buttons_of_the_row_and_out_of_the_list(bench: Bench) -> None:
    bench.finished("one")
    bench.window.activateWindow()
    bench.view.setFocus()
    bench.view.setCurrentIndex(bench.model.index(0, 0))
    bench.key(Qt.Key.Key_Tab)
    assert bench.focused() is RowAction.PLAY
    bench.key(Qt.Key.Key_Tab)
    assert bench.focused() is RowAction.SAVE
    bench.key(Qt.Key.Key_Space)
    assert bench.pressed == [(RowAction.SAVE, bench.model.rows[0])]
    bench.key(Qt.Key.Key_Left)
    assert bench.focused() is RowAction.PLAY
    bench.key(Qt.Key.Key_Left)
    assert bench.focused() is None
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Tab)
    bench.qtbot.waitUntil(bench.field.hasFocus)
    assert bench.focused() is None


def test_enter_plays_and_a_running_video_stays_quiet(bench: Bench) -> None:
    bench.finished("one")
    (key,) = bench.desk.add("two")
    bench.desk.answer(key, "two", video(progress=5))
    bench.settle()
    bench.view.setCurrentIndex(bench.model.index(0, 0))
    bench.key(Qt.Key.Key_Return)
    assert bench.pressed == []
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_Return)
    assert bench.pressed == [(RowAction.PLAY, bench.model.rows[1])]


def test_the_keyboard_stays_on_the_same_button_of_the_next_row(bench: Bench) -> None:
    bench.finished("one", "two")
    bench.view.setFocus()
    bench.view.setCurrentIndex(bench.model.index(0, 0))
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Down)
    assert bench.focused() is RowAction.SAVE
    assert bench.view.delegate.focused is not None
    assert bench.view.delegate.focused.row == bench.model.rows[1]


def test_a_painted_button_that_gets_the_keyboard_is_read_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(row_hands, "announce", lambda _widget, text: said.append(text))
    bench.finished("one")
    bench.view.setFocus()
    bench.view.setCurrentIndex(bench.model.index(0, 0))
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Right)
    assert said == ["Play, Play the video", "Save, Save the video to your folder"]
    described = bench.model.index(0, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert described == "Buttons: Play, Save. Tab goes to them, Enter presses."


def test_double_click_plays(bench: Bench) -> None:
    bench.finished("one")
    at = QPoint(300, bench.view.visualRect(bench.model.index(0, 0)).center().y())
    bench.click(at)
    QTest.mouseDClick(bench.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert bench.pressed == [(RowAction.PLAY, bench.model.rows[0])]


def test_shift_selects_a_range(bench: Bench) -> None:
    bench.finished("one", "two", "three")
    bench.click(QPoint(300, bench.view.visualRect(bench.model.index(0, 0)).center().y()))
    bench.click(
        QPoint(300, bench.view.visualRect(bench.model.index(2, 0)).center().y()), Qt.KeyboardModifier.ShiftModifier
    )
    assert bench.view.selected_rows() == list(bench.model.rows)


def test_head_lines_are_lower_than_rows(bench: Bench) -> None:
    (key,) = bench.desk.add("one")
    bench.desk.answer(key, "Boats", video(id="a"), video(id="b"))
    bench.settle()
    layout = bench.view.delegate.layout
    heights = [bench.view.rowHeight(at) for at in range(3)]
    assert heights == [layout.head_height, layout.row_height, layout.row_height]
    assert layout.head_height < layout.row_height


def test_what_is_inserted_above_does_not_move_what_is_seen(bench: Bench) -> None:
    bench.finished(*(f"t{at}" for at in range(30)))
    bench.qtbot.waitUntil(lambda: bench.view.verticalScrollBar().maximum() > 777)
    bench.view.verticalScrollBar().setValue(777)
    before = bench.view.indexAt(QPoint(5, 5)).data()
    top = bench.view.visualRect(bench.view.indexAt(QPoint(5, 5))).top()
    bench.finished("new1", "new2")
    assert bench.view.indexAt(QPoint(5, 5)).data() == before
    assert bench.view.visualRect(bench.view.indexAt(QPoint(5, 5))).top() == top


def test_it_tells_which_rows_are_seen_and_none_when_hidden(bench: Bench) -> None:
    bench.finished(*(f"t{at}" for at in range(30)))
    bench.qtbot.waitUntil(lambda: bool(bench.seen) and bench.seen[-1][:1] == bench.model.rows[:1])
    assert 4 <= len(bench.seen[-1]) <= 9
    bench.view.verticalScrollBar().setValue(bench.view.verticalScrollBar().maximum())
    bench.qtbot.waitUntil(lambda: bench.seen[-1][-1:] == bench.model.rows[-1:])
    bench.window.hide()
    assert bench.seen[-1] == ()
    assert not bench.view._ages.isActive()


def test_the_bar_glides_only_where_the_style_moves_things(bench: Bench) -> None:
    (key,) = bench.desk.add("one")
    bench.desk.answer(key, "Plane", video(progress=10))
    bench.settle()
    bench.view.viewport().repaint()
    bench.view._glide.duration = 10.0
    bench.desk.answer(key, "Plane", video(progress=80))
    bench.settle()
    bench.view.viewport().repaint()
    assert bench.view._glide.moving
    assert bench.view._glide.value(bench.model.rows[0], 80.0) < 80.0
    bench.view._glide.duration = 0.0
    assert bench.view._glide.value(bench.model.rows[0], 80.0) == 80.0


@pytest.mark.parametrize(
    "prompt", ["", "x" * 10_000, "\u202eevil\u202e " * 50, "مرحبا " * 40, "😀" * 300, "a\u0000\ud800b"]
)
def test_any_prompt_is_painted_inside_its_column(bench: Bench, prompt: str) -> None:
    (key,) = bench.desk.add("one")
    bench.desk.answer(key, prompt, video(progress=50, seed=2**40))
    bench.settle()
    picture = bench.view.viewport().grab().toImage()
    face = bench.model.face(bench.model.rows[0])
    rects = bench.view.delegate.layout.rects(face, bench.view.viewport().width())
    gap = rects.status.left() - 4
    ground = picture.pixelColor(gap, 4)
    assert all(picture.pixelColor(gap, y) == ground for y in range(2, bench.view.delegate.layout.row_height - 2))


def test_everything_in_a_row_stands_apart_at_the_least_width(bench: Bench) -> None:
    bench.finished("one")
    layout, face = bench.view.delegate.layout, bench.model.face(bench.model.rows[0])
    rects = layout.rects(face, layout.least_width)
    order = [rects.poster, rects.text, rects.status, *rects.buttons]
    assert all(left.right() < right.left() for left, right in pairwise(order))
    assert order[-1].right() < layout.least_width
    assert rects.text.width() >= layout.sizes.px(150)


def test_entering_with_a_pointer_needs_no_row(bench: Bench) -> None:
    at = QPointF(5, 5)
    QApplication.sendEvent(bench.view.viewport(), QEnterEvent(at, at, at))
    QTest.mouseMove(bench.view.viewport(), QPoint(50, 50))
    assert bench.view.delegate.hovered is None


def test_rows_come_in_three_sizes_and_the_topmost_stays(bench: Bench) -> None:
    bench.finished(*(f"t{at}" for at in range(40)))
    view = bench.view
    bench.qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 30 * view.rowHeight(0))
    view.verticalScrollBar().setValue(20 * view.rowHeight(0))
    heights = []
    for size in (Look.COMPACT, Look.NORMAL, Look.LARGE):
        view.set_look(size)
        heights.append(view.rowHeight(0))
        assert view.rowAt(0) == 20
        layout = view.delegate.layout
        assert layout.poster_height < view.rowHeight(0)
        face = bench.model.face(bench.model.rows[20])
        rects = layout.rects(face, layout.least_width)
        inside = QRect(0, 0, layout.least_width, view.rowHeight(0))
        assert all(inside.contains(each) for each in (rects.poster, rects.text, rects.status, *rects.buttons))
    assert heights == sorted(set(heights))
    assert heights[0] <= 60 * view.delegate.layout.sizes.scale
