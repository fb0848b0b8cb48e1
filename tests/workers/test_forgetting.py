"""What is forgotten is fetched again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cleaner.addresses import BadAddress
from tests.workers.sample import STORY
from workers.forgetting import forget, forget_site
from workers.visits import Trail, Visit, Visits

if TYPE_CHECKING:
    from redis import Redis

SITE = "heron.example"
AMP = STORY + ".amp"
NOON = 1_777_636_800.0
VISIT = Visit(url=STORY, at=NOON, body="0f")


@pytest.fixture
def known(connection: Redis) -> Visits:
    visits = Visits(connection, SITE)
    visits.record([Trail(addresses=(STORY, AMP), visit=VISIT, links={SITE: 1.0})])
    visits.record_sources("all", {STORY: VISIT})
    return visits


def test_a_forgotten_page_is_due_at_once(connection: Redis, known: Visits) -> None:
    assert forget(connection, AMP + "?utm_source=letter#top") == f"1 page, {AMP}"
    assert known.known([STORY, AMP]) == {}
    assert known.due(NOON, 10) == [AMP]
    assert forget(connection, AMP) is None


@pytest.mark.parametrize("target", [SITE, f"https://www.{SITE}/", f"www.{SITE}"])
def test_a_forgotten_site_is_as_new(connection: Redis, known: Visits, target: str) -> None:
    assert forget(connection, target) == f"2 addresses of {SITE}"
    assert (known.known([STORY, AMP]), known.left(9), known.sources("all")) == ({}, {}, {})
    assert forget(connection, target) is None


def test_other_sites_are_left_alone(connection: Redis, known: Visits) -> None:
    other = Visits(connection, "tern.example")
    theirs = replace(VISIT, url="https://tern.example/a")
    other.record([Trail(addresses=(theirs.url,), visit=theirs)])
    assert forget_site(connection, SITE) == 2
    assert other.known([theirs.url]) == {theirs.url: theirs}


def test_what_is_no_address_is_refused(connection: Redis) -> None:
    with pytest.raises(BadAddress):
        forget(connection, "ftp://heron.example/a")
