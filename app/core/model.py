"""The values: task, video, profile. Frozen, so they may cross threads; `merge` puts an answer into them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.core.errors import Problem

DEMO_PROFILE = "demo"
MAX_VIDEOS = 1000
"""Videos of a task that are kept: far more than anyone makes, and few enough for whatever a server sends."""


class VideoStatus(StrEnum):
    """A video's status in our words; the provider's own word is kept beside it."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    UNKNOWN = "unknown"


class TaskState(StrEnum):
    """A task's state, derived from its videos and from what polling found."""

    WAITING = "waiting"  # no answer yet
    RUNNING = "running"  # at least one video queued, running, or finished without its file
    FINISHED = "finished"
    PARTIAL = "partial"  # some videos finished, some failed
    FAILED = "failed"
    NOT_FOUND = "not_found"
    STOPPED = "stopped"  # given up, or taken off polling by the user


ENDED = frozenset({TaskState.FINISHED, TaskState.PARTIAL, TaskState.FAILED, TaskState.STOPPED})
"""States in which a task is not polled."""


class TaskKey(NamedTuple):
    """What names a task in the library."""

    profile: str
    task_id: str


class VideoKey(NamedTuple):
    """What names a video: the n-th (from 0) with this ID in its task, for a feed may repeat an ID."""

    profile: str
    task_id: str
    video_id: str
    nth: int

    @property
    def task(self) -> TaskKey:
        """The task that the video belongs to."""
        return TaskKey(self.profile, self.task_id)

    @property
    def cache_name(self) -> str:
        """What its files in the cache are called: safe on every system, whatever the provider's IDs are."""
        from hashlib import sha256

        return sha256(repr(tuple(self)).encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Profile:
    """A provider that the user has connected.

    Attributes:
        id: the origin (`https://host[:port]`), or `demo`. One profile per origin.
        name: what the user calls it.
        endpoint: base URL without a trailing slash; `{endpoint}/pika/feed/{taskId}` is asked.
        insecure_key: the user agreed to send the key over plain http.
    """

    id: str
    name: str
    endpoint: str
    insecure_key: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether this is the built-in provider."""
        return self.id == DEMO_PROFILE


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A video's file that the user keeps.

    Attributes:
        path: absolute.
        size: bytes.
        sha256: in hex.
        at: epoch seconds (UTC) when it was saved.
        verified_at: epoch seconds (UTC) when size, structure and SHA-256 were last found right; None where the last
            look found them wrong, or the file gone.
        duration: seconds, as the file says; None where it does not.
        missing: the last look did not find it; without this, where `verified_at` is None, it holds other bytes now.
    """

    path: str
    size: int
    sha256: str
    at: float
    verified_at: float | None = None
    duration: float | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class WantedSave:
    """A save that was asked for and is not done: it goes on at the next start.

    Attributes:
        key: of the video.
        folder: absolute.
        stem: the file's name without its extension: it stays when the template or the prompt changes meanwhile.
        paused: until the user goes on with it.
        file: where it has been brought into place, and only the tidying was not done.
    """

    key: VideoKey
    folder: str
    stem: str
    paused: bool = False
    file: SavedFile | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A step in which tasks were taken off the list.

    Attributes:
        number: strictly growing with every step, whatever the clock does.
        at: epoch seconds (UTC).
        keys: of the tasks.
    """

    number: int
    at: float
    keys: tuple[TaskKey, ...]


@dataclass(frozen=True, slots=True)
class Video:
    """One result in a task, as last known.

    Attributes:
        id: the provider's, unique within the task in theory; `nth` tells repeated ones apart.
        status: in our words. `provider_status` is the provider's own.
        progress: percent, 0 to 100; None where the feed gave none.
        seed: may exceed 32 bits (API.md).
        duration: seconds; None where unknown.
        result_url, sharing_url, poster_url, thumb_url: http(s) links or "".
        error: the provider's reason for a failure, plain text.
        seen_at, started_at, finished_at: epoch seconds (UTC) when we first saw it, saw it run, saw it finish.
        saved: the file that the user keeps.
        save_error: why the last try to save failed.
    """

    id: str
    nth: int = 0
    status: VideoStatus = VideoStatus.QUEUED
    provider_status: str = ""
    progress: int | None = None
    seed: int | None = None
    duration: float | None = None
    result_url: str = ""
    sharing_url: str = ""
    poster_url: str = ""
    thumb_url: str = ""
    error: str = ""
    seen_at: float | None = None
    started_at: float | None = None
    finished_at: float | None = None
    saved: SavedFile | None = None
    save_error: Problem | None = None

    @property
    def ready(self) -> bool:
        """Finished, with a link to fetch it from. An unknown status with a link counts (DESIGN, rules of polling)."""
        return self.status is VideoStatus.FINISHED and bool(self.result_url)

    @property
    def kept(self) -> bool:
        """Whether it is in a file which the last look found right."""
        return self.saved is not None and self.saved.verified_at is not None

    @property
    def unsaved(self) -> bool:
        """Whether it can be saved and is in no file, or was in one that is gone and could not be fetched again."""
        return self.ready and (self.saved is None or self.lost)

    @property
    def lost(self) -> bool:
        """Whether its file is gone or changed, and the try to fetch it again came to nothing."""
        return self.saved is not None and self.saved.verified_at is None and self.save_error is not None

    @property
    def odd_length(self) -> bool:
        """Whether the saved file is over a second longer or shorter than the provider says, where both tell."""
        if self.saved is None or self.saved.duration is None or self.duration is None:
            return False
        return abs(self.saved.duration - self.duration) > 1.0

    @property
    def done(self) -> bool:
        """Whether nothing more is to be learned by polling."""
        return self.ready or self.status is VideoStatus.FAILED


@dataclass(frozen=True, slots=True)
class Answer:
    """What one poll brought: the feed's object, read leniently. `videos` carry no `saved` and no `finished_at`."""

    prompt: str
    videos: tuple[Video, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What a task ID stands for, as last known.

    Attributes:
        key: profile and task ID.
        added: epoch seconds (UTC) when the user added it.
        seq: strictly growing with every added task: the order of the list, whatever the clock does.
        prompt: plain text of any length and script.
        videos: in the provider's order.
        answered: epoch seconds of the last good answer, None before the first.
        changed: epoch seconds of the last answer that changed something; at first `added`.
        problem: why the last poll brought nothing; None after a good answer.
        missing_since: epoch seconds of the first "not found" since the last good answer; `misses` counts them.
        stopped: taken off polling, by the ladder of "not found" or by the user.
        auto_save_dir: absolute folder that its videos are saved into as they finish ("" = as the settings say).
    """

    key: TaskKey
    added: float
    seq: int = 0
    prompt: str = ""
    videos: tuple[Video, ...] = ()
    answered: float | None = None
    changed: float = 0.0
    problem: Problem | None = None
    missing_since: float | None = None
    misses: int = 0
    stopped: bool = False
    auto_save_dir: str = ""

    @property
    def state(self) -> TaskState:
        """The aggregate of the videos; a video that is not done makes the task `running` whatever the others are."""
        if self.videos and all(video.done for video in self.videos):
            failed = sum(video.status is VideoStatus.FAILED for video in self.videos)
            if failed == 0:
                return TaskState.FINISHED
            return TaskState.FAILED if failed == len(self.videos) else TaskState.PARTIAL
        if self.stopped:
            return TaskState.STOPPED
        if self.answered is not None:
            return TaskState.RUNNING
        return TaskState.WAITING if self.missing_since is None else TaskState.NOT_FOUND

    @property
    def ended(self) -> bool:
        """Whether polling leaves it alone."""
        return self.state in ENDED

    def video_key(self, video: Video) -> VideoKey:
        """The key of one of its videos."""
        return VideoKey(self.key.profile, self.key.task_id, video.id, video.nth)

    def video(self, key: VideoKey) -> Video | None:
        """The video of this key, None where the task has none."""
        for video in self.videos:
            if video.id == key.video_id and video.nth == key.nth:
                return video
        return None
