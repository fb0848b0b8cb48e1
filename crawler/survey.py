"""A survey of a site: what it names that a crawl could use. No article is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from crawler.addresses import BadAddress, canonical, root, same_site
from crawler.discovery.feeds import read_feed
from crawler.discovery.links import LIKELY
from crawler.discovery.sitemaps import MAX_BYTES, iter_sitemap
from crawler.findings import Findings, Kind, Listing
from crawler.pace import set_pace
from crawler.pages import from_failure, links_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import ProtegoRobotParser
    from twisted.python.failure import Failure

_MAX_SECTIONS = 5  # most sites have one feed for all, or name each section's on its page
_MAX_FEEDS = 20  # as many as a person would look at
_MAX_CHILDREN = 3  # sitemaps of an index: the newest show what the others are like
# Where feeds are that no page names, by how many sites have theirs there.
_GUESSED_FEEDS = ("feed/", "rss.xml", "rss", "feed.xml", "atom.xml", "index.xml", "feed.json")


class Survey(Spider):
    """Fills `findings` with what the site at their `url` names; tells `on_step` of answers."""

    name = "survey"
    custom_settings = {"ITEM_PIPELINES": {}}  # noqa: RUF012 - Scrapy's attribute

    def __init__(self, findings: Findings, on_step: Callable[[Findings], None]) -> None:
        super().__init__()
        self._findings, self._on_step = findings, on_step
        self._seen = {canonical(findings.url)}
        self._roots = [findings.url]
        self._guessed = False
        self._feeds = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Survey:
        """Build it with its site's pace, and have it told of robots.txt and of the end."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        set_pace(crawler.settings, spider._findings.url, delay=None, concurrency=None)
        crawler.signals.connect(spider.answered, signal=signals.response_received)
        crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the front page; Scrapy asks for robots.txt before it."""
        yield Request(self._findings.url, self.parse_front, errback=self.front_failed)

    def answered(self, response: Response) -> None:
        """Count an answer, and note the status of the site's robots.txt."""
        self._findings.asked += 1
        if any(response.url == root(url) + "robots.txt" for url in self._roots):
            self._findings.robots = response.status
        self._on_step(self._findings)

    def robots_parsed(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        """Note what robots.txt says of us, and ask for the sitemaps that it names."""
        if not any(root(request.url) == root(url) for url in self._roots):
            return
        agent = self.settings["ROBOTSTXT_USER_AGENT"] or self.settings["USER_AGENT"]
        rules = robotparser.rp
        self._findings.allowed = rules.can_fetch(self._findings.url, agent)
        self._findings.crawl_delay = rules.crawl_delay(agent)
        named = [str(url) for url in rules.sitemaps]
        self._findings.robots_sitemaps = len(named)
        requests = list(self._ask("sitemap", named, "robots.txt"))
        if not named:
            guess = [root(request.url) + "sitemap.xml"]
            requests = list(self._ask("sitemap", guess, "the usual place", guessed=True))
        for each in requests:
            self.crawler.engine.crawl(each)

    def parse_front(self, response: Response) -> Iterator[Request]:
        """Count the articles, and ask for feeds and section pages."""
        if not 200 <= response.status < 300:
            self._findings.front_problem = f"it answers {response.status}"
            return
        self._roots.append(response.url)
        self._findings.url = response.url
        links = links_of(response)
        likely = [each for each in links.links if each.rank >= LIKELY and self._on_site(each.url)]
        self._findings.articles = len(likely)
        self._findings.newest_article = max(
            (each.dated for each in likely if each.dated), default=None
        )
        sections = [each.url for each in links.links if each.section and self._on_site(each.url)]
        self._findings.sections = sections
        yield from self._ask("feed", links.feeds, "the front page")
        for url in sections[:_MAX_SECTIONS]:
            if url not in self._seen:
                self._seen.add(url)
                yield Request(url, self.parse_section)

    def front_failed(self, failure: Failure) -> None:
        """Note why there is no front page."""
        dropped = from_failure(failure, self._findings.url)
        self._findings.front_problem = dropped.detail if dropped else str(failure.value)

    def parse_section(self, response: Response) -> Iterator[Request]:
        """Ask for the feeds that a section page names."""
        if response.status == 200:
            yield from self._ask("feed", links_of(response).feeds, f"section {response.url}")

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Note what is in a feed; a page about feeds may name some."""
        listing: Listing = response.meta["listing"]
        entries = read_feed(response.body, response.url) if response.status == 200 else []
        for entry in entries:
            listing.count(entry.published, entry.language)
        if entries:
            self._findings.listings.append(listing)
            return
        feeds = links_of(response).feeds if response.status == 200 else ()
        if feeds:
            yield from self._ask("feed", feeds, f"page {response.url}")
        else:
            self._note(listing, f"it answers {response.status} without entries")

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Note what is in a sitemap, and ask for the newest ones of an index."""
        listing: Listing = response.meta["listing"]
        children = []
        if response.status == 200:
            for kind, entry in iter_sitemap(response.body, response.url):
                if kind == "page":
                    listing.count(entry.changed, entry.language)
                else:
                    listing.children += 1
                    children.append(entry)
        if not listing.useful:
            self._note(listing, f"it answers {response.status} without entries")
            return
        self._findings.listings.append(listing)
        if not listing.child:
            # Indexes without dates have the newest last as often as first.
            children.sort(key=lambda each: each.changed.timestamp() if each.changed else 0.0)
            some = [each.url for each in reversed(children[-_MAX_CHILDREN:])]
            yield from self._ask("sitemap", some, f"index {response.url}", child=True)

    def listing_failed(self, failure: Failure) -> None:
        """Note that a feed or sitemap could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        dropped = from_failure(failure, self._findings.url)
        self._note(request.meta["listing"], dropped.detail if dropped else str(failure.value))

    def idle(self) -> None:
        """Look for feeds in the usual places if no page named one; raises DontCloseSpider then."""
        if self._guessed or self._findings.front_problem or self._findings.useful("feed"):
            return
        self._guessed = True
        places = [root(self._findings.url) + place for place in _GUESSED_FEEDS]
        for request in self._ask("feed", places, "a usual place", guessed=True):
            self.crawler.engine.crawl(request)
        raise DontCloseSpider

    def _note(self, listing: Listing, problem: str) -> None:
        if not listing.guessed:  # nobody promised that a guess is there
            listing.problem = problem
            self._findings.listings.append(listing)

    def _ask(
        self,
        kind: Kind,
        urls: Iterable[str],
        found: str,
        *,
        guessed: bool = False,
        child: bool = False,
    ) -> Iterator[Request]:
        for url in urls:
            try:
                address = canonical(url, self._findings.url)
            except BadAddress:
                continue
            if address in self._seen or (kind == "feed" and self._feeds >= _MAX_FEEDS):
                continue
            self._seen.add(address)
            self._feeds += kind == "feed"
            listing = Listing(kind=kind, url=address, found=found, guessed=guessed, child=child)
            meta: dict[str, Any] = {"listing": listing, "max_retry_times": 1}
            if kind == "sitemap":
                meta["download_maxsize"] = MAX_BYTES
            parse = self.parse_feed if kind == "feed" else self.parse_sitemap
            yield Request(address, parse, errback=self.listing_failed, meta=meta)

    def _on_site(self, url: str) -> bool:
        return any(same_site(url, known) for known in self._roots)
