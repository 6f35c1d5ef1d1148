"""Starts the packaged app as a user's desktop does and checks its main job: `smoke_test.py DIST_DIR`.

To be run by `packaging/virtual-desktop.sh`: it takes the screen and the session bus from there. The app gets none of
the checkout's environment, and a folder of its own with a space and an umlaut in its path.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import SubprocessError

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.demo.scenario import SAMPLE_TASKS, Scenario, feed  # noqa: E402
from app.demo.server import DemoServer  # noqa: E402
from app.resources import resource  # noqa: E402
from tests.system.app_process import AppProcess, Window, run, without_display  # noqa: E402
from tests.system.atspi import GoneError, Screen  # noqa: E402
from tests.system.desktop import Keyring  # noqa: E402
from tests.system.waiting import until  # noqa: E402

MOSS, PLANE = SAMPLE_TASKS[:2]
KEY, OTHER_KEY = "sk-SmokeTestKey0123456789", "sk-AnotherKeyOfTheSmokeTest"
LEAST_FRAMES = 20
PASSED_ON = ("DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
SIGNS_OF_A_BAD_BUNDLE = ("Traceback", "No QtMultimedia backends", "Could not load the Qt platform", "ModuleNotFound")
_EXPECTED = (AssertionError, GoneError, OSError, SubprocessError, TimeoutError, RuntimeError, ValueError, LookupError)


class Failed(Exception):  # noqa: N818 (a state, said once)
    """What comes after a check that failed cannot be checked."""


class Report:
    """One line a check, and the sum."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, what: str, does: Callable[[], object]) -> None:
        """Runs one check and says how it went. Raises Failed."""
        began = time.monotonic()
        try:
            does()
        except _EXPECTED as error:
            self.failed += 1
            print(f"FAILED  {what}: {type(error).__name__}: {error}", flush=True)
            raise Failed from error
        self.passed += 1
        print(f"ok      {what} ({time.monotonic() - began:.1f} s)", flush=True)


class Smoke:
    """The checks, in the order in which a user meets these things."""

    def __init__(self, bundle: Path, work: Path, keyring: Keyring, screen: Screen, environment: dict[str, str]) -> None:
        self._command = (bundle / "pika-monitor",)
        self._work = work
        self._data = work / "data"
        self._kept = work / "kept"
        self._keyring = keyring
        self._screen = screen
        self._environment = environment
        self._app: AppProcess | None = None
        self._window: Window | None = None

    def close(self) -> None:
        """Ends the app, whatever state it is in, and shows what it said where something is amiss."""
        if self._app is not None:
            self._app.__exit__(None, None, None)

    def tell_log(self) -> None:
        """The end of the log and the output, for whoever reads of a failure."""
        if self._app is not None:
            print(self._app.log[-4000:], self._app.output[-2000:], sep="\n", file=sys.stderr)

    def needs_no_display(self) -> None:
        """Options that print."""
        bare = without_display(self._environment)
        for option, wanted in (("--version", "pika-monitor "), ("--help", "--auto-save DIR")):
            done = run(None, bare, option, command=self._command, cwd=self._work)
            assert (done.returncode, done.stderr) == (0, ""), done
            assert wanted in done.stdout, done
        done = run(self._data, bare, "--export", "-", command=self._command, cwd=self._work)
        assert json.loads(done.stdout) == {"version": 1, "tasks": []}, done
        done = run(self._data, bare, "--nonsense", command=self._command, cwd=self._work)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done

    def opens(self) -> None:
        """The window, its list and its toolbar."""
        (self._data / "settings.ini").write_text(f"[saving]\nfolder={self._kept}\n", encoding="utf-8")
        self._app = AppProcess(
            self._data, self._environment, "--demo", *SAMPLE_TASKS, command=self._command, cwd=self._work
        )
        self._window = self._app.seen_on(self._screen)
        assert "Pika Monitor" in self._window.application.name
        for name in ("Add tasks", "Play", "Save", "Remove"):
            assert self._window.button(name).showing, name

    def follows(self) -> None:
        """A demo task until it is finished."""
        self.window.row("Moss grows", "100 %")

    def plays(self) -> None:
        """Frames are counted: a bundle can play nothing without any error at build time."""
        self.window.select("Moss grows", "100 %")
        self.window.press("Play")
        shown = until(lambda: re.search(r"player: (\d+) frames shown", self.app.log), "a line that counts the frames")
        assert int(shown[1]) > LEAST_FRAMES, shown[0]

    def saves(self) -> None:
        """The file is whole."""
        self.window.select("Moss grows", "100 %")
        self.window.press("Save")
        saved = until(lambda: (self.app.exported(MOSS).get("videos") or [{}])[0].get("saved_path"), "the saved file")
        assert Path(saved).parent == self._kept, saved
        assert Path(saved).read_bytes() == (resource("demo") / "moss.mp4").read_bytes()

    def takes_over(self) -> None:
        """A second start."""
        done = run(self._data, self._environment, "--demo", "one-more", command=self._command, cwd=self._work)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done
        assert self.app.exported("one-more")

    def stores_a_key(self) -> None:
        """Through its own dialog, to which the demo's banner leads; where other tools find it."""
        with DemoServer(Scenario(), resource("demo"), required_key=OTHER_KEY) as provider:
            self.window.connect_provider(provider.base_url, OTHER_KEY)
            until(lambda: self._keyring.lookup(provider.base_url) == OTHER_KEY, "the key in the keyring")

    def reads_a_key(self) -> None:
        """One that another tool has stored."""
        with DemoServer(Scenario(), resource("demo"), required_key=KEY) as provider:
            self._keyring.store(provider.base_url, KEY)
            provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)
            done = run(
                self._data,
                self._environment,
                "--endpoint",
                provider.base_url,
                "with-key",
                command=self._command,
                cwd=self._work,
            )
            assert done.returncode == 0, done
            asked = provider.wait_for(lambda request: request.path == "/pika/feed/with-key", 20)
            assert asked[0].headers.get("authorization") == f"Bearer {KEY}", dict(asked[0].headers)

    def explains_itself(self) -> None:
        """The guide and About: both read files that the bundle has to bring along."""
        self.window.press("Settings")
        find = self.window.application.find
        find("push button", "Guide").press()
        pages = find("list", "Pages of the guide")
        written = len(list(resource("guide", "en").glob("*.md")))
        until(lambda: len(pages.children()) > written, "the pages of the guide, and what is new")
        find("push button", "About").press()
        assert find("label", lambda said: said.startswith("Version ")).showing
        assert find("text", "The work of others in it").showing

    def ends(self) -> None:
        """SIGTERM, and what the log says of the whole run."""
        self.app.ask_to_end()
        assert self.app.process.wait(3) == 0, self.app.process.returncode
        said = self.app.log + self.app.output
        assert [sign for sign in (*SIGNS_OF_A_BAD_BUNDLE, KEY, OTHER_KEY) if sign in said] == []

    @property
    def app(self) -> AppProcess:
        """The app, which `opens` has started."""
        assert self._app is not None
        return self._app

    @property
    def window(self) -> Window:
        """Its window."""
        assert self._window is not None
        return self._window


