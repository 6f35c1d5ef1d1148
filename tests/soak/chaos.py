"""A provider that finishes its tasks little by little, on a network where something goes wrong all the time."""

from __future__ import annotations

from random import Random

from PySide6.QtCore import QObject, QTimer

from app.demo.faults import Fault, Kind
from app.demo.server import DemoServer

MEDIA, FEED = "/v1/*.mp4", "/pika/feed/"
TURN_MS = 250
"""After so long, other things go wrong."""


class Chaos(QObject):
    """Changes answers and faults of a server from the GUI thread.

    Args:
        server: runs already.
        ids: of the tasks, all of them running.
        seconds: in which all of them finish.
        seed: makes a run repeatable, as far as threads are.
    """

    def __init__(self, server: DemoServer, ids: list[str], seconds: float, seed: int) -> None:
        super().__init__()
        self._server = server
        self._random = Random(seed)
        self._running = list(ids)
        self._random.shuffle(self._running)
        self._each_turn = max(1, round(len(ids) * TURN_MS / 1000 / seconds))
        self.faults = 0
        for task_id in ids:
            self._answer(task_id, "pending")
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def stop(self) -> None:
        """Everything is well from now on, and everything is finished."""
        self._timer.stop()
        self._server.faults.clear()
        for task_id in self._running:
            self._answer(task_id, "finished")
        self._running = []

    def _answer(self, task_id: str, status: str) -> None:
        link = f"{self._server.base_url}{path_of(task_id)}" if status == "finished" else ""
        video = {"id": task_id, "status": status, "progress": self._random.randrange(100), "seed": 1, "resultUrl": link}
        self._server.answers[task_id] = {"id": task_id, "promptText": f"film {task_id}", "videos": [video]}

    def _turn(self) -> None:
        for _ in range(self._each_turn):
            if self._running:
                self._answer(self._running.pop(), "finished")
        self._server.faults.clear()
        for fault in self._random.sample(self._choices(), 4):
            self._server.faults.add(fault)
            self.faults += 1

    def _choices(self) -> list[Fault]:
        cut, times = self._random.randrange(60_000), self._random.randrange(1, 4)
        return [
            Fault(MEDIA, Kind.CLOSE, after=cut, times=times),
            Fault(MEDIA, Kind.RESET, after=cut, times=times),
            Fault(MEDIA, Kind.STALL, after=cut, times=times),
            Fault(MEDIA, Kind.NO_LENGTH, after=cut, times=times),
            Fault(MEDIA, Kind.CLOSE, also=(Kind.NO_VALIDATORS,), after=cut, times=times),
            Fault(MEDIA, Kind.CHUNKED, after=cut, times=times),
            Fault(MEDIA, Kind.IGNORE_RANGE, times=times),
            Fault(MEDIA, Kind.WRONG_OFFSET, times=times, extra=7),
            Fault(MEDIA, Kind.CUT_HEADERS, times=times),
            Fault(MEDIA, Kind.GZIP, times=times),
            Fault(MEDIA, status=503, times=times),
            Fault(MEDIA, status=403, times=1),
            Fault(MEDIA, body=b"<html>log in</html>", times=1),
            Fault(FEED, status=500, times=times),
            Fault(FEED, Kind.CLOSE, times=times),
            Fault(FEED, body=b"<html>", times=times),
        ]


def path_of(task_id: str) -> str:
    """Of the task's only video."""
    return f"/v1/{task_id}/a_seed1.mp4"
