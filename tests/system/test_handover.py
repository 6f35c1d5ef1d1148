"""A second start: it ends with 0 once its tasks are committed, whatever the first start is just doing."""

from __future__ import annotations

import signal
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from app.demo.server import DemoServer
from tests.system.app_process import AppProcess, run
from tests.system.atspi import Screen
from tests.system.conftest import Start
from tests.system.waiting import until

Second = Callable[..., "subprocess.CompletedProcess[str]"]


def ids(app: AppProcess) -> set[str]:
    """What is tracked now."""
    return {task["id"] for task in app.export()}


@pytest.fixture
def second(data_dir: Path, environment: dict[str, str]) -> Second:
    """Runs a second start to its end."""

    def run_second(*arguments: str, **options: Path) -> subprocess.CompletedProcess[str]:
        return run(data_dir, environment, *arguments, **options)  # type: ignore[arg-type]

    return run_second


@pytest.mark.display
def test_a_second_start_is_refused_where_the_library_cannot_be_read(
    start: Start, screen: Screen, second: Second, data_dir: Path
) -> None:
    data_dir.mkdir()
    (data_dir / "library.sqlite").write_bytes(b"a diary\n" * 500)
    first = start()
    said = first.seen_on(screen).application
    until(lambda: said.look("label", lambda text: "cannot be read" in text), "the failure to be told of")

    done = second("task-1")

    refusal = "pika-monitor: the open window could not keep these tasks: the library cannot be read\n"
    assert (done.returncode, done.stderr) == (1, refusal)
    assert second().returncode == 0
    assert first.process.poll() is None


@pytest.mark.display
def test_a_second_start_hands_over_and_ends_once_committed(start: Start, screen: Screen, second: Second) -> None:
    first = start("--demo")
    window = first.seen_on(screen)

    done = second("--demo", "task-1", "task-2")

    assert ids(first) == {"task-1", "task-2"}
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert first.process.poll() is None
    until(lambda: len(window.rows()) >= 2, "the rows")


@pytest.mark.display
def test_a_second_start_without_tasks_ends_with_0(start: Start, screen: Screen, second: Second) -> None:
    start().seen_on(screen)

    done = second()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.display
def test_a_second_start_comes_while_the_first_is_just_starting(start: Start, data_dir: Path, second: Second) -> None:
    first = start("--demo", "task-1")
    until((data_dir / "lock").exists, "the first to claim the folder")

    done = second("--demo", "task-2")

    exported = ids(first)
    assert (done.returncode, done.stderr) == (0, "")
    assert exported == {"task-1", "task-2"}


@pytest.mark.display
def test_of_starts_at_the_same_moment_one_stays_and_no_task_is_lost(start: Start) -> None:
    apps = [start("--demo", f"task-{number}") for number in range(4)]

    until(lambda: sum(app.process.poll() is None for app in apps) == 1, "all but one to end")

    assert sorted(app.process.poll() or 0 for app in apps) == [0, 0, 0, 0], [app.output for app in apps]
    until(lambda: ids(apps[0]) == {f"task-{number}" for number in range(4)}, "all tasks")


@pytest.mark.display
def test_paths_and_standard_input_are_those_of_the_second_start(
    start: Start,
    screen: Screen,
    provider: DemoServer,
    data_dir: Path,
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    first = start("--endpoint", provider.base_url)
    first.seen_on(screen)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "list.txt").write_text("3c0ffee0-0000-4000-8000-000000000001\n", encoding="utf-8")
    task_id = str(uuid.uuid4())

    done = run(
        data_dir,
        environment,
        "--endpoint",
        provider.base_url,
        "--auto-save",
        "kept",
        "list.txt",
        "-",
        cwd=elsewhere,
        stdin=f"see {task_id}".encode(),
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert ids(first) == {"3c0ffee0-0000-4000-8000-000000000001", task_id}
    assert (elsewhere / "kept").is_dir()


@pytest.mark.display
def test_what_cannot_be_kept_does_not_end_with_0(start: Start, screen: Screen, data_dir: Path, second: Second) -> None:
    data_dir.mkdir()
    (data_dir / "library.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)
    start().seen_on(screen)

    done = second("--demo", "task-1")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.display
def test_a_bad_argument_of_a_second_start_does_not_reach_the_first(
    start: Start, screen: Screen, second: Second
) -> None:
    first = start("--demo")
    first.seen_on(screen)

    done = second("--demo", "task-1", "two words")

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert ids(first) == set()


@pytest.mark.display
def test_a_start_while_the_first_one_ends_keeps_its_promise(
    start: Start, data_dir: Path, environment: dict[str, str]
) -> None:
    """It may hand over, become the window itself, or say in a line that it could not: only a false 0 is a defect."""
    first = start("--demo", "task-0")
    until(lambda: ids(first), "the first task")
    seconds = [AppProcess(data_dir, environment, "--demo", f"task-{number}") for number in range(1, 4)]
    first.ask_to_end()
    seconds += [AppProcess(data_dir, environment, "--demo", f"task-{number}") for number in range(4, 7)]
    try:
        assert first.process.wait(30) == 0, first.output
        until(lambda: sum(each.process.poll() is None for each in seconds) <= 1, "all but the new window to end", 60)
        codes = {f"task-{number}": each.process.poll() for number, each in enumerate(seconds, 1)}
        kept = until(lambda: found if "task-0" in (found := ids(first)) else set(), "the first task")
        for task_id, code in codes.items():
            if code is None:  # the new window: it commits when it has started
                until(lambda task_id=task_id: task_id in ids(first), task_id)  # type: ignore[misc]
            else:
                assert code in (0, 1), codes
                assert code == 1 or task_id in kept, codes
        assert all(len(each.output.splitlines()) == (each.process.poll() or 0) for each in seconds)
    finally:
        for each in seconds:
            each.__exit__(None, None, None)


@pytest.mark.display
def test_a_window_that_hangs_is_told_in_a_line(start: Start, screen: Screen, second: Second) -> None:
    first = start()
    first.seen_on(screen)
    first.process.send_signal(signal.SIGSTOP)
    try:
        done = second("--demo", "task-1")
    finally:
        first.process.send_signal(signal.SIGCONT)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "does not answer" in done.stderr


@pytest.mark.display
def test_ten_thousand_tasks_are_handed_over_at_once(
    start: Start, screen: Screen, second: Second, tmp_path: Path
) -> None:
    first = start("--demo")
    first.seen_on(screen)
    many = [str(uuid.UUID(int=number, version=4)) for number in range(10_000)]
    (tmp_path / "ids.txt").write_text("\n".join(many))

    done = second("--demo", str(tmp_path / "ids.txt"))

    assert (done.returncode, done.stderr) == (0, "")
    assert ids(first) == set(many)
