"""The loop that feeds a sink: read, write, acknowledge, and wait for a server that is lost.

A group's entries reach the sink in the order of the stream, and are acknowledged once they are
safe there. A crash in between brings them again, and the sink sees that nothing is doubled.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import redis

from workers.consumer import Consumer, Entry, join
from workers.server import ServerError, open_server
from workers.sinks.waiting import Ended, Waiting
from workers.sinks.writing import Tally, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.settings import Settings
    from workers.sinks.progress import Progress
    from workers.sinks.sink import Sink

READ = 100  # entries a read: with articles of a megabyte still little memory at a time
READ_MS = 1_000  # how soon the end is seen while nothing comes
MOST_CHARACTERS = 50_000_000  # of articles in hand for a write: 2,000 of the usual 25 KB
ONCE_PATIENCE = 60.0  # seconds: a restart takes less, and cron's next turn comes anyhow


class Order(NamedTuple):
    """What to hand over: all there is for the group, then the end, or with `follow` all that comes.

    With `from_start` everything that the stream holds comes again.
    """

    group: str
    follow: bool
    from_start: bool = False


def hand_over(
    settings: Settings, sink: Sink, order: Order, progress: Progress, asked: object
) -> Tally:
    """Feed the sink until there is no more, or until `asked` is true; what became of the articles.

    Raises ServerError if there is no server to begin with, SinkError when somebody must see to it,
    redis.RedisError and OSError. Nothing is acknowledged then that is not safe at the far end.
    """
    patience = None if order.follow else ONCE_PATIENCE
    lost_server = Waiting("the server", progress, asked, patience)
    lost_far_end = Waiting(sink.where, progress, asked, patience)
    tally = Tally()
    rewind, met = order.from_start, False
    while True:
        try:
            # A server of newsmill's own that is gone is started anew by this.
            with _joined(settings, order.group) as (connection, consumer):
                met = True
                if rewind:
                    consumer.rewind()
                    rewind = False
                lost_server.over()
                writer = Writer(sink, connection, consumer, lost_far_end, tally)
                while not asked:
                    entries = _gather(consumer, sink, order.follow, asked)
                    if not entries and not order.follow:
                        break
                    writer.deliver(entries)
                    progress.show(tally)
            return tally
        except Ended:
            return tally
        except (ServerError, redis.RedisError) as error:
            if not (met and _passes(error)):
                raise
            trouble = str(error)
        try:
            lost_server.again(trouble)
        except Ended:
            return tally


@contextmanager
def _joined(settings: Settings, group: str) -> Iterator[tuple[redis.Redis, Consumer]]:
    with (
        open_server(settings) as connection,
        # A killed process has thousands in hand, and none of them is to blame.
        join(connection, group, settings.state_dir / "consumers", max_deliveries=None) as consumer,
    ):
        yield connection, consumer


def _gather(consumer: Consumer, sink: Sink, follow: bool, asked: object) -> list[Entry]:
    """The entries of the next write: as many as it takes, or as there are when its time is up."""
    entries = consumer.read(min(READ, sink.size), block_ms=READ_MS if follow else 0)
    until = time.monotonic() + sink.linger
    while entries and not asked and not _enough(entries, sink):
        left_ms = int((until - time.monotonic()) * 1000) if follow else 0
        more = consumer.read(
            min(READ, sink.size - len(entries)), block_ms=max(0, min(left_ms, READ_MS))
        )
        if not more and left_ms <= 0:
            break
        entries += more
    return entries


def _enough(entries: list[Entry], sink: Sink) -> bool:
    weight = sum(len(entry.article_json) for entry in entries)
    return len(entries) >= sink.size or weight >= MOST_CHARACTERS


def _passes(error: Exception) -> bool:
    """Whether the server may do again what it refused, without anybody's help or with it.

    Its group is gone (NOGROUP) if it came back from an older state: joining makes it anew.
    """
    return isinstance(
        error,
        (
            ServerError,
            redis.ConnectionError,
            redis.TimeoutError,
            redis.exceptions.ReadOnlyError,
            redis.exceptions.OutOfMemoryError,
        ),
    ) or str(error).startswith(("NOGROUP", "MISCONF"))
