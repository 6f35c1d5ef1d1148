"""Lets the frozen app import from the very file that it was started from, also when an upgrade has replaced that file.

PyInstaller opens the program by its name at every import. Under a running app that is another version's file after an
upgrade, and none after a removal: whatever was not imported until then fails, or ends the process.
"""

import os
import sys

import pyimod02_importers

IMAGE = "/proc/self/exe"
"""Opens the running program's own file, under whatever name it is by now, or under none."""

if sys.platform == "linux" and os.access(IMAGE, os.R_OK):
    archive = pyimod02_importers.pyz_archive
    if not hasattr(archive, "_filename"):
        raise RuntimeError("this PyInstaller names its archive in another way: see packaging/pyinstaller/own_image.py")
    archive._filename = IMAGE  # noqa: SLF001 - it has no other way
