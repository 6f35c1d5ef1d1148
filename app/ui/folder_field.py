"""A field for a folder on disk: typed or chosen, judged as it stands, by a worker: a share may not answer for long."""

from __future__ import annotations

import os
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, Problem
from app.services.folder_check import FolderCheck
from app.services.jobs import Outcome
from app.ui import form, icons, theme

_SLOW_MS = 300  # until it is told that a check takes its time: most take none that could be seen


class FolderField(QWidget):
    """A line with the folder, a button to choose another, and a line that says why it cannot be used.

    Signals:
        changed: the folder or its fault is new, or whether that is known.

    Attributes:
        checked: whether what stands there has been looked at.
        typed: whether the user put it there since the last look.
    """

    changed = Signal()

    def __init__(self, name: str, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checked = self.typed = False
        self._fault: Problem | None = None
        self._check = Cancel()
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self._on_slow)
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
        self.edit.textEdited.connect(self._on_typed)
        self.edit.textChanged.connect(self._judge)
        self._judge()

    @property
    def folder(self) -> str:
        """What stands there, `~` resolved where it names anybody's home; perhaps no usable folder (see `reason`)."""
        return os.path.expanduser(self.edit.text().strip())

    @property
    def reason(self) -> str:
        """Why the folder cannot be used; "" where it can, and until it is `checked`."""
        if not self.checked or self._fault is None:
            return ""
        if self._fault.code is ErrorCode.NO_PERMISSION:
            return self.tr("This folder cannot be written to.")
        return self.tr("This is not a folder.")

    def set_folder(self, folder: str) -> None:
        """Show another folder."""
        self.edit.setText(folder)

    def _on_typed(self) -> None:
        self.typed = True

    def _judge(self) -> None:
        self.checked = False
        self._check.cancel()
        self._check = FolderCheck.of_app().run(self.folder, partial(self._on_checked, self.folder))
        self._slow.start()
        self.changed.emit()

    def _on_slow(self) -> None:
        self._note.say(self.tr("Checking this folder…"), "busy")
        self._note.show()

    def _on_checked(self, folder: str, outcome: Outcome[Problem | None]) -> None:
        if not isValid(self) or folder != self.folder:  # it was closed meanwhile, or another one stands there
            return
        if outcome.problem is not None and outcome.problem.code is ErrorCode.CANCELLED:
            return  # a newer look is on its way
        self._slow.stop()
        self.checked, self.typed, self._fault = True, False, outcome.value or outcome.problem
        if reason := self.reason:
            self._note.say(reason, "failed")
        else:
            self._note.clear()
        self._note.setVisible(bool(reason))
        self.changed.emit()

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), self.folder)
        if chosen:
            self.typed = True
            self.edit.setText(chosen)
