"""What stands in the place of the list while there is nothing in it: how to begin, or that nothing matches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.arrange import Category, Query
from app.ui import icons, theme
from app.ui.plain import quoted


class Centre(QWidget):
    """An icon, a title, words and buttons in the middle."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        s = theme.sizes()
        self._icon_name = icon
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title, self._words, self._note = self._label("title"), self._label("muted"), self._label("caption")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(s.px(8))
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setSpacing(s.px(8))
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addSpacing(s.px(4))
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(s.px(12))
        column.addLayout(self._buttons)
        column.addSpacing(s.px(12))
        column.addWidget(self._note)
        column.addStretch(3)
        self.restyle()

    def restyle(self) -> None:
        """Colours are new."""
        size = theme.sizes().px(48)
        self._icon.setPixmap(icons.pixmap(self._icon_name, theme.colours().muted, size, self.devicePixelRatioF()))

    def _label(self, role: str) -> QLabel:
        label = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        return label


class EmptyState(Centre):
    """No tasks yet.

    Signals:
        add_wanted, demo_wanted: its buttons.
    """

    add_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("film", parent)
        self._title.setText(self.tr("Follow your videos from here"))
        self._words.setText(self.tr("Paste task IDs into this window, or drop a text with IDs or links on it."))
        self._note.setText(
            self.tr("The ID is in the answer of the provider's “generate” call. Feed URLs and video links hold it too.")
        )
        add = QPushButton(self.tr("Add your first tasks"))
        add.setProperty("role", "primary")
        icons.dress(add, "plus", QPalette.ColorRole.HighlightedText)
        add.clicked.connect(self.add_wanted)
        self._demo = QPushButton(self.tr("Try the demo tasks"))
        self._demo.clicked.connect(self.demo_wanted)
        for button in (add, self._demo):
            self._buttons.addWidget(button)

    def set_demo(self, demo: bool) -> None:
        """Whether new tasks go to the demo: then a sample is offered."""
        self._demo.setVisible(demo)


class NoMatch(Centre):
    """Tasks, but none that the search finds, or none where the side bar looks.

    Signals:
        clear_wanted: its button.
    """

    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("search", parent)
        self._clear = QPushButton()
        self._clear.clicked.connect(self.clear_wanted)
        self._buttons.addWidget(self._clear)
        self.set_query(Query())

    def set_query(self, query: Query) -> None:
        """What was looked for."""
        if query.text.strip():
            self._title.setText(self.tr("Nothing matches"))
            self._words.setText(self.tr("No prompt, ID or seed has {0}.").format(quoted(query.text, 60)))
            narrowed = query.provider or query.state is not Category.ALL
            self._clear.setText(self.tr("Show all") if narrowed else self.tr("Clear search"))
            return
        self._title.setText(self.tr("Nothing here now"))
        words = {
            Category.ACTIVE: self.tr("No video is under way."),
            Category.NOT_SAVED: self.tr("Every finished video is saved."),
            Category.SAVED: self.tr("No video is saved yet."),
            Category.FAILED: self.tr("No video has failed."),
            Category.NOT_FOUND: self.tr("Every task is known to its provider."),
        }
        self._words.setText(words.get(query.state, self.tr("This provider has no tasks.")))
        self._clear.setText(self.tr("Show all"))
