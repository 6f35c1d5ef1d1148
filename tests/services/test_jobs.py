"""Owns the proof that every job ends exactly once, on the lane's own thread, and that a late one harms nothing."""

from __future__ import annotations

import logging
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError
from app.services.jobs import Lane, Outcome
from tests.services.conftest import GENEROUS


@pytest.fixture
def lanes() -> Iterator[Callable[..., Lane]]:
    made: list[Lane] = []

    def make(threads: int = 1) -> Lane:
        made.append(Lane("test", threads))
        return made[-1]

    yield make
    for lane in made:
        lane.stop()
        assert lane.join(20)


class Ends:
    """Notes how jobs ended, and on which thread that was told."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome[object]] = []
        self.threads: set[int] = set()

    def __call__(self, outcome: Outcome[object]) -> None:
        self.outcomes.append(outcome)
        self.threads.add(threading.get_ident())

    def are(self, count: int) -> bool:
        return len(self.outcomes) == count

    @property
    def codes(self) -> list[ErrorCode | None]:
        return [outcome.problem.code if outcome.problem else None for outcome in self.outcomes]


def give(value: object, _cancel: Cancel) -> object:
    return value


def fail(error: BaseException, _cancel: Cancel) -> object:
    raise error


def until_cancelled(begun: threading.Event, cancel: Cancel) -> object:
    over = threading.Event()
    cancel.on_cancel(over.set)
    begun.set()
    assert over.wait(20)
    raise PikaError(ErrorCode.CANCELLED)


def hang(begun: threading.Event, go: threading.Event, _cancel: Cancel) -> None:
    begun.set()
    assert go.wait(20)


def note(done: list[int], number: int, _cancel: Cancel) -> None:
    done.append(number)


def wait_for(event: threading.Event, _cancel: Cancel) -> object:
    assert event.wait(20)
    return threading.current_thread().name


def test_success_failure_and_defect_each_end_once(
    qtbot: QtBot, lanes: Callable[..., Lane], caplog: pytest.LogCaptureFixture
) -> None:
    lane, ends = lanes(3), Ends()
    for number in range(200):
        lane.run(partial(give, number), ends)
        lane.run(partial(fail, PikaError(ErrorCode.TIMEOUT, "words")), ends)
    with caplog.at_level(logging.ERROR):
        lane.run(partial(fail, ZeroDivisionError("sk-secret")), ends)
        qtbot.waitUntil(partial(ends.are, 401), timeout=GENEROUS)
    assert sorted(each.value for each in ends.outcomes if each.problem is None) == list(range(200))  # type: ignore[type-var]
    assert ends.codes.count(ErrorCode.TIMEOUT) == 200
    (defect,) = [each.problem for each in ends.outcomes if each.problem and each.problem.code is ErrorCode.INTERNAL]
    assert defect.detail == "ZeroDivisionError"
    assert "ZeroDivisionError" in caplog.text
    assert ends.threads == {threading.get_ident()}


def test_a_cancelled_job_ends_once_wherever_it_was(qtbot: QtBot, lanes: Callable[..., Lane]) -> None:
    lane, ends, begun = lanes(), Ends(), threading.Event()
    under_way = lane.run(partial(until_cancelled, begun), ends)
    waiting = lane.run(partial(give, 1), ends)
    after = lane.run(partial(give, 2), ends)
    assert begun.wait(20)
    waiting.cancel()
    under_way.cancel()
    under_way.cancel()
    qtbot.waitUntil(partial(ends.are, 3), timeout=GENEROUS)
    after.cancel()
    assert ends.codes == [ErrorCode.CANCELLED, ErrorCode.CANCELLED, None]


def test_one_thread_does_one_thing_after_the_other(qtbot: QtBot, lanes: Callable[..., Lane]) -> None:
    lane, ends = lanes(), Ends()
    for number in range(100):
        lane.run(partial(give, number), ends)
    qtbot.waitUntil(partial(ends.are, 100), timeout=GENEROUS)
    assert [each.value for each in ends.outcomes] == list(range(100))


def test_threads_are_few_named_daemons_and_made_when_needed(qtbot: QtBot, lanes: Callable[..., Lane]) -> None:
    lane, ends, go = lanes(3), Ends(), threading.Event()
    assert lane._threads == []
    lane.run(partial(give, 0), ends)
    qtbot.waitUntil(partial(ends.are, 1), timeout=GENEROUS)
    assert len(lane._threads) == 1
    for _ in range(9):
        lane.run(partial(wait_for, go), ends)
    assert len(lane._threads) == 3
    assert all(thread.daemon and thread.name.startswith("test-") for thread in lane._threads)
    go.set()
    qtbot.waitUntil(partial(ends.are, 10), timeout=GENEROUS)
    assert len({each.value for each in ends.outcomes[1:]}) <= 3


def test_a_stop_cancels_and_tells_nothing_more(qtbot: QtBot, lanes: Callable[..., Lane]) -> None:
    lane, ends, begun = lanes(), Ends(), threading.Event()
    done: list[int] = []
    lane.run(partial(until_cancelled, begun), ends)
    lane.run(partial(note, done, 1), ends)
    assert begun.wait(20)
    lane.stop()
    assert lane.join(20)
    assert done == []
    assert lane.run(partial(give, 2), ends).cancelled is False
    QCoreApplication.processEvents()
    assert ends.outcomes == []


def test_a_draining_stop_does_all_that_is_queued(lanes: Callable[..., Lane]) -> None:
    lane = lanes()
    done: list[int] = []
    for number in range(50):
        lane.run(partial(note, done, number))
    lane.stop(drain=True)
    lane.run(partial(note, done, 99))
    assert lane.join(20)
    assert done == list(range(50))


def test_a_join_does_not_wait_for_what_hangs(lanes: Callable[..., Lane]) -> None:
    lane, begun, go = lanes(), threading.Event(), threading.Event()
    lane.run(partial(hang, begun, go))
    assert begun.wait(20)
    lane.stop()
    assert lane.join(0.01) is False
    go.set()


def test_news_of_a_job_come_before_its_end(qtbot: QtBot, lanes: Callable[..., Lane]) -> None:
    lane = lanes()
    said: list[object] = []

    def work(_cancel: Cancel) -> None:
        for number in range(20):
            lane.deliver(partial(said.append, number))

    lane.run(work, lambda _outcome: said.append("end"))
    qtbot.waitUntil(lambda: "end" in said, timeout=GENEROUS)
    assert said == [*range(20), "end"]


def in_a_process(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_a_job_that_outlives_its_lane_harms_nothing() -> None:
    ended = in_a_process(
        """
        import threading
        from PySide6.QtCore import QCoreApplication
        from app.services.jobs import Lane
        app = QCoreApplication([])
        go, over, begun = threading.Event(), threading.Event(), threading.Event()
        failures = []
        threading.excepthook = failures.append
        lane = Lane("test")
        def work(cancel):
            begun.set()
            go.wait(20)
        lane.run(work, lambda outcome: failures.append("told"))
        begun.wait(20)
        thread = lane._threads[0]
        lane.stop()
        import shiboken6
        shiboken6.delete(lane)
        go.set()
        thread.join(20)
        app.processEvents()
        print(thread.is_alive(), failures)
        """
    )
    assert (ended.returncode, ended.stdout) == (0, "False []\n"), ended.stderr


def test_a_job_that_blocks_for_ever_does_not_hold_the_process() -> None:
    ended = in_a_process(
        """
        import threading
        from PySide6.QtCore import QCoreApplication
        from app.services.jobs import Lane
        app = QCoreApplication([])
        lane, begun = Lane("test"), threading.Event()
        def work(cancel):
            begun.set()
            threading.Event().wait()
        lane.run(work)
        begun.wait(20)
        lane.stop()
        """
    )
    assert ended.returncode == 0, ended.stderr


def test_this_pyside_survives_a_hundred_thousand_emits() -> None:
    """6.12.0 on Python 3.11 lost a reference to None and True at each, and aborted after some hundreds."""
    ended = in_a_process(
        """
        from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
        class Source(QObject):
            told = Signal(object)
            flag = Signal(bool)
        app = QCoreApplication([])
        count = [0]
        def note(value):
            count[0] += 1
        source = Source()
        source.told.connect(note)
        source.told.connect(note, Qt.ConnectionType.QueuedConnection)
        source.flag.connect(note)
        for number in range(100_000):
            source.told.emit((None, True, False)[number % 3])
            source.flag.emit(number % 2 == 0)
            if number % 1000 == 0:
                app.processEvents()
        app.processEvents()
        print(count[0])
        """
    )
    assert (ended.returncode, ended.stdout) == (0, "300000\n"), ended.stderr


class Owner:
    """Says on which thread it goes."""

    def __init__(self, gone: list[str]) -> None:
        self._gone = gone

    def work(self, _cancel: Cancel) -> None:
        """Nothing."""

    def done(self, _outcome: Outcome[None]) -> None:
        """Nothing."""

    def __del__(self) -> None:
        self._gone.append(threading.current_thread().name)


def test_who_asked_goes_where_the_lane_lives(lanes: Callable[..., Lane], qtbot: QtBot) -> None:
    lane, gone = lanes(), list[str]()
    for _ in range(200):  # whoever of the two threads is quicker
        owner = Owner(gone)
        lane.run(owner.work, owner.done)
        del owner
    qtbot.waitUntil(lambda: len(gone) == 200, timeout=20_000)
    assert set(gone) == {threading.current_thread().name}


def test_who_asked_goes_there_too_when_nobody_waits_for_the_end(lanes: Callable[..., Lane], qtbot: QtBot) -> None:
    lane, gone = lanes(), list[str]()
    for _ in range(200):
        lane.run(Owner(gone).work)
    qtbot.waitUntil(lambda: len(gone) == 200, timeout=20_000)
    assert set(gone) == {threading.current_thread().name}
