"""Owns a private desktop for the tests: screen, session bus, window manager, home folder; and a real keyring on it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.system.waiting import until

ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = ROOT / "packaging" / "virtual-desktop.sh"
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SSL_CERT_FILE")
_MADE = (
    "DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "QT_QPA_PLATFORM",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "LC_ALL",
)
# Tells its environment, and ends when we do, however we end.
_HOLD = "import json, os, sys; print(json.dumps(dict(os.environ)), flush=True); sys.stdin.read()"
_STOP_SECONDS = 10.0


class Desktop:
    """A desktop that nothing else shares; a context manager.

    Attributes:
        environment: for programs that run on it: nothing of ours but PATH and language, all folders below `home`.
        home: HOME; `home/tmp` is TMPDIR.
    """

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="pika-home-"))
        (self.home / "tmp").mkdir()
        self._process = subprocess.Popen(
            [_SCRIPT, sys.executable, "-c", _HOLD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": str(self.home)},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise RuntimeError(f"{_SCRIPT} gave no desktop")
        made = json.loads(line)
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self.environment: dict[str, str] = {
            **passed_on,
            **{name: made[name] for name in _MADE if name in made},
            "HOME": str(self.home),
            "TMPDIR": str(self.home / "tmp"),
        }

    def close(self) -> None:
        """Ends everything on it, also what the bus has started by itself."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        shutil.rmtree(self.home, ignore_errors=True)

    def processes(self) -> list[int]:
        """Process IDs of all that runs with this HOME."""
        mark = b"HOME=" + os.fsencode(self.home)
        found = []
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue  # it has ended meanwhile, or is somebody else's
        return found

    def __enter__(self) -> Self:
        """The desktop, which runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


class Keyring:
    """gnome-keyring, unlocked, on the bus of `environment`, whose XDG_RUNTIME_DIR is private; a context manager.

    Args:
        environment: of the session.
        prefix: command that its programs are started by, as chroot.
    """

    def __init__(self, environment: Mapping[str, str], prefix: Sequence[str] = ()) -> None:
        self._environment = dict(environment)
        self._prefix = tuple(prefix)
        self._process = subprocess.Popen(
            [*self._prefix, "/usr/bin/gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(b"a password")
        self._process.stdin.close()
        until(self._works, "the keyring", 10.0)

    def _works(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"gnome-keyring-daemon ended with {self._process.returncode}")
        # Asked too early, the bus would start a second daemon of its own, locked.
        control = Path(self._environment["XDG_RUNTIME_DIR"], "keyring", "control")
        if not control.exists():
            return False
        self.store("ready", "yes")
        return self.lookup("ready") == "yes"

    def store(self, origin: str, key: str) -> None:
        """Puts a key as another tool does."""
        self._tool("store", "--label=Pika Monitor", "service", "pika-monitor", "username", origin, text=key)

    def lookup(self, origin: str) -> str:
        """The key as another tool finds it, "" where there is none."""
        return self._tool("lookup", "service", "pika-monitor", "username", origin)

    def freeze(self) -> None:
        """Whoever asks waits from now on."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Answers again."""
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Ends the daemon."""
        self.thaw()
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        """The keyring, which runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _tool(self, *arguments: str, text: str = "") -> str:
        done = subprocess.run(
            [*self._prefix, "/usr/bin/secret-tool", *arguments],
            input=text,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            env=self._environment,
        )
        return done.stdout
