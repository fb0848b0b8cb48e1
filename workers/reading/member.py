"""A member of a consumer group: what it asks of the server, and what it makes of the replies.

A plan is a generator that yields what to ask, as a call of a redis client, or for how many seconds
to pause; it is sent the reply, or thrown the error. consumer.py runs plans on a connection of
redis, async_consumer.py on one of redis.asyncio: nothing else differs between the two.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack
from urllib.parse import urlsplit

from redis.exceptions import ResponseError

from workers.logs import event
from workers.outbox import ARTICLES
from workers.reading import dead_letters
from workers.reading.entries import Entry, Malformed, claimed, entry_of, given

if TYPE_CHECKING:
    from workers.reading.entries import Row

CLAIM_MS = 5 * 60_000  # longer than work with a read's entries should take, short for a crash
COUNT = 10  # entries a read: members share evenly, and little is given out unread
MAX_DELIVERIES = 5  # a fault that passes is over by then; a poison entry costs five restarts
ALONE_AFTER = 2  # deliveries after which an entry is suspected, and spares its batch mates

T = TypeVar("T")
Step = Callable[[Any], Any] | float
Plan = Generator[Step, Any, T]

log = logging.getLogger(__name__)


class MemberOptions(TypedDict, total=False):
    """What a member can be told; Consumer says what each means."""

    start: str | datetime
    domains: Sequence[str]
    languages: Sequence[str]
    claim_ms: int
    max_deliveries: int | None


class Options(MemberOptions, total=False):
    """What Consumer and AsyncConsumer can be told beside group and name."""

    count: int
    idle_seconds: float | None


class Member:
    """A member of `group`; the options are Consumer's. Each plan is one or a few round trips."""

    def __init__(self, group: str, name: str, **options: Unpack[MemberOptions]) -> None:
        self.group, self.name = group, name
        self.claim_ms = options.get("claim_ms", CLAIM_MS)
        # Own entries that wait since an earlier reading lie behind this id; None: all were seen.
        self.own: str | None = "0"
        self._start = position(options.get("start", "0"))
        domains = _many(options.get("domains", ()))
        self._domains = [_host(domain) for domain in domains]
        self._languages = {word.lower() for word in _many(options.get("languages", ()))}
        self._max_deliveries = options.get("max_deliveries", MAX_DELIVERIES)

    def begin(self) -> Plan[bool]:
        """Make the group if it is not there: True if it was not."""
        if self._start == "$":  # as an id, so that a group that is lost begins at the same place
            try:
                found = yield lambda client: client.xinfo_stream(ARTICLES)
                self._start = _text(found["last-generated-id"])
            except ResponseError as error:
                if "no such key" not in str(error):
                    raise
                self._start = "0"
        try:
            yield lambda client: client.xgroup_create(
                ARTICLES, self.group, id=self._start, mkstream=True
            )
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
            return False
        return True

    def new(self, count: int, block_ms: int) -> Plan[tuple[list[Entry], int]]:
        """New entries that are wanted, and how many came in all."""
        found = yield lambda client: client.xreadgroup(
            self.group, self.name, {ARTICLES: ">"}, count=count, block=max(block_ms, 0) or None
        )
        rows = given(found)
        return (yield from self._accepted(rows)), len(rows)

    def _accepted(self, rows: list[Row]) -> Plan[list[Entry]]:
        """Those that pass the filters. Acknowledges the others, sets aside what is no entry."""
        entries: list[Entry] = []
        passed: list[Entry] = []
        for entry_id, fields in rows:
            try:
                entry = entry_of(entry_id, fields)
            except Malformed as fault:
                yield from self.set_aside(entry_id, str(fault), 1)
                continue
            (entries if self._wants(entry) else passed).append(entry)
        if passed:
            yield from self.acknowledge(passed)
        return entries

    def _wants(self, entry: Entry) -> bool:
        if self._languages and entry.language.lower() not in self._languages:
            return False
        return not self._domains or any(
            entry.domain == domain or entry.domain.endswith("." + domain)
            for domain in self._domains
        )

    def recovered(self, size: int) -> Plan[list[Entry]]:
        """Own entries of an earlier reading, or those whose reader seems dead; up to `size`."""
        while self.own is not None:
            waiting = yield partial(self._own_pending, size)
            chosen = _sparing(waiting)
            self.own = _text(chosen[-1]["message_id"]) if chosen else None
            entries = yield from self._claim(chosen, 0)
            if entries:
                return entries
        while True:
            waiting = yield lambda client: client.xpending_range(
                ARTICLES, self.group, min="-", max="+", count=size, idle=self.claim_ms
            )
            entries = yield from self._claim(_sparing(waiting), self.claim_ms)
            if entries or not waiting:
                return entries

    def _own_pending(self, size: int, client: Any) -> Any:
        after = "-" if self.own == "0" else f"({self.own}"
        return client.xpending_range(
            ARTICLES, self.group, min=after, max="+", count=size, consumername=self.name
        )

    def _claim(self, waiting: list[dict[str, Any]], min_idle_ms: int) -> Plan[list[Entry]]:
        ids = []
        for one in waiting:
            entry_id, times = _text(one["message_id"]), int(one["times_delivered"])
            if self._max_deliveries is not None and times >= self._max_deliveries:
                fault = f"given out {times} times and never acknowledged: its reader failed or died"
                yield from self.set_aside(entry_id, fault, times)
            else:
                ids.append(entry_id)
        if not ids:
            return []
        found = yield lambda client: client.xclaim(
            ARTICLES, self.group, self.name, min_idle_ms, ids
        )
        rows = claimed(found)
        if min_idle_ms == 0 and len(rows) < len(ids):
            log.warning("%d entries left the stream unread: it was trimmed", len(ids) - len(rows))
        return (yield from self._accepted(rows))

    def acknowledge(self, entries: Iterable[Entry]) -> Plan[bool]:
        """Acknowledge these; True."""
        entries = list(entries)
        ids = [entry.entry_id for entry in entries]
        if ids:
            yield lambda client: client.xack(ARTICLES, self.group, *ids)
        if log.isEnabledFor(logging.DEBUG):
            for entry in entries:
                self.log("acknowledged", entry)
        return True

    def set_aside(self, entry_id: str, fault: str, attempts: int) -> Plan[bool]:
        """Make it a dead letter; True."""
        yield lambda client: dead_letters.bury(client, self.group, entry_id, fault, attempts)
        event(log, "dead-lettered", logging.WARNING, entry=entry_id, group=self.group, fault=fault)
        return True

    def keep(self, entry: Entry) -> Plan[bool]:
        """Begin the entry's idle time anew."""
        yield lambda client: client.xclaim(
            ARTICLES, self.group, self.name, 0, [entry.entry_id], justid=True
        )
        return True

    def release(self, entries: Iterable[Entry]) -> Plan[None]:
        """Let others have these at once, as if they had not been read."""
        ids = [entry.entry_id for entry in entries]
        if ids:
            yield lambda client: client.xclaim(
                ARTICLES, self.group, self.name, 0, ids,
                idle=dead_letters.ANY_CLAIM_MS, retrycount=0, justid=True,
            )  # fmt: skip

    def rewind(self, start: str | datetime) -> Plan[None]:
        """Make the group anew, at `start`, with nothing pending."""
        self._start = position(start)
        yield lambda client: client.xgroup_destroy(ARTICLES, self.group)
        yield from self.begin()
        self.own = None

    def log(self, word: str, entry: Entry, level: int = logging.DEBUG, **more: object) -> None:
        """Log a line that names the page as the lines of its fetch and its cleaning do."""
        fields = {"page": entry.page, "id": entry.id, "revision": entry.revision}
        event(log, word, level, **fields, group=self.group, **more)


