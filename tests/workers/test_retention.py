"""What the stream drops and what it keeps. Entries are added as old as a test needs them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from workers.consumer import Consumer
from workers.outbox import ARTICLES
from workers.reading.dead_letters import dead_key
from workers.retention import forget_group, groups, room

if TYPE_CHECKING:
    from redis import Redis

    from workers.settings import Settings

NOW = time.time()
DAY = 86_400


@pytest.fixture
def small(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"articles_max_entries": 500, "articles_max_mb": 2, "articles_max_days": 10.0}
    )


def add(connection: Redis, count: int, *, days: float = 0.0, size: int = 10) -> None:
    """Add entries that are so old, each a millisecond younger than the one before."""
    first = int((NOW - days * DAY) * 1000)
    names = ["id", "event", "url", "domain", "language", "published", "outcome", "changed", "page"]
    fields = {**dict.fromkeys(names, ""), "revision": "1", "article": "x" * size}
    with connection.pipeline(transaction=False) as pipeline:
        for number in range(count):
            pipeline.xadd(ARTICLES, fields, id=f"{first + number}-0")  # type: ignore[arg-type]
        pipeline.execute()


def length(connection: Redis) -> int:
    return int(connection.xlen(ARTICLES))


def test_without_readers_the_caps_are_kept_and_it_is_never_full(
    connection: Redis, small: Settings
) -> None:
    add(connection, 1_000)
    found = room(connection, small, NOW)
    assert 500 <= length(connection) <= 600  # the server drops whole nodes of 100
    assert (found.entries, found.full, found.slowest) == (length(connection), False, "")


def test_entries_beyond_the_cap_in_bytes_are_dropped(connection: Redis, small: Settings) -> None:
    add(connection, 400, size=10_000)
    found = room(connection, small, NOW)
    assert 150 <= length(connection) <= 220
    assert found.bytes < 2_300_000


def test_entries_beyond_the_cap_in_age_are_dropped(connection: Redis, small: Settings) -> None:
    add(connection, 200, days=11)
    add(connection, 10, days=1)
    found = room(connection, small, NOW)
    assert 10 <= length(connection) <= 110
    add(connection, 300)
    assert found.full is False


def test_what_a_known_group_has_not_been_given_is_never_dropped(
    connection: Redis, small: Settings
) -> None:
    reader, slow = Consumer("quick", connection=connection), Consumer("slow", connection=connection)
    add(connection, 900, days=20)
    reader.acknowledge(reader.read(count=900))
    slow.acknowledge(slow.read(count=100))
    found = room(connection, small, NOW)
    assert length(connection) >= 800
    assert found.full
    assert "'slow'" in found.why
    assert "newsmill forget --group slow" in found.why


def test_what_a_known_group_has_in_hand_is_never_dropped(
    connection: Redis, small: Settings
) -> None:
    reader = Consumer("search", connection=connection)
    add(connection, 900)
    entries = reader.read(count=900)
    reader.acknowledge(entries[:10] + entries[11:])
    found = room(connection, small, NOW)
    assert length(connection) >= 889
    assert found.full
    reader.acknowledge(entries[10:11])
    found = room(connection, small, NOW)
    assert (found.full, found.eased) == (False, True)
    assert length(connection) <= 600


def test_it_is_full_for_a_group_that_did_not_read_for_too_long(
    connection: Redis, small: Settings
) -> None:
    reader = Consumer("idle", connection=connection)
    add(connection, 5, days=12)
    assert "entries 12 days old" in room(connection, small, NOW).why
    reader.acknowledge(reader.read())
    found = room(connection, small, NOW)
    assert (found.full, found.needed_seconds) == (False, None)


def test_a_group_that_is_dropped_holds_nothing_back(connection: Redis, small: Settings) -> None:
    Consumer("test", connection=connection)
    add(connection, 900)
    assert room(connection, small, NOW).full
    connection.xadd(dead_key("test"), {"fault": "no good"})
    assert forget_group(connection, "test")
    assert not connection.exists(dead_key("test"))
    assert not forget_group(connection, "test")
    assert not room(connection, small, NOW).full
    assert length(connection) <= 600


def test_an_empty_stream_has_room(connection: Redis, small: Settings) -> None:
    found = room(connection, small, NOW)
    assert (found.entries, found.oldest_seconds, found.full) == (0, None, False)


def test_a_group_whose_name_is_no_text_is_a_group_as_others(
    connection: Redis, small: Settings
) -> None:
    add(connection, 1_000)
    connection.xgroup_create(ARTICLES, b"\xff", id="0")
    found = room(connection, small, NOW)
    assert (found.entries, found.slowest, found.full) == (1_000, "\ufffd", True)
    assert groups(connection) == ["\ufffd"]
