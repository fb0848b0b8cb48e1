"""A body piece by piece, gzip unpacked as it goes, so that no bomb unfolds in memory."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 64 * 1024  # bytes; what a reader of the pieces has in hand at most


def pieces(body: bytes, max_bytes: int) -> Iterator[bytes]:
    """Yield `body` in pieces, unpacked if it is gzip, up to `max_bytes` in all.

    What is broken ends there: the pieces before it have been given.
    """
    left = max_bytes
    for piece in _unzipped(body) if body.startswith(_GZIP_MAGIC) else _cut(body):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _cut(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]


def _unzipped(body: bytes) -> Iterator[bytes]:
    rest = body
    while rest.startswith(_GZIP_MAGIC):  # a file may be several, one after the other
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        for packed in _cut(rest):
            waiting = packed
            while waiting and not unpacker.eof:
                try:
                    piece = unpacker.decompress(waiting, _PIECE)
                except zlib.error:
                    return
                if piece:
                    yield piece
                waiting = unpacker.unconsumed_tail
            if unpacker.eof:
                break
        rest = unpacker.unused_data
