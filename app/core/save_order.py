"""What was asked for one video, and how far it has come: the saver's own account of a transfer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.core import file_names
from app.core.cancel import Cancel
from app.core.errors import ErrorCode, Problem
from app.core.model import SavedFile, Task, VideoKey, WantedSave
from app.core.transfer import SpeedGauge, Transfer, TransferState

_LOST = frozenset({ErrorCode.CONNECTION_LOST, ErrorCode.TIMEOUT})


@dataclass(slots=True)
class Order:
    """One video's; changed by the saver alone.

    Attributes:
        transfer: as it is shown.
        number: grows with every order.
        saves: the folders that are to get the video, the next one first.
        play: somebody waits to see it.
        asked: the user asked for it; else it is saved by itself.
        cancel: of the job, until that has ended.
        host: where the job fetches from.
        tries: failures in a row.
        renewed: whether a new link was asked for, and nothing has come by it yet.
        reached: bytes, by the end of the last try.
        gauge: of the job's speed.
    """

    transfer: Transfer
    number: int
    saves: list[WantedSave] = field(default_factory=list)
    play: bool = False
    asked: bool = False
    cancel: Cancel | None = None
    host: str = ""
    tries: int = 0
    renewed: bool = False
    reached: int = 0
    gauge: SpeedGauge = field(default_factory=SpeedGauge)

    @property
    def key(self) -> VideoKey:
        """The video."""
        return self.transfer.key

    @property
    def state(self) -> TransferState:
        """Where it stands."""
        return self.transfer.state

    @property
    def saving(self) -> bool:
        """Whether any folder is still to get it; else it is only fetched to play."""
        return bool(self.saves)

    def want(self, folder: str, stem: str) -> None:
        """Have the video in this folder, too, and go on with all that was paused."""
        if all(each.folder != folder for each in self.saves):
            self.saves.append(WantedSave(self.key, folder, stem))
        self.unpause()

    def unpause(self) -> None:
        """Go on with all that was paused."""
        self.saves = [replace(each, paused=False) for each in self.saves]

    def wants(self, save: WantedSave) -> bool:
        """Whether this folder is still to get it."""
        return any(each.folder == save.folder for each in self.saves)

    def note_file(self, folder: str, file: SavedFile) -> None:
        """This folder has got it; should the order run once more before that is settled, nothing is fetched again."""
        self.saves = [replace(each, file=file) if each.folder == folder else each for each in self.saves]

    def count_failure(self, problem: Problem) -> None:
        """Note that a try came to nothing."""
        self.tries += 1
        if self.transfer.done > self.reached:
            self.renewed = False  # the new link was good for a while
            if problem.code in _LOST:
                self.tries = 1  # it has come further: a poor network is no reason to wait ever longer
        self.reached = max(self.reached, self.transfer.done)


def stem_of(template: str, task: Task | None, key: VideoKey) -> str:
    """The name of a video's file, without its extension."""
    video = task.video(key) if task else None
    return file_names.stem(
        template,
        prompt=task.prompt if task else "",
        seed=video.seed if video else None,
        task_id=key.task_id,
        video_id=key.video_id,
        nth=key.nth,
    )
