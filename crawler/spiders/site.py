"""Spider `site`: one site, by its feeds, its sitemaps and the links on its pages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals

from crawler.addresses import BadAddress, canonical, is_front_page, root, same_site
from crawler.canonicals import Canonicals
from crawler.discovery.feeds import read_feed
from crawler.discovery.links import PageLinks, is_page, read_links
from crawler.discovery.sitemaps import MAX_BYTES, SitemapEntry, read_sitemap
from crawler.pace import set_pace
from crawler.pages import candidate, from_failure, from_response
from crawler.sources import Source, source_from_url
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import ProtegoRobotParser
    from twisted.python.failure import Failure

    from crawler.outlets import Outlet

# What is asked for first. Feeds and sitemaps name the pages, canonical addresses free held pages,
# then come pages by how sure it is that they are new articles; a link's rank adds up to 40.
_SOURCES, _CANONICAL, _IN_FEED, _IN_NEWS_SITEMAP, _LINKED, _IN_SITEMAP = (
    1000,
    500,
    300,
    250,
    100,
    60,
)
_RANK, _HOP = 10, 50
_MAX_SITEMAPS = 50  # archives split theirs by day for decades; the newest fifty are months
_MAX_FEEDS = 20  # a feed a section; more are comment feeds

Item = Page | Dropped
logger = logging.getLogger(__name__)


def _print(url: str, via: str) -> None:
    print(f"{url}\t{via}")


class SiteSpider(Spider):
    """Crawls one source. From a shell: `scrapy crawl site -a url=https://example.org/`.

    `source`, or `url` with the options of sources.toml as text. `dry_run` fetches no article, and
    tells `on_candidate` each address and how it was found. Raises BadAddress and SourcesError.
    """

    name = "site"

    def __init__(  # noqa: PLR0913 - Scrapy's -a arguments are these
        self,
        url: str = "",
        *,
        source: Source | None = None,
        outlet: Outlet | None = None,
        on_item: Callable[[Item], None] | None = None,
        on_candidate: Callable[[str, str], None] = _print,
        dry_run: bool | str = False,
        **options: Any,
    ) -> None:
        super().__init__()
        self.source = source or source_from_url(url, **options)
        self.outlet, self.on_item, self.on_candidate = outlet, on_item, on_candidate
        self.dry_run = str(dry_run).lower() not in ("", "0", "false", "no")
        self.max_pages = None if self.dry_run else self.source.max_pages
        self._front = canonical(self.source.url)
        self._roots = [self.source.url]
        self._seen = {self._front}
        self._hops: dict[str, int] = {}
        self._sitemaps = 0
        self._canonicals = Canonicals()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """Build it, set its site's pace, and have it told of robots.txt, which names sitemaps."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        source = spider.source
        set_pace(crawler.settings, source.url, delay=source.delay, concurrency=source.concurrency)
        crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the front page, and for the feeds and sitemaps that the source names."""
        self._count("found")
        yield Request(
            self.source.url,
            callback=self.parse_front,
            errback=self.front_failed,
            meta=candidate("front page", asked=self.source.url),
            priority=_SOURCES + 1,  # its links are the shortest ways to the sections
        )
        for request in self._feeds(self.source.feeds, named=True):
            yield request
        for request in self._ask_sitemaps(self.source.sitemaps, named=True):
            yield request

    def robots_parsed(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        """Ask for the sitemaps of robots.txt, or for /sitemap.xml where it names none."""
        if not any(root(request.url) == root(url) for url in self._roots):
            return
        named = [str(url) for url in robotparser.rp.sitemaps]
        for asked in self._ask_sitemaps(named or [root(request.url) + "sitemap.xml"]):
            self.crawler.engine.crawl(asked)

    def parse_front(self, response: Response) -> Iterator[Item | Request]:
        """Take the front page as a page, and the feeds it names."""
        if not same_site(response.url, self.source.url):
            logger.warning("%s has moved to %s", self.source.url, response.url)
        self._roots.append(response.url)
        self._seen.add(canonical(response.url))
        if not 200 <= response.status < 300:
            logger.error("%s: the front page answers %s", self.source.url, response.status)
        if response.status == 200:
            yield from self._feeds(self._links(response).feeds)
        yield from self.parse(response)

    def front_failed(self, failure: Failure) -> Iterator[Item]:
        """Say in one line why the site cannot be crawled."""
        for item in self.failed(failure):
            if isinstance(item, Dropped):
                logger.error("%s cannot be crawled: %s", self.source.url, item.detail)
            yield item

    def parse(self, response: Response, **_: Any) -> Iterator[Item | Request]:
        """Make one item of a candidate's response, and follow its links."""
        self._count("fetched")
        made = from_response(response, self.source.url)
        links = self._links(response) if isinstance(made, Page) else PageLinks()
        # Links before the item: the next lines run only when an item has been taken.
        yield from self._follow(response, links)
        if not self.dry_run:
            yield from self._settle(made, links, self._addresses(response))

    def _follow(self, response: Response, links: PageLinks) -> Iterator[Request]:
        known = [self._hops[url] for url in self._addresses(response) if url in self._hops]
        hops = min([response.meta["hops"], *known])
        if hops >= self.source.depth or (self.dry_run and hops):
            return
        via = "link on front page" if hops == 0 else f"link on {response.url}"
        for link in links.links:
            priority = _LINKED + _RANK * link.rank - _HOP * hops
            yield from self._ask(link.url, via, hops + 1, priority)

    def failed(self, failure: Failure) -> Iterator[Item]:
        """Make one item of a candidate that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        dropped = from_failure(failure, self.source.url)
        if dropped and not self.dry_run:
            yield dropped
        yield from self._canonicals.settle(self._addresses(request), None)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Ask for the entries of a feed."""
        entries = read_feed(response.body, response.url) if response.status == 200 else []
        if not entries:
            self._useless(response.request, f"it answers {response.status} without entries")
        for entry in entries:
            if not self._too_old(entry.published):
                yield from self._ask(entry.url, f"feed {response.url}", 1, _IN_FEED)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Ask for the pages of a sitemap, the newest first, and for the sitemaps of an index."""
        if response.status != 200:
            self._useless(response.request, f"it answers {response.status}")
            return
        sitemap = read_sitemap(response.body, response.url)
        if not sitemap.pages and not sitemap.sitemaps:
            self._useless(response.request, "there is nothing in it")
        further = [entry.url for entry in self._newest(sitemap.sitemaps)]
        yield from self._ask_sitemaps(further)
        for entry in self._newest(sitemap.pages)[: self.source.max_pages]:
            priority = _IN_NEWS_SITEMAP if entry.published else _IN_SITEMAP
            yield from self._ask(entry.url, f"sitemap {response.url}", 1, priority)

    def source_failed(self, failure: Failure) -> None:
        """Say that a feed or sitemap could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        dropped = from_failure(failure, self.source.url)
        self._useless(request, dropped.detail if dropped else "")

    def may_redirect_to(self, request: Request, url: str) -> bool:
        """Whether a candidate may be redirected to `url`; the front page may move anywhere."""
        return request.meta["hops"] == 0 or self._on_site(url)

    def unsettled(self) -> list[Item]:
        """Return the pages held back for a canonical address that did not come: they go on now."""
        return self._canonicals.rest()

    def _settle(
        self, made: Item, links: PageLinks, addresses: list[str]
    ) -> Iterator[Item | Request]:
        target = links.canonical
        if isinstance(made, Dropped):
            yield from [made, *self._canonicals.settle(addresses, None)]
        elif target is None or target in addresses or not self._may_stand_for_others(target):
            yield from [made, *self._canonicals.settle(addresses, links.titles)]
        else:
            yield from self._canonicals.claim(made, addresses, target, links.titles)
            if target not in self._seen:
                self._seen.add(target)
                self._count("found")
                meta = candidate(f"canonical of {made.url}", hops=self.source.depth)
                yield Request(
                    target, self.parse, errback=self.failed, meta=meta, priority=_CANONICAL
                )

    def _may_stand_for_others(self, target: str) -> bool:
        """A front page named as canonical is a template's mistake; another site's is not ours."""
        return self._on_site(target) and not is_front_page(target) and target != self._front

    def _ask(self, url: str, via: str, hops: int, priority: int) -> Iterator[Request]:
        wanted = self._on_site(url) and self.source.wants(url) and is_page(url)
        if wanted:  # a shorter way found while the page waits lets its links be followed further
            self._hops[url] = min(hops, self._hops.get(url, hops))
        if url in self._seen or not wanted:
            return
        self._seen.add(url)
        self._count("found")
        if self.dry_run:
            self.on_candidate(url, via)
            return
        meta = candidate(via, hops=hops)
        yield Request(url, self.parse, errback=self.failed, meta=meta, priority=priority)

    def _feeds(self, urls: Iterable[str], *, named: bool = False) -> Iterator[Request]:
        for url in [url for url in urls if url not in self._seen][:_MAX_FEEDS]:
            yield self._source_request(url, self.parse_feed, named)

    def _ask_sitemaps(self, urls: Iterable[str], *, named: bool = False) -> Iterator[Request]:
        for url in urls:
            try:
                address = canonical(url, self.source.url)
            except BadAddress:
                continue
            if address in self._seen or self._sitemaps >= _MAX_SITEMAPS:
                continue
            self._sitemaps += 1
            yield self._source_request(address, self.parse_sitemap, named)

    def _source_request(
        self, url: str, callback: Callable[[Response], Any], named: bool
    ) -> Request:
        self._seen.add(canonical(url))
        meta = {"named": named, "max_retry_times": 1}
        if callback == self.parse_sitemap:
            meta["download_maxsize"] = MAX_BYTES
        return Request(url, callback, errback=self.source_failed, meta=meta, priority=_SOURCES)

    def _useless(self, request: Request | None, reason: str) -> None:
        """Only what a person named is worth a warning; the rest was a guess."""
        if request is not None:
            level = logging.WARNING if request.meta.get("named") else logging.INFO
            logger.log(level, "%s gives no pages: %s", request.url, reason)

    def _newest(self, entries: list[SitemapEntry]) -> list[SitemapEntry]:
        kept = [entry for entry in entries if not self._too_old(entry.changed)]
        return sorted(kept, key=lambda e: e.changed.timestamp() if e.changed else 0, reverse=True)

    def _too_old(self, moment: datetime | None) -> bool:
        since = self.source.since
        return since is not None and moment is not None and moment < since

    def _on_site(self, url: str) -> bool:
        return any(same_site(url, known) for known in self._roots)

    def _links(self, response: Response) -> PageLinks:
        return read_links(response.body, response.url, getattr(response, "encoding", None))

    @staticmethod
    def _addresses(got: Response | Request) -> list[str]:
        """Return every address that led here, in canonical form."""
        urls = [*got.meta.get("redirect_urls", []), got.url]
        if (request := getattr(got, "request", None)) is not None:
            urls.append(request.url)
        return list(dict.fromkeys(canonical(url) for url in urls))

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(f"newsmill/{name}")
