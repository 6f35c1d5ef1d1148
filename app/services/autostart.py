"""Starts the app at login, or no longer: by the file that each desktop reads for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app import APP_ID, APP_NAME

_SWITCHED_OFF = frozenset(("Hidden=true", "X-GNOME-Autostart-enabled=false"))
_WINDOWS_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


class Autostart:
    """Start at login on this system.

    Args:
        command: program and arguments that start the app; see `own_command`.
        platform: as `sys.platform` says.
        environment: for HOME and XDG_CONFIG_HOME.
    """

    def __init__(
        self,
        command: Sequence[str],
        platform: str = sys.platform,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._command = tuple(command)
        self._platform = platform
        home = Path(environment.get("HOME") or Path.home())
        if platform == "darwin":
            self._file = home / "Library" / "LaunchAgents" / f"{APP_ID}.plist"
        else:
            config = environment.get("XDG_CONFIG_HOME", "")
            self._file = (
                (Path(config) if config.startswith("/") else home / ".config") / "autostart" / f"{APP_ID}.desktop"
            )

    @property
    def enabled(self) -> bool:
        """Whether the app starts at login. A file that the user or GNOME's Tweaks has switched off counts as off."""
        if self._platform == "win32":
            return _windows_value() is not None
        try:
            text = self._file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return _SWITCHED_OFF.isdisjoint(text.splitlines())

    def set_enabled(self, wanted: bool) -> None:
        """Make it so. Raises OSError where the file cannot be written."""
        if self._platform == "win32":
            _set_windows_value(_windows_line(self._command) if wanted else None)
        elif wanted:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(self._agent() if self._platform == "darwin" else self._entry().encode())
        else:
            self._file.unlink(missing_ok=True)

    def _entry(self) -> str:
        line = " ".join(_quoted(part) for part in self._command)
        return (
            f"[Desktop Entry]\nType=Application\nName={APP_NAME}\nExec={line}\nTryExec={self._command[0]}\n"
            f"Icon={APP_ID}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
        )

    def _agent(self) -> bytes:
        import plistlib  # needed on one system, and seldom

        return plistlib.dumps({"Label": APP_ID, "ProgramArguments": list(self._command), "RunAtLoad": True})


def own_command() -> tuple[str, ...]:
    """What starts this very app again: the frozen program, the installed script, or Python with the package."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    started = Path(sys.argv[0])
    if started.stem == "pika-monitor":
        return (str(started.resolve()),)
    return (sys.executable, "-m", "app")


def _quoted(part: str) -> str:
    """An argument of a desktop file's Exec line: quoted, its own special characters escaped, "%" doubled."""
    for special in ("\\", '"', "`", "$"):
        part = part.replace(special, "\\" + special)
    # The file's own reading of a string comes first, and takes one backslash of two.
    return '"' + part.replace("\\", "\\\\").replace("%", "%%") + '"'


def _windows_line(command: Sequence[str]) -> str:
    from subprocess import list2cmdline

    return list2cmdline(command)


def _windows_value() -> str | None:
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _WINDOWS_KEY) as key:
                return str(winreg.QueryValueEx(key, APP_ID)[0])
        except FileNotFoundError:
            pass
    return None


def _set_windows_value(line: str | None) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _WINDOWS_KEY) as key:
            if line is not None:
                winreg.SetValueEx(key, APP_ID, 0, winreg.REG_SZ, line)
            elif _windows_value() is not None:
                winreg.DeleteValue(key, APP_ID)
