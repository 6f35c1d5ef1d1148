"""The posters of the videos that are seen: fetched, checked and scaled on a worker, kept on disk and in memory."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRect, QSaveFile, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError
from app.core.model import VideoKey
from app.core.transport import Transport
from app.services.jobs import Lane, Outcome
from app.services.library import Library

_log = logging.getLogger(__name__)
SIZE = QSize(384, 216)
"""Large rows at twice the pixels: one size serves every row."""
MAX_BYTES = 12 << 20
MAX_PIXELS = 12_000_000
"""Refused above, before decoding: 4K has 8.3 million; so many of 16 bits a channel take 190 MB to decode (measured)."""
FORMATS = frozenset({b"jpeg", b"png", b"webp", b"gif", b"bmp"})
IN_MEMORY = 160
DEADLINE = 30.0
RETRY_AFTER = 60.0
LANE_THREADS = 2


class Posters(QObject):
    """Images by video.

    Signals:
        poster_ready: VideoKey; `image` gives it now.
    """

    poster_ready = Signal(object)

    def __init__(
        self, library: Library, transport: Transport, folder: Path, lane: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._transport = transport
        self._folder = folder
        self._lane = lane
        self._images: OrderedDict[VideoKey, QImage] = OrderedDict()
        self._wanted: list[VideoKey] = []
        self._under_way: set[VideoKey] = set()
        self._failed_at: dict[tuple[VideoKey, str], float] = {}
        self._decoding = threading.Lock()  # one at a time: it is memory, not the processor, that runs short
        self._running = True

    def image(self, key: VideoKey) -> QImage | None:
        """The poster, at most 384 × 216 pixels and 16:9; None while there is none."""
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
        return image

    def want(self, keys: Sequence[VideoKey]) -> None:
        """The videos that are seen, the most wanted first: those that have scrolled away are not fetched."""
        self._wanted = list(keys)
        self._fill()

    def stop(self) -> None:
        """Fetches no more."""
        self._running = False
        self._wanted = []

    def _fill(self) -> None:
        if not self._running:
            return
        while self._wanted and len(self._under_way) < LANE_THREADS:
            key = self._wanted.pop(0)
            video = self._library.video(key)
            if video is None or key in self._images or key in self._under_way:
                continue
            urls = tuple(url for url in (video.thumb_url, video.poster_url) if url and self._may_try(key, url))
            path = self._folder / f"{key.cache_name}.jpg"
            self._under_way.add(key)
            self._lane.run(
                partial(_poster, self._transport, path, urls, self._decoding), partial(self._on_done, key, urls)
            )

    def _may_try(self, key: VideoKey, url: str) -> bool:
        failed = self._failed_at.get((key, url.split("?", 1)[0]))
        return failed is None or time.monotonic() - failed > RETRY_AFTER

    def _on_done(self, key: VideoKey, urls: tuple[str, ...], outcome: Outcome[QImage]) -> None:
        self._under_way.discard(key)
        if outcome.value is not None:
            self._images[key] = outcome.value
            while len(self._images) > IN_MEMORY:
                self._images.popitem(last=False)
            self.poster_ready.emit(key)
        else:
            for url in urls:
                self._failed_at[key, url.split("?", 1)[0]] = time.monotonic()
        self._fill()


def _poster(
    transport: Transport, path: Path, urls: tuple[str, ...], decoding: threading.Lock, cancel: Cancel
) -> QImage:
    """From the cache on disk, else from the first link that gives an image.

    Raises:
        PikaError: none does.
    """
    cached = QImage(str(path)) if path.exists() else QImage()
    if not cached.isNull():
        return cached
    problem = PikaError(ErrorCode.NO_LINK)
    for url in urls:
        try:
            data = _fetch(transport, url, cancel)
            with decoding:
                image = decode(data)
        except PikaError as error:
            problem = error
            continue
        _keep(image, path)
        return image
    raise problem


def _fetch(transport: Transport, url: str, cancel: Cancel) -> bytes:
    with transport.open(url, headers={"Accept": "image/*"}, deadline=DEADLINE, cancel=cancel) as reply:
        if reply.status != 200:
            raise PikaError(ErrorCode.UNEXPECTED_STATUS, str(reply.status))
        return reply.read(MAX_BYTES)


def decode(data: bytes) -> QImage:
    """An image of bytes from anywhere, cropped to 16:9 and scaled to at most 384 × 216. Runs on a worker.

    Raises:
        PikaError: NOT_THE_FEED where it is no image of a known kind, TOO_LARGE where decoding it would take too much.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in FORMATS:
        raise PikaError(ErrorCode.NOT_THE_FEED, "not an image")
    size = reader.size()
    if not size.isValid():
        raise PikaError(ErrorCode.NOT_THE_FEED, "a broken image")
    if size.width() * size.height() > MAX_PIXELS:
        raise PikaError(ErrorCode.TOO_LARGE, f"{size.width()} × {size.height()}")
    covering = size.scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    if covering.width() * 2 < size.width():
        reader.setScaledSize(covering * 2)  # a JPEG is decoded small: an eighth of the memory
    image = reader.read()
    if image.isNull():
        raise PikaError(ErrorCode.NOT_THE_FEED, "a broken image")
    return _fit(image)


def _fit(image: QImage) -> QImage:
    """Scaled down smoothly, never up, and cropped to 16:9 about its centre: in this order, for a crop copies."""
    covering = image.size().scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatioByExpanding).expandedTo(QSize(1, 1))
    if covering.width() < image.width():
        mode = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(covering, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
    width, height = image.width(), image.height()
    crop = QSize(16, 9).scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    image = image.copy(QRect((width - crop.width()) // 2, (height - crop.height()) // 2, crop.width(), crop.height()))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _keep(image: QImage, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        _log.warning("posters cannot be kept: %s", error.strerror)
        return
    file = QSaveFile(str(path))
    if file.open(QIODevice.OpenModeFlag.WriteOnly) and image.save(file, "JPG", 90):  # type: ignore[call-overload] # the stub knows bytes only, Qt text only
        file.commit()
