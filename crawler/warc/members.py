"""Members: the parts of a WARC file that can be unpacked on their own, each read as a stream.

A gzip file has a member a record, so that a damaged one costs itself: reading goes on at the next
member that begins a record. A plain file is one member, and so is a file in zstd.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Protocol

from fastwarc.stream_io import ZstdReader

if TYPE_CHECKING:
    from collections.abc import Iterator

_GZIP, _ZSTD = b"\x1f\x8b\x08", (b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18")  # a frame, a dictionary
_PIECE = 65_536  # bytes read at a time: a record of a news page packs to about as many
_RECORD = b"WARC/"
BREAKS_OFF = "the file breaks off"


class Damaged(Exception):  # noqa: N818 - a finding, not a fault
    """The member cannot be read further. Its text says why; go on with the next member."""


class File(Protocol):
    """What is read: an open file, or one that is fetched as it is read. None is an unknown size."""

    size: int | None

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""


class Member(Protocol):
    """A stream of unpacked bytes; `offset` is where it begins in the file."""

    offset: int

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end. Raises Damaged."""

    def left(self) -> int | None:
        """Return how many bytes are still to be read; None if that cannot be known before."""


def members(file: File) -> Iterator[Member]:
    """Yield the members of a file, each to be read before the next is asked for.

    What lies between two members and is none is passed over: a member of it raises Damaged.
    Raises what `file.read` raises.
    """
    raw = _Raw(file)
    if raw.peek(4) in _ZSTD:
        yield _Zstd(raw)
    elif not raw.peek(3).startswith(_GZIP):
        yield _Plain(raw)
    else:
        while raw.peek(1):
            if raw.peek(3) == _GZIP:
                member = _Gzip(raw)
                yield member
                while not member.ended:  # its reader had enough of it
                    _drop(member)
            else:
                yield _Nothing(raw.offset)
                _find_member(raw)


class _Raw:
    """The file with a few bytes of foresight."""

    def __init__(self, file: File) -> None:
        self._file, self._ahead, self.offset = file, b"", 0

    def peek(self, size: int) -> bytes:
        while len(self._ahead) < size and (more := self._file.read(_PIECE)):
            self._ahead += more
        return self._ahead[:size]

    def read(self, size: int, /) -> bytes:
        piece = self._ahead[:size] or self._file.read(size)
        self._ahead = self._ahead[len(piece) :] if self._ahead else b""
        self.offset += len(piece)
        return piece

    def tell(self) -> int:  # ZstdReader asks for it
        return self.offset

    def unread(self, piece: bytes) -> None:
        self._ahead = piece + self._ahead
        self.offset -= len(piece)

    def left(self) -> int | None:
        return None if self._file.size is None else self._file.size - self.offset


class _Plain:
    def __init__(self, raw: _Raw) -> None:
        self.offset, self.read, self.left = raw.offset, raw.read, raw.left


class _Gzip:
    def __init__(self, raw: _Raw) -> None:
        self._raw, self.offset, self.ended = raw, raw.offset, False
        self._unpacker = zlib.decompressobj(31)  # 31: with gzip's header and checksum
        self._packed = self._before = b""

    def read(self, size: int, /) -> bytes:
        unpacker = self._unpacker
        while not self.ended:
            packed = unpacker.unconsumed_tail or self._next()
            try:
                piece = unpacker.decompress(packed, size)
            except zlib.error as error:
                self._give_up()
                raise Damaged(f"gzip: {error}") from None
            if unpacker.eof:
                self.ended = True
                self._raw.unread(unpacker.unused_data)
            if piece:
                return piece
        return b""

    def left(self) -> int | None:
        return None

    def _next(self) -> bytes:
        self._before, self._packed = self._packed, self._raw.read(_PIECE)
        if not self._packed:
            self.ended = True
            raise Damaged(BREAKS_OFF)
        return self._packed

    def _give_up(self) -> None:
        """Go back as far as the next member may begin, which this one may have run into."""
        self.ended = True
        since = self._raw.offset - self.offset
        self._raw.unread((self._before + self._packed)[-since:])
        self._raw.read(1)  # not this member again
        _find_member(self._raw)


class _Zstd:
    def __init__(self, raw: _Raw) -> None:
        self.offset = raw.offset
        self._reader = ZstdReader(raw)  # type: ignore[arg-type]  # it reads, and never seeks

    def read(self, size: int, /) -> bytes:
        try:
            return self._reader.read(size)
        except OSError as error:
            raise Damaged(f"zstd: {error}") from None

    def left(self) -> int | None:
        return None


class _Nothing:
    def __init__(self, offset: int) -> None:
        self.offset = offset

    def read(self, _: int, /) -> bytes:
        raise Damaged("no record begins here")

    def left(self) -> int | None:
        return 0


def _drop(member: _Gzip) -> None:
    try:
        while member.read(_PIECE):
            pass
    except Damaged:  # whoever read it up to here was content
        pass


def _find_member(raw: _Raw) -> None:
    """Pass over what is not the beginning of a record's member."""
    while ahead := raw.peek(2 * _PIECE):
        for found in re.finditer(re.escape(_GZIP), ahead):
            if _begins_record(ahead[found.start() : found.start() + _PIECE]):
                raw.read(found.start())
                return
        # The last bytes may be half of what is looked for, unless the file ends with them.
        keep = _PIECE if len(ahead) == 2 * _PIECE else 0
        raw.read(len(ahead) - keep)


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, len(_RECORD)) == _RECORD
    except zlib.error:
        return False
