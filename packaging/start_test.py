"""Starts the frozen app and has it follow a demo task and save its video: `start_test.py PROGRAM`.

For systems where nothing can press its buttons: `smoke_test.py` is for Linux. It needs no screen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TASK, CLIP = "0b7c1d52-8f7e-4f0a-9a55-3f6f1f2a6c01", "moss.mp4"
PATIENCE = 120
"""Seconds until the video has to be saved: a first start on a busy machine is slow."""


def printed(program: Path, *arguments: str) -> str:
    """What the app prints with these arguments. Raises subprocess.CalledProcessError where it ends with an error."""
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, encoding="utf-8", check=True, timeout=PATIENCE
    )
    return done.stdout


def saved_video(program: Path, data: Path) -> Path | None:
    """The file of the demo task's video, once it is saved."""
    tasks: list[dict[str, Any]] = json.loads(printed(program, "--data-dir", str(data), "--export", "-"))["tasks"]
    for video in (video for task in tasks for video in task["videos"]):
        if video["save_error"]:
            raise SystemExit(f"The video could not be saved: {video['save_error']}")
        if video["saved_path"]:
            return Path(video["saved_path"])
    return None


def main() -> None:
    """Check the program that is the argument; raises SystemExit where it does not do its work."""
    program = Path(sys.argv[1]).resolve()
    print(printed(program, "--version").strip())
    with tempfile.TemporaryDirectory(prefix="pika start ä ", ignore_cleanup_errors=True) as work:
        data, kept = Path(work, "data"), Path(work, "kept")
        command = [str(program), "--data-dir", str(data), "--demo", TASK, "--auto-save", str(kept)]
        app = subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        try:
            end = time.monotonic() + PATIENCE
            while (video := saved_video(program, data) if (data / "library.sqlite").is_file() else None) is None:
                if app.poll() is not None:
                    raise SystemExit(f"It ended by itself, with {app.returncode}")
                if time.monotonic() > end:
                    log = data / "pika-monitor.log"
                    raise SystemExit("Nothing was saved.\n" + (log.read_text("utf-8") if log.is_file() else "No log"))
                time.sleep(1)
            wanted = Path(__file__).resolve().parents[1] / "resources" / "demo" / CLIP
            if video.read_bytes() != wanted.read_bytes():
                raise SystemExit(f"{video.name} is not what the demo serves")
            print(f"saved {video.name}, {video.stat().st_size} bytes")
        finally:
            app.terminate()
            app.wait(PATIENCE)


if __name__ == "__main__":
    main()
