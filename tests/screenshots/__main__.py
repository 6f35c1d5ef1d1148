"""`make screenshots`: every window, light and dark, at several scales, in Chinese, and as those see it who need more.

python -m tests.screenshots FOLDER [SCHEME SCALE LANGUAGE [NEED]]: all kinds, each in a process of its own, or one.
NEED is `saving` (every state of a save, in every view), or one of
`rtl`, `contrast`, `font150` and `font200` (the system's font, changed while the app runs).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

KINDS = [
    *((scheme, scale, "en", "") for scheme in ("light", "dark") for scale in ("1", "2")),
    ("light", "1", "zh_CN", ""),
    ("light", "3", "en", ""),
    *((scheme, "1", "en", need) for need in ("rtl", "contrast") for scheme in ("light", "dark")),
    ("light", "1", "en", "font150"),
    ("dark", "1", "en", "font200"),
    ("light", "1", "en", "saving"),
    ("dark", "2", "en", "saving"),
    ("light", "1", "zh_CN", "saving"),
]


@contextlib.contextmanager
def home() -> Iterator[Path]:
    """An empty folder for one run, with a name that people may read in the pictures."""
    folder = Path(tempfile.gettempdir()) / "home"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "Videos").mkdir(parents=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Takes all pictures; 1 where one could not be taken."""
    if len(sys.argv) > 2:
        from tests.screenshots.course import take

        if sys.argv[5:] == ["saving"]:
            from tests.screenshots import saving

            with home() as folder:
                return saving.take(Path(sys.argv[1]), folder, *sys.argv[2:5])
        with home() as folder:
            return take(Path(sys.argv[1]), folder, *sys.argv[2:])
    failed = 0
    for scheme, scale, language, need in KINDS:
        environment = {**os.environ, "QT_SCALE_FACTOR": scale}
        command = [sys.executable, "-m", "tests.screenshots", sys.argv[1], scheme, scale, language, need]
        failed |= subprocess.run(command, env=environment, check=False).returncode
    return failed


sys.exit(main())
