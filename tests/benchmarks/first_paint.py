"""One start, to the first painted frame: `python -m tests.benchmarks.first_paint bare|app [DATA_DIR]` prints when.

The moment is in seconds of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path


def main() -> None:
    """Starts what is asked for, prints the moment of its first whole frame, and ends."""
    if sys.argv[1] == "bare":
        _bare()
    else:
        _app(Path(sys.argv[2]))


def _bare() -> None:
    """The yardstick: what PySide6 needs to show an empty main window."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, self.tell)

        def tell(self) -> None:
            _tell()
            QApplication.exit(0)

    qt = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1280, 800)
    window.show()
    qt.exec()


def _app(data_dir: Path) -> None:
    """The window with its rows in it: a frame without them does not count. Begins as `app/__main__` does."""
    gc.disable()
    from app.imports import without_features

    without_features()
    from app.command_line import Options
    from app.opening import start

    application = start(Options(data_dir=data_dir))
    assert application is not None

    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QTableView

    view = application.window.findChild(QTableView, "videos")
    assert view is not None
    model, quit_app = view.model(), application.quit

    class FirstFrame(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and model.rowCount() > 0:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, self.tell)
            return False

        def tell(self) -> None:
            _tell()
            QTimer.singleShot(200, quit_app)

    first_frame = FirstFrame()
    view.viewport().installEventFilter(first_frame)
    QApplication.exec()


def _tell() -> None:
    sys.stdout.write(f"{time.monotonic()}\n")
    sys.stdout.flush()


main()
