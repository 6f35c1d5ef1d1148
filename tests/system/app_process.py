"""Owns the app as a process: started, asked by `--export`, watched over AT-SPI, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.system.atspi import GoneError, Node, Screen
from tests.system.desktop import ROOT
from tests.system.waiting import GENEROUS, until

BANNER_BUTTONS = ("Connect your provider…", "Enter key…")
FROM_SOURCE = (sys.executable, "-m", "app")


def environment_for_source(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which `python -m app` works from any folder and leaves no byte code behind."""
    return {**environment, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


class AppProcess:
    """One start of the app; a context manager that leaves nothing running.

    Attributes:
        data_dir: its `--data-dir`.
        environment: that it was started with.
        process: for signals and the exit code. Standard output and error go to files beside `data_dir`.
    """

    _starts = 0

    def __init__(
        self,
        data_dir: Path,
        environment: Mapping[str, str],
        *arguments: str | Path,
        command: Sequence[str | Path] = FROM_SOURCE,
        cwd: Path | None = None,
        stdin: int = subprocess.DEVNULL,
    ) -> None:
        self.data_dir = data_dir
        self.environment = dict(environment)
        self._command = tuple(command)
        AppProcess._starts += 1
        self._output = data_dir.parent / f"{data_dir.name}-output-{AppProcess._starts}"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [*self._command, "--data-dir", data_dir, *arguments],
                stdin=stdin,
                stdout=output,
                stderr=output,
                env=self.environment,
                cwd=cwd or data_dir.parent,
            )

    @property
    def output(self) -> str:
        """What it wrote to standard output and error so far."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    @property
    def log(self) -> str:
        """The log of the data folder, all of its files."""
        files = sorted(self.data_dir.glob("pika-monitor.log*"))
        return "".join(file.read_text(encoding="utf-8", errors="replace") for file in files)

    def export(self) -> list[dict[str, Any]]:
        """What `--export -` tells of the tasks; a process of its own, that needs no display."""
        done = run(
            self.data_dir, without_display(self.environment), "--export", "-", command=self._command, cwd=ROOT.parent
        )
        assert (done.returncode, done.stderr) == (0, ""), done
        tasks: list[dict[str, Any]] = json.loads(done.stdout)["tasks"]
        return tasks

    def exported(self, task_id: str) -> dict[str, Any]:
        """One task of the export, {} where it is not tracked."""
        return next((task for task in self.export() if task["id"] == task_id), {})

    def wait_state(self, task_id: str, state: str) -> dict[str, Any]:
        """The exported task once it has this state. Raises TimeoutError with what it is instead, and the log."""

        def look() -> dict[str, Any]:
            task = self.exported(task_id)
            return task if task.get("state") == state else {}

        try:
            return until(look, f"{task_id} {state}")
        except TimeoutError as error:
            end = self.log[-2000:]
            raise TimeoutError(f"{error}\n{self.exported(task_id)}\n{self.output}\n{end}") from None

    def wait_gone(self, task_id: str) -> None:
        """Waits until the task is no longer exported."""
        until(lambda: not self.exported(task_id), f"{task_id} to be gone")

    def seen_on(self, screen: Screen) -> Window:
        """The app on the screen, waited for. Raises TimeoutError with its output."""

        def look() -> Node | None:
            if self.process.poll() is not None:
                raise RuntimeError(f"the app ended with {self.process.returncode}: {self.output}{self.log}")
            node = screen.application(self.process.pid)
            return node if node is not None and node.look("table", "Videos") else None

        return Window(until(look, f"the window ({self.output})"))

    def ask_to_end(self, number: int = signal.SIGTERM) -> None:
        """Sends a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """Ends it as a power loss does."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        """The app, which was started already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill it where it still runs."""
        if self.process.poll() is None:
            self.kill()


class Window:
    """The app as an assistive technology sees it.

    Attributes:
        application: the root; dialogs are found below it too.
    """

    def __init__(self, application: Node) -> None:
        self.application = application

    def button(self, name: str) -> Node:
        """A button of the toolbar."""
        return self.application.find("tool bar").find("push button", name)

    def other(self, words: str) -> Node:
        """Another window of the app, whose title holds `words`, waited for."""

        def look() -> Node | None:
            return next((window for window in self.application.children() if words in window.name), None)

        return until(look, f"the window {words!r}")

    def rows(self) -> list[str]:
        """The texts of the rows, from top to bottom."""
        return [text for text, _ in self._cells()]

    def row(self, *words: str, timeout: float = GENEROUS) -> str:
        """The text of the first row that holds all of these, waited for."""
        try:
            return until(
                lambda: next((row for row in self.rows() if all(map(row.__contains__, words))), ""), "", timeout
            )
        except TimeoutError:
            raise TimeoutError(f"no row holds {words}; there are {self.rows()}") from None

    def select(self, *words: str) -> None:
        """Selects the first row that holds all of these, and waits until it is."""
        self.row(*words)

        def done() -> bool:
            rows = self._cells()
            at = next((at for at, (text, _) in enumerate(rows) if all(map(text.__contains__, words))), -1)
            if at < 0:
                return False
            if rows[at][1].selected:
                return True
            self._table().select_row(at)
            return False

        until(lambda: _still_there(done), f"the selection of {words}")

    def press(self, name: str) -> None:
        """Presses a button of the toolbar as soon as it can be pressed."""

        def done() -> bool:
            self.button(name).press()
            return True

        until(lambda: _still_there(done), f"the button {name!r} to be usable")

    def connect_provider(self, endpoint: str, key: str) -> None:
        """Goes through the dialog of a provider, from its button in the banner to its main button."""

        def done() -> bool:
            self.application.find("push button", lambda name: name in BANNER_BUTTONS).press()
            return True

        until(lambda: _still_there(done), "the banner's button")
        dialog = self.application.find("dialog")
        dialog.find("text", "Endpoint").type(endpoint)
        dialog.find("text", "API key").type(key)
        dialog.find("push button", lambda name: name in ("Connect", "Save changes")).press()

    def _table(self) -> Node:
        return self.application.find("table", "Videos")

    def _cells(self) -> list[tuple[str, Node]]:
        found = []
        for child in self._table().children():
            try:
                if child.role in ("cell", "table cell"):
                    found.append((child.name, child))
            except GoneError:
                continue
        return found


def _still_there(done: Any) -> bool:
    try:
        return bool(done())
    except GoneError:
        return False


def without_display(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment as a cron job has it: no screen, no bus, nothing of Qt."""
    cut = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS")
    return {name: value for name, value in environment.items() if name not in cut and not name.startswith("QT_")}


def run(
    data_dir: Path | None,
    environment: Mapping[str, str],
    *arguments: str | Path,
    command: Sequence[str | Path] = FROM_SOURCE,
    cwd: Path | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[str]:
    """A start that ends by itself. Raises TimeoutExpired where it does not."""
    folder: list[str | Path] = ["--data-dir", data_dir] if data_dir is not None else []
    done = subprocess.run(
        [*command, *folder, *arguments],
        input=stdin,
        capture_output=True,
        env=dict(environment),
        cwd=cwd or os.path.dirname(data_dir or ROOT),
        timeout=GENEROUS * 2,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
