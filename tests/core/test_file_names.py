"""File names: safe on each system, whatever a prompt holds."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.file_names import DEFAULT_TEMPLATE, LONGEST, stem

TASK = "66e0818e-05fb-454e-b246-a6f253e9ffbf"


def name(template: str = DEFAULT_TEMPLATE, prompt: str = "Plane fly", seed: int | None = 3183047765) -> str:
    """The stem for the example of API.md."""
    return stem(template, prompt=prompt, seed=seed, task_id=TASK, video_id="v-1", nth=0)


def test_fields() -> None:
    assert name() == "Plane fly 3183047765"
    assert name("{task}_{video}-{n}") == f"{TASK}_v-1-1"
    assert name("{prompt} {other} {} {prompt!r}") == "Plane fly {other} {} {prompt!r}"
    assert name("{prompt}", prompt="{seed}{prompt}") == "{seed}{prompt}"
    assert name(seed=None) == "Plane fly"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("line\nbreak\ttab\r\n  many   spaces", "line break tab many spaces"),
        (" . hidden . ", "hidden"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("nul\x00bell\x07", "nul bell"),
        ("del\x7f\x85x", "delx"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("con", "_con"),
        ("COM1.backup", "_COM1.backup"),
        ("LPT³ ", "_LPT³"),
        ("conin$", "_conin$"),
        ("console", "console"),
        ("飞机飞过天空", "飞机飞过天空"),
        ("e\u0301te\u0301", "été"),
        ("👩\u200d🚀 und 🇩🇪", "👩\u200d🚀 und 🇩🇪"),
        ("bad \ud800 surrogate", "bad _ surrogate"),
        ("", TASK),
        ("...", TASK),
        ("???", TASK),
        ("\u200d\u202e", TASK),
    ],
)
def test_cleaned(prompt: str, expected: str) -> None:
    assert name("{prompt}", prompt=prompt) == expected


def test_nothing_left_at_all() -> None:
    assert stem("/", prompt="", seed=None, task_id="..", video_id="", nth=0) == "video"


def test_cut_between_characters_as_seen() -> None:
    family = "👩\u200d👩\u200d👧"
    for unit in (family, "🇩🇪", "👍🏽", "a\u0323\u0302", "é", "语", "❤\ufe0f"):
        for lead in range(8):
            found = name("{prompt}", prompt="x" * lead + unit * 200)
            rest = found[lead:]
            assert rest == unicodedata.normalize("NFC", unit * (len(rest) // len(unicodedata.normalize("NFC", unit))))
            assert len(found.encode()) > LONGEST - 30


def test_cut_at_a_word() -> None:
    found = name("{prompt}", prompt="word " * 100)
    assert found.endswith("word")
    assert len(found.encode()) <= LONGEST


@given(
    template=st.text(max_size=40) | st.just(DEFAULT_TEMPLATE) | st.just("{prompt}{task}{video}{n}"),
    prompt=st.text(max_size=400) | st.sampled_from(["con", "aux.txt", "..", "com¹"]),
    seed=st.none() | st.integers(0, 1 << 70),
    task_id=st.text(alphabet="abcAZ019._~-", min_size=1, max_size=128),
    nth=st.integers(0, 500),
)
def test_safe_everywhere(template: str, prompt: str, seed: int | None, task_id: str, nth: int) -> None:
    found = stem(template, prompt=prompt, seed=seed, task_id=task_id, video_id=prompt, nth=nth)
    assert 1 <= len(found.encode()) <= LONGEST
    assert len((found + " (99).mp4.part").encode()) <= 255
    assert found == found.strip(" .")
    assert not set(found) & set('<>:"/\\|?*')
    assert not any(
        unicodedata.category(char) in ("Cc", "Cs") or char in "\u202a\u202b\u202d\u202e\u2066" for char in found
    )
    assert PureWindowsPath(found).name == found == PurePosixPath(found).name
    for extension in ("", ".mp4"):
        assert not PureWindowsPath(found + extension).is_reserved()
    assert stem("{prompt}", prompt=found, seed=None, task_id="t", video_id="", nth=0) == found


def test_the_longest_name_can_be_made(tmp_path: Path) -> None:
    for prompt in ("x" * 400, "语" * 400, "👍🏽" * 100):
        longest = name("{prompt}", prompt=prompt) + " (99).mp4.part.json"
        (tmp_path / longest).touch()


def test_no_dot_or_space_where_it_was_cut() -> None:
    found = name("{prompt}", prompt="x" * (LONGEST - 3) + "... and more")
    assert found == "x" * (LONGEST - 3)


def test_no_dot_or_space_where_a_reserved_name_was_cut() -> None:
    for end in (".b", " b"):
        name = stem("{prompt}", prompt="con." + "a" * (LONGEST - 6) + end, seed=1, task_id="t", video_id="v", nth=0)
        assert name.startswith("_con.a")
        assert not name.endswith((" ", "."))
