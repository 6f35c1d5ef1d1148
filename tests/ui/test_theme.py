"""Colours and sizes of the look."""

from __future__ import annotations

import pytest

from app.ui import theme as theme_module
from app.ui.theme import Theme, colours
from app.ui.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Colours, Sizes
from tests.ui.desk import Desk


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def pairs(c: Colours) -> list[tuple[str, str, str]]:
    """Every text colour with every ground it stands on."""
    grounds = [c.window, c.base, c.alternate, c.selection, c.hover]
    found = [("text", c.text, ground) for ground in [*grounds, c.pressed]]
    found += [("muted", c.muted, ground) for ground in grounds]
    found += [("failed line", c.failed.text, ground) for ground in (c.base, c.window, c.hover, c.selection)]
    found += [("link", c.accent, ground) for ground in (c.base, c.window)]
    found += [("on accent", c.on_accent, fill) for fill in (c.accent, c.accent_hover, c.accent_pressed)]
    found += [("chip", tone.text, tone.fill) for tone in (c.saved, c.not_saved, c.failed, c.running, c.quiet)]
    found += [("banner", c.text, tone.fill) for tone in (c.not_saved, c.failed, c.running)]
    return found


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_reaches_the_contrast_that_wcag_asks_for(palette: Colours) -> None:
    poor = [(what, *pair, round(contrast(*pair), 2)) for what, *pair in pairs(palette) if contrast(*pair) < 4.5]
    assert poor == []


@pytest.mark.parametrize("palette", [LIGHT_CONTRAST, DARK_CONTRAST], ids=["light", "dark"])
def test_whoever_asks_for_more_contrast_gets_it(palette: Colours) -> None:
    texts = [(what, *pair, round(contrast(*pair), 2)) for what, *pair in pairs(palette) if contrast(*pair) < 7]
    frames = [
        (name, ground, round(contrast(getattr(palette, name), ground), 2))
        for name in ("line", "edge", "mark", "handle", "accent")
        for ground in (palette.window, palette.base, palette.field)
        if contrast(getattr(palette, name), ground) < 4.5
    ]
    assert (texts, frames) == ([], [])


def test_the_colours_in_force_are_told_by_the_palette(
    desk: Desk, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system's user prefers cannot be set by a program: the question is answered for them."""
    assert colours() in (LIGHT, DARK)
    monkeypatch.setattr(theme_module, "contrast_wanted", lambda: True)
    for scheme, wanted in (("light", LIGHT_CONTRAST), ("dark", DARK_CONTRAST)):
        desk.settings.color_scheme = scheme
        assert colours() is wanted
    monkeypatch.undo()
    theme.refresh()
    assert colours() is DARK


def test_sizes_follow_the_font() -> None:
    assert Sizes.of(13) == Sizes(1.0, 14, 13, 12, 11)
    large = Sizes.of(26)
    assert (large.prompt, large.meta, large.px(12)) == (28, 24, 24)


def test_a_small_font_does_not_squeeze_the_rows() -> None:
    small = Sizes.of(11)
    assert small.px(4) == 4
    assert small.caption == 11
