"""Takes the words of the app's sources into the catalogue of each language, and makes what the app loads of it.

python packaging/translations.py           write resources/translations/*.ts and *.qm anew
python packaging/translations.py --check   write nothing; end with 1 and say why where they do not fit the sources

A new word of the sources stands in the .ts as unfinished until somebody writes its translation there.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
CATALOGUES = (FOLDER / "pika_monitor_zh_CN.ts",)
_TOOLS = Path(PySide6.__file__).parent


def sources() -> list[str]:
    """The app's Python files, relative to the checkout, in an order that is the same on every machine."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py"))


def update(catalogue: Path) -> None:
    """Take every word of the sources into this .ts; what they no longer have goes.

    Raises:
        subprocess.CalledProcessError: lupdate failed; its words are in `stderr`.
    """
    plain = ("-locations", "none", "-no-obsolete", "-source-language", "en", "-target-language", "zh_CN")
    _run("lupdate", *sources(), *plain, "-ts", str(catalogue))


def release(catalogue: Path, made: Path) -> None:
    """Make the .qm, which is what the app loads, of this .ts.

    Raises:
        subprocess.CalledProcessError: lrelease failed; its words are in `stderr`.
    """
    _run("lrelease", str(catalogue), "-qm", str(made))


def faults(catalogue: Path) -> list[str]:
    """What is wrong with a catalogue, in words: it lacks or has too much, is unfinished, or its .qm is an older one."""
    with tempfile.TemporaryDirectory() as folder:
        fresh, made = Path(folder, catalogue.name), Path(folder, "made.qm")
        fresh.write_bytes(catalogue.read_bytes())
        update(fresh)
        found = [f"not translated: {word}" for word in unfinished(fresh)]
        if fresh.read_text("utf-8") != catalogue.read_text("utf-8"):
            found.append(f"{catalogue.name} is not of these sources; make translations")
        release(fresh, made)
        released = catalogue.with_suffix(".qm")
        if not released.exists() or released.read_bytes() != made.read_bytes():
            found.append(f"{released.name} is not of this catalogue; make translations")
    return found


def unfinished(catalogue: Path) -> list[str]:
    """The words of the sources, with their context, whose translation is missing, unsure, or of an older source."""
    found = []
    for context in ElementTree.parse(catalogue).getroot().iter("context"):  # noqa: S314 - a file of our own
        for message in context.iter("message"):
            translation = message.find("translation")
            said = "" if translation is None else "".join(translation.itertext())
            if translation is None or translation.get("type") or not said.strip():
                found.append(f"{context.findtext('name')}: {message.findtext('source')}")
    return found


def _run(tool: str, *arguments: str) -> None:
    command = [str(_TOOLS / f"{tool}{'.exe' if sys.platform == 'win32' else ''}"), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)


def main() -> int:
    """What the command line asks for; the exit code."""
    if sys.argv[1:] == ["--check"]:
        found = [fault for catalogue in CATALOGUES for fault in faults(catalogue)]
        print("\n".join(found) or "the translations fit the sources")
        return 1 if found else 0
    for catalogue in CATALOGUES:
        update(catalogue)
        release(catalogue, catalogue.with_suffix(".qm"))
        for word in unfinished(catalogue):
            print(f"not translated: {word}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
