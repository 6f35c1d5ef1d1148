"""`make screenshots`: every window, light and dark, at 100 % and 200 %, and in Chinese; two are in the README.

python -m tests.screenshots FOLDER [SCHEME SCALE LANGUAGE]: all kinds, each in a process of its own, or one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

KINDS = [(scheme, scale, "en") for scheme in ("light", "dark") for scale in ("1", "2")] + [("light", "1", "zh_CN")]


def main() -> int:
    """Takes all pictures; 1 where one could not be taken."""
    if len(sys.argv) > 2:
        from tests.screenshots.course import take

        with tempfile.TemporaryDirectory() as folder:
            return take(Path(sys.argv[1]), Path(folder), *sys.argv[2:5])
    failed = 0
    for scheme, scale, language in KINDS:
        environment = {**os.environ, "QT_SCALE_FACTOR": scale}
        command = [sys.executable, "-m", "tests.screenshots", sys.argv[1], scheme, scale, language]
        failed |= subprocess.run(command, env=environment, check=False).returncode
    return failed


sys.exit(main())
