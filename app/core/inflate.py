"""Takes a body's gzip or deflate coding off, a piece at a time, so that 97 KB never become 100 MB in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

CODINGS = "gzip, deflate"
"""What `Inflater` reads, as an Accept-Encoding header says it."""


class Inflater:
    """Decodes one body. `ended` says whether the coding's own end was reached."""

    def __init__(self, coding: str) -> None:
        """Begin with a Content-Encoding of gzip, x-gzip or deflate."""
        self._gzip = coding != "deflate"
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS + 32 if self._gzip else zlib.MAX_WBITS)
        self._started = False
        self.ended = False

    def pieces(self, data: bytes, size: int) -> Iterator[bytes]:
        """What `data` adds, in pieces of at most `size` bytes.

        Raises:
            zlib.error: the data is not coded so.
        """
        while data:
            if self.ended:
                if not self._gzip:
                    return  # nothing may follow a deflate stream
                self._decoder = zlib.decompressobj(zlib.MAX_WBITS + 32)  # a gzip file may have several members
            piece = self._decode(data, size)
            if piece:
                yield piece
            self.ended = self._decoder.eof
            data = self._decoder.unused_data if self.ended else self._decoder.unconsumed_tail
            while not data and len(piece) == size and not self.ended:  # the decoder may hold more without input
                piece = self._decoder.decompress(b"", size)
                if piece:
                    yield piece
                self.ended = self._decoder.eof

    def _decode(self, data: bytes, size: int) -> bytes:
        try:
            return self._decoder.decompress(data, size)
        except zlib.error:
            if self._gzip or self._started:
                raise
            self._decoder = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send deflate without zlib's frame
            return self._decoder.decompress(data, size)
        finally:
            self._started = True


def inflater(coding: str) -> Inflater | None:
    """The decoder for a Content-Encoding; None where there is none, or one that we never asked for."""
    coding = coding.strip().lower()
    return Inflater(coding) if coding in ("gzip", "x-gzip", "deflate") else None
