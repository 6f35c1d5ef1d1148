"""The file that a download grows in: `NAME.part` beside its target, locked while in use, with a note of its origin."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from app.core.errors import ErrorCode, TransferError

BUFFER = 1 << 20
"""Bytes that go to the disk at once."""
MAX_NAMES = 99
_NOTE_LIMIT = 1 << 14

_CODES = {
    errno.ENOSPC: ErrorCode.DISK_FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): ErrorCode.DISK_FULL,
    errno.EACCES: ErrorCode.NO_PERMISSION,
    errno.EPERM: ErrorCode.NO_PERMISSION,
    errno.EROFS: ErrorCode.NO_PERMISSION,
    errno.ENOENT: ErrorCode.NO_FOLDER,
    errno.ENOTDIR: ErrorCode.NO_FOLDER,
    errno.ENAMETOOLONG: ErrorCode.NAME_TOO_LONG,
}
_NO_LINKS = frozenset(
    getattr(errno, name)
    for name in ("EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL", "EACCES", "EXDEV")
    if hasattr(errno, name)
)
"""What os.link raises where the file system has no hard links (FAT, some network shares)."""
_UNSUPPORTED = frozenset(
    getattr(errno, name) for name in ("ENOLCK", "ENOTSUP", "ENOSYS", "EINVAL") if hasattr(errno, name)
)


def disk_error(error: OSError) -> TransferError:
    """The error that stands for what a disk operation raised, with the system's words."""
    return TransferError(_CODES.get(error.errno or 0, ErrorCode.DISK_FAILED), error.strerror or "")


@dataclass(frozen=True, slots=True)
class Note:
    """What a part is part of, kept beside it as JSON.

    Attributes:
        place: digest of the link without its query: tells parts of the same name apart, proves nothing.
        etag: a strong entity tag, or "".
        modified: the Last-Modified header, or "".
        total: bytes of the whole file, None where the server did not say.
    """

    place: str
    etag: str = ""
    modified: str = ""
    total: int | None = None

    @property
    def validator(self) -> str:
        """What If-Range is asked with (RFC 9110, 13.1.5); "" = this cannot be resumed."""
        return self.etag or self.modified


class PartFile:
    """A part that this download has for itself. Use `with`: an error leaves it there only if it can be resumed.

    Attributes:
        path: of the part.
        note: what it is part of, None where that is not known: then its bytes are worth nothing.
        size: bytes written so far.
    """

    def __init__(self, path: Path, final: Path, file: IO[bytes]) -> None:
        """Made by `claim` only."""
        self.path = path
        self._final = final
        self._file = file
        self.note = _read_note(_note_path(path))
        self.size = os.fstat(file.fileno()).st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            if kind is not None and (self.size == 0 or self.note is None):
                self.discard()
        with contextlib.suppress(OSError):  # the last buffer may not fit: the part just is shorter
            self._file.close()

    def blocks(self) -> Iterator[bytes]:
        """What is in the part, and then be at its end."""
        self._file.seek(0)
        while block := self._file.read(BUFFER):
            yield block

    def restart(self) -> None:
        """Throw away what is in the part, and what it was part of."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0
        self.describe(None)

    def describe(self, note: Note | None) -> None:
        """Note what this is part of, before its first byte; None: not to be resumed."""
        self.note = note
        if note is None:
            _note_path(self.path).unlink(missing_ok=True)
        else:
            _note_path(self.path).write_text(json.dumps(asdict(note)), encoding="utf-8")

    def write(self, data: bytes) -> None:
        """Add to the end."""
        self._file.write(data)
        self.size += len(data)

    def sync(self) -> None:
        """Have it all on the disk before anyone relies on it."""
        self._file.flush()
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            if error.errno not in _UNSUPPORTED:  # some network shares cannot
                raise

    def place(self, extension: str) -> Path:
        """Give the synced part its final name, never an existing file's, and leave nothing else.

        Returns:
            The final path: the stem with `extension`, with " (2)", " (3)"… where there are such files already.
        """
        if sys.platform == "win32":
            self._file.close()  # nothing that is open can be renamed there
        for target in _names(self._final, extension):
            if _move(self.path, target):
                _note_path(self.path).unlink(missing_ok=True)
                _sync_folder(target.parent)
                return target
        raise TransferError(ErrorCode.DISK_FAILED, os.strerror(errno.EEXIST))

    def discard(self) -> None:
        """Remove the part and its note."""
        if sys.platform == "win32":
            self._file.close()
        _note_path(self.path).unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def claim(folder: Path, stem: str, place: str) -> PartFile:
    """Lock a part for `stem`: the one whose note says `place`, else the first that nobody uses, new or not.

    Without a `place` it is a new one, so that a copy takes no part away that waits to be resumed.

    Raises:
        OSError: it cannot be made (see `disk_error`).
        TransferError: every name is in use.
    """
    parts = [_part_path(name) for name in _names(folder / stem, ".mp4")]
    known = [path for path in parts if (note := _read_note(_note_path(path))) is not None and note.place == place]
    if not place:
        parts.sort(key=lambda path: path.exists())
    for path in known + parts:
        file = _lock(path)
        if file is not None:
            return PartFile(path, folder / stem, file)
    raise TransferError(ErrorCode.DISK_FAILED, os.strerror(errno.EEXIST))


def discard(folder: Path, stem: str) -> None:
    """Remove the parts for `stem` that no download uses; what cannot be removed stays."""
    for name in _names(folder / stem, ".mp4"):
        path = _part_path(name)
        if not path.exists():
            continue
        with contextlib.suppress(OSError):
            file = _lock(path)
            if file is not None:
                with PartFile(path, folder / stem, file) as part:
                    part.discard()


def _names(final: Path, extension: str) -> Iterator[Path]:
    yield final.with_name(final.name + extension)
    for n in range(2, MAX_NAMES + 1):
        yield final.with_name(f"{final.name} ({n}){extension}")


def _part_path(name: Path) -> Path:
    return name.with_name(name.name + ".part")


def _note_path(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _read_note(path: Path) -> Note | None:
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_NOTE_LIMIT))
        note = Note(**data)
    except (OSError, ValueError, TypeError):
        return None
    # Printable, as they go back to the server as headers.
    texts = all(type(text) is str and text.isprintable() for text in (data["place"], note.etag, note.modified))
    return note if texts and (note.total is None or type(note.total) is int) else None


def _lock(path: Path) -> IO[bytes] | None:
    """Open the part, made where there is none, and lock it; None where another download has it."""
    for _ in range(10):
        number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        file = os.fdopen(number, "r+b", buffering=BUFFER)
        if not _try_lock(file.fileno()):
            file.close()
            return None
        # Its user may have brought it into place between the two: then this is the finished file.
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()
    return None


if sys.platform == "win32":
    import msvcrt

    def _try_lock(number: int) -> bool:
        os.lseek(number, 1 << 40, os.SEEK_SET)  # locked bytes cannot be read there, so lock one that is not used
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(number, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in _UNSUPPORTED
        return True


def _move(part: Path, target: Path) -> bool:
    """Rename without replacing; False where the target exists."""
    try:
        if sys.platform == "win32":
            os.rename(part, target)  # never replaces there
            return True
        os.link(part, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _move_without_links(part, target)
    part.unlink()
    return True


def _move_without_links(part: Path, target: Path) -> bool:
    """As `_move`: the name is reserved by an empty file, which only we replace."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        return False
    try:
        os.replace(part, target)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    return True


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too, where a folder can be synced."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
