"""A JSON-lines file of articles that keeps up with the stream: each article of its sites once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from crawler.addresses import same_site
from workers import ledger, outbox
from workers.consumer import Entry, read_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import FileIO
    from pathlib import Path

    import redis

# Lines of an existing file that are read to see what it holds: more than one read of the stream.
TAIL_LINES = 256
TAIL_LINE_BYTES = 65_536  # an article's JSON has some 25 KB
# A file not written to for this long starts over at what the stream still holds.
PLACE_SECONDS = 90 * 86_400

Id = tuple[int, int]


class ArticleFile:
    """A file that the articles of `targets` (site addresses) are appended to, and its place.

    Its places on the stream, one a site, are kept in Redis; a file that is gone or empty starts
    over, and lines that a crash left unplaced are not written twice. Several processes may write to
    one file: they take turns, and none writes what another has written.
    Raises OSError, and redis.RedisError.
    """

    def __init__(self, connection: redis.Redis, path: Path, targets: Sequence[str]) -> None:
        self._connection = connection
        self._path = path
        self._targets = {target: outbox.site_of(target) for target in targets}
        digest = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]
        self._key = f"newsmill:places:{digest}"
        self._file: FileIO | None = None
        self._known: set[tuple[str, int]] = set()
        self._places: dict[str, Id] = {}

    def __enter__(self) -> Self:
        self._file = self._path.open("ab", buffering=0)
        with self._turn():
            size = os.fstat(self._file.fileno()).st_size
            if not size:
                self._connection.delete(self._key)
            elif self._is_regular():
                end, self._known = _tail(self._path)
                self._append([] if end == b"\n" else [b"\n"])
            self._read_places()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def copy(self, wait_ms: int) -> tuple[list[Entry], bool]:
        """Append what the stream has next: the entries written, and whether it had any at all.

        Waits up to `wait_ms` milliseconds for some. They are safely on disk on return.
        """
        first, second = min(self._places.values())
        entries = read_after(self._connection, f"{first}-{second}", block_ms=wait_ms)
        if not entries:
            return [], False
        with self._turn():
            self._read_places()
            fresh = [
                entry
                for entry, site in zip(entries, self._sites(entries), strict=True)
                if self._wants(entry, site) and (entry.id, entry.revision) not in self._known
            ]
            self._append([entry.article_json.encode() + b"\n" for entry in fresh])
            # A server that is killed may forget what it gave out, and give it out again.
            self._known.update((entry.id, entry.revision) for entry in fresh)
            last = _id(entries[-1].entry_id)
            places = {site: max(place, last) for site, place in self._places.items()}
            self._connection.hset(
                self._key, mapping={site: f"{a}-{b}" for site, (a, b) in places.items()}
            )
            self._connection.expire(self._key, PLACE_SECONDS)
            self._places = places
        return fresh, True

    def _append(self, lines: Sequence[bytes]) -> None:
        """Write the lines, all of them or, where the disk is full, none."""
        assert self._file is not None
        text = b"".join(lines)
        if not text:
            return
        before = os.fstat(self._file.fileno()).st_size
        try:
            while text:
                text = text[self._file.write(text) :]
            if self._is_regular():
                os.fsync(self._file.fileno())
        except OSError:
            if self._is_regular():
                self._file.truncate(before)
            raise

    def _sites(self, entries: Sequence[Entry]) -> list[str]:
        return ledger.sites_of(self._connection, [entry.id for entry in entries])

    def _wants(self, entry: Entry, found_by: str) -> bool:
        """Whether the entry is of our sites, and lies behind the places of those it is of."""
        places = [
            self._places[site]
            for target, site in self._targets.items()
            if site == found_by or same_site(entry.url, target)
        ]
        return bool(places) and max(places) < _id(entry.entry_id)

    def _read_places(self) -> None:
        kept: Any = self._connection.hgetall(self._key)
        for site in self._targets.values():
            self._places[site] = _id(kept.get(site.encode(), b"0-0").decode())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Nobody else writes to the file meanwhile."""
        assert self._file is not None
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _is_regular(self) -> bool:
        """Whether it is a file on a disk, rather than a pipe or a terminal."""
        assert self._file is not None
        return stat.S_ISREG(os.fstat(self._file.fileno()).st_mode)


def _id(entry_id: str) -> Id:
    first, _, second = entry_id.partition("-")
    return int(first), int(second or 0)


def _tail(path: Path) -> tuple[bytes, set[tuple[str, int]]]:
    """The file's last byte, and id and revision of its last articles."""
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - TAIL_LINES * TAIL_LINE_BYTES))
        text = file.read()
    known = set()
    for line in text.splitlines()[-TAIL_LINES:]:
        try:
            article = json.loads(line)
            known.add((str(article["id"]), int(article["metadata"]["revision"])))
        except (ValueError, KeyError, TypeError):
            continue  # the first line may be cut, a line may be somebody else's
    return text[-1:], known
