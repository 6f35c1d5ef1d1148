"""The app under Wayland, where only a token that a person's click has given lets a window come to the front."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from app.services import notifier
from tests.services.fake_desktop import FakeDesktop
from tests.system.app_process import AppProcess, environment_for_source, run
from tests.system.desktop import Desktop
from tests.system.waiting import until
from tests.system.wayland import Wayland

pytestmark = pytest.mark.display


@pytest.fixture(scope="module")
def wayland(desktop: Desktop) -> Iterator[Wayland]:
    with Wayland(desktop.environment) as running:
        yield running


@pytest.fixture
def environment(wayland: Wayland) -> dict[str, str]:
    return environment_for_source({**wayland.environment, "WAYLAND_DEBUG": "1"})


def test_the_token_of_a_second_start_reaches_the_compositor(data_dir: Path, environment: dict[str, str]) -> None:
    with AppProcess(data_dir, environment) as app:
        until(lambda: "set_title" in app.output, "the window")
        done = run(data_dir, {**environment, "XDG_ACTIVATION_TOKEN": "of-the-click"})
        assert done.returncode == 0
        until(lambda: 'activate("of-the-click"' in app.output, "the activation")
        app.ask_to_end()
        assert app.process.wait(30) == 0


def test_the_token_of_a_notification_reaches_the_compositor(
    data_dir: Path, environment: dict[str, str], wayland: Wayland, desktop: Desktop, provider: DemoServer
) -> None:
    provider.answers["task-1"] = feed(SAMPLE_TASKS[0], 5.0, provider.base_url)
    with FakeDesktop(address=desktop.environment["DBUS_SESSION_BUS_ADDRESS"]) as services:
        services.answers["GetCapabilities"] = ("as", (["actions"],))
        services.claim(notifier.NAME)
        arguments = ("--endpoint", provider.base_url, "task-1")
        with AppProcess(data_dir, environment, *arguments) as app:
            app.wait_state("task-1", "running")
            wayland.go_to_workspace(2)
            provider.answers["task-1"] = feed(SAMPLE_TASKS[0], 900.0, provider.base_url)
            until(lambda: services.named("Notify"), "the notification")
            number = next(at for at, (name, _) in enumerate(services.calls, 1) if name == "Notify")
            for member, value in (("ActivationToken", "of-the-press"), ("ActionInvoked", "show")):
                services.tell_all(notifier.PATH, notifier.NAME, member, "us", (number, value))
            until(lambda: 'activate("of-the-press"' in app.output, "the activation")
