"""PySide6's import statement, which reads the source of every module, is taken out again."""

from __future__ import annotations

import subprocess
import sys


def _import_after(code: str) -> str:
    """Name of the function behind `import`, in a fresh process that has run this."""
    command = [sys.executable, "-c", f"{code}; import builtins; print(builtins.__import__.__name__)"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_importing_pyside_puts_it_in() -> None:
    """Else there is nothing to take out, and the module that does can go."""
    assert _import_after("import PySide6.QtCore") == "__feature_import__"


def test_it_is_taken_out() -> None:
    taken_out = "from app.imports import without_features; without_features()"
    assert "feature" not in _import_after(taken_out)
    assert "feature" not in _import_after(f"{taken_out}; without_features()")
