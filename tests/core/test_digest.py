"""Owns the proof that a digest which is worked out beside the receiving is that of the bytes."""

from __future__ import annotations

import hashlib
import os
import threading

import pytest

from app.core import digest as digest_module
from app.core.digest import AHEAD, SMALL, Digest

PIECE = 1 << 20


def expected(*pieces: bytes) -> str:
    """What it has to be."""
    return hashlib.sha256(b"".join(pieces)).hexdigest()


def workers() -> list[threading.Thread]:
    """Threads that hash."""
    return [thread for thread in threading.enumerate() if thread.name == "pika-digest"]


def test_a_small_file_needs_no_thread() -> None:
    digest = Digest()
    digest.update(b"x" * SMALL)
    assert not workers()
    assert digest.hexdigest() == expected(b"x" * SMALL)


def test_a_large_file_is_hashed_in_order_whenever_it_is_asked_for() -> None:
    pieces = [os.urandom(PIECE + number) for number in range(SMALL // PIECE + 3 * AHEAD)]
    digest = Digest()
    for number, piece in enumerate(pieces):
        digest.update(piece)
        if number % 5 == 0:
            assert digest.hexdigest() == expected(*pieces[: number + 1])
    assert digest.hexdigest() == expected(*pieces)


def test_a_copy_goes_its_own_way() -> None:
    digest, large = Digest(), b"y" * (SMALL + 1)
    digest.update(large)
    other = digest.copy()
    digest.update(b"one")
    other.update(b"other")
    assert digest.hexdigest() == expected(large, b"one")
    assert other.hexdigest() == expected(large, b"other")


def test_the_thread_ends_by_itself_and_another_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest_module, "IDLE_SECONDS", 0.01)
    digest, large = Digest(), b"z" * (SMALL + 1)
    digest.update(large)
    for thread in workers():
        thread.join(20)
    assert not workers()
    digest.update(b"more")
    assert digest.hexdigest() == expected(large, b"more")


def test_no_more_than_a_few_pieces_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        """Hashes only once it may."""

        def __init__(self) -> None:
            self.may, self.done = threading.Event(), 0

        def update(self, _data: bytes) -> None:
            self.may.wait(20)
            self.done += 1

    slow, digest = Slow(), Digest()
    digest.update(b"x" * SMALL)
    monkeypatch.setattr(digest, "_hash", slow)
    brought: list[int] = []
    full = threading.Event()

    def bring() -> None:
        for number in range(AHEAD + 1):
            digest.update(b"piece")
            brought.append(number)
            if number == AHEAD - 1:
                full.set()

    thread = threading.Thread(target=bring)
    thread.start()
    assert full.wait(20)
    assert len(brought) == AHEAD
    slow.may.set()
    thread.join(20)
    assert len(brought) == AHEAD + 1


def test_without_a_thread_it_hashes_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    digest, large = Digest(), b"w" * (SMALL + 1)
    digest.update(large)
    digest.update(b"more")
    assert digest.hexdigest() == expected(large, b"more")


@pytest.mark.parametrize("pieces", [1, 3 * AHEAD])
def test_a_thread_that_fails_is_told_of_and_never_waited_for(pieces: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        """Has no memory."""

        def update(self, _data: bytes) -> None:
            raise MemoryError

    digest = Digest()
    digest.update(b"x" * SMALL)
    monkeypatch.setattr(digest, "_hash", Broken())
    told: list[Exception] = []

    def bring() -> None:
        try:
            for _ in range(pieces):
                digest.update(b"piece")
            digest.hexdigest()
        except RuntimeError as error:
            told.append(error)

    thread = threading.Thread(target=bring, daemon=True)
    thread.start()
    thread.join(20)
    assert len(told) == 1
    with pytest.raises(RuntimeError):
        digest.hexdigest()
