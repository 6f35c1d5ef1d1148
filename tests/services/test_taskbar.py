"""Owns the proof that the process has the ID of its shortcuts on Windows, and that no other system is asked for one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import APP_ID
from app.services.taskbar import name_process

SETUP = Path(__file__).parents[2] / "packaging" / "windows" / "pika-monitor.iss"


class Shell:
    """Notes what it is told, and answers S_OK."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, app_id: str) -> int:
        self.told.append(app_id)
        return 0


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_no_other_system_is_told(platform: str) -> None:
    shell = Shell()
    assert not name_process(platform, shell)
    assert shell.told == []


def test_windows_is_told_the_id_of_the_shortcuts() -> None:
    shell = Shell()
    assert name_process("win32", shell)
    assert shell.told == [APP_ID]
    setup = SETUP.read_text("utf-8")
    assert f'#define AppId "{APP_ID}"' in setup
    assert setup.count('AppUserModelID: "{#AppId}"') == 2


def test_a_refusal_costs_nothing_but_the_icon() -> None:
    assert not name_process("win32", lambda _app_id: -2147467259)  # E_FAIL


@pytest.mark.skipif(sys.platform == "win32", reason="there it is found")
def test_a_shell_without_it_costs_nothing_but_the_icon() -> None:
    assert not name_process("win32")
