"""The bar below a playing video: play, position, loop, sound, full screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.ui import icons, messages, theme
from app.ui.seek_slider import SeekSlider

_SHEET = """
PlayerControls {{ background: palette(base); border: none; border-top: 1px solid palette(mid); }}
QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: {radius}px; padding: {pad}px; }}
QToolButton:hover {{ background: palette(alternate-base); }}
QToolButton:pressed, QToolButton:checked {{ background: palette(midlight); }}
QToolButton:checked {{ border-color: palette(mid); }}
QToolButton:focus {{ border-color: palette(highlight); }}
"""


class PlayerControls(QFrame):
    """Shows what it is told and says what is pressed; knows no player.

    Signals:
        play_pressed, loop_toggled, mute_toggled, full_screen_pressed: the buttons.
        sought: int, milliseconds.
        volume_chosen: int, 0 to 100.
    """

    play_pressed = Signal()
    sought = Signal(int)
    loop_toggled = Signal(bool)
    mute_toggled = Signal(bool)
    volume_chosen = Signal(int)
    full_screen_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.sizes().px
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs that way on every player
        self.setStyleSheet(_SHEET.format(radius=px(6), pad=px(4)))
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("Player controls"))
        self._play = self._button(self.tr("Play"), "play", "Space")
        self._position = SeekSlider(self.tr("Position"), takes_keys=False)
        self._position.show_range(0)
        self._time = QLabel()
        self._time.setFont(theme.font(theme.sizes().meta, figures=True))
        self._time.setAccessibleName(self.tr("Time"))
        self._loop = self._button(self.tr("Loop"), "repeat", "L", checkable=True)
        self._mute = self._button(self.tr("Mute"), "volume-2", "M", checkable=True)
        self._volume = SeekSlider(self.tr("Volume"), takes_keys=True)
        self._volume.show_range(100)
        self._volume.setPageStep(10)
        self._volume.setFixedWidth(px(80))
        self._full = self._button(self.tr("Full screen"), "maximize", "F")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(12), px(8), px(12), px(8))
        layout.setSpacing(px(8))
        for each in (self._play, self._position, self._time, self._loop, self._mute, self._volume, self._full):
            layout.addWidget(each)
        layout.setStretch(1, 1)
        self._play.clicked.connect(self.play_pressed)
        self._position.sought.connect(self.sought)
        self._loop.toggled.connect(self._on_loop_toggled)
        self._mute.toggled.connect(self._on_mute_toggled)
        self._volume.sought.connect(self.volume_chosen)
        self._full.clicked.connect(self.full_screen_pressed)
        self.show_time(0, 0)

    def show_playing(self, playing: bool) -> None:
        """The button does the other thing."""
        self._name(self._play, self.tr("Pause") if playing else self.tr("Play"), self.tr("Space"))
        icons.dress(self._play, "pause" if playing else "play", size=theme.sizes().px(20))

    def show_time(self, position: int, duration: int) -> None:
        """Position and duration, in milliseconds."""
        self._position.show_range(duration)
        self._position.show_value(position)
        self._time.setText(f"{messages.clock(position // 1000)} / {messages.clock(duration / 1000)}")

    def show_loop(self, on: bool) -> None:
        """Whether it begins again at the end."""
        self._loop.setChecked(on)

    def show_sound(self, muted: bool, volume: int) -> None:
        """Whether there is sound, and how loud (0 to 100)."""
        self._mute.setChecked(muted)
        self._volume.show_value(volume)

    def show_full_screen(self, on: bool) -> None:
        """The button does the other thing."""
        self._name(self._full, self.tr("Leave full screen") if on else self.tr("Full screen"), "F")
        icons.dress(self._full, "minimize" if on else "maximize", size=theme.sizes().px(20))

    def enable(self, on: bool) -> None:
        """Nothing can be controlled while there is no video."""
        for each in (self._play, self._loop, self._mute, self._volume):
            each.setEnabled(on)
        if not on:
            self.show_time(0, 0)

    def press_loop(self) -> None:
        """As if the button was pressed."""
        self._loop.click()

    def press_mute(self) -> None:
        """As if the button was pressed."""
        self._mute.click()

    def _on_loop_toggled(self, on: bool) -> None:
        self._loop.setToolTip(self.tr("Loop is on (L)") if on else self.tr("Loop is off (L)"))
        self.loop_toggled.emit(on)

    def _on_mute_toggled(self, on: bool) -> None:
        self._name(self._mute, self.tr("Mute"), "M")
        icons.dress(self._mute, "volume-x" if on else "volume-2", size=theme.sizes().px(20))
        self.mute_toggled.emit(on)

    def _button(self, name: str, icon: str, key: str, *, checkable: bool = False) -> QToolButton:
        made = QToolButton()
        made.setCheckable(checkable)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        size = theme.sizes().px(20)
        made.setIconSize(QSize(size, size))
        icons.dress(made, icon, size=size)
        self._name(made, name, key)
        return made

    @staticmethod
    def _name(button: QToolButton, name: str, key: str) -> None:
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key})")
