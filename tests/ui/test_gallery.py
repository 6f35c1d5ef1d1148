"""The gallery in the real window: switched to, moved in, selected in, and painted only where it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QCursor, QEnterEvent, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.core.arrange import Row, RowKind, Sort
from app.core.model import TaskKey, VideoStatus
from app.services.settings import Settings
from app.ui.card_layout import CardLayout, Grid
from app.ui.face import RowAction
from app.ui.gallery import Gallery
from app.ui.look import Look
from app.ui.main_window import MainWindow
from app.ui.video_view import VideoView
from tests.ui.desk import Desk, video
from tests.ui.window import settle
from tests.ui.windows import main_window

CONTROL, SHIFT, PLAIN = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


class Bench:
    """The window with its gallery."""

    def __init__(self, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
        self.window, self.desk, self.qtbot = window, desk, qtbot
        self.model = window.model
        self.pressed: list[tuple[RowAction, Row]] = []
        self.seen: list[tuple[Row, ...]] = []
        window._views.action_requested.disconnect(window._commands.press)
        window._views.action_requested.connect(self._on_pressed)
        window._views.visible_changed.connect(self._on_seen)
        desk.settings.details = False
        window.resize(1200, 800)
        window.actions_.looks[Look.GALLERY].trigger()

    def _on_pressed(self, action: RowAction, row: Row) -> None:
        self.pressed.append((action, row))

    def _on_seen(self, rows: tuple[Row, ...]) -> None:
        self.seen.append(rows)

    @property
    def view(self) -> Gallery:
        view = self.window.view
        assert isinstance(view, Gallery)
        return view

    def settle(self) -> None:
        settle(self.qtbot, self.window)

    def finished(self, *names: str) -> list[TaskKey]:
        keys = self.desk.add(*names)
        for key in keys:
            self.desk.answer(key, key.task_id, video(VideoStatus.FINISHED))
        self.settle()
        return keys

    def many(self, count: int) -> None:
        self.finished(*(f"t{at}" for at in range(count)))
        self.qtbot.waitUntil(lambda: self.view.verticalScrollBar().maximum() > 0)

    def place(self, row: int) -> QRect:
        return self.view.visualRect(self.model.index(row, 0))

    def free(self, row: int) -> QPoint:
        """A point of the card where no button is."""
        return self.place(row).center() - QPoint(0, 20)

    def button(self, row: int, action: RowAction) -> QPoint:
        face = self.model.face(self.model.rows[row])
        rects = self.view.delegate.layout.rects(face, self.place(row).width())
        number = [button.action for button in face.buttons].index(action)
        return rects.buttons[number].center() + self.place(row).topLeft()

    def click(self, at: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, at)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> int:
        """Presses it; the row that is the current one then."""
        QTest.keyClick(self.view, key, modifiers)
        return self.view.currentIndex().row()

    def begin(self, row: int) -> None:
        self.view.setFocus()
        self.view.setCurrentIndex(self.model.index(row, 0))

    def selected(self) -> list[int]:
        return sorted({index.row() for index in self.view.selectionModel().selectedIndexes()})

    def enter(self, at: QPoint, monkeypatch: pytest.MonkeyPatch) -> None:
        """The pointer is over the cards; the platform of the tests has none."""
        spot = self.view.viewport().mapToGlobal(at)
        monkeypatch.setattr(QCursor, "pos", lambda: spot)
        where = QPointF(at)
        self.view.enterEvent(QEnterEvent(where, where, QPointF(spot)))

    def leave(self) -> None:
        self.view.leaveEvent(QEvent(QEvent.Type.Leave))


@pytest.fixture
def bench(window: MainWindow, desk: Desk, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(window, desk, qtbot)
    yield made
    QTest.mouseMove(window, QPoint(2, 2))  # the next window must not find the pointer over its rows
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


# Switching


def test_a_key_switches_to_it_and_it_is_remembered(
    window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert _shown(window) is VideoView
    QTest.keyClick(window, Qt.Key.Key_4, CONTROL)
    assert _shown(window) is Gallery
    assert window.actions_.looks[Look.GALLERY].isChecked()
    desk.settings.sync()
    assert Settings(tmp_path / "settings.ini").row_size == "gallery"
    again = main_window(desk, window._theme)
    qtbot.addWidget(again)
    assert _shown(again) is Gallery
    QTest.keyClick(window, Qt.Key.Key_2, CONTROL)
    assert _shown(window) is VideoView
    assert desk.settings.row_size == "normal"


def _shown(window: MainWindow) -> type:
    return type(window.view)


def test_selection_current_row_and_focus_go_with_the_switch(bench: Bench) -> None:
    bench.finished("a", "b", "c", "d")
    bench.begin(1)
    bench.key(Qt.Key.Key_Right, SHIFT)
    bench.qtbot.waitUntil(bench.view.hasFocus)
    bench.window.actions_.looks[Look.LARGE].trigger()
    view = bench.window.view
    assert isinstance(view, VideoView)
    assert view.selected_rows() == list(bench.model.rows[1:3])
    assert view.currentIndex().row() == 2
    assert view.hasFocus()
    view.select_rows([bench.model.rows[3]])
    bench.window.actions_.looks[Look.GALLERY].trigger()
    assert bench.view.selected_rows() == [bench.model.rows[3]]


def test_commands_and_details_follow_the_gallery(bench: Bench) -> None:
    bench.finished("a", "b")
    bench.click(bench.free(1))
    bench.settle()
    assert bench.window._commands.selected().tasks == (bench.model.rows[1].task,)
    assert bench.window.actions_.save.isEnabled()
    bench.click(bench.view.viewport().rect().bottomRight() - QPoint(30, 5))
    bench.settle()
    assert bench.selected() == []
    assert not bench.window.actions_.save.isEnabled()


def test_it_goes_on_where_the_list_was_scrolled_to(bench: Bench) -> None:
    bench.many(200)
    bench.window.actions_.looks[Look.NORMAL].trigger()
    view = bench.window.view
    assert isinstance(view, VideoView)
    bench.qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 100 * view.rowHeight(0))
    view.verticalScrollBar().setValue(100 * view.rowHeight(0))
    bench.window.actions_.looks[Look.GALLERY].trigger()
    assert 100 in bench.view._screen()
    columns = bench.view.grid.columns
    bench.window.actions_.looks[Look.NORMAL].trigger()
    assert abs(view.rowAt(0) - 100) < columns


# Which cards there are


def test_head_lines_have_no_card_and_a_task_without_a_video_has_one(bench: Bench) -> None:
    (boats,) = bench.desk.add("boats")
    bench.desk.answer(boats, "Boats", video(id="a", seed=1), video(id="b", seed=2))
    bench.desk.add("waiting")
    bench.settle()
    assert [row.kind for row in bench.model.rows] == [RowKind.TASK, RowKind.HEAD, RowKind.VIDEO, RowKind.VIDEO]
    assert list(bench.view.cards) == [0, 2, 3]
    assert bench.place(1).isEmpty()
    assert bench.view.isIndexHidden(bench.model.index(1, 0))
    places = [bench.place(row) for row in (0, 2, 3)]
    assert [bench.view.indexAt(place.center()).row() for place in places] == [0, 2, 3]
    assert places[0].top() == places[1].top() == places[2].top()
    face = bench.model.face(bench.model.rows[2])
    assert (face.prompt, face.title) == ("Boats", "seed 1")


def test_what_is_not_seen_to_be_selected_is_not_selected(bench: Bench) -> None:
    """A head line stands for all its videos: a range that ends in between leaves it out."""
    bench.finished("one")
    (boats,) = bench.desk.add("boats")
    bench.desk.answer(boats, "Boats", video(id="a"), video(id="b"), video(id="c"))
    (top,) = bench.finished("top")
    assert bench.model.rows[0].task == top
    bench.click(bench.free(0))
    bench.click(bench.free(3), SHIFT)
    assert bench.selected() == [0, 2, 3]
    bench.click(bench.free(2), SHIFT)
    assert bench.selected() == [0, 2]
    bench.click(bench.free(4), SHIFT)
    assert bench.selected() == [0, 1, 2, 3, 4]
    bench.click(bench.free(3), CONTROL)
    assert bench.selected() == [0, 2, 4]
    bench.view.clearSelection()
    bench.view.select_rows([bench.model.rows[1]])
    assert bench.selected() == [1, 2, 3, 4]
    assert bench.view.currentIndex().row() == 2


def test_a_task_that_becomes_several_videos_stays_selected(bench: Bench) -> None:
    (key,) = bench.desk.add("boats")
    bench.settle()
    bench.begin(0)
    bench.desk.answer(key, "Boats", video(id="a"), video(id="b"))
    bench.settle()
    assert bench.selected() == [0, 1, 2]
    assert bench.view.currentIndex().row() == 1


# Keyboard


def test_keys_move_in_two_dimensions(bench: Bench) -> None:
    bench.many(50)
    columns = bench.view.grid.columns
    assert columns >= 3
    lines = bench.view.viewport().height() // bench.view.grid.pitch
    bench.begin(0)
    assert bench.key(Qt.Key.Key_Right) == 1
    assert bench.key(Qt.Key.Key_Down) == 1 + columns
    assert bench.key(Qt.Key.Key_Left) == columns
    assert bench.key(Qt.Key.Key_Left) == columns - 1
    assert bench.key(Qt.Key.Key_Up) == columns - 1
    assert bench.key(Qt.Key.Key_PageDown) == columns - 1 + lines * columns
    assert bench.key(Qt.Key.Key_PageUp) == columns - 1
    assert bench.key(Qt.Key.Key_End) == 49
    assert bench.view.viewport().rect().contains(bench.place(49))
    assert bench.key(Qt.Key.Key_Right) == 49
    assert bench.key(Qt.Key.Key_Up) == 49 - columns
    bench.begin(columns * (49 // columns) - 1)
    assert bench.key(Qt.Key.Key_Down) == 49  # the last line is short
    bench.begin(columns * (49 // columns - 1))
    assert bench.key(Qt.Key.Key_PageDown) == columns * (49 // columns)
    assert bench.key(Qt.Key.Key_Home) == 0
    assert bench.view.viewport().rect().contains(bench.place(0))


def test_keys_pass_over_head_lines(bench: Bench) -> None:
    for name in ("a", "b"):
        (key,) = bench.desk.add(name)
        bench.desk.answer(key, name, video(id="1"), video(id="2"))
    bench.settle()
    bench.begin(2)
    assert bench.key(Qt.Key.Key_Right) == 4
    assert bench.key(Qt.Key.Key_Home) == 1


def test_shift_selects_in_reading_order_and_control_moves_alone(bench: Bench) -> None:
    bench.many(30)
    columns = bench.view.grid.columns
    bench.begin(1)
    bench.key(Qt.Key.Key_Down, SHIFT)
    assert bench.selected() == list(range(1, columns + 2))
    bench.key(Qt.Key.Key_Left, SHIFT)
    assert bench.selected() == list(range(1, columns + 1))
    bench.key(Qt.Key.Key_Right, CONTROL)
    bench.key(Qt.Key.Key_Right, CONTROL)
    bench.key(Qt.Key.Key_Space, CONTROL)
    assert bench.selected() == [*range(1, columns + 1), columns + 2]
    bench.key(Qt.Key.Key_A, CONTROL)
    assert bench.selected() == list(range(30))
    bench.key(Qt.Key.Key_Home)
    bench.key(Qt.Key.Key_End, SHIFT)
    assert bench.selected() == list(range(30))


def test_enter_and_space_play_and_tab_goes_through_the_buttons(bench: Bench) -> None:
    bench.finished("one", "two")
    bench.begin(1)
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Space)
    play, save = ((action, bench.model.rows[1]) for action in (RowAction.PLAY, RowAction.SAVE))
    assert bench.pressed == [play, play]
    bench.key(Qt.Key.Key_Tab)
    bench.key(Qt.Key.Key_Tab)
    bench.key(Qt.Key.Key_Return)
    assert bench.pressed[-1] == save
    bench.key(Qt.Key.Key_Left)
    bench.key(Qt.Key.Key_Return)
    assert bench.pressed[-1] == (RowAction.SAVE, bench.model.rows[0])
    bench.key(Qt.Key.Key_Tab)
    bench.qtbot.waitUntil(lambda: not bench.view.hasFocus())
    assert bench.view.delegate.focused is None


def test_the_first_card_takes_the_keyboard(bench: Bench) -> None:
    (key,) = bench.desk.add("boats")
    bench.desk.answer(key, "Boats", video(id="a"), video(id="b"))
    bench.settle()
    bench.view.clearFocus()
    bench.view.setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.waitUntil(bench.view.hasFocus)
    assert bench.view.currentIndex().row() == 1
    assert bench.view.delegate.ring


# Pointer


def test_the_next_step_is_always_offered_and_other_buttons_where_the_pointer_is(bench: Bench) -> None:
    (saved,) = bench.finished("saved")
    bench.finished("unsaved")
    task = bench.desk.task(saved)
    bench.desk.save(task.video_key(task.videos[0]))
    bench.settle()
    bench.view.setCurrentIndex(QModelIndex())  # the card that has the keyboard shows them too
    delegate, rows = bench.view.delegate, bench.model.rows
    faces = [bench.model.face(row) for row in rows]
    assert [len(delegate.buttons(row, face)) for row, face in zip(rows, faces, strict=True)] == [2, 0]
    bench.click(bench.button(0, RowAction.SAVE))
    assert bench.pressed == [(RowAction.SAVE, rows[0])]
    assert bench.selected() == []
    QTest.mouseMove(bench.view.viewport(), bench.free(1))
    bench.qtbot.waitUntil(lambda: delegate.hovered_row == rows[1])
    assert len(delegate.buttons(rows[1], faces[1])) == 2
    bench.click(bench.button(1, RowAction.SHOW))
    assert bench.pressed[-1] == (RowAction.SHOW, rows[1])


def test_double_click_plays_and_a_tooltip_tells_all(bench: Bench) -> None:
    bench.finished("one <b>bold</b>")
    at = bench.free(0)
    bench.click(at)
    QTest.mouseDClick(bench.view.viewport(), Qt.MouseButton.LeftButton, PLAIN, at)
    assert bench.pressed == [(RowAction.PLAY, bench.model.rows[0])]
    QApplication.sendEvent(
        bench.view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, bench.view.viewport().mapToGlobal(at))
    )
    shown = QToolTip.text()
    QToolTip.hideText()
    assert "one &lt;b&gt;" in shown
    assert "Not saved" in shown


def test_the_context_menu_is_that_of_the_card(bench: Bench) -> None:
    bench.finished("one", "two")
    bench.click(bench.free(1))
    with bench.qtbot.waitSignal(bench.window._views.menu_wanted) as told:
        bench.view.customContextMenuRequested.emit(bench.free(1))
    assert told.args == [bench.view.viewport().mapToGlobal(bench.free(1))]
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()


# Places are kept


def test_the_card_under_the_pointer_stays_where_it_is(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.many(60)
    bench.view.verticalScrollBar().setValue(2 * bench.view.grid.pitch + 7)
    at = bench.view._screen()[bench.view.grid.columns + 1]
    row, before = bench.model.rows[at], bench.place(at)
    bench.enter(before.center(), monkeypatch)
    assert bench.model.held
    bench.finished("new")
    place = bench.model.rows.index(row)
    assert place == at + 1
    assert bench.place(place) == before
    lead = bench.view.grid.lead
    assert lead == bench.view.grid.columns - 1
    assert bench.view.indexAt(before.center()).row() == place
    bench.leave()
    assert bench.view.grid.lead == 0
    assert place in bench.view._screen()


def test_another_order_begins_in_the_first_place(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.many(60)
    before = bench.place(1)
    bench.enter(before.center(), monkeypatch)
    bench.finished("c")
    assert bench.place(2) == before
    assert bench.view.grid.lead == bench.view.grid.columns - 1
    bench.window._tools.sort._orders[Sort.PROMPT].trigger()
    bench.settle()
    assert bench.view.grid.lead == 0
    assert bench.place(0).topLeft() == QPoint(bench.view.grid.margin, bench.view.grid.margin)


def test_few_cards_leave_no_empty_place(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be scrolled the card moves in any case."""
    bench.finished("a", "b")
    bench.enter(bench.place(0).center(), monkeypatch)
    bench.finished("c")
    assert bench.view.grid.lead == 0
    assert bench.place(0).left() == bench.view.grid.margin


