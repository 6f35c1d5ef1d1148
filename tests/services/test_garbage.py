"""Cyclic garbage is collected when there is much of it, and never behind Python's back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from app.services.garbage import collect_cycles


class Node:
    """Refers to itself, so that only a collection ends it."""

    def __init__(self) -> None:
        self.other = self


@pytest.fixture(autouse=True)
def off() -> Iterator[None]:
    """Python does not collect by itself, before and after."""
    gc.collect()
    gc.disable()
    yield
    gc.disable()


def left_behind() -> weakref.ref[Node]:
    return weakref.ref(Node())


def test_much_garbage_is_collected() -> None:
    seen = left_behind()
    kept = [[] for _ in range(5_000)]  # type: ignore[var-annotated]
    collect_cycles()
    assert seen() is None
    assert len(kept) == 5_000


def test_a_little_waits() -> None:
    seen = left_behind()
    collect_cycles()
    assert seen() is not None


def test_where_python_collects_nothing_is_done() -> None:
    kept = [[] for _ in range(5_000)]  # type: ignore[var-annotated]
    seen = left_behind()
    gc.set_threshold(0)  # it is on, but never of itself
    gc.enable()
    try:
        collect_cycles()
        assert seen() is not None
    finally:
        gc.disable()
        gc.set_threshold(700, 10, 10)
    assert len(kept) == 5_000
