"""Decides which of the waiting transfers begins next: a few at a time for each host, what cannot wait first."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from app.core.link_end import link_end

K = TypeVar("K")


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """When a transfer's turn is: a smaller one comes first.

    First what a person sits before (a fetch to play), then what the user asked for as it came, then what is saved by
    itself, by the ends of the links. A link that does not tell its end is taken to outlast those that do.
    """

    rank: tuple[bool, bool, float, int]
    host: str = field(compare=False)

    @property
    def urgent(self) -> bool:
        """Whether a person sits before it."""
        return not self.rank[0]


def turn(link: str, *, urgent: bool, asked: bool, order: int) -> Turn:
    """The turn of a transfer.

    Args:
        link: that it is fetched from.
        urgent: it is fetched to play.
        asked: the user asked for it; else it is saved by itself.
        order: differs between all; smaller came first.
    """
    end = None if urgent or asked else link_end(link)
    return Turn((not urgent, not asked, math.inf if end is None else end, order), host_of(link))


def host_of(link: str) -> str:
    """Where a link leads; "" for what is no link."""
    try:
        return urlsplit(link).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


class SaveQueue(Generic[K]):
    """The transfers that wait, by key; cheap also with ten thousand of them."""

    def __init__(self) -> None:
        self._turns: dict[K, Turn] = {}
        self._sorted: list[tuple[Turn, K]] = []
        self._hosts: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._turns)

    def put(self, key: K, its_turn: Turn) -> None:
        """Have this one wait, or change its turn."""
        self.drop(key)
        self._turns[key] = its_turn
        self._hosts[its_turn.host] += 1
        insort(self._sorted, (its_turn, key), key=_turn_of)

    def drop(self, key: K) -> None:
        """This one waits no longer."""
        place = self.ahead(key)
        if place is None:
            return
        host = self._turns[key].host
        del self._sorted[place], self._turns[key]
        self._hosts[host] -= 1
        if not self._hosts[host]:
            del self._hosts[host]

    def ahead(self, key: K) -> int | None:
        """How many come before this one; None where it does not wait."""
        its_turn = self._turns.get(key)
        return None if its_turn is None else bisect_left(self._sorted, its_turn, key=_turn_of)

    def take(self, running: Iterable[str], *, per_host: int, in_all: int, without: Collection[K] = ()) -> Iterator[K]:
        """Those that begin now, in turn; each waits no longer.

        Args:
            running: host of each transfer that runs.
            per_host: how many may run at the same host; a fetch to play may be one more.
            in_all: how many may run.
            without: these wait on, whatever is free.
        """
        busy = Counter(running)
        free = in_all - busy.total()
        idle = set(self._hosts)
        chosen = []
        for its_turn, key in self._sorted:
            if free <= 0 or not idle:
                break
            if busy[its_turn.host] >= per_host + its_turn.urgent:
                if not its_turn.urgent:  # nor is there room for any that follows
                    idle.discard(its_turn.host)
            elif key not in without:
                busy[its_turn.host] += 1
                free -= 1
                chosen.append(key)
        for key in chosen:
            self.drop(key)
        yield from chosen


def _turn_of(item: tuple[Turn, K]) -> Turn:
    return item[0]
