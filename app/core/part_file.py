"""The file that a download grows in: `NAME.part` beside its target, locked while in use, with a note of its origin.

What a kill or a power loss leaves is never trusted by its length: only as far as a proof in the note says what the
bytes have to be.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from app.core.errors import ErrorCode, TransferError
from app.core.file_lock import UNSUPPORTED, open_locked
from app.core.moving import move, sync_folder
from app.core.part_note import Note, Proof, add_proof, note_path, read_note, write_note

BUFFER = 1 << 20
"""Bytes that go to the disk at once."""
MAX_NAMES = 99

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


def disk_error(error: OSError) -> TransferError:
    """The error that stands for what a disk operation raised, with the system's words."""
    return TransferError(_CODES.get(error.errno or 0, ErrorCode.DISK_FAILED), error.strerror or "")


@dataclass(frozen=True, slots=True)
class Placed:
    """A whole file that an earlier run brought into place, and died before it could say so."""

    path: Path
    proof: Proof


class PartFile:
    """A part that this download has for itself. Use `with`: an error leaves it there only if it can be resumed.

    Attributes:
        path: of the part.
        note: what it is part of, None where that is not known: then its bytes are worth nothing.
        proofs: what is known of its bytes, by growing size.
        size: bytes written so far.
    """

    def __init__(self, path: Path, final: Path, file: IO[bytes]) -> None:
        """Made by `claim` only."""
        self.path = path
        self._final = final
        self._file = file
        self.note, self.proofs = read_note(path)
        self.size = os.fstat(file.fileno()).st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            if kind is not None and (self.size == 0 or self.note is None or not self.note.validator):
                self.discard()
        with contextlib.suppress(OSError):  # the last buffer may not fit: the part just is shorter
            self._file.close()

    @property
    def receipt(self) -> Proof | None:
        """The proof that the part was found to be a whole video."""
        return self.proofs[-1] if self.proofs and self.proofs[-1].extension else None

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """What is in the part from `start` to `end`."""
        self._file.seek(start)
        while start < end and (block := self._file.read(min(BUFFER, end - start))):
            start += len(block)
            yield block

    def cut(self, size: int) -> None:
        """Throw away what is behind `size`, with its proofs, and be at the end."""
        self._file.seek(size)
        self._file.truncate()
        self.size = size
        self.proofs = tuple(proof for proof in self.proofs if proof.size <= size)

    def restart(self) -> None:
        """Throw away what is in the part, and what it was part of."""
        self.cut(0)
        self.note = None
        note_path(self.path).unlink(missing_ok=True)

    def describe(self, note: Note) -> None:
        """Note what this is part of, before its first byte.

        Raises:
            OSError: it cannot be written, or its drive was pulled out: then no note is left where that was.
        """
        self.note, self.proofs = note, ()
        write_note(self.path, note)
        if not self.path.exists():
            note_path(self.path).unlink(missing_ok=True)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

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
            if error.errno not in UNSUPPORTED:  # some network shares cannot
                raise

    def prove(self, sha256: str) -> None:
        """Have it all on the disk, and note what it is."""
        if self.size == 0 or self.note is None:
            return
        self.sync()
        proof = Proof(self.size, sha256)
        add_proof(self.path, proof, durable=False)
        self.proofs = (*self.proofs, proof)

    def placed(self) -> Placed | None:
        """Where the file is that an earlier run brought into place, and of which it could not tell.

        A name that this very part has is one; so is that of a file which is, byte for byte, what the receipt says.
        """
        receipt = self.receipt
        if receipt is None or self.size not in (0, receipt.size):
            return None
        for target in _names(self._final, receipt.extension):
            with contextlib.suppress(OSError):
                if target.samefile(self.path) if self.size else _is_same(target, receipt):
                    return Placed(target, receipt)
        return None

    def place(self, extension: str, sha256: str, *, receipt: bool) -> Path:
        """Give the synced part its final name, never an existing file's, and leave nothing else.

        Args:
            extension: with its dot.
            sha256: of the whole part.
            receipt: leave the note, for `settle`.

        Returns:
            The final path: the stem with `extension`, with " (2)", " (3)"… where there are such files already.
        """
        if self.note is None:
            self.describe(Note(""))
        add_proof(self.path, Proof(self.size, sha256, extension), durable=True)
        if sys.platform == "win32":
            self._file.close()  # nothing that is open can be renamed there
        for target in _names(self._final, extension):
            if move(self.path, target):
                sync_folder(target.parent)
                if not receipt:
                    note_path(self.path).unlink(missing_ok=True)
                return target
        raise TransferError(ErrorCode.DISK_FAILED, os.strerror(errno.EEXIST))

    def discard(self, *, receipt: bool = False) -> None:
        """Remove the part and, but for a `receipt`, its note."""
        if sys.platform == "win32":
            self._file.close()
        if not receipt:
            note_path(self.path).unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def claim(folder: Path, stem: str, place: str) -> PartFile:
    """Lock a part for `stem`: the one whose note says `place`, else the first that nobody uses, new or not.

    Without a `place` it is a new one, so that a copy takes no part away that waits to be resumed.

    Raises:
        OSError: it cannot be made (see `disk_error`).
        TransferError: every name is in use.
    """
    parts = [_part_path(name) for name in _names(folder / stem, ".mp4")]
    known = [path for path in parts if place and _is_of(path, place)]
    free = [path for path in parts if path.exists() or not _has_receipt(path)]
    if not place:
        free.sort(key=lambda path: path.exists())
    for path in known + free:
        file = open_locked(path, BUFFER)
        if file is not None:
            return PartFile(path, folder / stem, file)
    raise TransferError(ErrorCode.DISK_FAILED, os.strerror(errno.EEXIST))


def settle(folder: Path, stem: str, place: str) -> None:
    """Remove the receipt of a file that was brought into place: its caller has noted it for good. Never raises."""
    for name in _names(folder / stem, ".mp4"):
        path = _part_path(name)
        with contextlib.suppress(OSError):
            if not path.exists() and _is_of(path, place):
                note_path(path).unlink()


def discard(folder: Path, stem: str, place: str = "") -> None:
    """Remove the parts for `stem` that no download uses; with a `place`, not those of another. Never raises."""
    for name in _names(folder / stem, ".mp4"):
        path = _part_path(name)
        note, _ = read_note(path)
        if path.exists() and not (place and note is not None and note.place != place):
            remove(path)


def remove(path: Path) -> None:
    """Remove a part and its note, but not one that a download uses. Never raises."""
    with contextlib.suppress(OSError):
        file = open_locked(path, BUFFER)
        if file is not None:
            with PartFile(path, path, file) as part:
                part.discard()


def _is_of(part: Path, place: str) -> bool:
    note, _ = read_note(part)
    return note is not None and note.place == place


def _has_receipt(part: Path) -> bool:
    """Whether there is a note of another video which has just been brought into place from here."""
    _, proofs = read_note(part)
    return bool(proofs and proofs[-1].extension)


def _is_same(file: Path, proof: Proof) -> bool:
    if file.stat().st_size != proof.size:
        return False
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == proof.sha256


def _names(final: Path, extension: str) -> Iterator[Path]:
    yield final.with_name(final.name + extension)
    for n in range(2, MAX_NAMES + 1):
        yield final.with_name(f"{final.name} ({n}){extension}")


def _part_path(name: Path) -> Path:
    return name.with_name(name.name + ".part")
