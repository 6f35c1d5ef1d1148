"""Arguments as people and scripts give them: where task IDs come from, and what is refused with one line."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from app import __version__
from app.demo.scenario import feed
from app.demo.server import DemoServer
from tests.system.app_process import FROM_SOURCE, AppProcess, run, without_display
from tests.system.conftest import Start
from tests.system.waiting import GENEROUS, until

FIRST = "0b7c1d52-8f7e-4f0a-9a55-3f6f1f2a6c01"
SECOND = "5d2e9a34-61c8-4b7d-8e1f-b8a40c97d302"


def tracked(app: AppProcess, count: int = 1) -> list[str]:
    """The IDs that are tracked, once there are that many."""
    return until(lambda: ids if len(ids := [task["id"] for task in app.export()]) >= count else [], "the tasks")


@pytest.mark.display
def test_ids_are_tracked_in_the_order_given(start: Start, provider: DemoServer) -> None:
    app = start("--endpoint", provider.base_url, SECOND, "a.plain~ID", FIRST, SECOND)

    assert tracked(app, 3) == [SECOND, "a.plain~ID", FIRST]


@pytest.mark.display
@pytest.mark.parametrize(
    "link",
    [
        f"https://api.example.com/pika/feed/{FIRST}",
        f"https://cdn.pika.art/v1/{FIRST}/Plane_fly_seed3183047765.mp4",
        f"https://api.example.com/prefix/pika/feed/{FIRST}?id={FIRST}#part",
    ],
)
def test_an_id_is_found_in_a_link(start: Start, provider: DemoServer, link: str) -> None:
    assert tracked(start("--endpoint", provider.base_url, link)) == [FIRST]


@pytest.mark.display
def test_ids_are_found_in_a_file_that_lies_beside_the_caller(
    start: Start, provider: DemoServer, tmp_path: Path
) -> None:
    (tmp_path / "answers.json").write_text(
        f'{{"id": "{FIRST}", "videos": [{{"id": "{SECOND}", "seed": 1}}]}}\n', encoding="utf-8"
    )

    assert tracked(start("--endpoint", provider.base_url, "answers.json")) == [FIRST]


@pytest.mark.display
def test_ids_are_found_in_standard_input(data_dir: Path, environment: dict[str, str], provider: DemoServer) -> None:
    arguments = ("--endpoint", provider.base_url, "-")
    with AppProcess(data_dir, environment, *arguments, stdin=subprocess.PIPE) as app:
        assert app.process.stdin is not None
        app.process.stdin.write(f"first {FIRST}\r\nand {SECOND}\r\n".encode())
        app.process.stdin.close()

        assert tracked(app, 2) == [FIRST, SECOND]


@pytest.mark.display
def test_ids_longer_than_a_file_name_may_be_are_no_file(start: Start, provider: DemoServer) -> None:
    ids = [f"0b7c1d52-8f7e-4f0a-9a55-3f6f1f2a{number:04}" for number in range(200)]

    assert tracked(start("--endpoint", provider.base_url, " ".join(ids)), 200) == ids


@pytest.mark.display
def test_a_profile_is_made_for_an_endpoint_and_asked(start: Start, provider: DemoServer) -> None:
    provider.answers["task-1"] = feed("task-1", 900.0, provider.base_url)

    app = start("--endpoint", provider.base_url + "/pika/feed/", "task-1")

    task = app.wait_state("task-1", "finished")
    assert task["endpoint"] == provider.base_url
    assert [request.path for request in provider.requests if "feed" in request.path] == ["/pika/feed/task-1"]


@pytest.mark.display
def test_an_endpoint_without_ids_is_where_new_tasks_go(start: Start, provider: DemoServer, data_dir: Path) -> None:
    app = start("--endpoint", provider.base_url)
    until(lambda: provider.base_url.rpartition(":")[2] in _settings(data_dir), "the setting")

    assert run(data_dir, app.environment, "task-1").returncode == 0

    assert app.exported("task-1")["endpoint"] == provider.base_url


def _settings(data_dir: Path) -> str:
    file = data_dir / "settings.ini"
    return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_need_no_display_and_leave_nothing(
    environment: dict[str, str], tmp_path: Path, option: str
) -> None:
    done = run(None, without_display(environment), option, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert ("--auto-save DIR" if option == "--help" else __version__) in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--unknown"],
        ["--endpoint"],
        ["--endpoint", ""],
        ["--endpoint", "ftp://example.com"],
        ["--endpoint", "two words"],
        ["--endpoint", "https://"],
        ["--endpoint", "https://user:password@"],
        ["--endpoint", "https://[::1"],
        ["--endpoint", "http://example.com:99999"],
        ["--endpoint", "https://example.com", "--demo"],
        ["--demo=yes"],
        ["--data-dir", ""],
        ["--data-dir", "/dev/null/below"],
        ["--data-dir", "/dev/null"],
        ["--auto-save", ""],
        ["--auto-save", "/dev/null/below", FIRST],
        ["--auto-save"],
        ["--export"],
        ["--export", ""],
        ["--export", "-", FIRST],
        ["."],
        [".."],
        [""],
        ["no ID in here"],
        ["./no-such-file.txt"],
        ["/"],
        ["a" * 129],
        ["é"],
        ["https://example.com/nothing"],
        ["https://[::1/"],
        ["file:///etc/passwd"],
        ["empty.txt"],
        ["binary.dat"],
        ["-"],
        [FIRST, "two words"],
        ["two words\nand no ID"],
        [b"\xff\xfe"],
        ["--exp", "-"],
    ],
    ids=repr,
)
def test_bad_arguments_end_with_2_and_one_line(
    environment: dict[str, str], tmp_path: Path, arguments: list[str | Path]
) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.dat").write_bytes(bytes(range(256)) * 64)

    done = run(None, without_display(environment), *arguments, cwd=tmp_path)

    assert done.returncode == 2, done
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("pika-monitor: ")
    assert "Traceback" not in lines[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["binary.dat", "empty.txt"]


def test_an_interrupt_while_standard_input_is_read_leaves_no_traceback(
    environment: dict[str, str], tmp_path: Path
) -> None:
    more_than_a_pipe_holds = b"no ID in here\n" * 20_000
    process = subprocess.Popen(
        # Whoever runs the tests in the background has the signal ignored, and the app would inherit that.
        ["env", "--default-signal=INT", *FROM_SOURCE, "--data-dir", tmp_path / "data", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=without_display(environment),
        cwd=tmp_path,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(more_than_a_pipe_holds)
        process.stdin.flush()  # what it has not read by now would not fit

        until(lambda: _sleeps(process.pid), "the start to wait for more")

        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(GENEROUS)
        finally:
            process.kill()

        assert (code, process.stdout.read()) == (130, b"")


def _sleeps(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "S"


def test_without_a_display_one_line_says_so(data_dir: Path, environment: dict[str, str]) -> None:
    done = run(data_dir, without_display(environment), FIRST)

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "display" in done.stderr
