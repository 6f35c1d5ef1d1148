"""The look: both palettes, the sizes that follow the system font, and their way into Qt's palette and style sheet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.services.settings import Settings
from app.ui import icons
from app.ui.style_sheet import style_sheet
from app.ui.tokens import DARK, LIGHT, Colours, Sizes


def colours() -> Colours:
    """The colours in force: those of the application's palette, so that no widget has to be handed a theme."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def sizes() -> Sizes:
    """The sizes that follow from the application's font."""
    return Sizes.of(QFontInfo(QGuiApplication.font()).pixelSize())


def font(size: int, weight: QFont.Weight = QFont.Weight.Normal, *, figures: bool = False) -> QFont:
    """The system font at `size` pixels; `figures` makes all digits equally wide, so that numbers stand still."""
    made = QFont(QGuiApplication.font())
    made.setPixelSize(size)
    made.setWeight(weight)
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget a role of the style sheet, replacing any it has.

    Buttons: `primary` (the next step), `quiet` (no frame), `danger`. Labels: `title`, `muted`, `caption`, `failed`,
    `saved`, `not_saved`, `field` (the label above a field).
    """
    widget.setProperty("role", role)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def make_palette(c: Colours) -> QPalette:
    """Qt's palette of these colours; what Qt draws on its own (menus, check boxes, dialogs) follows from it."""
    role = QPalette.ColorRole
    palette = QPalette()
    for target, value in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.base),
        (role.AlternateBase, c.alternate),
        (role.Text, c.text),
        (role.Button, c.base),
        (role.ButtonText, c.text),
        (role.BrightText, c.on_accent),
        (role.ToolTipBase, c.base),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.muted),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Accent, c.accent),
        (role.Link, c.accent),
        (role.LinkVisited, c.accent),
        (role.Light, c.base),
        (role.Midlight, c.alternate),
        (role.Mid, c.line),
        (role.Dark, c.line),
        (role.Shadow, c.line),
    ):
        palette.setColor(target, QColor(value))
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(c.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(c.line))
    return palette


class Theme(QObject):
    """Keeps the application in the system's light or dark, or in the one that the settings ask for.

    Signals:
        changed: colours or sizes are new; the palette and the style sheet are already in force.
    """

    changed = Signal()

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._applied: tuple[Colours, Sizes] | None = None
        app.setStyle("Fusion")
        self._ask_system()
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        settings.changed.connect(self._on_setting_changed)

    def refresh(self) -> None:
        """The application's font may be new. A window tells it: an event filter would be asked about every event."""
        self._apply()

    def _on_setting_changed(self, name: str) -> None:
        if name == "color_scheme":
            self._ask_system()
            self._apply()

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._apply()

    def _ask_system(self) -> None:
        """Tell the platform too: title bars and native dialogs then match."""
        asked = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(asked.get(self._settings.color_scheme, Qt.ColorScheme.Unknown))

    def _wanted(self) -> Colours:
        """A platform that has no colour scheme answers Unknown whatever it was asked: so the setting comes first."""
        chosen = self._settings.color_scheme
        if chosen in ("light", "dark"):
            return DARK if chosen == "dark" else LIGHT
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _apply(self) -> None:
        wanted = (self._wanted(), sizes())
        if wanted == self._applied:
            return
        self._applied = wanted
        self._app.setPalette(make_palette(wanted[0]))
        self._app.setStyleSheet(style_sheet(*wanted))
        icons.recolour(QApplication.topLevelWidgets())
        self.changed.emit()
