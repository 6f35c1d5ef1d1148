"""Names what the app is made of that is the work of others: from the file that a package ships, else from what is
installed.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

FILE_NAME = "THIRD-PARTY.txt"
ROOTS = ("PySide6-Essentials", "PySide6-Addons", "keyring", "requests", "PySocks", "urllib3", "jeepney", "truststore")
"""What `pyproject.toml` asks for; what these ask for in turn is found."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def shipped_file(program: Path) -> Path | None:
    """The file with all licences in full, of a packaged app; None where there is none.

    Args:
        program: the app's own program. The file lies beside it; in a .deb among the documents; in a macOS app in its
            resources.
    """
    folder = program.resolve().parent
    places = (
        folder / FILE_NAME,
        folder.parent / "Resources" / FILE_NAME,
        folder.parents[1] / "share" / "doc" / folder.name / f"{FILE_NAME}.gz" if len(folder.parents) > 1 else folder,
    )
    return next((place for place in places if place.is_file()), None)


def read_shipped(path: Path) -> str:
    """The words of such a file.

    Raises:
        OSError: it cannot be read.
    """
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            return file.read()
    return path.read_text(encoding="utf-8", errors="replace")


def installed() -> str:
    """One line for each Python package that the app stands on, with its licence: what a run from source is made of."""
    found = {_key(each.metadata["Name"]): each for each in _closure(ROOTS)}
    lines = [f"- Python {sys.version.split()[0]}: PSF-2.0"]
    lines += [f"- {found[key].metadata['Name']} {found[key].version}: {_licence(found[key])}" for key in sorted(found)]
    return "\n".join([*lines, "- Lucide icons: ISC", ""])


def _closure(roots: tuple[str, ...]) -> Iterator[Distribution]:
    """These and all that they need, as far as it is installed: what is not belongs to another system or an extra."""
    wanted, seen = list(roots), set()
    while wanted:
        name = wanted.pop()
        if _key(name) in seen:
            continue
        seen.add(_key(name))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        lines = [line for line in found.requires or () if "extra ==" not in line]
        wanted += [needed[0] for line in lines if (needed := _NAME.match(line))]
        yield found


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(found: Distribution) -> str:
    for field in ("License-Expression", "License"):
        for told in found.metadata.get_all(field) or ():
            if told.strip() and "\n" not in told.strip():  # some hold the whole text
                return str(told).strip()
    prefix = "License :: "
    classes = [each for each in found.metadata.get_all("Classifier") or () if each.startswith(prefix)]
    return ", ".join(each.rsplit(" :: ", 1)[1] for each in classes) or "see its own files"
