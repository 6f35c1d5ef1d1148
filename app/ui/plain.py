"""Text of strangers, made harmless: one line, one direction, a bounded length, and never markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from PySide6.QtGui import QGuiApplication

_ISOLATE = "\u2068"
_POP = "\u2069"
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MOST = 600  # characters that are laid out: more than any row or tooltip shows
# Controls that turn the reading direction of what follows: inside an isolate they would still mix up their own line.
_TURNING = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def one_line(text: str, most: int = _MOST) -> str:
    """`text` without line breaks, controls and direction marks, cut to `most` characters before it is laid out."""
    cut = " ".join(text[: most * 4].split()).translate(_TURNING)
    cut = "".join(char if unicodedata.category(char) not in ("Cc", "Cs", "Co") else " " for char in cut[: most + 1])
    return cut if len(cut) <= most else cut[:most].rstrip() + "…"


def isolated(text: str) -> str:
    """`text` in a bidi isolate: a right-to-left prompt keeps its own order and leaves its neighbours theirs."""
    return f"{_ISOLATE}{text}{_POP}" if text else ""


def apart(text: str) -> str:
    """`text` as a part of a line: isolated where it, or the window, is read from the right."""
    if _FROM_THE_RIGHT.search(text) is None and not QGuiApplication.isRightToLeft():
        return text
    return text if text.startswith(_ISOLATE) and text.find(_POP) == len(text) - 1 else isolated(text)


def joined(separator: str, parts: Iterable[str]) -> str:
    """One line of several parts, whichever way each of them is read; empty ones are left out."""
    return separator.join(apart(part) for part in parts if part)


def without_mnemonic(text: str) -> str:
    """A label's words without the mark of its Alt key: `&Folder`, or `(&F)` behind words that are not Latin."""
    return re.sub(r"\s*\(&\w\)", "", text).replace("&", "")


def quoted(text: str, most: int = 240) -> str:
    """A stranger's words inside a sentence of ours: in quotes, isolated, on one line."""
    return f"“{isolated(one_line(text, most))}”"


def tooltip(text: str, most: int = _MOST) -> str:
    """`text` as a tooltip that wraps and cannot be markup: Qt guesses rich text from a leading tag, hence escaped."""
    import html

    return f"<p>{html.escape(isolated(one_line(text, most)))}</p>"
