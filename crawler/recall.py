"""What earlier crawls know of a site, asked for without holding up this one."""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import TYPE_CHECKING, TypeVar

import redis

from workers.visits import DAY, READ_SECONDS, Trail, Visit, Visits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import ParamSpec

    from crawler.sources import Source

    P = ParamSpec("P")

T = TypeVar("T")
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 5.0  # seconds between tries, as for the hand-over
A_LOOK = 10_000  # addresses: one second's answer of Redis
_HOP = 10_000  # places of one hop: priorities are between -5,000 and 5,000


class Recall:
    """The visits of one source, for the spider; without `visits` nothing is known or kept.

    While Redis is lost its methods wait, up to `patience` seconds, and then raise RedisError.
    """

    def __init__(
        self,
        visits: Visits | None,
        source: Source,
        *,
        force: bool = False,
        patience: float = 0.0,
    ) -> None:
        self._visits, self._force, self._patience = visits, force, patience
        self._scope = _scope(source)
        self._sources: dict[str, Visit] = {}
        self._read: dict[str, Visit] = {}
        self._owed: set[str] = set()
        self.distrusted: set[str] = set()

    async def open(self) -> None:
        """Fetch what is wanted at once: feeds, sitemaps, and whose validators lied."""
        if self._visits:
            self.distrusted = await self._ask(self._visits.distrusted, time.time())
        if self._visits and not self._force:
            self._sources = await self._ask(self._visits.sources, self._scope)

    async def known(self, urls: Sequence[str]) -> dict[str, Visit]:
        """Return what is known of those `urls` that need not be fetched, or not yet."""
        if not self._visits or self._force or not urls:
            return {}
        return await self._ask(self._visits.known, urls)

    async def due(self, start: int = 0) -> dict[str, Visit | None]:
        """Return A_LOOK addresses at most whose next visit has come, with the last one."""
        if not self._visits:
            return {}
        urls = await self._ask(self._visits.due, time.time(), A_LOOK, start)
        known = {} if self._force else await self._ask(self._visits.known, urls)
        return {url: known.get(url) for url in urls}

    async def left(self, start: int = 0) -> tuple[list[tuple[str, int, int]], int]:
        """Return what earlier crawls found and left, each with hops and priority, in order.

        A_LOOK at most; and where the next ones start, -1 behind the last.
        """
        if not self._visits:
            return [], -1
        found = await self._ask(self._visits.left, A_LOOK, start)
        known = await self.known(list(found))
        if known:
            await self._ask(self._visits.take_back, list(known))
        left = [(url, *way(where)) for url, where in found.items() if url not in known]
        return left, start + len(left) if len(found) == A_LOOK else -1

    async def leave(self, places: Mapping[str, float]) -> None:
        """Note what was found and is to be fetched, if not by this crawl then by the next."""
        if self._visits and places:
            await self._ask(self._visits.leave, places)

    async def distrust(self, host: str) -> None:
        """Note that the validators of `host` lied."""
        self.distrusted.add(host)
        if self._visits:
            await self._ask(self._visits.distrust, host, time.time())

    def source(self, url: str) -> Visit | None:
        """Return the visit of a feed or sitemap, if all that it named was fetched since."""
        return self._sources.get(url)

    def feeds(self) -> list[str]:
        """Return the feeds that the last crawl read, those of section pages too."""
        return [url for url, visit in self._sources.items() if visit.is_feed]

    def is_read(self, url: str, changed: float) -> bool:
        """Whether a sitemap of an index need not be asked for: it has not `changed` since.

        The date may be a day, of any time zone, or wrong: so a sitemap is asked for once a week.
        """
        visit = self._sources.get(url)
        if visit is None or not changed or changed >= visit.at - DAY:
            return False
        if not 0 <= time.time() - visit.checked < READ_SECONDS:
            return False
        self._read[url] = visit
        return True

    def was_read(self, url: str, visit: Visit) -> None:
        """Note that all a feed or sitemap names was taken in: it is known once that is fetched."""
        self._read[url] = visit

    def is_owed(self, origin: str | None) -> None:
        """Note that `origin` names a page that could not be fetched: it is to be read again."""
        if origin is not None:
            self._owed.add(origin)

    async def conclude(self) -> None:
        """Make the feeds and sitemaps that were read known: all that they name was handed over."""
        if self._visits:
            read = {url: visit for url, visit in self._read.items() if url not in self._owed}
            await self._ask(self._visits.record_sources, self._scope, read)

    async def record(self, trails: Sequence[Trail]) -> None:
        """Record trails that go with no page."""
        if self._visits and trails:
            await self._ask(self._visits.record, trails)

    async def _ask(self, call: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        since, wait = time.monotonic(), _FIRST_WAIT
        while True:
            try:
                return await asyncio.to_thread(call, *args, **options)
            except (redis.RedisError, OSError):
                left = self._patience - (time.monotonic() - since)
                if left <= 0:
                    raise
                await asyncio.sleep(min(wait, left))
                wait = min(2 * wait, _LONGEST_WAIT)


def place(hops: int, priority: int) -> float:
    """Return where a page stands among those left: nearer ones first, then the likelier ones."""
    return float(_HOP * hops - priority)


def way(where: float) -> tuple[int, int]:
    """Return the hops and the priority that `place` was made of."""
    hops = int((where + _HOP // 2) // _HOP)
    return hops, int(_HOP * hops - where)


def _scope(source: Source) -> str:
    """Name what a source takes of its feeds and sitemaps: another choice reads them anew.

    A `since` of so many days moves on, and everything is read anew once a day.
    """
    since = source.since.date().isoformat() if source.since else ""
    chosen = "\n".join([source.url, *source.include, "", *source.exclude, since])
    return hashlib.blake2b(chosen.encode(), digest_size=8).hexdigest()
