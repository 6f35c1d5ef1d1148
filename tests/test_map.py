"""The map of the app for those who change it says nothing that is not so."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "app" / "README.md").read_text("utf-8")
NAMED = set(re.findall(r"`((?:app|tests|resources)/[\w./-]*)`", MAP))


def test_what_is_named_is_there() -> None:
    assert len(NAMED) > 30
    assert sorted(each for each in NAMED if not (ROOT / each).exists()) == []


def test_every_package_is_named() -> None:
    packages = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "app").glob("*/__init__.py")}
    assert packages
    assert packages <= NAMED


def test_every_module_beside_the_packages_is_named() -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "app").glob("*.py")} - {"app/__init__.py"}
    assert sorted(modules - NAMED) == []


def test_make_targets_that_are_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"`make ([\w-]+)", MAP))
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_threads_are_made_only_where_it_says() -> None:
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if "threading.Thread(" in path.read_text("utf-8")
    }
    assert makers
    assert makers <= NAMED
