"""Pages: a response or a failure → the one Page or Dropped that its address ends as."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from w3lib.encoding import http_content_type_encoding

from cleaner.outcome import Outcome
from crawler.discovery.links import PageLinks, read_links
from crawler.faults import one_line
from crawler.middlewares import Refused
from crawler.middlewares.conditional import header, is_unchanged
from crawler.middlewares.limits import HTML_TYPES, VAGUE_TYPES, OverLimit, mime_of
from crawler.middlewares.redirects import BadRedirect
from crawler.middlewares.robots import IN_TROUBLE
from workers.page import Dropped, Page
from workers.visits import GONE_SECONDS, KEEP_SECONDS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

_FILE_MAGIC = re.compile(
    rb"%PDF-|PK\x03\x04|\x89PNG|\xff\xd8\xff|GIF8|Rar!|\x1f\x8b|\xd0\xcf\x11\xe0"
)
_HTML_HEAD = re.compile(rb"<!doctype\s+html|<html|<head|<body", re.IGNORECASE)
_LASTING = {Outcome.NOT_HTML, Outcome.TOO_LARGE, Outcome.DUPLICATE, Outcome.UNCHANGED}
_TROUBLE = ("5", "408", "425", "429")  # of the server, or too much asked of it
_SNIFFED = 2048  # bytes: licences and comments before <html> are shorter


def candidate(via: str, *, asked: str | None = None, hops: int = 0) -> dict[str, Any]:
    """Return the `meta` of a request for a page that is to be counted.

    `via` says how it was found, `asked` how its address read there, `hops` how many links it is
    away from the front page.
    """
    return {"candidate": True, "via": via, "asked": asked, "hops": hops}


def from_response(response: Response, source: str | None) -> Page | Dropped:
    """Return the Page of a good answer, or what is to be said of any other. Takes no network."""
    mime = mime_of(response.headers.get("Content-Type"))
    assert response.request is not None
    if is_unchanged(response.request, response):
        said = "304 Not Modified" if response.status == 304 else "the same bytes as last time"
        return _dropped(response.request, source, Outcome.UNCHANGED, said, response)
    if not 200 <= response.status < 300:
        return _dropped(response.request, source, Outcome.HTTP_ERROR, _status(response), response)
    if "download_stopped" in response.flags or mime not in HTML_TYPES | VAGUE_TYPES:
        return _dropped(response.request, source, Outcome.NOT_HTML, mime, response)
    if _FILE_MAGIC.match(response.body):
        return _dropped(
            response.request, source, Outcome.NOT_HTML, f"a file sent as {mime}", response
        )
    if mime not in HTML_TYPES and response.body and not _HTML_HEAD.search(response.body[:_SNIFFED]):
        detail = f"{mime or 'no content type'}, and no HTML inside"
        return _dropped(response.request, source, Outcome.NOT_HTML, detail, response)
    return Page(
        url=response.url.partition("#")[0],
        requested_url=_asked(response.request),
        status=response.status,
        body=response.body,
        charset=http_content_type_encoding(header(response, "Content-Type")),
        fetched_at=_now(),
        source=source,
        discovered_via=response.meta.get("via"),
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        fetch_seconds=response.meta.get("download_latency"),
    )


def links_of(response: Response) -> PageLinks:
    """Return what a page links to and says of itself."""
    return read_links(response.body, response.url, getattr(response, "encoding", None))


def from_failure(failure: Failure, source: str | None) -> Dropped | None:
    """Return what is to be said of a request that brought no answer; None if it was never made."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    error = failure.value
    if isinstance(error, OverLimit):
        return None
    outcome, detail = _judge(error, request)
    return _dropped(request, source, outcome, detail)


def duplicate(page: Page, other: str) -> Dropped:
    """Return what becomes of `page` when the page at `other` stands for it."""
    kept = page.model_dump(include=set(Dropped.model_fields))
    return Dropped(**kept, outcome=Outcome.DUPLICATE, detail=f"canonical is {other}")


def seconds_known(item: Page | Dropped) -> int | None:
    """Return for how long its address need not be asked for anew; None: the next crawl asks again.

    A page that is not there may come, one that is no HTML will not change; a server in trouble, or
    robots.txt, says nothing of the page.
    """
    if isinstance(item, Page) or item.outcome in _LASTING:
        return KEEP_SECONDS
    if item.outcome != Outcome.HTTP_ERROR or item.detail.startswith(_TROUBLE):
        return None
    return GONE_SECONDS


def _judge(error: BaseException | None, request: Request) -> tuple[Outcome, str]:
    seconds = request.meta.get("download_timeout", 0)
    known: list[tuple[type[BaseException], Outcome, str]] = [
        (Refused, Outcome.NETWORK_ERROR, str(error)),
        (BadRedirect, Outcome.HTTP_ERROR, str(error)),
        (CannotResolveHostError, Outcome.NETWORK_ERROR, "dns: the host is unknown"),
        (DownloadConnectionRefusedError, Outcome.NETWORK_ERROR, "refused: nothing listens there"),
        (DownloadTimeoutError, Outcome.NETWORK_ERROR, f"timeout: no whole answer in {seconds:g} s"),
        (DownloadCancelledError, Outcome.TOO_LARGE, "the body is longer than may be read"),
        (ResponseDataLossError, Outcome.NETWORK_ERROR, "broken: the answer ended too early"),
        (NotSupported, Outcome.NETWORK_ERROR, "only http and https are fetched"),
        (UnsupportedURLSchemeError, Outcome.NETWORK_ERROR, "only http and https are fetched"),
    ]
    for kind, outcome, detail in known:
        if isinstance(error, kind):
            return outcome, detail
    if isinstance(error, IgnoreRequest):
        if "robots.txt" in str(error):
            failed = str(error) == IN_TROUBLE
            return Outcome.ROBOTS_DENIED, IN_TROUBLE if failed else "robots.txt forbids it"
        if "decompress" in str(error):
            return Outcome.TOO_LARGE, "the body unpacks to more than may be read"
        if "redirections" in str(error):
            return Outcome.HTTP_ERROR, "too many redirects"
    text = f"broken: {type(error).__name__}: {one_line(error)}"
    return Outcome.NETWORK_ERROR, text.rstrip(": ")


def _dropped(
    request: Request,
    source: str | None,
    outcome: Outcome,
    detail: str,
    response: Response | None = None,
) -> Dropped:
    return Dropped(
        url=(response.url if response is not None else request.url).partition("#")[0],
        requested_url=_asked(request),
        outcome=outcome,
        detail=detail,
        fetched_at=_now(),
        source=source,
        discovered_via=request.meta.get("via"),
    )


def _asked(request: Request) -> str:
    first = request.meta.get("redirect_urls", [request.url])[0]
    return str(request.meta.get("asked") or first)


def _status(response: Response) -> str:
    try:
        return f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        return str(response.status)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
