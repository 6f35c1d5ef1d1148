"""The first start, as an assistive technology sees it: names, buttons, rows (DESIGN, contract)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from tests.system.atspi import Node, Screen
from tests.system.conftest import Start
from tests.system.waiting import until

MOSS = SAMPLE_TASKS[0]
BUTTONS = ("Add tasks", "Play", "Save", "Remove", "Check now", "Settings")


@pytest.mark.display
def test_a_first_start_shows_the_window_the_list_and_the_toolbar(start: Start, screen: Screen) -> None:
    window = start().seen_on(screen)

    assert "Pika Monitor" in window.application.name
    window.application.find("frame", lambda name: "Pika Monitor" in name)
    window.application.find("table", "Videos")
    for name in BUTTONS:
        assert window.button(name).showing, name
    assert window.rows() == []


@pytest.mark.display
@pytest.mark.parametrize("name", ["Play", "Save", "Remove"])
def test_what_acts_on_the_selection_is_off_without_one(start: Start, screen: Screen, name: str) -> None:
    assert not start("--demo", MOSS).seen_on(screen).button(name).enabled


@pytest.mark.display
def test_demo_tasks_of_the_command_line_are_rows_with_prompt_status_and_percent(start: Start, screen: Screen) -> None:
    window = start("--demo", *SAMPLE_TASKS).seen_on(screen)

    for words in ("Moss grows over an abandoned tram", "A lone bush plane", "晨雾中的古镇", "A famous actor"):
        assert re.search(r"\b\d{1,3} ?%", window.row(words, "%")), words
    running = window.row("Moss grows", "running")
    assert re.search(r"running, ([1-9]|[1-9]\d) %", running), running
    assert "100 %" in window.row("Moss grows", "finished")
    assert "38 %" in window.row("A famous actor", "failed", "content policy")


@pytest.mark.display
@pytest.mark.parametrize(
    ("elapsed", "status"), [(0.0, "queued"), (5.0, "running"), (900.0, "finished")], ids=["queued", "running", "done"]
)
def test_a_row_says_the_status_and_the_progress_that_the_provider_tells(
    start: Start, screen: Screen, provider: DemoServer, elapsed: float, status: str
) -> None:
    provider.answers["task-1"] = answer = feed(MOSS, elapsed, provider.base_url)

    window = start("--endpoint", provider.base_url, "task-1").seen_on(screen)

    assert f"{answer['videos'][0]['progress']} %" in window.row("Moss grows", status)


@pytest.mark.display
def test_a_prompt_is_shown_as_plain_text(start: Start, screen: Screen, provider: DemoServer) -> None:
    provider.answers["task-1"] = {**feed(MOSS, 5.0, provider.base_url), "promptText": "<b>bold</b> & <img src=x>"}

    window = start("--endpoint", provider.base_url, "task-1").seen_on(screen)

    assert window.row("<b>bold</b> & <img src=x>")


@pytest.mark.display
def test_a_card_of_the_gallery_is_read_and_selected_as_a_row_is(start: Start, screen: Screen, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "settings.ini").write_text("[list]\nrow_size=gallery\n", encoding="utf-8")
    window = start("--demo", MOSS).seen_on(screen)

    def gallery() -> Node | None:
        tables = [node for node in window.application.walk() if node.role == "table" and node.showing]
        return next((node for node in tables if node.name == "Videos"), None)

    shown = until(gallery, "the gallery")
    card = shown.find("cell", lambda name: "Moss grows" in name and "%" in name)
    assert card.showing
    assert not window.button("Remove").enabled
    shown.select_row(0)
    until(lambda: window.button("Remove").enabled, "the selection")
    assert card.selected


@pytest.mark.display
def test_a_row_tells_its_state_and_what_can_be_done(start: Start, screen: Screen, provider: DemoServer) -> None:
    provider.answers["task-1"] = feed(MOSS, 900.0, provider.base_url)
    window = start("--endpoint", provider.base_url, "task-1").seen_on(screen)
    window.row("Moss grows", "finished")

    cell = window.application.find("cell", lambda name: "finished" in name)

    assert "Play, Save" in cell.description
    assert cell.showing
    assert cell.enabled
    assert not cell.selected
    window.select("Moss grows")
    assert cell.selected


@pytest.mark.display
def test_what_the_status_bar_says_is_read_out(start: Start, screen: Screen) -> None:
    with screen.announcements() as announced:
        window = start("--demo", MOSS).seen_on(screen)
        window.select("Moss grows")
        window.press("Remove")
        until(lambda: "Removed 1 task" in announced(), "the announcement")


@pytest.mark.display
def test_removing_a_row_takes_its_task_out_of_the_export(start: Start, screen: Screen, provider: DemoServer) -> None:
    for task_id in ("task-1", "task-2"):
        provider.answers[task_id] = {**feed(MOSS, 900.0, provider.base_url), "promptText": f"Prompt of {task_id}"}
    app = start("--endpoint", provider.base_url, "task-1", "task-2")
    window = app.seen_on(screen)
    window.row("Prompt of task-2")

    window.select("Prompt of task-1")
    window.press("Remove")
    window.application.find("table", "Videos")

    app.wait_gone("task-1")
    assert [task["id"] for task in app.export()] == ["task-2"]
    assert not any("Prompt of task-1" in row for row in window.rows())
