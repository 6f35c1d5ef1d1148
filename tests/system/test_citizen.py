"""The app among the others on a desktop: light and dark as it says, notifications, tray, the window in front."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, new_method_call  # type: ignore[import-untyped]
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from app.services import notifier, system_look
from app.ui.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Colours
from app.ui.tray import WATCHER
from tests.services.fake_desktop import FakeDesktop
from tests.system.app_process import run
from tests.system.atspi import Screen
from tests.system.conftest import Start
from tests.system.desktop import Desktop
from tests.system.waiting import until
from tests.system.x_screen import XScreen

pytestmark = pytest.mark.display
PALETTES = (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)
SCHEME, CONTRAST = "color-scheme", "contrast"


@pytest.fixture
def x_screen(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> Iterator[XScreen]:
    for name in ("DISPLAY", "XAUTHORITY"):
        monkeypatch.setenv(name, desktop.environment[name])
    seen = XScreen(desktop.environment)
    yield seen
    seen.go_to_workspace(0)


@pytest.fixture
def services(desktop: Desktop) -> Iterator[FakeDesktop]:
    """What a desktop offers on the session bus; each test claims the names that it needs."""
    with FakeDesktop(address=desktop.environment["DBUS_SESSION_BUS_ADDRESS"]) as running:
        yield running


def says(services: FakeDesktop, scheme: int, contrast: int) -> None:
    """What the portal answers from now on."""
    settings = {SCHEME: ("u", scheme), CONTRAST: ("u", contrast)}
    services.answers["ReadAll"] = ("a{sa{sv}}", ({system_look.NAMESPACE: settings},))


def switch(services: FakeDesktop, key: str, value: int) -> None:
    """What the desktop's settings do."""
    change = (system_look.NAMESPACE, key, ("u", value))
    services.tell_all(system_look.PATH, system_look.INTERFACE, "SettingChanged", "ssv", change)


def shown(x_screen: XScreen, wanted: Colours) -> None:
    """Waits until the grounds of the window have these colours; the rounding of corners makes others here and there."""

    def look() -> bool:
        seen = x_screen.colours()
        return max(PALETTES, key=lambda each: seen.get(each.window, 0)) is wanted

    until(look, f"the ground {wanted.window}")


@pytest.mark.parametrize("desktop_name", ["", "GNOME", "KDE", "sway"])
def test_light_dark_and_contrast_follow_the_portal_while_the_window_is_open(
    start: Start, screen: Screen, x_screen: XScreen, services: FakeDesktop, desktop_name: str
) -> None:
    says(services, 2, 0)
    services.claim(system_look.NAME)
    # GTK, which tells Qt of GNOME's settings, would be a second application of this process to whoever looks for one.
    start(XDG_CURRENT_DESKTOP=desktop_name, KDE_SESSION_VERSION="6", NO_AT_BRIDGE="1").seen_on(screen)
    shown(x_screen, LIGHT)
    switch(services, SCHEME, 1)
    shown(x_screen, DARK)
    switch(services, CONTRAST, 1)
    shown(x_screen, DARK_CONTRAST)
    switch(services, SCHEME, 2)
    shown(x_screen, LIGHT_CONTRAST)
    switch(services, CONTRAST, 0)
    shown(x_screen, LIGHT)


def test_it_starts_dark_on_a_dark_desktop(
    start: Start, screen: Screen, x_screen: XScreen, services: FakeDesktop
) -> None:
    says(services, 1, 0)
    services.claim(system_look.NAME)
    start().seen_on(screen)
    shown(x_screen, DARK)


@pytest.mark.parametrize(("chosen", "scheme", "wanted"), [("light", 1, LIGHT), ("dark", 2, DARK)])
def test_the_setting_comes_before_the_desktop(
    start: Start,
    screen: Screen,
    x_screen: XScreen,
    services: FakeDesktop,
    data_dir: Path,
    chosen: str,
    scheme: int,
    wanted: Colours,
) -> None:
    """More contrast is no matter of taste, and comes all the same."""
    data_dir.mkdir()
    (data_dir / "settings.ini").write_text(f"[window]\ncolor_scheme={chosen}\n", encoding="utf-8")
    says(services, scheme, 0)
    services.claim(system_look.NAME)
    start().seen_on(screen)
    until(lambda: services.named("ReadAll"), "the question to the portal")
    switch(services, SCHEME, scheme)
    shown(x_screen, wanted)
    switch(services, CONTRAST, 1)
    shown(x_screen, DARK_CONTRAST if wanted.dark else LIGHT_CONTRAST)