def test_without_a_hand_on_it_the_line_that_is_seen_stays(bench: Bench) -> None:
    bench.many(60)
    bench.view.verticalScrollBar().setValue(4 * bench.view.grid.pitch + 9)
    bench.leave()
    first = bench.view._screen()[0]
    row, top = bench.model.rows[first], bench.place(first).top()
    bench.finished("new1", "new2")
    place = bench.model.rows.index(row)
    assert place == first + 2
    assert bench.place(place).top() == top
    assert bench.view.grid.lead == 0


def test_selection_is_kept_over_another_order(bench: Bench) -> None:
    bench.finished("c", "a", "b")
    bench.begin(0)
    bench.key(Qt.Key.Key_Right, SHIFT)
    chosen = set(bench.view.selected_rows())
    bench.model.show_only(bench.model.query._replace(sort=Sort.PROMPT))
    bench.settle()
    assert [row.task.task_id for row in bench.model.rows] == ["a", "b", "c"]
    assert set(bench.view.selected_rows()) == chosen
    assert {row.task.task_id for row in chosen} == {"a", "b"}


def test_a_resize_keeps_the_first_card_in_view(bench: Bench) -> None:
    bench.many(120)
    bench.view.verticalScrollBar().setValue(10 * bench.view.grid.pitch)
    first = bench.view._first_seen()
    before = bench.view.grid.columns
    bench.window.resize(900, 700)
    bench.qtbot.waitUntil(lambda: bench.view.grid.columns < before)
    assert bench.view._first_seen() <= first < bench.view._first_seen() + bench.view.grid.columns


