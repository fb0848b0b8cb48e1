"""Spider `site`: one site, by its feeds, its sitemaps and the links on its pages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import redis
from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider

from crawler import rendering
from crawler.addresses import canonical, is_front_page, root, same_site
from crawler.discovery.links import PageLinks
from crawler.discovery.sitemaps import MAX_BYTES
from crawler.feeding import Feeder
from crawler.frontier import HOP, LINKED, RANK, Candidate
from crawler.intake import Intake
from crawler.listings import name_sitemaps, take_feed, take_sitemap
from crawler.middlewares.conditional import visited
from crawler.middlewares.robots import IN_TROUBLE
from crawler.pace import set_pace
from crawler.pages import candidate, from_failure, from_response, links_of
from crawler.recall import Recall
from crawler.sources import Source, source_from_url
from crawler.trails import alias_trail, is_lasting, is_owed, passed_by, passing_trail, trail_of
from crawler.twins import Twins
from workers.outbox import site_of
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import ProtegoRobotParser
    from twisted.python.failure import Failure

    from crawler.outlets import Outlet
    from workers.visits import Trail, Visit, Visits

_SOURCES = 1000  # feeds, and the front page, come before all pages
_NAMED = "named"  # by a person: what is wrong with it is worth a warning
_MAX_FEEDS = 50  # a crawl: a feed a section; more are comment feeds

Item = Page | Dropped
logger = logging.getLogger(__name__)


def _print(url: str, via: str) -> None:
    print(f"{url}\t{via}")


def _is_true(value: bool | str) -> bool:
    return str(value).lower() not in ("", "0", "false", "no")


class SiteSpider(Spider):
    """Crawls one source. From a shell: `scrapy crawl site -a url=https://example.org/`.

    `source`, or `url` with the options of sources.toml as text. What the outlet knows to have been
    fetched is not asked for again before it is due, unless `force`. `dry_run` fetches no article,
    and tells `on_candidate` each address and how it was found. Raises BadAddress and SourcesError.
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
        force: bool | str = False,
        **options: Any,
    ) -> None:
        super().__init__()
        self.source = source or source_from_url(url, **options)
        self.outlet, self.on_item = outlet, on_item
        self.dry_run, self._force = _is_true(dry_run), _is_true(force)
        self.max_pages = None if self.dry_run else self.source.max_pages
        self._intake = Intake(self.source, self._count, on_candidate if self.dry_run else None)
        self._visits: Visits | None = None
        self._frontier = self._intake.frontier
        self._frontier.seen.add(canonical(self.source.url))
        self._twins = Twins(self._intake)
        self.feeder = Feeder(self._intake, self._request)
        self._aliases: list[Trail] = []
        self._fed = 0  # feeds asked for
        self._is_lost = False  # whether it is unknown where the site lives now

    @property
    def recall(self) -> Recall:
        """What earlier crawls know."""
        return self._intake.recall

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """Build it, set its site's pace, and have it told of robots.txt and of duplicates."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        source = spider.source
        set_pace(crawler.settings, source.url, delay=source.delay, concurrency=source.concurrency)
        if source.render:
            rendering.set_up(crawler.settings)
        for handler, signal in (
            (spider.robots_parsed, signals.robots_parsed),
            (spider.was_filtered, signals.request_dropped),
        ):
            crawler.signals.connect(handler, signal=signal)
        spider.feeder.connect(crawler)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the front page, and for the feeds and sitemaps that the source names."""
        if self.outlet is not None:
            self._visits = self.outlet.visits(site_of(self.source.url))
        settings = self.crawler.settings["NEWSMILL_SETTINGS"]
        patience = settings.hand_over_patience
        self._intake.depth = min(self.source.depth, settings.depth_max)
        self._intake.recall = Recall(
            self._visits, self.source, force=self._force, patience=patience
        )
        try:
            await self.recall.open()
            front = canonical(self.source.url)
            known = await self.recall.known([front])
        except redis.RedisError as error:
            logger.error("%s cannot be crawled: Redis is lost (%s)", self.source.url, error)
            raise CloseSpider("redis-lost") from None
        self._count("found")
        meta = candidate("front page", asked=self.source.url)
        # Whole: it names the feeds, and its links are the shortest ways to the sections.
        meta |= {"visit": known.get(front), "whole": True}
        yield Request(
            self.source.url, self.parse_front, errback=self.front_failed, meta=meta, priority=1001
        )
        name_sitemaps(self._intake, self.source.sitemaps, via=_NAMED)

    # What Scrapy tells: robots.txt, free slots, the end.

    def robots_parsed(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        """Take the sitemaps of robots.txt, or /sitemap.xml where it names none."""
        if any(root(request.url) == root(url) for url in self._intake.roots):
            named = [str(url) for url in robotparser.rp.sitemaps]
            found = named or [root(request.url) + "sitemap.xml"]
            name_sitemaps(self._intake, found, via="robots.txt")

    def was_filtered(self, request: Request) -> None:
        """Note that a redirect led to a page that was asked for already, or is known."""
        if request.callback == self.parse_sitemap:
            self._frontier.is_reading = False
        elif request.meta.get("candidate"):
            passed = passed_by(request)
            for url in passed:
                self._frontier.done(url)
            if request.meta.get("redirect_urls"):
                make = alias_trail if is_lasting(request.meta) else passing_trail
                self._aliases.append(make(passed[:-1], passed[-1]))

    def may_redirect_to(self, request: Request, url: str) -> bool:
        """Whether a candidate may be redirected to `url`; the front page may move anywhere."""
        return request.meta["hops"] == 0 or self._intake.on_site(url)

    def unsettled(self) -> list[Item]:
        """Return the pages held back for a canonical address that did not come: they go on now."""
        return self._twins.rest()

    async def conclude(self) -> None:
        """Note, when all is handed over, what the next crawl need not read again."""
        if not self.dry_run:
            await self.recall.record(self._aliases)
            if self.feeder.is_through and not self._is_lost:
                await self.recall.conclude()

    # Pages.

    async def parse_front(self, response: Response) -> AsyncIterator[Item | Request]:
        """Take the front page as a page, and the feeds it names."""
        if not same_site(response.url, self.source.url):
            logger.warning("%s has moved to %s", self.source.url, response.url)
        self._intake.roots.append(response.url)
        self._frontier.seen.add(canonical(response.url))
        if not 200 <= response.status < 300:
            logger.error("%s: the front page answers %s", self.source.url, response.status)
        # Now that it is known where the site lives: what else they name is not the site's.
        for request in self._feeds(self.source.feeds, named=True):
            yield request
        if response.status == 200:
            for request in self._feeds([*links_of(response).feeds, *self.recall.feeds()]):
                yield request
        await self._intake.resume()
        async for item in self.parse(response):
            yield item
        self.feeder.is_open = True

    async def front_failed(self, failure: Failure) -> AsyncIterator[Item | Request]:
        """Say in one line why the site cannot be crawled; what is due is asked for all the same."""
        for item in self.failed(failure):
            if isinstance(item, Dropped):
                logger.error("%s cannot be crawled: %s", self.source.url, item.detail)
                if item.detail == IN_TROUBLE:
                    yield item
                    return
            yield item
        self._is_lost = True
        for request in self._feeds(self.source.feeds, named=True):
            yield request
        await self._intake.resume()
        self.feeder.is_open = True

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Item | Request]:
        """Make one item of a candidate's response; take in its links, and a section's feeds."""
        self._count("fetched")
        made, passed = from_response(response, self.source.url), passed_by(response)
        is_front = bool(response.meta.get("whole"))
        has_links = isinstance(made, Page) or (is_front and response.status == 200)
        links = links_of(response) if has_links else PageLinks()
        hops = min(
            [response.meta["hops"], *(h for h in map(self._frontier.hops, passed) if h is not None)]
        )
        places = await self._follow(links, hops, response)
        if is_front:  # an unchanged one is read all the same, so its links may stand for themselves
            await self.recall.leave(places)
            places = {}
        for url in passed:
            self._frontier.seen.add(url)
            self._frontier.done(url)
        if response.meta.get("section"):
            for request in self._feeds(links.feeds):
                yield request
        if self.dry_run:
            return
        own = self._settle_aliases(passed, response)
        self._note(made, own, visited(response, hops), places, response.meta)
        for item in await self._twins.settle(made, links, passed):
            yield item

    def failed(self, failure: Failure) -> Iterator[Item]:
        """Make one item of a candidate that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        dropped, passed = from_failure(failure, self.source.url), passed_by(request)
        for url in passed:
            self._frontier.done(url)
        if dropped is None:
            self.feeder.is_full = True
            self.recall.is_owed(request.meta.get("origin"))
        elif not self.dry_run:
            self._note(dropped, passed, None, {}, request.meta)
            yield dropped
        yield from self._twins.end(passed)

    def _settle_aliases(self, passed: list[str], response: Response) -> list[str]:
        """Return the addresses that are the page's own; others led to it for the time being."""
        if len(passed) == 1 or is_lasting(response.meta):
            return passed
        own = canonical(response.url)
        self._aliases.append(passing_trail([url for url in passed if url != own], own))
        if is_front_page(own):  # a story that is away for the moment, most likely
            self.recall.is_owed(response.meta.get("origin"))
        return [own]

    async def _follow(self, links: PageLinks, hops: int, response: Response) -> dict[str, float]:
        if hops >= self._intake.depth or (self.dry_run and hops):
            return {}
        via = "link on front page" if hops == 0 else f"link on {response.url}"
        base = LINKED - HOP * hops
        found = [
            Candidate(
                link.url,
                via,
                hops + 1,
                base + int(RANK * link.rank),
                is_section=link.section,
                dated=link.dated,
            )
            for link in links.links
        ]
        return self._intake.admit(await self._intake.fresh(found))

    def _note(
        self,
        item: Item,
        passed: list[str],
        visit: Visit | None,
        places: dict[str, float],
        meta: dict[str, Any],
    ) -> None:
        """Have what was learned of addresses recorded when the item is handed over."""
        if is_owed(item):
            self.recall.is_owed(meta.get("origin"))
        if self.outlet is None or self._visits is None:
            return
        trail = trail_of(item, passed, visit, places)
        trails, self._aliases = [*self._aliases, *([trail] if trail else [])], []
        self.outlet.note(item.token, self._visits, trails)

    # Feeds and sitemaps.

    async def parse_feed(self, response: Response) -> None:
        """Take in the entries of a feed."""
        if reason := await take_feed(self._intake, response, passed_by(response)[0]):
            self._useless(response.request, reason)

    async def parse_sitemap(self, response: Response) -> None:
        """Take in the pages of a sitemap, and the sitemaps of an index."""
        try:
            reason = await take_sitemap(self._intake, response, passed_by(response)[0])
        finally:
            self._frontier.is_reading = False
        if reason:
            self._useless(response.request, reason)

    def source_failed(self, failure: Failure) -> None:
        """Say that a feed or sitemap could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if request.callback == self.parse_sitemap:
            self._frontier.is_reading = False
        dropped = from_failure(failure, self.source.url)
        self._useless(request, dropped.detail if dropped else "")

    def _feeds(self, urls: Iterable[str], *, named: bool = False) -> Iterator[Request]:
        unseen = [url for url in urls if canonical(url) not in self._frontier.seen]
        for url in unseen[: _MAX_FEEDS - self._fed]:
            self._fed += 1
            self._frontier.seen.add(canonical(url))
            yield self._source_request(url, self.parse_feed, named)

    def _useless(self, request: Request | None, reason: str) -> None:
        """Only what a person named is worth a warning; the rest was a guess."""
        if request is not None:
            level = logging.WARNING if request.meta.get("named") else logging.INFO
            logger.log(level, "%s gives no pages: %s", request.url, reason)

    # Requests and addresses.

    def _request(self, each: Candidate) -> Request:
        if each.is_sitemap:
            return self._source_request(each.url, self.parse_sitemap, each.via == _NAMED)
        meta = candidate(each.via, hops=each.hops)
        meta |= {"origin": each.origin, "visit": each.visit, "section": each.is_section}
        return Request(each.url, self.parse, errback=self.failed, meta=meta, priority=each.priority)

    def _source_request(self, url: str, callback: Callable[..., Any], named: bool) -> Request:
        meta = {"named": named, "max_retry_times": 1, "visit": self.recall.source(canonical(url))}
        is_sitemap = callback == self.parse_sitemap
        if is_sitemap:
            meta["download_maxsize"] = MAX_BYTES
        return Request(
            url,
            callback,
            errback=self.source_failed,
            meta=meta,
            priority=_SOURCES,
            dont_filter=is_sitemap,  # a large one is read again; the frontier has seen to the rest
        )

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(f"newsmill/{name}")
