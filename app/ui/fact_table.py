"""The table of the details: a label, a value, and a small button where the value can be copied or shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.details import Fact, FactKind
from app.ui.elided_label import ElidedLabel
from app.ui.plain import tooltip

_ICONS = {FactKind.CODE: "copy", FactKind.LINK: "copy", FactKind.FILE: "folder-open"}


class FactTable(QWidget):
    """Shows facts; its lines are made once and used again.

    Signals:
        copy_wanted: the whole text of a value.
        show_wanted: the path of a file.
    """

    copy_wanted = Signal(str)
    show_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[Fact, ...] = ()
        self._lines: list[tuple[QLabel, ElidedLabel, QPushButton]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.sizes().px(8))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, theme.sizes().px(80))
        self._grid.setColumnStretch(1, 1)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What it shows."""
        return self._facts

    def put(self, facts: Sequence[Fact]) -> None:
        """Show these; lines that say the same already are left alone."""
        before, self._facts = self._facts, tuple(facts)
        if before == self._facts:
            return
        while len(self._lines) < len(facts):
            self._add_line()
        for at, line in enumerate(self._lines):
            old = before[at] if at < len(before) else None
            new = self._facts[at] if at < len(self._facts) else None
            if new is not None and new != old:
                self._fill(line, new)
            if (new is None) != (old is None):
                for part in line[:2]:
                    part.setVisible(new is not None)
            if new is None or old is None or new.kind is not old.kind:
                line[2].setVisible(new is not None and new.kind in _ICONS)

    def restyle(self) -> None:
        """Fonts are new."""
        self._grid.setColumnMinimumWidth(0, theme.sizes().px(80))
        for line in self._lines:
            self._fit_height(line)
        for fact, line in zip(self._facts, self._lines, strict=False):
            self._dress(line, fact)

    def _add_line(self) -> None:
        at = len(self._lines)
        label, value, button = QLabel(), ElidedLabel(), QPushButton()
        label.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(label, "muted")
        value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        button.setProperty("role", "tiny")
        button.clicked.connect(self._on_clicked)
        button.setProperty("line", at)
        for column, part in enumerate((label, value, button)):
            self._grid.addWidget(part, at, column)
        self._fit_height((label, value, button))
        self._lines.append((label, value, button))

    def _fit_height(self, line: tuple[QLabel, ElidedLabel, QPushButton]) -> None:
        """All lines are equally high, whatever stands in them."""
        s = theme.sizes()
        for part in line:
            part.setFixedHeight(max(s.px(24), s.body + s.px(10)))

    def _fill(self, line: tuple[QLabel, ElidedLabel, QPushButton], fact: Fact) -> None:
        label, value, button = line
        label.setText(fact.label)
        value.setText(fact.value)
        value.setAccessibleName(f"{fact.label}: {fact.value}")
        long = fact.kind in (FactKind.CODE, FactKind.FILE)
        value.setToolTip(tooltip(fact.value) if long or len(fact.value) > 24 else "")
        self._dress(line, fact)
        name = self.tr("Show in folder") if fact.kind is FactKind.FILE else self.tr("Copy {0}").format(fact.label)
        button.setAccessibleName(name)
        button.setToolTip(name)
        if fact.kind in _ICONS:
            icons.dress(button, _ICONS[fact.kind], QPalette.ColorRole.PlaceholderText, size=14)

    def _dress(self, line: tuple[QLabel, ElidedLabel, QPushButton], fact: Fact) -> None:
        s, value = theme.sizes(), line[1]
        value.mode = (
            Qt.TextElideMode.ElideMiddle if fact.kind in (FactKind.CODE, FactKind.FILE) else Qt.TextElideMode.ElideRight
        )
        value.setFont(_mono(s.meta) if fact.kind is FactKind.CODE else theme.font(s.body, figures=True))

    def _on_clicked(self) -> None:
        at = int(self.sender().property("line"))
        if at >= len(self._facts):
            return
        fact = self._facts[at]
        wanted = self.show_wanted if fact.kind is FactKind.FILE else self.copy_wanted
        wanted.emit(fact.whole)


def _mono(size: int) -> QFont:
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(size)
    return made
