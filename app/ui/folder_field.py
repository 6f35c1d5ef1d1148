"""A field for a folder on disk: typed or chosen, judged as it stands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import ErrorCode
from app.services import folders
from app.ui import form, icons, theme


class FolderField(QWidget):
    """A line with the folder, a button to choose another, and a line that says why it cannot be used.

    Signals:
        changed: the folder or its fault is new.
    """

    changed = Signal()

    def __init__(self, name: str, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(folder)
        self.edit.setAccessibleName(name)
        self._choose = form.button(self.tr("Choose…"))
        self._choose.setAccessibleName(self.tr("Choose folder"))
        icons.dress(self._choose, "folder-open")
        self._choose.clicked.connect(self._on_choose)
        self._note = form.Note(self.tr("About this folder"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.sizes().px(4))
        line = form.row(self.edit, self._choose)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self._note)
        self.edit.textChanged.connect(self._judge)
        self._judge()

    @property
    def folder(self) -> str:
        """What stands there, `~` resolved; perhaps no usable folder (see `reason`)."""
        text = self.edit.text().strip()
        return str(Path(text).expanduser()) if text.startswith("~") else text

    @property
    def reason(self) -> str:
        """Why the folder cannot be used, "" where it can."""
        return self._note.text if self._note.tone == "failed" else ""

    def set_folder(self, folder: str) -> None:
        """Show another folder."""
        self.edit.setText(folder)

    def _judge(self) -> None:
        problem = folders.fault(self.folder)
        if problem is None:
            self._note.clear()
        elif problem.code is ErrorCode.NO_PERMISSION:
            self._note.say(self.tr("This folder cannot be written to."), "failed")
        else:
            self._note.say(self.tr("This is not a folder."), "failed")
        self._note.setVisible(problem is not None)
        self.changed.emit()

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), self.folder)
        if chosen:
            self.edit.setText(chosen)
