"""Records: a WARC file → its records one after the other, whatever is broken between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.warc.members import BREAKS_OFF, Damaged, File, Member, members

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 65_536  # bytes read at a time
_MAX_HEAD = 65_536  # bytes of a record's own headers: they are some 500
_KEPT_OF_HUGE = 65_536  # bytes of a record that is too large: its HTTP headers are among them
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_NEXT = re.compile(rb"\n(?=WARC/\d\.\d+\r?\n)")


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record as it stands in the file, unpacked. Of a huge one only the beginning.

    `offset` is where its member begins in the file, `inner` where the record begins in that.
    """

    offset: int
    inner: int
    content: bytes
    huge: bool = False


@dataclass(frozen=True, kw_only=True)
class Damage:
    """A place of the file that gives no record, and why."""

    offset: int
    reason: str


def records(file: File, max_bytes: int) -> Iterator[Record | Damage]:
    """Yield the records of a file, and a Damage for each part that is none.

    At most about `max_bytes` of a record are held in memory. Raises what `file.read` raises.
    """
    for member in members(file):
        yield from _Reader(member, max_bytes).records()


class _Reader:
    """Reads one member. Of its bytes it holds those of one record."""

    def __init__(self, member: Member, max_bytes: int) -> None:
        self._member, self._max_bytes = member, max_bytes
        self._buffer = bytearray()
        self._passed = 0  # bytes of the member before the buffer
        self._fault = ""  # why there is nothing after the buffer, if not for the end

    def records(self) -> Iterator[Record | Damage]:
        while self._skip_blank_lines():
            head = self._head()
            length = _LENGTH.search(self._buffer, 0, head)
            if not head or not length:
                reason = "a record does not say its length" if head else "no record begins here"
                yield self._pass_over(reason)
                continue
            size = head + int(length[1])
            record = self._huge(size) if int(length[1]) > self._max_bytes else self._whole(size)
            yield record
        if self._fault:
            yield Damage(offset=self._member.offset, reason=self._fault)

    def _whole(self, size: int) -> Record | Damage:
        if not self._fill(size) or not self._ends_at(size):
            return self._pass_over("a record is not as long as it says")
        record = self._record(bytes(self._buffer[:size]), huge=False)
        self._drop(size)
        return record

    def _huge(self, size: int) -> Record | Damage:
        left = self._member.left()
        if left is not None and size > len(self._buffer) + left:
            return self._pass_over("a record is not as long as it says")
        self._fill(_KEPT_OF_HUGE)
        record = self._record(bytes(self._buffer[:_KEPT_OF_HUGE]), huge=True)
        while size:
            step = min(size, _PIECE)
            if not self._fill(step):
                return self._pass_over("a record is not as long as it says")
            self._drop(step)
            size -= step
        return record

    def _record(self, content: bytes, *, huge: bool) -> Record:
        return Record(offset=self._member.offset, inner=self._passed, content=content, huge=huge)

    def _head(self) -> int:
        """Return how long the record's own headers are; 0 if none begin here."""
        self._fill(_PIECE)
        end = _HEAD_END.search(self._buffer, 0, _MAX_HEAD)
        return end.end() if end and self._buffer.startswith(b"WARC/") else 0

    def _ends_at(self, size: int) -> bool:
        """Whether nothing but blank lines lies between this place and the next record or the end.

        Two line ends belong there; writers are known that leave one out, or both.
        """
        self._fill(size + 9)
        rest = bytes(self._buffer[size : size + 9])
        words = rest.lstrip(b"\r\n")
        if not words:  # the end: a checksum that is wrong is found there
            return not self._fault
        return rest.startswith(b"\r\n\r\n") or b"WARC/".startswith(words[:5])

    def _pass_over(self, reason: str) -> Damage:
        """Drop all up to what looks like the next record, which lies in a line of its own."""
        damage = Damage(offset=self._member.offset + self._passed, reason=reason)
        began = self._buffer.startswith(b"WARC/")
        while not (found := _NEXT.search(self._buffer)):
            # The last bytes may be half of what is looked for.
            self._drop(max(0, len(self._buffer) - 16))
            if not self._fill(len(self._buffer) + _PIECE) and not _NEXT.search(self._buffer):
                self._drop(len(self._buffer))
                if began and self._member.left() == 0:
                    reason = BREAKS_OFF
                return Damage(offset=damage.offset, reason=self._taken_fault() or reason)
        self._drop(found.end())
        return damage

    def _taken_fault(self) -> str:
        fault, self._fault = self._fault, ""
        return fault

    def _skip_blank_lines(self) -> bool:
        while self._fill(1):
            kept = self._buffer.lstrip(b"\r\n")
            if kept:
                self._drop(len(self._buffer) - len(kept))
                return True
            self._drop(len(self._buffer))
        return False

    def _fill(self, size: int) -> bool:
        """Read until the buffer has so many bytes; False if there are not as many."""
        while len(self._buffer) < size and not self._fault:
            try:
                piece = self._member.read(_PIECE)
            except Damaged as damaged:
                self._fault = str(damaged)
                break
            if not piece:
                break
            self._buffer += piece
        return len(self._buffer) >= size

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self._passed += size
