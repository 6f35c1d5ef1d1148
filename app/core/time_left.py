"""How long a video will still take: by its own pace, else by what others of its length took in this library."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from app.core.model import Task, TaskKey, Video, VideoKey, VideoStatus

ENOUGH_SAMPLES = 5
"""Finished videos of one length that make a median worth something."""
_KEPT_SAMPLES = 99
_LEAST_PROGRESS = 10
"""Percent of its own way that make a pace worth something; and seconds:"""
_LEAST_SECONDS = 4.0
_SHORTEST, _LONGEST = 5.0, 6 * 3600.0
"""Seconds outside which a time says when we looked, not how long it took."""
_LATE = 2.0
"""Times the median after which a video takes longer than usual."""
_QUIET = 30.0
"""Seconds past its expected end after which a pace has proved wrong."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What can be said of a video that is not done.

    Attributes:
        left: seconds; None where nothing is worth saying.
        usual: the median of its like, in seconds; None where there are too few.
        times: how many times the usual it has taken so far, in whole times; 0 while it is not late.
    """

    left: float | None = None
    usual: float | None = None
    times: int = 0


@dataclass(slots=True)
class _Way:
    """Where a video was when it was first seen to run, and where it was last."""

    began: float
    first: int
    at: float
    last: int

    def left(self, now: float) -> float | None:
        gone, took = self.last - self.first, self.at - self.began
        if gone < _LEAST_PROGRESS or took < _LEAST_SECONDS:
            return None
        left = (100 - self.last) * took / gone - (now - self.at)
        return max(0.0, left) if left > -_QUIET else None


class TimeLeft:
    """Learns from the videos of a library. All times are epoch seconds (UTC)."""

    def __init__(self) -> None:
        self._took: dict[int, deque[float]] = {}
        self._medians: dict[int, float | None] = {}
        self._ways: dict[TaskKey, dict[VideoKey, _Way | None]] = {}

    def learn(self, task: Task) -> None:
        """Take in what was finished before this run."""
        for video in task.videos:
            if video.ready:
                self._learn(task, video)

    def observe(self, task: Task, now: float) -> None:
        """Take in how a task stands: what runs is followed, what has just finished is learnt from."""
        ways = self._ways.get(task.key, {})
        found: dict[VideoKey, _Way | None] = {}
        for video in task.videos:
            key = task.video_key(video)
            if not video.done:
                found[key] = _followed(ways.get(key), video, now)
            elif video.ready and key in ways:
                self._learn(task, video)
        if found:
            self._ways[task.key] = found
        else:
            self._ways.pop(task.key, None)

    def forget(self, key: TaskKey) -> None:
        """The task is gone."""
        self._ways.pop(key, None)

    def usual(self, video: Video) -> float | None:
        """Seconds that a video of this length takes in the middle of all; None where too few are known."""
        length = _length(video)
        if length not in self._medians:
            from statistics import median  # 3 ms, after the first paint

            took = self._took.get(length, ())
            self._medians[length] = median(took) if len(took) >= ENOUGH_SAMPLES else None
        return self._medians[length]

    def estimate(self, task: Task, video: Video, now: float) -> Estimate:
        """What can be said of a video now; nothing of one that is done, or whose task is not followed any more."""
        if video.done or task.stopped:
            return Estimate()
        usual, elapsed = self.usual(video), now - task.added
        late = usual is not None and elapsed >= _LATE * usual
        times = int(elapsed / usual) if late and usual else 0
        way = self._ways.get(task.key, {}).get(task.video_key(video))
        left = way.left(now) if way is not None and video.status is VideoStatus.RUNNING else None
        if left is None and usual is not None and video.status is VideoStatus.RUNNING and 0 <= elapsed < usual:
            left = usual - elapsed
        return Estimate(left, usual, times)

    def of_task(self, task: Task, now: float) -> float | None:
        """Seconds until its last video is done; None where it is not known of every one."""
        lefts = [self.estimate(task, video, now).left for video in task.videos if not video.done]
        known = [left for left in lefts if left is not None]
        return max(known) if known and len(known) == len(lefts) else None

    def _learn(self, task: Task, video: Video) -> None:
        took = (video.finished_at or 0.0) - task.added
        if _SHORTEST <= took <= _LONGEST:
            self._took.setdefault(_length(video), deque(maxlen=_KEPT_SAMPLES)).append(took)
            self._medians.pop(_length(video), None)


def _followed(way: _Way | None, video: Video, now: float) -> _Way | None:
    """Begun anew where progress went back; a queued video has no pace."""
    if video.status is not VideoStatus.RUNNING or video.progress is None:
        return None
    if way is None or video.progress < way.last:
        return _Way(now, video.progress, now, video.progress)
    if video.progress > way.last:
        way.at, way.last = now, video.progress
    return way


def _length(video: Video) -> int:
    return round(video.duration or 0)
