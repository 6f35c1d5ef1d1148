"""The cancel flag."""

from __future__ import annotations

from app.core.cancel import Cancel


def test_callbacks_run_once_at_cancel() -> None:
    cancel, calls = Cancel(), []
    cancel.on_cancel(lambda: calls.append("a"))
    cancel.on_cancel(lambda: calls.append("b"))
    assert (cancel.cancelled, calls) == (False, [])
    cancel.cancel()
    cancel.cancel()
    assert cancel.cancelled
    assert calls == ["a", "b"]


def test_a_callback_that_comes_late_runs_at_once() -> None:
    cancel, calls = Cancel(), []
    cancel.cancel()
    cancel.on_cancel(lambda: calls.append("late"))()
    assert calls == ["late"]


def test_a_callback_that_was_taken_back_does_not_run() -> None:
    cancel, calls = Cancel(), []
    forget = cancel.on_cancel(lambda: calls.append("gone"))
    cancel.on_cancel(lambda: calls.append("kept"))
    forget()
    forget()
    cancel.cancel()
    forget()
    assert calls == ["kept"]
