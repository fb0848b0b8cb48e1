"""Visits: what the crawler knows of a site's addresses, and when it is to ask for them again.

    newsmill:visit:<address>       string: a Visit as JSON, 90 days; a day for what was not there
    newsmill:due:<site>            sorted set: address -> unix seconds of its next visit
    newsmill:left:<site>           sorted set: address that was found and not fetched so far ->
                                   its place in the order of fetching
    newsmill:read:<site>:<scope>   hash: feed or sitemap -> its Visit, once all it names was fetched
    newsmill:distrusted            sorted set: host whose validators lied -> unix seconds of when

<site> is the crawled site's host as `outbox.site_of` writes it. A visit is recorded in the step in
which its page is queued, so that a crawl that is killed forgets what it had not handed over.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from redis import Redis
    from redis.client import Pipeline

PREFIX = "newsmill:visit:"
DISTRUSTED = "newsmill:distrusted"
HOUR, DAY = 3_600, 86_400
KEEP_SECONDS = 90 * DAY  # as the ledger: what is older and still named is as good as new
GONE_SECONDS = DAY  # a page that was not there may have been named before it was published
READ_SECONDS = 7 * DAY  # a feed or sitemap is read whole at least as often
DISTRUST_SECONDS = 30 * DAY  # then a host gets another chance: servers are mended
SECTION_SECONDS = HOUR  # a list that changes less often costs a request an hour at most
REVISITS = (HOUR, 6 * HOUR, DAY, 3 * DAY)  # after publication: corrections come early
MAX_LEFT = 100_000  # addresses: some 15 MB; a site that names more has a trap
_AT_ONCE = 1_000  # addresses a round trip: 300 KB of answer


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What the last fetch of a page showed.

    `url` is the page's own address, to which others may lead; `at` the unix seconds of the fetch,
    `checked` those of the last one that sent no validators; `etag` and `modified` the validators,
    `body` a digest of the raw body; `hops` how many links the page is away from the front page.
    `gone` says that there was no page, `is_feed` that it is a feed.
    """

    url: str
    at: float
    etag: str | None = None
    modified: str | None = None
    body: str = ""
    checked: float = 0.0
    hops: int = 1
    gone: bool = False
    is_feed: bool = False


@dataclass(frozen=True, kw_only=True)
class Trail:
    """What is to be recorded together with a fetched page.

    `addresses` are all that are settled by it; they are known from now on, for `seconds`, by
    `visit`, or with None only no longer to be fetched by this crawl. `links` are addresses found
    on the page that are still to be fetched, each with its place. With `keeps_due` the page's own
    next visit stands: whoever counts the page has set it.
    """

    addresses: tuple[str, ...]
    visit: Visit | None
    seconds: int = KEEP_SECONDS
    links: Mapping[str, float] = field(default_factory=dict)
    keeps_due: bool = False


