"""Articles in files: DIR/day=2026-11-22/part-<first entry>_<last entry>.<suffix>.

The day is that of an entry on the stream, in UTC. A part appears whole, under its name at once, and
is never changed. What comes a second time (a crash before it was acknowledged, a server that forgot
what it gave out) is found in the part whose entries lie around it, and not written again.
"""

from __future__ import annotations

import fcntl
import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from workers.sinks import jsonl
from workers.sinks.row import place, stream_time
from workers.sinks.sink import Item, SinkError, extra

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("jsonl", "parquet")
PART_ITEMS = 2_000  # 50 MB of JSON in memory; as a row group small enough to read on a laptop
PART_SECONDS = 60.0  # of following, until what has come is written: a file a minute at most


class Format(Protocol):
    """How a part is written."""

    SUFFIX: str

    def write(self, path: Path, items: Sequence[Item]) -> None:
        """Write the items to a new file."""

    def keys(self, path: Path) -> set[str]:
        """What tells the items of a part from others. Raises SinkError if it cannot be read."""

    def key(self, item: Item) -> str:
        """That of one item."""


class ExportSink:
    """A folder of parts. One process at a time writes to it.

    Raises SinkError if another one does, or if the format's library is missing, and OSError.
    """

    def __init__(self, folder: Path, form: str) -> None:
        self.where = str(folder)
        self.size = PART_ITEMS
        self.linger = PART_SECONDS
        self.tries = 1
        self.parts = 0
        self._folder = folder
        self._format = _format(form)
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = (folder / ".export.lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise SinkError(f"another export writes to {folder}: one at a time") from None
        for left in folder.glob("day=*/.*.tmp"):  # by one that was killed
            left.unlink(missing_ok=True)

    def write(self, items: Sequence[Item]) -> None:
        """Write a part for each day; items that the folder holds already are left out."""
        by_day: dict[str, list[Item]] = defaultdict(list)
        for item in sorted(items, key=_place):
            by_day[stream_time(item.entry.entry_id).date().isoformat()].append(item)
        for day, of_day in by_day.items():
            folder = self._folder / f"day={day}"
            fresh = self._fresh(folder, of_day)
            if fresh:
                self._write_part(folder, fresh)

    def close(self) -> None:
        """Let another one write to the folder."""
        self._lock.close()

    def _fresh(self, folder: Path, items: Sequence[Item]) -> list[Item]:
        """Those of the items, which are in order, that no part of the folder holds."""
        first, last = _place(items[0]), _place(items[-1])
        held: set[str] = set()
        for path in folder.glob(f"part-*.{self._format.SUFFIX}"):
            begin, end = _range(path)
            if begin <= last and first <= end:
                held |= self._format.keys(path)
        keyed = {self._format.key(item): item for item in items}
        return [item for key, item in keyed.items() if key not in held]

    def _write_part(self, folder: Path, items: Sequence[Item]) -> None:
        if not folder.exists():
            folder.mkdir()
            _to_disk(folder.parent)
        name = f"part-{items[0].entry.entry_id}_{items[-1].entry.entry_id}.{self._format.SUFFIX}"
        half = folder / f".{name}.tmp"  # readers of such folders pass over a leading dot
        try:
            self._format.write(half, items)
            _to_disk(half)
            half.replace(folder / name)
        except OSError as error:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror or str(error), str(folder)) from None
        _to_disk(folder)
        self.parts += 1


def _format(form: str) -> Format:
    if form == "jsonl":
        return jsonl.Jsonl()
    extra("pyarrow", "parquet")
    from workers.sinks.parquet import Parquet

    return Parquet()


def _place(item: Item) -> tuple[int, int]:
    return place(item.entry.entry_id)


def _range(path: Path) -> tuple[tuple[int, int], tuple[int, int]]:
    """The places of the first and the last entry of a part, which its name says."""
    first, _, last = path.name.removeprefix("part-").partition(".")[0].partition("_")
    try:
        return place(first), place(last)
    except ValueError:
        raise SinkError(f"{path} is no part of an export: move it elsewhere") from None


def _to_disk(path: Path) -> None:
    """Have what was written to a file, or to a folder's list of names, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
