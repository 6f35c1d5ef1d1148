"""Makes a data folder with many tasks in it, through the program's own store."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from pathlib import Path

from app.core.model import DEMO_PROFILE, Profile, Task, TaskKey, Video, VideoStatus
from app.core.store import Store
from app.places import places


def make_library(folder: Path, count: int, *, endpoint: str = "http://127.0.0.1:9", unfinished: bool = False) -> None:
    """Tracks `count` tasks in the data folder `folder`: three of four finished, or, with `unfinished`, none.

    Args:
        folder: made where missing.
        count: of tasks, each with one video.
        endpoint: of the profile that they belong to; Demo where it is the default.
        unfinished: leave them all to be polled.
    """
    store = Store(places(folder).database)
    demo = endpoint == "http://127.0.0.1:9"
    profile = Profile(DEMO_PROFILE if demo else endpoint, "Demo" if demo else "Bench", endpoint)
    store.put_profile(profile)
    keys = [TaskKey(profile.id, str(uuid.UUID(int=number, version=4))) for number in range(count)]
    tasks = store.add(keys, time.time() - 3_600)
    if not unfinished:
        store.put_tasks(_told(task, number) for number, task in enumerate(tasks))
    store.close()


def _told(task: Task, number: int) -> Task:
    finished = number % 4 != 0
    video = Video(
        task.key.task_id,
        status=VideoStatus.FINISHED if finished else VideoStatus.RUNNING,
        provider_status="finished" if finished else "pending",
        progress=100 if finished else number % 100,
        seed=3_183_047_765 + number,
        duration=5.0,
        result_url=f"http://127.0.0.1:9/v1/{task.key.task_id}/clip.mp4" if finished else "",
        finished_at=task.added if finished else None,
    )
    prompt = f"A vintage plane crosses canyon {number} at golden hour, slow dolly, dust in the light, 35 mm"
    return replace(task, prompt=prompt, videos=(video,), answered=task.added)