class Visits:
    """The visits of one crawled site. Every method is one round trip or two; raises RedisError."""

    def __init__(self, connection: Redis, site: str) -> None:
        self._connection, self.site = connection, site

    def known(self, urls: Sequence[str]) -> dict[str, Visit]:
        """Return the visits of those `urls` that are known, a thousand a round trip."""
        known = {}
        for start in range(0, len(urls), _AT_ONCE):
            part = urls[start : start + _AT_ONCE]
            found: Any = self._connection.mget([PREFIX + url for url in part])
            known.update({url: load(raw) for url, raw in zip(part, found, strict=True) if raw})
        return known

    def due(self, now: float, limit: int, start: int = 0) -> list[str]:
        """Return up to `limit` addresses whose next visit has come, the longest overdue first."""
        found: Any = self._connection.zrangebyscore(due_key(self.site), "-inf", now, start, limit)
        return [url.decode() for url in found]

    def left(self, limit: int, start: int = 0) -> dict[str, float]:
        """Return up to `limit` addresses that earlier crawls left, with their places, in order."""
        key, last = left_key(self.site), start + limit - 1
        found: Any = self._connection.zrange(key, start, last, withscores=True)
        return {url.decode(): place for url, place in found}

    def leave(self, places: Mapping[str, float]) -> None:
        """Note addresses that are to be fetched, if not by this crawl then by the next one."""
        with self._connection.pipeline(transaction=True) as step:
            _leave(step, self.site, places)
            step.execute()

    def take_back(self, urls: Sequence[str]) -> None:
        """Drop addresses from those left."""
        if urls:
            self._connection.zrem(left_key(self.site), *urls)

    def record(self, trails: Iterable[Trail], pipeline: Pipeline | None = None) -> None:
        """Record trails, in the caller's transaction if it gives its `pipeline`, else in one."""
        step = self._connection.pipeline(transaction=True) if pipeline is None else pipeline
        for trail in trails:
            _record(step, self.site, trail)
        if pipeline is None:
            step.execute()

    def sources(self, scope: str) -> dict[str, Visit]:
        """Return the visits of the feeds and sitemaps of which all was fetched.

        `scope` stands for what the crawl takes of them: another choice has to read them anew.
        """
        found: Any = self._connection.hgetall(read_key(self.site, scope))
        return {url.decode(): load(raw) for url, raw in found.items()}

    def record_sources(self, scope: str, visits: Mapping[str, Visit]) -> None:
        """Put these in the place of what `sources` returns."""
        key = read_key(self.site, scope)
        with self._connection.pipeline(transaction=True) as step:
            step.delete(key)
            if visits:
                step.hset(key, mapping={url: _dump(visit) for url, visit in visits.items()})
                step.expire(key, READ_SECONDS)
            step.execute()

    def distrusted(self, now: float) -> set[str]:
        """Return the hosts, of any site, whose validators are not to be believed."""
        since = now - DISTRUST_SECONDS
        found: Any = self._connection.zrangebyscore(DISTRUSTED, since, "+inf")
        return {host.decode() for host in found}

    def distrust(self, host: str, now: float) -> None:
        """Note that the validators of `host` lied."""
        with self._connection.pipeline(transaction=True) as step:
            step.zremrangebyscore(DISTRUSTED, "-inf", now - DISTRUST_SECONDS)
            step.zadd(DISTRUSTED, {host: now})
            step.execute()


def due_key(site: str) -> str:
    """The Redis key of a site's next visits."""
    return f"newsmill:due:{site}"


def left_key(site: str) -> str:
    """The Redis key of what crawls of a site found and did not fetch."""
    return f"newsmill:left:{site}"


def read_key(site: str, scope: str) -> str:
    """The Redis key of the feeds and sitemaps of which all was fetched."""
    return f"newsmill:read:{site}:{scope}"


def visit_key(url: str) -> str:
    """The Redis key of an address."""
    return PREFIX + url


def load(raw: bytes) -> Visit:
    """Return the visit that a key of `visit_key` holds."""
    values = json.loads(raw)
    values.pop("site", None)
    return Visit(**values)


def next_visit(published: str | None, first_seen: str, fetched: str) -> float | None:
    """When an article is to be fetched again, in unix seconds; None if it is old enough.

    Counted from its publication, but not from later than it was first seen: a bare day is that
    day's end, and clocks of sites run ahead. Times are ISO 8601; what is none counts as not given.
    """
    seen, at = _seconds(first_seen), _seconds(fetched)
    if at is None:
        return None
    born = min(x for x in (_seconds(published, day_end=True), seen, at) if x is not None)
    return next((born + age for age in REVISITS if born + age > at), None)


def next_section_visit(fetched: str) -> float | None:
    """Likewise of a page that lists others."""
    at = _seconds(fetched)
    return None if at is None else at + SECTION_SECONDS


def _record(step: Pipeline, site: str, trail: Trail) -> None:
    if trail.visit is not None:
        raw = _dump(trail.visit, site)
        for url in trail.addresses:
            step.set(visit_key(url), raw, ex=trail.seconds)
    own = trail.visit.url if trail.visit and trail.keeps_due else None
    if over := [url for url in trail.addresses if url != own]:
        step.zrem(due_key(site), *over)
    step.zrem(left_key(site), *trail.addresses)
    _leave(step, site, trail.links)


def _leave(step: Pipeline, site: str, places: Mapping[str, float]) -> None:
    if places:
        key = left_key(site)
        step.zadd(key, dict(places), lt=True)
        step.zremrangebyrank(key, MAX_LEFT, -1)
        step.expire(key, KEEP_SECONDS)


def _dump(visit: Visit, site: str = "") -> str:
    values = {
        name: value
        for name, value in asdict(visit).items()
        if value is not None and value is not False
    }
    return json.dumps({**values, "site": site}, separators=(",", ":"))


def _seconds(text: str | None, *, day_end: bool = False) -> float | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp() + (DAY if day_end and len(text or "") == len("2026-05-01") else 0)
