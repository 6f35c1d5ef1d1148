"""The log file: rotating, in the data folder, with nothing secret in it; where defects end that no one catches."""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

MAX_BYTES = 1 << 20
KEPT = 3
_SECRETS = (
    (re.compile(r"(://)[^\s/?#@\"'<>]+@"), r"\1…@"),  # of a proxy
    (re.compile(r"(authorization[\"']?\s*[:=]\s*)[^\r\n]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(bearer\s+)\S+", re.IGNORECASE), r"\1…"),
    (re.compile(r"\b((?:sk|hk)-)[^\s\"'<>,;()\[\]{}…]{4,}"), r"\1…"),
)
_LINK = re.compile(r"(?<![^\s\"'<>])([^\s?#\"'<>]*+)[?#][^\s\"'<>]+")
"""A word with a query behind it: a link, also where urllib3 leaves out its host. Possessive, so its cost is small."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger("app")
_qt_log = logging.getLogger("qt")


def without_secrets(text: str) -> str:
    """The text without keys, Authorization headers and query strings of links (DESIGN, contract)."""
    text = _LINK.sub(_without_query, text)
    for pattern, stand_in in _SECRETS:
        text = pattern.sub(stand_in, text)
    return text


def _without_query(link: re.Match[str]) -> str:
    return f"{link[1]}?…" if "/" in link[1] else link[0]


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
    logging.captureWarnings(True)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    sys.excepthook = _on_exception
    threading.excepthook = _on_thread_exception
    qInstallMessageHandler(_on_qt_message)


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
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", message)
