"""One video, from a link to a file that the user keeps: no byte that is not verified ever bears its final name.

From a script:

    transport = Transport(user_agent="script")
    saved = download(transport, "https://host/video.mp4", Path.home() / "Videos", "my video",
                     on_progress=lambda done, total: print(done, total), cancel=Cancel())
    print(saved.path, saved.size, saved.sha256)
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TypeGuard
from urllib.parse import urlsplit

from app.core import mp4, part_file
from app.core.cancel import Cancel
from app.core.digest import Digest
from app.core.errors import ErrorCode, PikaError, TransferError
from app.core.feed import retry_after
from app.core.model import SavedFile
from app.core.pace import SpeedFloor, SpeedLimit
from app.core.part_file import PartFile, Placed, disk_error
from app.core.part_note import Note
from app.core.ranges import body_length, continues, ends_at, length_left, resumable, strong_tag
from app.core.shortage import Shortage
from app.core.transport import Reply, Transport

PROOF_BYTES, PROOF_SECONDS = 32 << 20, 3.0
"""After so much, or so long, what came is put on the disk and noted: a kill or a power loss costs no more."""
LIMITED_PIECE = 1 << 15
"""Bytes that are read at once where the speed is limited."""
ROOM = 64 << 20
"""Bytes that a body of unknown length leaves free on the disk; looked at each time as many have come."""
HEAD = 12
"""Bytes that tell a video from a page."""

_EXPIRED = frozenset({401, 403, 404, 410})

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes of the whole, None where unknown; once per piece that comes in."""


