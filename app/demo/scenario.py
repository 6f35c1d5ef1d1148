"""How a demo task goes: task ID and time since it was first known, in; the feed's object of that moment, out."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from app.demo.stories import SAMPLES, Take, story_of, video_id

SAMPLE_TASKS: tuple[str, ...] = tuple(SAMPLES)
"""Task IDs that show what the product does; they end after 8 to 30 seconds."""

POSTER_FROM = 1
THUMB_FROM = 10
"""Percent from which a running video has a poster and a thumbnail."""

SECONDS = 5
"""Duration of every clip in seconds."""

_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_SEED = re.compile(r"seed([0-9]+)")
_NOT_SLUG = re.compile(r"[^\w]+")


def is_task_id(text: str) -> bool:
    """Whether a provider could know a task of this ID (API.md): a lone `.` or `..` would change the path."""
    return bool(_ID.fullmatch(text)) and text not in (".", "..")


def feed(task_id: str, elapsed: float, base_url: str) -> dict[str, Any]:
    """The feed's object (API.md, every field) of a task that was first known `elapsed` seconds ago.

    Args:
        task_id: any valid ID.
        elapsed: seconds, 0 or more.
        base_url: the server's own, without a trailing slash; the links begin with it.
    """
    story = story_of(task_id)
    several = len(story.takes) > 1
    videos = [
        _video(task_id, nth, take, elapsed, _Links(base_url, task_id, story.prompt, take.seed, several))
        for nth, take in enumerate(story.takes)
    ]
    return {"id": task_id, "promptText": story.prompt, "videos": videos}


def clip_of(task_id: str, file_name: str) -> str:
    """The clip behind a media link of the task: its seed says which video; without one, the first.

    It needs no memory of the task, so that links stay good when the demo was restarted on another port.
    """
    takes = story_of(task_id).takes
    found = _SEED.search(file_name)
    seed = int(found[1]) if found else takes[0].seed
    return next((take.clip for take in takes if take.seed == seed), takes[0].clip)


class _Links:
    """The four links of one video; where a task has several, each file name carries the seed."""

    def __init__(self, base_url: str, task_id: str, prompt: str, seed: int, several: bool) -> None:
        folder = f"{base_url}/v1/{task_id}"
        words = _NOT_SLUG.sub("_", prompt.encode("ascii", "ignore").decode()).strip("_").split("_")
        slug = "_".join(words[:5]) or "video"
        mark = f"_seed{seed}" if several else ""
        self.result = f"{folder}/{slug}_seed{seed}.mp4"
        self.sharing = f"{folder}/{slug}_seed{seed}_share.mp4"
        self.poster = f"{folder}/poster{mark}.jpg"
        self.thumb = f"{folder}/thumbnail{mark}.jpg"


def _video(task_id: str, nth: int, take: Take, elapsed: float, links: _Links) -> dict[str, Any]:
    """One element of `videos`; links appear as the video gets on."""
    status, progress = _moment(take, elapsed)
    finished = status == "finished"
    return {
        "id": video_id(task_id, nth),
        "status": status,
        "seed": take.seed,
        "resultUrl": links.result if finished else "",
        "sharingUrl": links.sharing if finished else "",
        "videoPoster": links.poster if progress >= POSTER_FROM else "",
        "imageThumb": links.thumb if progress >= THUMB_FROM else "",
        "duration": SECONDS,
        "error": take.error if status == "error" else "",
        "progress": progress,
    }


def _moment(take: Take, elapsed: float) -> tuple[str, int]:
    """The provider's word for the status and the percent at `elapsed` seconds; neither ever goes back."""
    if elapsed < take.queued:
        return "queued", 0
    if elapsed >= take.ends:
        return ("finished", 100) if take.fails_at is None else ("error", take.fails_at)
    share = (elapsed - take.queued) / take.lasts
    # Real work is uneven: the slope swings between 0.4 and 1.6, but stays above zero.
    uneven = share - 0.6 * math.sin(4 * math.pi * share) / (4 * math.pi)
    top = 99 if take.fails_at is None else take.fails_at
    return "pending", min(top, max(POSTER_FROM, round(top * uneven)))


class Scenario:
    """Remembers when each task was first known, and answers for it. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.time, *, pace: float = 1.0) -> None:
        """`clock` gives epoch seconds; `pace` is how many seconds of the story pass in one of the clock."""
        self._clock = clock
        self._pace = pace
        self._lock = threading.Lock()
        self._started: dict[str, float] = {}
        self._furthest: dict[str, float] = {}

    def prime(self, started: Mapping[str, float]) -> None:
        """Set when tasks were first known (epoch seconds), so that a restart goes on where it was."""
        with self._lock:
            self._started.update(started)

    def answer(self, task_id: str, base_url: str) -> dict[str, Any]:
        """The feed's object now; the first call starts the task.

        Raises:
            ValueError: no task can have this ID.
        """
        if not is_task_id(task_id):
            raise ValueError(task_id)
        return feed(task_id, self._elapsed(task_id), base_url)

    def _elapsed(self, task_id: str) -> float:
        """Seconds of the story so far; a wall clock that is set back must not take a finished video away."""
        now = self._clock()
        with self._lock:
            started = self._started.setdefault(task_id, now)
            if started > now and task_id not in self._furthest:
                self._started[task_id] = started = now
            elapsed = max(self._furthest.get(task_id, 0.0), (now - started) * self._pace)
            self._furthest[task_id] = elapsed
            return elapsed
