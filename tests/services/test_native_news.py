"""Owns the proof of what is told where there is no session bus: on Windows and macOS."""

from __future__ import annotations

import pytest

from app.core.model import VideoKey
from app.services.notifier import News, Notifier, Words
from app.services.session_bus import SessionBus
from tests.services.conftest import Services


def words(news: News) -> Words:
    return Words(f"{news.kind} {len(news.videos)}", "<b> & co", "Play", "Show")


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_each_piece_of_news_is_shown_by_the_system_itself(services: Services, platform: str) -> None:
    bus = SessionBus()
    notifier = Notifier(services.library, bus, words, lambda: True, platform=platform)
    shown: list[Words] = []
    pressed: list[VideoKey | None] = []
    notifier.native_wanted.connect(shown.append)
    notifier.show_wanted.connect(lambda key, _token: pressed.append(key))
    notifier._digest.setInterval(0)
    services.start()
    notifier.press()
    assert pressed == []  # nothing has been shown yet
    services.add_finished("a")
    if platform == "linux":
        services.until(lambda: bus._calls or bus._running)
        assert shown == []
    else:
        services.until(lambda: shown == [Words("finished 1", "<b> & co", "Play", "Show")])
        notifier.press()
        assert pressed == [services.video_key("a")]
        assert not bus._running
    notifier.stop()
    bus.stop()
    assert bus._lane.join(10)
