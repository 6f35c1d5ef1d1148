"""The page that lists every action with its keys, made from the actions themselves so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui import form, player_keys, theme
from app.ui.player_keys import PlayerKey
from app.ui.search_field import SearchField

Sections = Sequence[tuple[str, Sequence[QAction]]]
_WIDTH = 520
_HEIGHT = 640
_MOST_KEYS = 2


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line: what it does, and the keys that do it; () where it is reached by the menu."""

    name: str
    keys: tuple[QKeySequence, ...]


class ShortcutsDialog(form.FormDialog):
    """Every action by what it is about, with a field that leaves out what does not match.

    Args:
        sections: names, and the actions of each (`Actions.sections`).
    """

    def __init__(self, sections: Sections, parent: QWidget | None) -> None:
        super().__init__(parent)
        px = theme.sizes().px
        self.setObjectName("shortcuts")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._lines: list[tuple[_Line, str]] = []
        self._groups: list[tuple[QWidget, list[_Line]]] = []
        self._search = SearchField(self.tr("Search actions and keys"), self.tr("Search actions and keys"))
        self._nothing = form.label(self.tr("No action of this name or key"), "muted")
        self._area = QScrollArea()
        self._build()
        for name, actions in sections:
            self._add_group(name, [_Entry(action.iconText(), _common(action.shortcuts())) for action in actions])
        self._add_group(self.tr("In the list"), list(self._of_list()))
        of_player = [_Entry(player_keys.word(each), _common(player_keys.keys(each))) for each in PlayerKey]
        self._add_group(self.tr("Player"), of_player)
        self._column.addWidget(self._nothing)
        self._nothing.hide()
        self._column.addStretch(1)
        self._search.textChanged.connect(self._filter)
        room = self.screen().availableGeometry().height() - px(80)
        self.setMinimumSize(px(360), px(280))
        self.resize(px(_WIDTH), min(px(_HEIGHT), room))
        self._search.setFocus()

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in the lines that are shown, as it is read out."""
        return tuple(line.accessibleName() for line, _ in self._lines if not line.isHidden())

    def _build(self) -> None:
        px = theme.sizes().px
        inside = QWidget()
        inside.setObjectName("column")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(px(20), 0, px(20), px(16))
        self._column.setSpacing(0)
        area = self._area
        area.setObjectName("keys")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.windowTitle())
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        top = QHBoxLayout()
        top.setContentsMargins(px(20), px(20), px(20), px(4))
        top.addWidget(self._search)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(area, 1)

    def _add_group(self, name: str, entries: Sequence[_Entry]) -> None:
        px = theme.sizes().px
        head = form.label(name, "heading")
        head.setContentsMargins(0, px(16), 0, px(4))
        self._column.addWidget(head)
        lines = []
        for entry in entries:
            line = _Line(entry)
            self._column.addWidget(line)
            self._lines.append((line, f"{name} {line.accessibleName()}".casefold()))
            lines.append(line)
        self._groups.append((head, lines))

    def _of_list(self) -> Iterator[_Entry]:
        """What Qt's lists and ours understand without an action of the window."""
        yield _Entry(self.tr("Play, or press the button that has the focus"), _keys("Return", "Space"))
        yield _Entry(self.tr("To the buttons of a row, and back"), _keys("Right", "Left"))
        yield _Entry(self.tr("Next or previous row"), _keys("Down", "Up"))
        yield _Entry(self.tr("Select up to the next or previous row"), _keys("Shift+Down", "Shift+Up"))
        yield _Entry(self.tr("Move without selecting, then select one more"), _keys("Ctrl+Down", "Ctrl+Space"))
        yield _Entry(self.tr("Select all"), _keys("Ctrl+A"))
        yield _Entry(self.tr("First or last row"), _keys("Home", "End"))
        yield _Entry(self.tr("Clear the search, back to the list"), _keys("Esc"))

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for line, spoken in self._lines:
            line.setVisible(all(word in spoken for word in words))
        for head, lines in self._groups:
            head.setVisible(any(not line.isHidden() for line in lines))
        self._nothing.setVisible(all(line.isHidden() for line, _ in self._lines))
        self._area.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field first, then closes; the arrows scroll while the field has the keyboard."""
        key, bar = event.key(), self._area.verticalScrollBar()
        if key == Qt.Key.Key_Escape and self._search.text():
            self._search.clear()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_Down else -1) * theme.sizes().px(64))
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_PageDown else -1) * bar.pageStep())
        elif key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


class _Line(QWidget):
    """What it does on the one side, its keys as caps on the other."""

    def __init__(self, entry: _Entry) -> None:
        super().__init__()
        px = theme.sizes().px
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, px(3), 0, px(3))
        layout.setSpacing(px(4))
        name = form.label(entry.name, "plain")
        name.setWordWrap(True)
        layout.addWidget(name, 1)
        texts = [each.toString(QKeySequence.SequenceFormat.NativeText) for each in entry.keys]
        for text in texts:
            layout.addWidget(form.label(text, "key"))
        if not texts:
            texts = [self.tr("in the menu")]
            layout.addWidget(form.label(texts[0], "caption"))
        self.setMinimumHeight(px(30))
        self.setAccessibleName(f"{entry.name}: {', '.join(texts)}")


def _common(sequences: Sequence[QKeySequence]) -> tuple[QKeySequence, ...]:
    """The first few, each once. Of a standard key the first stands for all: for Undo, X11 has F14 as well.

    Nor are the keys of some keyboards named that say themselves what they do, as "Media Play".
    """
    bindings = QKeySequence.keyBindings
    if any(list(sequences) == bindings(standard) for standard in QKeySequence.StandardKey):
        sequences = sequences[:1]
    usual = (each for each in sequences if not _is_extra(each[0]))  # type: ignore[index]
    found = {each.toString(QKeySequence.SequenceFormat.NativeText): each for each in usual}
    return tuple(found.values())[:_MOST_KEYS]


def _is_extra(key: QKeyCombination) -> bool:
    return key.key() >= Qt.Key.Key_Back and key.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


def _keys(*names: str) -> tuple[QKeySequence, ...]:
    return tuple(map(QKeySequence, names))
