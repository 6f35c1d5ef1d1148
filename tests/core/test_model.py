"""What a video tells of itself."""

from __future__ import annotations

import pytest

from app.core.model import SavedFile, Video


@pytest.mark.parametrize(
    ("said", "found", "odd"),
    [
        (5.0, 5.04, False),
        (5.0, 6.0, False),
        (5.0, 6.01, True),
        (5.0, 3.9, True),
        (None, 9.0, False),
        (5.0, None, False),
    ],
)
def test_a_length_that_is_not_what_was_said(said: float | None, found: float | None, odd: bool) -> None:
    assert Video("v", duration=said, saved=SavedFile("/a.mp4", 1, "", 0.0, None, found)).odd_length is odd
    assert not Video("v", duration=said).odd_length
