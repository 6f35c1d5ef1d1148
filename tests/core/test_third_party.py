"""Owns the proof that the licences are found wherever a package puts them, and what a run from source lists."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import pytest

from app.core.third_party import FILE_NAME, ROOTS, installed, read_shipped, shipped_file

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("program", "file"),
    [
        ("opt/pika-monitor/pika-monitor", f"opt/pika-monitor/{FILE_NAME}"),
        ("usr/lib/pika-monitor/pika-monitor", f"usr/share/doc/pika-monitor/{FILE_NAME}.gz"),
        ("Pika Monitor.app/Contents/MacOS/pika-monitor", f"Pika Monitor.app/Contents/Resources/{FILE_NAME}"),
    ],
)
def test_it_is_found_where_the_package_puts_it(tmp_path: Path, program: str, file: str) -> None:
    for name in (program, file):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / program).touch()
    assert shipped_file(tmp_path / program) is None
    words = "Qt: LGPL-3.0 — “as is”"
    (tmp_path / file).write_bytes(gzip.compress(words.encode()) if file.endswith(".gz") else words.encode())
    found = shipped_file(tmp_path / program)
    assert found == (tmp_path / file).resolve()
    assert read_shipped(found) == words


def test_a_run_from_source_lists_what_it_stands_on_and_nothing_of_the_workshop() -> None:
    listed = installed()
    for name in ("Python", "PySide6_Essentials", "shiboken6", "keyring", "requests", "urllib3", "certifi", "Lucide"):
        assert f"- {name}" in listed, name
    assert "pytest" not in listed
    assert "mypy" not in listed


def test_what_the_project_asks_for_is_listed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for line in project["dependencies"]:
        name = line.split(";")[0].split(">")[0].split("[")[0].split("=")[0].strip()
        assert name in ROOTS
