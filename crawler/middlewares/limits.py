"""Limits: no more pages than asked for, and no body that cannot be a page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, StopDownload

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

    from workers.settings import Settings

logger = logging.getLogger(__name__)

HTML_TYPES = {"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"}
# Servers that know no better send these, or nothing; the body decides then.
VAGUE_TYPES = {"", "text/plain", "application/xml", "text/xml"}


class OverLimit(IgnoreRequest):
    """A limit is reached or the crawl ends: the page was not asked for and is not counted."""


class LimitsMiddleware:
    """Lets `max_pages` candidates through, the best found first, and stops files at their headers.

    Where max_pages is counted matters: here the scheduler has put the likely articles first.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._taken = 0
        crawler.signals.connect(self.headers_received, signal=signals.headers_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LimitsMiddleware:
        """Build it and have it told of headers."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise OverLimit when enough pages were asked for, redirects and retries aside."""
        meta = request.meta
        if not meta.get("candidate") or meta.get("redirect_times") or meta.get("retry_times"):
            return
        if meta.get("visit"):  # it is due again: limits are for new pages, and would starve them
            return
        caps: Settings = self._crawler.settings["NEWSMILL_SETTINGS"]
        if (meta.get("hops") or 0) > caps.depth_max:
            raise OverLimit("NEWSMILL_DEPTH_MAX is reached")
        wanted: int | None = getattr(self._crawler.spider, "max_pages", None)
        if self._taken >= min(wanted or caps.site_max_pages, caps.site_max_pages):
            if self._taken == caps.site_max_pages:
                logger.warning("NEWSMILL_SITE_MAX_PAGES is reached: %s pages", self._taken)
                self._taken += 1  # said once
            raise OverLimit("max_pages is reached")
        self._taken += 1

    def headers_received(self, headers: Headers, request: Request, spider: Spider) -> None:
        """Stop the download of a page whose type says that it is none."""
        wanted = mime_of(headers.get("Content-Type")) in HTML_TYPES | VAGUE_TYPES
        if request.meta.get("candidate") and not wanted:
            raise StopDownload(fail=False)


def mime_of(content_type: bytes | None) -> str:
    """Return the media type of a Content-Type header, in lower case, without its parameters."""
    return (content_type or b"").partition(b";")[0].strip().lower().decode("latin-1")
