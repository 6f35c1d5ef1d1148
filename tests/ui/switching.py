"""Opens the whole app, changes its language in the settings and back, and prints what its window says each time.

python -m tests.ui.switching FOLDER: a process of its own, for the app takes signals and ends the application.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QToolButton

from app.application import Application
from app.command_line import Options
from app.opening import start
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from tests.ui.keyrings import memory_keyring

LANGUAGES = ("zh_CN", "en", "zh_CN", "en")
LOOK_MS = 50


class Switching(QObject):
    """Goes through `LANGUAGES`, by the settings dialog, which stays open, and tells after each."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self._application = application
        self._left = list(LANGUAGES)
        self._before = application.window
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._on_look)
        application.ready.connect(self._on_ready)

    def _on_ready(self) -> None:
        self._before.select_tasks(tuple(self._application.library.tasks)[:1])
        self._before.actions_.settings.trigger()
        self._look.start()
        self._choose()

    def _choose(self) -> None:
        self._before = self._application.window
        dialog = self._before.findChild(SettingsDialog)
        assert dialog is not None
        dialog.appearance.language.setCurrentIndex(dialog.appearance.language.findData(self._left[0]))
        dialog.appearance.language.activated.emit(dialog.appearance.language.currentIndex())

    def _on_look(self) -> None:
        """Tells once the other window is there and has its rows."""
        window = self._application.window
        if window is self._before or not window.view.selected_rows() or not window.status.text:
            return
        dialog = window.findChild(SettingsDialog)
        said = {
            "language": self._left.pop(0),
            "tools": [each.accessibleName() for each in window._tools.findChildren(QToolButton) if each.isVisible()],
            "list": window.view.accessibleName(),
            "row": window.model.face(window.model.rows[-1]).spoken,
            "status": window.status.text,
            "dialog": "" if dialog is None else dialog.windowTitle(),
            "selected": [row.task.task_id for row in window.view.selected_rows()],
            "windows": sum(each.isVisible() for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)),
        }
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        if self._left:
            self._choose()
        else:
            self._look.stop()
            self._application.quit()


def main() -> int:
    """The exit code of the app."""
    folder = Path(sys.argv[1])
    folder.joinpath("settings.ini").write_text("[window]\nlanguage=en\n")
    with memory_keyring():
        application = start(Options(demo=True, ids=("aaaaaaaa", "bbbbbbbb"), data_dir=folder))
        assert application is not None
        switching = Switching(application)
        code = QApplication.exec()
        switching.deleteLater()
    return code


if __name__ == "__main__":
    sys.exit(main())
