"""Writes THIRD-PARTY.txt: who made what the bundle holds, and every licence: `third_party.py FILE [--no-system]`.

Each text is written once, below the names of all that come under it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from shipped import ROOT, Component, components

HEAD = """\
Pika Monitor is under the MIT licence, see LICENSE. It is shipped with the work of others, named here with their
licences.

Qt, Qt for Python and FFmpeg are used under the GNU LGPL, as separate libraries in this folder: you may put versions of
your own in their place. Their source code is at the addresses below, in the release named.
"""
RULE = "=" * 100


def text_of(shipped: list[Component]) -> str:
    """The whole file. Raises SystemExit where a text cannot be read."""
    icons = Component("Lucide icons", "", "ISC", (ROOT / "resources" / "icons" / "LICENSE",), "https://lucide.dev")
    every = sorted([*shipped, icons], key=lambda each: each.name.lower())
    lines = [HEAD]
    under: dict[str, list[str]] = {}
    for component in every:
        named = f"{component.name} {component.version}".strip()
        lines.append(f"- {named}: {component.licence}" + (f", {component.source}" if component.source else ""))
        for path in component.texts:
            try:
                words = path.read_text(encoding="utf-8", errors="replace").strip()
            except OSError as error:
                raise SystemExit(f"the licence of {named}: {error}") from None
            under.setdefault(words, []).append(named)
    for words, names in under.items():
        lines += ["", RULE, *names, RULE, "", words]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the file that is the first argument."""
    shipped = components(system="--no-system" not in sys.argv)
    Path(sys.argv[1]).write_text(text_of(shipped), encoding="utf-8")
    print(f"{sys.argv[1]}: {len(shipped)} components")


if __name__ == "__main__":
    main()
