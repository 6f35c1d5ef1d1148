"""Owns a chroot of a Debian release, and a user's desktop session in it, for the tests of the packages."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.system.waiting import until

_SCRIPT = Path(__file__).resolve().parents[1] / "virtual-desktop.sh"
_CHROOT = shutil.which("chroot", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/usr/sbin/chroot"
_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/games"
_SLOW_SECONDS = 300
_TAKEN = ("DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
_NETWORK = ("http_proxy", "https_proxy", "no_proxy")


class Chroot:
    """An unpacked system; a context manager that leaves no process and no file of it behind.

    Attributes:
        root: where it is, seen from outside.
        shared: a folder with the same path inside and outside.
    """

    def __init__(self, archive: Path) -> None:
        self.shared = Path(tempfile.mkdtemp(prefix="pika-try-"))
        self.shared.chmod(0o755)
        self.root = Path(tempfile.mkdtemp(prefix="pika-chroot-", dir="/var/tmp"))
        subprocess.run(["tar", "-xf", archive, "-C", self.root], check=True)
        self.root.chmod(0o755)
        for name in ("proc", "dev"):
            (self.root / name).mkdir(exist_ok=True)
            subprocess.run(["mount", "--rbind", f"/{name}", self.root / name], check=True)
        inside = self.root / self.shared.relative_to("/")
        inside.mkdir(parents=True)
        subprocess.run(["mount", "--bind", self.shared, inside], check=True)
        for name in ("resolv.conf", "hosts"):
            shutil.copyfile(f"/etc/{name}", self.root / "etc" / name)
        # We look at a user's session from outside, as root.
        rule = '<busconfig><policy context="default"><allow user="root"/></policy></busconfig>'
        (self.root / "etc/dbus-1").mkdir(exist_ok=True)
        (self.root / "etc/dbus-1/session-local.conf").write_text(rule, encoding="utf-8")

    def path(self, inside: str | Path) -> Path:
        """The outer path of an absolute one inside."""
        return self.root / str(inside).lstrip("/")

    def run(self, *command: str, check: bool = True) -> str:
        """What a command of root says, standard error too. Raises AssertionError where it fails and `check` is set."""
        done = subprocess.run(
            [_CHROOT, self.root, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_SLOW_SECONDS,
            check=False,
            env={
                "PATH": "/usr/sbin:/sbin:" + _PATH,
                "DEBIAN_FRONTEND": "noninteractive",
                "LC_ALL": "C.UTF-8",
                **{name: os.environ[name] for name in _NETWORK if name in os.environ},
            },
        )
        assert not check or done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-3000:]}"
        return done.stdout

    def processes(self) -> list[int]:
        """Process IDs of all that runs inside."""
        found = []
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and os.readlink(folder / "root") == str(self.root):
                    found.append(int(folder.name))
            except OSError:
                continue  # it has ended meanwhile
        return found

    def running(self, program: str) -> list[int]:
        """Process IDs of this program, by its absolute path inside."""
        found = []
        for pid in self.processes():
            try:
                if os.readlink(f"/proc/{pid}/exe") == str(self.path(program)):
                    found.append(pid)
            except OSError:
                continue
        return found

    def __enter__(self) -> Self:
        """The chroot, which is there already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what still runs in it, take the mounts off, then remove it; what is mounted is never removed."""
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        inside = self.path(self.shared)
        for mount in (inside, *(self.root / name for name in ("dev", "proc"))):
            subprocess.run(["umount", "--recursive", "--lazy", mount], check=False)
        if not any(os.path.ismount(self.root / name) for name in ("proc", "dev")) and not os.path.ismount(inside):
            shutil.rmtree(self.root, ignore_errors=True)
        shutil.rmtree(self.shared, ignore_errors=True)


class Session:
    """One user's session on a virtual desktop inside a chroot; a context manager.

    Attributes:
        home: HOME, a path inside.
        folder: the user's own folder in the one that is shared.
        environment: as the user's desktop gives it to programs.
        watching: the same, with the bus's address as it is outside.
        prefix: command that starts a program as this user.
    """

    def __init__(self, chroot: Chroot, user: str, home: str = "") -> None:
        self.chroot = chroot
        self.home = home or f"/home/{user}"
        if not chroot.path(self.home).exists():
            chroot.run("useradd", "--create-home", "--home-dir", self.home, "--shell", "/bin/bash", user)
        owner = chroot.path(self.home).stat()
        self.prefix = (_CHROOT, f"--userspec={owner.st_uid}:{owner.st_gid}", str(chroot.root))
        self.folder = folder = chroot.shared / user
        folder.mkdir()
        os.chown(folder, owner.st_uid, owner.st_gid)
        shutil.copy(_SCRIPT, folder / "desktop")
        self._process = subprocess.Popen(
            [
                *self.prefix,
                "/bin/bash",
                folder / "desktop",
                "sh",
                "-c",
                f"env -0 >{folder}/env && echo >{folder}/made && cat",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={"PATH": _PATH, "HOME": self.home, "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"},
        )
        until((folder / "made").exists, f"the desktop of {user}")
        made = dict(line.split("=", 1) for line in (folder / "env").read_text(encoding="utf-8").split("\0") if line)
        self.environment = {
            "PATH": f"{self.home}/.local/bin:{_PATH}",
            "HOME": self.home,
            "USER": user,
            "LANG": "C.UTF-8",
            **{name: made[name] for name in _TAKEN},
        }
        address = self.environment["DBUS_SESSION_BUS_ADDRESS"]
        self.watching = {
            **self.environment,
            "DBUS_SESSION_BUS_ADDRESS": address.replace("unix:path=", f"unix:path={chroot.root}"),
        }

    def run(self, *command: str, **changes: str) -> str:
        """What a command of this user says, standard error too. Raises AssertionError where it fails."""
        done = subprocess.run(
            [*self.prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_SLOW_SECONDS,
            check=False,
            env={**self.environment, **changes},
        )
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-3000:]}"
        return done.stdout

    def launch(self, entry: str) -> None:
        """Starts what a desktop file names, as a click on its icon does."""
        subprocess.run(
            [*self.prefix, "gio", "launch", entry],
            stdin=subprocess.DEVNULL,
            # A pipe would stay open as long as the app, which inherits it.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=True,
            env=self.environment,
        )

    def write_program(self, path: str, text: str) -> None:
        """A program of the system that stands in for another one."""
        file = self.chroot.path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)

    def __enter__(self) -> Self:
        """The session, which runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log out."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def without_bundle(environment: Mapping[str, str], bundle: str) -> list[str]:
    """What in an environment would lead another program into our bundle: `NAME=value` lines."""
    loader = ("LD_LIBRARY_PATH", "LD_PRELOAD", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "PYTHONPATH", "PYTHONHOME")
    return [f"{name}={value}" for name, value in environment.items() if bundle in value or name in loader]
