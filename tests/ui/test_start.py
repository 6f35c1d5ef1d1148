"""Owns the proof that a part of the start which fails takes no other along."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

CODE = """
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.application import Application
from app.opening import start
from app.command_line import Options
from tests.ui.keyrings import memory_keyring


def fail(_application):
    raise OSError("a defect")


setattr(Application, sys.argv[2], fail)
with memory_keyring():
    application = start(Options(demo=True, ids=("aaaaaaaa",), data_dir=Path(sys.argv[1])))


    def on_ready():
        print([key.task_id for key in application.library.tasks], application.poller.status.active, flush=True)
        application.quit()


    application.ready.connect(on_ready)
    sys.exit(QApplication.exec())
"""


@pytest.mark.parametrize("part", ["_listen", "_watch"])
def test_a_part_of_the_start_that_fails_takes_no_other_along(tmp_path: Path, part: str) -> None:
    command = [sys.executable, "-c", textwrap.dedent(CODE), str(tmp_path), part]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2]
    )
    assert done.stdout == "['aaaaaaaa'] 1\n", done.stderr
    assert done.returncode == 0
