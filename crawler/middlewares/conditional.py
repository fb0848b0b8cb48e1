"""Conditional GET: a page that was fetched before is asked for only if it has changed.

Servers lie. So now and then a page is fetched whole, and a host that sends another body under the
validators of the last one is no longer asked with conditions.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.addresses import BadAddress, canonical
from workers.visits import DAY, Visit

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_CONDITIONS = ("If-None-Match", "If-Modified-Since")
_TRUST_SECONDS = DAY  # a lie that keeps an article's correction from us is found out in a day
_SAMPLE = 8  # one visit of eight is whole: a feed asked every 15 minutes is checked every 2 hours


class ConditionalMiddleware:
    """Sends the validators in `meta["visit"]`, a Visit, with a request for that very address.

    `meta["conditional"]` says of a request whether it did. The spider's `recall` knows which hosts
    are distrusted, and is told of new ones.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalMiddleware:
        """Build it with its crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the conditions, or take away those of the address that redirected here."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        request.meta.pop("conditional", None)
        visit = _visit_of(request)
        if visit is None or request.meta.get("whole") or _host(request.url) in self._distrusted:
            return
        if not (visit.etag or visit.modified) or is_due_whole(visit, time.time()):
            return
        for name, value in zip(_CONDITIONS, (visit.etag, visit.modified), strict=True):
            if value:
                request.headers[name] = value.encode("latin-1", "replace")
        request.meta["conditional"] = True

    async def process_response(self, request: Request, response: Response) -> Response:
        """See whether the validators lied."""
        visit = _visit_of(request)
        recall = getattr(self._crawler.spider, "recall", None)
        host = _host(request.url)
        if visit and recall and host not in recall.distrusted and is_lie(visit, response):
            await recall.distrust(host)
        return response

    @property
    def _distrusted(self) -> set[str]:
        recall = getattr(self._crawler.spider, "recall", None)
        return recall.distrusted if recall else set()


def is_due_whole(visit: Visit, now: float) -> bool:
    """Whether a page is to be fetched whole although its validators are known.

    Also if the last time lies ahead: the clock was set back.
    """
    if not 0 <= now - visit.checked < _TRUST_SECONDS:
        return True
    # By the page and its last visit: as good as chance, and the same in every try.
    lot = hashlib.blake2b(f"{visit.url} {visit.at}".encode(), digest_size=4).digest()
    return int.from_bytes(lot) % _SAMPLE == 0


def is_lie(visit: Visit, response: Response) -> bool:
    """Whether the answer has another body than the last one, under the same validator."""
    if response.status != 200 or not visit.body or digest(response.body) == visit.body:
        return False
    etag, modified = header(response, "ETag"), header(response, "Last-Modified")
    if etag or visit.etag:
        return etag == visit.etag
    return modified is not None and modified == visit.modified


def is_unchanged(request: Request, response: Response) -> bool:
    """Whether the answer says, or shows, that the page is what it was at the last visit."""
    if response.status == 304:
        return bool(request.meta.get("conditional"))
    visit = _visit_of(request)
    return (
        response.status == 200
        and visit is not None
        and bool(visit.body)
        and digest(response.body) == visit.body
    )


def visited(response: Response, hops: int = 1) -> Visit:
    """Return the visit that an answer makes."""
    assert response.request is not None
    earlier = _visit_of(response.request)
    now = time.time()
    whole = earlier is None or not response.request.meta.get("conditional")
    if response.status == 304 and earlier:
        return Visit(
            url=earlier.url,
            at=now,
            # A server may name new validators, and need not repeat the old ones.
            etag=header(response, "ETag") or earlier.etag,
            modified=header(response, "Last-Modified") or earlier.modified,
            body=earlier.body,
            checked=earlier.checked,
            hops=hops,
        )
    return Visit(
        url=canonical(response.url),
        at=now,
        etag=header(response, "ETag"),
        modified=header(response, "Last-Modified"),
        body=digest(response.body),
        checked=now if whole or earlier is None else earlier.checked,
        hops=hops,
    )


def digest(body: bytes) -> str:
    """Return a digest of a body."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def header(response: Response, name: str) -> str | None:
    """Return a header's value, None if it is not there or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _visit_of(request: Request) -> Visit | None:
    """Return what is known of the page that the request is for, redirects taken."""
    visit = request.meta.get("visit")
    try:
        return visit if visit and visit.url == canonical(request.url) else None
    except BadAddress:
        return None


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
