"""Crawling in this process: sites and addresses in, pages to an outlet, a report out.

Twisted's reactor cannot be started twice: call `crawl` or `fetch` once in a process.
"""

from __future__ import annotations

import logging
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.settings import Settings as ScrapySettings

from crawler import rendering
from crawler.addresses import BadAddress
from crawler.logs import to_stderr
from crawler.outlets import Outlet, RedisOutlet, SinkOutlet
from crawler.published import Published
from crawler.reactor import Crawl, Crawls
from crawler.report import CrawlReport, SourceReport
from crawler.spiders.site import SiteSpider
from crawler.spiders.urls import UrlsSpider
from crawler.spiders.warc import WarcSpider
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import redis

    from crawler.sources import Source
    from workers.settings import Settings

Item = Page | Dropped
_GIVEN = "given addresses"


def crawl(  # noqa: PLR0913
    sources: Sequence[Source],
    *,
    settings: Settings,
    urls: Sequence[str] = (),
    connection: redis.Redis | None = None,
    sink: Callable[[Item], None] | None = None,
    on_progress: Callable[[SourceReport, Item], None] | None = None,
    on_candidate: Callable[[str, str], None] | None = None,
    watch: Callable[[Sequence[Crawl]], None] | None = None,
    dry_run: bool = False,
    force: bool = False,
    max_seconds: int = 0,
    log_level: int = logging.WARNING,
) -> CrawlReport:
    """Crawl `sources` and fetch `urls`, and return what became of them.

    Pages go to the queue on `connection`, or to `sink`, which runs in the crawl's own thread. With
    a connection a source that is being crawled elsewhere is skipped. `force` fetches also what was
    fetched before and is not due. `on_progress` is told of each item together with the numbers so
    far, `watch` twice a second how all crawls stand. With `dry_run` no article is fetched, and
    `on_candidate` is told each address and how it was found (None: it is printed).
    Ends early after `max_seconds` (0: never), and with what it has handed over within ten seconds
    of Ctrl-C or SIGTERM. Raises BadAddress, and SourcesError where a source is to be rendered and
    nothing here can, before anything is fetched.
    """
    outlet = _outlet(connection, sink, settings)
    if outlet is None and not dry_run:
        raise ValueError("crawl() needs a connection or a sink to hand pages to")
    if any(source.render for source in sources):
        rendering.require()
    common: dict[str, Any] = {"outlet": outlet, "dry_run": dry_run, "force": force}
    if on_candidate:
        common["on_candidate"] = on_candidate
    crawls = [site_crawl(each, {"source": each, **common}, dry_run=dry_run) for each in sources]
    if urls and not dry_run:
        crawls.append(_given(urls, outlet=outlet))
    if on_progress:
        for each in crawls:
            each.arguments["on_item"] = partial(_tell, on_progress, each)
    scrapy_settings = prepare(settings, log_level)
    scrapy_settings.set("CLOSESPIDER_TIMEOUT", max_seconds, priority="cmdline")
    counts = Published(connection, [each.url for each in crawls])
    Crawls(crawls, scrapy_settings, connection).run(watch)
    begun = [each for each in crawls if each.crawler or each.end != "shutdown"]
    return CrawlReport(sources=counts.added([each.report() for each in begun or crawls]))


def read_archives(
    files: Sequence[str],
    options: Mapping[str, Any],
    *,
    settings: Settings,
    connection: redis.Redis,
    watch: Callable[[Sequence[Crawl]], None] | None = None,
) -> CrawlReport:
    """Read WARC files, paths or addresses, and queue their pages; `options` are WarcSpider's.

    A file that is being read elsewhere is skipped. Ends as `crawl` on a signal. Raises BadAddress
    and SourcesError before anything is read.
    """
    outlet = _outlet(connection, None, settings)
    crawls = [
        Crawl(
            name=file,
            url=file,
            spider=WarcSpider,
            arguments={"file": file, **options, "outlet": outlet},
            lock=f"warc {file}",
        )
        for file in files
    ]
    for each in crawls:
        WarcSpider(**each.arguments)  # what is wrong with them is said here, not in the reactor
    Crawls(crawls, prepare(settings), connection).run(watch)
    return CrawlReport(sources=tuple(each.report() for each in crawls))


def site_crawl(source: Source, arguments: dict[str, Any], *, dry_run: bool) -> Crawl:
    """Return the crawl of one source, to be locked unless it is a dry run."""
    return Crawl(
        name=source.title,
        url=source.url,
        spider=SiteSpider,
        arguments=arguments,
        lock="" if dry_run else source.title,
        dry_run=dry_run,
    )


def print_candidates(
    sources: Sequence[Source],
    settings: Settings,
    connection: redis.Redis | None = None,
    *,
    force: bool = False,
) -> CrawlReport:
    """Print each address that a crawl would fetch, a tab, and how it was found; fetch no article.

    What `connection` knows to have been fetched, and not to be due again, is left out. Raises
    BrokenPipeError, at the end, if the reader of stdout left before.
    """
    reader_left = []

    def show(url: str, why: str) -> None:
        try:
            print(f"{url}\t{why}", flush=True)
        except BrokenPipeError as error:
            reader_left.append(error)

    report = crawl(
        sources,
        settings=settings,
        connection=connection,
        dry_run=True,
        force=force,
        on_candidate=show,
    )
    if reader_left:
        raise reader_left[0]
    return report


def fetch(urls: Sequence[str], settings: Settings, sink: Callable[[Item], None]) -> SourceReport:
    """Fetch a handful of addresses, without Redis, and give `sink` what each of them ended as.

    It is called in the crawl's own thread, one at a time. Raises BadAddress at once.
    """
    # No delay: a person asked for these, and waits; nor is a timeout tried again.
    crawl = _given(urls, outlet=SinkOutlet(sink), delay=0.0)
    scrapy_settings = prepare(settings)
    from crawler.settings import RETRY_EXCEPTIONS

    again = [name for name in RETRY_EXCEPTIONS if "Timeout" not in name]
    scrapy_settings.set("RETRY_EXCEPTIONS", again, priority="cmdline")
    Crawls([crawl], scrapy_settings).run_hastily()
    return crawl.report()


def _given(urls: Sequence[str], **arguments: Any) -> Crawl:
    probe = UrlsSpider(urls=urls)  # raises BadAddress here rather than inside the reactor
    return Crawl(
        name=_GIVEN,
        url=probe.urls[0],
        spider=UrlsSpider,
        arguments={"urls": urls, **arguments},
        given=True,
    )


def _outlet(
    connection: redis.Redis | None, sink: Callable[[Item], None] | None, settings: Settings
) -> Outlet | None:
    if connection is not None:
        connection.ping()
        return RedisOutlet(connection, settings)
    return SinkOutlet(sink) if sink else None


def _tell(on_progress: Callable[[SourceReport, Item], None], crawl: Crawl, item: Item) -> None:
    on_progress(crawl.report(), item)


def prepare(settings: Settings, log_level: int = logging.WARNING) -> ScrapySettings:
    """Set this process up for a crawl, and return Scrapy's settings."""
    to_stderr(log_level, settings.log_format)
    _find_certificates()
    scrapy_settings = _scrapy_settings(settings)
    scrapy_settings.set("LOG_LEVEL", logging.getLevelName(log_level), priority="cmdline")
    return scrapy_settings


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
    "prepare",
    "print_candidates",
    "read_archives",
    "site_crawl",
]
