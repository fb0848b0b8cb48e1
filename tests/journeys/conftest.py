"""What the journeys share: a fresh server, the sample site, and what the streams hold."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from crawler.sample import SampleSite
from workers import outbox, server
from workers.watching.status import outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis

    from workers.settings import Settings


class Entry(NamedTuple):
    """An entry of one of the two streams."""

    stream: str
    url: str
    outcome: str
    event: str
    article: dict[str, Any]


def entries(connection: Redis) -> list[Entry]:
    """All that the two streams hold."""
    found = []
    for stream in (outbox.ARTICLES, outbox.REJECTED):
        raw: Any = connection.xrange(stream)
        for _, fields in raw:
            entry = {name.decode(): value.decode() for name, value in fields.items()}
            article = json.loads(entry.get("article") or "{}")
            event = entry.get("event", "")
            found.append(Entry(stream, entry["url"], entry["outcome"], event, article))
    return found


def counted(connection: Redis) -> Counter[str]:
    """How many pages were counted as each outcome, over all sites."""
    total: Counter[str] = Counter()
    for counts in outcomes(connection).values():
        total.update(counts)
    return total


@pytest.fixture(scope="module")
def mill(settings: Settings) -> Iterator[Redis]:
    """A client of the embedded server, emptied once for all tests of a module."""
    with server.open_server(settings) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="module")
def sample() -> Iterator[SampleSite]:
    """The sample site, for all tests of a module."""
    with SampleSite() as site:
        yield site


@pytest.fixture
def site() -> Iterator[SampleSite]:
    """The sample site, for one test."""
    with SampleSite() as running:
        yield running
