"""Fuzzes the maker of file names: `python -m tests.fuzz.file_names [libFuzzer's options and folders]`.

Whatever the prompt and the template are, the name is one component that Windows, macOS and Linux can all hold.
"""

from __future__ import annotations

import ntpath
import sys
import unicodedata

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["app"]):
    from app.core.file_names import LONGEST, stem

FORBIDDEN = frozenset('<>:"/\\|?*') | {chr(code) for code in range(32)}
BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def check(data: bytes) -> None:
    """One input: a template, a line break, and what the fields hold, a line each."""
    text = data.decode("utf-8", "surrogateescape")
    template, prompt, task_id, video_id = (text.split("\n", 3) + [""] * 4)[:4]
    name = stem(template, prompt=prompt, seed=len(data), task_id=task_id, video_id=video_id, nth=0)
    assert 1 <= len(name.encode("utf-8")) <= LONGEST
    assert not FORBIDDEN & set(name)
    assert not BIDIRECTIONAL & set(name)
    assert name == unicodedata.normalize("NFC", name)
    assert not name.startswith((" ", "."))
    assert not name.endswith((" ", "."))
    for each in (name, name + ".mp4", name + " (2).mp4.part"):
        assert ntpath.basename(each) == each
        assert each.split(".")[0].strip().lower() not in ("con", "prn", "aux", "nul", "com1", "lpt1", "com¹")


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