def test_a_second_start_brings_the_window_from_another_workspace(
    start: Start, screen: Screen, x_screen: XScreen, data_dir: Path, environment: dict[str, str]
) -> None:
    start().seen_on(screen)
    ours = until(x_screen.active_window, "the window to be active")
    x_screen.go_to_workspace(2)
    until(lambda: x_screen.active_window() != ours, "the window to be elsewhere")

    assert run(data_dir, environment).returncode == 0

    until(lambda: x_screen.active_window() == ours, "the window to be active again")
    assert x_screen.workspace() == 2


def test_what_finishes_while_nobody_looks_is_told_and_its_button_brings_the_window(
    start: Start, screen: Screen, x_screen: XScreen, services: FakeDesktop, provider: DemoServer
) -> None:
    """By a signal to everybody, as KDE and Xfce send it."""
    services.answers["GetCapabilities"] = ("as", (["actions", "body"],))
    services.claim(notifier.NAME)
    provider.answers["task-1"] = feed(SAMPLE_TASKS[0], 5.0, provider.base_url)
    start("--endpoint", provider.base_url, "task-1").seen_on(screen).row("Moss grows", "running")
    ours = until(x_screen.active_window, "the window to be active")
    x_screen.go_to_workspace(1)
    until(lambda: x_screen.active_window() != ours, "the window to be elsewhere")

    provider.answers["task-1"] = feed(SAMPLE_TASKS[0], 900.0, provider.base_url)

    (told,) = until(lambda: services.named("Notify"), "the notification")
    assert told[3] == "Video finished"
    assert told[5][2::2] == ["play", "show"]
    number = next(at for at, (name, _) in enumerate(services.calls, 1) if name == "Notify")
    services.tell_all(notifier.PATH, notifier.NAME, "ActionInvoked", "us", (number, "show"))
    until(lambda: x_screen.active_window() == ours, "the window to be active again")


def test_a_tray_may_come_late_and_go(
    start: Start, screen: Screen, x_screen: XScreen, services: FakeDesktop, data_dir: Path
) -> None:
    app = start()
    app.seen_on(screen)
    services.answers["Get"] = ("v", (("b", True),))
    services.claim(WATCHER)
    ((item,),) = until(lambda: services.named("RegisterStatusNotifierItem"), "the icon")
    assert item.startswith(":")
    services.give_up(WATCHER)
    services.claim(WATCHER)
    until(lambda: len(services.named("RegisterStatusNotifierItem")) > 1, "the icon again")
    app.ask_to_end()
    assert app.process.wait(30) == 0


class Menu:
    """The menu of a tray's icon, as a panel sees it: over the bus, by com.canonical.dbusmenu."""

    _NAME = "com.canonical.dbusmenu"

    def __init__(self, address: str, item: str) -> None:
        self._bus = open_dbus_connection(address)
        self._address = DBusAddress("/MenuBar", item, self._NAME)

    def labels(self) -> dict[str, int]:
        """The entries that can be pressed, with their numbers."""
        _, (_, _, entries) = self._call("GetLayout", "iias", 0, -1, [])
        return {entry["label"][1]: number for _, (number, entry, _) in entries if "label" in entry}

    def press(self, label: str) -> None:
        """As a click does."""
        self._call("Event", "isvu", self.labels()[label], "clicked", ("s", ""), 0)

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def _call(self, method: str, signature: str, *body: Any) -> Any:
        return self._bus.send_and_get_reply(new_method_call(self._address, method, signature, body), timeout=30).body


def test_in_the_tray_it_goes_on_until_its_menu_ends_it(
    start: Start, screen: Screen, x_screen: XScreen, services: FakeDesktop, data_dir: Path, provider: DemoServer
) -> None:
    """Another window that is closed meanwhile does not end it; what is not saved is asked about."""
    data_dir.mkdir()
    (data_dir / "settings.ini").write_text("[desktop]\non_close=stay\n", encoding="utf-8")
    provider.answers["task-1"] = feed(SAMPLE_TASKS[0], 900.0, provider.base_url)
    services.answers["Get"] = ("v", (("b", True),))
    services.claim(WATCHER)
    app = start("--endpoint", provider.base_url, "task-1")
    window = app.seen_on(screen)
    window.row("Moss grows", "finished")
    ((item,),) = until(lambda: services.named("RegisterStatusNotifierItem"), "the icon")
    menu = Menu(services.address, item)
    ours = until(x_screen.active_window, "the window to be active")

    x_screen.close(ours)
    until(lambda: not x_screen.first_window(), "the window to be in the tray")
    menu.press("Show Pika Monitor")
    until(lambda: x_screen.first_window() == ours, "the window to be there again")
    x_screen.close(ours)
    until(lambda: not x_screen.first_window(), "the window to be in the tray again")
    assert app.process.poll() is None
    menu.press("Quit")
    menu.close()
    window.other("not saved").find("push button", "Quit anyway").press()
    assert app.process.wait(30) == 0
