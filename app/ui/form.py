"""The parts that all dialogs share: a column with labels above fields, a line that tells a state, a foot of buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QBoxLayout,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons, theme
from app.ui.form_sheet import form_sheet
from app.ui.plain import without_mnemonic
from app.ui.tokens import Colours, Sizes

_TONE_ICONS = {
    "saved": "circle-check",
    "not_saved": "triangle-alert",
    "failed": "circle-alert",
    "muted": "info",
    "busy": "hourglass",
}
SIDE = 20  # of the drawing's pixels, between a dialog's edge and its column


class FormDialog(QDialog):
    """A dialog in the style of forms, which follows the theme and the font."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._dressed: tuple[Colours, Sizes] | None = None
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Dress anew when the theme has changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._dress()

    def _dress(self) -> None:
        wanted = (theme.colours(), theme.sizes())
        if wanted != self._dressed:
            self._dressed = wanted
            self.setStyleSheet(form_sheet(*wanted))


def column(widget: QWidget, margin: int = SIDE) -> QVBoxLayout:
    """The one column of a dialog."""
    px = theme.sizes().px
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(px(margin), px(margin), px(margin), px(margin))
    layout.setSpacing(px(4))
    return layout


def row(*items: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is the place that takes what room is left."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.sizes().px(8))
    for item in items:
        if item is None:
            layout.addStretch(1)
        else:
            layout.addWidget(item)
    return layout


def gap(layout: QBoxLayout, height: int = 12) -> None:
    """Room between two fields, in the drawing's pixels."""
    layout.addSpacing(theme.sizes().px(height))


def label(text: str, role: str = "field", buddy: QWidget | None = None) -> QLabel:
    """Plain text in a role of the style sheet; as the label of `buddy` it also names it to assistive tools."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(role in ("caption", "muted"))
    theme.set_role(made, role)
    if buddy is not None:
        made.setBuddy(buddy)
        buddy.setAccessibleName(without_mnemonic(text))
    return made


def pad_number(field: QAbstractSpinBox) -> None:
    """Room before the number: a style sheet's padding does not reach the line inside of a spin box."""
    field.lineEdit().setTextMargins(theme.sizes().px(8), 0, 0, 0)


def button(text: str, role: str = "", icon: str = "") -> QPushButton:
    """A push button that is not pressed by Enter in a field, and is named by its words."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setAccessibleName(without_mnemonic(text).removesuffix("…"))
    if role:
        theme.set_role(made, role)
    if icon:
        icons.dress(made, icon)
    return made


class Choice(QComboBox):
    """A combo box as wide as its longest words."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def showEvent(self, event: QShowEvent) -> None:
        """Measure anew: a size that was asked for before has the paddings of another style, and Qt keeps that."""
        self.changeEvent(QEvent(QEvent.Type.StyleChange))
        self.updateGeometry()
        super().showEvent(event)


def fill(layout: QHBoxLayout, widget: QWidget) -> None:
    """Let a widget of a `row` take what room is left, in the middle of its height."""
    at = layout.indexOf(widget)
    layout.setStretch(at, 1)
    layout.setAlignment(widget, Qt.AlignmentFlag.AlignVCenter)


class Note(QWidget):
    """Tells a state in words and with an icon, never by colour alone; wraps, and keeps its place when empty."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = ""
        self._icon = QLabel()
        self._icon.setFixedWidth(theme.sizes().px(16))
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._words.setMinimumHeight(max(self._words.fontMetrics().height(), self._icon.width()))
        self._icon.setFixedHeight(self._words.minimumHeight())
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.sizes().px(8))
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self.clear()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    @property
    def tone(self) -> str:
        """How it says it: "saved" (good), "not_saved" (a warning), "failed", "muted", "busy", "" while empty."""
        return self._tone

    def say(self, text: str, tone: str = "muted") -> None:
        """Show plain text; `tone` as the property of that name."""
        if (text, tone) == (self._words.text(), self._tone):
            return
        self._tone = tone
        self._words.setText(text)
        self._words.setAccessibleName(text)
        self._words.updateGeometry()
        theme.set_role(self._words, "muted" if tone == "busy" else tone)
        self._paint()

    def clear(self) -> None:
        """Say nothing."""
        self._tone = ""
        self._words.clear()
        self._words.setAccessibleName("")
        self._icon.clear()

    def _paint(self) -> None:
        c = theme.colours()
        colour = {"saved": c.saved.text, "not_saved": c.not_saved.text, "failed": c.failed.text}.get(
            self._tone, c.muted
        )
        size = theme.sizes().px(16)
        name = _TONE_ICONS.get(self._tone, "info")
        self._icon.setPixmap(icons.pixmap(name, colour, size, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if self._tone and event.type() == QEvent.Type.PaletteChange:
            self._paint()


class Foot(QWidget):
    """The last line of a dialog: why the main button cannot be pressed, it, and Cancel; in the platform's order."""

    def __init__(self, dialog: QDialog, main: str, cancel: str, reason_name: str) -> None:
        super().__init__(dialog)
        self.reason = label("", "muted")
        self.reason.setAccessibleDescription(reason_name)
        self.main = button(main, "primary")
        self.main.setDefault(True)
        self.cancel = button(cancel)
        box = QDialogButtonBox()
        box.addButton(self.main, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel.clicked.connect(dialog.reject)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.sizes().px(16))
        layout.addWidget(self.reason, 1)
        layout.addWidget(box)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), dialog, self.main.click)

    def set_main(self, text: str, reason: str) -> None:
        """Name the main button; it can be pressed only where there is no reason against it."""
        self.main.setText(text)
        self.main.setAccessibleName(text)
        self.main.setEnabled(not reason)
        self.main.setAccessibleDescription(reason)
        self.reason.setText(reason)
