"""Trails: what the end of a fetch says of the addresses that led to it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from cleaner.outcome import Outcome
from crawler.addresses import canonical
from crawler.middlewares.robots import IN_TROUBLE
from crawler.pages import seconds_known
from workers.page import Dropped, Page
from workers.visits import GONE_SECONDS, KEEP_SECONDS, Trail, Visit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrapy import Request
    from scrapy.http import Response

_PERMANENT = (301, 308)  # redirects that stay, among Scrapy's reasons; a meta refresh is none


def trail_of(
    item: Page | Dropped,
    addresses: Sequence[str],
    visit: Visit | None,
    links: Mapping[str, float],
) -> Trail | None:
    """Return what is to be recorded together with `item`; None: the next crawl asks again.

    `visit` is what its answer made, if there was one, and `links` the places of what is to be
    fetched of the addresses on it.
    """
    if isinstance(item, Dropped) and item.outcome == Outcome.ROBOTS_DENIED:
        if item.detail == IN_TROUBLE:
            return None
        return Trail(addresses=tuple(addresses), visit=None)
    seconds = seconds_known(item)
    if seconds is None:
        return None
    visit = visit or Visit(url=canonical(item.url), at=time.time())
    if seconds < KEEP_SECONDS:
        visit = Visit(url=visit.url, at=visit.at, gone=True)
    return Trail(
        addresses=tuple(addresses),
        visit=visit,
        seconds=seconds,
        links=links,
        keeps_due=isinstance(item, Dropped) and item.outcome == Outcome.UNCHANGED,
    )


def passed_by(got: Response | Request) -> list[str]:
    """Return every address that led here, in canonical form, the one asked for first."""
    urls = [*got.meta.get("redirect_urls", [])]
    if (request := getattr(got, "request", None)) is not None:
        urls.append(request.url)
    return list(dict.fromkeys(canonical(url) for url in [*urls, got.url]))


def is_lasting(meta: Mapping[str, Any]) -> bool:
    """Whether all redirects that a request or an answer with this `meta` took are to stay."""
    return all(reason in _PERMANENT for reason in meta.get("redirect_reasons", []))


def alias_trail(aliases: Sequence[str], target: str) -> Trail:
    """Return the trail of addresses that lead to `target`, which is fetched for itself."""
    return Trail(addresses=tuple(aliases), visit=Visit(url=target, at=time.time()))


def passing_trail(aliases: Sequence[str], target: str) -> Trail:
    """Return the trail of addresses that lead to `target` for now: a day later they are new."""
    visit = Visit(url=target, at=time.time(), gone=True)
    return Trail(addresses=tuple(aliases), visit=visit, seconds=GONE_SECONDS)


def is_owed(item: Page | Dropped) -> bool:
    """Whether the feed that named it has to be read again: the page is to be asked for anew."""
    return seconds_known(item) != KEEP_SECONDS
