"""The flag with which one thread tells others to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancel:
    """A flag that one thread sets and others see; callbacks run once at cancel() (to close a socket)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: dict[int, Callable[[], None]] = {}
        self._next = 0

    def cancel(self) -> None:
        """Set the flag and run the callbacks in this thread. Calling it again does nothing."""
        with self._lock:
            self._cancelled = True
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
        for callback in callbacks:
            callback()

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""
        return self._cancelled

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` run at cancel(), or at once where that was before.

        It runs in the thread that cancels, so it must be quick and must not raise.

        Returns:
            A function that takes the callback back. It may be called more than once, also after cancel().
        """
        with self._lock:
            if not self._cancelled:
                number = self._next
                self._next += 1
                self._callbacks[number] = callback
                return lambda: self._forget(number)
        callback()
        return _nothing

    def _forget(self, number: int) -> None:
        with self._lock:
            self._callbacks.pop(number, None)


def _nothing() -> None:
    """Stands for taking back a callback that has already run."""
