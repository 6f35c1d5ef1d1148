"""The composition root: builds the services and the window, wires them, owns start and shutdown.

The window is painted first; what costs time to import or to start (the demo server, requests, the keyring) comes after.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from app import __version__
from app.arrivals import Arrivals
from app.command_line import Options, say
from app.core.feed_client import FeedClient
from app.core.model import DEMO_PROFILE, Profile, VideoKey
from app.core.transport import Transport
from app.log import rotate_log
from app.places import Places
from app.resources import resource
from app.services.autostart import Autostart, own_command
from app.services.instance import Instance
from app.services.jobs import Lane
from app.services.keys import Keys
from app.services.library import Library
from app.services.licences import Licences
from app.services.login_start import LoginStart, obstacle
from app.services.own_program import OwnProgram, own_file
from app.services.play_cache_care import PlayCacheCare
from app.services.poller import Poller
from app.services.posters import LANE_THREADS as POSTER_THREADS
from app.services.posters import Posters
from app.services.saver import LANE_THREADS as SAVE_THREADS
from app.services.saver import Saver
from app.services.settings import Settings
from app.services.storage import Storage
from app.services.termination import Termination
from app.services.text_files import TextFiles
from app.services.upkeep import Upkeep, news_since
from app.services.verifier import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.demo.server import DemoServer
    from app.services.handover import HandoverServer
    from app.services.notifier import Notifier
    from app.services.session_bus import SessionBus
    from app.ui.main_window import MainWindow
    from app.ui.tray import Tray

_log = logging.getLogger(__name__)
AFTER_PAINT_MS = 20
"""Measured: what starts this long after the first paint does not delay it; at once after show() it doubles it."""
LEFTOVERS_MS = 200
FREEZE_MS = 3_000
"""After the services start: by then the rows of a large library are made, and its videos counted."""
LIBRARY_MS = 1_000
"""For the first rows, when it is to end before they are there: they take a fifth of it, an end may take three of it."""
POLL_THREADS = 8
"""Two providers at four requests a time; more threads are slower (measured)."""
JOIN_SECONDS = 1.5
DRAIN_SECONDS = 60.0


class Application(QObject):
    """One run of the app on one data folder.

    Attributes:
        restarts: whether it ends only to be started anew.

    Signals:
        ready: the library is loaded, the services run, and the IDs of the command line are committed.
    """

    ready = Signal()

    def __init__(self, qt: QApplication, options: Options, where: Places, instance: Instance) -> None:
        super().__init__(qt)
        self._qt = qt
        self._where = where
        self._instance = instance
        self._demo: DemoServer | None = None
        self._handover: HandoverServer | None = None
        self._window: MainWindow | None = None
        self._painted = self._started = self._ending = self._ended = False
        self.restarts = False
        self._steps: list[Callable[[], None]] = []
        self.settings = Settings(where.settings, self)
        self.storage = Storage(where.database, self)
        self.library = Library(self.storage, self)
        self.library.load()
        self.keys = Keys(self)
        self.transport = Transport(user_agent=f"PikaMonitor/{__version__}", proxy=self.settings.proxy)
        self.settings.changed.connect(self._on_setting_changed)
        self._lanes = (
            Lane("poll", POLL_THREADS, self),
            Lane("save", SAVE_THREADS, self),
            Lane("poster", POSTER_THREADS, self),
            Lane("upkeep", parent=self),
        )
        polls, saves, posters, upkeep = self._lanes
        self.poller = Poller(self.library, self.keys, self.settings, FeedClient(self.transport), polls, self)
        self.saver = Saver(
            self.library, self.poller, self.settings, self.transport, where.cache / "videos", saves, self
        )
        self.posters = Posters(self.library, self.transport, where.cache / "posters", posters, self)
        self.arrivals = Arrivals(self.library, self.saver, self.settings, options, self)
        self.arrivals.tracked.connect(self.ready)
        self.arrivals.raise_wanted.connect(self._raise)
        self.files = TextFiles(polls, self)
        self.verifier = Verifier(self.library, self.saver, self.settings, self)
        own_folder = options.data_dir is not None
        self.upkeep = Upkeep(
            LoginStart(Autostart(own_command()), upkeep, obstacle(own_folder=own_folder), self),
            PlayCacheCare(where.cache / "videos", self.settings, upkeep, self),
            Licences(upkeep, self),
            OwnProgram(own_file(), self),
            where.log,
            news_since(self.settings, __version__),
        )
        self._bus: SessionBus | None = None
        self._notifier: Notifier | None = None
        self._tray: Tray | None = None
        self.upkeep.program.restart_wanted.connect(self._on_restart_wanted)
        self.library.loaded.connect(self._start_services)
        self.library.failed.connect(self._on_library_failed)
        self._termination = Termination(self)
        self._termination.requested.connect(self.quit)

    def show(self) -> None:
        """Makes and shows the window; the services start once it is painted."""
        from app.ui.language import Language
        from app.ui.theme import Theme

        self.language = Language(self._qt, self.settings)
        self.language.changed.connect(self._on_language_changed, Qt.ConnectionType.QueuedConnection)
        self.theme = Theme(self._qt, self.settings)
        self._window = self._make_window()
        self._window.installEventFilter(self)
        self._window.show()

    def _make_window(self) -> MainWindow:
        from app.ui.main_window import MainWindow

        window = MainWindow(
            library=self.library,
            poller=self.poller,
            posters=self.posters,
            saver=self.saver,
            keys=self.keys,
            settings=self.settings,
            files=self.files,
            theme=self.theme,
            verifier=self.verifier,
            upkeep=self.upkeep,
        )
        window.closed.connect(self.quit)  # not with the last one that is seen: it may be hidden while the tray has it
        return window

    def _on_language_changed(self) -> None:
        """A window says everything anew by being made anew: so no word can be forgotten."""
        if self._window is None or self._ended:
            return
        before, self._window = self._window, self._make_window()
        self._window.take_over(before)
        if self._tray is not None:
            self._tray.stop()
            self._offer_tray()
        before.deleteLater()
        # What is left of it must not be collected by a worker: pixmaps belong to this thread.
        QTimer.singleShot(LEFTOVERS_MS, self, self._collect)

    def _freeze(self) -> None:
        """What is there to stay: else each full collection walks the library, 50 ms at 10,000 tasks, amid a sort."""
        gc.freeze()

    def _collect(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    @property
    def window(self) -> MainWindow:
        """The window; `show` has made it."""
        if self._window is None:
            raise RuntimeError("the window is not made yet")
        return self._window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Waits for the first paint."""
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            watched.removeEventFilter(self)
            QTimer.singleShot(AFTER_PAINT_MS, self, self._start_services)
        return super().eventFilter(watched, event)

    def _on_setting_changed(self, name: str) -> None:
        if name == "proxy":
            self.transport.set_proxy(self.settings.proxy)

    def _start_services(self) -> None:
        if not (self._painted and self.library.is_loaded) or self._steps or self._started or self._ended:
            return
        from app.services.allocator import tame_allocator

        tame_allocator()
        gc.freeze()
        QTimer.singleShot(FREEZE_MS, self, self._freeze)
        rotate_log(self._where.log)
        self._steps = [self._listen, self._start_demo, self._watch, self.poller.start, self._start_work]
        self._next_step()

    def _next_step(self) -> None:
        """One part of the start in each turn of the event loop: the window is there, and is used already.

        One that fails takes no other along: without a session bus, say, tasks are polled and saved all the same.
        """
        if self._ended:
            return
        step = self._steps.pop(0)
        if self._steps:
            QTimer.singleShot(0, self, self._next_step)
        step()

    def _start_work(self) -> None:
        """The last part; what came by the command line is tracked once all run."""
        self._started = True
        self._give_icon()
        self.upkeep.program.start()
        self.arrivals.start()

    def _on_library_failed(self) -> None:
        """A second start gets its answer, and raises the window that says what is wrong."""
        if self.library.cannot_be_read and not self._ended:
            self._listen()

    def _give_icon(self) -> None:
        """For desktops that do not find it by the name of the window; macOS has a better one in the bundle."""
        if sys.platform != "darwin":
            self._qt.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))

    def _listen(self) -> None:
        if self._handover is not None:
            return
        from app.services.handover import HandoverServer

        self._handover = HandoverServer(self._instance.address, self)
        self._handover.handed_over.connect(self.arrivals.take)

    def _watch(self) -> None:
        """Before the services bring anything new."""
        from app.services.launcher import Launcher
        from app.services.notifier import Notifier
        from app.services.session_bus import BUS, Call, SessionBus
        from app.services.system_look import SystemLook
        from app.services.wakefulness import Wakefulness
        from app.ui.news import NewsWords
        from app.ui.tray import WATCHER

        self._bus = SessionBus(self)
        self._bus.listen(BUS, WATCHER)
        self._notifier = Notifier(self.library, self._bus, NewsWords(self.library), self._nobody_looks, self)
        self._notifier.play_wanted.connect(self._on_play_wanted)
        self._notifier.show_wanted.connect(self._on_show_wanted)
        Wakefulness(self.saver, self._bus, self.settings, self)
        if sys.platform == "linux":
            Launcher(self.saver, self._bus, self)
            self.theme.follow(SystemLook(self._bus, self))
        self._offer_tray()
        if sys.platform == "linux":
            # A tray that came after it was looked for, and before the bus was listened to, is not told of.
            asked = Call(BUS, "/org/freedesktop/DBus", BUS, "NameHasOwner", "s", (WATCHER,))
            self._bus.call(asked, self._on_watcher_known)

    def _on_watcher_known(self, _answer: tuple[Any, ...]) -> None:
        if self._tray is not None and not self._ended:
            self._tray.look()

    def _offer_tray(self) -> None:
        from app.ui.tray import Tray

        if self._bus is None:
            return
        self._tray = Tray(self.window, self.poller, self.saver, self.settings, self._bus)
        self._tray.show_wanted.connect(self._on_tray_pressed)
        self._tray.quit_wanted.connect(self._on_tray_quit)
        if self._notifier is not None:
            self._notifier.native_wanted.connect(self._tray.tell)
            self._tray.message_pressed.connect(self._notifier.press)

    def _on_tray_pressed(self) -> None:
        self._raise("")

    def _on_tray_quit(self) -> None:
        """As Quit in the window: what is not saved is asked about, and then the question has to be seen."""
        self.window.actions_.quit.trigger()
        if not self._ended:
            self._raise("")

    def _nobody_looks(self) -> bool:
        return self.settings.notifications and self._qt.activeWindow() is None

    def _on_play_wanted(self, key: VideoKey, token: str) -> None:
        self._raise(token)
        self.window.select_tasks([key.task])
        self.window.actions_.play.trigger()

    def _on_show_wanted(self, key: VideoKey | None, token: str) -> None:
        from app.services.desktop import show_in_folder

        video = self.library.video(key) if key else None
        if video is not None and video.saved is not None and show_in_folder(video.saved.path):
            return
        self._raise(token)
        if key is not None:
            self.window.select_tasks([key.task])

    def _start_demo(self) -> None:
        """Tasks that ran when the app was last open go on where the clock says; their links move to the new port."""
        from app.demo.scenario import Scenario
        from app.demo.server import DemoServer

        scenario = Scenario()
        tasks = self.library.tasks.values()
        scenario.prime({task.key.task_id: task.added for task in tasks if task.key.profile == DEMO_PROFILE})
        self._demo = DemoServer(scenario, resource("demo"), kept_requests=0)
        try:
            self._demo.start()
        except OSError as error:
            _log.error("the demo provider cannot listen: %s", error)
            return
        self.library.put_profile(Profile(DEMO_PROFILE, "Demo", self._demo.base_url))

    def _raise(self, token: str) -> None:
        if self._window is None or self._ended:
            return
        if token:
            os.putenv("XDG_ACTIVATION_TOKEN", token)  # Qt takes it from there when the window asks to be active
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if QGuiApplication.platformName() == "xcb":
            from app.services.x11 import bring_to_front

            bring_to_front(int(self._window.winId()))

    def _waits_for_library(self) -> bool:
        """Whether an end has to wait until the tasks of the command line can be kept; it is asked for again then."""
        if self._ending or not self.arrivals.waits_for_library:
            return False
        self._ending = True
        for read in (self.library.previewed, self.library.loaded, self.library.failed):
            read.connect(self.quit)
        QTimer.singleShot(LIBRARY_MS, self, self.quit)  # what fails for good was told of before
        return True

    def _on_restart_wanted(self) -> None:
        self.restarts = True
        self.quit()

    def quit(self) -> None:
        """Ends the app: intake, timers, sockets, threads, and last the storage, which is always drained."""
        if self._ended:
            return
        if self._waits_for_library():
            return
        self._ended = True
        if self._tray is not None:
            self._tray.stop()
        if self._window is not None:
            self._window.close()
        is_whole = self.arrivals.keep()
        if self._notifier is not None and self._bus is not None:
            self._notifier.stop()
            self._bus.stop()
        self.poller.stop()
        self.posters.stop()
        self.saver.stop()
        self.verifier.stop()
        self.keys.stop()
        for lane in self._lanes:
            lane.stop()
        self.transport.abort()
        if self._demo is not None:
            self._demo.close()
        deadline = time.monotonic() + JOIN_SECONDS
        for lane in self._lanes:
            lane.join(max(0.0, deadline - time.monotonic()))
        is_whole = self._drain() and is_whole
        self.settings.sync()
        self._termination.close()
        if self._handover is not None:
            self._handover.close()
        self._instance.close()
        QGuiApplication.exit(0 if is_whole else 1)

    def _drain(self) -> bool:
        """The last write; whether the disk took it."""
        waits = self.library.waits
        self.library.close()
        if self.storage.stop(DRAIN_SECONDS) and not (waits and self.storage.has_failed):
            return True
        _log.error("the database did not take the last write")
        say("pika-monitor: the last changes could not be written to disk")
        return False
