"""Owns what holds for every test: UTF-8, no screen unless one was given, and that a skipped test fails in CI."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

# Units need no screen, and none of their windows may take the focus from another; tests/system has a screen of its own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# As in the app: a worker that collects would destroy Qt objects of a former test in the wrong thread.
gc.disable()
_MUCH_GARBAGE = 30_000
_PATIENT_MS = 30_000
"""For whoever names no time: no test may depend on how busy the machine is. pytest's own time-out ends what hangs."""


class PatientBot(QtBot):
    """Waits longer than the 5 s of its own."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _PATIENT_MS) -> None:  # noqa: N802
        """Until this holds."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENT_MS, **options: Any) -> Any:  # noqa: N802
        """Until this is emitted, within a `with`."""
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: list[Any], *, timeout: int = _PATIENT_MS, **options: Any) -> Any:  # noqa: N802
        """Until all of these are emitted, within a `with`."""
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitExposed(self, widget: Any, *, timeout: int = _PATIENT_MS) -> Any:  # noqa: N802
        """Until the window is on the screen, within a `with`."""
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """In place of pytest-qt's own."""
    return PatientBot(request)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect here, on the thread of the tests, when there is much."""
    if gc.get_count()[0] > _MUCH_GARBAGE:
        gc.collect()


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where CI is set: what is not tested there is tested nowhere."""
    if os.environ.get("CI") and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which fails in CI: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge every phase of a test."""
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Judge modules, which `importorskip` skips as a whole."""
    report = yield
    _fail_if_skipped(report)
    return report