# What is seen


def test_it_tells_which_rows_are_seen_and_none_when_hidden(bench: Bench) -> None:
    bench.many(80)
    bench.qtbot.waitUntil(lambda: bool(bench.seen) and bench.seen[-1][:1] == bench.model.rows[:1])
    assert len(bench.seen[-1]) % bench.view.grid.columns == 0
    bench.view.verticalScrollBar().setValue(bench.view.verticalScrollBar().maximum())
    bench.qtbot.waitUntil(lambda: bench.seen[-1][-1:] == bench.model.rows[-1:])
    assert bench.view._ages.isActive()
    bench.window.hide()
    assert bench.seen[-1] == ()
    assert not bench.view._ages.isActive()


def test_a_paint_touches_only_what_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 10,000 rows, at both ends and in between."""
    painted: list[int] = []
    real = type(bench.view.delegate).paint

    def paint(self: object, painter: object, option: object, index: QModelIndex) -> None:
        painted.append(index.row())
        real(self, painter, option, index)  # type: ignore[arg-type]

    monkeypatch.setattr(type(bench.view.delegate), "paint", paint)
    with bench.qtbot.waitSignal(bench.model.arranged, timeout=30_000):
        bench.desk.add(*(f"t{at}" for at in range(10_000)))
    bench.qtbot.waitUntil(lambda: bench.model.rowCount() == 10_000 and not bench.model.arranging, timeout=30_000)
    bar = bench.view.verticalScrollBar()
    bench.qtbot.waitUntil(lambda: bar.maximum() > 100_000)
    placed: list[int] = []
    place = Grid.place

    def counted(grid: Grid, card: int) -> QRect:
        placed.append(card)
        return place(grid, card)

    monkeypatch.setattr(Grid, "place", counted)
    for value in (0, bar.maximum() // 2, bar.maximum()):
        bar.setValue(value)
        painted.clear()
        placed.clear()
        bench.view.viewport().grab()
        assert painted == list(bench.view._screen())
        assert placed == painted
        assert len(painted) <= 6 * bench.view.grid.columns
    painted.clear()
    one = bench.view._screen()[-1]
    bench.view.viewport().grab(bench.place(one))
    assert painted == [one]


def test_posters_are_drawn_from_memory_and_kept_within_bounds(bench: Bench) -> None:
    bench.many(120)
    for row in bench.model.rows:
        assert row.video is not None
        image = QImage(384, 216, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.red)
        bench.desk.posters._images[row.video] = image
    pixmaps, bar = bench.view.delegate._pixmaps, bench.view.verticalScrollBar()
    while bar.value() < bar.maximum():
        bench.view.viewport().grab()
        bar.setValue(bar.value() + bench.view.viewport().height())
    picture = bench.view.viewport().grab().toImage()
    seen = len(bench.view._screen())
    assert seen <= len(pixmaps._posters) <= pixmaps.most_posters <= 3 * (seen + 2 * bench.view.grid.columns)
    at = bench.view._screen()[-1]
    middle = bench.place(at).topLeft() + QPoint(bench.place(at).width() // 2, 60)
    assert picture.pixelColor(middle * picture.devicePixelRatio()) == Qt.GlobalColor.red


def test_the_bar_glides_and_is_painted_alone(bench: Bench) -> None:
    (key,) = bench.desk.add("one")
    bench.desk.answer(key, "Plane", video(progress=10))
    bench.settle()
    bench.view.viewport().grab()
    bench.view._glide.duration = 10.0
    bench.desk.answer(key, "Plane", video(progress=80))
    bench.settle()
    bench.view.viewport().grab()
    assert bench.view._glide.moving
    face = bench.model.face(bench.model.rows[0])
    bar = bench.view.delegate.bar_rect(face, bench.place(0))
    assert bench.place(0).contains(bar)
    assert bar.height() < 10


# Looks


def test_right_to_left_begins_at_the_right(bench: Bench) -> None:
    bench.many(30)
    left = bench.place(0)
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    bench.qtbot.waitUntil(lambda: bench.place(0).left() > left.left())
    assert bench.place(0).left() > bench.place(1).left()
    assert bench.view.indexAt(bench.place(1).center()).row() == 1
    bench.begin(0)
    assert bench.key(Qt.Key.Key_Left) == 1
    face = bench.model.face(bench.model.rows[0])
    rects = bench.view.delegate.layout.rects(face, bench.place(0).width())
    assert rects.buttons[0].left() > rects.buttons[1].left()


def test_assistive_tools_read_each_card(bench: Bench) -> None:
    bench.finished("one", "two")
    assert bench.view.accessibleName() == "Videos"
    table = QAccessible.queryAccessibleInterface(bench.view)
    assert table.role() is QAccessible.Role.Table
    names = [table.child(at).text(QAccessible.Text.Name) for at in range(table.childCount())]
    assert [name for name in names if name.startswith(("one", "two"))] == [
        "two, finished, not saved, 100 %",
        "one, finished, not saved, 100 %",
    ]
    card = next(table.child(at) for at in range(table.childCount()) if "two," in names[at])
    corner = bench.view.viewport().mapToGlobal(bench.place(0).topLeft())
    assert card.rect().topLeft() == corner


def test_a_narrower_window_is_possible_than_with_rows(bench: Bench) -> None:
    narrow = bench.window._views.minimumSizeHint().width()
    bench.window.actions_.looks[Look.NORMAL].trigger()
    assert bench.window._views.minimumSizeHint().width() > narrow + 100
    assert bench.desk.settings.row_size == "normal"


def test_the_least_width_has_room_for_two_columns(bench: Bench) -> None:
    layout = CardLayout()
    least = Grid.least_width(layout)
    assert Grid.fit(layout, least, 600).columns == 2
    assert Grid.fit(layout, least - 1, 600).columns == 1


def test_rows_that_came_while_the_list_was_hidden_have_their_heights_when_it_is_shown(bench: Bench) -> None:
    bench.window.actions_.looks[Look.NORMAL].trigger()
    view = bench.window.view
    assert isinstance(view, VideoView)
    bench.window.actions_.looks[Look.GALLERY].trigger()
    (boats,) = bench.desk.add("boats")
    bench.desk.answer(boats, "Boats", video(id="a"), video(id="b"))
    bench.settle()
    bench.window.actions_.looks[Look.NORMAL].trigger()
    layout = view.delegate.layout
    assert [view.rowHeight(row) for row in range(2)] == [layout.head_height, layout.row_height]


@pytest.mark.parametrize("width", [1, 250, 760, 1080, 3840, 7680])
@pytest.mark.parametrize("mirrored", [False, True])
def test_every_card_is_found_where_it_stands(bench: Bench, width: int, mirrored: bool) -> None:
    layout = CardLayout(right_to_left=mirrored)
    for lead in (0, 1):
        grid = replace(Grid.fit(layout, width, 2160), lead=lead)
        for card in (0, 1, 5, 9_999):
            place = grid.place(card)
            assert grid.nearest(place.topLeft()) == grid.nearest(place.bottomRight()) == card
            assert place.bottom() < grid.height(10_000)
            assert card in grid.between(place.top(), place.top(), 10_000)
            assert card in grid.between(place.bottom(), place.bottom(), 10_000)
            assert card not in grid.between(place.bottom() + 1, place.bottom() + 1, 10_000)
            assert card not in grid.between(place.top() - 1, place.top() - 1, 10_000)
            if width > layout.least_width + 2 * grid.margin:
                assert 0 <= place.left() <= place.right() < width
        assert len(grid.between(1000, 1000 + 2160, 10_000)) <= 140
        assert grid.height(0) == 0
        assert grid.card == layout.card


def test_the_buttons_of_a_card_have_room_beside_the_duration(bench: Bench) -> None:
    bench.finished("one")
    layout, face = bench.view.delegate.layout, bench.model.face(bench.model.rows[0])
    layout.fit(layout.least_width)
    rects = layout.rects(face, layout.least_width)
    at, drawn = bench.view.delegate._pixmaps.length("10:00", rects.poster, 1.0)
    assert rects.poster.contains(rects.buttons[-1])
    assert rects.buttons[-1].right() < at.x()
    assert not drawn.isNull()
    assert QRect(QPoint(), layout.card).contains(rects.text)


def test_a_selected_card_looks_selected(bench: Bench) -> None:
    bench.finished("one", "two")
    bench.begin(0)
    bench.view._set_ring(False)
    shown = bench.view.viewport().grab().toImage()
    ratio = shown.devicePixelRatio()
    inside = [bench.place(row).topLeft() + QPoint(bench.place(row).width() // 2, 2) for row in (0, 1)]
    chosen, other = (shown.pixelColor(spot * ratio) for spot in inside)
    assert chosen != other
    flag = QItemSelectionModel.SelectionFlag
    bench.view.selectionModel().select(bench.model.index(0, 0), flag.Deselect)
    shown = bench.view.viewport().grab().toImage()
    assert shown.pixelColor(inside[0] * ratio) == other


@pytest.mark.parametrize("look", [Look.GALLERY, Look.NORMAL])
def test_what_cannot_be_painted_is_logged_once_and_ends_nothing(
    bench: Bench, look: Look, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench.finished("a", "b")
    bench.window.actions_.looks[look].trigger()
    view = bench.window.view
    painted: list[object] = []

    def fail(*values: object, **_more: object) -> None:
        painted.append(values)
        raise ValueError("a defect")

    monkeypatch.setattr(view.delegate, "_poster", fail)
    view.viewport().repaint()
    assert len(painted) == 2
    assert [record.getMessage()[:12] for record in caplog.records if record.levelname == "ERROR"] == ["cannot paint"]
    monkeypatch.undo()
    assert not view.grab().isNull()
