"""Fuzzes the finder of task IDs: `python -m tests.fuzz.task_ids [libFuzzer's options and folders]`.

Whatever is pasted, what is found can be asked for, each once, and piece by piece the same is found. An input that takes
long is a crash too: a window looks through the text.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["app"]):
    from app.core.task_ids import find_ids, is_task_id, normal_id
    from app.core.task_scan import scan


def check(data: bytes) -> None:
    """One input: UTF-8, as far as it is."""
    text = data.decode("utf-8", "surrogateescape")
    found = find_ids(text)
    assert all(map(is_task_id, found.ids))
    assert all(task_id == normal_id(task_id) and _stands_in(text, task_id) for task_id in found.ids)
    assert len(set(found.ids)) == len(found.ids)
    assert all(len(word) <= 200 for word in found.unusable)
    pieces = list(scan(text))
    assert tuple(dict.fromkeys(task_id for piece in pieces for task_id in piece.ids)) == found.ids
    assert tuple(dict.fromkeys(word for piece in pieces for word in piece.unusable)) == found.unusable


def _stands_in(text: str, task_id: str) -> bool:
    """Whether the text holds the ID, in any case; escapes in JSON can spell it otherwise."""
    return task_id.lower() in text.lower() or "\\" in text


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
