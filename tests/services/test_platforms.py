"""Owns the proof of what the services do otherwise on Windows and macOS, with the platform put in its place."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QDesktopServices

from app import APP_ID, early_signals, opening
from app.services import allocator, desktop, instance
from app.services.autostart import Autostart
from app.services.termination import Termination


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """The programs that were started, instead of starting them."""
    programs: list[tuple[str, list[str]]] = []

    def start(program: str, arguments: list[str]) -> bool:
        programs.append((program, arguments))
        return True

    monkeypatch.setattr(desktop, "_start", start)
    monkeypatch.setattr(desktop, "_show_over_dbus", lambda _target: pytest.fail("there is no such bus"))
    return programs


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "Paper boats, rain.mp4"
    path.touch()
    return path


def on(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)


def test_windows_explorer_selects_the_file(
    started: list[tuple[str, list[str]]], film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("win32", monkeypatch)
    assert desktop.show_in_folder(film)
    assert started == [("explorer.exe", ["/select,", str(film)])]


def test_the_finder_selects_the_file(
    started: list[tuple[str, list[str]]], film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("darwin", monkeypatch)
    assert desktop.show_in_folder(film)
    assert desktop.open_path(film.parent)
    assert desktop.open_link("https://cdn.example/a.mp4")
    assert started == [
        ("open", ["-R", str(film)]),
        ("open", [str(film.parent)]),
        ("open", ["https://cdn.example/a.mp4"]),
    ]


def test_windows_opens_by_its_own_shell(
    started: list[tuple[str, list[str]]], film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: object) -> bool:
        opened.append(url.toLocalFile())  # type: ignore[attr-defined]
        return True

    on("win32", monkeypatch)
    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    monkeypatch.setattr(QStandardPaths, "findExecutable", lambda name: f"C:/msys/{name}")
    assert desktop.open_path(film)
    assert (opened, started) == ([str(film)], [])


def test_another_start_is_reached_by_a_pipe_on_windows_and_by_a_path_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    pipe, path = (instance._address(tmp_path, system) for system in ("nt", "posix"))
    assert pipe.startswith("pika-monitor-")
    assert not {"/", "\\"} & set(pipe)
    assert path == str(tmp_path / pipe)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_only_glibc_is_tamed(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on(platform, monkeypatch)
    monkeypatch.setattr("ctypes.CDLL", lambda *_: pytest.fail("there is nothing to set there"))
    assert not allocator.tame_allocator()


@pytest.mark.usefixtures("qapp")
def test_windows_sends_no_signals_that_could_be_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    on("win32", monkeypatch)
    monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    monkeypatch.setattr(os, "pipe", lambda: pytest.fail("nothing would ever come out of it"))
    before = signal.getsignal(signal.SIGINT)
    early_signals.hold()
    early_signals.let_go()
    termination = Termination()
    assert signal.getsignal(signal.SIGINT) is before
    termination.close()


def test_only_linux_may_have_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for platform, has_one in (("linux", False), ("win32", True), ("darwin", True)):
        on(platform, monkeypatch)
        assert opening._has_display() is has_one


class Registry:
    """As much of `winreg` as is needed: one key with its values, made when it is written to."""

    HKEY_CURRENT_USER, REG_SZ = 1, 1

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def OpenKey(self, _root: int, path: str) -> Registry:  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        self.path = path
        return self

    def CreateKey(self, _root: int, path: str) -> Registry:  # noqa: N802
        self.keys.setdefault(path, {})
        self.path = path
        return self

    def QueryValueEx(self, _key: Registry, name: str) -> tuple[str, int]:  # noqa: N802
        if name not in self.keys[self.path]:
            raise FileNotFoundError(name)
        return self.keys[self.path][name], self.REG_SZ

    def SetValueEx(self, _key: Registry, name: str, _reserved: int, _kind: int, value: str) -> None:  # noqa: N802
        self.keys[self.path][name] = value

    def DeleteValue(self, _key: Registry, name: str) -> None:  # noqa: N802
        del self.keys[self.path][name]


def test_start_at_login_is_a_value_of_the_registry_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the name that the uninstaller removes."""
    registry = Registry()
    on("win32", monkeypatch)
    monkeypatch.setitem(sys.modules, "winreg", registry)

    def autostart() -> Autostart:
        return Autostart((r"C:\Program Files\Pika Monitor\pika-monitor.exe",), "win32", {"HOME": str(tmp_path)})

    assert not autostart().enabled
    autostart().set_enabled(True)
    assert autostart().enabled
    run = r"Software\Microsoft\Windows\CurrentVersion\Run"
    assert registry.keys == {run: {APP_ID: r'"C:\Program Files\Pika Monitor\pika-monitor.exe"'}}
    autostart().set_enabled(False)
    autostart().set_enabled(False)
    assert not autostart().enabled
    assert registry.keys == {run: {}}
    assert list(tmp_path.iterdir()) == []


def test_what_a_bundle_adds_to_the_environment_is_taken_out_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "os", SimpleNamespace(pathsep=";", environ={}))
    bundle = r"C:\Program Files\Pika Monitor\_internal"
    before = {"PATH": rf"{bundle}\PySide6;C:\Windows", "QT_PLUGIN_PATH": rf"{bundle}\plugins", "TEMP": r"C:\Temp"}
    assert desktop.clean_environment(before, bundle) == {"PATH": r"C:\Windows", "TEMP": r"C:\Temp"}
