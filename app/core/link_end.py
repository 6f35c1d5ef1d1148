"""Until when a signed link holds, as far as the link itself tells."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

_LATEST = 253_402_300_799.0
"""The end of the year 9999: a number beyond is no time."""
_EARLIEST = 1_000_000_000.0
"""September 2001: a smaller number is a length of time, or a size, but no moment."""
_WEEK = 7 * 86_400
"""Seconds that S3 and GCS sign a link for at the most."""
_MOMENTS = ("expires", "se", "e", "exp", "x-expires")


def link_end(url: str) -> float | None:
    """When the link ends, in epoch seconds (UTC); None where it does not tell.

    Known are `X-Amz-Date` with `X-Amz-Expires` (AWS, version 4) and the same as `X-Goog-…`; `Expires` (AWS version 2,
    CloudFront, GCS version 2) in epoch seconds; `se` (Azure) in ISO 8601; `e`, `exp` and `x-expires` (several CDNs) in
    epoch seconds. Where more than one is there, the earliest holds.
    """
    try:
        pairs = parse_qsl(urlsplit(url).query, max_num_fields=100)
    except ValueError:
        return None
    fields = {name.lower(): value for name, value in pairs}
    ends = [
        _signed(fields, "x-amz-"),
        _signed(fields, "x-goog-"),
        *(_moment(fields.get(each, "")) for each in _MOMENTS),
    ]
    return min((end for end in ends if end is not None), default=None)


def _signed(fields: dict[str, str], prefix: str) -> float | None:
    """The moment of signing and the seconds for which it holds."""
    seconds = fields.get(f"{prefix}expires", "")
    if not re.fullmatch(r"[0-9]{1,7}", seconds) or int(seconds) > _WEEK:
        return None
    try:
        began = datetime.strptime(fields.get(f"{prefix}date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    try:
        return (began + timedelta(seconds=int(seconds))).timestamp()
    except OverflowError:
        return None


def _moment(text: str) -> float | None:
    """Epoch seconds, or a date in ISO 8601 (UTC where it names no zone)."""
    if re.fullmatch(r"[0-9]{1,16}(\.[0-9]{1,9})?", text):
        value = float(text)
        if value > 1e12:  # milliseconds
            value /= 1000
        return value if _EARLIEST <= value <= _LATEST and math.isfinite(value) else None
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        when = datetime.fromisoformat(text)
        value = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return value if value >= _EARLIEST else None
