"""A small library, and every way to damage it: for the tests of what is left of it then."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.core.model import DEMO_PROFILE, Profile, SavedFile, Task, TaskKey, Video, VideoKey, VideoStatus, WantedSave
from app.core.store import Store

PAGE = 4096
OTHER = Profile("https://h", "H", "https://h/prefix")
LONG = 7
"""The task whose prompt takes several pages."""
REMOVED = 3


def fill(path: Path, count: int) -> dict[TaskKey, Task]:
    """Makes a library of so many tasks, one of them removed; what is tracked in it."""
    with closing(Store(path)) as store:
        store.put_profile(Profile(DEMO_PROFILE, "Demo", "http://127.0.0.1:1"))
        store.put_profile(OTHER)
        keys = [TaskKey(DEMO_PROFILE if at % 2 else OTHER.id, f"{at:08x}-05fb-454e-b246-a6f2") for at in range(count)]
        store.put_tasks(_told(task, at) for at, task in enumerate(store.add(keys, 1.0)))
        store.put_saves([WantedSave(VideoKey(*keys[0], "v", 0), "/folder", "film")])
        store.set_removed([keys[REMOVED]], time.time(), 1)
        return {task.key: task for task in store.load().tasks}


def _told(task: Task, at: int) -> Task:
    saved = SavedFile(f"/videos/{at}.mp4", 5, "ab", 1.0, 1.0) if at % 3 else None
    link = f"https://cdn.example/v1/{task.key.task_id}/plane_seed3183047765.mp4"
    video = Video("v", 0, VideoStatus.FINISHED, "finished", 100, 3_183_047_765, 5.0, link, link, saved=saved)
    prompt = "a plane over the sea " * (400 if at == LONG else 4)
    return replace(task, prompt=prompt, changed=5.0, videos=(video,))


_chance = random.Random(1)

PATTERNS: Final[Mapping[str, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "zeros": lambda page: bytes(len(page)),
        "ones": lambda page: b"\xff" * len(page),
        "noise": lambda page: _chance.randbytes(len(page)),
        "an empty leaf": lambda page: b"\r\0\0\0\0\x10\0\0" + bytes(len(page) - 8),
        "half gone": lambda page: page[: len(page) // 2] + bytes(len(page) - len(page) // 2),
        "head gone": lambda page: _chance.randbytes(16) + page[16:],
        "text": lambda page: (b"a diary\n" * 512)[: len(page)],
    }
)
"""What becomes of a page."""


def pages(path: Path) -> int:
    """How many the file has."""
    return -(-path.stat().st_size // PAGE)


def damaged(data: bytes, number: int, pattern: str) -> bytes:
    """The file's bytes with this page, counted from 0, changed."""
    start, end = number * PAGE, (number + 1) * PAGE
    return data[:start] + PATTERNS[pattern](data[start:end]) + data[end:]
