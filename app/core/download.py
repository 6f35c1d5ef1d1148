"""One video, from a link to a file that the user keeps: no byte that is not verified ever bears its final name.

From a script:

    transport = Transport(user_agent="script")
    saved = download(transport, "https://host/video.mp4", Path.home() / "Videos", "my video",
                     on_progress=lambda done, total: print(done, total), cancel=Cancel())
    print(saved.path, saved.size, saved.sha256)
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from app.core import mp4, part_file
from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError, TransferError
from app.core.feed import retry_after
from app.core.model import SavedFile
from app.core.part_file import Note, PartFile, disk_error
from app.core.transport import Reply, Transport

SLOWEST = 1024
"""Bytes a second; a transfer slower than that for `SLOW_SECONDS` has stalled."""
SLOW_SECONDS = 30.0
ROOM = 64 << 20
"""Bytes that a body of unknown length leaves free on the disk; looked at each time as many have come."""
HEAD = 12
"""Bytes that tell a video from a page."""

_EXPIRED = frozenset({401, 403, 404, 410})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes of the whole, None where unknown; once per piece that comes in."""


def download(
    transport: Transport,
    url: str,
    folder: Path,
    stem: str,
    *,
    on_progress: Progress,
    cancel: Cancel,
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
        clock: seconds, monotonic; what the slowest speed is measured by.

    Raises:
        TransferError: LINK_EXPIRED, RATE_LIMITED and SERVER_TROUBLE (with `retry_after` in seconds where the server
            says it), UNEXPECTED_STATUS; NOT_A_VIDEO, INCOMPLETE; DISK_FULL, NO_PERMISSION, NO_FOLDER, NAME_TOO_LONG,
            DISK_FAILED; CANCELLED; and what the transport raises.
    """
    try:
        with part_file.claim(folder, stem, _place(url)) as part:
            fetch = _Fetch(transport, url, part, on_progress, cancel, clock)
            digest = fetch.run()
            return _finish(part, digest)
    except TransferError:
        raise
    except PikaError as error:
        raise TransferError(error.problem.code, error.problem.detail, error.problem.retry_after) from error
    except OSError as error:
        raise disk_error(error) from error


def keep_copy(source: Path, folder: Path, stem: str, *, cancel: Cancel) -> SavedFile:
    """Copy a whole video that is on this machine into `folder`, with the same care as a download.

    Raises:
        TransferError: as `download`, without the network's.
    """
    try:
        with part_file.claim(folder, stem, "") as part:
            part.restart()
            digest = hashlib.sha256()
            with source.open("rb") as file:
                _check_space(folder, os.fstat(file.fileno()).st_size)
                while block := file.read(part_file.BUFFER):
                    if cancel.cancelled:
                        part.discard()
                        raise TransferError(ErrorCode.CANCELLED)
                    part.write(block)
                    digest.update(block)
            return _finish(part, digest.hexdigest())
    except OSError as error:
        raise disk_error(error) from error


def discard(folder: Path, stem: str) -> None:
    """Remove what downloads that were cancelled or failed left for this name. Never raises."""
    part_file.discard(folder, stem)


def _finish(part: PartFile, digest: str) -> SavedFile:
    part.sync()
    try:
        info = mp4.check(part.path)
    except TransferError as error:
        # Cut where the server never told the length: the rest may still come. Else the same bytes would come again.
        if error.problem.code is not ErrorCode.INCOMPLETE or part.note is None or part.note.total is not None:
            part.discard()
        raise
    path = part.place(info.extension)
    return SavedFile(str(path.absolute()), part.size, digest, time.time())


class SpeedFloor:
    """Notices a transfer that is too slow to ever end."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin now."""
        self._clock = clock
        self._since = clock()
        self._bytes = 0

    def add(self, count: int) -> None:
        """Count bytes that came in.

        Raises:
            TransferError: TIMEOUT where `SLOW_SECONDS` brought less than `SLOWEST` bytes a second.
        """
        self._bytes += count
        elapsed = self._clock() - self._since
        if elapsed < SLOW_SECONDS:
            return
        if self._bytes < SLOWEST * elapsed:
            raise TransferError(ErrorCode.TIMEOUT)
        self._since += elapsed
        self._bytes = 0


class _Fetch:
    """One download's requests: the second one only where a resume came to nothing."""

    def __init__(
        self,
        transport: Transport,
        url: str,
        part: PartFile,
        on_progress: Progress,
        cancel: Cancel,
        clock: Callable[[], float],
    ) -> None:
        self._transport = transport
        self._url = url
        self._part = part
        self._on_progress = on_progress
        self._cancel = cancel
        self._clock = clock
        self._digest = hashlib.sha256()

    def run(self) -> str:
        """Have the part whole.

        Returns:
            Its SHA-256 in hex.
        """
        part, note = self._part, self._part.note
        if note is None or not _resumable(note, part.size, _place(self._url)):
            part.restart()
        if part.size and note is not None:
            self._hash_part()
            if part.size == note.total:  # it ended between the last byte and its place
                self._on_progress(part.size, note.total)
                return self._digest.hexdigest()
        if not (part.size and self._resume()):
            self._begin()
        return self._digest.hexdigest()

    def _hash_part(self) -> None:
        for block in self._part.blocks():
            if self._cancel.cancelled:
                raise TransferError(ErrorCode.CANCELLED)
            self._digest.update(block)

    def _open(self, headers: Mapping[str, str]) -> Reply:
        identity = {"Accept": "video/*,*/*;q=0.8", "Accept-Encoding": "identity"}
        return self._transport.open(self._url, headers=identity | dict(headers), cancel=self._cancel)

    def _resume(self) -> bool:
        """Get the rest; False where the server does not go on with these very bytes, and the part is empty again."""
        note, size = self._part.note, self._part.size
        assert note is not None
        with self._open({"Range": f"bytes={size}-", "If-Range": note.validator}) as reply:
            if reply.status == 206 and _continues(reply.headers, note, size):
                self._receive(reply, size + _length_left(reply.headers))
                return True
            if reply.status not in (200, 206, 416):
                raise _status_error(reply)
            self._restart()
            if reply.status != 200:
                return False
            self._receive_whole(reply)
            return True

    def _begin(self) -> None:
        with self._open({}) as reply:
            if reply.status != 200:
                raise _status_error(reply)
            self._receive_whole(reply)

    def _restart(self) -> None:
        self._part.restart()
        self._digest = hashlib.sha256()

    def _receive_whole(self, reply: Reply) -> None:
        coded = reply.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity")
        total = None if coded else _length(reply.headers)
        chunks = _checked_start(reply.chunks())
        first = next(chunks)
        note = Note(_place(self._url), _etag(reply.headers), reply.headers.get("Last-Modified", "")[:200], total)
        self._part.describe(note if note.validator and not coded else None)
        self._receive(reply, total, first, chunks)

    def _receive(
        self, reply: Reply, total: int | None, first: bytes = b"", chunks: Iterator[bytes] | None = None
    ) -> None:
        part = self._part
        if total is not None:
            _check_space(part.path.parent, total - part.size)
        floor, checked = SpeedFloor(self._clock), part.size
        for chunk in _joined(first, reply.chunks() if chunks is None else chunks):
            part.write(chunk)
            self._digest.update(chunk)
            self._on_progress(part.size, total)
            floor.add(len(chunk))
            if total is None and part.size - checked >= ROOM:  # it may never end
                checked = part.size
                _check_space(part.path.parent, ROOM)
        if total is not None and part.size != total:
            if part.size > total:
                part.restart()
            raise TransferError(ErrorCode.INCOMPLETE)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


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


def _place(url: str) -> str:
    parts = urlsplit(url)
    return hashlib.sha256(f"{parts.netloc}{parts.path}".lower().encode()).hexdigest()[:32]


def _resumable(note: Note, size: int, place: str) -> bool:
    """Whether the bytes of a part can be gone on with. A date is too weak to tell two videos of one second apart."""
    if size == 0 or (note.total is not None and size > note.total):
        return False
    same = note.place == place
    return bool(note.etag and (same or size != note.total)) or bool(note.modified and same)


def _etag(headers: Mapping[str, str]) -> str:
    """The entity tag, "" where it is weak: equal ones do not promise equal bytes (RFC 9110, 8.8.1)."""
    tag = headers.get("ETag", "").strip()
    return tag if len(tag) <= 200 and re.fullmatch(r'"[\x21\x23-\x7e]*"', tag) else ""


def _length(headers: Mapping[str, str]) -> int | None:
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        return None
    text = headers.get("Content-Length", "").strip()
    return int(text) if re.fullmatch(r"\d{1,30}", text) else None


def _length_left(headers: Mapping[str, str]) -> int:
    """Bytes that the Content-Range of a 206 promises."""
    found = _CONTENT_RANGE.fullmatch(headers["Content-Range"].strip())
    assert found is not None
    return int(found[2]) - int(found[1]) + 1


def _continues(headers: Mapping[str, str], note: Note, size: int) -> bool:
    """Whether a 206 brings what follows the first `size` bytes, up to the end, of the very file that was noted."""
    found = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", "").strip())
    if found is None or headers.get("Content-Type", "").lower().startswith("multipart/"):
        return False
    if headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        return False
    first, last, total = int(found[1]), int(found[2]), found[3]
    if first != size or (note.total is not None and last + 1 != note.total):
        return False
    if total != "*" and (last + 1 != int(total) or (note.total is not None and int(total) != note.total)):
        return False
    tag = _etag(headers)
    return not (note.etag and tag and tag != note.etag)


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
        raise TransferError(ErrorCode.DISK_FULL)
