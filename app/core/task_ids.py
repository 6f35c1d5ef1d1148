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
_QUERY_ID = re.compile(r"[?&](?:id|taskId|task_id)=([^&#\s]+)")
_JSON_ID = re.compile(r"\"(?:id|taskId|task_id)\"\s*:\s*\"([^\"\\]+)\"")
_JSON_START = re.compile(r"(?:^|(?<=[\n\r]))[ \t\ufeff]*([{\[])")
_VIDEOS = re.compile(r"\"videos\"\s*:\s*\[")
_BRACKET = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[\[\]]")
_ID_FIELDS = ("id", "taskId", "task_id")
_SKIPPED_FIELDS = frozenset({*_ID_FIELDS, "videos", "promptText", "request_id", "requestId"})
MAX_BROKEN_JSON = 100
"""How many starts of JSON that do not parse are tried in one text: each may cost a scan to its end."""
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

    JSON, whole or between other text, is read as such: `id`, `taskId`, `task_id` at any depth but inside `videos`, IDs
    in links, and the items of lists. Any other line is an ID that stands alone, or free text, in which only UUIDs, IDs
    in links and JSON fields count (API.md).
    """
    found = _Collector()
    for piece in _pieces(text):
        if isinstance(piece, str):
            for line in piece.splitlines():
                _from_line(line.strip(" \t\ufeff\u200b"), found)
        else:
            _from_json(piece.data, found)
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


@dataclass(frozen=True, slots=True)
class _Json:
    data: object


def _pieces(text: str) -> Iterator[str | _Json]:
    """Splits a text into JSON values that begin a line and the text between them.

    Of JSON that does not parse (cut, or no JSON at all) the `videos` are taken out, for their IDs are not tasks.
    """
    decoder = json.JSONDecoder()
    start, failures = 0, 0
    while failures < MAX_BROKEN_JSON and (match := _JSON_START.search(text, start)):
        begin = match.start(1)
        try:
            data, end = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            failures += 1
            yield _without_videos(text[start : begin + 1])
            start = begin + 1
            if cut := _VIDEOS.search(text, start):
                yield text[start : cut.start()]
                start = _end_of_list(text, cut.end())
            continue
        yield text[start:begin]
        yield _Json(data)
        start = end
    yield _without_videos(text[start:])


def _without_videos(text: str) -> str:
    kept, last = [], 0
    for match in _VIDEOS.finditer(text):
        if match.start() >= last:
            kept.append(text[last : match.start()])
            last = _end_of_list(text, match.end())
    return "".join((*kept, text[last:]))


def _end_of_list(text: str, start: int) -> int:
    """Where the list that was opened before `start` is closed; the end of the text where it is cut."""
    depth = 1
    for match in _BRACKET.finditer(text, start):
        depth += {"[": 1, "]": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(text)


def _from_json(data: object, found: _Collector) -> None:
    """Walks without recursion, for pasted JSON may be nested as deeply as the parser allows."""
    stack: list[object] = [data]
    if isinstance(data, list):
        for item in data:
            if isinstance(item, str):
                _from_line(item.strip(), found)
        stack = [item for item in reversed(data) if not isinstance(item, str)]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            for field in _ID_FIELDS:
                name = value.get(field)
                if isinstance(name, str) and name.strip() and not found.offer(name.strip()):
                    found.refuse(name.strip())
            stack.extend(reversed([item for field, item in value.items() if field not in _SKIPPED_FIELDS]))
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, str) and (_URL.search(value) or re.fullmatch(_UUID, value.strip())):
            for hit in _in_free_text(value):
                found.offer(hit)


def _from_line(line: str, found: _Collector) -> None:
    if not any(char.isalnum() for char in line):
        return
    if found.offer(line.strip("\"'`,;<>")):
        return
    hits = list(filter(is_task_id, _in_free_text(line)))
    for hit in hits:
        found.offer(hit)
    if not hits:
        found.refuse(line)


def _in_free_text(line: str) -> Iterator[str]:
    hits: list[tuple[int, str]] = []
    for match in _URL.finditer(line):
        hits.extend((match.start(), hit) for hit in _in_url(match.group().rstrip(_TRAILING)))
    plain = _URL.sub(lambda match: " " * len(match.group()), line)
    hits.extend((match.start(), match.group(1).rstrip(_TRAILING)) for match in _FEED_ID.finditer(plain))
    hits.extend((match.start(), match.group(1)) for match in _JSON_ID.finditer(plain))
    hits.extend((match.start(), match.group()) for match in _BARE_UUID.finditer(plain))
    return (hit for _, hit in sorted(hits, key=lambda pair: pair[0]))


def _in_url(url: str) -> Iterator[str]:
    """A feed URL names the task behind `/pika/feed/`; in any other link the first UUID of the path is the task's.

    A CDN link's file name ends in `seed` and digits, which is no ID (API.md).
    """
    if match := _FEED_ID.search(url):
        yield match.group(1)
    elif match := _BARE_UUID.search(url.split("?", 1)[0]):
        yield match.group()
    elif match := _QUERY_ID.search(url):
        yield match.group(1)
