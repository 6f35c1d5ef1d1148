"""Finds task IDs in whatever people paste: IDs, lists, prose, JSON answers, feed URLs, CDN links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LENGTH = 128
_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_ID = re.compile(rf"[A-Za-z0-9._~-]{{1,{MAX_LENGTH}}}")
_BARE_UUID = re.compile(rf"(?<![0-9a-zA-Z_]){_UUID}(?![0-9a-zA-Z])")
_URL = re.compile(r"https?://[^\s\"'<>`]+", re.IGNORECASE)
_FEED_ID = re.compile(r"/pika/feed/([^/?#\s]+)")
_UUID_PART = re.compile(rf"/({_UUID})(?=[/?#]|$)")
_QUERY_ID = re.compile(r"[?&](?:id|taskId|task_id)=([^&#\s]+)")
_JSON_ID = re.compile(r"\"(?:id|taskId|task_id)\"\s*:\s*\"([^\"\\]+)\"")
_ID_FIELDS = ("id", "taskId", "task_id")
_TRAILING = ".,;:!?)]}'\"，。；：）】"


@dataclass(frozen=True, slots=True)
class FoundIds:
    """What a text holds.

    Attributes:
        ids: the task IDs, each once, in the order of the text; UUIDs in lower case, as the provider writes them.
        unusable: words or lines that stand where an ID could, but are none; each once, at most 200 characters long.
    """

    ids: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()


def is_task_id(text: str) -> bool:
    """Whether the text alone can be a task ID (API.md). `.` and `..` would change the path of the request."""
    return bool(_ID.fullmatch(text)) and text not in (".", "..")


def normal_id(text: str) -> str:
    """The ID as it is asked for: a UUID in lower case, anything else untouched."""
    return text.lower() if re.fullmatch(_UUID, text) else text


def find_ids(text: str) -> FoundIds:
    """All task IDs in a pasted or piped text of any length; never raises.

    Whole JSON is read as such: `id`, `taskId`, `task_id` at any depth but inside `videos`. Otherwise each line is an ID
    that stands alone, a list of IDs, or free text, in which only UUIDs, IDs in links and JSON fields count (API.md).
    """
    found = _Collector()
    data = _as_json(text)
    if data is not None:
        _from_json(data, found)
        return found.result()
    for line in text.splitlines():
        _from_line(line.strip(" \t\ufeff\u200b"), found)
    return found.result()


class _Collector:
    """Keeps IDs and unusable words in order, each once."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}
        self._unusable: dict[str, None] = {}

    def offer(self, text: str) -> bool:
        if is_task_id(text):
            self._ids[normal_id(text)] = None
            return True
        return False

    def refuse(self, text: str) -> None:
        self._unusable[text if len(text) <= 200 else text[:199] + "…"] = None

    def result(self) -> FoundIds:
        return FoundIds(tuple(self._ids), tuple(self._unusable))


def _as_json(text: str) -> object:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _from_json(data: object, found: _Collector) -> None:
    """Walks without recursion, for pasted JSON may be nested as deeply as the parser allows."""
    stack: list[tuple[object, bool]] = [(data, True)]
    while stack:
        value, may_be_id = stack.pop()
        if isinstance(value, dict):
            for field in _ID_FIELDS:
                if isinstance(name := value.get(field), str) and name:
                    _offer_or_refuse(name.strip(), found)
            inner = [(item, isinstance(item, list)) for field, item in value.items() if field != "videos"]
            stack.extend(reversed(inner))
        elif isinstance(value, list):
            stack.extend((item, True) for item in reversed(value))
        elif isinstance(value, str) and may_be_id:
            _from_line(value.strip(), found)


def _offer_or_refuse(text: str, found: _Collector) -> None:
    if not found.offer(text):
        found.refuse(text)


def _from_line(line: str, found: _Collector) -> None:
    if not line:
        return
    alone = line.strip("\"'`,;<>")
    if found.offer(alone):
        return
    if _looks_like_list(line):
        for word in _words(line):
            _offer_or_refuse(word, found)
        return
    hits = list(_in_free_text(line))
    if not any([found.offer(hit) for hit in hits]):
        found.refuse(line)


def _words(line: str) -> list[str]:
    return [word for raw in re.split(r"[,;\s|]+", line) if (word := raw.strip("\"'`[](){}<>"))]


def _looks_like_list(line: str) -> bool:
    """Whether every word of the line is a UUID: prose and tables are left to the free-text rules, which skip the rest."""
    words = _words(line)
    return len(words) > 1 and all(re.fullmatch(_UUID, word) for word in words)


def _in_free_text(line: str) -> Iterator[str]:
    rest: list[str] = []
    last = 0
    hits: list[tuple[int, str]] = []
    for match in _URL.finditer(line):
        rest.append(line[last : match.start()] + " " * (match.end() - match.start()))
        last = match.end()
        hits.extend((match.start(), hit) for hit in _in_url(match.group().rstrip(_TRAILING)))
    rest.append(line[last:])
    plain = "".join(rest)
    for match in _JSON_ID.finditer(_without_videos(plain)):
        hits.append((match.start(), match.group(1)))
    for match in _FEED_ID.finditer(plain):
        hits.append((match.start(), match.group(1).rstrip(_TRAILING)))
    if '"' not in plain or "videos" not in plain:
        hits.extend((match.start(), match.group()) for match in _BARE_UUID.finditer(plain))
    return (hit for _, hit in sorted(hits, key=lambda pair: pair[0]))


def _in_url(url: str) -> Iterator[str]:
    """A feed URL names the task behind `/pika/feed/`; in any other link the first UUID of the path is the task's.

    A CDN link's file name ends in `seed` and digits, which is no ID (API.md).
    """
    if match := _FEED_ID.search(url):
        yield match.group(1)
    elif match := _UUID_PART.search(url.split("?", 1)[0]) or _BARE_UUID.search(url):
        yield match.group(1) if match.re is _UUID_PART else match.group()
    elif match := _QUERY_ID.search(url):
        yield match.group(1)


def _without_videos(line: str) -> str:
    """Cut JSON on one line: what stands behind `"videos"` up to its closing bracket holds video IDs, not tasks."""
    start = line.find('"videos"')
    if start < 0:
        return line
    end = line.find("]", start)
    return line[:start] + (line[end + 1 :] if end >= 0 else "")
