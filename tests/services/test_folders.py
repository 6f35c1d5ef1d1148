"""Which folders can take files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import ErrorCode
from app.services import folders


def _code(folder: object) -> ErrorCode | None:
    problem = folders.fault(str(folder))
    return problem.code if problem else None


def test_a_folder_that_is_there_or_can_be_made_is_good(tmp_path: Path) -> None:
    assert _code(tmp_path) is None
    assert _code(tmp_path / "new" / "newer") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["", "videos", "./videos", "~/videos", "/videos\0"])
def test_what_is_no_absolute_path_is_no_folder(folder: str) -> None:
    assert _code(folder) is ErrorCode.NO_FOLDER


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert _code(tmp_path / "file") is ErrorCode.NO_FOLDER
    assert _code(tmp_path / "file" / "below") is ErrorCode.NO_FOLDER


def test_a_folder_is_usable_where_it_or_its_parent_is_there(tmp_path: Path) -> None:
    assert folders.look(str(tmp_path)).usable
    assert (folders.look(str(tmp_path / "new")).free or 0) > 0
    assert folders.look(str(tmp_path / "gone" / "drive")) == folders.Look(False)
    assert folders.look("relative") == folders.Look(False)


@pytest.fixture
def _nobody() -> Iterator[None]:
    """A person without rights, also where the tests run as root: what may be written is asked for the real user."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.setreuid(65534, 0)
    yield
    if root:
        os.setreuid(0, 0)


@pytest.mark.usefixtures("_nobody")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert _code(tmp_path / "new") is ErrorCode.NO_PERMISSION


def test_a_folder_that_cannot_even_be_looked_at_is_not_usable(tmp_path: Path) -> None:
    """As where a share has gone stale."""
    assert folders.look(str(tmp_path / ("x" * 300))) == folders.Look(False)
