"""The log file: rotating, in the data folder, with nothing secret in it; where defects end that no one catches."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qInstallMessageHandler

from app.core.redact import without_secrets

MAX_BYTES = 1 << 20
KEPT = 3
_QUIET = "qt.multimedia.ffmpeg.mediadataholder.info=false"
"""Where this may be told, Qt has FFmpeg print what it found in a file that is played: to stderr, past every handler."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger("app")
_qt_log = logging.getLogger("qt")


class _Formatter(logging.Formatter):
    """Cleans the whole entry, its traceback too: secrets hide in the texts of exceptions."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def start_log(path: Path) -> None:
    """Sends everything there from now on: our entries, Python's and Qt's warnings, uncaught exceptions, crashes.

    Without a place to write, the app runs on without a log.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8")
        faulthandler.enable(path.open("a"), all_threads=True)
    except OSError:
        handler = logging.NullHandler()
    _add(handler)
    logging.raiseExceptions = False  # a full disk is told in the window, not once more for each line of the log
    logging.captureWarnings(True)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    sys.excepthook = _on_exception
    threading.excepthook = _on_thread_exception
    qInstallMessageHandler(_on_qt_message)
    QLoggingCategory.setFilterRules(_QUIET)


def rotate_log(path: Path) -> None:
    """Lets the file rotate from now on; apart from `start_log`, for what rotates takes 12 ms to import (measured)."""
    from logging.handlers import RotatingFileHandler

    try:
        handler = RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError:
        return
    for plain in logging.getLogger().handlers[:]:
        if type(plain) is logging.FileHandler:
            logging.getLogger().removeHandler(plain)
            plain.close()
    _add(handler)


def _add(handler: logging.Handler) -> None:
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)


def _on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("uncaught exception", exc_info=(kind, error, trace))


def _on_thread_exception(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        _log.critical(
            "uncaught exception in a thread", exc_info=(failure.exc_type, failure.exc_value, failure.exc_traceback)
        )


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    if kind is QtMsgType.QtFatalMsg and sys.stderr is not None:
        # The process ends now, and nobody has seen a window.
        sys.stderr.write(f"pika-monitor: {without_secrets(message or '')}\n")
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", message)
