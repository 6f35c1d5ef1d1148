"""The dialog that says what the app is: version, parts, licences, and what a report of a defect needs."""

from __future__ import annotations

import PySide6
from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QFormLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app import APP_NAME, __version__
from app.core.versions import versions
from app.resources import resource
from app.services import desktop
from app.services.library import Library
from app.services.poller import Poller
from app.services.upkeep import Upkeep
from app.ui import form, theme
from app.ui.diagnostics import report

_ICON = 56


class AboutDialog(form.FormDialog):
    """Name, version, parts and their licences; copies diagnostics, shows the log.

    Args:
        upkeep: reads the licences and knows the log; None leaves both out.
    """

    def __init__(self, library: Library, poller: Poller, parent: QWidget | None, upkeep: Upkeep | None) -> None:
        super().__init__(parent)
        self._library = library
        self._poller = poller
        self._upkeep = upkeep
        self.setWindowTitle(self.tr("About {0}").format(APP_NAME))
        self.facts = QLabel()
        self.licences = QPlainTextEdit(readOnly=True)
        self.said = form.Note(self.tr("What was done"))
        self._build()
        if upkeep is not None:
            upkeep.licences.text_read.connect(self._on_licences)
            upkeep.licences.read()

    def _build(self) -> None:
        px = theme.sizes().px
        column = form.column(self)
        column.addLayout(self._make_head())
        form.gap(column, 12)
        column.addLayout(self._make_parts())
        form.gap(column, 12)
        column.addWidget(form.label(self.tr("&The work of others in it"), buddy=self.licences))
        self.licences.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.licences.setTabChangesFocus(True)
        self.licences.setFont(theme.font(theme.sizes().meta))
        self.licences.setMinimumHeight(px(120))
        self.licences.setPlainText(self.tr("Reading…") if self._upkeep else "")
        column.addWidget(self.licences, 1)
        form.gap(column, 8)
        column.addWidget(self.said)
        form.gap(column, 4)
        copy = form.button(self.tr("&Copy diagnostics"), icon="copy")
        copy.setToolTip(self.tr("Versions and states, without keys, links and folders"))
        log = form.button(self.tr("Show &log"), icon="folder-open")
        log.setVisible(self._upkeep is not None)
        close = form.button(self.tr("Close"))
        close.setDefault(True)
        column.addLayout(form.row(copy, log, None, close))
        copy.clicked.connect(self._on_copy)
        log.clicked.connect(self._on_log)
        close.clicked.connect(self.reject)
        close.setFocus(Qt.FocusReason.OtherFocusReason)
        room = self.screen().availableGeometry().size() - QSize(px(40), px(80))
        self.resize(QSize(px(560), px(560)).boundedTo(room))

    def _make_head(self) -> QVBoxLayout:
        px = theme.sizes().px
        icon = QLabel()
        icon.setPixmap(
            QIcon(str(resource("icons", "app.svg"))).pixmap(QSize(px(_ICON), px(_ICON)), self.devicePixelRatioF())
        )
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(form.label(APP_NAME, "title"))
        words.addWidget(form.label(self.tr("Version {0}").format(__version__), "muted"))
        words.addWidget(form.label(self.tr("Free software under the MIT licence."), "muted"))
        line = form.row(icon)
        line.setSpacing(px(16))
        line.addLayout(words, 1)
        head = QVBoxLayout()
        head.addLayout(line)
        return head

    def _make_parts(self) -> QFormLayout:
        px = theme.sizes().px
        parts = QFormLayout()
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setHorizontalSpacing(px(24))
        parts.setVerticalSpacing(px(4))
        rows = [("Qt", f"{qVersion()}, {QGuiApplication.platformName()}"), ("PySide", PySide6.__version__), *versions()]
        for name, version in rows:
            value = form.label(version, "")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(f"{name} {version}")
            parts.addRow(form.label(name, "muted"), value)
        return parts

    def _on_licences(self, text: str) -> None:
        self.licences.setPlainText(text or self.tr("The file with the licences cannot be read."))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(report((), self._library, self._poller))
        self.said.say(self.tr("Copied"), "saved")

    def _on_log(self) -> None:
        if self._upkeep is not None and not desktop.show_in_folder(self._upkeep.log):
            self.said.say(self.tr("No file manager could be opened"), "failed")
