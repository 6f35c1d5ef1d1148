"""Real file systems for tests: small, read-only, pulled out. Needs the right to mount, which CI has."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


class Disk:
    """A mounted tmpfs.

    Attributes:
        path: where it is.
    """

    def __init__(self, path: Path, options: str) -> None:
        self.path = path
        path.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"mode=0777,{options}", "tmpfs", path)

    def change(self, options: str) -> None:
        """Give it other options: a size, another number of files, ro or rw."""
        _run("mount", "-o", f"remount,{options}", self.path)

    def pull_out(self) -> None:
        """Take it away, whoever uses it; the folder that it was mounted on stays."""
        with contextlib.suppress(subprocess.CalledProcessError):
            _run("umount", "-l", self.path)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


@contextlib.contextmanager
def disk(path: Path, options: str) -> Iterator[Disk]:
    """A disk for the time of a test. Where nothing can be mounted the test is skipped, but never in CI."""
    if sys.platform != "linux" or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("CI has to be able to mount: these faults are too costly to go untested")
        pytest.skip("needs the right to mount")
    made = Disk(path, options)
    try:
        yield made
    finally:
        made.pull_out()
