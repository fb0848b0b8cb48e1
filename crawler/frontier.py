"""The frontier: which addresses are to be fetched, and which comes next.

It holds so much and no more: a sitemap is only asked for while there is room for what it names, and
what found no room is asked for again later. Scrapy's scheduler is given a few requests at a time.
"""

from __future__ import annotations

import heapq
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from crawler.seen import Seen

if TYPE_CHECKING:
    from workers.visits import Visit

# What is fetched first. Canonical addresses free held pages, feeds and news sitemaps name what is
# new, then come known young articles and sections, then pages by how sure it is that they are new
# articles; a link's rank adds up to 40, a hop takes 50 away.
CANONICAL, IN_FEED, IN_NEWS_SITEMAP, DUE, LINKED, IN_SITEMAP = 500, 300, 250, 200, 100, 60
RANK, HOP = 10, 50
NAMED_SITEMAP, CHILD_SITEMAP, SITEMAP_AGAIN = 260, 61, 59

ROOM = 20_000  # pages that may wait: 10 MB, and six hours of a site at one a second
LOW = 1_000  # further sitemaps are read when fewer wait: a quarter of an hour ahead
MOST_NEWS = 1_000  # of one sitemap, as the protocol of news sitemaps has it
MAX_SITEMAPS = 10_000  # a crawl; an archive by day for 27 years


class Candidate(NamedTuple):
    """A page or sitemap that is to be fetched.

    `via` says how it was found, `origin` in which feed or sitemap; `hops` is how many links it is
    away from the front page; `visit` is what is known of it. `is_section` says that it stands in
    the site's menu. `dated` is its day or moment, if it is known.
    """

    url: str
    via: str
    hops: int = 1
    priority: int = 0
    origin: str | None = None
    visit: Visit | None = None
    is_sitemap: bool = False
    is_section: bool = False
    dated: date | None = None

    @property
    def why(self) -> str:
        """How it was found and its date, for people."""
        if isinstance(self.dated, datetime):
            return f"{self.via}, {self.dated:%Y-%m-%d %H:%M}"
        return f"{self.via}, {self.dated}" if self.dated else self.via


class Frontier:
    """The candidates of one crawl, best first; all addresses are in canonical form."""

    def __init__(self, room: int = ROOM, low: int = LOW) -> None:
        self.seen = Seen()
        self.spilled = False  # whether links found no room
        self.is_reading = False  # whether a sitemap is being fetched and read
        self._room, self._low = room, low
        self._order = count()
        self._pages: list[tuple[int, int, Candidate]] = []
        self._sitemaps: list[tuple[int, float, int, Candidate]] = []
        self._named = 0
        self._hops: dict[str, int] = {}  # of what waits or is being fetched

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def room(self) -> int:
        """How many more pages may wait."""
        return max(0, self._room - len(self._pages))

    def add(self, candidate: Candidate) -> bool:
        """Take in a page; False if it was seen before, or there is no room for its like."""
        if candidate.url in self.seen:
            return False
        if not self.room and candidate.priority < DUE:
            self.spilled = self.spilled or candidate.origin is None
            return False
        self.seen.add(candidate.url)
        self._hops[candidate.url] = candidate.hops
        heapq.heappush(self._pages, (-candidate.priority, next(self._order), candidate))
        return True

    def add_sitemap(self, candidate: Candidate, changed: float = 0.0) -> bool:
        """Take in a sitemap; of those of one priority the last `changed` is read first."""
        if candidate.url in self.seen or self._named >= MAX_SITEMAPS:
            return False
        self.seen.add(candidate.url)
        self._named += 1
        self._push(candidate, changed)
        return True

    def read_again(self, candidate: Candidate) -> None:
        """Have a sitemap read again once there is room for more of it."""
        self._push(candidate._replace(priority=SITEMAP_AGAIN), 0.0)

    def pop(self) -> Candidate | None:
        """Return what is to be fetched next; None if there is nothing for now."""
        if self._wants_sitemap():
            self.is_reading = True
            return heapq.heappop(self._sitemaps)[-1]
        if not self._pages:
            return None
        found = heapq.heappop(self._pages)[-1]
        return found._replace(hops=self._hops.get(found.url, found.hops))

    def shorten(self, url: str, hops: int) -> None:
        """Note a shorter way to a page: it lets the page's links be followed further."""
        if url in self._hops:
            self._hops[url] = min(hops, self._hops[url])

    def hops(self, url: str) -> int | None:
        """Return how far away a page is that waits or is being fetched; None for any other."""
        return self._hops.get(url)

    def done(self, url: str) -> None:
        """Note that a page was fetched, or could not be."""
        self._hops.pop(url, None)

    def _push(self, candidate: Candidate, changed: float) -> None:
        heapq.heappush(
            self._sitemaps, (-candidate.priority, -changed, next(self._order), candidate)
        )

    def _wants_sitemap(self) -> bool:
        if self.is_reading or not self._sitemaps:
            return False
        priority = -self._sitemaps[0][0]
        if self._pages and -self._pages[0][0] > priority:
            return False
        # What robots.txt names may be the news sitemap: it is read however much waits.
        return priority == NAMED_SITEMAP or len(self._pages) < self._low


class Newest:
    """The newest of the many pages that a sitemap names, as many as there is room for.

    A news sitemap has room for all: it names those of two days, a thousand at most.
    """

    def __init__(self, room: int) -> None:
        self.left = False  # whether there were more
        self._room = room
        self._order = count()
        self._found: list[tuple[bool, float, int, Candidate]] = []

    def add(self, candidate: Candidate, changed: float) -> None:
        """Consider a page that `changed` at that time, 0.0 if it is not known."""
        is_news = candidate.priority >= IN_NEWS_SITEMAP
        # Of the same time the first named comes first.
        self._found.append((is_news, changed, -next(self._order), candidate))
        if len(self._found) >= 2 * self._room + 2 * LOW:
            self._found = self._cut()

    def chosen(self) -> list[Candidate]:
        """Return them, the newest first."""
        return [candidate for *_, candidate in self._cut()]

    def _cut(self) -> list[tuple[bool, float, int, Candidate]]:
        found = sorted(self._found, key=lambda each: each[:3], reverse=True)
        size = max(self._room, min(MOST_NEWS, sum(is_news for is_news, *_ in found)))
        self.left = self.left or len(found) > size
        return found[:size]
