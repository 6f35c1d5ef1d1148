"""What a row or a card shows, as values: chip, bar, texts and buttons, whatever they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from app.core.arrange import RowKind
from app.ui import messages

translate = QCoreApplication.translate


class RowAction(StrEnum):
    """What a row offers to do."""

    PLAY = "play"
    SAVE = "save"
    SHOW = "show"
    CHECK = "check"
    PAUSE = "pause"
    RESUME = "resume"
    RETRY = "retry"
    FETCH = "fetch"
    CANCEL = "cancel"


class ToneName(StrEnum):
    """The tones of `tokens.Colours`, by name: a face outlives a change of theme."""

    SAVED = "saved"
    NOT_SAVED = "not_saved"
    FAILED = "failed"
    RUNNING = "running"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class FaceButton:
    """One button of a row.

    Attributes:
        tip: what it does, or why it cannot be used.
        primary: this is the next step.
        bare: the icon says it without its word.
    """

    action: RowAction
    tip: str
    enabled: bool = True
    primary: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """The status as icon, word and tone; `percent` (0 to 100) follows the word where there is one."""

    icon: str
    word: str
    tone: ToneName
    percent: int | None = None

    @property
    def text(self) -> str:
        """What the chip shows."""
        return self.word if self.percent is None else f"{self.word} {messages.percent(self.percent)}"


@dataclass(frozen=True, slots=True)
class Face:
    """All that is painted of one row, in plain text.

    Attributes:
        title: prompt, seed or ID, on one line of bounded length.
        note: beside the title of a head line: how many videos.
        meta: duration, seed and age; while a transfer runs, its bytes and speed.
        error: what is wrong and what to do; "" where all is well. `error_tone` is its colour.
        bar: percent from 0 to 100; None where no bar means anything. `resting`: it does not move now.
        length: the duration on the poster, "" where unknown.
        spoken: what assistive tools read: prompt, status and percent.
        brief: `meta` for a card: the duration is on its poster, and the seed tells several videos apart.
        prompt: the task's, also of a video whose title is its seed: a card stands without a head line.
        head_error: what the head line of this video says of an error, in the tone `head_tone`.
    """

    kind: RowKind
    title: str
    note: str = ""
    meta: str = ""
    error: str = ""
    error_tone: ToneName = ToneName.FAILED
    chip: Chip | None = None
    caption: str = ""
    bar: float | None = None
    resting: bool = False
    length: str = ""
    buttons: tuple[FaceButton, ...] = field(default=())
    spoken: str = ""
    brief: str = ""
    prompt: str = ""
    head_error: str = ""
    head_tone: ToneName = ToneName.FAILED

    @property
    def usable(self) -> tuple[RowAction, ...]:
        """The buttons that can be pressed, from left to right."""
        return tuple(button.action for button in self.buttons if button.enabled)


def button_text(action: RowAction) -> str:
    """The word on a row's button."""
    return {
        RowAction.PLAY: translate("Row", "Play"),
        RowAction.SAVE: translate("Row", "Save"),
        RowAction.SHOW: translate("Row", "Show"),
        RowAction.CHECK: translate("Row", "Check"),
        RowAction.PAUSE: translate("Row", "Pause"),
        RowAction.RESUME: translate("Row", "Resume"),
        RowAction.RETRY: translate("Row", "Retry"),
        RowAction.FETCH: translate("Row", "Fetch again"),
        RowAction.CANCEL: translate("Row", "Cancel"),
    }[action]


BUTTON_ICONS = {
    RowAction.PLAY: "play",
    RowAction.SAVE: "arrow-down-to-line",
    RowAction.SHOW: "folder-open",
    RowAction.CHECK: "refresh-cw",
    RowAction.PAUSE: "pause",
    RowAction.RESUME: "play",
    RowAction.RETRY: "rotate-ccw",
    RowAction.FETCH: "download",
    RowAction.CANCEL: "x",
}
"""The icon on a row's button."""
