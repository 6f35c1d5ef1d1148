"""Owns the proof that nothing secret gets into the log, from wherever it comes, and that all that goes wrong does."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.core.redact import without_secrets
from app.log import KEPT, MAX_BYTES
from app.resources import resource


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("get https://h/a.mp4?sig=SECRET now", "get https://h/a.mp4?… now"),
        ("'https://h/a.mp4?sig=SECRET&x=1', 3", "'https://h/a.mp4?…', 3"),
        ("https://h/a#access=SECRET", "https://h/a?…"),
        ("HTTPS://H?SECRET", "HTTPS://H?…"),
        ("with url: /v1/a.mp4?sig=SECRET (Caused by x)", "with url: /v1/a.mp4?… (Caused by x)"),
        ("url=/v1/a.mp4?sig=SECRET", "url=/v1/a.mp4?…"),
        ("http://me:SECRET@proxy:3128 refused", "http://…@proxy:3128 refused"),
        ("socks5://SECRET@proxy", "socks5://…@proxy"),
        ("Authorization: Bearer SECRET", "Authorization: …"),
        ("{'Authorization': 'Bearer SECRET', 'a': 1}", "{'Authorization': …"),
        ("authorization=SECRET more SECRET", "authorization=…"),
        ("header value: b'Bearer SECRET'", "header value: b'Bearer …"),
        ("the key sk-SECRET.SECRET/SECRET+SECRET== failed", "the key sk-… failed"),
        ("hk-SECRET, sk-SECRET", "hk-…, sk-…"),
        ("is it so? yes", "is it so? yes"),
        ("task-1234 is risk-free", "task-1234 is risk-free"),
        ("https://h/a.mp4", "https://h/a.mp4"),
        ("C# and a?b", "C# and a?b"),
    ],
)
def test_secrets_are_taken_out_and_nothing_else(text: str, clean: str) -> None:
    assert without_secrets(text) == clean
    assert without_secrets(clean) == clean


def test_a_long_text_is_cleaned_in_proportion() -> None:
    without_secrets("/a" * 500_000)
    without_secrets("a?b" * 300_000)
    without_secrets("://" * 300_000)


def run(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )


START = """
    import logging, sys, threading
    from pathlib import Path
    from app.log import start_log
    start_log(Path(sys.argv[1]))
    def fail():
        raise ValueError("Bearer SECRET")
    """


def test_a_traceback_is_cleaned_too(tmp_path: Path) -> None:
    code = """
    try:
        try:
            fail()
        except ValueError as error:
            raise RuntimeError("https://h/a?sig=SECRET") from error
    except RuntimeError:
        logging.getLogger("x").exception("with %s", {"Authorization": "SECRET"})
    """
    ended = run(START + code, tmp_path / "log")
    text = (tmp_path / "log").read_text()
    assert "SECRET" not in text + ended.stdout + ended.stderr
    assert "RuntimeError: https://h/a?…" in text
    assert "ERROR MainThread x: with" in text


def test_warnings_of_python_and_of_qt_are_there(tmp_path: Path) -> None:
    code = """
    import warnings
    from PySide6.QtCore import qWarning
    warnings.warn("from python sk-SECRET")
    qWarning("from qt https://h/a?SECRET")
    """
    ended = run(START + code, tmp_path / "log")
    text = (tmp_path / "log").read_text()
    assert "from python sk-…" in text
    assert "WARNING MainThread qt: default: from qt" in text
    assert "SECRET" not in text + ended.stdout + ended.stderr


def test_the_log_rotates(tmp_path: Path) -> None:
    code = """
    from app.log import MAX_BYTES, rotate_log
    logging.getLogger("x").info("before Bearer SECRET")
    rotate_log(Path(sys.argv[1]))
    for _ in range(60):
        logging.getLogger("x").info("y" * (MAX_BYTES // 10) + " Bearer SECRET")
    """
    run(START + code, tmp_path / "log")
    files = sorted(tmp_path.iterdir())
    assert len(files) == KEPT + 1
    assert all(path.stat().st_size <= MAX_BYTES for path in files)
    assert not any("SECRET" in path.read_text() for path in files)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("fail()", "uncaught exception"),
        (
            "thread = threading.Thread(target=fail, name='worker'); thread.start(); thread.join()",
            "exception in a thread",
        ),
        ("import faulthandler; faulthandler._sigsegv()", "Segmentation fault"),
    ],
)
def test_what_nobody_catches_is_there_and_not_on_stderr(code: str, said: str, tmp_path: Path) -> None:
    ended = run(START + f"{code}\n", tmp_path / "log")
    text = (tmp_path / "log").read_text()
    assert said in text
    assert "SECRET" not in text + ended.stderr + ended.stdout
    assert ended.stderr == ended.stdout == ""


def test_without_a_place_to_write_the_app_runs_on(tmp_path: Path) -> None:
    ended = run(START + "logging.getLogger('x').error('lost'); print('on')\n", tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "on\n", "")


def test_playing_a_file_prints_nothing_of_it(tmp_path: Path) -> None:
    """FFmpeg writes to stderr by itself."""
    code = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QGuiApplication
from app.log import start_log
start_log(Path(sys.argv[1]))
app = QGuiApplication([])
from PySide6.QtMultimedia import QMediaPlayer, QVideoSink
player, sink = QMediaPlayer(), QVideoSink()
player.setVideoSink(sink)
sink.videoFrameChanged.connect(app.quit)
player.setSource(QUrl.fromLocalFile(sys.argv[2]))
player.play()
QTimer.singleShot(60_000, lambda: app.exit(3))
sys.exit(app.exec())
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    clip = resource("demo") / "aurora.mp4"
    command = [sys.executable, "-c", code, str(tmp_path / "log"), str(clip)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "Input #0" not in done.stderr
    assert clip.name not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="a disk that is always full")
def test_a_full_disk_is_not_told_once_more_for_each_line() -> None:
    code = "import logging, sys; from pathlib import Path; from app.log import start_log; start_log(Path(sys.argv[1]))"
    done = run(code + "; logging.getLogger('app').warning('lost')", Path("/dev/full"))
    assert (done.returncode, done.stderr) == (0, "")


def test_what_ends_the_process_is_told_on_the_terminal_too(tmp_path: Path) -> None:
    """As a display that cannot be reached: the window is never seen."""
    code = "import sys; from pathlib import Path; from app.log import start_log; start_log(Path(sys.argv[1]))"
    done = run(code + "; from PySide6.QtCore import qFatal; qFatal('no such display')", tmp_path / "log")
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    assert line.startswith("pika-monitor: ")
    assert line.removeprefix("pika-monitor: ") in (tmp_path / "log").read_text(encoding="utf-8")
