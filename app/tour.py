"""Shows without a screen that the app works: demo tasks run to their end, each finished video is saved and verified.

`python -m app.tour [--pictures FOLDER]` on a virtual display: the real window, the real demo server, the real save; a
line a video is printed and a screenshot written.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.application import Application
from app.command_line import Options
from app.core.errors import PikaError
from app.core.model import Task, Video, VideoStatus
from app.core.mp4 import check
from app.demo.scenario import SAMPLE_TASKS
from app.opening import start

LONGEST_SECONDS = 120
PAINT_MS = 400
"""For the last bar to reach its end before the picture is taken."""


class Tour(QObject):
    """Follows the demo tasks until nothing is left to do, then prints, takes a picture and ends the app.

    Args:
        application: which tracks the demo tasks and saves what finishes.
        picture: file of the screenshot.
    """

    def __init__(self, application: Application, picture: Path) -> None:
        super().__init__(application)
        self._application = application
        self._picture = picture
        self._told: set[str] = set()
        self.succeeded = False
        self._limit = QTimer(self, singleShot=True, interval=LONGEST_SECONDS * 1000)
        self._limit.timeout.connect(self._give_up)
        self._limit.start()
        application.library.tasks_updated.connect(self._on_updated)

    def _on_updated(self) -> None:
        tasks = self._application.library.tasks.values()
        for task in tasks:
            for video in task.videos:
                self._tell(task, video)
        videos = [video for task in tasks for video in task.videos]
        ended = len(tasks) == len(SAMPLE_TASKS) and all(task.ended for task in tasks)
        if ended and all(video.saved or not video.ready or video.save_error for video in videos):
            self._application.library.tasks_updated.disconnect(self._on_updated)
            self.succeeded = all(video.saved and _verified(video) for video in videos if video.ready)
            QTimer.singleShot(PAINT_MS, self, self._finish)

    def _tell(self, task: Task, video: Video) -> None:
        key = "/".join(map(str, task.video_key(video)))
        if key in self._told or not (video.saved or video.save_error or video.status is VideoStatus.FAILED):
            return
        self._told.add(key)
        if video.saved:
            kept = "saved and verified" if _verified(video) else "SAVED, BUT NOT WHOLE"
            line = f"{kept}: {Path(video.saved.path).name} ({video.saved.size:,} bytes)"
        elif video.save_error:
            line = f"NOT SAVED: {video.save_error.code} {video.save_error.detail}"
        else:
            line = f"failed, as the demo means it to: {task.prompt}: {video.error}"
        _say(line)

    def _finish(self) -> None:
        self._picture.parent.mkdir(parents=True, exist_ok=True)
        self.succeeded = self._application.window.grab().save(str(self._picture)) and self.succeeded
        _say(f"screenshot: {self._picture}")
        self._application.quit()

    def _give_up(self) -> None:
        _say(f"The tour did not end within {LONGEST_SECONDS} seconds.")
        self._application.quit()


def _verified(video: Video) -> bool:
    """Whether the file is there as it was saved: size, SHA-256 and structure."""
    if video.saved is None:
        return False
    path = Path(video.saved.path)
    try:
        check(path)
        data = path.read_bytes()
    except (OSError, PikaError):
        return False
    return len(data) == video.saved.size and hashlib.sha256(data).hexdigest() == video.saved.sha256


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Runs the tour; 0 where every finished video was saved and verified."""
    parser = argparse.ArgumentParser(prog="python -m app.tour")
    parser.add_argument("--pictures", default="build/tour", help="folder of the screenshot")
    picture = Path(parser.parse_args().pictures) / "pika-monitor.png"
    with tempfile.TemporaryDirectory(prefix="pika-monitor-tour-") as folder:
        options = Options(ids=SAMPLE_TASKS, demo=True, auto_save=f"{folder}/saved", data_dir=Path(folder))
        application = start(options)
        if application is None:
            return 1
        tour = Tour(application, picture.absolute())
        QApplication.exec()
        return 0 if tour.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
