"""The side bar: where videos are, with live counts, and which provider they come from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLabel,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from app.core.arrange import CATEGORIES, Category
from app.services.library import Library
from app.services.overview import Overview
from app.services.poller import Poller
from app.ui import messages, theme
from app.ui.face import ToneName
from app.ui.plain import isolated
from app.ui.row_pixmaps import tone_of

translate = QCoreApplication.translate
WIDTH = 200
"""In pixels of the drawing."""


def category_word(category: Category) -> str:
    """The word for a category."""
    return {
        Category.ALL: translate("SideBar", "All"),
        Category.ACTIVE: translate("SideBar", "Active"),
        Category.NOT_SAVED: translate("SideBar", "Not saved"),
        Category.SAVED: translate("SideBar", "Saved"),
        Category.FAILED: translate("SideBar", "Failed"),
        Category.NOT_FOUND: translate("SideBar", "Not found"),
    }[category]


class _Line:
    """What a line of the side bar shows, and how it is painted."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.count = 0
        self.badge: ToneName | None = None
        self.dot = ""

    def paint(self, painter: QPainter, box: QRectF, *, chosen: bool, hovered: bool, focused: bool) -> None:
        """In the colours in force, from the leading edge to the trailing one."""
        c, s = theme.colours(), theme.sizes()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or hovered:
            painter.setBrush(QColor(c.selection if chosen else c.pressed))
            painter.drawRoundedRect(box, s.px(6), s.px(6))
        if focused:
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), s.px(6), s.px(6))
        right_to_left = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inner = box.adjusted(s.px(12), 0, -s.px(12), 0)
        room = inner.width() - self._number(painter, inner, right_to_left)
        if self.dot:
            size, step = s.px(8), s.px(16)
            left = inner.right() - size if right_to_left else inner.left()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.dot))
            painter.drawEllipse(QRectF(left, inner.center().y() - size / 2, size, size))
            inner = inner.adjusted(0 if right_to_left else step, 0, -step if right_to_left else 0, 0)
            room -= step
        font = theme.font(s.body, _weight(chosen))
        text = QFontMetrics(font).elidedText(self.word, Qt.TextElideMode.ElideRight, int(room - s.px(8)))
        painter.setFont(font)
        painter.setPen(QColor(c.accent if chosen else c.text))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # of the word: a name may be of any script
        side = Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), text)

    def _number(self, painter: QPainter, inner: QRectF, right_to_left: bool) -> float:
        """The count at the trailing edge, as a badge where it asks for something; the width that it takes."""
        c, s = theme.colours(), theme.sizes()
        badge = self.badge if self.count else None
        font = theme.font(s.body, _weight(badge is not None), figures=True)
        text = messages.counted(self.count)
        width = QFontMetrics(font).horizontalAdvance(text)
        left = inner.left() if right_to_left else inner.right() - width
        painter.setFont(font)
        if badge is not None:
            tone, side, height = tone_of(c, badge), s.px(8), s.px(20)
            left += side if right_to_left else -side
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone.fill))
            around = QRectF(left - side, inner.center().y() - height / 2, width + 2 * side, height)
            painter.drawRoundedRect(around, height / 2, height / 2)
            painter.setPen(QColor(tone.text))
            width += 2 * side
        else:
            painter.setPen(QColor(c.muted))
        metrics = QFontMetrics(font)
        painter.drawText(QPointF(left, inner.center().y() + (metrics.ascent() - metrics.descent()) / 2), text)
        return width


class StateEntry(QRadioButton):
    """A category; one of them is chosen, and the arrow keys go from one to the next."""

    def __init__(self, category: Category, parent: QWidget) -> None:
        super().__init__(parent)
        self.category = category
        self._line = _Line(category_word(category))
        self._line.badge = ToneName.NOT_SAVED if category is Category.NOT_SAVED else None
        _dress(self)
        self.put(0)

    def put(self, count: int) -> None:
        """Show this count."""
        if count != self._line.count or not self.accessibleName():
            self._line.count = count
            _name(self, self._line)

    def hitButton(self, _at: QPoint) -> bool:  # noqa: N802 (Qt's name)
        """All of the line."""
        return True

    def sizeHint(self) -> QSize:
        """One line."""
        return _hint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        _paint(self, self._line)


