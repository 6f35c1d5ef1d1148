"""Fuzzes the reader of notes beside parts: `python -m tests.fuzz.part_notes [libFuzzer's options and folders]`.

Whatever the disk holds, what comes back can go to a server as headers, and proofs grow.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["app"]):
    from app.core.part_note import Proof, add_proof, note_path, read_note

FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else None
PART = Path(tempfile.mkdtemp(dir=FOLDER)) / "film.mp4.part"


def check(data: bytes) -> None:
    """One input: a note."""
    note_path(PART).write_bytes(data)
    note, proofs = read_note(PART)
    if note is None:
        assert proofs == ()
        return
    for text in (note.place, note.etag, note.modified, note.validator):
        assert "\n" not in text
        assert "\r" not in text
    assert note.total is None or isinstance(note.total, int)
    assert [proof.size for proof in proofs] == sorted({proof.size for proof in proofs})
    assert all(proof.size > 0 for proof in proofs)
    proof = Proof(1 << 60, "ab" * 32)
    add_proof(PART, proof, durable=False)
    again, more = read_note(PART)
    assert again == note
    assert proof in more


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
