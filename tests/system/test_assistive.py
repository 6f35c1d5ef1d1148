"""An assistive tool that asks for anything at any time, of rows that are long gone too: the app stands it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from app.demo.scenario import SAMPLE_TASKS
from tests.system.app_process import Window
from tests.system.atspi import GoneError, Node, Screen
from tests.system.conftest import Start
from tests.system.waiting import until

CALLS = 3_000


def _table(window: Window) -> Node:
    return window.application.find("table", "Videos")


def _questions(node: Node, table: Node, chance: random.Random) -> tuple[Callable[[], object], ...]:
    """What a tool asks of a row, with numbers that are often wrong."""
    row, column = chance.randrange(-2, 14), chance.randrange(-1, 2)
    return (
        lambda: node.name,
        lambda: node.description,
        lambda: node.role,
        lambda: node.selected,
        lambda: node._call("Component", "GetExtents", "u", 0),
        lambda: node._call("TableCell", "GetRowColumnSpan"),
        lambda: node._call("Action", "DoAction", "i", chance.randrange(-1, 3)),
        lambda: node._call("Accessible", "GetIndexInParent"),
        lambda: table._call("Table", "GetAccessibleAt", "ii", row, column),
        lambda: table._call("Table", "AddRowSelection", "i", row),
        lambda: table._call("Selection", "GetSelectedChild", "i", row),
    )


@pytest.mark.display
def test_a_storm_of_questions_ends_in_nothing_but_answers(start: Start, screen: Screen) -> None:
    chance = random.Random(7)
    app = start("--demo", *SAMPLE_TASKS)
    window = app.seen_on(screen)
    window.row("Moss grows", "%")
    table = _table(window)
    nodes, answered = table.children(), 0
    for call in range(CALLS):
        try:
            chance.choice(_questions(chance.choice(nodes), table, chance))()
            answered += 1
            if call % 300 == 299:
                window.button("Remove").press()  # of what is selected; it is asked for all the same
            if call % 1_000 == 999:
                assert start("--demo", *SAMPLE_TASKS).process.wait(30) == 0  # brings back what was removed
                nodes += table.children()
        except GoneError:
            continue
    assert answered > CALLS // 10
    until(lambda: "Videos" in _table(window).name, "the list")
    assert app.process.poll() is None, app.output
