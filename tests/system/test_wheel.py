"""The wheel in an environment of its own: both commands work, and everything they need is inside."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

from app import __version__
from app.demo.scenario import SAMPLE_TASKS
from app.resources import changelog, resource
from tests.system.app_process import AppProcess, run, without_display
from tests.system.atspi import Screen
from tests.system.desktop import ROOT, Desktop

pytest.importorskip("hatchling")


def build(target: str, source: Path, folder: Path) -> Path:
    """What hatchling makes of a source tree: "wheel" or "sdist"."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (made,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs. The wheel is all that was installed; what it depends on is seen from here."""
    folder = tmp_path_factory.mktemp("wheel")
    wheel = build("wheel", ROOT, folder)
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


def test_the_source_archive_makes_the_same_wheel(tmp_path: Path) -> None:
    archive = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path, filter="data")
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    contents = []
    for number, source in enumerate((ROOT, unpacked)):
        with zipfile.ZipFile(build("wheel", source, tmp_path / str(number))) as wheel:
            contents.append({name: wheel.read(name) for name in wheel.namelist()})
    from_tree, from_archive = contents
    assert set(from_archive) == set(from_tree)
    assert [name for name in from_tree if from_tree[name] != from_archive[name]] == []


def test_the_wheel_says_where_it_comes_from_and_under_which_licences(installed: Path) -> None:
    (packages,) = installed.parent.glob("lib/python*/site-packages")
    (about,) = distributions(name="pika-monitor", path=[str(packages)])
    assert {address.split(", ")[0] for address in about.metadata.get_all("Project-URL") or ()} >= {"Homepage", "Issues"}
    assert about.metadata["License-Expression"] == "MIT"
    for name in ("LICENSE", "resources/icons/LICENSE"):
        assert about.read_text(f"licenses/{name}") == (ROOT / name).read_text(encoding="utf-8")
    groups = {entry.name: entry.group for entry in about.entry_points}
    assert groups == {"pika-monitor": "gui_scripts", "pika-monitor-cli": "console_scripts"}
