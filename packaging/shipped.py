"""Owns the list of what is in a bundle: which Python distributions, which system packages, which parts of Qt's wheels.

The list is read from `build/shipped.json`, which the PyInstaller spec writes, and from this machine's own records of
where each file came from. What cannot be assigned to anybody is an error: nothing goes out without a licence.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "build" / "shipped.json"
TEXTS = ROOT / "packaging" / "licences"
_QT_TEXTS = (TEXTS / "LGPL-3.txt", TEXTS / "GPL-3.txt")
_PYTHONS_OWN = re.compile(r"(lib)?python\d|(vcruntime|msvcp|concrt|vccorlib)140.*\.dll", re.IGNORECASE)
"""Libraries that come with Python wherever they lie: its own, and on Windows those of the compiler, which its licence
names too."""
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_SOURCE = {
    "pyside6-essentials": "https://code.qt.io/cgit/pyside/pyside-setup.git",
    "pyside6-addons": "https://code.qt.io/cgit/pyside/pyside-setup.git",
    "shiboken6": "https://code.qt.io/cgit/pyside/pyside-setup.git",
}


@dataclass(frozen=True, slots=True)
class Component:
    """One thing of somebody else's that is shipped.

    Attributes:
        name: as its makers spell it.
        version: of what is shipped, "" where the files do not tell.
        licence: an SPDX expression where the makers give one, else their words.
        texts: files with the licence and notices in full.
        source: where its source code is, "" where the package registries tell.
        purl: package URL, "" where there is none.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]
    source: str = ""
    purl: str = ""


def components(*, system: bool = True) -> list[Component]:
    """Everything of others in the bundle, by name; without `system`, none of the system's libraries.

    Raises:
        SystemExit: a file comes from nowhere that is known, or a licence text is missing.
    """
    sources = {Path(source).resolve() for source in json.loads(LIST.read_text(encoding="utf-8"))}
    found = [_python()]
    rest = {path for path in sources if not path.is_relative_to(ROOT / "app") and not _ours(path)}
    for distribution in distributions():
        files = {Path(str(distribution.locate_file(file))).resolve() for file in distribution.files or ()}
        if files & rest:
            rest -= files
            found.append(_component(distribution))
    if any("libavcodec" in path.name or "avcodec" in path.name for path in sources):
        found.append(_ffmpeg(sources))
    if icu := next((path.name for path in sources if path.name.startswith("libicuuc.so.")), ""):
        version = icu.rsplit(".", 1)[1]
        found.append(Component("ICU", version, "ICU", (TEXTS / "ICU.txt",), "https://github.com/unicode-org/icu"))
    rest = {path for path in rest if not _of_python(path)}
    packages, unknown = _system_packages(rest)
    if unknown:
        raise SystemExit("Shipped, but from nowhere that is known:\n" + "\n".join(sorted(map(str, unknown))))
    if system:
        found += packages
    return sorted(found, key=lambda each: each.name.lower())


def _ours(path: Path) -> bool:
    return path.is_relative_to(ROOT) and ".venv" not in path.relative_to(ROOT).parts


def _of_python(path: Path, platform: str = sys.platform, home: str = sys.base_prefix) -> bool:
    """The standard library, its extensions, libpython itself, and all in the folder that Python has for its own.

    On Windows and macOS it brings OpenSSL, SQLite and others along, which its licence covers. Elsewhere it lies in the
    system's folders.
    """
    if platform in ("win32", "darwin") and path.is_relative_to(Path(home).resolve()):
        return True
    stdlib = Path(sysconfig.get_path("stdlib")).resolve()
    return path.is_relative_to(stdlib) or _PYTHONS_OWN.match(path.name) is not None


def _python() -> Component:
    version = sys.version.split()[0]
    short = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc") / short / "copyright",
        Path("/usr/share/doc") / f"lib{short}-minimal" / "copyright",
    )
    text = next((place for place in places if place.is_file()), None)
    if text is None:
        raise SystemExit("Python's own licence is nowhere to be found on this machine")
    return Component("Python", version, "PSF-2.0", (text,), "https://www.python.org", f"pkg:generic/python@{version}")


def _component(distribution: Distribution) -> Component:
    name = distribution.metadata["Name"]
    key = re.sub(r"[-_.]+", "-", name).lower()
    texts = tuple(
        Path(str(distribution.locate_file(file)))
        for file in distribution.files or ()
        if ".dist-info" in str(file) and _LICENCE_FILE.match(file.name)
    )
    if key in _SOURCE:
        texts = _QT_TEXTS
    if not texts:
        raise SystemExit(f"{name} carries no licence text")
    return Component(
        name,
        distribution.version,
        _licence(distribution),
        texts,
        _SOURCE.get(key, ""),
        f"pkg:pypi/{key}@{distribution.version}",
    )


def _licence(distribution: Distribution) -> str:
    metadata = distribution.metadata
    for field in ("License-Expression", "License"):
        if field in metadata and metadata[field] and "\n" not in metadata[field]:
            return metadata[field]
    classifiers = metadata.get_all("Classifier") or []
    named = [line.rsplit(" :: ", 1)[1] for line in classifiers if line.startswith("License :: ")]
    return ", ".join(named) or "see its text"


def _ffmpeg(sources: set[Path]) -> Component:
    """Qt's wheels bring it along, built without the parts that are under the GPL."""
    library = next(path for path in sources if "avcodec" in path.name)
    words = re.search(rb"Lavc(\d+\.\d+\.\d+)", library.read_bytes())
    version = f"libavcodec {words[1].decode()}" if words else ""
    text = TEXTS / "LGPL-2.1.txt"
    return Component("FFmpeg", version, "LGPL-2.1-or-later", (text,), "https://git.ffmpeg.org/ffmpeg.git")


def _system_packages(paths: set[Path]) -> tuple[list[Component], set[Path]]:
    """The Debian packages that own these files, and the files that none owns."""
    owners: dict[str, set[Path]] = {}
    unknown: set[Path] = set()
    for path in paths:
        package = _owner(path)
        if package:
            owners.setdefault(package, set()).add(path)
        else:
            unknown.add(path)
    found = []
    for package in owners:
        version = _output("dpkg-query", "--show", "--showformat=${Version}", package).strip()
        name = package.split(":")[0]
        texts = (Path("/usr/share/doc") / name / "copyright",)
        found.append(Component(name, version, "see its text", texts, "", f"pkg:deb/debian/{name}@{version}"))
    return found, unknown


def _owner(path: Path) -> str:
    """The package of a file; dpkg knows it by the path that it had before /usr was merged, or after."""
    spellings = [str(path), str(path).removeprefix("/usr")]
    for spelling in spellings:
        said = _output("dpkg-query", "--search", spelling)
        if ": " in said:
            return said.splitlines()[-1].split(": ", 1)[0].split(",")[0]
    return ""


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""
