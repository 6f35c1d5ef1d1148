"""Owns the proof that an upgrade or a removal under the running app is noticed, and that the app can start anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.own_program import Fate, OwnProgram
from tests.services.conftest import GENEROUS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody replace a program that runs")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "pika-monitor"
    made.write_text("this version", encoding="utf-8")
    return made


@pytest.fixture
def program(qtbot: QtBot, file: Path) -> OwnProgram:
    watching = OwnProgram(file, settle_ms=0)
    watching.start()
    return watching


def replace(file: Path) -> None:
    """As dpkg does it: the old file keeps a second name until the new one is in place."""
    other, kept = file.with_suffix(".dpkg-new"), file.with_suffix(".dpkg-tmp")
    other.write_text("another version", encoding="utf-8")
    kept.hardlink_to(file)
    other.replace(file)
    kept.unlink()


def test_a_replaced_program_is_noticed(program: OwnProgram, file: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.changed, timeout=GENEROUS):
        replace(file)
    assert program.fate is Fate.REPLACED


def test_a_removed_program_is_noticed(program: OwnProgram, file: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.changed, timeout=GENEROUS):
        file.unlink()
    assert program.fate is Fate.REMOVED


def test_one_that_is_replaced_and_then_removed_is_removed(program: OwnProgram, file: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(program.changed, timeout=GENEROUS):
        replace(file)
    with qtbot.waitSignal(program.changed, timeout=GENEROUS):
        file.unlink()
    assert program.fate is Fate.REMOVED


def test_other_attributes_make_no_other_program(program: OwnProgram, file: Path, qtbot: QtBot) -> None:
    told: list[Fate] = []
    program.changed.connect(lambda: told.append(program.fate))
    with qtbot.waitSignal(program._settling.timeout, timeout=GENEROUS):
        file.chmod(0o755)
    assert (program.fate, told) == (Fate.SAME, [])


def test_nothing_is_told_while_files_are_still_being_replaced(qtbot: QtBot, file: Path) -> None:
    program = OwnProgram(file, settle_ms=3_600_000)
    program.start()
    assert program._watcher is not None
    with qtbot.waitSignal(program._watcher.fileChanged, timeout=GENEROUS):
        replace(file)
    assert program._settling.isActive()
    with qtbot.waitSignal(program.changed, timeout=GENEROUS):
        program._settling.start(0)  # an hour has passed
    assert program.fate is Fate.REPLACED


def test_an_app_that_runs_from_its_sources_watches_nothing(qtbot: QtBot) -> None:
    program = OwnProgram(None)
    program.start()
    assert program._watcher is None


def test_what_starts_anew_takes_the_place_of_the_process(tmp_path: Path) -> None:
    """The same process ID, another program, and nothing of the bundle in its environment."""
    code = """
import os, sys
from app.services.own_program import start_anew
sys._MEIPASS = "/opt/bundle"
print(os.getpid(), flush=True)
start_anew(["/bin/sh", "-c", 'echo "$$ $LD_LIBRARY_PATH|$_PYI_ARCHIVE_FILE|$KEPT|$1"', "sh", "a b"],
           {"LD_LIBRARY_PATH": "/opt/bundle", "_PYI_ARCHIVE_FILE": "/opt/bundle/x", "KEPT": "yes"})
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert second == f"{first} ||yes|a b"
