"""Until when a link holds."""

from __future__ import annotations

import pytest

from app.core.link_end import link_end

AT = 1_700_000_000.0
SIGNED = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20231114T221320Z&X-Amz-Expires=3600&X-Amz-Signature=0"


@pytest.mark.parametrize(
    ("query", "end"),
    [
        (SIGNED, AT + 3600),
        (SIGNED.replace("Amz", "Goog"), AT + 3600),
        (SIGNED.lower().replace("20231114t221320z", "20231114T221320Z"), AT + 3600),
        ("Expires=1700000000&Signature=x&Key-Pair-Id=k", AT),
        ("sv=2022-11-02&se=2023-11-14T22%3A13%3A20Z&sr=b&sig=x", AT),
        ("se=2023-11-14", 1_699_920_000.0),
        ("e=1700000000&h=x", AT),
        ("exp=1700000000000", AT),
        ("e=1700000000&Expires=1700000009", AT),
        (SIGNED + "&e=1700000000", AT),
        ("", None),
        ("e=5&Expires=300", None),
        ("e=abc&se=tomorrow&Expires=-1", None),
        ("Expires=9999999999999999", None),
        ("Expires=%D9%A1%D9%A7%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0%D9%A0", None),
        ("se=2023-99-14", None),
        ("se=0001-01-01T00:00:00%2B23:59", None),
        ("X-Amz-Date=20231114T221320Z", None),
        ("X-Amz-Date=20239914T221320Z&X-Amz-Expires=60", None),
        ("X-Amz-Date=20231114T221320Z&X-Amz-Expires=9999999", None),
        ("X-Amz-Date=99991231T235959Z&X-Amz-Expires=604800", None),
        ("&".join(["a=1"] * 200), None),
    ],
)
def test_the_end_of_a_link(query: str, end: float | None) -> None:
    assert link_end(f"https://cdn.localhost/v1/film.mp4?{query}") == end


@pytest.mark.parametrize("url", ["", "https://[", "no link", "https://h/?" + "e" * 100_000])
def test_what_is_no_link_has_no_end(url: str) -> None:
    assert link_end(url) is None
