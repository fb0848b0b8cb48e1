"""Reading articles from the stream: each to one member of a group, until it is acknowledged.

    with open_server(load()) as connection:
        consumer = Consumer(connection, "search")
        entries = consumer.read(count=100, block_ms=5_000)
        ...
        consumer.acknowledge(entries)

An entry that was read and not acknowledged comes again: to the same consumer when it starts anew,
or to another of the group once it lay idle for CLAIM_MS. So work with an entry must bear
repetition; `id` and `revision` tell.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from contextlib import ExitStack, contextmanager, suppress
from itertools import count as numbers
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from redis.exceptions import ResponseError

from workers.outbox import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from redis import Redis

    Raw = Sequence[tuple[bytes, dict[bytes, bytes] | None]]

CLAIM_MS = 5 * 60_000  # longer than work with a read's entries should take, short for a crash
STREAM_COUNT = (
    10  # read at a time for `stream`: members share evenly, and little is given out unread
)
STREAM_MS = 1_000  # how soon `stream` sees that it shall end
BLOCK_MS = 5_000  # asked of the server at a time: below the client's patience with a reply


class Entry(NamedTuple):
    """An article as the stream holds it, whole in `article_json`; what is unknown is ""."""

    entry_id: str
    id: str
    event: str
    revision: int
    url: str
    domain: str
    language: str
    published: str
    outcome: str
    article_json: str


class Consumer:
    """A member of a consumer group on `newsmill:articles`.

    A group that is not there yet is made, at the start of the stream, so that nothing is missed.
    `name` should stay the same over restarts, and differ between members that run at the same time;
    None is the host's name.
    Raises redis.RedisError.
    """

    def __init__(
        self,
        connection: Redis,
        group: str,
        name: str | None = None,
        *,
        claim_ms: int = CLAIM_MS,
    ) -> None:
        self.group = group
        self.name = name or socket.gethostname() or f"pid-{os.getpid()}"
        self._connection = connection
        self._claim_ms = claim_ms
        # Own entries that were read before a restart lie after this id; None: all were given out.
        self._unacknowledged: str | None = "0"
        try:
            connection.xgroup_create(ARTICLES, group, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def read(self, count: int = 100, block_ms: int = 0) -> list[Entry]:
        """Up to `count` entries; [] if none came in `block_ms` milliseconds (0: do not wait).

        First those that this consumer read before a restart and did not acknowledge, then those
        whose reader seems dead, then new ones.
        """
        entries = self._own(count) or self._claimed(count)
        deadline = time.monotonic() + block_ms / 1000
        while not entries:
            left_ms = int((deadline - time.monotonic()) * 1000)
            entries = _entries(self._raw(">", count, min(left_ms, BLOCK_MS)))
            if left_ms <= 0:
                break
        return entries

    def stream(
        self,
        count: int | None = None,
        *,
        follow: bool = False,
        until: Callable[[], object] = lambda: False,
    ) -> Iterator[Entry]:
        """Entries one by one, each acknowledged when the next is asked for, so after its work.

        Ends after `count` entries, when there are no more (unless `follow`), or when `until()` is
        true. What was given out and not acknowledged by then comes again.
        """
        left = count
        while not until() and left != 0:
            size = STREAM_COUNT if left is None else min(left, STREAM_COUNT)
            entries = self.read(size, block_ms=STREAM_MS if follow else 0)
            if not entries and not follow:
                return
            for entry in entries:
                if until():
                    return
                yield entry
                self.acknowledge([entry])
            left = None if left is None else left - len(entries)

    def acknowledge(self, entries: Iterable[Entry]) -> None:
        """Say that the work with these entries is done: they do not come again."""
        ids = [entry.entry_id for entry in entries]
        if ids:
            self._connection.xack(ARTICLES, self.group, *ids)

    def rewind(self) -> None:
        """Begin anew for the whole group: every entry that the stream still holds comes again."""
        self._connection.xgroup_destroy(ARTICLES, self.group)
        self._connection.xgroup_create(ARTICLES, self.group, id="0", mkstream=True)
        self._unacknowledged = None

    def _own(self, count: int) -> list[Entry]:
        while self._unacknowledged is not None:
            raw = self._raw(self._unacknowledged, count)
            self._unacknowledged = raw[-1][0].decode() if raw else None
            gone = [entry_id for entry_id, fields in raw if not fields]
            if gone:  # trimmed off the stream while they waited: there is nothing left to work on
                self._connection.xack(ARTICLES, self.group, *gone)
            entries = _entries(raw)
            if entries:
                return entries
        return []

    def _claimed(self, count: int) -> list[Entry]:
        claimed: Any = self._connection.xautoclaim(
            ARTICLES, self.group, self.name, min_idle_time=self._claim_ms, count=count
        )
        return _entries(claimed[1])

    def _raw(self, after: str, count: int, block_ms: int = 0) -> Raw:
        found: Any = self._connection.xreadgroup(
            self.group,
            self.name,
            {ARTICLES: after},
            count=count,
            block=block_ms if block_ms > 0 else None,
        )
        return [item for _, items in found or () for item in items]


@contextmanager
def join(connection: Redis, group: str, folder: Path) -> Iterator[Consumer]:
    """A consumer under a name that no other process of this machine has meanwhile.

    The first name that is free, so that who comes after a crash is given what lies unacknowledged.
    `folder` holds the locks. Raises OSError, and redis.RedisError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{socket.gethostname()}-{os.getuid()}"
    with ExitStack() as held:
        for number in numbers(1):
            name = f"{stem}-{number}"
            lock = held.enter_context((folder / f"{quote(group, '')}.{name}.lock").open("a"))
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
        yield Consumer(connection, group, name)


def read_after(
    connection: Redis, last_id: str, *, count: int = 100, block_ms: int = 0
) -> list[Entry]:
    """Up to `count` entries behind `last_id` ("0": from the start), without a group.

    Nothing is remembered of the reader: whoever reads like this keeps its own place. [] if none
    came in `block_ms` milliseconds (0: do not wait). Raises redis.RedisError.
    """
    found: Any = connection.xread(
        {ARTICLES: last_id}, count=count, block=min(block_ms, BLOCK_MS) or None
    )
    return _entries([item for _, items in found or () for item in items])


def _entries(raw: Raw) -> list[Entry]:
    return [_entry(entry_id, fields) for entry_id, fields in raw if fields]


def _entry(entry_id: bytes, raw: dict[bytes, bytes]) -> Entry:
    fields = {name.decode(): value.decode() for name, value in raw.items()}
    return Entry(
        entry_id=entry_id.decode(),
        id=fields["id"],
        event=fields["event"],
        revision=int(fields["revision"]),
        url=fields["url"],
        domain=fields["domain"],
        language=fields["language"],
        published=fields["published"],
        outcome=fields["outcome"],
        article_json=fields["article"],
    )
