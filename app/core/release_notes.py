"""Takes out of the changelog what a person who upgrades has not seen yet."""

from __future__ import annotations

import re

_RELEASE = re.compile(r"^## \[(?P<name>[^\]]+)\]")


def news(changelog: str, since: str = "") -> str:
    """The parts of the releases after `since`, newest first, as Markdown; of the newest alone where that says nothing.

    A part that holds nothing but its heading is left out, and so is what stands before the first and behind the last.
    """
    parts: list[tuple[str, list[str]]] = []
    for line in changelog.splitlines():
        if (found := _RELEASE.match(line)) is not None:
            parts.append((found["name"], [line.replace("[", "").replace("]", "")]))
        elif parts and not re.match(r"^\[[^\]]+\]: ", line):
            parts[-1][1].append(line)
    told = [(name, "\n".join(lines).strip()) for name, lines in parts if any(line.strip() for line in lines[1:])]
    names = [name for name, _ in told]
    upto = names.index(since) if since in names else 1
    return "\n\n".join(text for _, text in told[: max(1, upto)])
