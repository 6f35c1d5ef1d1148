"""Finds task IDs in whatever people paste: IDs, lists, prose, JSON answers, feed URLs, CDN links."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from app.core.id_table import IdTable, is_heading, table_below
from app.core.json_walk import JsonWalk, Text

MAX_LENGTH = 128
_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_ID = re.compile(rf"[A-Za-z0-9._~-]{{1,{MAX_LENGTH}}}")
_BARE_UUID = re.compile(rf"(?<![0-9a-zA-Z_]){_UUID}(?![0-9a-zA-Z])")
_URL = re.compile(r"https?://[^\s\"'<>`]+", re.IGNORECASE)
_FEED_ID = re.compile(r"/pika/feed/([^/?#\s]+)")
_QUERY_ID = re.compile(r"[?&](?:id|taskId|task_id)=([^&#\s]+)")
_JSON_ID = re.compile(r"\"(?:id|taskId|task_id)\"\s*:\s*\"([^\"\\]+)\"")
_JSON_START = re.compile(r"(?:^|(?<=[\n\r]))[ \t\ufeff]*([{\[])")
_NEXT_JSON = re.compile(r"[ \t,;]*([{\[])")
_VIDEOS = re.compile(r"\"videos\"\s{0,50}:\s{0,50}\[")
_LONGEST_VIDEOS = 120
_BRACKET = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|[\[\]]")  # possessive: a quote that is never closed is passed once
_ID_FIELDS = frozenset({"id", "taskId", "task_id"})
_SKIPPED_FIELDS = frozenset({"videos", "promptText", "request_id", "requestId"})
_TRAILING = ".,;:!?)]}'\"，。；：）】"
_PIECE = 4_000  # characters that are looked through in one step, about 1 ms; more only where a single line is longer
_LONGEST_LINE = 32_000  # a longer one is cut where no ID can be, at white space or a comma
_TOKENS_A_STEP = 200


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
    in links, and the items of lists. Below the heading of a table the cells of its column of IDs count. Any other line
    is an ID that stands alone, or free text, in which only UUIDs, IDs in links and JSON fields count (API.md).
    """
    found = Collector()
    for _ in steps(text, found):
        pass
    return FoundIds(tuple(found.ids), tuple(found.unusable))


class Collector:
    """Keeps IDs and unusable words in order, each once.

    Attributes:
        table: whose rows are being read, if any.
    """

    def __init__(self) -> None:
        self.ids: dict[str, None] = {}
        self.unusable: dict[str, None] = {}
        self.table: IdTable | None = None

    def offer(self, text: str) -> bool:
        """Keeps the text if it can be a task ID; whether it can."""
        if is_task_id(text):
            self.ids[normal_id(text)] = None
            return True
        return False

    def refuse(self, text: str) -> None:
        """Keeps the text as one that is no ID."""
        self.unusable[text if len(text) <= 200 else text[:199] + "…"] = None


def steps(text: str, found: Collector) -> Iterator[None]:
    """Does what `find_ids` does, in steps of about 1 ms: a window can look through megabytes between two frames.

    Of JSON that does not parse (cut, or no JSON at all) the `videos` are taken out, for their IDs are not tasks.
    """
    start, after_json = 0, False
    line: list[str] = []  # what is kept so far of a line that `videos` were taken out of
    tries = 2 * len(text) + _PIECE  # characters of what turns out to be no JSON: each try may go to the end of the text
    while start < len(text):
        end, whole = _block(text, start)
        match = (_NEXT_JSON.match(text, start) if after_json else None) or _JSON_START.search(text, start, end)
        after_json = False
        begin = match.start(1) if match and tries > 0 else end
        videos = _VIDEOS.search(text, start, begin + _LONGEST_VIDEOS)
        if videos and videos.start() < begin:
            line.append(text[start : videos.start()] + " ")  # what stood on either side is not one word
            start = yield from _list_end(text, videos.end())
        elif begin == end:
            _from_block("".join((*line, text[start:end])), found, whole=whole)
            line.clear()
            start = end
        else:
            line.append(text[start:begin])
            strings: list[Text] = []
            walk = JsonWalk(text, begin)
            if (yield from _is_json(walk, strings)):
                _from_block("".join(line), found, whole=True)
                line.clear()
                yield from _from_json(strings, found)
                start, after_json = walk.at, True
            else:
                tries -= walk.at - begin + 1
                line.append(text[begin])
                start = begin + 1
        yield
    _from_block("".join(line), found, whole=True)


def _block(text: str, start: int) -> tuple[int, bool]:
    """Where some lines from `start` on end, and whether they are whole."""
    end = start + _PIECE
    if end >= len(text):
        return len(text), True
    cut = text.rfind("\n", start, end)
    if cut < 0:
        cut = text.find("\n", end, start + _LONGEST_LINE)
    if cut >= 0:
        return cut + 1, True
    if len(text) <= start + _LONGEST_LINE:
        return len(text), True
    cut = max(text.rfind(mark, start, start + _LONGEST_LINE) for mark in " \t,;")
    return (cut + 1 if cut >= 0 else start + _LONGEST_LINE), False


def _list_end(text: str, start: int) -> Generator[None, None, int]:
    """Where the list that was opened before `start` is closed; the end of the text where it is cut."""
    depth = 1
    for count, match in enumerate(_BRACKET.finditer(text, start)):
        depth += {"[": 1, "]": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
        if count % _TOKENS_A_STEP == 0:
            yield
    return len(text)


def _is_json(walk: JsonWalk, strings: list[Text]) -> Generator[None, None, bool]:
    try:
        for count, each in enumerate(walk.texts(_SKIPPED_FIELDS)):
            if each is not None:
                strings.append(each)
            if count % _TOKENS_A_STEP == 0:
                yield
    except ValueError:
        return False
    return True


def _from_json(strings: list[Text], found: Collector) -> Iterator[None]:
    for count, each in enumerate(strings):
        text = each.text.strip()
        if each.field in _ID_FIELDS:
            if text and not found.offer(text):
                found.refuse(text)
        elif each.field is None and each.depth == 1:
            _from_line(text, found)
        elif _URL.search(text) or re.fullmatch(_UUID, text):
            for hit in _in_free_text(text):
                found.offer(hit)
        if count % _TOKENS_A_STEP == 0:
            yield


def _from_block(text: str, found: Collector, *, whole: bool) -> None:
    for line in text.splitlines():
        _from_table(line.strip(" \t\ufeff\u200b"), found, alone=whole)


def _from_table(line: str, found: Collector, *, alone: bool) -> None:
    """A line that may be the heading or a row of a table, else it is read as any other."""
    if alone and (table := table_below(line)) is not None and next(_in_free_text(line), None) is None:
        found.table = table
        return
    cell = found.table.cell(line) if found.table is not None else None
    if cell is not None and re.fullmatch(_UUID, cell):
        found.offer(cell)
    elif cell is None or next(_in_free_text(line), None) is not None or not found.offer(cell):
        _from_line(line, found, alone=alone and not (found.table is not None and found.table.inside))


def _from_line(line: str, found: Collector, *, alone: bool = True) -> None:
    if not any(char.isalnum() for char in line):
        return
    word = line.strip("\"'`,;<>")
    if alone and not is_heading(word) and found.offer(word):
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
