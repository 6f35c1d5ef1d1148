"""Hands files, folders and links to the desktop's own programs, with none of our bundle's libraries in their way."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

_STARTER = "_PYI_"
_OF_THIS_START = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
_LOADER_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH")


def open_path(path: str | Path) -> bool:
    """Open a file or a folder on disk with the program that the user has for it; whether such a program was started."""
    target = Path(path)
    return target.is_absolute() and target.exists() and _open(QUrl.fromLocalFile(str(target)), str(target))


def open_link(url: str) -> bool:
    """Open a link in the user's browser. Anything but http and https with a host is refused: links are a stranger's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable():
        return False
    link = QUrl(url, QUrl.ParsingMode.TolerantMode)
    return link.isValid() and _open(link, link.toString(QUrl.ComponentFormattingOption.FullyEncoded))


def show_in_folder(path: str | Path) -> bool:
    """Show a file in the file manager, selected where that is possible; whether something was started.

    A file that is gone shows its folder.
    """
    target = Path(path)
    if not target.is_absolute():
        return False
    if not target.exists():
        return open_path(target.parent)
    if sys.platform == "win32":
        return _start("explorer.exe", ["/select,", str(target)])
    if sys.platform == "darwin":
        return _start("open", ["-R", str(target)])
    return _show_over_dbus(target) or open_path(target.parent)


def clean_environment(environment: Mapping[str, str], bundle: str) -> dict[str, str]:
    """The environment as it was before a frozen bundle in the folder `bundle` changed it ("" = not frozen).

    PyInstaller keeps the loader's former path in `…_ORIG`; every other entry that points into the bundle is ours, and
    so is what its starter tells itself, which would mislead another program that is frozen alike. What a desktop gave
    us for our own start is spent: with it another program's window would stay behind.
    """
    environment = {name: value for name, value in environment.items() if name not in _OF_THIS_START}
    if not bundle:
        return environment
    cleaned: dict[str, str] = {}
    for name, value in environment.items():
        former = name.endswith("_ORIG") and name.removesuffix("_ORIG") in _LOADER_PATHS
        if former or name.startswith(_STARTER):
            continue
        before = environment.get(f"{name}_ORIG") if name in _LOADER_PATHS else value
        kept = [entry for entry in (before or "").split(os.pathsep) if not _inside(entry, bundle)]
        if any(kept) or value == "":
            cleaned[name] = os.pathsep.join(kept)
    return cleaned


def _inside(entry: str, bundle: str) -> bool:
    folder = bundle.rstrip("/\\")
    return entry == folder or entry.startswith((folder + "/", folder + "\\"))


def _open(url: QUrl, argument: str) -> bool:
    if sys.platform == "darwin":
        return _start("open", [argument])
    if sys.platform != "win32" and QStandardPaths.findExecutable("xdg-open"):
        return _start("xdg-open", [argument])
    return QDesktopServices.openUrl(url)


def _start(program: str, arguments: list[str]) -> bool:
    process = QProcess()
    process.setProgram(program)
    process.setArguments(arguments)
    environment = QProcessEnvironment()
    bundle = str(getattr(sys, "_MEIPASS", ""))
    for name, value in clean_environment(os.environ, bundle).items():
        environment.insert(name, value)
    process.setProcessEnvironment(environment)
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    started: object = process.startDetached()  # a bool, whatever the stubs say
    return started is True


def _show_over_dbus(target: Path) -> bool:
    """Ask the desktop's file manager; whether the question could be put. A refusal opens the folder instead."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    name = "org.freedesktop.FileManager1"
    call = QDBusMessage.createMethodCall(name, "/org/freedesktop/FileManager1", name, "ShowItems")
    call.setArguments([[QUrl.fromLocalFile(str(target)).toString(QUrl.ComponentFormattingOption.FullyEncoded)], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(call))
    _Fallback(watcher, target.parent)
    return True


class _Fallback(QObject):
    """Opens the folder when no file manager took the call; lives until the answer is there."""

    def __init__(self, watcher: QObject, folder: Path) -> None:
        super().__init__(QCoreApplication.instance())
        watcher.setParent(self)
        self._folder = folder
        watcher.finished.connect(self._on_finished)  # type: ignore[attr-defined]

    def _on_finished(self, watcher: QObject) -> None:
        if watcher.isError():  # type: ignore[attr-defined]
            open_path(self._folder)
        self.deleteLater()