def position(start: str | datetime) -> str:
    """The stream's id behind which a group begins: of "0", "$", an entry's id, or a time.

    A time is a datetime or ISO 8601, and means entries of that moment or later; without an offset
    it is UTC. Raises ValueError.
    """
    if isinstance(start, str):
        if re.fullmatch(r"0|\$|\d{10,20}-\d{1,20}", start):
            return start
        try:
            start = datetime.fromisoformat(start.strip())
        except ValueError:
            raise ValueError(
                f"{start!r} is no start: 0 (all that is kept), $ (what comes from now on), "
                "a time such as 2026-05-01 or 2026-05-01T08:00+02:00, or an entry's id"
            ) from None
    if start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    before = max(0, int(start.timestamp() * 1000) - 1)
    return f"{before}-{2**64 - 1}"  # the last id that an entry before that moment could have


def _sparing(waiting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first of these; one that is suspected comes alone, and no other with it."""
    for at, one in enumerate(waiting):
        if int(one["times_delivered"]) >= ALONE_AFTER:
            return waiting[: max(at, 1)]
    return waiting


def _host(domain: str) -> str:
    """The host of a domain that may be given as an address. Raises ValueError."""
    host = urlsplit(domain if "//" in domain else f"//{domain}").hostname
    if not host:
        raise ValueError(f"{domain!r} is no domain: give a host, such as example.org")
    return host.removeprefix("www.")


def _many(given: Sequence[str]) -> Sequence[str]:
    return (given,) if isinstance(given, str) else given


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
