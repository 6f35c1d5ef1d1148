"""Owns a Wayland compositor without a screen for the tests: sway, which takes activation tokens."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.system.waiting import until

_NOBODY = 65534
_HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}


class Wayland:
    """A context manager.

    Attributes:
        environment: of programs whose windows it is to show.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pika-wayland-"))
        told = self._folder / "display"
        config = self._folder / "config"
        config.write_text(f"xwayland disable\nexec echo $WAYLAND_DISPLAY $SWAYSOCK > {told}\n", encoding="utf-8")
        command = ["sway", "--config", str(config)]
        if os.getuid() == 0:  # sway does not run as root
            shutil.chown(self._folder, _NOBODY, _NOBODY)
            command = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *command]
        own = {**environment, **_HEADLESS, "XDG_RUNTIME_DIR": str(self._folder), "HOME": str(self._folder)}
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=log)
        display, self._socket = until(lambda: told.read_text().split() if told.exists() else self._alive(), "sway")
        cut = ("DISPLAY", "XAUTHORITY")
        self.environment = {
            **{name: value for name, value in environment.items() if name not in cut},
            "WAYLAND_DISPLAY": str(self._folder / display),
            "QT_QPA_PLATFORM": "wayland",
        }

    def go_to_workspace(self, number: int) -> None:
        """Look at another one."""
        command = ["swaymsg", "--socket", self._socket, "workspace", str(number)]
        subprocess.run(command, check=True, timeout=30, stdout=subprocess.DEVNULL)

    def _alive(self) -> list[str]:
        if self._process.poll() is not None:
            raise RuntimeError(f"sway ended: {(self._folder / 'log').read_text(errors='replace')}")
        return []

    def __enter__(self) -> Self:
        """The compositor, which runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)
