"""Crawling in this process: sites and addresses in, pages to an outlet, a report out.

Twisted's reactor cannot be started twice: call `crawl` or `fetch` once in a process.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings as ScrapySettings

from crawler.addresses import BadAddress
from crawler.logs import to_stderr
from crawler.outlets import Outlet, RedisOutlet, SinkOutlet
from crawler.report import CrawlReport, SourceReport, from_stats
from crawler.spiders.site import SiteSpider
from crawler.spiders.urls import UrlsSpider
from workers.page import Dropped, Page

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    import redis

    from crawler.sources import Source
    from workers.settings import Settings

Item = Page | Dropped
_AT_ONCE = 8  # sites crawled side by side: each is mostly waiting out its delay


_Job = tuple[type[SiteSpider] | type[UrlsSpider], dict[str, Any]]


def crawl(  # noqa: PLR0913
    sources: Sequence[Source],
    *,
    settings: Settings,
    urls: Sequence[str] = (),
    connection: redis.Redis | None = None,
    sink: Callable[[Item], None] | None = None,
    on_progress: Callable[[SourceReport, Item], None] | None = None,
    on_candidate: Callable[[str, str], None] | None = None,
    dry_run: bool = False,
) -> CrawlReport:
    """Crawl `sources` and fetch `urls`, and return what became of them.

    Pages go to the queue on `connection`, or to `sink`, which runs in the crawl's own thread.
    `on_progress` is told of each item together with the numbers so far. With `dry_run` no article
    is fetched, and `on_candidate` is told each address and how it was found (None: it is printed).
    Ends early, with what it has handed over, on Ctrl-C and SIGTERM. Raises BadAddress before
    anything is fetched.
    """
    outlet = _outlet(connection, sink, settings)
    if outlet is None and not dry_run:
        raise ValueError("crawl() needs a connection or a sink to hand pages to")
    extra = {"on_candidate": on_candidate} if on_candidate else {}
    jobs: list[_Job] = [
        (SiteSpider, {"source": source, "outlet": outlet, "dry_run": dry_run, **extra})
        for source in sources
    ]
    if urls and not dry_run:
        UrlsSpider(urls=urls)  # raises BadAddress here rather than inside the reactor
        jobs.append((UrlsSpider, {"urls": urls, "outlet": outlet}))
    return _run(jobs, settings, on_progress)


def print_candidates(sources: Sequence[Source], settings: Settings) -> CrawlReport:
    """Print each address that a crawl would fetch, a tab, and how it was found; fetch no article.

    Raises BrokenPipeError, at the end, if the reader of stdout left before.
    """
    reader_left = []

    def show(url: str, why: str) -> None:
        try:
            print(f"{url}\t{why}", flush=True)
        except BrokenPipeError as error:
            reader_left.append(error)

    report = crawl(sources, settings=settings, dry_run=True, on_candidate=show)
    if reader_left:
        raise reader_left[0]
    return report


def fetch(urls: Sequence[str], settings: Settings, sink: Callable[[Item], None]) -> SourceReport:
    """Fetch a handful of addresses, without Redis, and give `sink` what each of them ended as.

    It is called in the crawl's own thread, one at a time. Raises BadAddress at once.
    """
    UrlsSpider(urls=urls)
    # No delay: a person asked for these, and waits.
    arguments = {"urls": urls, "outlet": SinkOutlet(sink), "delay": 0.0}
    return _run([(UrlsSpider, arguments)], settings, None, hasty=True).sources[0]


def report_of(crawler: Crawler) -> SourceReport:
    """Return the numbers of a crawler, at its end or while it runs."""
    spider = crawler.spider
    try:
        stats = crawler.stats.get_stats()
    except RuntimeError:  # it has not started
        stats = {}
    if isinstance(spider, SiteSpider):
        url, name = spider.source.url, spider.source.name
        return from_stats(stats, name=name or url, url=url, dry_run=spider.dry_run)
    urls: list[str] = getattr(spider, "urls", [])
    return from_stats(stats, name="given addresses", url=urls[0] if urls else "", given=True)


def _outlet(
    connection: redis.Redis | None, sink: Callable[[Item], None] | None, settings: Settings
) -> Outlet | None:
    if connection is not None:
        connection.ping()
        return RedisOutlet(connection, settings)
    return SinkOutlet(sink) if sink else None


def _run(
    jobs: list[_Job],
    settings: Settings,
    on_progress: Callable[[SourceReport, Item], None] | None,
    *,
    hasty: bool = False,
) -> CrawlReport:
    """Run the jobs. `hasty` is for a person who waits: a timeout is not tried again."""
    to_stderr()
    _find_certificates()
    scrapy_settings = _scrapy_settings(settings)
    if hasty:
        from crawler.settings import RETRY_EXCEPTIONS

        again = [name for name in RETRY_EXCEPTIONS if "Timeout" not in name]
        scrapy_settings.set("RETRY_EXCEPTIONS", again, priority="cmdline")
    process = AsyncCrawlerProcess(scrapy_settings)
    waiting = iter(jobs)
    crawlers: list[Crawler] = []

    def start_next(_: object = None) -> None:
        if any(report_of(crawler).stopped for crawler in crawlers):
            return  # Ctrl-C ends the crawl, not only the sites it is at
        for spider, arguments in waiting:
            crawler = Crawler(spider, scrapy_settings)
            crawlers.append(crawler)
            if on_progress:
                arguments["on_item"] = partial(_tell, on_progress, crawler)
            task: asyncio.Task[None] = process.crawl(crawler, **arguments)
            task.add_done_callback(start_next)
            return

    for _ in range(_AT_ONCE):
        start_next()
    # A person's Ctrl-C ends a fetch on the spot; a crawl finishes what is in flight.
    try:
        process.start(install_signal_handlers=not hasty)
    except KeyboardInterrupt:
        from twisted.internet import reactor

        reactor.getThreadPool().stop()  # else its threads hold us
        raise
    return CrawlReport(sources=tuple(report_of(crawler) for crawler in crawlers))


def _tell(on_progress: Callable[[SourceReport, Item], None], crawler: Crawler, item: Item) -> None:
    on_progress(report_of(crawler), item)


def _scrapy_settings(settings: Settings) -> ScrapySettings:
    from crawler.settings import knobs

    scrapy_settings = ScrapySettings()
    scrapy_settings.setmodule("crawler.settings", priority="project")
    scrapy_settings.setdict(
        {**knobs(settings), "LOG_INSTALL_ROOT_HANDLER": False}, priority="cmdline"
    )
    return scrapy_settings


def _find_certificates() -> None:
    """On macOS OpenSSL knows no certificates of the system: certifi's stand in for them."""
    if sys.platform == "darwin" and "SSL_CERT_FILE" not in os.environ:
        try:
            import certifi
        except ImportError:
            return
        os.environ["SSL_CERT_FILE"] = certifi.where()


__all__ = [
    "BadAddress",
    "CrawlReport",
    "SourceReport",
    "crawl",
    "fetch",
    "print_candidates",
    "report_of",
]
