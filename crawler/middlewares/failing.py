"""Hosts that keep failing: the rest of their pages is given up for this crawl, at once."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError

from crawler.hosts import Failure, Host, Hosts, host_of
from crawler.middlewares import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_FAILURES = {
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "timeout",
    DownloadFailedError: "connection lost",
    ResponseDataLossError: "answer broken off",
    ConnectError: "no way there",
}


class HostLeftAlone(Refused):
    """The host keeps failing: ask for the page in a later crawl. Its text says from when on."""


class FailingHostsMiddleware:
    """Counts what hosts answer and fail to, and refuses requests to those that are left alone.

    It stands nearer to the downloader than the retries, so that each try counts, and gives up the
    tries that are left. An outlet with a `connection` has what is known kept in Redis.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.hosts = Hosts()
        self._trials: dict[str, asyncio.Future[None]] = {}
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FailingHostsMiddleware:
        """Build it and have it told of answers."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise HostLeftAlone, or let the request through; one alone where it is to decide."""
        host = host_of(request.url)
        while trial := self._trials.get(host):
            await asyncio.shield(trial)
        if resting := self.hosts.resting(host):
            self._crawler.stats.inc_value("newsmill/left_alone")
            raise HostLeftAlone(f"{host} is {resting}")
        if self.hosts.on_trial(host):
            self._trials[host] = asyncio.get_running_loop().create_future()
        request.meta.pop("download_latency", None)  # an earlier try's; see _kind

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failure of the host; others are not its fault."""
        host = host_of(request.url)
        for error, why in _FAILURES.items():
            if isinstance(exception, error):
                self._tell(host, self.hosts.failed(host, _kind(request, exception), why))
                break
        self._decide(host)

    def leave_alone(self, url: str, seconds: float, why: str) -> None:
        """Leave the host of `url` alone for so long, as it asked for."""
        self._tell(host_of(url), self.hosts.leave_alone(host_of(url), seconds, why))

    def _opened(self) -> None:
        outlet = getattr(self._crawler.spider, "outlet", None)
        self.hosts = Hosts(getattr(outlet, "connection", None))

    def _downloaded(self, response: Response, request: Request) -> None:
        host = host_of(request.url)
        if response.status >= 500 or response.status == 429:
            self._tell(host, self.hosts.failed(host, "troubled", f"status {response.status}"))
        elif self.hosts.answered(host):
            logger.info("%s answers again", host)
        self._decide(host)

    def _tell(self, host: str, left_alone: Host | None) -> None:
        if left_alone:
            self._crawler.stats.inc_value("newsmill/hosts_left_alone")
            logger.warning("%s is %s", host, left_alone)

    def _decide(self, host: str) -> None:
        if trial := self._trials.pop(host, None):
            trial.set_result(None)


def _kind(request: Request, exception: Exception) -> Failure:
    """Nothing came of a silent host; a page that does not end may be the page's own fault."""
    silent = isinstance(
        exception, DownloadConnectionRefusedError | DownloadTimeoutError | ConnectError
    )
    return "silent" if silent and "download_latency" not in request.meta else "troubled"
