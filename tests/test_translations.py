"""The catalogues of the languages: whole, of these sources, and with nothing lost on the way into a translation."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from app.resources import resource

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "resources" / "translations" / "pika_monitor_zh_CN.ts"


class Message(NamedTuple):
    """One entry: where it is from, what the sources say, and every form of the translation."""

    context: str
    source: str
    forms: tuple[str, ...]


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _messages() -> Iterator[Message]:
    for context in ElementTree.parse(CATALOGUE).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = tuple(form.text or "" for form in translation.iter("numerusform")) or (translation.text or "",)
            yield Message(context.findtext("name", ""), message.findtext("source", ""), forms)


MESSAGES = tuple(_messages())


def test_the_catalogue_is_whole_and_of_these_sources() -> None:
    assert _tool().faults(CATALOGUE) == []


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    text = CATALOGUE.read_text("utf-8")
    spoilt = tmp_path / CATALOGUE.name
    spoilt.write_text(
        text.replace("<translation>播放</translation>", '<translation type="unfinished"></translation>', 1)
        .replace("<source>Paste IDs</source>", "<source>Paste</source>", 1)
        .replace("<translation>移除</translation>", "<translation></translation>", 1),
        "utf-8",
    )
    faults = _tool().faults(spoilt)
    assert "not translated: Actions: Play" in faults
    assert "not translated: Actions: Paste IDs" in faults
    assert "not translated: Actions: Remove" in faults
    assert any("is not of these sources" in fault for fault in faults)
    assert any("is not of this catalogue" in fault for fault in faults)


def test_no_path_and_no_line_of_a_source_is_kept() -> None:
    assert "<location" not in CATALOGUE.read_text("utf-8")


def test_the_app_finds_what_it_loads() -> None:
    assert resource("translations", "pika_monitor_zh_CN.qm").stat().st_size > 10_000


def _broken_fields(message: Message, form: str) -> bool:
    patterns = (r"\{\d\}", r"%n", r"\*\.\w+", r"https?://", r"socks5h?://")
    return any(sorted(re.findall(each, form)) != sorted(re.findall(each, message.source)) for each in patterns)


def _lost_keys(message: Message, form: str) -> bool:
    """The Alt key of a Latin word stands behind the Chinese one: `文件夹(&F)`."""
    keys = re.findall(r"&(\w)", message.source)
    return form.count("&") != len(keys) or any(f"(&{key.upper()})" not in form for key in keys)


def _other_end(message: Message, form: str) -> bool:
    source = message.source
    return form.endswith("…") != source.endswith("…") or form.endswith("。") != source.endswith(".")


def _latin_marks(_message: Message, form: str) -> bool:
    """Chinese has its own marks, full-width and without spaces; a space parts it from Latin letters and digits."""
    han, text = "[\u4e00-\u9fff]", form.replace(";;", "")
    wrong = (rf"{han}[,.;:!?]", rf"[,;:!?]{han}", r"[。，：；]\s", rf"{han}[A-Za-z0-9]", rf"[A-Za-z0-9]{han}", "  ")
    return any(re.search(each, text) for each in wrong)


@pytest.mark.parametrize("wrong", [_broken_fields, _lost_keys, _other_end, _latin_marks])
def test_a_translation_keeps_what_it_has_to(wrong: Callable[[Message, str], bool]) -> None:
    assert [message for message in MESSAGES for form in message.forms if wrong(message, form)] == []


def test_one_word_has_one_translation_wherever_it_means_the_same() -> None:
    two_meanings = {"Added", "Finished", "Queued", "Saving", "Show"}
    found: dict[str, set[tuple[str, ...]]] = {}
    for message in MESSAGES:
        found.setdefault(message.source, set()).add(message.forms)
    assert {source for source, forms in found.items() if len(forms) > 1} <= two_meanings
