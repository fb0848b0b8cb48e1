"""The intake: which of the addresses that a crawl comes by are to be fetched.

Wanted by the source, no trap, not seen in this crawl, and not known from an earlier one, unless
their next visit is due.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.addresses import same_site
from crawler.discovery.links import is_page
from crawler.frontier import DUE, Candidate, Frontier
from crawler.recall import A_LOOK, Recall, place
from crawler.traps import Traps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.sources import Source

logger = logging.getLogger(__name__)


class Intake:
    """Takes candidates into `frontier`, by what `recall` knows.

    `count` is told "found" and "known". With `on_candidate` nothing is to be fetched: it is told
    each address and how it was found. `roots` are the addresses at which the site lives, `depth` is
    how many links a page may be away from the front page.
    """

    def __init__(
        self,
        source: Source,
        count: Callable[[str], None],
        on_candidate: Callable[[str, str], None] | None = None,
    ) -> None:
        self.source, self.roots, self.depth = source, [source.url], source.depth
        self.frontier = Frontier()
        self.recall = Recall(None, source)
        self._count, self._on_candidate = count, on_candidate
        self._traps = Traps()

    async def fresh(self, found: Iterable[Candidate]) -> list[Candidate]:
        """Return those that are wanted, were not seen in this crawl, and are not known."""
        wanted: dict[str, Candidate] = {}
        for each in found:
            self.frontier.shorten(each.url, each.hops)
            if each.url not in self.frontier.seen and self.is_wanted(each.url):
                wanted.setdefault(each.url, each)
        known = await self.recall.known(list(wanted))
        for url, visit in known.items():
            self._count("known")
            if visit.gone:
                self.recall.is_owed(wanted[url].origin)
        return [each for url, each in wanted.items() if url not in known]

    def admit(self, found: Iterable[Candidate]) -> dict[str, float]:
        """Let these be fetched, some other time where there is no room; the place of each."""
        places = {}
        for each in found:
            if self._on_candidate is not None:
                if self.frontier.seen.add(each.url):
                    self._count("found")
                    self._on_candidate(each.url, each.why)
                continue
            if self.frontier.add(each):
                self._count("found")
            places[each.url] = place(each.hops, each.priority)
        return places

    async def resume(self) -> None:
        """Take up what is due, and what earlier crawls found and left."""
        start, room = 0, self.frontier.room
        while due := await self.recall.due(start):
            self.admit(
                Candidate(url, "visit due", visit.hops if visit else 1, DUE, None, visit)
                for url, visit in due.items()
                if self.is_wanted(url)
            )
            start += len(due)
            if len(due) < A_LOOK or self.frontier.room <= room // 2:
                break
        start = 0
        while start >= 0 and self.frontier.room:  # what is not wanted now may fill a look
            left, start = await self.recall.left(start)
            self.admit(
                Candidate(url, "left by an earlier crawl", hops, priority)
                for url, hops, priority in left
                if hops <= max(1, self.depth) and self.is_wanted(url)
            )
        self.frontier.spilled = self.frontier.spilled or start >= 0

    def is_wanted(self, url: str) -> bool:
        """Whether the source takes pages like this one."""
        if not (self.on_site(url) and self.source.wants(url) and is_page(url)):
            return False
        if reason := self._traps.reason(url):
            logger.info("%s is left alone: %s", url, reason)
        return not reason

    def on_site(self, url: str) -> bool:
        """Whether an address belongs to the site."""
        return any(same_site(url, known) for known in self.roots)
