"""The hand-over: pages in batches to the outlet, with patience when it is lost and a brake when it
is full."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, cast

import redis
from scrapy.exceptions import CloseSpider

from cleaner.outcome import Outcome
from crawler.faults import one_line
from crawler.logs import fetched
from crawler.outlets import Outlet, RedisOutlet
from crawler.waking import wake
from workers.page import Dropped, Page
from workers.server import ServerError, open_server
from workers.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from workers.retention import Room

Item = Page | Dropped
logger = logging.getLogger(__name__)

_TICK = 1.0  # seconds: the age at which a batch goes although not full, and the backlog's poll
_ROOM_TICKS = 5  # the stream grows at the workers' pace, and is slower to look at
_BATCH_BYTES = 4_000_000  # ten pages of 400 KB, the heaviest that are common
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 5.0  # seconds between tries: a restart takes one, a reboot many


class HandOver:
    """Scrapy's item pipeline for Page and Dropped.

    The spider may bring its own `outlet`; without one, the server of the environment is opened.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._settings: Settings = crawler.settings["NEWSMILL_SETTINGS"]
        self._outlet: Outlet | None = None
        self._opened = ExitStack()
        self._items: deque[Item] = deque()
        self._bytes = 0
        self._lock = asyncio.Lock()
        self._ticker: asyncio.Task[None] | None = None
        self.held: set[str] = (
            set()
        )  # why downloading is paused: "redis-lost", "queue-full", "stream-full"
        self._given_up = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HandOver:
        """Build it from the crawler's settings."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Find the outlet. Raises CloseSpider("no-redis"), after one line, when there is none."""
        spider = self._spider
        self._outlet = getattr(spider, "outlet", None)
        if self._outlet is None and not getattr(spider, "dry_run", False):
            try:
                connection = self._opened.enter_context(open_server(load()))
            except (ServerError, SettingsError) as error:
                logger.critical("%s", error)
                raise CloseSpider("no-redis") from None
            self._outlet = RedisOutlet(connection, self._settings)
            spider.outlet = self._outlet  # type: ignore[attr-defined]  # for what it knows
        self._ticker = asyncio.create_task(self._tick())

    async def process_item(self, item: Item) -> Item:
        """Take one item in; returns when it is delivered or waits in a batch that is not full."""
        stats = self._crawler.stats
        if isinstance(item, Page):
            self._bytes += len(item.body)
        else:
            stats.inc_value(f"newsmill/dropped/{item.outcome}")
            if item.outcome == Outcome.HTTP_ERROR and item.detail.startswith("5"):
                stats.inc_value("newsmill/server_errors")
        self._items.append(item)
        assert self._outlet is not None
        if len(self._items) >= self._outlet.batch_pages or self._bytes >= _BATCH_BYTES:
            await self._flush()
        if report := cast("Callable[[Item], None] | None", getattr(self._spider, "on_item", None)):
            report(item)
        return item

    async def close_spider(self) -> None:
        """Deliver what is left, and what the spider still held back."""
        if self._ticker:
            self._ticker.cancel()
        if self._outlet is not None:
            for item in getattr(self._spider, "unsettled", list)():
                await self.process_item(item)
                fetched(item)
            await self._flush()
            await self._conclude()
        self._opened.close()

    async def _conclude(self) -> None:
        """Have the spider note what the next crawl need not read again, if nothing was lost."""
        stats, conclude = self._crawler.stats, getattr(self._spider, "conclude", None)
        lost = stats.get_value("newsmill/lost") or stats.get_value("spider_exceptions/count")
        if conclude is None or lost or self._given_up:
            return
        try:
            await conclude()
        except (redis.RedisError, OSError) as error:
            logger.warning("Redis is lost (%s): the next crawl reads all feeds again", _line(error))

    @property
    def _spider(self) -> Spider:
        assert self._crawler.spider is not None
        return self._crawler.spider

    async def _flush(self) -> None:
        async with self._lock:  # one batch at a time keeps the order, and one wait on a lost Redis
            items, self._items, self._bytes = self._items, deque(), 0
            pages = sum(isinstance(item, Page) for item in items)
            if items:
                await self._deliver(items)
            left = sum(isinstance(item, Page) for item in items)
            self._crawler.stats.inc_value("newsmill/handed_over", pages - left)
            if items:
                self._crawler.stats.inc_value("newsmill/lost", len(items))

    async def _deliver(self, items: deque[Item]) -> None:
        """Deliver, trying again for as long as patience lasts; what could not be is left in it."""
        since, wait = time.monotonic(), _FIRST_WAIT
        while items and not self._given_up:
            try:
                await self._call(items)
            except (redis.RedisError, OSError) as error:
                spent = time.monotonic() - since
                if spent >= self._settings.hand_over_patience:
                    self._give_up(error)
                    break
                if self._hold("redis-lost"):
                    logger.warning("Redis is lost (%s): downloading waits for it", _line(error))
                await asyncio.sleep(min(wait, self._settings.hand_over_patience - spent))
                wait = min(2 * wait, _LONGEST_WAIT)
            except Exception as error:  # a fault of ours or of the sink: costs this batch only
                logger.error("%d pages could not be handed over: %r", len(items), error)
                break
        if self._release("redis-lost") and not self._given_up:
            logger.warning("Redis is back: downloading goes on")

    async def _call(self, items: deque[Item]) -> None:
        outlet = cast("Outlet", self._outlet)
        if outlet.blocking:
            await asyncio.to_thread(outlet.deliver, items)
        else:
            outlet.deliver(items)

    def _give_up(self, error: Exception) -> None:
        self._given_up = True
        logger.error(
            "Redis did not come back in %g s (%s): the crawl ends, what it holds is lost; "
            "start Redis and crawl again",
            self._settings.hand_over_patience,
            _line(error),
        )
        engine = self._crawler.engine
        # Not awaited: the engine waits for this very item before it closes the spider.
        self._closing = asyncio.create_task(engine.close_spider_async(reason="redis-lost"))

    async def _tick(self) -> None:
        """Every second: deliver what waits, and watch how much the workers have before them."""
        for tick in count():
            await asyncio.sleep(_TICK)
            await self._flush()
            outlet = self._outlet
            if outlet is None or not outlet.blocking or self._given_up:
                continue
            try:
                jobs = await asyncio.to_thread(outlet.backlog)
                room = None if tick % _ROOM_TICKS else await asyncio.to_thread(outlet.room)
            except (redis.RedisError, OSError):
                continue  # the next batch finds out, and has the patience
            self._brake(jobs)
            if room:
                self._brake_for_readers(room)

    def _brake(self, jobs: int) -> None:
        settings = self._settings
        if jobs >= settings.queue_high_water and self._hold("queue-full"):
            self._crawler.stats.inc_value("newsmill/paused")
            logger.warning(
                "%d jobs wait to be cleaned: downloading pauses until there are %d; "
                "start more workers to go faster",
                jobs,
                settings.queue_low_water,
            )
        elif jobs <= settings.queue_low_water and self._release("queue-full"):
            logger.warning("%d jobs wait to be cleaned: downloading goes on", jobs)

    def _brake_for_readers(self, room: Room) -> None:
        if room.full and self._hold("stream-full"):
            self._crawler.stats.inc_value("newsmill/paused")
            logger.warning("downloading pauses: %s", room.why)
        elif room.eased and self._release("stream-full"):
            logger.warning("newsmill:articles has room again: downloading goes on")

    def _hold(self, reason: str) -> bool:
        """Pause downloading for `reason`; False if it is paused for that already."""
        if reason in self.held:
            return False
        self.held.add(reason)
        self._crawler.engine.pause()
        return True

    def _release(self, reason: str) -> bool:
        """Take `reason` back, and go on if it was the last one; False if it was none."""
        if reason not in self.held:
            return False
        self.held.remove(reason)
        if not self.held:
            self._crawler.engine.unpause()
            wake(self._crawler)
        return True


def _line(error: Exception) -> str:
    return one_line(error) or type(error).__name__
