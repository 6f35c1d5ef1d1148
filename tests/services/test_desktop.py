"""What is handed to the desktop, and in which environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services import desktop

linux = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="xdg-open is how Linux does it")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real `xdg-open` that notes what it was called with, and in which environment."""
    note = tmp_path / "opened"
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n{{ echo "$1"; echo "$QT_PLUGIN_PATH"; }} > "{note}.new"\nmv "{note}.new" "{note}"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    return note


def _lines(qtbot: QtBot, note: Path) -> list[str]:
    qtbot.waitUntil(note.exists)
    return note.read_text().splitlines()


@linux
def test_a_file_is_opened_without_the_bundle_in_the_environment(
    qtbot: QtBot, opened: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "Paper boats & rain #1.mp4"
    film.touch()
    monkeypatch.setattr(sys, "_MEIPASS", "/opt/bundle", raising=False)
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/bundle/plugins")
    assert desktop.open_path(film)
    assert _lines(qtbot, opened) == [str(film), ""]


@linux
def test_a_link_is_opened_as_it_is(qtbot: QtBot, opened: Path) -> None:
    assert desktop.open_link("https://cdn.example/a.mp4?sig=1%2F2&x=3")
    assert _lines(qtbot, opened)[0] == "https://cdn.example/a.mp4?sig=1%2F2&x=3"


@pytest.mark.parametrize(
    "link",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "ftp://x/y",
        "smb://x/y",
        "https://x/\nfile:///y",
        "http://[x",
    ],
)
def test_nothing_but_http_links_is_opened(link: str, opened: Path) -> None:
    assert not desktop.open_link(link)
    assert not opened.exists()


@pytest.mark.parametrize("path", ["", "relative.mp4", "/no/such/file.mp4"])
def test_what_is_not_there_is_not_opened(path: str, opened: Path) -> None:
    assert not desktop.open_path(path)
    assert not opened.exists()


def test_a_frozen_bundle_leaves_no_trace() -> None:
    before = {
        "LD_LIBRARY_PATH": "/opt/app/_internal:/usr/lib/x",
        "LD_LIBRARY_PATH_ORIG": "/usr/lib/x",
        "QT_PLUGIN_PATH": "/opt/app/_internal/PySide6/plugins",
        "XDG_DATA_DIRS": os.pathsep.join(["/opt/app/_internal/share", "/usr/share"]),
        "HOME": "/home/somebody",
        "EMPTY": "",
        "NEAR": "/opt/app/_internal-2",
    }
    assert desktop.clean_environment(before, "/opt/app/_internal") == {
        "LD_LIBRARY_PATH": "/usr/lib/x",
        "XDG_DATA_DIRS": "/usr/share",
        "HOME": "/home/somebody",
        "EMPTY": "",
        "NEAR": "/opt/app/_internal-2",
    }


def test_a_loader_path_that_was_not_there_before_is_taken_out() -> None:
    assert desktop.clean_environment({"LD_LIBRARY_PATH": "/opt/app"}, "/opt/app") == {}


def test_what_the_starter_tells_itself_is_taken_out() -> None:
    """Another frozen program would take it for its own."""
    before = {"_PYI_ARCHIVE_FILE": "/opt/app/pika-monitor", "_PYI_PARENT_PROCESS_LEVEL": "1", "HOME": "/home/somebody"}
    assert desktop.clean_environment(before, "/opt/app/_internal") == {"HOME": "/home/somebody"}


def test_a_checkout_changes_nothing() -> None:
    environment = {"LD_LIBRARY_PATH": "/x", "LD_LIBRARY_PATH_ORIG": "/y"}
    assert desktop.clean_environment(environment, "") == environment


@pytest.mark.parametrize("bundle", ["", "/opt/app/_internal"])
def test_the_token_of_our_own_start_is_not_passed_on(bundle: str) -> None:
    before = {"XDG_ACTIVATION_TOKEN": "a", "DESKTOP_STARTUP_ID": "b_TIME1", "HOME": "/home/somebody"}
    assert desktop.clean_environment(before, bundle) == {"HOME": "/home/somebody"}
