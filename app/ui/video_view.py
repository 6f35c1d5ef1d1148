"""The list "Videos" on the screen: rows below each other, and how high they are."""

from __future__ import annotations

from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from app.core.arrange import RowKind
from app.services.posters import Posters
from app.ui.look import Look
from app.ui.video_delegate import VideoDelegate
from app.ui.video_model import VideoModel
from app.ui.video_surface import VideoSurface


class VideoView(VideoSurface):
    """A table of one column with a fixed header: a change of one row lays out nothing else (measured)."""

    def __init__(self, model: VideoModel, posters: Posters, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setObjectName("videos")
        self._delegate = VideoDelegate(model, posters, self._glide, self)
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self._start(self._delegate)
        posters.poster_ready.connect(model.touch_video)

    @property
    def delegate(self) -> VideoDelegate:
        """The painter of the rows."""
        return self._delegate

    def set_look(self, look: Look) -> None:
        """Rows of another size; the topmost that is seen stays there."""
        if look is self._delegate.look:
            return
        top = QPersistentModelIndex(self._topmost())
        self._delegate.look = look
        self.restyle()
        if top.isValid():
            self.scrollTo(self._model.index(top.row(), 0), QAbstractItemView.ScrollHint.PositionAtTop)
        self._settle_soon()

    def _lay_out(self) -> None:
        layout = self._delegate.layout
        self.verticalHeader().setMinimumSectionSize(layout.head_height)
        self.verticalHeader().setDefaultSectionSize(layout.row_height)
        self.verticalScrollBar().setSingleStep(layout.row_height // 3)
        self.setMinimumWidth(layout.least_width + self.verticalScrollBar().sizeHint().width())
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Head lines are lower than rows: only sections that differ are touched, and their moving is told once."""
        header, layout = self.verticalHeader(), self._delegate.layout
        size, rows = header.sectionSize, self._model.rows
        heights = {kind: layout.height(kind) for kind in RowKind}
        wrong = [at for at, row in enumerate(rows) if size(at) != heights[row.kind]]
        if not wrong:
            return
        header.setUpdatesEnabled(False)  # else each resize looks up the place of its section: 100 ms for 10,000 rows
        header.blockSignals(True)
        for at in wrong:
            header.resizeSection(at, heights[rows[at].kind])
        header.blockSignals(False)
        header.setUpdatesEnabled(True)
        self.updateGeometries()
        self.viewport().update()

    def _screen(self) -> range:
        first = self.rowAt(0)
        if first < 0:
            return range(0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1)

    def _put_back(self, row: int, at: QPoint, _held: bool) -> None:
        self.updateGeometries()
        self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(row) - at.y())

    def _on_plain_key(self, key: Qt.Key) -> bool:
        """Left and Right choose a button."""
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._hands.step(1 if (key == Qt.Key.Key_Right) != self.isRightToLeft() else -1)
            return True
        return super()._on_plain_key(key)