class ProviderEntry(QCheckBox):
    """A provider; chosen, it leaves out all others."""

    def __init__(self, profile_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.profile_id = profile_id
        self._line = _Line("")
        _dress(self)

    def put(self, word: str, count: int, dot: str) -> None:
        """Show this name and count; `dot` is a colour."""
        if (word, count, dot) != (self._line.word, self._line.count, self._line.dot):
            self._line.word, self._line.count, self._line.dot = word, count, dot
            _name(self, self._line)

    def hitButton(self, _at: QPoint) -> bool:  # noqa: N802 (Qt's name)
        """All of the line."""
        return True

    def sizeHint(self) -> QSize:
        """One line."""
        return _hint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        _paint(self, self._line)


class SideBar(QScrollArea):
    """Chooses what the list shows.

    Signals:
        chosen: Category and the ID of a profile ("" = all).
    """

    chosen = Signal(object, str)

    def __init__(self, library: Library, overview: Overview, poller: Poller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAccessibleName(self.tr("Library"))
        self._library = library
        self._overview = overview
        self._poller = poller
        self._category = Category.ALL
        self._provider = ""
        self._states: dict[Category, StateEntry] = {}
        self._providers: dict[str, ProviderEntry] = {}
        self._headings: list[tuple[QLabel, QSpacerItem]] = []
        self._build()
        overview.counts_changed.connect(self.refresh)
        library.profiles_changed.connect(self._fill)
        library.loaded.connect(self._fill)
        poller.status_changed.connect(self.refresh)
        self._fill()
        theme.face(self)
        self.restyle()

    def choose(self, category: Category, provider: str) -> None:
        """Show what is chosen; `chosen` is not told."""
        self._category, self._provider = category, provider
        self._states[category].setChecked(True)
        for each in self._providers.values():
            each.setChecked(each.profile_id == provider)
        self.refresh()

    def refresh(self, *_args: object) -> None:
        """Show the counts as they are; those of the categories are of the chosen provider."""
        if not self.isVisible():
            return
        counts, c = self._overview.counts, theme.colours()
        for category, state in self._states.items():
            state.put(counts.of(category, self._provider))
        held = {hold.profile_id for hold in self._poller.status.holds}
        for profile_id, entry in self._providers.items():
            if (profile := self._library.profiles.get(profile_id)) is not None:
                dot = c.failed.text if profile_id in held else c.muted if profile.is_demo else c.saved.text
                name = isolated(messages.provider_name(profile))
                entry.put(name, counts.of(provider=profile_id), dot)

    def restyle(self) -> None:
        """Colours or fonts are new."""
        s = theme.sizes()
        self._column.setContentsMargins(s.px(8), s.px(12), s.px(8), s.px(12))
        for heading, gap in self._headings:
            heading.setContentsMargins(s.px(12), s.px(4), s.px(12), s.px(8))
            gap.changeSize(0, s.px(20), QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._column.invalidate()
        self.setFixedWidth(theme.sizes().px(WIDTH))
        for line in (*self._states.values(), *self._providers.values()):
            line.setFixedHeight(_hint().height())
            line.update()
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Its edge is on the other side."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            theme.face(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Seen: the counts are told again."""
        super().showEvent(event)
        self.refresh()

    def _build(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        inside, self._states_box, self._providers_box = QWidget(), QWidget(), QWidget()
        inside.setObjectName("column")
        self._column = column = QVBoxLayout(inside)
        column.setSpacing(0)
        for heading, box in (
            (self.tr("Library"), self._states_box),
            (self.tr("Providers"), self._providers_box),
        ):
            label = QLabel(heading)
            theme.set_role(label, "heading")
            column.addWidget(label)
            lines = QVBoxLayout(box)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
            column.addWidget(box)
            gap = QSpacerItem(0, 0)
            column.addItem(gap)
            self._headings.append((label, gap))
        column.addStretch(1)
        for category in (Category.ALL, *CATEGORIES):
            entry = StateEntry(category, self._states_box)
            entry.clicked.connect(self._on_state)
            entry.toggled.connect(self._on_state_toggled)
            self._states[category] = entry
            self._lines(self._states_box).addWidget(entry)
        self._states[Category.ALL].setChecked(True)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    def _fill(self) -> None:
        """One line for each provider, in their order."""
        for profile_id in [each for each in self._providers if each not in self._library.profiles]:
            self._providers.pop(profile_id).deleteLater()
        for profile_id in self._library.profiles:
            if profile_id not in self._providers:
                entry = ProviderEntry(profile_id, self._providers_box)
                entry.setFixedHeight(_hint().height())
                entry.setChecked(profile_id == self._provider)
                entry.clicked.connect(self._on_provider)
                self._providers[profile_id] = entry
                self._lines(self._providers_box).addWidget(entry)
                entry.show()
        if self._provider and self._library.is_loaded and self._provider not in self._providers:
            self._provider = ""
            self.chosen.emit(self._category, "")
        self.refresh()

    @staticmethod
    def _lines(box: QWidget) -> QVBoxLayout:
        layout = box.layout()
        assert isinstance(layout, QVBoxLayout)
        return layout

    def _on_state(self) -> None:
        entry = self.sender()
        if isinstance(entry, StateEntry):
            self._take(entry.category)

    def _on_state_toggled(self, checked: bool) -> None:
        """By the arrow keys, which click nothing."""
        entry = self.sender()
        if checked and isinstance(entry, StateEntry):
            self._take(entry.category)

    def _take(self, category: Category) -> None:
        if category is not self._category:
            self._category = category
            self.chosen.emit(category, self._provider)

    def _on_provider(self) -> None:
        entry = self.sender()
        if isinstance(entry, ProviderEntry):
            provider = entry.profile_id if entry.isChecked() else ""
            self.choose(self._category, provider)
            self.chosen.emit(self._category, provider)


def _weight(strong: bool) -> QFont.Weight:
    return QFont.Weight.DemiBold if strong else QFont.Weight.Normal


def _dress(button: QRadioButton | QCheckBox) -> None:
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    button.setAttribute(Qt.WidgetAttribute.WA_Hover)
    button.setCursor(Qt.CursorShape.PointingHandCursor)


def _name(button: QRadioButton | QCheckBox, line: _Line) -> None:
    button.setAccessibleName(messages.listed((line.word, messages.counted(line.count))))
    button.update()


def _hint() -> QSize:
    s = theme.sizes()
    return QSize(s.px(WIDTH - 16), max(s.px(32), QFontMetrics(theme.font(s.body)).height() + s.px(12)))


def _paint(button: QRadioButton | QCheckBox, line: _Line) -> None:
    painter = QPainter(button)
    line.paint(
        painter,
        QRectF(button.rect()),
        chosen=button.isChecked(),
        hovered=button.underMouse(),
        focused=button.hasFocus(),
    )
