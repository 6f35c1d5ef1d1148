"""The note beside a part: what the part is a part of, how much of it is proven, and in the end that it is whole.

A line of JSON each. The first is the `Note`; behind it come the proofs, appended as the part grows, so that a note that
was cut in the middle of a line is only a little older than it could be.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_LIMIT = 1 << 20
"""Bytes of a note that are read: some ten thousand proofs."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a part is part of.

    Attributes:
        place: digest of what tells this video from others of the same name.
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


@dataclass(frozen=True, slots=True)
class Proof:
    """So many bytes of the part were on the disk, and their SHA-256 in hex was this.

    Attributes:
        extension: with its dot, where the part was found to be a whole video: then it is being brought into place.
    """

    size: int
    sha256: str
    extension: str = ""


def note_path(part: Path) -> Path:
    """Where the note of a part is."""
    return part.with_name(part.name + ".json")


def write_note(part: Path, note: Note) -> None:
    """Begin the note of an empty part.

    Raises:
        OSError: it cannot be written.
    """
    note_path(part).write_text(json.dumps(asdict(note)) + "\n", encoding="utf-8")


def add_proof(part: Path, proof: Proof, *, durable: bool) -> None:
    """Append a proof; with `durable`, it is on the disk when this returns.

    Raises:
        OSError: it cannot be written.
    """
    # The line break in front ends a line that was cut.
    line = f"\n{json.dumps(asdict(proof))}\n".encode()
    with note_path(part).open("r+b", buffering=0) as file:  # never made here: its drive may just have been pulled out
        file.seek(0, os.SEEK_END)
        file.write(line)
        if durable:
            with contextlib.suppress(OSError):  # some network shares cannot
                os.fsync(file.fileno())


def read_note(part: Path) -> tuple[Note | None, tuple[Proof, ...]]:
    """What the note of a part says, proofs by growing size; lines that make no sense are as if they were not there."""
    try:
        with note_path(part).open("rb") as file:
            lines = [line for line in file.read(_LIMIT).split(b"\n") if line]
    except OSError:
        return None, ()
    note = _note(_values(lines[0])) if lines else None
    if note is None:
        return None, ()
    proofs = {proof.size: proof for line in lines[1:] if (proof := _proof(_values(line))) is not None}
    return note, tuple(proofs[size] for size in sorted(proofs))


def _values(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(values: dict[str, Any]) -> Note | None:
    try:
        note = Note(**values)
    except TypeError:
        return None
    # Printable, as they go back to the server as headers.
    texts = all(type(text) is str and text.isprintable() for text in (note.place, note.etag, note.modified))
    return note if texts and (note.total is None or type(note.total) is int) else None


def _proof(values: dict[str, Any]) -> Proof | None:
    try:
        proof = Proof(**values)
    except TypeError:
        return None
    texts = type(proof.sha256) is str and type(proof.extension) is str
    return proof if texts and type(proof.size) is int and proof.size > 0 else None
