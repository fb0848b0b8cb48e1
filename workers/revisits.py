"""When a page that was counted is to be visited again, as commands of its step. See visits.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.addresses import BadAddress, canonical
from cleaner.outcome import Outcome
from workers import ledger, visits
from workers.page import Dropped

if TYPE_CHECKING:
    from redis import Redis

    from workers.page import Page
    from workers.steps import Command


def of_article(  # noqa: PLR0913, PLR0917
    connection: Redis,
    page: Page,
    site: str,
    known: ledger.Known,
    sighting: ledger.Sighting,
    finding: ledger.Finding,
) -> list[Command]:
    """The commands for an article's page; of several addresses only its own is visited again."""
    if finding.repeats == "duplicate" and not finding.event:
        return _due(connection, page, site, None)
    published = sighting.published or known.published
    first_seen = known.first_seen or page.fetched_at
    again = visits.next_visit(published, first_seen, page.fetched_at)
    return _due(connection, page, site, again)


def of_rejected(
    connection: Redis, page: Page | Dropped, site: str, outcome: Outcome
) -> list[Command]:
    """The commands for a page that is no article; lists of links are visited again, and articles
    of which the crawler saw that they have not changed."""
    if outcome is Outcome.LISTING:
        return _due(connection, page, site, visits.next_section_visit(page.fetched_at))
    if not isinstance(page, Dropped):
        return _due(connection, page, site, None)
    if outcome is Outcome.UNCHANGED:
        return _due(connection, page, site, _next_of_unchanged(connection, page))
    return []


def _next_of_unchanged(connection: Redis, page: Dropped) -> float | None:
    article_id = ledger.id_at(connection, page.url)
    if article_id is None:
        return visits.next_section_visit(page.fetched_at)
    known = ledger.look_up(connection, article_id)
    return visits.next_visit(known.published, known.first_seen or page.fetched_at, page.fetched_at)


def _due(connection: Redis, page: Page | Dropped, site: str, again: float | None) -> list[Command]:
    try:
        url = canonical(page.url)
    except BadAddress:  # never fetched by a crawl
        return []
    key = visits.due_key(site)
    if again is None or not connection.exists(visits.visit_key(url)):  # forgotten meanwhile
        return [["ZREM", key, url]]
    return [["ZADD", key, str(again), url], ["EXPIRE", key, str(visits.KEEP_SECONDS)]]
