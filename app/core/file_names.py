"""File names from a template and a video's fields: safe on Windows, macOS and Linux, and never out of their folder."""

from __future__ import annotations

import re
import unicodedata

DEFAULT_TEMPLATE = "{prompt} {seed}"
FIELDS = ("prompt", "seed", "task", "video", "n")

LONGEST = 255 - len(" (99).mp4.part.json")
"""Bytes of UTF-8 in a stem at most: the longest name made from it is that of a partial download's note, and most file
systems take 255 bytes (NTFS 255 UTF-16 units, which are never more than the bytes)."""

_FIELD = re.compile(r"\{(prompt|seed|task|video|n)\}")
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_") | {chr(code): " " for code in range(32)})
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_KEPT_FORMAT = frozenset("\u200c" + _JOINER)
"""Format characters that carry meaning in names: they join letters and emoji."""


def stem(template: str, *, prompt: str, seed: int | None, task_id: str, video_id: str, nth: int) -> str:
    """A file name without its extension.

    Args:
        template: text with `{prompt}`, `{seed}`, `{task}`, `{video}` and `{n}`; anything else stays as it is.
        prompt: as the provider sent it.
        seed: None = empty.
        task_id: also the name where nothing else is left.
        video_id: of the video in the task.
        nth: of the video in the task, from 0; `{n}` counts from 1.

    Returns:
        1 to `LONGEST` bytes of UTF-8: one path component that is no reserved name, whatever extension follows.
    """
    fields = {
        "prompt": prompt,
        "seed": "" if seed is None else str(seed),
        "task": task_id,
        "video": video_id,
        "n": str(nth + 1),
    }
    name = _clean(_FIELD.sub(lambda match: fields[match[1]], template))
    if not name.strip("_ "):
        name = _clean(task_id)
    return name if name.strip("_ ") else "video"


def _clean(text: str) -> str:
    # Surrogates cannot be written at all, and the composed form is what macOS and Linux both show.
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    text = text.translate(_FORBIDDEN)
    text = "".join(char for char in text if char in _KEPT_FORMAT or not _is_hidden(char))
    text = re.sub(r"\s+", " ", text)
    text = _trim(_cut(_trim(text)))
    if _RESERVED.fullmatch(text):
        text = _trim(_cut("_" + text))
    return text


def _is_hidden(char: str) -> bool:
    """Control, bidirectional, other format, private and unassigned characters: names must show what they are."""
    if "\U0001f300" <= char <= "\U0001faff":  # emoji, also those that Python's tables do not know yet
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _trim(text: str) -> str:
    """Without spaces and dots at its ends: Windows drops them behind, a dot in front hides the file elsewhere."""
    return text.strip(" .\u200c\u200d")


def _cut(text: str) -> str:
    """As much as fits into `LONGEST` bytes, cut between characters as seen, at a word's end where one is near."""
    if len(text.encode()) <= LONGEST:
        return text
    end = len(text.encode()[:LONGEST].decode("utf-8", "ignore"))
    while end > 0 and _joins(text, end):
        end -= 1
    kept = text[:end]
    word_end = kept.rfind(" ")
    return kept[:word_end] if word_end > len(kept) * 3 // 4 else kept


def _joins(text: str, at: int) -> bool:
    """Whether text[at] belongs to the character before it, as seen: accents, skin tones, joined emoji, flags."""
    after, before = text[at], text[at - 1]
    if unicodedata.combining(after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if after in (_JOINER, _EMOJI_STYLE) or before == _JOINER or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if not _is_flag_letter(after):
        return False
    start = at
    while start > 0 and _is_flag_letter(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1


def _is_flag_letter(char: str) -> bool:
    """Half of a flag: a regional indicator."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"
