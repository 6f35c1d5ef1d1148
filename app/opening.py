"""Owns how a process begins: it opens the window on its data folder, or hands over to the process that has it open."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import APP_ID, APP_NAME, __version__
from app.application import Application
from app.command_line import Options, say
from app.early_signals import let_go
from app.log import start_log
from app.places import Places, places
from app.services.autostart import own_command
from app.services.instance import HandoverError, Instance
from app.services.own_program import start_anew
from app.services.taskbar import name_process

PATIENCE_SECONDS = 5.0
"""For another process that holds the data folder to take our arguments, or to end."""


def run(options: Options) -> int:
    """Opens the window and runs until it is closed, or hands over to the one that is open; the exit code.

    Signals that were held before are taken once there is a window.
    """
    try:
        where = _prepare(options)
        instance = Instance(where.data)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not instance.claim():
            try:
                return _hand_over(instance, options)
            except HandoverError:  # it may just be ending, and then the place is ours
                if time.monotonic() > deadline:
                    say("pika-monitor: it is open already, but does not answer; close it, or try again in a while")
                    return 1
        if not _has_display():
            say("pika-monitor: there is no display to open a window on (--export works without one)")
            return 1
        application = _open(options, where, instance)
    except OSError as error:
        say(f"pika-monitor: the data folder cannot be used: {error.strerror}")
        return 1
    let_go()
    code = QApplication.exec()
    return _run_anew(options) if application.restarts else code


def _run_anew(options: Options) -> int:
    """Puts the program that is installed now in this one's place; the exit code where there is none."""
    try:
        start_anew((*own_command(), *_lasting(options)))
    except OSError as error:
        say(f"pika-monitor: cannot be started anew: {error.strerror}")
        return 1


def _lasting(options: Options) -> tuple[str, ...]:
    """Arguments that hold for the next process too, now that the task IDs are kept."""
    folder = ("--data-dir", str(options.data_dir)) if options.data_dir is not None else ()
    save = ("--auto-save", options.auto_save) if options.auto_save and not options.ids else ()
    return (*folder, *save)


def _has_display() -> bool:
    """Whether Qt finds a screen: without one it aborts the process."""
    return sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")))


def start(options: Options) -> Application | None:
    """Claims the data folder and shows the window; None where another process has it open.

    Raises:
        OSError: the data folder cannot be made.
    """
    where = _prepare(options)
    instance = Instance(where.data)
    return _open(options, where, instance) if instance.claim() else None


def _prepare(options: Options) -> Places:
    name_process()
    QGuiApplication.setDesktopFileName(APP_ID)
    QApplication.setApplicationName(APP_NAME)  # what assistive technologies call it
    QApplication.setApplicationDisplayName(APP_NAME)
    QApplication.setApplicationVersion(__version__)
    where = places(options.data_dir)
    start_log(where.log)
    return where


def _open(options: Options, where: Places, instance: Instance) -> Application:
    qt = QApplication(sys.argv[:1])
    qt.setQuitOnLastWindowClosed(False)
    application = Application(qt, options, where, instance)
    application.show()
    return application


def _hand_over(instance: Instance, options: Options) -> int:
    from app.services.handover import hand_over

    message = {
        "ids": options.ids,
        "endpoint": options.endpoint,
        "demo": options.demo,
        "auto_save": options.auto_save,
        "token": os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    }
    answer = hand_over(instance.address, message)
    if answer.get("ok") is not True:
        say(f"pika-monitor: the open window could not keep these tasks: {answer.get('problem', '')}")
        return 1
    return 0
