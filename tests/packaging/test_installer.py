"""The installer of the tar.xz, with a stand-in for the app: wherever HOME is, and whatever comes in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import APP_ID

LINUX = Path(__file__).resolve().parents[2] / "packaging" / "linux"
HOMES = ("plain", "with space", "ümlaut 家", '$x `y` "z" \\back\'slash', "semi;colon & more")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="an installer for Linux")


class Machine:
    """A user's home, and an unpacked archive.

    Attributes:
        home: HOME.
        folder: what the archive holds.
        environment: for the installer.
    """

    def __init__(self, work: Path, name: str) -> None:
        self.home = work / name
        self.home.mkdir()
        self.folder = work / "pika-monitor-1-linux"
        bundle = self.folder / "pika-monitor"
        bundle.mkdir(parents=True)
        self.write(bundle / "pika-monitor", '#!/bin/sh\nprintf "%s %s\\n" "$0" "$*"\n')
        shutil.copy(LINUX / "install", self.folder)
        entry = self.folder / "share" / "applications" / f"{APP_ID}.desktop"
        entry.parent.mkdir(parents=True)
        shutil.copy(LINUX / f"{APP_ID}.desktop", entry)
        (self.folder / "share" / "icon.png").write_bytes(b"icon")
        fake = work / "fake"
        fake.mkdir()
        # Also whoever runs the tests as root is a user here.
        self.write(fake / "id", "#!/bin/sh\necho 1000\n")
        self.environment = {"HOME": str(self.home), "PATH": f"{fake}:{os.environ['PATH']}"}

    def write(self, path: Path, script: str) -> None:
        """A program."""
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def install(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One run of the installer."""
        return subprocess.run(
            [self.folder / "install", *arguments],
            env={**self.environment, **more},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def program(self) -> Path:
        """The folder of what is installed."""
        return self.home / ".local" / "lib" / "pika-monitor"

    def files(self) -> set[str]:
        """Names of all files in the home."""
        return {str(path.relative_to(self.home)) for path in self.home.rglob("*") if not path.is_dir()}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, HOMES[1])


@pytest.fixture
def running(machine: Machine) -> Iterator[subprocess.Popen[bytes]]:
    """What is installed, open."""
    assert machine.install().returncode == 0
    shutil.copy(shutil.which("sleep") or "/bin/sleep", machine.program / "pika-monitor")
    process = subprocess.Popen([machine.program / "pika-monitor", "300"])
    yield process
    process.kill()
    process.wait()


@pytest.mark.skipif(shutil.which("gio") is None, reason="needs gio")
@pytest.mark.parametrize("name", HOMES)
def test_a_desktop_starts_it_wherever_home_is(tmp_path: Path, name: str) -> None:
    machine = Machine(tmp_path, name)
    done = machine.install()
    assert (done.returncode, done.stderr) == (0, "")
    entry = machine.home / ".local/share/applications" / f"{APP_ID}.desktop"
    argument = tmp_path / "a b.txt"
    argument.touch()
    said = subprocess.run(
        ["gio", "launch", entry, argument], env=machine.environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == f"{machine.home}/.local/bin/pika-monitor {argument}"


@pytest.mark.parametrize("name", HOMES)
def test_it_is_removed_without_a_trace_and_the_users_files_stay(tmp_path: Path, name: str) -> None:
    machine = Machine(tmp_path, name)
    theirs = machine.home / ".local/share/pika-monitor/library.sqlite"
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    assert machine.install().returncode == 0
    assert machine.install().returncode == 0  # over itself
    done = machine.install("--remove")
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.files() == {".local/share/pika-monitor/library.sqlite"}
    assert not machine.program.parent.exists()
    assert "not installed" in machine.install("--remove").stderr


def test_other_data_folders_are_used_and_found_again(machine: Machine, tmp_path: Path) -> None:
    other = tmp_path / "other data"
    assert machine.install(XDG_DATA_HOME=str(other)).returncode == 0
    assert (other / "icon.png").is_file()
    assert not (machine.home / ".local/share").exists()
    assert machine.install("--remove").returncode == 0  # from a shell that has another one
    assert not other.exists()


def test_a_data_folder_that_is_not_absolute_does_not_count(machine: Machine) -> None:
    assert machine.install(XDG_DATA_HOME="relative").returncode == 0
    assert (machine.home / ".local/share/icon.png").is_file()


def test_folders_that_are_links_stay_links(machine: Machine, tmp_path: Path) -> None:
    """As those who keep their settings in a repository have it."""
    (tmp_path / "elsewhere").mkdir()
    (machine.home / ".local/share").mkdir(parents=True)
    (machine.home / ".local/share/applications").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "programs").mkdir()
    (machine.home / ".local/bin").symlink_to(tmp_path / "programs")
    assert machine.install().returncode == 0
    assert (tmp_path / "elsewhere" / f"{APP_ID}.desktop").is_file()
    started = subprocess.run([tmp_path / "programs" / "pika-monitor"], capture_output=True, text=True, check=True)
    assert "pika-monitor" in started.stdout


