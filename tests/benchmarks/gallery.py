"""The gallery with 10,000 videos scrolled frame by frame, beside a bare QTableView that paints the same cards.

`python -m tests.benchmarks.gallery [COUNT]`. A frame is one step of the scroll bar and the paint of what it uncovers.
Three ways: a slow scroll, a quick one of a line of cards a frame, and the scroll bar dragged from page to page, where
every card of a frame is new. All posters are in memory, so that each of them has to be drawn when it comes into view.
Nothing is polled meanwhile. `busy` is what the thread itself took of the frame, without what other programs took of it.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QTimer
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.application import Application
from app.command_line import Options
from app.core.model import VideoKey
from app.opening import start
from app.ui.card_delegate import CardDelegate
from app.ui.gallery import Gallery
from app.ui.look import Look
from app.ui.video_model import VideoModel
from tests.benchmarks.library import make_library
from tests.benchmarks.rows import resident_mib, until, wait
from tests.benchmarks.stall import say

COUNT = 10_000
FRAMES = 600
FRAME = 1000 / 60
SETTLE_MS = 4_000
PICTURES = 48

Index = QModelIndex | QPersistentModelIndex


class Lines(QAbstractTableModel):
    """The rows of the model in lines of several, which a bare table can show side by side."""

    def __init__(self, model: VideoModel, columns: int, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._columns = columns

    def rowCount(self, _parent: Index | None = None) -> int:
        """Lines, the last of them full."""
        return self._model.rowCount() // self._columns

    def columnCount(self, _parent: Index | None = None) -> int:
        """Cards in a line."""
        return self._columns

    def data(self, _index: Index, _role: int = 0) -> object:
        """The delegate asks elsewhere."""
        return None

    def row(self, index: Index) -> QModelIndex:
        """The row of the model that stands here."""
        return self._model.index(index.row() * self._columns + index.column(), 0)


class Passed(QStyledItemDelegate):
    """Has the gallery's delegate paint the cells of the bare table."""

    def __init__(self, lines: Lines, cards: CardDelegate, parent: QObject) -> None:
        super().__init__(parent)
        self._lines = lines
        self._cards = cards

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One card."""
        self._cards.paint(painter, option, self._lines.row(index))


class Course(QObject):
    """Both views in one process, one after the other, each scroll twice."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self._application = application
        pictures = [picture(number) for number in range(PICTURES)]

        def image(key: VideoKey) -> QImage:
            return pictures[hash(key) % PICTURES]

        application.posters.image = image  # type: ignore[method-assign]
        self._model = application.window.model

    def run(self) -> None:
        """Prints a line a figure."""
        before = resident_mib()
        self._application.poller.stop()
        self._application.window.actions_.looks[Look.GALLERY].trigger()
        gallery = self._application.window.view
        assert isinstance(gallery, Gallery)
        until(lambda: gallery.verticalScrollBar().maximum() > 0)
        wait(500)
        bare = self._bare(gallery)
        line = gallery.grid.pitch
        for name, step in (("slow scroll", 24), ("quick scroll", line), ("page by page", 41 * line)):
            for view, what in ((gallery, "gallery"), (bare, "bare table")):
                view.show()
                wait(200)
                say(f"{name}, {step} px a frame, {what}: {summary(self._frames(view, step))}")
        columns = gallery.grid.columns
        told = f"memory {before:.0f} MiB before the gallery was shown, {resident_mib():.0f} MiB after all of this"
        say(f"{len(gallery.cards):,} cards, {columns} in a line: {told}")
        self._application.quit()

    def _bare(self, gallery: Gallery) -> QTableView:
        bare, grid = QTableView(), gallery.grid
        lines = Lines(self._model, grid.columns, bare)
        cards = CardDelegate(self._model, self._application.posters, gallery._glide, bare)
        cards.layout.fit(grid.card.width())
        cards.keep_posters(grid.columns * (gallery.height() // grid.pitch + 2))
        bare.setModel(lines)
        bare.setItemDelegate(Passed(lines, cards, bare))
        bare.setShowGrid(False)
        bare.horizontalHeader().hide()
        bare.horizontalHeader().setDefaultSectionSize(grid.card.width() + grid.gap)
        bare.verticalHeader().hide()
        bare.verticalHeader().setDefaultSectionSize(grid.pitch)
        bare.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        bare.resize(gallery.size())
        return bare

    def _frames(self, view: QTableView, step: int) -> list[tuple[float, float]]:
        """Milliseconds of each frame on the clock, and on the thread's; the event loop has its turn between two."""
        bar, times = view.verticalScrollBar(), []
        bar.setValue(0)
        for _ in range(FRAMES):
            began, used = time.perf_counter(), time.thread_time()
            bar.setValue(bar.value() + step if bar.value() < bar.maximum() else 0)
            view.viewport().repaint()
            times.append(((time.perf_counter() - began) * 1000, (time.thread_time() - used) * 1000))
            QApplication.processEvents()
        return times


def summary(times: list[tuple[float, float]]) -> str:
    """Median and 99th percentile, and how many frames were missed at 60 a second."""
    late, busy = (sorted(each) for each in zip(*times, strict=True))
    last = int(len(late) * 0.99)
    return (
        f"median {statistics.median(late):.2f} ms, 99 % under {late[last]:.2f} ms (busy {busy[last]:.2f} ms), "
        f"{sum(each > FRAME for each in late)} of {len(late)} frames over {FRAME:.1f} ms"
    )


def picture(number: int) -> QImage:
    """A poster as large as they are kept."""
    image = QImage(384, 216, QImage.Format.Format_RGB32)
    ground = QLinearGradient(0, 0, 384, 216)
    ground.setColorAt(0, QColor.fromHsv(number * 360 // PICTURES, 200, 90))
    ground.setColorAt(1, QColor.fromHsv((number * 97) % 360, 120, 240))
    painter = QPainter(image)
    painter.fillRect(image.rect(), ground)
    painter.end()
    return image


def main() -> None:
    """One process, one window."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    gc.disable()  # as `app/__main__` does
    with tempfile.TemporaryDirectory() as folder:
        make_library(Path(folder), count)
        application = start(Options(data_dir=Path(folder)))
        assert application is not None
        course = Course(application)
        QTimer.singleShot(SETTLE_MS, course, course.run)
        QApplication.exec()


if __name__ == "__main__":
    main()
