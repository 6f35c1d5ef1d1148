"""Owns the proof that threads share two of glibc's heaps, and that large blocks lie outside of them."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAPS = """
import ctypes, os, re, sys, tempfile, threading
sys.path.insert(0, os.getcwd())
from app.services.allocator import LARGE, tame_allocator
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.fdopen.restype, libc.fdopen.argtypes = ctypes.c_void_p, [ctypes.c_int, ctypes.c_char_p]
libc.malloc_info.argtypes, libc.fclose.argtypes = [ctypes.c_int, ctypes.c_void_p], [ctypes.c_void_p]
if sys.argv[1] == "tamed":
    assert tame_allocator()
together = threading.Barrier(9)
def work():
    libc.malloc(100_000)
    together.wait(60)
for _ in range(8):
    threading.Thread(target=work).start()
together.wait(60)
for _ in range(3):
    libc.free(ctypes.c_void_p(libc.malloc(4 * LARGE)))  # an untamed glibc takes the next ones from a heap
libc.malloc(2 * LARGE)
number, name = tempfile.mkstemp()
file = libc.fdopen(number, b"w")
libc.malloc_info(0, file)
libc.fclose(file)
told = open(name).read()
os.unlink(name)
print(told.count("<heap nr="), re.findall(r'type="mmap" count="([0-9]+)"', told)[0])
"""


def heaps(how: str) -> tuple[int, int]:
    """Heaps of a process with eight busy threads, and its blocks outside of them."""
    command = [sys.executable, "-c", HEAPS, how]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout.split()
    return int(told[0]), int(told[1])


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
def test_threads_share_two_heaps_and_large_blocks_lie_outside() -> None:
    tamed, untamed = heaps("tamed"), heaps("as it is")
    assert tamed[0] == 2
    assert untamed[0] > 2
    assert tamed[1] == untamed[1] + 1
