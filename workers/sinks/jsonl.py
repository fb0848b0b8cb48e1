"""Parts of an export as JSON lines, an article a line, compressed with zstd."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from workers.sinks.row import whole
from workers.sinks.sink import Item, SinkError
from workers.zstd import zstd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Jsonl:
    """JSON lines. Lines are told apart by their text, as an entry that comes again is the same."""

    SUFFIX = "jsonl.zst"

    def write(self, path: Path, items: Sequence[Item]) -> None:
        """Write the items to a new file."""
        with zstd.open(path, "wb") as file:
            for item in items:
                file.write(_line(item))

    def keys(self, path: Path) -> set[str]:
        """What tells the items of a part from others. Raises SinkError if it cannot be read."""
        try:
            with zstd.open(path, "rb") as file:
                return {_digest(line) for line in file}
        except (zstd.ZstdError, EOFError) as error:
            raise SinkError(f"{path} cannot be read ({error}): move it elsewhere") from None

    def key(self, item: Item) -> str:
        """That of one item."""
        return _digest(_line(item))


def _line(item: Item) -> bytes:
    return whole(item.entry.article_json).encode() + b"\n"


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
