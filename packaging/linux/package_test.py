"""Uses the installed packages as a person would: `package_test.py --previous OLD.deb SUITE…`, by package-test.sh.

In a chroot of each Debian release, without Python there: the tar.xz by a user who is not root, then the .deb of the
build before and this one over it. The app is started through its desktop file and worked by way of AT-SPI.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from os import kill
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE.parent), str(HERE)]

from chroot import Chroot, Session, without_bundle  # noqa: E402
from smoke_test import KEY, LEAST_FRAMES, MOSS, OTHER_KEY, PLANE, SIGNS_OF_A_BAD_BUNDLE, Failed, Report  # noqa: E402

from app import APP_ID  # noqa: E402
from app.demo.scenario import Scenario, feed  # noqa: E402
from app.demo.server import DemoServer  # noqa: E402
from app.resources import resource  # noqa: E402
from tests.system.app_process import Window, run, without_display  # noqa: E402
from tests.system.atspi import Node, Screen  # noqa: E402
from tests.system.desktop import Keyring  # noqa: E402
from tests.system.waiting import until  # noqa: E402

OPENED = "opened"
ODD_HOME = '/home/Tärry $x "y"'
PICTURES = ROOT / "build" / "package-test"
FAKE_XDG_OPEN = '#!/bin/sh\n{{ echo "$1"; env; }} >{0}.new && mv {0}.new {0}\n'


class Installed:
    """The app as one way of installing it has put it into a user's session.

    Attributes:
        program: absolute path of what runs, inside.
        entry: absolute path of the desktop file, inside.
        starter: the command in PATH.
    """

    def __init__(self, session: Session, keyring: Keyring, screen: Screen, program: str, entry: str) -> None:
        self.program = program
        self.entry = entry
        self.starter = "pika-monitor"
        self._session = session
        self._keyring = keyring
        self._screen = screen
        self._window: Window | None = None
        self._data = session.chroot.path(session.home) / ".local/share/pika-monitor"

    def starts(self) -> None:
        """Through the desktop file, as a click on the icon does."""
        self._session.launch(self.entry)
        self._meet()

    def _meet(self) -> None:
        def look() -> Node | None:
            for pid in self._running():
                node = self._screen.application(pid)
                if node is not None and node.look("table", "Videos"):
                    return node
            return None

        try:
            self._window = Window(until(look, "the window"))
        except TimeoutError as error:
            running = self._running()
            raise TimeoutError(f"{error}; running: {running}; log: {self.log[-2000:]}") from None
        assert "Pika Monitor" in self.window.application.name

    def adds(self) -> None:
        """Tasks, by the dialog."""
        self.window.press("Add tasks")
        dialog = self.window.other("Add tasks")
        dialog.find("text", "Task IDs").type(f"{MOSS}\n{PLANE}")
        button = dialog.find("push button", "Add 2 tasks")
        until(lambda: button.enabled, "the button to be usable")
        button.press()
        self.window.row("Moss grows", "100 %")

    def plays(self) -> None:
        """Frames are counted."""
        before = len(self.log)
        self.window.select("Moss grows", "100 %")
        self.window.press("Play")
        found = until(lambda: re.search(r"player: (\d+) frames shown", self.log[before:]), "a line that counts frames")
        assert int(found[1]) > LEAST_FRAMES, found[0]

    def saves(self) -> None:
        """The bytes are compared."""
        self.window.select("Moss grows", "100 %")
        self.window.press("Save")
        saved = until(self.saved, "the saved file")
        assert saved.startswith(self._session.home + "/"), saved
        self.keeps_file()

    def keeps_file(self) -> None:
        """The saved file is there, and whole."""
        kept = self._session.chroot.path(self.saved())
        assert kept.read_bytes() == (resource("demo") / "moss.mp4").read_bytes(), kept

    def opens_folder(self) -> None:
        """By a program of the desktop, which sees nothing of our bundle."""
        record = self._session.folder / OPENED
        record.unlink(missing_ok=True)
        self.window.select("Moss grows", "100 %")
        self.window.application.find("push button", "Show in folder").press()
        until(record.exists, "xdg-open to be called")
        opened, *lines = record.read_text(encoding="utf-8").splitlines()
        assert opened.endswith(str(Path(self.saved()).parent)), opened
        environment = dict(line.split("=", 1) for line in lines if "=" in line)
        assert without_bundle(environment, str(Path(self.program).parent)) == [], environment
        assert environment["HOME"] == self._session.home

    def takes_over(self) -> None:
        """A second start by the desktop file raises, one with IDs hands them over; one process stays."""
        self._session.launch(self.entry)
        self.command("--demo", "one-more")
        until(lambda: self.exported("one-more"), "the task that was handed over")
        until(lambda: len(self._running()) == 1, "one process")

    def stores_key(self, provider: DemoServer) -> None:
        """By the dialog, into the keyring."""
        self.window.connect_provider(provider.base_url, KEY)
        until(lambda: self._keyring.lookup(provider.base_url) == KEY, "the key in the keyring")

    def uses_key(self, provider: DemoServer, task_id: str) -> None:
        """After a restart: read from the keyring, sent to its provider."""
        provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)
        self.command("--endpoint", provider.base_url, task_id)
        asked = provider.wait_for(lambda request: request.path == f"/pika/feed/{task_id}", 20)
        assert asked[0].headers.get("authorization") == f"Bearer {KEY}", dict(asked[0].headers)

    def explains_itself(self) -> None:
        """The guide and About: windows that no run has opened before, with files of their own."""
        self.window.press("Settings")
        find = self.window.application.find
        find("push button", "Guide").press()
        until(lambda: len(find("list", "Pages of the guide").children()) > 1, "the pages of the guide")
        find("push button", "About").press()
        assert find("label", lambda said: said.startswith("Version ")).showing

    def tells_of_upgrade(self) -> None:
        """The process of before goes on, and says what has happened."""
        assert self.window.application.find("push button", "Restart").showing

    def restarts(self) -> None:
        """By the button of that line: the same process ID, the program that is installed now."""
        self.window.application.find("push button", "Restart").press()
        until(lambda: not self._running(gone=True), "the program of before to be gone")
        self._meet()

    def tells_of_removal(self) -> None:
        """The process goes on without its files."""
        self.window.application.find("label", lambda said: "was removed from this computer" in said)
        assert self.window.row("Moss grows", "100 %")

    def is_named(self) -> None:
        """The window bears the name that its desktop file tells, so that a dock shows both as one; and an icon."""
        look = self._session.run
        windows = re.findall(r"0x[0-9a-f]+", look("xprop", "-root", "-notype", "_NET_CLIENT_LIST"))
        classes = {look("xprop", "-id", window, "-notype", "WM_CLASS") for window in windows}
        entry = self._session.chroot.path(self.entry).read_text(encoding="utf-8")
        wanted = re.search(r"^StartupWMClass=(.+)$", entry, re.MULTILINE)
        assert wanted is not None
        assert any(f'"{wanted[1]}"' in each for each in classes), classes
        until(lambda: all("Icon (" in look("xprop", "-id", each, "_NET_WM_ICON") for each in windows), "the icon")

    def pictured(self, name: str) -> None:
        """Leaves a picture of the screen in build/package-test."""
        dump = self._session.folder / "screen.xwd"
        self._session.run("xwd", "-root", "-silent", "-out", str(dump))
        picture("screen", dump, PICTURES / f"{name}.png")

    def _running(self, *, gone: bool = False) -> list[int]:
        """Process IDs of the program, or of one that was installed under its name before and is gone."""
        return self._session.chroot.running(f"{self.program} (deleted)" if gone else self.program)

    def ends(self) -> None:
        """SIGTERM, and a clean log."""
        (pid,) = self._running() or self._running(gone=True)
        kill(pid, signal.SIGTERM)
        until(lambda: not self._running() and not self._running(gone=True), "the end", 5)
        assert [sign for sign in (*SIGNS_OF_A_BAD_BUNDLE, KEY, OTHER_KEY) if sign in self.log] == []

    def command(self, *arguments: str) -> str:
        """The starter in PATH, as a terminal starts it; its output."""
        return self._session.run(self.starter, *arguments)

    def saved(self) -> str:
        """Path of the saved demo video, "" while there is none."""
        return str((self.exported(MOSS).get("videos") or [{}])[0].get("saved_path") or "")

    def exported(self, task_id: str) -> dict[str, Any]:
        """One task of the export, {} where it is not tracked."""
        environment = without_display(self._session.environment)
        done = run(None, environment, "--export", "-", command=(*self._session.prefix, self.starter), cwd=ROOT)
        assert (done.returncode, done.stderr) == (0, ""), done
        return next((task for task in json.loads(done.stdout)["tasks"] if task["id"] == task_id), {})

    @property
    def log(self) -> str:
        """The log, all of its files."""
        files = sorted(self._data.glob("pika-monitor.log*"))
        return "".join(file.read_text(encoding="utf-8", errors="replace") for file in files)

    @property
    def window(self) -> Window:
        """The window; `starts` has found it."""
        assert self._window is not None
        return self._window


class Trial:
    """All checks in one chroot."""

    def __init__(self, name: str, chroot: Chroot, report: Report, archive: Path, package: Path, previous: Path) -> None:
        self._name = name
        self._chroot = chroot
        self._report = report
        self._archive = archive
        self._package = package
        self._previous = previous

    def without_python(self) -> None:
        """Nothing that the packages could lean on."""
        names = ("python3", "python")
        found = [str(folder / name) for folder in self._bins() for name in names if (folder / name).exists()]
        assert found == [], found

    def _bins(self) -> list[Path]:
        return [self._chroot.path(folder) for folder in ("/usr/bin", "/usr/local/bin")]

    def by_archive(self) -> None:
        """The tar.xz, by a user who is not root, where no dependency of the .deb is."""
        check = self._report.check
        with self._session("tarry", ODD_HOME) as (session, keyring, screen):
            program = f"{session.home}/.local/lib/pika-monitor/pika-monitor"
            entry = f"{session.home}/.local/share/applications/{APP_ID}.desktop"
            app = Installed(session, keyring, screen, program, entry)
            before = self._files(session.home)

            def installs() -> None:
                folder = self._unpack(session)
                assert "among your applications" in session.run(f"{folder}/install")
                session.run(f"{folder}/install")  # the same, over itself
                shutil.rmtree(self._chroot.path(folder))

            def removes() -> None:
                session.run(f"{session.home}/.local/lib/pika-monitor/install", "--remove")
                left = self._files(session.home) - before
                ours = (
                    ".local/share/pika-monitor",
                    ".config/pika-monitor",
                    ".cache/",
                    "Videos/",
                    ".local/share/keyrings",
                )
                assert {name for name in left if not name.startswith(ours)} == set(), left
                assert any(name.endswith(".sqlite") for name in left), left
                assert any(name.startswith("Videos/Pika/") for name in left), left

            check("tar.xz: a user installs it", installs)
            check("tar.xz: starts through its desktop file", app.starts)
            check("tar.xz: adds tasks by AT-SPI, follows them to their end", app.adds)
            check(f"tar.xz: plays, more than {LEAST_FRAMES} frames", app.plays)
            check("tar.xz: saves, byte by byte the provider's file", app.saves)
            check("tar.xz: opens the folder in a clean environment", app.opens_folder)
            check("tar.xz: its window is that of its desktop file", app.is_named)
            check("tar.xz: a second start hands over", app.takes_over)
            check("tar.xz: ends on SIGTERM, with a clean log", app.ends)
            check("tar.xz: removed again, the user's data stay", removes)

    def by_package(self) -> None:
        """The .deb: the build before, this one over it, then away with it."""
        check = self._report.check
        before = self._files("/", ours=True)
        with self._session("deborah") as (session, keyring, screen):
            app = Installed(
                session,
                keyring,
                screen,
                "/usr/lib/pika-monitor/pika-monitor",
                f"/usr/share/applications/{APP_ID}.desktop",
            )
            with DemoServer(Scenario(), resource("demo"), required_key=KEY) as provider:
                check("deb: apt installs the build before", lambda: self._apt_install(self._previous))
                check("deb: starts through its desktop file", app.starts)
                check("deb: adds tasks by AT-SPI, follows them to their end", app.adds)
                check("deb: saves, byte by byte the provider's file", app.saves)
                check("deb: pictured in light colours", lambda: app.pictured(f"{self._name}-light"))
                check("deb: stores a key in the keyring", lambda: app.stores_key(provider))
                check("deb: ends", app.ends)
                check("deb: starts in dark colours", lambda: self._starts_dark(session, app))
                check("deb: pictured in dark colours", lambda: app.pictured(f"{self._name}-dark"))
                check("deb: apt upgrades it beneath the running app", lambda: self._apt_install(self._package))
                check("deb: which tells of it", app.tells_of_upgrade)
                check("deb: plays all the same", app.plays)
                check("deb: opens windows that it had not opened before", app.explains_itself)
                check("deb: restarts as this build", app.restarts)
                check("deb: shows what was there", lambda: app.window.row("Moss grows", "100 %"))
                check("deb: has the saved file", app.keeps_file)
                check("deb: reads the key after the restart, and uses it", lambda: app.uses_key(provider, "with-key"))
                check(f"deb: plays, more than {LEAST_FRAMES} frames", app.plays)
                check("deb: opens the folder in a clean environment", app.opens_folder)
                check("deb: a second start hands over", app.takes_over)
                check("deb: its icons pictured at 16, 48 and 256", self._pictures_icon)
                check("deb: ends on SIGTERM, with a clean log", app.ends)
                check("deb: starts once more", app.starts)

            def removes() -> None:
                self._chroot.run("apt-get", "--yes", "remove", "pika-monitor")
                app.tells_of_removal()
                app.ends()
                data = self._files(session.home)
                assert not self._chroot.path("/usr/lib/pika-monitor").exists()
                # apt knows no package that left no settings behind; dpkg takes it as purged.
                self._chroot.run("dpkg", "--purge", "pika-monitor")
                left = self._files("/", ours=True) - before
                assert left == set(), left
                assert self._files(session.home) == data
                said = self._chroot.run("dpkg-query", "--show", "pika-monitor", check=False)
                assert "no packages found" in said, said

            check("deb: removed beneath the running app and purged, the user's data stay, nothing else", removes)

    def _starts_dark(self, session: Session, app: Installed) -> None:
        settings = session.chroot.path(session.home) / ".config" / "pika-monitor" / "settings.ini"
        with settings.open("a", encoding="utf-8") as file:
            file.write("\n[window]\ncolor_scheme=dark\n")
        app.starts()
        app.window.row("bush plane", "100 %")

    def _pictures_icon(self) -> None:
        picture("icon", self._chroot.path("/usr/share"), PICTURES / f"{self._name}-icon.png")

    def _unpack(self, session: Session) -> str:
        shutil.copy(self._archive, self._chroot.shared)
        session.run("tar", "-xf", str(self._chroot.shared / self._archive.name), "-C", session.home)
        return f"{session.home}/{self._archive.name.removesuffix('.tar.xz')}"

    def _apt_install(self, package: Path) -> None:
        copy = shutil.copy(package, self._chroot.shared)
        self._chroot.run("apt-get", "update")
        self._chroot.run("apt-get", "--yes", "--no-install-recommends", "install", str(copy))
        self.without_python()

    @contextlib.contextmanager
    def _session(self, user: str, home: str = "") -> Iterator[tuple[Session, Keyring, Screen]]:
        with Session(self._chroot, user, home) as session, Keyring(session.environment, session.prefix) as keyring:
            session.write_program("/usr/local/bin/xdg-open", FAKE_XDG_OPEN.format(session.folder / OPENED))
            screen = Screen(session.watching)
            try:
                yield session, keyring, screen
            finally:
                screen.close()

    def _files(self, folder: str, *, ours: bool = False) -> set[str]:
        """Names of files below, relative; with `ours`, of the system's files those that bear the app's name."""
        top = self._chroot.path(folder)
        if not ours:
            return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file() or path.is_symlink()}
        places = [top / name for name in ("usr", "etc", "opt", "var/lib", "var/cache", "root", "srv")]
        named = re.compile("pika[-_]?monitor", re.IGNORECASE)
        found = (path for place in places for path in place.rglob("*") if named.search(path.name))
        return {str(path.relative_to(top)) for path in found}


def picture(kind: str, source: Path, target: Path) -> None:
    """Has pictures.py make one. Raises CalledProcessError where it cannot."""
    command = (sys.executable, str(HERE / "pictures.py"), kind, str(source), str(target))
    subprocess.run(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=True)


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def main() -> int:
    """Runs everything in each release; the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--previous", type=Path, required=True)
    parser.add_argument("suites", nargs="+")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)  # leaves no mount and no process behind
    (archive,) = (ROOT / "dist").glob("*.tar.xz")
    (package,) = (ROOT / "dist").glob("*.deb")
    report = Report()
    for suite in given.suites:
        print(f"== {suite} ==", flush=True)
        with Chroot(ROOT / "build" / "chroots" / f"{suite}.tar") as chroot, contextlib.suppress(Failed):
            trial = Trial(suite, chroot, report, archive, package, given.previous)
            report.check("there is no Python", trial.without_python)
            trial.by_archive()
            trial.by_package()
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
