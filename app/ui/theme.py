"""The look: both palettes, the sizes that follow the system font, and their way into Qt's palette and style sheet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.services.settings import Settings
from app.services.system_look import SystemLook
from app.ui import icons
from app.ui.style_sheet import style_sheet
from app.ui.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Colours, Sizes

_BY_WINDOW = {each.window: each for each in (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)}


def colours() -> Colours:
    """The colours in force: those of the application's palette, so that no widget has to be handed a theme."""
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return _BY_WINDOW.get(ground.name(), DARK if ground.lightness() < 128 else LIGHT)


def contrast_wanted() -> bool:
    """Whether the user has asked the system for more contrast."""
    hints = QGuiApplication.styleHints()  # what is asked of it next lives as long as this name (PySide6 6.11.3)
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


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


def face(widget: QWidget) -> None:
    """Tell the style sheet which way this widget reads: it knows no leading and trailing edge of a border."""
    _mark(widget, "mirrored", widget.isRightToLeft())


def ring(widget: QWidget, reason: Qt.FocusReason | None) -> None:
    """Have the style sheet draw a ring around what got the focus by the keyboard; None where it has lost it."""
    _mark(widget, "ring", reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))


def _mark(widget: QWidget, name: str, on: bool) -> None:
    if bool(widget.property(name)) != on:
        widget.setProperty(name, on)
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
        (role.Mid, c.track),
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

    Where the system is asked for more contrast, so is this: that is no matter of taste, and has no setting.

    Signals:
        changed: colours or sizes are new; the palette and the style sheet are already in force.
    """

    changed = Signal()

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._system: SystemLook | None = None
        self._applied: tuple[Colours, Sizes] | None = None
        app.setStyle("Fusion")
        self._ask_system()
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._hints = app.styleHints()
        self._hints.accessibility().contrastPreferenceChanged.connect(self.refresh)
        settings.changed.connect(self._on_setting_changed)

    def follow(self, system: SystemLook) -> None:
        """Listen to the desktop's portal as well, which knows better than Qt."""
        self._system = system
        system.changed.connect(self._on_system_changed)
        self.refresh()

    def refresh(self, *_args: object) -> None:
        """The font or the contrast may be new. A window tells it: an event filter would be asked about every event."""
        self._apply()

    def _on_setting_changed(self, name: str) -> None:
        if name == "color_scheme":
            self._ask_system()
            self._apply()

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._apply()

    def _on_system_changed(self) -> None:
        if self._system is not None and self._system.answered:
            self._settings.system_look = {True: "dark", False: "light", None: ""}[self._system.dark]
        self._apply()

    def _ask_system(self) -> None:
        """Tell the platform too: title bars and native dialogs then match."""
        asked = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(asked.get(self._settings.color_scheme, Qt.ColorScheme.Unknown))

    def _wanted(self) -> Colours:
        """A platform that has no colour scheme answers Unknown whatever it was asked: so the setting comes first."""
        chosen, system = self._settings.color_scheme, self._system
        if chosen not in ("light", "dark"):
            # As the portal has said, the last time if not yet: else a dark desktop would see a white window first.
            chosen = self._settings.system_look
        dark = chosen == "dark" if chosen else self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        if contrast_wanted() or (system is not None and system.contrast):
            return DARK_CONTRAST if dark else LIGHT_CONTRAST
        return DARK if dark else LIGHT

    def _apply(self) -> None:
        wanted = (self._wanted(), sizes())
        if wanted == self._applied:
            return
        self._applied = wanted
        self._app.setPalette(make_palette(wanted[0]))
        self._app.setStyleSheet(style_sheet(*wanted))
        icons.recolour(QApplication.topLevelWidgets())
        self.changed.emit()
