"""Owns the proof of what a person who upgrades is told."""

from __future__ import annotations

from app.core.release_notes import news

LOG = """# Changelog

Words for those who write it.

## [Unreleased]

## [0.3.0] - 2027-01-05

### Added

- Three, see [the site](https://example.com).

## [0.2.0] - 2026-12-05

- Two.

## [0.1.0] - 2026-11-05

- One.

[0.3.0]: https://example.com/0.3.0
"""


def test_all_that_came_since_newest_first() -> None:
    told = news(LOG, "0.1.0")
    assert told.startswith("## 0.3.0 - 2027-01-05\n\n### Added\n\n- Three")
    assert "- Two." in told
    assert "One" not in told
    assert "Changelog" not in told
    assert "[0.3.0]:" not in told
    assert "Unreleased" not in told


def test_an_unknown_version_gets_the_newest_part_alone() -> None:
    for since in ("", "9.9", "0.3.0"):
        assert "Three" in news(LOG, since)
        assert "Two" not in news(LOG, since)


def test_what_is_not_released_yet_is_told_where_it_holds_anything() -> None:
    told = news(LOG.replace("## [Unreleased]\n", "## [Unreleased]\n\n- Four.\n"), "0.3.0")
    assert told == "## Unreleased\n\n- Four."


def test_no_changelog_is_no_news() -> None:
    assert news("") == ""
