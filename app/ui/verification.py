"""Verifies saved files at the user's word, tells what came of it, and offers to fetch again what is gone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.core.model import VideoKey
from app.core.verdict import Verdict
from app.services.verifier import Progress, Report, Verifier
from app.ui import messages


class Verification(QObject):
    """Between the window and the `Verifier`.

    Signals:
        said: what is done, in words, and whether it can be undone (never).
        missing_changed: whether there is something that can be fetched again.
    """

    said = Signal(str, bool)
    missing_changed = Signal(bool)

    def __init__(self, verifier: Verifier, parent: QObject) -> None:
        super().__init__(parent)
        self._verifier = verifier
        verifier.progressed.connect(self._on_progressed)
        verifier.ended.connect(self._on_ended)

    def start(self, keys: Sequence[VideoKey] | None = None) -> None:
        """Verify the files of these videos, None: all. Asked for again while it runs, it ends."""
        if self._verifier.running:
            self._verifier.cancel()
        else:
            self._verifier.start(keys)

    def fetch_missing(self) -> None:
        """Save again what is gone."""
        count = self._verifier.fetch_missing()
        self.missing_changed.emit(False)
        if count == 0:
            self.said.emit(self.tr("None of the missing videos can be fetched any more"), False)
        elif count == 1:
            self.said.emit(self.tr("Saving 1 video again"), False)
        else:
            self.said.emit(self.tr("Saving {0} videos again").format(messages.counted(count)), False)

    def _on_progressed(self, progress: Progress) -> None:
        done, total = messages.counted(progress.files), messages.counted(progress.all_files)
        text = self.tr("Verifying saved files: {0} of {1}").format(done, total)
        if progress.total:
            text = messages.listed((text, messages.percent(min(100, 100 * progress.done // progress.total))))
        self.said.emit(text, False)

    def _on_ended(self, report: Report) -> None:
        self.missing_changed.emit(report.count(Verdict.MISSING) > 0)
        self.said.emit(self._words(report), False)

    def _words(self, report: Report) -> str:
        if not report.findings:
            return self.tr("No saved files were verified")
        bad = {
            Verdict.MOVED: self.tr("{0} moved and found again"),
            Verdict.CHANGED: self.tr("{0} changed"),
            Verdict.MISSING: self.tr("{0} missing"),
            Verdict.UNREADABLE: self.tr("{0} not readable"),
        }
        counted = [(report.count(verdict), words) for verdict, words in bad.items()]
        parts = [words.format(messages.counted(count)) for count, words in counted if count]
        whole = self.tr("Saved files: {0} whole").format(messages.counted(report.count(Verdict.WHOLE)))
        if not report.complete:
            parts.append(self.tr("stopped early"))
        return messages.listed((whole, *parts))
