"""Writing to a sink what was read, until each article is there or is a dead letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.outbox import ARTICLES
from workers.reading.dead_letters import bury
from workers.sinks.sink import Item, NotNow, Refused, Sink, SinkError, read_item

if TYPE_CHECKING:
    from collections.abc import Sequence

    import redis

    from workers.consumer import Consumer, Entry
    from workers.sinks.waiting import Waiting

REFUSED_IN_A_ROW = 20  # then it is the far end that is wrong, a path or a secret, not the articles


@dataclass
class Tally:
    """Articles that reached the far end, and those that became dead letters."""

    delivered: int = 0
    dead: int = 0
    dead_in_a_row: int = 0


class Writer:
    """Writes a consumer's entries to a sink, and acknowledges them."""

    def __init__(
        self,
        sink: Sink,
        connection: redis.Redis,
        consumer: Consumer,
        lost: Waiting,
        tally: Tally,
    ) -> None:
        self._sink = sink
        self._connection = connection
        self._consumer = consumer
        self._lost = lost
        self._tally = tally

    def deliver(self, entries: Sequence[Entry]) -> None:
        """Have all of the entries written, buried or, when it raises Ended, partly left for later.

        Raises SinkError when the far end refuses one article after the other, redis.RedisError.
        """
        items: list[Item] = []
        for entry in entries:
            try:
                items.append(read_item(entry))
            except Refused as refusal:
                self._bury(entry, str(refusal), 1)
        if items:
            self._write(items)

    def _write(self, items: Sequence[Item]) -> None:
        tries = 0
        while True:
            try:
                self._sink.write(items)
            except Refused as refusal:
                self._halve(items, str(refusal), tries + 1)
                return
            except NotNow as trouble:
                tries += trouble.counts
                if tries >= self._sink.tries:
                    self._lost.over(silent=True)
                    self._halve(items, str(trouble), tries)
                    return
                self._lost.again(
                    str(trouble),
                    after=trouble.after or 0.0,
                    patient=trouble.counts,
                    meanwhile=lambda: self._keep(items),
                )
            else:
                break
        self._lost.over()
        self._consumer.acknowledge([item.entry for item in items])
        self._tally.delivered += len(items)
        self._tally.dead_in_a_row = 0

    def _halve(self, items: Sequence[Item], fault: str, tries: int) -> None:
        """Find those that are to blame, keeping the order."""
        if len(items) == 1:
            self._bury(items[0].entry, fault, tries)
            return
        middle = len(items) // 2
        self._write(items[:middle])
        self._write(items[middle:])

    def _bury(self, entry: Entry, fault: str, tries: int) -> None:
        bury(self._connection, self._consumer.group, entry.entry_id, fault, tries)
        self._tally.dead += 1
        self._tally.dead_in_a_row += 1
        if self._tally.dead_in_a_row >= REFUSED_IN_A_ROW:
            raise SinkError(
                f"{self._sink.where} refused {REFUSED_IN_A_ROW} articles in a row, the last with: "
                f"{fault}. See to it and start again; they are dead letters of group "
                f"{self._consumer.group}"
            )

    def _keep(self, items: Sequence[Item]) -> None:
        """Tell the group that these are still worked on, so that nobody claims them."""
        self._connection.xclaim(
            ARTICLES,
            self._consumer.group,
            self._consumer.name,
            min_idle_time=0,
            message_ids=[item.entry.entry_id for item in items],
            justid=True,
        )
