"""The keys of the player: what each does, in words, for the player itself and for the page that lists all keys."""

from __future__ import annotations

from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence

translate = QCoreApplication.translate


class PlayerKey(Enum):
    """What a key does."""

    PLAY = auto()
    BACK = auto()
    FORWARD = auto()
    FAR_BACK = auto()
    FAR_FORWARD = auto()
    FRAME_BACK = auto()
    FRAME_FORWARD = auto()
    START = auto()
    END = auto()
    MUTE = auto()
    LOOP = auto()
    FULL_SCREEN = auto()
    LEAVE_FULL_SCREEN = auto()


_KEYS: Final = MappingProxyType(
    {
        PlayerKey.PLAY: ("Space", "K", "Toggle Media Play/Pause", "Media Play"),
        PlayerKey.BACK: ("Left",),
        PlayerKey.FORWARD: ("Right",),
        PlayerKey.FAR_BACK: ("Shift+Left",),
        PlayerKey.FAR_FORWARD: ("Shift+Right",),
        PlayerKey.FRAME_BACK: (",",),
        PlayerKey.FRAME_FORWARD: (".",),
        PlayerKey.START: ("Home",),
        PlayerKey.END: ("End",),
        PlayerKey.MUTE: ("M",),
        PlayerKey.LOOP: ("L",),
        PlayerKey.FULL_SCREEN: ("F", "F11"),
        PlayerKey.LEAVE_FULL_SCREEN: ("Esc",),
    }
)
"""As QKeySequence names them."""
REPEATED: Final = frozenset(
    {PlayerKey.BACK, PlayerKey.FORWARD, PlayerKey.FAR_BACK, PlayerKey.FAR_FORWARD}
    | {PlayerKey.FRAME_BACK, PlayerKey.FRAME_FORWARD, PlayerKey.START, PlayerKey.END}
)
"""Those that go on while their key is held."""


def keys(meaning: PlayerKey) -> tuple[QKeySequence, ...]:
    """The keys that do this."""
    return tuple(map(QKeySequence, _KEYS[meaning]))


def by_key() -> dict[tuple[int, bool], PlayerKey]:
    """What a key does, by its code and whether Shift is held with it; without Shift it also stands for any that is."""
    combinations = ((sequence[0], meaning) for meaning in PlayerKey for sequence in keys(meaning))  # type: ignore[index]
    shift = Qt.KeyboardModifier.ShiftModifier
    return {(each.key().value, bool(each.keyboardModifiers() & shift)): meaning for each, meaning in combinations}


def word(meaning: PlayerKey) -> str:
    """What it does, in words."""
    return {
        PlayerKey.PLAY: translate("PlayerKeys", "Play or pause"),
        PlayerKey.BACK: translate("PlayerKeys", "Back 1 s"),
        PlayerKey.FORWARD: translate("PlayerKeys", "Forward 1 s"),
        PlayerKey.FAR_BACK: translate("PlayerKeys", "Back 5 s"),
        PlayerKey.FAR_FORWARD: translate("PlayerKeys", "Forward 5 s"),
        PlayerKey.FRAME_BACK: translate("PlayerKeys", "One frame back"),
        PlayerKey.FRAME_FORWARD: translate("PlayerKeys", "One frame forward"),
        PlayerKey.START: translate("PlayerKeys", "To the start"),
        PlayerKey.END: translate("PlayerKeys", "To the end"),
        PlayerKey.MUTE: translate("PlayerKeys", "Sound on or off"),
        PlayerKey.LOOP: translate("PlayerKeys", "Repeat on or off"),
        PlayerKey.FULL_SCREEN: translate("PlayerKeys", "Full screen on or off"),
        PlayerKey.LEAVE_FULL_SCREEN: translate("PlayerKeys", "Leave full screen"),
    }[meaning]
