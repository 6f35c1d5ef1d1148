"""Says what happened while nobody looked: finished videos, several as one digest, and failures at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app import APP_ID, APP_NAME
from app.core.model import Task, TaskKey, Video, VideoKey, VideoStatus
from app.services.library import Library
from app.services.session_bus import BUS, BusSignal, Call, SessionBus

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
DIGEST_MS = 2000
"""What finishes within this time is told together."""
LIVE_LIMIT = 32
"""Notifications whose buttons are still answered."""


class NewsKind(StrEnum):
    """What a notification is about."""

    FINISHED = "finished"
    FAILED = "failed"
    SAVE_FAILED = "save_failed"


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told: of one or of several videos, in the order in which it happened."""

    kind: NewsKind
    videos: tuple[VideoKey, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A notification in the user's language: plain text; "" for a button that it does not have."""

    title: str
    body: str
    play: str = ""
    show: str = ""


class Notifier(QObject):
    """Watches the library from when it is loaded, and tells the desktop what is new.

    Args:
        library: the truth.
        bus: carries it; see `SessionBus`.
        words: gives a piece of news its words.
        wanted: whether anything should be told now: the setting, and that the window is not looked at. Failures are
            told only where nobody looks, too: the window shows them itself.
        platform: as `sys.platform` says. Windows and macOS have no such bus: there `native_wanted` asks for each one.

    Signals:
        native_wanted: Words, to be shown as the system does; a press on it is told to `press`.
        play_wanted: VideoKey, a notification's Play was pressed; and the token with which Wayland lets a window come
            to the front, "" where there is none.
        show_wanted: VideoKey, or None: its Show, or the notification itself; and the token.
    """

    native_wanted = Signal(object)
    play_wanted = Signal(object, str)
    show_wanted = Signal(object, str)

    def __init__(
        self,
        library: Library,
        bus: SessionBus,
        words: Callable[[News], Words],
        wanted: Callable[[], bool],
        parent: QObject | None = None,
        platform: str = sys.platform,
    ) -> None:
        super().__init__(parent)
        self._native = platform in ("win32", "darwin")
        self._latest: News | None = None
        self._library = library
        self._bus = bus
        self._words = words
        self._wanted = wanted
        self._known: dict[TaskKey, tuple[Video, ...]] = {}
        self._finished: list[VideoKey] = []
        self._live: dict[int, News] = {}
        self._tokens: dict[int, str] = {}
        self._digest = QTimer(self, singleShot=True, interval=DIGEST_MS)
        self._digest.timeout.connect(self._tell_finished)
        library.loaded.connect(self._on_loaded)
        library.tasks_added.connect(self._note)
        library.tasks_updated.connect(self._on_updated)
        library.tasks_removed.connect(self._on_removed)
        bus.received.connect(self._on_signal)
        bus.listen(NAME)  # GNOME tells only who asked which button was pressed; KDE, Xfce and others tell everybody
        bus.listen(BUS, NAME)
        if library.is_loaded:
            self._on_loaded()

    def stop(self) -> None:
        """Tell nothing more."""
        self._digest.stop()
        self._known.clear()

    def _on_loaded(self) -> None:
        self._note(self._library.tasks)

    def _note(self, keys: Iterable[TaskKey]) -> None:
        for key in keys:
            if task := self._library.task(key):
                self._known[key] = task.videos

    def _on_removed(self, keys: Iterable[TaskKey]) -> None:
        for key in keys:
            self._known.pop(key, None)

    def _on_updated(self, keys: Iterable[TaskKey]) -> None:
        failed: list[VideoKey] = []
        unsaved: list[VideoKey] = []
        for key in keys:
            task, before = self._library.task(key), self._known.get(key)
            if task is None or before is None or task.videos is before:
                continue
            self._known[key] = task.videos
            for video, old in _pairs(task, before):
                name = task.video_key(video)
                if video.ready and not (old and old.ready):
                    self._finished.append(name)
                if video.status is VideoStatus.FAILED and (old is None or old.status is not VideoStatus.FAILED):
                    failed.append(name)
                if video.save_error is not None and (old is None or old.save_error is None):
                    unsaved.append(name)
        if failed:
            self._tell(News(NewsKind.FAILED, tuple(failed)))
        if unsaved:
            self._tell(News(NewsKind.SAVE_FAILED, tuple(unsaved)))
        if self._finished and not self._digest.isActive():
            self._digest.start()

    def _tell_finished(self) -> None:
        finished, self._finished = self._finished, []
        self._tell(News(NewsKind.FINISHED, tuple(finished)))

    def _tell(self, news: News) -> None:
        if not self._wanted():
            return
        if self._native:
            self._latest = news
            self.native_wanted.emit(self._words(news))
            return
        ask = Call(NAME, PATH, NAME, "GetCapabilities", "", ())
        self._bus.call(ask, _Able(self, news))  # anew each time: another server may have taken over

    def send(self, news: News, capabilities: Collection[str]) -> None:
        """Tell it in the way that the server understands."""
        words = self._words(news)
        actions = []
        if "actions" in capabilities:
            actions = ["default", words.title]
            for name, label in (("play", words.play), ("show", words.show)):
                actions += [name, label] if label else []
        text = _plain(words.body) if "body-markup" in capabilities else words.body
        hints = {"desktop-entry": ("s", APP_ID), "category": ("s", "transfer.complete")}
        if news.kind is not NewsKind.FINISHED:
            hints["category"] = ("s", "transfer.error")
        body = (APP_NAME, 0, APP_ID, words.title, text, actions, hints, -1)
        self._bus.call(Call(NAME, PATH, NAME, "Notify", "susssasa{sv}i", body), _Shown(self, news))

    def press(self) -> None:
        """The system's own notification was pressed: such a one has no buttons, and replaces the one before."""
        if self._latest is not None:
            self.show_wanted.emit(_only(self._latest), "")

    def shown(self, number: int, news: News) -> None:
        """The desktop shows it under this number: its buttons are answered from now on."""
        self._live[number] = news
        while len(self._live) > LIVE_LIMIT:
            self._live.pop(next(iter(self._live)))

    def _on_signal(self, said: BusSignal) -> None:
        if said.interface == BUS and said.member == "NameOwnerChanged" and said.body[0] == NAME:
            self._live.clear()  # another server counts from the beginning again
            self._tokens.clear()
        if said.interface != NAME or len(said.body) < 2 or said.body[0] not in self._live:
            return
        number, news = said.body[0], self._live[said.body[0]]
        if said.member == "NotificationClosed":
            self._live.pop(number)
            self._tokens.pop(number, None)
        elif said.member == "ActivationToken":  # comes before the press that it is for
            self._tokens[number] = said.body[1]
        elif said.member == "ActionInvoked":
            one = _only(news)
            token = self._tokens.pop(number, "")
            if said.body[1] == "play" and one is not None:
                self.play_wanted.emit(one, token)
            else:
                self.show_wanted.emit(one, token)


@dataclass(frozen=True, slots=True)
class _Able:
    notifier: Notifier
    news: News

    def __call__(self, body: tuple[Any, ...]) -> None:
        self.notifier.send(self.news, body[0])


@dataclass(frozen=True, slots=True)
class _Shown:
    notifier: Notifier
    news: News

    def __call__(self, body: tuple[Any, ...]) -> None:
        self.notifier.shown(int(body[0]), self.news)


def _only(news: News) -> VideoKey | None:
    """The video that it is about, None where there are several."""
    return news.videos[0] if len(news.videos) == 1 else None


def _pairs(task: Task, before: tuple[Video, ...]) -> Iterable[tuple[Video, Video | None]]:
    """Each video with what it was before; None where it is new."""
    old = {(video.id, video.nth): video for video in before}
    return [(video, old.get((video.id, video.nth))) for video in task.videos]


def _plain(text: str) -> str:
    """Text in which nothing is markup: servers that know some take a prompt's "<b>" for theirs."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
