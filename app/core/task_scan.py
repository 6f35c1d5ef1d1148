"""Finds task IDs in a long text piece by piece, so that a window can look through megabytes between two frames."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.task_ids import Collector, FoundIds, steps


def scan(text: str) -> Iterator[FoundIds]:
    """What `find_ids` finds, in pieces: all of them together, repeats left out, are the same.

    Steps that found nothing yield an empty piece.
    """
    found = Collector()
    for _ in steps(text, found):
        yield _taken(found)
    yield _taken(found)


def _taken(found: Collector) -> FoundIds:
    piece = FoundIds(tuple(found.ids), tuple(found.unusable))
    found.ids.clear()
    found.unusable.clear()
    return piece
