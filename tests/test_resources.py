"""Owns where the plain files are found: checkout, wheel, bundle."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import app
from app.resources import changelog, resource


def make(root: Path) -> Path:
    """A file of resources under this root."""
    file = root / "demo" / "x.txt"
    file.parent.mkdir(parents=True)
    file.write_text("here", encoding="utf-8")
    return file


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder that is in no checkout."""
    package = tmp_path / "site-packages" / "app"
    package.mkdir(parents=True)
    monkeypatch.setattr(app, "__file__", str(package / "__init__.py"))
    return package


def test_a_checkout_has_them_beside_the_package() -> None:
    found = resource("demo")
    assert found == Path(__file__).parents[1] / "resources" / "demo"
    assert found.is_absolute()


def test_a_wheel_has_them_inside_the_package(elsewhere: Path) -> None:
    file = make(elsewhere / "_resources")
    assert resource("demo", "x.txt") == file


def test_a_bundle_has_them_where_it_was_unpacked(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(elsewhere / "_resources")
    file = make(tmp_path / "bundle" / "resources")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "bundle"), raising=False)
    assert resource("demo", "x.txt") == file


def test_what_is_missing_is_named_with_the_places(elsewhere: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"demo/no\.mp4 in .*_resources"):
        resource("demo", "no.mp4")


def test_the_changelog_of_a_checkout_is_the_one_at_its_root() -> None:
    assert changelog() == Path(__file__).parents[1] / "CHANGELOG.md"


def test_a_packages_changelog_is_its_own(elsewhere: Path) -> None:
    (elsewhere.parent / "CHANGELOG.md").touch()  # of who knows which package
    own = elsewhere / "_resources" / "CHANGELOG.md"
    own.parent.mkdir()
    own.touch()
    assert changelog() == own


def test_a_bundle_takes_no_file_beside_it_for_its_changelog(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere.parent / "CHANGELOG.md").touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(elsewhere / "none"), raising=False)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(FileNotFoundError):
        changelog()
