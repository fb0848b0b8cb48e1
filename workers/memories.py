"""Site memories: one a site, shared by all workers.

    newsmill:memory:<site>   string: the SiteMemory as JSON; <site> is the pages' own host

A batch reads its sites' memories when it begins and adds what its pages taught when it ends. Adding
is a transaction that is begun anew where another worker was faster, so that nothing is lost. What
cannot be read (of another version, or not ours) counts as nothing known, and is written over.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from redis.exceptions import ResponseError

from cleaner.memory import SiteMemory
from workers.outbox import site_of

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline

PREFIX = "newsmill:memory:"
# Counted from the last page that taught. A site that nobody crawled for a month may have been
# redesigned, and is learnt again within one crawl.
KEEP_SECONDS = 30 * 86_400


class Memories:
    """The memories of a batch's sites, as they were when it began, and what its pages teach."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._known: dict[str, SiteMemory] = {}
        self._lessons: dict[str, SiteMemory] = {}

    def of(self, url: str) -> SiteMemory:
        """What is known of the page's site."""
        site = site_of(url)
        if site not in self._known:
            self._known[site] = read(self._connection, site)
        return self._known[site]

    def learn(self, url: str, lesson: SiteMemory) -> None:
        """Keep what a page taught until `save`."""
        site = site_of(url)
        self._lessons[site] = self._lessons.get(site, SiteMemory()).merge(lesson)

    def save(self) -> None:
        """Add what was learnt to the sites' memories. Raises redis.RedisError."""
        for site, lesson in self._lessons.items():
            if lesson.pages:
                add(self._connection, site, lesson)
        self._lessons.clear()


def read(connection: Redis, site: str) -> SiteMemory:
    """The site's memory; an empty one if there is none that can be read."""
    return _load(connection, site)


def add(connection: Redis, site: str, lesson: SiteMemory) -> None:
    """Merge what pages taught into the site's memory, whoever else does so at the same time."""
    connection.transaction(partial(_add, site, lesson), memory_key(site))


def forget(connection: Redis, site: str) -> bool:
    """Drop the site's memory; whether there was one."""
    return bool(connection.delete(memory_key(site)))


def sites(connection: Redis) -> list[str]:
    """The sites of which something is remembered, by name."""
    keys = connection.scan_iter(match=f"{PREFIX}*", count=1_000)
    return sorted(key.decode().removeprefix(PREFIX) for key in keys)


def memory_key(site: str) -> str:
    """The Redis key of a site's memory."""
    return PREFIX + site


def _add(site: str, lesson: SiteMemory, pipeline: Pipeline) -> None:
    memory = _load(pipeline, site).merge(lesson)  # read at once, as the key is watched
    pipeline.multi()
    pipeline.set(memory_key(site), memory.model_dump_json(), ex=KEEP_SECONDS)


def _load(connection: Redis, site: str) -> SiteMemory:
    try:
        found = connection.get(memory_key(site))
    except ResponseError:  # the key holds a list or a hash: somebody else's
        return SiteMemory()
    return SiteMemory.load(found if isinstance(found, bytes) else None)
