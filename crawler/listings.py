"""Listings: what is taken from an answer for a feed or a sitemap."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from crawler.addresses import BadAddress, canonical
from crawler.discovery.dates import is_before
from crawler.discovery.feeds import read_feed
from crawler.discovery.sitemaps import SitemapEntry, iter_sitemap
from crawler.frontier import (
    CHILD_SITEMAP,
    IN_FEED,
    IN_NEWS_SITEMAP,
    IN_SITEMAP,
    NAMED_SITEMAP,
    Candidate,
    Newest,
)
from crawler.middlewares.conditional import is_unchanged, visited

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.http import Response

    from crawler.intake import Intake

_AT_ONCE = 1_000  # sitemap entries a look-up in Redis


async def take_feed(intake: Intake, response: Response, origin: str) -> str | None:
    """Take in the entries of a feed that was asked for as `origin`; why it is useless, or None."""
    assert response.request is not None
    visit = replace(visited(response), is_feed=True)
    if is_unchanged(response.request, response):
        intake.recall.was_read(origin, visit)
        return None
    entries = read_feed(response.body, response.url) if response.status == 200 else []
    if not entries:
        return f"it answers {response.status} without entries"
    via, since = f"feed {response.url}", intake.source.since
    found = [
        Candidate(entry.url, via, 1, IN_FEED, origin, dated=entry.published)
        for entry in entries
        if not is_before(entry.published, since)
    ]
    await intake.recall.leave(intake.admit(await intake.fresh(found)))
    intake.recall.was_read(origin, visit)
    return None


async def take_sitemap(intake: Intake, response: Response, origin: str) -> str | None:
    """Take in the pages of a sitemap, the newest first, and the sitemaps of an index.

    What finds no room has the sitemap read again later. Returns as `take_feed`.
    """
    assert response.request is not None
    if is_unchanged(response.request, response):
        intake.recall.was_read(origin, visited(response))
        return None
    if response.status != 200:
        return f"it answers {response.status}"
    via, newest = f"sitemap {response.url}", Newest(intake.frontier.room)
    entries = iter_sitemap(response.body, response.url, since=intake.source.since)
    pages = sitemaps = 0
    while part := list(islice(entries, _AT_ONCE)):
        children = [entry for kind, entry in part if kind == "sitemap"]
        found = {entry.url: entry for kind, entry in part if kind == "page"}
        pages, sitemaps = pages + len(found), sitemaps + len(children)
        for child in children:
            _take_child(intake, child)
        for each in await intake.fresh(_pages(found.values(), via, origin)):
            newest.add(each, _changed(found[each.url]))
    chosen = newest.chosen()
    places = intake.admit(chosen)
    news = {each.url for each in chosen if each.priority == IN_NEWS_SITEMAP}
    await intake.recall.leave({url: where for url, where in places.items() if url in news})
    if newest.left or any(each.url not in intake.frontier.seen for each in chosen):
        intake.frontier.read_again(Candidate(origin, via, is_sitemap=True))
    elif pages and not sitemaps:  # an index says nothing of whether those it names have changed
        intake.recall.was_read(origin, visited(response))
    return None if pages or sitemaps else "there is nothing in it"


def name_sitemaps(intake: Intake, urls: Iterable[str], *, via: str) -> None:
    """Have the sitemaps read that robots.txt or a person names."""
    for url in urls:
        try:
            address = canonical(url, intake.source.url)
        except BadAddress:
            continue
        found = Candidate(address, via, priority=NAMED_SITEMAP, is_sitemap=True)
        intake.frontier.add_sitemap(found)


def _pages(entries: Iterable[SitemapEntry], via: str, origin: str) -> list[Candidate]:
    return [
        Candidate(
            entry.url,
            via,
            1,
            IN_NEWS_SITEMAP if entry.published else IN_SITEMAP,
            origin,
            dated=entry.changed,
        )
        for entry in entries
    ]


def _take_child(intake: Intake, entry: SitemapEntry) -> None:
    changed = _changed(entry)
    if intake.recall.is_read(entry.url, changed):
        return
    is_news = "news" in entry.url.rpartition("/")[2].lower()
    priority = IN_NEWS_SITEMAP if is_news else CHILD_SITEMAP
    found = Candidate(entry.url, "index", priority=priority, is_sitemap=True)
    intake.frontier.add_sitemap(found, changed)


def _changed(entry: SitemapEntry) -> float:
    return entry.changed.timestamp() if entry.changed else 0.0
