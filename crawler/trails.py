"""Trails: what the end of a fetch says of the addresses that led to it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cleaner.outcome import Outcome
from crawler.addresses import canonical
from crawler.middlewares.robots import IN_TROUBLE
from crawler.pages import seconds_known
from workers.page import Dropped, Page
from workers.visits import GONE_SECONDS, KEEP_SECONDS, Trail, Visit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PERMANENT = (301, 308)  # redirects that stay, among Scrapy's reasons; a meta refresh is none


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


def alias_trail(addresses: Sequence[str]) -> Trail:
    """Return the trail of addresses that led to the last of them, which is fetched for itself."""
    *aliases, target = addresses
    return Trail(addresses=tuple(aliases), visit=Visit(url=target, at=time.time()))


def passing_trail(aliases: Sequence[str], target: str) -> Trail:
    """Return the trail of addresses that lead to `target` for now: a day later they are new."""
    visit = Visit(url=target, at=time.time(), gone=True)
    return Trail(addresses=tuple(aliases), visit=visit, seconds=GONE_SECONDS)


def is_owed(item: Page | Dropped) -> bool:
    """Whether the feed that named it has to be read again: the page is to be asked for anew."""
    return seconds_known(item) != KEEP_SECONDS
