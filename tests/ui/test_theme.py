"""Colours and sizes of the look."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.services.session_bus import SessionBus
from app.services.system_look import SystemLook
from app.ui import theme as theme_module
from app.ui.theme import Theme, colours
from app.ui.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, ON_VEIL, VEIL, Colours, Sizes, Tone
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


def tones(c: Colours) -> tuple[Tone, ...]:
    """Those of every state."""
    return (c.saved, c.not_saved, c.failed, c.running, c.quiet)


def pairs(c: Colours) -> list[tuple[str, str, str]]:
    """Every text colour with every ground it stands on; what cannot be used now is no text in WCAG's sense."""
    rows = [c.base, c.alternate, c.selection, c.hover]
    found = [("text", c.text, ground) for ground in [*rows, c.window, c.pressed, c.field]]
    found += [("muted", c.muted, ground) for ground in [*rows, c.window, c.pressed]]
    found += [("placeholder", c.muted, ground) for ground in (c.field, c.base)]
    found += [("line of a state", tone.text, ground) for tone in tones(c) for ground in [*rows, c.window]]
    found += [("button that is dangerous", c.failed.text, ground) for ground in (c.base, c.hover, c.pressed)]
    found += [("link or quiet button", c.accent, ground) for ground in [*rows, c.window, c.pressed]]
    found += [("on accent", c.on_accent, fill) for fill in (c.accent, c.accent_hover, c.accent_pressed)]
    found += [("chip or badge", tone.text, tone.fill) for tone in tones(c)]
    found += [("banner", ink, tone.fill) for ink in (c.text, c.muted, c.accent) for tone in tones(c)]
    return found


def shapes(c: Colours) -> list[tuple[str, str, str]]:
    """What has to be seen of a control, with what it stands beside."""
    grounds = (c.window, c.base, c.alternate, c.selection, c.hover, c.pressed, c.field)
    found = [("ring of the focus", c.accent, ground) for ground in grounds]
    found += [("ring of a filled button", c.text, ground) for ground in grounds]
    found += [("mark of a selected row", c.accent, c.selection), ("mark of a selected row", c.accent, c.base)]
    found += [("filled part of a bar", ink, c.track) for ink in (c.accent, c.muted)]
    found += [("frame of a field", c.mark, ground) for ground in (c.window, c.base, c.field)]
    found += [("frame of a field with a problem", c.failed.text, ground) for ground in (c.window, c.base, c.field)]
    found += [("icon", ink, ground) for ink in (c.text, c.muted, c.accent) for ground in grounds]
    found += [("icon of a state", tone.text, ground) for tone in tones(c) for ground in (*grounds, tone.fill)]
    return found


def poor(measured: list[tuple[str, str, str]], least: float) -> list[tuple[str, str, str, float]]:
    """Those that do not reach `least`, with what they reach."""
    return [
        (what, ink, ground, round(reached, 2))
        for what, ink, ground in measured
        if (reached := contrast(ink, ground)) < least
    ]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_reaches_the_contrast_that_wcag_asks_for(palette: Colours) -> None:
    assert poor(pairs(palette), 4.5) == []


@pytest.mark.parametrize(
    "palette", [LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST], ids=["light", "dark", "light, more", "dark, more"]
)
def test_every_shape_that_has_to_be_seen_reaches_it_too(palette: Colours) -> None:
    assert poor(shapes(palette), 3) == []


def test_words_on_a_picture_can_be_read_on_the_brightest_one() -> None:
    """The veil lets a part of it through."""
    veil = QColor(VEIL)
    light = round(255 * (1 - veil.alphaF()))
    assert (veil.red(), veil.green(), veil.blue()) == (0, 0, 0)
    assert contrast(ON_VEIL, f"#{light:02x}{light:02x}{light:02x}") >= 7


@pytest.mark.parametrize("palette", [LIGHT_CONTRAST, DARK_CONTRAST], ids=["light", "dark"])
def test_whoever_asks_for_more_contrast_gets_it(palette: Colours) -> None:
    frames = [
        (name, getattr(palette, name), ground)
        for name in ("line", "edge", "mark", "handle", "accent")
        for ground in (palette.window, palette.base, palette.field)
    ]
    assert (poor(pairs(palette), 7), poor(frames, 4.5)) == ([], [])


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_a_placeholder_is_as_strong_as_other_second_text(
    desk: Desk, theme: Theme, qtbot: QtBot, kind: type[QWidget]
) -> None:
    """Qt's style sheets make it half of the text's colour where none is named: 3.3 : 1."""
    for scheme, wanted in (("light", LIGHT), ("dark", DARK)):
        desk.settings.color_scheme = scheme
        field = kind()
        qtbot.addWidget(field)
        field.ensurePolished()
        ink = field.palette().color(QPalette.ColorRole.PlaceholderText)
        assert (ink.name(), ink.alpha()) == (wanted.muted, 255)


def test_no_colour_stands_anywhere_but_in_the_tokens() -> None:
    stray = re.compile(
        r"#[0-9a-fA-F]{6}\b|\brgba?\(|QColor\(\d|GlobalColor\.(?!transparent)|:\s*(?:white|black|gr[ae]y)\b"
    )
    folder = Path(theme_module.__file__).parent
    found = [
        f"{file.name}:{number}: {line.strip()}"
        for file in sorted(folder.glob("*.py"))
        if file.name != "tokens.py"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if stray.search(line)
    ]
    assert found == []


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


def test_a_window_opens_as_the_desktop_was_the_last_time(desk: Desk, theme: Theme) -> None:
    """The portal answers only after the first paint: a dark desktop saw a white window before."""
    for said, wanted in (("dark", DARK), ("light", LIGHT)):
        desk.settings.system_look = said
        theme.refresh()
        assert colours() is wanted


def test_what_the_desktop_says_is_kept_for_the_next_time(desk: Desk, theme: Theme) -> None:
    desk.settings.system_look = "dark"
    system = SystemLook(SessionBus(theme), theme)
    theme.follow(system)
    assert desk.settings.system_look == "dark"
    for dark, kept in ((False, "light"), (True, "dark"), (None, "")):
        system.answered, system.dark = True, dark
        system.changed.emit()
        assert desk.settings.system_look == kept


def test_sizes_follow_the_font() -> None:
    assert Sizes.of(13) == Sizes(1.0, 14, 13, 12, 11)
    large = Sizes.of(26)
    assert (large.prompt, large.meta, large.px(12)) == (28, 24, 24)


def test_a_small_font_does_not_squeeze_the_rows() -> None:
    small = Sizes.of(11)
    assert small.px(4) == 4
    assert small.caption == 11
