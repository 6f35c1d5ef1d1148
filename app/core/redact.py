"""Takes out of any text what must not be read by others: keys, Authorization headers, query strings of links."""

from __future__ import annotations

import re

_SECRETS = (
    (re.compile(r"(://)[^\s/?#@\"'<>]+@"), r"\1…@"),  # of a proxy
    (re.compile(r"(authorization[\"']?\s*[:=]\s*)[^\r\n]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"(bearer\s+)\S+", re.IGNORECASE), r"\1…"),
    (re.compile(r"\b((?:sk|hk)-)[^\s\"'<>,;()\[\]{}…]{4,}"), r"\1…"),
)
_LINK = re.compile(r"(?<![^\s\"'<>])([^\s?#\"'<>]*+)[?#][^\s\"'<>]+")
"""A word with a query behind it: a link, also where urllib3 leaves out its host. Possessive, so its cost is small."""


def without_secrets(text: str) -> str:
    """The text without keys, Authorization headers and query strings of links (DESIGN, contract)."""
    text = _LINK.sub(_without_query, text)
    for pattern, stand_in in _SECRETS:
        text = pattern.sub(stand_in, text)
    return text


def _without_query(link: re.Match[str]) -> str:
    return f"{link[1]}?…" if "/" in link[1] else link[0]
