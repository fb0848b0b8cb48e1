"""Spider `urls`: the given addresses, or a file of them. Nothing is followed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from crawler.addresses import BadAddress, canonical, checked, root
from crawler.pace import is_own, set_pace
from crawler.pages import candidate, from_failure, from_response
from crawler.sources import SourcesError
from workers.page import Dropped, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.outlets import Outlet

Item = Page | Dropped


class UrlsSpider(Spider):
    """Fetches addresses. From a shell: `scrapy crawl urls -a url=https://example.org/a`.

    `url` is one address or several with spaces between, `urls` a sequence of them, `file` a file
    with one a line and comments after #; `delay` is in seconds. Raises BadAddress, and SourcesError
    for the file.
    """

    name = "urls"

    def __init__(  # noqa: PLR0913 - Scrapy's -a arguments are these
        self,
        url: str = "",
        *,
        file: str = "",
        urls: Sequence[str] = (),
        outlet: Outlet | None = None,
        on_item: Callable[[Item], None] | None = None,
        delay: float | str | None = None,
    ) -> None:
        super().__init__()
        self.urls = [checked(each) for each in (*url.split(), *urls)]
        if file:
            self.urls += read_addresses(file)
        if not self.urls:
            raise BadAddress("no address given; give url=https://example.org/a or file=FILE")
        self.outlet, self.on_item = outlet, on_item
        self.delay = None if delay is None else float(delay)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> UrlsSpider:
        """Build it, and set the pace: one's own only if every address is one's own."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        allowed = crawler.settings["NEWSMILL_ALLOW_PRIVATE"]
        others = [url for url in spider.urls if not is_own(url, allowed)]
        url = (others or spider.urls)[0]
        set_pace(crawler.settings, url, delay=spider.delay, concurrency=None)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each address once, whatever its spelling."""
        for url in reversed({canonical(url): url for url in reversed(self.urls)}.values()):
            self.crawler.stats.inc_value("newsmill/found")
            meta = candidate("given", asked=url)
            yield Request(url, self.parse, errback=self.failed, meta=meta)

    def parse(self, response: Response, **_: Any) -> Iterator[Item]:
        """Make one item of a response."""
        self.crawler.stats.inc_value("newsmill/fetched")
        yield from_response(response, root(response.url))

    def failed(self, failure: Failure) -> Iterator[Item]:
        """Make one item of a request that brought no response."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        dropped = from_failure(failure, root(request.url))
        if dropped:
            yield dropped


def read_addresses(file: Path | str) -> list[str]:
    """Return the addresses of a file. Raises SourcesError, which names the file and the line."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourcesError(f"{file}: cannot be read: {error}") from None
    addresses = []
    for number, line in enumerate(lines, 1):
        # A # inside an address belongs to it; one after a space begins a comment.
        text = "" if line.lstrip().startswith("#") else line.partition(" #")[0].strip()
        try:
            addresses += [checked(text)] if text else []
        except BadAddress as error:
            raise SourcesError(f"{file}:{number}: {error}") from None
    return addresses
