"""Where the plain files of `resources/` are: in a frozen bundle, in a checkout, or inside the installed package."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import app


@cache
def _folder(file: str) -> Path:
    """Found out once: every icon asks, and each link on the way to it is a call to the system."""
    return Path(file).resolve().parent


def _roots() -> list[Path]:
    """Places to look, best first; the wheel carries the files inside the package, where no other package can clash."""
    package = _folder(app.__file__)
    frozen = getattr(sys, "_MEIPASS", "")
    bundle = [Path(frozen) / "resources"] if frozen else []
    return [*bundle, package.parent / "resources", package / "_resources"]


def resource(*parts: str) -> Path:
    """The absolute path of a file or folder of `resources/`, e.g. `resource("demo", "moss.mp4")`.

    Raises:
        FileNotFoundError: it is in none of the places; the message names them, for the package is then incomplete.
    """
    roots = _roots()
    for root in roots:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    places = ", ".join(str(root) for root in roots)
    raise FileNotFoundError(f"no resource {'/'.join(parts) or '.'} in {places}")


def changelog() -> Path:
    """The absolute path of CHANGELOG.md: a package carries it among the resources, a checkout has it at its root.

    Raises:
        FileNotFoundError: it is in neither place.
    """
    try:
        return resource("CHANGELOG.md")
    except FileNotFoundError:
        root = _folder(app.__file__).parent / "CHANGELOG.md"
        if getattr(sys, "frozen", False) or not root.exists():
            raise
        return root
