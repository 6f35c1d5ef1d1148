"""The wheel in an environment of its own: both commands work, and everything they need is inside."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from app import __version__
from app.demo.scenario import SAMPLE_TASKS
from app.resources import changelog, resource
from tests.system.app_process import AppProcess, run, without_display
from tests.system.atspi import Screen
from tests.system.desktop import ROOT, Desktop

pytest.importorskip("hatchling")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs. The wheel is all that was installed; what it depends on is seen from here."""
    folder = tmp_path_factory.mktemp("wheel")
    build: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    bare = folder / "bare environment"
    venv.create(bare, with_pip=False)
    python = bare / "bin" / "python"
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        wheel,
    ]
    subprocess.run(pip, cwd=folder, check=True, capture_output=True)
    (packages,) = (bare / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return bare / "bin"


@pytest.mark.parametrize("name", ["pika-monitor", "pika-monitor-cli"])
def test_a_command_prints_and_exports_without_a_display(
    installed: Path, desktop: Desktop, tmp_path: Path, name: str
) -> None:
    bare = without_display(desktop.environment)
    done = run(None, bare, "--version", command=(installed / name,), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"pika-monitor {__version__}\n", "")
    done = run(tmp_path / "data", bare, "--export", "-", command=(installed / name,), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"tasks": []' in done.stdout


def test_every_resource_is_inside(installed: Path) -> None:
    (inside,) = installed.parent.glob("lib/python*/site-packages/app/_resources")
    outside = resource("icons").parent
    wanted = {path.relative_to(outside): path for path in outside.rglob("*") if path.is_file()}
    wanted[Path("CHANGELOG.md")] = changelog()  # what is new is told from it
    assert {path.relative_to(inside) for path in inside.rglob("*") if path.is_file()} == set(wanted)
    assert all((inside / name).read_bytes() == path.read_bytes() for name, path in wanted.items())


def test_the_window_opens_and_saves_a_demo_video(
    installed: Path, desktop: Desktop, screen: Screen, tmp_path: Path
) -> None:
    command, data = (installed / "pika-monitor",), tmp_path / "data"
    arguments = ("--demo", "--auto-save", tmp_path / "kept", SAMPLE_TASKS[0])
    with AppProcess(data, desktop.environment, *arguments, command=command) as app:
        window = app.seen_on(screen)
        assert window.button("Play").showing
        window.row("Moss grows", "saved", "100 %")
        (kept,) = (tmp_path / "kept").glob("*.mp4")
        assert kept.read_bytes() == resource("demo", "moss.mp4").read_bytes()
