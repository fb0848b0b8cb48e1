"""What the crawler knows of addresses, and when they are due again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cleaner.outcome import Outcome
from tests.workers.sample import STORY, article, page
from workers import outbox
from workers.page import Dropped
from workers.visits import (
    DAY,
    DISTRUST_SECONDS,
    HOUR,
    KEEP_SECONDS,
    Trail,
    Visit,
    Visits,
    due_key,
    next_visit,
    visit_key,
)

if TYPE_CHECKING:
    from redis import Redis

SITE = "heron.example"
AMP = STORY + ".amp"
NOON = "2026-05-01T12:00:00+00:00"
NOON_SECONDS = 1_777_636_800.0
VISIT = Visit(
    url=STORY, at=NOON_SECONDS, etag='W/"a"', modified="Fri, 01 May 2026", body="0f", hops=2
)


def after(hours: float) -> str:
    return f"2026-05-{1 + int(hours + 12) // 24:02}T{int(hours + 12) % 24:02}:00:00+00:00"


@pytest.mark.parametrize(
    ("age_hours", "next_hours"), [(0, 1), (1, 6), (5, 6), (6, 24), (23, 24), (24, 72), (71, 72)]
)
def test_a_young_article_is_visited_four_times_counted_from_its_publication(
    age_hours: float, next_hours: float
) -> None:
    found = next_visit(NOON, NOON, after(age_hours))
    assert found == NOON_SECONDS + next_hours * HOUR


def test_an_article_of_three_days_is_not_visited_again() -> None:
    assert next_visit(NOON, NOON, after(72)) is None
    assert next_visit("2019-01-01", NOON, NOON) is None


@pytest.mark.parametrize("published", [None, "", "yesterday", "2031-01-01", after(3)])
def test_without_a_date_or_with_one_to_come_the_first_sight_counts(published: str | None) -> None:
    assert next_visit(published, NOON, NOON) == NOON_SECONDS + HOUR


def test_a_bare_day_is_not_taken_for_its_midnight() -> None:
    assert next_visit("2026-05-01", NOON, NOON) == NOON_SECONDS + HOUR
    assert next_visit("2026-04-30", NOON, NOON) == NOON_SECONDS - 12 * HOUR + DAY


def test_a_fetch_whose_time_cannot_be_read_has_no_next_one() -> None:
    assert next_visit(NOON, NOON, "soon") is None


def test_what_is_recorded_is_known_under_every_address(connection: Redis) -> None:
    visits = Visits(connection, SITE)
    visits.record([Trail(addresses=(STORY, AMP), visit=VISIT)])
    assert visits.known([AMP, STORY, STORY + "?other"]) == {AMP: VISIT, STORY: VISIT}
    assert 0 < connection.ttl(visit_key(AMP)) <= KEEP_SECONDS


def test_more_addresses_than_fit_in_a_round_trip_are_looked_up_all_the_same(
    connection: Redis,
) -> None:
    visits = Visits(connection, SITE)
    urls = [f"{STORY}/{n}" for n in range(2_345)]
    visits.record([Trail(addresses=tuple(urls), visit=VISIT)])
    assert list(visits.known(urls)) == urls


def test_nothing_is_known_before_the_step_it_belongs_to(connection: Redis) -> None:
    visits = Visits(connection, SITE)
    with connection.pipeline(transaction=True) as step:
        visits.record([Trail(addresses=(STORY,), visit=VISIT)], step)
        assert visits.known([STORY]) == {}
        step.execute()
    assert visits.known([STORY]) == {STORY: VISIT}


def test_what_a_page_leads_to_is_left_until_it_is_fetched(connection: Redis) -> None:
    visits = Visits(connection, SITE)
    visits.record([Trail(addresses=(STORY,), visit=VISIT, links={AMP: 9_900.0, SITE: 19_000.0})])
    visits.leave({AMP: 29_900.0})
    assert visits.left(10) == {AMP: 9_900.0, SITE: 19_000.0}, "the shortest way counts"
    visits.record([Trail(addresses=(AMP,), visit=None)])
    assert visits.left(10) == {SITE: 19_000.0}
    assert visits.known([AMP]) == {}


def test_hosts_that_lied_get_another_chance_in_a_month(connection: Redis) -> None:
    visits = Visits(connection, SITE)
    visits.distrust("heron.example", NOON_SECONDS)
    assert visits.distrusted(NOON_SECONDS + DAY) == {"heron.example"}
    assert visits.distrusted(NOON_SECONDS + DISTRUST_SECONDS + 1) == set()


def test_sources_are_known_by_what_was_taken_of_them(connection: Redis) -> None:
    visits = Visits(connection, SITE)
    visits.record_sources("sport", {STORY: VISIT, AMP: VISIT})
    visits.record_sources("sport", {STORY: VISIT})
    assert visits.sources("sport") == {STORY: VISIT}
    assert visits.sources("all") == {}


def due(connection: Redis) -> dict[str, float]:
    found: Any = connection.zrange(due_key(SITE), 0, -1, withscores=True)
    return {url.decode(): when for url, when in found}


def visited(connection: Redis) -> None:
    Visits(connection, SITE).record([Trail(addresses=(STORY,), visit=VISIT)])


def test_the_worker_sets_the_next_visit_of_a_young_article(connection: Redis) -> None:
    visited(connection)
    outbox.publish(connection, article(date_published=NOON), page(fetched_at=NOON))
    assert due(connection) == {STORY: NOON_SECONDS + HOUR}
    again = page(fetched_at=after(2))
    assert outbox.publish(connection, article(date_published=NOON), again) == Outcome.UNCHANGED
    assert due(connection) == {STORY: NOON_SECONDS + 6 * HOUR}
    outbox.publish(connection, article(body="Longer.", date_published=None), page(fetched_at=NOON))
    assert due(connection) == {STORY: NOON_SECONDS + HOUR}, "the date is remembered"


def test_a_page_that_no_crawl_keeps_visits_of_is_not_due(connection: Redis) -> None:
    outbox.publish(connection, article(date_published=NOON), page(fetched_at=NOON))
    assert due(connection) == {}


def test_a_list_is_due_in_an_hour_and_other_rejected_pages_never(connection: Redis) -> None:
    visited(connection)
    outbox.reject(connection, page(fetched_at=NOON), Outcome.LISTING, "31 teasers")
    assert due(connection) == {STORY: NOON_SECONDS + HOUR}
    outbox.reject(connection, page(fetched_at=after(1)), Outcome.PAYWALLED, "a stub")
    assert due(connection) == {}


def dropped(outcome: Outcome, fetched_at: str) -> Dropped:
    return Dropped(
        url=STORY,
        requested_url=STORY,
        outcome=outcome,
        detail="",
        fetched_at=fetched_at,
        source=f"https://{SITE}/",
    )


def test_a_page_that_the_server_calls_unchanged_keeps_its_rhythm(connection: Redis) -> None:
    visited(connection)
    outbox.publish(connection, article(date_published=NOON), page(fetched_at=NOON))
    unchanged = dropped(Outcome.UNCHANGED, after(7))
    outbox.reject(connection, unchanged, Outcome.UNCHANGED, "304")
    kept = Trail(addresses=(STORY, AMP), visit=VISIT, keeps_due=True)
    Visits(connection, SITE).record([kept])
    assert due(connection) == {STORY: NOON_SECONDS + DAY}


def test_a_server_in_trouble_does_not_end_the_visits(connection: Redis) -> None:
    visited(connection)
    outbox.publish(connection, article(date_published=NOON), page(fetched_at=NOON))
    failed = dropped(Outcome.HTTP_ERROR, after(1))
    outbox.reject(connection, failed, Outcome.HTTP_ERROR, "503 Service Unavailable")
    assert Visits(connection, SITE).due(NOON_SECONDS + HOUR, 10) == [STORY]
    assert Visits(connection, SITE).due(NOON_SECONDS + HOUR - 1, 10) == []
