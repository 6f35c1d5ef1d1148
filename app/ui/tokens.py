"""The look as values: two sets of colours, and sizes as a function of the system font. No widget knows its own."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Tone:
    """How one state is told: colour of its word and icon, and of the fill of its chip (both `#rrggbb`)."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette, `#rrggbb` each.

    Every text colour reaches 4.5 : 1 on every ground it is used on, and 3 : 1 what has to be seen of a control: its
    focus, its frame where nothing else shows where it is, the filled part of a bar (WCAG 2.2, 1.4.3 and 1.4.11).

    Attributes:
        window: ground of the window, dialogs, the status bar.
        base: ground of the list, the toolbar, fields, buttons.
        alternate: head lines, a poster that is not there.
        text: main text.
        muted: second text: meta, captions, placeholders.
        disabled: text of what cannot be used now; contrast rules do not hold for it.
        line: hairlines and frames.
        edge: the frame of a button, which its words show as well.
        mark: the frame of a field or a check box.
        field: ground of a field.
        track: the empty part of a bar.
        handle: of a scroll bar.
        accent: the next step, progress, focus.
        accent_hover: an accent fill under the pointer.
        accent_pressed: an accent fill held down.
        on_accent: text on any accent fill.
        selection: ground of a selected row.
        hover: ground under the pointer.
        pressed: ground of what is held down.
    """

    dark: bool
    window: str
    base: str
    alternate: str
    text: str
    muted: str
    disabled: str
    line: str
    edge: str
    mark: str
    field: str
    track: str
    handle: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    selection: str
    hover: str
    pressed: str
    saved: Tone
    not_saved: Tone
    failed: Tone
    running: Tone
    quiet: Tone


LIGHT = Colours(
    dark=False,
    window="#f6f6f8",
    base="#ffffff",
    alternate="#f0f0f4",
    text="#1b1b21",
    muted="#5d5d6b",
    disabled="#a6a6b2",
    line="#e3e3ea",
    edge="#cfcfd9",
    mark="#8a8a98",
    field="#f6f6f8",
    track="#e3e3ea",
    handle="#c9c9d4",
    accent="#4f46e5",
    accent_hover="#4338ca",
    accent_pressed="#372fa8",
    on_accent="#ffffff",
    selection="#e8e7fd",
    hover="#f5f5fa",
    pressed="#e9e9f1",
    saved=Tone("#137638", "#e3f5e8"),
    not_saved=Tone("#9a5600", "#fdf0d9"),
    failed=Tone("#c0262d", "#fde8e8"),
    running=Tone("#4f46e5", "#e8e7fd"),
    quiet=Tone("#5d5d6b", "#ececf1"),
)

DARK = Colours(
    dark=True,
    window="#17171c",
    base="#1f1f26",
    alternate="#26262f",
    text="#ececf2",
    muted="#a2a2b3",
    disabled="#5f5f6e",
    line="#32323d",
    edge="#4a4a58",
    mark="#7d7d8f",
    field="#1b1b21",
    track="#32323d",
    handle="#4a4a58",
    accent="#918cff",
    accent_hover="#a5a1ff",
    accent_pressed="#807af0",
    on_accent="#14141a",
    selection="#2e2c55",
    hover="#272730",
    pressed="#31313b",
    saved=Tone("#5fd38a", "#173424"),
    not_saved=Tone("#f5b85a", "#3a2c14"),
    failed=Tone("#ff8a8a", "#3d1d20"),
    running=Tone("#918cff", "#2a2850"),
    quiet=Tone("#a2a2b3", "#2c2c36"),
)

# For those who ask their system for more contrast: 7 : 1 for every text, 4.5 : 1 for every frame.
LIGHT_CONTRAST = replace(
    LIGHT,
    window="#fefefe",
    alternate="#ececec",
    text="#000000",
    muted="#2b2b33",
    disabled="#5c5c66",
    line="#6a6a74",
    edge="#3a3a44",
    mark="#000000",
    field="#ffffff",
    track="#c8c8d0",
    handle="#4a4a54",
    accent="#2a21b0",
    accent_hover="#1f178c",
    accent_pressed="#150f68",
    selection="#dcdaff",
    hover="#efeff6",
    pressed="#dedee8",
    saved=Tone("#06451d", "#e3f5e8"),
    not_saved=Tone("#5e3300", "#fdf0d9"),
    failed=Tone("#86101a", "#fde8e8"),
    running=Tone("#2a21b0", "#e8e7fd"),
    quiet=Tone("#2b2b33", "#e4e4ea"),
)

DARK_CONTRAST = replace(
    DARK,
    window="#000001",
    base="#0c0c10",
    alternate="#1c1c24",
    text="#ffffff",
    muted="#d6d6e2",
    disabled="#8f8f9e",
    line="#8a8a98",
    edge="#b4b4c4",
    mark="#ffffff",
    field="#000000",
    track="#33333d",
    handle="#b4b4c4",
    accent="#bab6ff",
    accent_hover="#cfccff",
    accent_pressed="#a7a2ff",
    on_accent="#000000",
    selection="#2a285c",
    hover="#22222a",
    pressed="#2d2d37",
    saved=Tone("#84f0ab", "#0f2a1b"),
    not_saved=Tone("#ffcf7d", "#2e210c"),
    failed=Tone("#ffb0b0", "#321317"),
    running=Tone("#bab6ff", "#201e45"),
    quiet=Tone("#d6d6e2", "#26262e"),
)

SCREEN = "#000000"
"""Around a video that plays, in every palette."""
VEIL = "#be000000"
"""Over a picture, where words stand on it (`#aarrggbb`), in every palette."""
ON_VEIL = "#ffffff"

_DRAWN_FOR = 13  # the body size, in pixels, that all measures below are given for


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes in device-independent pixels, and the scale of the 4 px grid.

    Attributes:
        scale: 1.0 where the system font is 13 px high; never under 1, so that a small font does not squeeze the rows.
        prompt, body, meta, caption: font sizes in pixels.
    """

    scale: float
    prompt: int
    body: int
    meta: int
    caption: int

    @classmethod
    def of(cls, body: int) -> Sizes:
        """The sizes for a system font of `body` pixels. Captions stay at 11 px unless the user's font is smaller."""
        factor = body / _DRAWN_FOR
        return cls(
            scale=max(1.0, factor),
            prompt=max(body + 1, round(14 * factor)),
            body=body,
            meta=max(round(12 * factor), min(body, 12)),
            caption=max(round(11 * factor), min(body, 11)),
        )

    def px(self, drawn: float) -> int:
        """A measure of the drawing in pixels of this font's scale; 1 px and above never vanish."""
        return max(1, round(drawn * self.scale))
