"""Crawlers side by side in Twisted's reactor: each under its source's lock, all ended in time.

The reactor cannot be started twice: `Crawls.run` once in a process.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import redis
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.ending import Ending
from crawler.lock import HeldError, crawl_lock
from crawler.logs import hushed
from crawler.report import SourceReport, from_stats

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
    from types import FrameType

    from scrapy import Spider
    from scrapy.settings import Settings

logger = logging.getLogger(__name__)

_AT_ONCE = 8  # sites crawled side by side: each is mostly waiting out its delay
_PULSE = 0.5  # seconds between two looks of a watcher: as often as people can read


@dataclass(kw_only=True)
class Crawl:
    """One spider's crawl: what it is called, its spider and arguments, and how it stands.

    `lock` is what to lock, "" for nothing. `end` says why it has no crawler, if it got none.
    """

    name: str
    url: str
    spider: type[Spider]
    arguments: dict[str, Any]
    lock: str = ""
    given: bool = False
    dry_run: bool = False
    crawler: Crawler | None = field(default=None, init=False)
    end: str = field(default="", init=False)
    done: bool = field(default=False, init=False)

    def report(self) -> SourceReport:
        """The numbers, at the end or while it runs."""
        about = {"name": self.name, "url": self.url, "given": self.given, "dry_run": self.dry_run}
        report = from_stats(stats_of(self.crawler), **about)
        return report.ended(self.end) if self.end and not report.finish_reason else report


def stats_of(crawler: Crawler | None) -> dict[str, Any]:
    """A crawler's numbers; none if it has not started."""
    try:
        return dict(crawler.stats.get_stats()) if crawler else {}
    except RuntimeError:
        return {}


class Crawls:
    """Crawls to be run, eight at a time; those of `connection` take their source's lock."""

    def __init__(
        self, crawls: Sequence[Crawl], settings: Settings, connection: redis.Redis | None = None
    ) -> None:
        self._crawls, self._settings, self._connection = crawls, settings, connection
        ours = not settings.getbool("LOG_INSTALL_ROOT_HANDLER")
        with hushed(settings["LOG_LEVEL"] if ours else "DEBUG"):
            self._process = AsyncCrawlerProcess(settings)
        self._loop = asyncio.get_event_loop()
        self._waiting = deque(crawls)
        self._ending = Ending(lambda: [each.crawler for each in crawls if each.crawler])

    def run(self, watch: Callable[[Sequence[Crawl]], None] | None = None) -> None:
        """Run all to their end, or end them in time on Ctrl-C or SIGTERM.

        `watch` is called twice a second. To be called in the main thread.
        """
        wake = asyncio.Event()

        def begin_to_end() -> None:
            self._loop.call_soon_threadsafe(wake.set)

        with self._ending.on_signals(begin_to_end):
            self._start(self._supervise(wake, watch)).result()

    def run_hastily(self) -> None:
        """Run all for a person who waits: Ctrl-C raises KeyboardInterrupt on the spot."""
        stopped = False

        def stop(_signal: int, _frame: FrameType | None) -> None:
            # Raised here, it would end whichever task runs, and the rest would go on.
            nonlocal stopped
            stopped = True
            self._loop.call_soon_threadsafe(self._loop.stop)

        before = signal.signal(signal.SIGINT, stop)
        try:
            task = self._start(self._work())
        finally:
            signal.signal(signal.SIGINT, before)
        if stopped:
            from twisted.internet import reactor

            reactor.getThreadPool().stop()  # else its threads hold us
            raise KeyboardInterrupt
        task.result()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        from twisted.internet import reactor

        def stop(_: asyncio.Task[None]) -> None:
            if self._ending.left:
                self._loop.stop()  # the reactor's own way waits for all that hangs
            else:
                reactor.stop()  # type: ignore[misc]  # typed as a function of the module

        task = self._loop.create_task(work)
        task.add_done_callback(stop)
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)
        return task

    async def _supervise(
        self, wake: asyncio.Event, watch: Callable[[Sequence[Crawl]], None] | None
    ) -> None:
        workers = [asyncio.create_task(self._work()) for _ in range(_AT_ONCE)]
        ended: asyncio.Future[None] = asyncio.ensure_future(_all(workers))
        signalled = asyncio.create_task(wake.wait())
        while not ended.done() and not signalled.done():
            either: list[asyncio.Future[Any]] = [ended, signalled]
            await asyncio.wait(either, timeout=_PULSE, return_when=asyncio.FIRST_COMPLETED)
            if watch:
                watch(self._crawls)
        if not ended.done():
            self._waiting.clear()
            await self._ending.end(ended)
        signalled.cancel()
        if self._ending.asked:
            for each in self._crawls:
                each.end = each.end or ("" if each.done else "shutdown")

    async def _work(self) -> None:
        while self._waiting:
            crawl = self._waiting.popleft()
            try:
                async with self._locked(crawl):
                    await self._crawl(crawl)
            except HeldError as held:
                logger.warning("%s: skipped, %s", crawl.name, held)
                crawl.end = "skipped"
            except redis.RedisError as error:
                logger.error("%s: not crawled, the server failed: %s", crawl.name, error)
                crawl.end = "redis-lost"
            except Exception as error:  # a fault of ours costs this source only
                logger.exception("%s: the crawl ends by a fault: %r", crawl.name, error)
                crawl.end = "fault"
            crawl.done = True

    async def _crawl(self, crawl: Crawl) -> None:
        if self._ending.asked:  # while it waited for its lock
            crawl.end = "shutdown"
            return
        crawl.crawler = Crawler(crawl.spider, self._settings)
        await self._process.crawl(crawl.crawler, **crawl.arguments)

    @asynccontextmanager
    async def _locked(self, crawl: Crawl) -> AsyncIterator[None]:
        """The source's lock, got and given back in a thread, as Redis may let us wait."""
        if self._connection is None or not crawl.lock:
            yield
            return

        def on_lost() -> None:
            self._loop.call_soon_threadsafe(self._lost, crawl)

        lock = crawl_lock(self._connection, crawl.lock, on_lost)
        await asyncio.to_thread(lock.__enter__)
        try:
            yield
        finally:
            await asyncio.to_thread(lock.__exit__, None, None, None)

    def _lost(self, crawl: Crawl) -> None:
        """Somebody else has the lock: end this crawl."""
        logger.error("%s: another crawl has taken over, this one ends", crawl.name)
        engine = crawl.crawler and crawl.crawler._engine
        if engine and engine._slot is not None and engine._slot.closing is None:
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason="lock-lost"))


async def _all(tasks: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks)