@contextlib.contextmanager
def moved(bundle: Path, work: Path) -> Iterator[Path]:
    """The bundle in another place, so that no path of the build is of use to it."""
    target = work / "Pika Mönitor"
    try:
        shutil.copytree(bundle, target, symlinks=True, copy_function=os.link)
    except (OSError, shutil.Error):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(bundle, target, symlinks=True)
    yield target


def main() -> int:
    """Runs the checks; the exit code."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "pika-monitor").is_file():
        print(f"usage: {sys.argv[0]} DIST_DIR (the folder that holds the program pika-monitor)", file=sys.stderr)
        return 2
    lacking = [name for name in PASSED_ON if not os.environ.get(name)]
    if lacking:
        print(f"not set: {', '.join(lacking)}; run this by packaging/virtual-desktop.sh", file=sys.stderr)
        return 2
    report = Report()
    with contextlib.ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pika-smoke-", ignore_cleanup_errors=True)))
        home = work / "home"
        home.mkdir()
        if os.environ.get("XAUTHORITY"):
            shutil.copy(os.environ["XAUTHORITY"], home / ".Xauthority")
        environment = {name: os.environ[name] for name in PASSED_ON}
        environment |= {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        bundle = stack.enter_context(moved(Path(sys.argv[1]).resolve(), work))
        keyring = stack.enter_context(Keyring(environment))
        screen = Screen(environment)
        stack.callback(screen.close)
        smoke = Smoke(bundle, work, keyring, screen, environment)
        stack.callback(smoke.close)
        checks: tuple[tuple[str, Callable[[], object]], ...] = (
            ("prints, exports and refuses without a display", smoke.needs_no_display),
            ("opens its window, seen by a screen reader", smoke.opens),
            ("follows a demo task to its end", smoke.follows),
            (f"plays it, more than {LEAST_FRAMES} frames", smoke.plays),
            ("saves it, whole", smoke.saves),
            ("takes over what a second start brings", smoke.takes_over),
            ("stores a key in the keyring", smoke.stores_a_key),
            ("reads a key from the keyring", smoke.reads_a_key),
            ("explains itself: guide, what is new, About", smoke.explains_itself),
            ("ends on SIGTERM, with a clean log", smoke.ends),
        )
        with contextlib.suppress(Failed):
            for what, does in checks:
                report.check(what, does)
        if report.failed:
            smoke.tell_log()
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
