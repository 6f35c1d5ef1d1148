"""Owns the proof of what the core does otherwise on Windows and macOS, with the platform put in its place."""

from __future__ import annotations

import importlib.util
import os
import ssl
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from app.core import connection, file_lock, moving, part_file
from app.demo import faults

MSVCRT_LOCKED = 1 << 40


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")


def rename_as_windows(source: Path, target: Path) -> None:
    """It never replaces, and refuses a file that is open."""
    if target.exists():
        raise FileExistsError(183, "exists", str(target))
    held = [entry for entry in Path("/proc/self/fd").iterdir() if os.path.realpath(entry) == os.path.realpath(source)]
    if held:
        raise PermissionError(13, "used by another process", str(source))
    os.replace(source, target)


@pytest.fixture
def files_of_windows(windows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        pytest.fail("Windows is asked to rename")

    monkeypatch.setattr(os, "rename", rename_as_windows)
    monkeypatch.setattr(os, "link", no_links)


@pytest.mark.usefixtures("files_of_windows")
def test_windows_renames_and_its_refusal_to_replace_is_told(tmp_path: Path) -> None:
    source, target, taken = (tmp_path / name for name in ("source", "target", "taken"))
    source.write_bytes(b"new")
    taken.write_bytes(b"old")
    assert not moving.move(source, taken)
    assert moving.move(source, target)
    assert (source.exists(), target.read_bytes(), taken.read_bytes()) == (False, b"new", b"old")


@pytest.mark.usefixtures("windows")
def test_windows_cannot_sync_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("a folder cannot be opened there"))
    moving.sync_folder(tmp_path)


def test_the_call_that_only_linux_has_is_not_looked_for_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: pytest.fail("it is Linux's"))
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no links here")))
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"new")
    assert moving.move(source, target)
    assert target.read_bytes() == b"new"


@pytest.mark.usefixtures("files_of_windows")
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are listed in /proc")
@pytest.mark.parametrize("kept", [True, False], ids=["placed", "discarded"])
def test_a_part_is_closed_before_it_gets_its_name_or_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """Windows shares no file that is open: it could be neither renamed nor deleted."""
    unlink = Path.unlink

    def unlink_as_windows(path: Path, missing_ok: bool = False) -> None:
        if any(os.path.realpath(entry) == str(path) for entry in Path("/proc/self/fd").iterdir()):
            raise PermissionError(13, "used by another process", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_as_windows)
    part = part_file.claim(tmp_path, "moss", "here")
    if kept:
        placed = part.place(".mp4", "0" * 64, receipt=False)
        assert placed == tmp_path / "moss.mp4"
    else:
        part.discard()
    assert [path.name for path in tmp_path.iterdir()] == (["moss.mp4"] if kept else [])


def made_on(platform: str, module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module as it is made on this system, beside the one that is in use."""
    monkeypatch.setattr(sys, "platform", platform)
    spec = importlib.util.spec_from_file_location(f"{module.__name__}_of_{platform}", str(module.__file__))
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, made)
    spec.loader.exec_module(made)
    return made


def test_windows_locks_a_byte_that_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can read what is locked there, so it has to be beyond any file's end."""
    locked: list[tuple[int, int, int]] = []

    def locking(number: int, how: int, count: int) -> None:
        if locked:
            raise PermissionError(13, "locked")
        locked.append((os.lseek(number, 0, os.SEEK_CUR), how, count))

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    module = made_on("win32", file_lock, monkeypatch)
    with module.open_locked(tmp_path / "part", 4096) as file:
        assert locked == [(MSVCRT_LOCKED, 2, 1)]
        assert file.tell() == 0
    assert module.open_locked(tmp_path / "part", 4096) is None


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_the_authorities_are_no_files_the_system_is_asked(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def context(protocol: object) -> str:
        made.append(protocol)
        return "native"

    monkeypatch.setitem(sys.modules, "truststore", SimpleNamespace(SSLContext=context))
    module = made_on(platform, connection, monkeypatch)
    assert module.trust_context() == "native"
    assert made == [ssl.PROTOCOL_TLS_CLIENT]
    assert not module.SHAREABLE_CONTEXT  # its context holds a lock while it shakes hands


def test_elsewhere_one_context_serves_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made_on("linux", connection, monkeypatch).SHAREABLE_CONTEXT


@pytest.mark.parametrize(("platform", "size"), [("win32", 4), ("darwin", 8)])
def test_the_demo_breaks_a_connection_off_in_the_words_of_the_system(
    platform: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Winsock's `linger` has two shorts where others have two ints."""
    assert len(made_on(platform, faults, monkeypatch).RST_ON_CLOSE) == size
