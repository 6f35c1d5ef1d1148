"""Reads what a server sent in answer to a poll: status, headers and bytes → `Answer`, or a `FeedError`.

Lenient by design (API.md, "What a server may answer instead"): odd fields are read as well as they can be, never fatal.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from app.core.errors import ErrorCode, FeedError
from app.core.model import MAX_VIDEOS, Answer, Video, VideoStatus

MAX_WORDS = 500
"""Characters kept of a provider's own words."""
MAX_TEXT = 20_000
MAX_LINK = 8_192
MAX_DIGITS = 1_000

_SUCCESS_CODES = frozenset({"success", "200", "0", "ok", "1"})
_STATUS_WORDS = {
    VideoStatus.QUEUED: "queued queue queueing submitted waiting created not_start in_queue scheduled".split(),
    VideoStatus.RUNNING: "pending running processing in_progress generating started rendering progress".split(),
    VideoStatus.FINISHED: "finished succeeded success successful completed complete done finish succeed".split(),
    VideoStatus.FAILED: "error failed failure fail cancelled canceled rejected expired aborted timeout".split(),
}
_STATUS = {word: status for status, words in _STATUS_WORDS.items() for word in words}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_answer(status: int, headers: Mapping[str, str], body: bytes, *, base_url: str) -> Answer:
    """The task in a server's answer.

    Args:
        status: HTTP status.
        headers: case-insensitive or lower-case keys; `retry-after` and `content-type` are read.
        body: after decompression.
        base_url: what relative links are resolved against.

    Raises:
        FeedError: the answer is no task; the code says what it was, the detail holds the provider's words.
    """
    data = _json(body)
    if status != 200:
        raise _from_status(status, headers, data)
    if data is _NOT_JSON:
        page = _is_page(headers, body)
        raise FeedError(ErrorCode.LOGIN_PAGE if page else ErrorCode.NOT_THE_FEED)
    return _answer(_unwrap(data), base_url)


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds that `Retry-After` asks to wait (RFC 9110, 10.2.3: seconds or a date); None where it is of no use.

    A date is told by the server's clock, and so is `Date`: ours, which may be hours off, is for want of that.
    """
    value = _header(headers, "Retry-After")
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value[:18])
    date = _date(value)
    if date is None:
        return None
    if now is None:
        now = _date(_header(headers, "Date"))
    return max(0.0, date - (time.time() if now is None else now))


def _header(headers: Mapping[str, str], name: str) -> str:
    return (headers.get(name.lower()) or headers.get(name) or "").strip()


def _date(value: str) -> float | None:
    """Epoch seconds of an HTTP date, None where it is none."""
    from email.utils import parsedate_to_datetime  # 15 ms that only an answer with a date has to pay

    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()  # HTTP knows GMT only
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


_NOT_JSON: Any = object()


def _json(body: bytes) -> Any:
    text = body.decode("utf-8-sig", "replace").strip()
    if not text:
        return _NOT_JSON
    try:
        return json.loads(text, strict=False, parse_int=_whole)
    except (ValueError, RecursionError):
        return _NOT_JSON


def _whole(digits: str) -> int | None:
    """A JSON integer; None for one that Python refuses to read (over 4,300 digits): no reason to lose the answer."""
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<!--", b"<script", b"<meta")):
        return True
    kind = headers.get("content-type") or headers.get("Content-Type") or ""
    return start.startswith(b"<") and "html" in kind.lower()


def _from_status(status: int, headers: Mapping[str, str], data: Any) -> FeedError:
    words = _words_of(data) if isinstance(data, dict) else ""
    wait = retry_after(headers) if status in (429, 503) else None
    if status == 401:
        return FeedError(ErrorCode.KEY_REFUSED, words)
    if status == 403:
        return FeedError(ErrorCode.FORBIDDEN, words)
    if status in (404, 410) or (status == 400 and _says_unknown_task(data)):
        return FeedError(ErrorCode.NOT_FOUND, words)
    if status == 429:
        return FeedError(ErrorCode.RATE_LIMITED, words, wait)
    if status == 511:  # RFC 6585, 6: the network wants a login, not the provider
        return FeedError(ErrorCode.LOGIN_PAGE)
    if 500 <= status <= 599:
        return FeedError(ErrorCode.SERVER_TROUBLE, f"{status} {words}".strip(), wait)
    return FeedError(ErrorCode.UNEXPECTED_STATUS, f"{status} {words}".strip())


def _says_unknown_task(data: Any) -> bool:
    text = json.dumps(data, ensure_ascii=False)[:2000].lower() if isinstance(data, dict) else ""
    return any(word in text for word in ("task_not_exist", "task not exist", "task_not_found", "task not found"))


def _words_of(data: Mapping[str, Any]) -> str:
    """The message in any of the forms of API.md; "" where there is none."""
    error = data.get("error")
    candidates = [error.get("message") if isinstance(error, dict) else error]
    candidates += [data.get(field) for field in ("message", "msg", "detail", "reason")]
    if isinstance(error, dict):
        candidates += [error.get("code"), error.get("type")]
    for words in candidates:
        if isinstance(words, str) and words.strip():
            return one_line(words)
    return ""


def one_line(text: str) -> str:
    """A provider's words as one line of plain text, at most `MAX_WORDS` characters."""
    text = " ".join(_plain(text[: 4 * MAX_WORDS]).split())
    return text if len(text) <= MAX_WORDS else text[: MAX_WORDS - 1] + "…"


