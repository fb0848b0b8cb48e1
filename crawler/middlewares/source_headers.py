"""Source headers: what sources.toml has sent to a site's own hosts, and to no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.addresses import same_site

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.sources import Source


class SourceHeadersMiddleware:
    """Sets the headers of the spider's source; a redirect to another site does not take them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SourceHeadersMiddleware:
        """Build it with its crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the headers, or take away those of the request that was redirected here."""
        source: Source | None = getattr(self._crawler.spider, "source", None)
        if source is None:
            return
        is_own = same_site(request.url, source.url)
        for name, value in source.headers.items():
            if is_own:
                request.headers[name] = value
            elif request.headers.get(name) == value.encode():
                del request.headers[name]
