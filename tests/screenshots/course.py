"""One run of the real app on the demo: waits until the list shows every state, then takes pictures of each window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import __version__
from app.application import Application
from app.command_line import Options
from app.core.arrange import Row
from app.core.model import TaskKey, TaskState, VideoKey, VideoStatus
from app.demo.scenario import SAMPLE_TASKS
from app.opening import start
from app.ui import icons, theme
from app.ui.gallery import Gallery
from app.ui.guide_window import GuideWindow
from app.ui.help import Help
from app.ui.look import Look
from app.ui.settings_dialog import SettingsDialog

SIZE = QSize(1280, 800)
SETTLE_MS = 600
GIVE_UP_MS = 60_000
PASTED = """Here are this week's:
66e0818e-05fb-454e-b246-a6f253e9ffbf
https://cdn.pika.art/v1/c1d16f47-16c2-4798-8733-5ed9903885cc/Plane_fly_seed3183047765.mp4
{"id": "0b7d7d52-6f0e-4d0a-9a55-3d2f0f6f2f10", "videos": []}
"""


class Course(QObject):
    """Goes through the windows one by one.

    Args:
        application: on an empty library.
        folder: of the pictures.
        prefix: of their names.
        need: what the person who looks needs, as `tests.screenshots` has it.
    """

    def __init__(self, application: Application, folder: Path, prefix: str, need: str = "") -> None:
        super().__init__(application)
        self._need = need
        self._application = application
        self._folder = folder
        self._prefix = prefix
        self._window = application.window
        self._window.resize(SIZE)
        self._steps: list[Callable[[], None]] = [self._empty, self._add_dialog, self._connect, self._settings]
        self._failed = False
        self._failed_task = TaskKey("", "")
        self._chosen = VideoKey("", "", "", 0)
        self._ready: list[Row] = []
        application.ready.connect(self._begin)
        self._limit = QTimer(self, singleShot=True, interval=GIVE_UP_MS)
        self._limit.timeout.connect(self._give_up)
        self._limit.start()

    @property
    def failed(self) -> bool:
        """Whether a picture is missing."""
        return self._failed

    def _begin(self) -> None:
        if self._need.startswith("font"):
            font = QApplication.font()
            percent = int(self._need.removeprefix("font"))
            font.setPixelSize(round(QFontInfo(font).pixelSize() * percent / 100))
            QApplication.setFont(font)
            self._window.resize(SIZE * percent / 100)
        elif self._need == "rtl":
            QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            icons.recolour(QApplication.topLevelWidgets())
        self._next()

    def _next(self) -> None:
        QTimer.singleShot(SETTLE_MS, self, self._step)

    def _step(self) -> None:
        if self._steps:
            self._steps.pop(0)()
        else:
            self._application.quit()

    def _grab(self, name: str, widget: QWidget) -> None:
        path = self._folder / f"{self._prefix}-{name}.png"
        self._failed |= not widget.grab().save(str(path))
        sys.stdout.write(f"{path}\n")

    def _dialog(self, name: str) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            self._grab(name, dialog)
            dialog.reject()
        else:
            self._failed = True

    def _empty(self) -> None:
        self._grab("empty", self._window)
        self._window.actions_.add.trigger()
        self._next()

    def _add_dialog(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        from PySide6.QtWidgets import QPlainTextEdit

        field = dialog.findChild(QPlainTextEdit)
        assert field is not None
        field.setPlainText(PASTED)
        self._steps.insert(0, self._add_dialog_filled)
        self._next()

    def _add_dialog_filled(self) -> None:
        self._dialog("add")
        self._window.open_profile()
        self._next()

    def _connect(self) -> None:
        self._dialog("connect")
        self._window.actions_.settings.trigger()
        self._next()

    def _settings(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        self._grab("settings", dialog)
        dialog.nav.choose("saving")
        self._steps = [self._saving]
        self._next()

    def _saving(self) -> None:
        self._dialog("saving")
        self._application.library.add("demo", SAMPLE_TASKS)
        self._application.library.add("demo", ["not-yet-known"])
        self._application.library.tasks_updated.connect(self._on_updated)

    def _on_updated(self) -> None:
        """A picture that shows running, failed, saved and unsaved videos at once."""
        tasks = [task for task in self._application.library.tasks.values() if task.videos]
        ready = [task.video_key(video) for task in tasks for video in task.videos if video.ready]
        failed = any(task.state is TaskState.FAILED for task in tasks)
        halfway = any(video.status is VideoStatus.RUNNING for task in tasks for video in task.videos)
        if len(ready) >= 2 and failed and halfway:
            self._application.library.tasks_updated.disconnect(self._on_updated)
            self._application.saver.save(ready[:1])
            self._chosen = ready[1]
            self._failed_task = next(task.key for task in tasks if task.state is TaskState.FAILED)
            self._steps = [
                self._select,
                self._list,
                self._gallery,
                self._details,
                self._play,
                self._player,
                self._guide,
                self._about,
            ]
            self._next()

    def _select(self) -> None:
        self._window.view.select_rows([row for row in self._window.model.rows if row.video == self._chosen])
        self._next()

    def _list(self) -> None:
        """With the details of an unsaved video beside it."""
        details = self._window.details
        self._failed |= details is None or not details.isVisible() or not details.facts.facts
        self._ready = self._window.view.selected_rows()
        self._grab("list", self._window)
        self._window.actions_.looks[Look.GALLERY].trigger()
        self._next()

    def _gallery(self) -> None:
        """The same videos and the same selection as posters."""
        self._failed |= not isinstance(self._window.view, Gallery) or self._window.view.selected_rows() != self._ready
        self._grab("gallery", self._window)
        self._window.actions_.looks[Look.NORMAL].trigger()
        self._window.select_tasks([self._failed_task])
        self._next()

    def _details(self) -> None:
        """Why a video failed, explained."""
        details = self._window.details
        self._failed |= details is None or not details.explanation.isVisible()
        self._grab("details", self._window)
        self._window.view.select_rows(self._ready)
        self._next()

    def _play(self) -> None:
        self._window.actions_.play.trigger()
        QTimer.singleShot(3 * SETTLE_MS, self, self._step)

    def _player(self) -> None:
        players = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self._window]
        for player in players:
            self._grab("player", player)
            player.close()
        self._failed |= not players
        self._help.guide.trigger()
        self._next()

    @property
    def _help(self) -> Help:
        found = self._window.findChild(Help)
        assert found is not None
        return found

    def _guide(self) -> None:
        guides = [each for each in QApplication.topLevelWidgets() if isinstance(each, GuideWindow) and each.isVisible()]
        for guide in guides:
            self._grab("guide", guide)
            guide.close()
        self._failed |= not guides
        self._help.about.trigger()
        self._next()

    def _about(self) -> None:
        self._dialog("about")
        self._next()

    def _give_up(self) -> None:
        self._failed = True
        self._application.quit()


def take(pictures: Path, data_dir: Path, scheme: str, scale: str, language: str, need: str = "") -> int:
    """Takes the pictures of one scheme and scale into a folder; 1 where one is missing.

    Args:
        pictures: the folder, made where missing.
        data_dir: empty, for the run.
        scheme: light or dark.
        scale: as QT_SCALE_FACTOR has it; part of the names.
        language: as the settings have it; part of the names where it is not English.
        need: what the person who looks needs; part of the names where there is one.
    """
    pictures.mkdir(parents=True, exist_ok=True)
    folder = data_dir / "Videos" / "Pika"
    looks = f"color_scheme={scheme}\nlanguage={language}"
    seen = f"[app]\nlast_version={__version__}"
    (data_dir / "settings.ini").write_text(f"{seen}\n[window]\n{looks}\n[saving]\nfolder={folder}\n")
    if need == "contrast":  # no platform lets a program set what its user prefers
        theme.contrast_wanted = lambda: True
    application = start(Options(data_dir=data_dir))
    assert application is not None
    more = (language if language != "en" else "", need)
    course = Course(application, pictures, "-".join((scheme, f"{scale}x", *filter(None, more))), need)
    QApplication.exec()
    return int(course.failed)
