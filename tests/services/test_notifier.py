"""Owns the proof of what the desktop is told, on a real session bus with a real receiver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.services.notifier import NAME, PATH, News, NewsKind, Notifier, Words
from app.services.session_bus import SessionBus
from tests.services.conftest import GENEROUS, Services
from tests.services.fake_desktop import FakeDesktop


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDesktop]:
    with FakeDesktop(NAME) as running:
        running.answers["GetCapabilities"] = ("as", (["actions", "body", "body-markup"],))
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


@pytest.fixture
def bus() -> Iterator[SessionBus]:
    made = SessionBus()
    yield made
    made.stop()
    assert made._lane.join(10)


def words(news: News) -> Words:
    return Words(f"{news.kind} {len(news.videos)}", "<b> & co", "Play", "Show")


class Watched:
    """Whether the window is looked at."""

    looked_at = False

    def __call__(self) -> bool:
        return not self.looked_at


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def notifier(services: Services, bus: SessionBus, watched: Watched) -> Notifier:
    made = Notifier(services.library, bus, words, watched)
    made._digest.setInterval(0)
    services.start()
    return made


def told(desktop: FakeDesktop) -> list[str]:
    return [body[3] for body in desktop.named("Notify")]


def test_one_that_finishes_is_told_with_its_buttons(
    services: Services, notifier: Notifier, desktop: FakeDesktop, qtbot: QtBot
) -> None:
    services.add_finished("a")
    services.until(lambda: told(desktop))
    (call,) = desktop.named("Notify")
    assert call[1:4] == (0, "io.github.pika_monitor.PikaMonitor", "finished 1")
    assert call[4] == "&lt;b&gt; &amp; co"  # a prompt is no markup
    assert call[5] == ["default", "finished 1", "play", "Play", "show", "Show"]
    assert call[6]["desktop-entry"] == ("s", "io.github.pika_monitor.PikaMonitor")


def test_several_at_once_are_one_digest(services: Services, notifier: Notifier, desktop: FakeDesktop) -> None:
    notifier._digest.setInterval(1_000_000)
    services.add_finished("a", "b", "c")
    services.until(lambda: len(notifier._finished) == 3)
    assert told(desktop) == []
    notifier._digest.setInterval(0)
    services.until(lambda: told(desktop) == ["finished 3"])


def test_a_failure_is_told_at_once(services: Services, notifier: Notifier, desktop: FakeDesktop) -> None:
    notifier._digest.setInterval(1_000_000)
    services.answer("f", {"id": "v", "status": "failed", "error": "no"})
    services.add("f")
    services.until(lambda: told(desktop) == ["failed 1"])


def test_a_save_that_fails_is_told_once(services: Services, notifier: Notifier, desktop: FakeDesktop) -> None:
    services.add_finished("a")
    services.until(lambda: told(desktop) == ["finished 1"])
    services.library.set_save_error(services.video_key("a"), Problem(ErrorCode.DISK_FULL))
    services.until(lambda: told(desktop) == ["finished 1", "save_failed 1"])


def test_nothing_is_told_to_who_looks_at_the_window(
    services: Services, notifier: Notifier, desktop: FakeDesktop, watched: Watched
) -> None:
    watched.looked_at = True
    services.add_finished("a")
    services.until(lambda: services.video("a").ready)
    watched.looked_at = False
    services.add_finished("b")
    services.until(lambda: told(desktop) == ["finished 1"])


@pytest.mark.parametrize("to_all", [True, False], ids=["to all", "to us"])
@pytest.mark.parametrize(
    ("button", "signal"), [("play", "play_wanted"), ("show", "show_wanted"), ("default", "show_wanted")]
)
def test_a_button_comes_back_as_a_wish(
    services: Services,
    notifier: Notifier,
    desktop: FakeDesktop,
    qtbot: QtBot,
    button: str,
    signal: str,
    to_all: bool,
) -> None:
    services.add_finished("a")
    services.until(lambda: notifier._live)
    (number,) = notifier._live
    tell = desktop.tell_all if to_all else desktop.invoke
    with qtbot.waitSignal(getattr(notifier, signal), timeout=GENEROUS) as pressed:
        tell(PATH, NAME, "ActivationToken", "us", (number, "a token"))
        tell(PATH, NAME, "ActionInvoked", "us", (number, button))
    assert pressed.args == [services.video_key("a"), "a token"]


def test_the_buttons_of_another_program_are_not_ours(
    services: Services, notifier: Notifier, desktop: FakeDesktop, qtbot: QtBot
) -> None:
    services.add_finished("a")
    services.until(lambda: notifier._live)
    (number,) = notifier._live
    with qtbot.waitSignals([notifier.show_wanted, notifier.play_wanted], timeout=GENEROUS, order="strict"):
        desktop.tell_all(PATH, NAME, "ActionInvoked", "us", (number + 1, "play"))
        desktop.tell_all(PATH, NAME, "ActionInvoked", "us", (number, "show"))
        desktop.tell_all(PATH, NAME, "ActionInvoked", "us", (number, "play"))


def test_a_server_that_is_started_anew_counts_anew(
    services: Services, notifier: Notifier, desktop: FakeDesktop
) -> None:
    """Its numbers would be taken for those of the one before: what is live there is somebody else's."""
    services.add_finished("a")
    services.until(lambda: notifier._live)
    desktop.give_up(NAME)
    services.until(lambda: not notifier._live)
    desktop.claim(NAME)
    services.add_finished("b")
    services.until(lambda: notifier._live)
    assert told(desktop) == ["finished 1", "finished 1"]


def test_a_server_is_told_what_it_understands(services: Services, notifier: Notifier, desktop: FakeDesktop) -> None:
    """Without buttons where it has none, and as it is where no markup is known: "&amp;" would be shown."""
    desktop.answers["GetCapabilities"] = ("as", (["body"],))
    services.add_finished("a")
    services.until(lambda: told(desktop))
    (call,) = desktop.named("Notify")
    assert (call[4], call[5]) == ("<b> & co", [])


def test_without_a_bus_nothing_happens(
    services: Services, bus: SessionBus, watched: Watched, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    notifier = Notifier(services.library, bus, words, watched)
    with qtbot.waitSignal(bus.lost, timeout=GENEROUS):
        notifier._tell(News(NewsKind.FAILED, ()))
    assert bus._running is False