def test_a_newer_one_takes_the_place_of_an_older_one_whole(machine: Machine) -> None:
    (machine.folder / "pika-monitor" / "only-old").touch()
    (machine.folder / "share" / "only-old.png").touch()
    assert machine.install().returncode == 0
    (machine.folder / "pika-monitor" / "only-old").unlink()
    (machine.folder / "share" / "only-old.png").unlink()
    assert machine.install().returncode == 0
    assert [name for name in machine.files() if "only-old" in name] == []


@pytest.mark.parametrize("what", ["file", "link"])
def test_a_starter_of_somebody_else_is_left_alone(machine: Machine, what: str) -> None:
    starter = machine.home / ".local/bin/pika-monitor"
    starter.parent.mkdir(parents=True)
    if what == "file":
        starter.write_text("theirs", encoding="utf-8")
    else:
        starter.symlink_to("../share/pipx/pika-monitor")
    done = machine.install()
    assert done.returncode == 1
    assert "not ours" in done.stderr
    assert machine.files() == {".local/bin/pika-monitor"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_break_in_the_middle_leaves_what_was_there(machine: Machine, tmp_path: Path, number: signal.Signals) -> None:
    assert machine.install().returncode == 0
    before = machine.files()
    machine.write(
        machine.folder / "pika-monitor" / "pika-monitor", f"#!/bin/sh\nkill -{number.name[3:]} $PPID\nsleep 0.2\n"
    )
    assert machine.install().returncode == 128 + number
    assert machine.files() == before
    assert "printf" in (machine.program / "pika-monitor").read_text(encoding="utf-8")


def test_a_kill_in_the_middle_is_cleaned_up_by_the_next_run(machine: Machine) -> None:
    real = machine.folder / "pika-monitor" / "pika-monitor"
    words = real.read_text(encoding="utf-8")
    machine.write(real, "#!/bin/sh\nkill -KILL $PPID\n")
    assert machine.install().returncode == -signal.SIGKILL
    assert machine.files() != set()
    assert machine.install("--remove").returncode == 0
    assert machine.files() == set()
    machine.install()
    machine.write(real, words)
    assert machine.install().returncode == 0
    assert not machine.program.with_name("pika-monitor.new").exists()


def test_a_full_disk_leaves_what_was_there_and_says_so(machine: Machine) -> None:
    assert machine.install().returncode == 0
    before = machine.files()
    machine.write(Path(machine.environment["PATH"].split(":")[0]) / "cp", full_disk(shutil.which("cp") or "cp"))
    done = machine.install()
    assert done.returncode != 0
    assert "No space left" in done.stderr
    assert machine.files() == before


def full_disk(cp: str) -> str:
    """A `cp` that copies a part, then finds no room."""
    return f'#!/bin/sh\n{cp} "$@"\necho "cp: error writing: No space left on device" >&2\nexit 1\n'


def test_one_that_does_not_start_takes_no_place(machine: Machine) -> None:
    machine.write(machine.folder / "pika-monitor" / "pika-monitor", "#!/bin/sh\nexit 127\n")
    done = machine.install()
    assert done.returncode == 1
    assert "does not start on this system" in done.stderr
    assert machine.files() == set()


def test_libraries_that_the_system_lacks_are_named(machine: Machine) -> None:
    """The app's --version needs none of them; the window does."""
    library = machine.folder / "pika-monitor/_internal/PySide6/Qt/lib/libQt6Widgets.so.6"
    library.parent.mkdir(parents=True)
    library.touch()
    said = "\tlibGL.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x7f)\n\tlibEGL.so.1 => not found"
    machine.write(Path(machine.environment["PATH"].split(":")[0]) / "ldd", f"#!/bin/sh\ncat <<END\n{said}\nEND\n")
    done = machine.install()
    assert done.returncode == 1
    assert done.stderr.endswith(": libEGL.so.1 libGL.so.1 \n")
    assert machine.files() == set()


@pytest.mark.parametrize("arguments", [(), ("--remove",)])
def test_an_open_app_is_neither_replaced_nor_removed(
    machine: Machine, running: subprocess.Popen[bytes], arguments: tuple[str, ...]
) -> None:
    assert running.poll() is None
    done = machine.install(*arguments)
    assert done.returncode == 1
    assert "is open" in done.stderr


def test_an_open_app_is_found_behind_a_link(machine: Machine, running: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert running.poll() is None
    (tmp_path / "link").symlink_to(machine.home)
    assert "is open" in machine.install(HOME=str(tmp_path / "link")).stderr


def test_help_is_told(machine: Machine) -> None:
    done = machine.install("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--remove" in done.stdout
    for wrong in (("--nonsense",), ("--remove", "x"), ("",)):
        done = machine.install(*wrong)
        assert (done.returncode, done.stdout) == (2, "")
        assert "--remove" in done.stderr
    assert machine.files() == set()
