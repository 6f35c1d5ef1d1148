"""Brings a window of ours to the front under X11, from another workspace too.

Qt asks as an application does, which window managers answer with a blinking entry in the taskbar when the window is
elsewhere. This asks as a taskbar does: at the user's wish (Extended Window Manager Hints).
"""

from __future__ import annotations

import ctypes
import logging

_log = logging.getLogger(__name__)
_CLIENT_MESSAGE = 33
_TO_THE_WINDOW_MANAGER = 1 << 20 | 1 << 19  # SubstructureRedirectMask, SubstructureNotifyMask
_FROM_A_TASKBAR = 2
_ON_ALL_WORKSPACES = 0xFFFFFFFF


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 24),  # an XEvent is as long as its longest kind
    )


def bring_to_front(window: int) -> bool:
    """Have the window manager show this window on the workspace that is looked at; whether it could be asked.

    Args:
        window: its X11 number, on the display that DISPLAY names.
    """
    try:
        display = Display()
    except OSError as error:
        _log.info("the window manager cannot be asked: %s", error)
        return False
    try:
        here, there = display.number(display.root, b"_NET_CURRENT_DESKTOP"), display.number(window, b"_NET_WM_DESKTOP")
        if None not in (here, there) and there not in (here, _ON_ALL_WORKSPACES):
            display.ask(window, b"_NET_WM_DESKTOP", here, _FROM_A_TASKBAR)
        display.ask(window, b"_NET_ACTIVE_WINDOW", _FROM_A_TASKBAR)
    finally:
        display.close()
    return True


class Display:
    """A connection of its own for a moment: Qt's cannot be written to from here.

    Raises:
        OSError: there is no such library, or no such display.
    """

    def __init__(self) -> None:
        self._x11 = x11 = ctypes.CDLL("libX11.so.6")
        pointer, number, whole = ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int
        x11.XOpenDisplay.restype = pointer
        x11.XDefaultRootWindow.argtypes, x11.XDefaultRootWindow.restype = (pointer,), number
        x11.XInternAtom.argtypes, x11.XInternAtom.restype = (pointer, ctypes.c_char_p, whole), number
        x11.XSendEvent.argtypes = (pointer, number, whole, ctypes.c_long, pointer)
        x11.XGetWindowProperty.argtypes = (
            *(pointer, number, number, ctypes.c_long, ctypes.c_long, whole, number),
            *(pointer, pointer, pointer, pointer, pointer),
        )
        x11.XFree.argtypes = x11.XCloseDisplay.argtypes = (pointer,)
        self._display = x11.XOpenDisplay(None)
        if not self._display:
            raise OSError("no X11 display")
        self.root: int = x11.XDefaultRootWindow(self._display)

    def close(self) -> None:
        """Send what was asked, and end the connection."""
        self._x11.XCloseDisplay(self._display)

    def number(self, window: int, name: bytes) -> int | None:
        """The first number of a window's property, None where it has none."""
        kind, size, count, rest = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
        values = ctypes.POINTER(ctypes.c_ulong)()
        found = (ctypes.byref(each) for each in (kind, size, count, rest, values))
        self._x11.XGetWindowProperty(self._display, window, self._atom(name), 0, 1, False, 0, *found)
        number = values[0] if count.value and size.value == 32 else None
        self._x11.XFree(values)
        return number

    def ask(self, window: int, what: bytes, *data: int | None) -> None:
        """Send a message about this window to the window manager."""
        message = _ClientMessage(type=_CLIENT_MESSAGE, window=window, message_type=self._atom(what), format=32)
        for at, value in enumerate(data):
            message.data[at] = value
        self._x11.XSendEvent(self._display, self.root, False, _TO_THE_WINDOW_MANAGER, ctypes.byref(message))

    def _atom(self, name: bytes) -> int:
        atom: int = self._x11.XInternAtom(self._display, name, False)
        return atom