def place_of(url: str) -> str:
    """What a part is known by where the caller has no better mark: its link, without the query that is signed anew."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no link at all, which the transport will say
        return place_of_mark(url)
    return place_of_mark(f"{parts.netloc}{parts.path}".lower())


def place_of_mark(mark: str) -> str:
    """What a part is known by: a digest, for a name can be a secret."""
    return hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest()[:32]


def download(
    transport: Transport,
    url: str,
    folder: Path,
    stem: str,
    *,
    on_progress: Progress,
    cancel: Cancel,
    mark: str = "",
    receipt: bool = False,
    limit: SpeedLimit | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> SavedFile:
    """Fetch `url` into `folder`, resuming what an earlier try left there, verify it and bring it into place.

    Nothing is tried twice here, but for a resume that the server does not honour. After an error, TIMEOUT,
    CONNECTION_LOST and CANCELLED among them, a part that can be resumed stays for the next try; `discard` removes it.

    Args:
        transport: the way to the server.
        url: http or https.
        folder: must exist.
        stem: the name without its extension, which the content decides; see `file_names`.
        on_progress: called in this thread.
        cancel: ends it at once.
        mark: tells this video from all others, whatever its link; "" = by its link.
        receipt: leave a note of what was brought into place until `settle`. A caller that keeps a list of its files
            and dies before the file is on it gets that very file from the next call, not a second one.
        limit: of the speed, shared with other downloads.
        clock: seconds, monotonic; what the slowest speed is measured by.

    Raises:
        TransferError: LINK_EXPIRED, RATE_LIMITED and SERVER_TROUBLE (with `retry_after` in seconds where the server
            says it), UNEXPECTED_STATUS; NOT_A_VIDEO, INCOMPLETE; DISK_FULL, NO_PERMISSION, NO_FOLDER, NAME_TOO_LONG,
            DISK_FAILED; CANCELLED; and what the transport raises.
    """
    place = place_of_mark(mark) if mark else place_of(url)
    try:
        with part_file.claim(folder, stem, place) as part:
            if (placed := part.placed()) is not None:
                return _take(part, placed, receipt=receipt)
            digest = _Fetch(transport, url, place, part, on_progress, cancel, limit, clock).run()
            return _finish(part, digest, receipt=receipt)
    except TransferError:
        raise
    except PikaError as error:
        raise TransferError(error.problem.code, error.problem.detail, error.problem.retry_after) from error
    except OSError as error:
        raise disk_error(error) from error


def keep_copy(
    source: Path, folder: Path, stem: str, *, cancel: Cancel, mark: str = "", sha256: str = "", receipt: bool = False
) -> SavedFile:
    """Copy a whole video that is on this machine into `folder`, with the same care as a download.

    Args:
        source: the video.
        folder: must exist.
        stem: the name without its extension.
        cancel: ends it at once.
        mark: as for `download`, whose part it takes over; "" takes none.
        sha256: in hex, what the source has to be; "" = any whole video.
        receipt: as for `download`.

    Raises:
        SourceError: the source cannot be read, is damaged, or another than it should be; nothing is left.
        TransferError: as `download`, without the network's.
    """
    place = place_of_mark(mark) if mark else ""
    try:
        with part_file.claim(folder, stem, place) as part:
            if (placed := part.placed()) is not None:
                return _take(part, placed, receipt=receipt)
            part.restart()
            part.describe(Note(place))
            digest = _copy(source, part, cancel)
            if sha256 and digest != sha256:
                raise SourceError(ErrorCode.INCOMPLETE)
            try:
                return _finish(part, digest, receipt=receipt)
            except TransferError as error:
                if error.problem.code in (ErrorCode.INCOMPLETE, ErrorCode.NOT_A_VIDEO):
                    raise SourceError(error.problem.code) from error
                raise
    except OSError as error:
        raise disk_error(error) from error


class SourceError(TransferError):
    """What was to be copied is not there, or not what it should be."""


def discard(folder: Path, stem: str, mark: str = "") -> None:
    """Remove what downloads that were cancelled or failed left for this name, or of this mark. Never raises."""
    part_file.discard(folder, stem, place_of_mark(mark) if mark else "")


def settle(folder: Path, stem: str, mark: str) -> None:
    """Remove the receipt of a file which is known for good now. Never raises."""
    part_file.settle(folder, stem, place_of_mark(mark))


def _copy(source: Path, part: PartFile, cancel: Cancel) -> str:
    """Bring the bytes of `source` into the part; their SHA-256 in hex."""
    digest = hashlib.sha256()
    try:
        file = source.open("rb")
    except OSError as error:
        raise SourceError(disk_error(error).problem.code) from error
    with file:
        _check_space(part.path.parent, os.fstat(file.fileno()).st_size)
        while True:
            try:
                block = file.read(part_file.BUFFER)
            except OSError as error:  # a bad sector, a drive that was pulled out
                raise SourceError(disk_error(error).problem.code) from error
            if not block:
                return digest.hexdigest()
            if cancel.cancelled:
                raise TransferError(ErrorCode.CANCELLED)
            part.write(block)
            digest.update(block)


def _take(part: PartFile, placed: Placed, *, receipt: bool) -> SavedFile:
    """End what an earlier run could not: its file is in place."""
    info = mp4.check(placed.path)
    part.discard(receipt=receipt)
    now = time.time()
    return SavedFile(str(placed.path.absolute()), placed.proof.size, placed.proof.sha256, now, now, info.duration)


def _finish(part: PartFile, digest: str, *, receipt: bool) -> SavedFile:
    part.sync()
    try:
        info = mp4.check(part.path)
    except TransferError as error:
        # Cut where the server never told the length: the rest may still come. Else the same bytes would come again.
        if error.problem.code is ErrorCode.INCOMPLETE and _is_offered(part.note) and part.note.total is None:
            part.prove(digest)
        else:
            part.discard()
        raise
    path = part.place(info.extension, digest, receipt=receipt)
    now = time.time()
    return SavedFile(str(path.absolute()), part.size, digest, now, now, info.duration)


class _Fetch:
    """One download's requests: the second one only where a resume came to nothing."""

    def __init__(
        self,
        transport: Transport,
        url: str,
        place: str,
        part: PartFile,
        on_progress: Progress,
        cancel: Cancel,
        limit: SpeedLimit | None,
        clock: Callable[[], float],
    ) -> None:
        self._transport = transport
        self._url = url
        self._place = place
        self._part = part
        self._on_progress = on_progress
        self._cancel = cancel
        self._limit = limit
        self._clock = clock
        self._digest = Digest()

    def run(self) -> str:
        """Have the part whole.

        Returns:
            Its SHA-256 in hex.
        """
        part, note = self._part, self._part.note
        if note is None or not (part.receipt or resumable(note, part.size, self._place)):
            part.restart()
        else:
            self._recall()
            if part.size and (part.size == note.total or part.receipt):  # it ended between the last byte and its place
                self._on_progress(part.size, part.size)
                return self._digest.hexdigest()
        if not (part.size and _is_offered(part.note) and self._resume()):
            self._begin()
        return self._digest.hexdigest()

    def _recall(self) -> None:
        """Trust as much of the part as its proofs still hold for: what was not on the disk may be anything now."""
        part, digest, done, good = self._part, Digest(), 0, 0
        for proof in part.proofs:
            for block in part.blocks(done, proof.size):
                if self._cancel.cancelled:
                    raise TransferError(ErrorCode.CANCELLED)
                digest.update(block)
            done = proof.size
            if done > part.size or digest.hexdigest() != proof.sha256:
                break
            self._digest, good = digest.copy(), done
        part.cut(good)

    def _open(self, headers: Mapping[str, str]) -> Reply:
        identity = {"Accept": "video/*,*/*;q=0.8", "Accept-Encoding": "identity"}
        return self._transport.open(self._url, headers=identity | dict(headers), cancel=self._cancel)

    def _resume(self) -> bool:
        """Get the rest; False where the server does not go on with these very bytes, and the part is empty again."""
        note, size = self._part.note, self._part.size
        assert note is not None
        with self._open({"Range": f"bytes={size}-", "If-Range": note.validator}) as reply:
            if reply.status == 206 and continues(reply.headers, note, size):
                self._receive(self._chunks(reply), size + length_left(reply.headers))
                return True
            if reply.status == 416 and ends_at(reply.headers, note, size) and self._is_video():
                return True
            if reply.status not in (200, 206, 416):
                raise _status_error(reply)
            self._restart()
            if reply.status != 200:
                return False
            self._receive_whole(reply)
            return True

    def _is_video(self) -> bool:
        """Whether the part is a whole one: all of it had come, but not that this was all."""
        self._part.sync()
        try:
            mp4.check(self._part.path)
        except TransferError:
            return False
        return True

    def _begin(self) -> None:
        if self._part.size:
            self._restart()
        with self._open({}) as reply:
            if reply.status != 200:
                raise _status_error(reply)
            self._receive_whole(reply)

    def _restart(self) -> None:
        self._part.restart()
        self._digest = Digest()

    def _chunks(self, reply: Reply) -> Iterator[bytes]:
        return reply.chunks() if self._limit is None or not self._limit.rate else reply.chunks(LIMITED_PIECE)

    def _receive_whole(self, reply: Reply) -> None:
        coded = reply.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity")
        total = None if coded else body_length(reply.headers)
        chunks = _checked_start(self._chunks(reply))
        first = next(chunks)
        modified = reply.headers.get("Last-Modified", "")[:200]
        note = Note(self._place) if coded else Note(self._place, strong_tag(reply.headers), modified, total)
        self._part.describe(note)
        self._receive(chain([first], chunks), total)

    def _receive(self, chunks: Iterator[bytes], total: int | None) -> None:
        part = self._part
        if total is not None:
            _check_space(part.path.parent, total - part.size)
        try:
            self._write(chunks, total)
        except BaseException:
            with contextlib.suppress(OSError, RuntimeError):  # without a digest it ends as it would have
                if _is_offered(part.note):
                    part.prove(self._digest.hexdigest())
            raise
        if total is not None and part.size != total:
            if part.size > total:
                part.restart()
            raise TransferError(ErrorCode.INCOMPLETE)

    def _write(self, chunks: Iterator[bytes], total: int | None) -> None:
        part = self._part
        floor, checked = SpeedFloor(self._clock), part.size
        proven, proven_at = part.size, self._clock()
        for chunk in chunks:
            part.write(chunk)
            self._digest.update(chunk)
            self._on_progress(part.size, total)
            floor.add(len(chunk))
            if self._limit is not None:
                self._limit.take(len(chunk), self._cancel)
            if part.size - proven >= PROOF_BYTES or self._clock() - proven_at >= PROOF_SECONDS:
                proven, proven_at = part.size, self._clock()
                if _is_offered(part.note):
                    part.prove(self._digest.hexdigest())
            if total is None and part.size - checked >= ROOM:  # it may never end
                checked = part.size
                _check_space(part.path.parent, ROOM)


def _is_offered(note: Note | None) -> TypeGuard[Note]:
    """Whether the server has said how to ask it for the rest."""
    return note is not None and bool(note.validator)


def _checked_start(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, the first of at least `HEAD` bytes where there are so many.

    Raises:
        TransferError: NOT_A_VIDEO at the first: a page is not streamed to the disk.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD:
            break
    if not mp4.may_be_video(head):
        raise TransferError(ErrorCode.NOT_A_VIDEO)
    yield head
    yield from chunks


def _status_error(reply: Reply) -> TransferError:
    status = reply.status
    if status in _EXPIRED:
        return TransferError(ErrorCode.LINK_EXPIRED, str(status))
    if status == 429:
        return TransferError(ErrorCode.RATE_LIMITED, str(status), retry_after(reply.headers))
    if status >= 500:
        return TransferError(ErrorCode.SERVER_TROUBLE, str(status), retry_after(reply.headers))
    return TransferError(ErrorCode.UNEXPECTED_STATUS, str(status))


def _check_space(folder: Path, needed: int) -> None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return  # some network shares do not say
    if needed > free:
        raise TransferError(ErrorCode.DISK_FULL, Shortage(needed, free).detail)