def _unwrap(data: Any) -> dict[str, Any]:
    """The feed's object, out of the envelopes that gateways put around it."""
    for _ in range(3):
        if not isinstance(data, dict):
            raise FeedError(ErrorCode.NOT_THE_FEED)
        if "videos" in data:
            if not data["videos"]:
                _raise_if_refused(data)
            return data
        _raise_if_refused(data)
        inner = data.get("data")
        if isinstance(inner, list):
            return {**data, "videos": inner}
        if isinstance(inner, dict):
            data = inner
            continue
        if "data" not in data and _is_feed(data):
            return data
        raise FeedError(_code_of_refusal(data), _words_of(data))
    raise FeedError(ErrorCode.NOT_THE_FEED)


def _is_feed(data: Mapping[str, Any]) -> bool:
    return "promptText" in data or ("id" in data and isinstance(data["id"], str))


def _raise_if_refused(data: Mapping[str, Any]) -> None:
    error, code = data.get("error"), data.get("code")
    refused = (isinstance(error, dict) and bool(error)) or (isinstance(error, str) and bool(error.strip()))
    refused = refused or data.get("success") is False
    refused = refused or (isinstance(code, str | int) and str(code).strip().lower() not in {*_SUCCESS_CODES, ""})
    if refused:
        raise FeedError(_code_of_refusal(data), _words_of(data) or one_line(str(code if code is not None else "")))


def _code_of_refusal(data: Mapping[str, Any]) -> ErrorCode:
    if _says_unknown_task(data):
        return ErrorCode.NOT_FOUND
    return ErrorCode.PROVIDER_ERROR if _words_of(data) or "code" in data or "error" in data else ErrorCode.NOT_THE_FEED


def _answer(data: Mapping[str, Any], base_url: str) -> Answer:
    items = data.get("videos")
    videos: list[Video] = []
    seen: Counter[str] = Counter()
    for index, item in enumerate(items[:MAX_VIDEOS] if isinstance(items, list) else []):
        if isinstance(item, dict):
            video_id = _text(item.get("id"))[:256] or str(index + 1)
            videos.append(_video(item, video_id, seen[video_id], base_url))
            seen[video_id] += 1
    return Answer(_text(data.get("promptText")).strip()[:MAX_TEXT], tuple(videos))


def _video(item: Mapping[str, Any], video_id: str, nth: int, base_url: str) -> Video:
    word = _text(item.get("status"))[:100]
    result_url = _link(item.get("resultUrl"), base_url)
    error = one_line(_error_text(item.get("error")))
    status = _status(word, has_link=bool(result_url), has_error=bool(error))
    progress = _integer(item.get("progress"))
    if status is VideoStatus.FINISHED:
        progress = 100
    return Video(
        id=video_id,
        nth=nth,
        status=status,
        provider_status=word,
        progress=None if progress is None else min(100, max(0, progress)),
        seed=_integer(item.get("seed")),
        duration=_seconds(item.get("duration")),
        result_url=result_url,
        sharing_url=_link(item.get("sharingUrl"), base_url),
        poster_url=_link(item.get("videoPoster"), base_url),
        thumb_url=_link(item.get("imageThumb"), base_url),
        error=error,
    )


def _status(word: str, *, has_link: bool, has_error: bool) -> VideoStatus:
    """Our word for the provider's. An unknown one with a link counts as finished (DESIGN, rules of polling)."""
    known = _STATUS.get(re.sub(r"[\s-]+", "_", word.strip().lower()))
    if known is not None:
        return known
    if has_link:
        return VideoStatus.FINISHED
    return VideoStatus.FAILED if has_error and not word.strip() else VideoStatus.UNKNOWN


def _plain(text: str) -> str:
    """The text without control characters and lone surrogates: JSON can hold them, neither UTF-8 nor SQLite can."""
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _plain(value[:MAX_TEXT])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)[:64] if abs(value) < 1e300 else ""
    return ""


def _error_text(value: Any) -> str:
    if isinstance(value, dict):
        return _words_of({"error": value})
    return _text(value)


def _number(value: Any) -> float | int | None:
    """A number as JSON or as text ("37", "5s", "100%"); None for anything else, NaN and infinity included."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        match = _NUMBER.match(value.strip()[:40])
        if match is None:
            return None
        value = float(match.group()) if "." in match.group() else int(match.group())
    if isinstance(value, int):
        return value if abs(value) < 1 << 63 else None
    if isinstance(value, float) and abs(value) < 1e18:
        return value
    return None


def _integer(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _seconds(value: Any) -> float | None:
    number = _number(value)
    return float(number) if number is not None and 0 < number < 1e6 else None


def _link(value: Any, base_url: str) -> str:
    """An absolute http(s) link, or "": nothing else is ever fetched. Spaces and non-ASCII are percent-encoded."""
    text = _text(value).strip()
    if not text or len(text) > MAX_LINK:
        return ""
    try:
        url = urljoin(base_url.rstrip("/") + "/", text)
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return ""
        _ = parts.port
        netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    if re.search(r"[\s\\]", netloc):
        return ""
    query = f"?{_encoded(parts.query, '?')}" if parts.query else ""
    return f"{parts.scheme.lower()}://{netloc}{_encoded(parts.path)}{query}"


def _encoded(part: str, also: str = "") -> str:
    """Percent-encoded where it is not yet; a percent sign that encodes nothing ("50% off.mp4") is one to encode."""
    return quote(_LONE_PERCENT.sub("%25", part), safe="/:@!$&'()*+,;=~-._%" + also)
