"""Colours and sizes of the look."""

from __future__ import annotations

import pytest

from app.ui.tokens import DARK, LIGHT, Colours, Sizes


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


def test_sizes_follow_the_font() -> None:
    assert Sizes.of(13) == Sizes(1.0, 14, 13, 12, 11)
    large = Sizes.of(26)
    assert (large.prompt, large.meta, large.px(12)) == (28, 24, 24)


def test_a_small_font_does_not_squeeze_the_rows() -> None:
    small = Sizes.of(11)
    assert small.px(4) == 4
    assert small.caption == 11
