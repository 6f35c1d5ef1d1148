"""`make screenshots`: pictures of every window, light and dark, at 100 % and 200 %; the README's two are among them.

python -m tests.screenshots FOLDER [SCHEME SCALE]: all pairs, each in a process of its own, or one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PAIRS = [(scheme, scale) for scheme in ("light", "dark") for scale in ("1", "2")]


def main() -> int:
    """Takes all pictures; 1 where one could not be taken."""
    if len(sys.argv) > 2:
        from tests.screenshots.course import take

        with tempfile.TemporaryDirectory() as folder:
            return take(Path(sys.argv[1]), Path(folder), sys.argv[2], sys.argv[3])
    failed = 0
    for scheme, scale in PAIRS:
        environment = {**os.environ, "QT_SCALE_FACTOR": scale}
        command = [sys.executable, "-m", "tests.screenshots", sys.argv[1], scheme, scale]
        failed |= subprocess.run(command, env=environment, check=False).returncode
    return failed


sys.exit(main())
