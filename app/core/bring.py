"""Brings a video to a local file by the shortest way: a file that is here, a copy of one, else a download.

So a video that is played and saved is fetched once, in whichever order.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from app.core.cancel import Cancel
from app.core.download import Progress, SourceError, download, keep_copy
from app.core.errors import ErrorCode, TransferError
from app.core.model import SavedFile
from app.core.pace import SpeedLimit
from app.core.part_file import disk_error
from app.core.play_cache import PlayCache
from app.core.transport import Transport


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be brought, and where to.

    Attributes:
        url: the result link, "" where none is known.
        folder: absolute, where the user keeps it; "" brings it into the cache, to play.
        stem: its name in `folder`, without the extension.
        mark: tells the video from all others; its name in the cache.
        saved: what an earlier save made.
    """

    url: str
    folder: str
    stem: str
    mark: str
    saved: SavedFile | None = None


def bring(
    transport: Transport,
    errand: Errand,
    cache: PlayCache,
    *,
    on_progress: Progress,
    cancel: Cancel,
    limit: SpeedLimit | None = None,
) -> SavedFile:
    """The video as a local file. A file in the user's folder comes with a receipt: see `download`.

    Raises:
        TransferError: it cannot be had.
    """
    if not errand.folder:
        return _bring_to_cache(transport, errand, cache, on_progress, cancel, limit)
    saved = errand.saved
    if saved is not None and is_in(saved, errand.folder) and is_there(saved):
        return saved
    folder = Path(errand.folder)
    make_folder(folder)
    for source, sha256 in _sources(errand, cache):
        try:
            return keep_copy(source, folder, errand.stem, cancel=cancel, mark=errand.mark, sha256=sha256, receipt=True)
        except SourceError:
            if source.parent == cache.folder:
                cache.remove(source)
    return download(
        transport,
        _link(errand),
        folder,
        errand.stem,
        on_progress=on_progress,
        cancel=cancel,
        mark=errand.mark,
        receipt=True,
        limit=limit,
    )


def is_in(saved: SavedFile, folder: str) -> bool:
    """Whether the file lies in this very folder."""
    return Path(saved.path).parent == Path(folder)


def is_there(saved: SavedFile) -> bool:
    """Whether the file is where it was, and as long as it was."""
    try:
        return Path(saved.path).stat().st_size == saved.size
    except OSError:
        return False


def make_folder(folder: Path) -> None:
    """Make a folder in the user's home, or one whose parent is there: a drive that is gone is not made up for.

    Raises:
        TransferError: NO_FOLDER, NO_PERMISSION or DISK_FAILED.
    """
    try:
        folder.mkdir(parents=folder.is_relative_to(Path.home()), exist_ok=True)
    except FileExistsError as error:
        raise TransferError(ErrorCode.NO_FOLDER) from error
    except OSError as error:
        raise disk_error(error) from error


def _sources(errand: Errand, cache: PlayCache) -> list[tuple[Path, str]]:
    """Files of this machine that hold the video, with the SHA-256 that they must have, as far as it is known."""
    found = []
    if errand.saved is not None and is_there(errand.saved):
        found.append((Path(errand.saved.path), errand.saved.sha256))
    cached = cache.find(errand.mark)
    if cached is not None:
        found.append((cached, ""))
    return found


def _bring_to_cache(
    transport: Transport,
    errand: Errand,
    cache: PlayCache,
    on_progress: Progress,
    cancel: Cancel,
    limit: SpeedLimit | None,
) -> SavedFile:
    if errand.saved is not None and is_there(errand.saved):
        return errand.saved
    cached = cache.find(errand.mark)
    if cached is not None:
        with contextlib.suppress(FileNotFoundError):  # it was removed just now
            return SavedFile(str(cached), cached.stat().st_size, "", time.time())
    link = _link(errand)
    for last in (False, True):
        try:
            cache.prepare()
        except OSError as error:
            raise disk_error(error) from error
        try:
            fetched = download(
                transport,
                link,
                cache.folder,
                errand.mark,
                on_progress=on_progress,
                cancel=cancel,
                mark=errand.mark,
                limit=limit,
            )
        except TransferError as error:
            if last or error.problem.code is not ErrorCode.NO_FOLDER:
                cache.tidy()  # for the part that it left
                raise
        else:
            cache.tidy(Path(fetched.path).name)
            return fetched
    raise TransferError(ErrorCode.NO_FOLDER)


def _link(errand: Errand) -> str:
    if not errand.url:
        raise TransferError(ErrorCode.NO_LINK)
    return errand.url
