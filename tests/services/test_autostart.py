"""Owns the proof of start at login, on each system's own file."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import APP_ID
from app.services.autostart import Autostart, own_command

COMMAND = ("/opt/Pika Monitor/pika-monitor",)


def on(platform: str, home: Path, *command: str, **more: str) -> Autostart:
    return Autostart(command or COMMAND, platform, {"HOME": str(home), **more})


def test_it_is_off_at_first_and_can_be_switched(tmp_path: Path) -> None:
    for platform in ("linux", "darwin"):
        autostart = on(platform, tmp_path)
        assert not autostart.enabled
        autostart.set_enabled(True)
        assert on(platform, tmp_path).enabled
        autostart.set_enabled(False)
        autostart.set_enabled(False)
        assert not on(platform, tmp_path).enabled
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_a_desktop_file_that_desktops_can_read(tmp_path: Path) -> None:
    on("linux", tmp_path, '/opt/50% "off"/$x\\y/pika-monitor', "--demo").set_enabled(True)
    file = tmp_path / ".config" / "autostart" / f"{APP_ID}.desktop"
    subprocess.run(["desktop-file-validate", file], check=True)


def test_the_command_is_quoted_for_the_desktop(tmp_path: Path) -> None:
    on("linux", tmp_path, "/opt/50% off/pika-monitor", "--demo").set_enabled(True)
    text = (tmp_path / ".config" / "autostart" / f"{APP_ID}.desktop").read_text(encoding="utf-8")
    assert 'Exec="/opt/50%% off/pika-monitor" "--demo"\n' in text
    assert "TryExec=/opt/50% off/pika-monitor\n" in text


def test_the_folder_of_settings_may_be_elsewhere(tmp_path: Path) -> None:
    on("linux", tmp_path / "home", XDG_CONFIG_HOME=str(tmp_path / "config")).set_enabled(True)
    assert (tmp_path / "config" / "autostart" / f"{APP_ID}.desktop").is_file()
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_one_that_the_user_has_switched_off_is_off(tmp_path: Path, line: str) -> None:
    autostart = on("linux", tmp_path)
    autostart.set_enabled(True)
    file = tmp_path / ".config" / "autostart" / f"{APP_ID}.desktop"
    file.write_text(file.read_text(encoding="utf-8") + f"{line}\n", encoding="utf-8")
    assert not autostart.enabled
    autostart.set_enabled(True)
    assert autostart.enabled


def test_a_launch_agent_of_macos(tmp_path: Path) -> None:
    on("darwin", tmp_path).set_enabled(True)
    agent = plistlib.loads((tmp_path / "Library" / "LaunchAgents" / f"{APP_ID}.plist").read_bytes())
    assert agent == {"Label": APP_ID, "ProgramArguments": list(COMMAND), "RunAtLoad": True}


def test_what_starts_this_very_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert own_command() == (sys.executable, "-m", "app")
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "pika-monitor")])
    assert own_command() == (str((tmp_path / "pika-monitor").resolve()),)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == (sys.executable,)
