"""robots.txt as RFC 9309 reads it: a server in trouble forbids all, a missing file nothing."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

_FORBID_ALL = b"User-agent: *\nDisallow: /\n"
IN_TROUBLE = "robots.txt answers with a server's error, which forbids all for now"


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's RobotsTxtMiddleware, with the answer's status taken into account."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._in_trouble: set[str] = set()
        # It logs a traceback when robots.txt cannot be had; the page's own outcome says it too.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return what the robots.txt of the request's host says; None if it could not be had.

        One request at a time: of several that wait for the same file, Scrapy 2.19 gives the answer
        to the first alone, and the others go on as if there were none.
        """
        async with self._asking[urlsplit(request.url).netloc]:
            return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise IgnoreRequest for what robots.txt forbids; its text tells a no from a failure."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            if urlsplit(request.url).netloc in self._in_trouble:
                raise IgnoreRequest(IN_TROUBLE) from None
            raise

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._in_trouble.add(netloc)
            response = response.replace(body=_FORBID_ALL)
        elif not 200 <= response.status < 300:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
