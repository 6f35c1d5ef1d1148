"""How many videos are where: counted once, then kept by what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from app.core.arrange import CATEGORIES, Category, categories
from app.core.model import Task, TaskKey


class Counts:
    """Videos by category and provider; a task without a video counts as one.

    All = active + not saved + saved + failed + not found, for each provider and for all together.
    """

    def __init__(self) -> None:
        self._by: Counter[tuple[str, Category]] = Counter()
        self._known: dict[TaskKey, tuple[Category, ...]] = {}

    def put(self, key: TaskKey, task: Task | None) -> None:
        """Count this task as it is now; None where it is gone."""
        found = categories(task) if task is not None else ()
        before = self._known.get(key, ())
        if found == before:
            return
        for each in before:
            self._by[key.profile, each] -= 1
        for each in found:
            self._by[key.profile, each] += 1
        if found:
            self._known[key] = found
        else:
            self._known.pop(key, None)

    def of(self, category: Category = Category.ALL, provider: str = "") -> int:
        """How many of a category, with one provider or ("") with all."""
        wanted = CATEGORIES if category is Category.ALL else (category,)
        if provider:
            return sum(self._by[provider, each] for each in wanted)
        return sum(count for (_, each), count in self._by.items() if each in wanted)

    def by_category(self, provider: str = "") -> Mapping[Category, int]:
        """Each of those that add up, in the order of `CATEGORIES`."""
        return {each: self.of(each, provider) for each in CATEGORIES}

    def providers(self) -> frozenset[str]:
        """Those that have anything."""
        return frozenset(provider for (provider, _), count in self._by.items() if count)


def count(tasks: Iterable[Task]) -> Counts:
    """The counts of these tasks."""
    counts = Counts()
    for task in tasks:
        counts.put(task.key, task)
    return counts
