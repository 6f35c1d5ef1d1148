"""Pictures of every state of a save, on the real app and a provider that does what each state needs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from struct import pack

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication

from app import __version__
from app.application import Application
from app.command_line import Options
from app.core.endpoints import origin
from app.core.errors import ErrorCode, Problem
from app.core.model import Profile, SavedFile, TaskKey, VideoKey
from app.core.shortage import Shortage
from app.demo.faults import Fault, Kind
from app.demo.scenario import Scenario
from app.demo.server import DemoServer
from app.opening import start
from app.resources import resource
from app.services.saver import TransferState
from app.ui.look import Look

SIZE = QSize(1280, 960)
SETTLE_MS = 600
MOST_SECONDS = 90.0
MIB = 1 << 20
CLIPS = ("aurora", "boats", "canyon", "dawn", "dusk", "ember", "moss", "ocean")
STATES = {
    "changed": "A lighthouse in the storm, seen from the sea",
    "missing": "Slow waves at sunrise, the camera close to the water",
    "full": "A city at night in the rain, neon signs mirrored in the puddles, people with umbrellas",
    "gone": "Paper boats drift down a flooded street",
    "asked": "A fox runs through fresh snow",
    "lost": "Aurora above a frozen lake",
    "paused": "Moss grows over an abandoned tram, time lapse",
    "second": "Dust dances in a ray of light",
    "first": "Embers rise from a camp fire into the night",
    "beside": "A canyon from above, the shadow of a cloud",
    "running": "Plane flies over a desert at dusk",
}
"""Tasks by what becomes of their save, the undermost of the list first."""


def film(size: int) -> bytes:
    """A clip of the demo with as much behind it as makes this size."""
    clip = (resource("demo") / "boats.mp4").read_bytes()
    return clip + pack(">I4s", size - len(clip), b"free") + bytes(size - len(clip) - 8)


class Stage(QObject):
    """Brings each task into its state, then takes the pictures."""

    def __init__(self, application: Application, server: DemoServer, folder: Path, prefix: str) -> None:
        super().__init__(application)
        self._app = application
        self._server = server
        self._folder = folder
        self._prefix = prefix
        self._window = application.window
        self._window.resize(SIZE)
        self._profile = Profile(origin(server.base_url), "V-API", server.base_url)
        self._end = time.monotonic() + MOST_SECONDS
        self._steps: list[tuple[Callable[[], bool], Callable[[], None]]] = [
            (self._is_known, self._begin),
            (self._is_held, self._run),
            (self._is_halfway, self._take_list),
            *((self._now, step) for step in (self._take_compact, self._take_large, self._take_gallery)),
            *((self._now, step) for step in (self._take_paused, self._take_full, self._take_missing)),
            *((self._now, step) for step in (self._take_asked, self._take_first)),
            (self._now, application.quit),
        ]
        self._tick = QTimer(self, interval=SETTLE_MS)
        self._tick.timeout.connect(self._go_on)
        application.ready.connect(self._add)
        self.failed = False

    def _key(self, state: str) -> VideoKey:
        return VideoKey(self._profile.id, state, state, 0)

    def _add(self) -> None:
        self._app.library.put_profile(self._profile)
        self._app.settings.current_profile = self._profile.id
        body = film(27 * MIB)
        for nth, (state, prompt) in enumerate(STATES.items()):
            poster, link = f"/{state}.jpg", f"/{state}.mp4"
            self._server.files[poster] = (resource("demo") / f"{CLIPS[nth % len(CLIPS)]}.poster.jpg").read_bytes()
            self._server.files[link] = body
            video = {
                "id": state,
                "status": "finished",
                "progress": 100,
                "seed": 3183047765 + nth,
                "duration": 5,
                "resultUrl": self._server.base_url + link,
                "videoPoster": self._server.base_url + poster,
            }
            self._server.answers[state] = {"id": state, "promptText": prompt, "videos": [video]}
        self._app.library.add(self._profile.id, list(STATES))
        self._tick.start()

    def _go_on(self) -> None:
        ready, do = self._steps[0]
        late = time.monotonic() > self._end
        self.failed |= late
        if late or ready():
            self._steps.pop(0)
            do()
            self._tick.start(SETTLE_MS)

    def _now(self) -> bool:
        return True

    def _is_known(self) -> bool:
        tasks = [self._app.library.task(TaskKey(self._profile.id, state)) for state in STATES]
        return all(task is not None and task.ended for task in tasks)

    def _begin(self) -> None:
        saver, faults, library = self._app.saver, self._server.faults, self._app.library
        faults.add(Fault("/paused.mp4", Kind.STALL, after=9 * MIB))
        faults.add(Fault("/lost.mp4", Kind.CLOSE, after=0))
        faults.add(Fault("/asked.mp4", status=503, headers={"Retry-After": "300"}))
        self._app.settings.saves_per_host = 10
        saver.save([self._key(state) for state in ("paused", "lost", "asked")])
        saver.save([self._key("gone")], str(self._folder / "not there" / "Videos"))
        library.set_save_error(
            self._key("full"), Problem(ErrorCode.DISK_FULL, Shortage(700_000_000, 512_000_000).detail)
        )
        file = SavedFile("/home/alex/Videos/Pika/waves.mp4", 27 * MIB, "0" * 64, time.time() - 86_400)
        library.set_saved(self._key("changed"), file)
        library.set_saved(
            self._key("missing"), SavedFile(file.path, file.size, file.sha256, file.at, None, 3.2, missing=True)
        )

    def _is_held(self) -> bool:
        paused, lost = (self._app.saver.transfer(self._key(each)) for each in ("paused", "lost"))
        asked = self._app.saver.transfer(self._key("asked"))
        return (
            paused is not None
            and paused.done > 8 * MIB
            and all(each is not None and each.state is TransferState.RETRYING for each in (lost, asked))
        )

    def _run(self) -> None:
        settings, saver = self._app.settings, self._app.saver
        saver.pause([self._key("paused")])
        settings.saves_per_host = 2
        settings.speed_limit = 3 << 10
        self._server.faults.add(Fault("/beside.mp4", Kind.STALL, after=2 * MIB))
        saver.save([self._key(each) for each in ("running", "beside", "first", "second")])

    def _is_halfway(self) -> bool:
        running = self._app.saver.transfer(self._key("running"))
        return running is not None and running.done > 10 * MIB

    def _grab(self, name: str) -> None:
        path = self._folder / f"{self._prefix}-saving-{name}.png"
        self.failed |= not self._window.grab().save(str(path))
        sys.stdout.write(f"{path}\n")

    def _take_list(self) -> None:
        self._grab("list")
        self._window.actions_.looks[Look.COMPACT].trigger()

    def _take_compact(self) -> None:
        self._grab("compact")
        self._window.actions_.looks[Look.LARGE].trigger()

    def _take_large(self) -> None:
        self._grab("large")
        self._window.actions_.looks[Look.GALLERY].trigger()

    def _take_gallery(self) -> None:
        self._grab("gallery")
        self._window.actions_.looks[Look.NORMAL].trigger()
        self._select("paused")

    def _take_paused(self) -> None:
        self._grab("details-paused")
        self._select("full")

    def _take_full(self) -> None:
        self._grab("details-full")
        self._select("missing")

    def _take_missing(self) -> None:
        self._grab("details-missing")
        self._select("asked")

    def _take_asked(self) -> None:
        self._grab("details-asked")
        self._select("first")

    def _take_first(self) -> None:
        self._grab("details-waiting")

    def _select(self, state: str) -> None:
        self._window.select_tasks([TaskKey(self._profile.id, state)])


def take(pictures: Path, data_dir: Path, scheme: str, scale: str, language: str) -> int:
    """Takes the pictures of one scheme, scale and language; as `course.take`."""
    pictures.mkdir(parents=True, exist_ok=True)
    looks = f"color_scheme={scheme}\nlanguage={language}"
    seen = f"[app]\nlast_version={__version__}"
    saving = f"[saving]\nfolder={data_dir / 'Videos' / 'Pika'}"
    (data_dir / "settings.ini").write_text(f"{seen}\n[window]\n{looks}\n{saving}\n")
    with DemoServer(Scenario(), resource("demo")) as server:
        application = start(Options(data_dir=data_dir))
        assert application is not None
        prefix = f"{scheme}-{scale}x" if language == "en" else f"{scheme}-{scale}x-{language}"
        stage = Stage(application, server, pictures, prefix)
        QApplication.exec()
    return int(stage.failed)
