"""Says which videos are to be saved by themselves, and where to."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping

from app.core.model import Task, TaskKey, VideoKey
from app.services.library import Library
from app.services.settings import Settings


class AutoSave:
    """The rule: into the task's own folder, else that of this run, else that of the settings where they say so.

    Attributes:
        run_folder: absolute, for this run; "" for none.
    """

    def __init__(self, library: Library, settings: Settings) -> None:
        self.run_folder = ""
        self._library = library
        self._settings = settings
        self._declined: set[VideoKey] = set()

    def decline(self, key: VideoKey) -> None:
        """The user stopped this one: it is left alone for this run."""
        self._declined.add(key)

    def allow(self, key: VideoKey) -> None:
        """The user wants this one after all."""
        self._declined.discard(key)

    def forget(self, gone: Container[TaskKey]) -> None:
        """These tasks are no longer tracked."""
        self._declined = {key for key in self._declined if key.task not in gone}

    def home(self, key: VideoKey) -> str:
        """Where a video belongs whose place is not known: beside its lost file, else where it is saved by itself."""
        task, video = self._library.task(key.task), self._library.video(key)
        if video is not None and video.saved is not None:
            return os.path.dirname(video.saved.path)
        return (task.auto_save_dir if task else "") or self.run_folder or self._settings.save_folder

    def due(self, keys: Iterable[TaskKey], busy: Callable[[VideoKey], object]) -> Mapping[str, list[VideoKey]]:
        """Videos of these tasks by the folder that is to get them; but those of which `busy` tells anything."""
        common = self.run_folder or (self._settings.save_folder if self._settings.auto_save else "")
        found: dict[str, list[VideoKey]] = {}
        for task_key in tuple(keys):
            task = self._library.task(task_key)
            folder = (task.auto_save_dir or common) if task else ""
            videos = [key for key in self._unsaved(task) if not busy(key)] if task and folder else []
            if videos:
                found.setdefault(folder, []).extend(videos)
        return found

    def _unsaved(self, task: Task) -> Iterable[VideoKey]:
        for video in task.videos:
            if video.ready and video.saved is None and video.save_error is None:
                key = task.video_key(video)
                if key not in self._declined:
                    yield key
