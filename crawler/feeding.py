"""Feeding: Scrapy gets a few requests at a time, so that the best of all that wait come next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from crawler.waking import wake

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.frontier import Candidate
    from crawler.intake import Intake


class Feeder:
    """Feeds a crawl from its intake, and lets it end when nothing waits, here or in Redis.

    `request` makes a request of a candidate. Nothing is given before `is_open`, and nothing more
    once `is_full`. `is_through` says at the end that nothing was left.
    """

    def __init__(self, intake: Intake, request: Callable[[Candidate], Request]) -> None:
        self.is_open = self.is_full = self.is_through = False
        self._intake, self._request = intake, request
        self._crawler: Crawler | None = None
        self._resuming: asyncio.Task[None] | None = None

    def connect(self, crawler: Crawler) -> None:
        """Be told when there is a free slot, and when there is nothing to do."""
        self._crawler = crawler
        crawler.signals.connect(self.give, signal=signals.scheduler_empty)
        crawler.signals.connect(self.is_idle, signal=signals.spider_idle)

    def give(self) -> bool:
        """Give Scrapy as many requests as it can run at once; whether there were any."""
        engine = self._crawler.engine if self._crawler else None
        if self._crawler is None or engine is None or not self.is_open or self.is_full:
            return False
        free = self._crawler.settings.getint("CONCURRENT_REQUESTS")
        found = [each for each in (self._intake.frontier.pop() for _ in range(free)) if each]
        for each in found:
            engine.crawl(self._request(each))
        return bool(found)

    def is_idle(self) -> None:
        """Go on with what waits; raises DontCloseSpider as long as there is something."""
        if self._resuming or self.give():
            raise DontCloseSpider
        if self._intake.frontier.spilled and not self.is_full:
            self._intake.frontier.spilled = False
            self._resuming = asyncio.create_task(self._resume())
            raise DontCloseSpider
        self.is_through = self.is_open and not self.is_full

    async def _resume(self) -> None:
        """Take up from Redis the links that found no room."""
        try:
            await self._intake.resume()
        finally:
            self._resuming = None
            wake(self._crawler)
