import time
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from cleaner.article import Article
from tests.workers.consuming import numbers, publish
from workers import outbox
from workers.consumer import Consumer, join


def test_a_new_group_begins_at_the_start_of_the_stream(connection: Redis) -> None:
    publish(connection, 3)
    consumer = Consumer("search", "one", connection=connection)
    assert numbers(consumer.read()) == [0, 1, 2]
    assert consumer.read() == []


def test_an_entry_is_the_stream_s_fields_and_the_whole_article(connection: Redis) -> None:
    publish(connection, 1)
    (entry,) = Consumer("search", connection=connection).read()
    assert (entry.event, entry.revision, entry.domain) == ("new", 1, "heron.example")
    assert Article.model_validate_json(entry.article_json).article_body == "Story 0."


def test_a_group_can_wait_for_a_stream_that_is_not_there_yet(connection: Redis) -> None:
    consumer = Consumer("search", connection=connection)
    assert consumer.read() == []
    publish(connection, 1)
    assert numbers(consumer.read()) == [0]


def test_members_of_a_group_share_and_groups_do_not(connection: Redis) -> None:
    publish(connection, 4)
    one, two = (
        Consumer("search", "one", connection=connection),
        Consumer("search", "two", connection=connection),
    )
    other = Consumer("archive", "one", connection=connection)
    assert numbers(one.read(count=2)) == [0, 1]
    assert numbers(two.read()) == [2, 3]
    assert numbers(other.read()) == [0, 1, 2, 3]


def test_after_a_restart_what_was_not_acknowledged_comes_first(connection: Redis) -> None:
    publish(connection, 4)
    consumer = Consumer("search", "one", connection=connection)
    entries = consumer.read(count=3)
    consumer.acknowledge(entries[:1])
    restarted = Consumer("search", "one", connection=connection)
    assert numbers(restarted.read(count=1)) == [1]
    assert numbers(restarted.read()) == [2]
    assert numbers(restarted.read()) == [3]
    assert restarted.read() == []


def test_a_dead_member_s_entries_are_claimed_once_they_lay_idle(connection: Redis) -> None:
    publish(connection, 2)
    dead = Consumer("search", "dead", connection=connection)
    dead.read()
    assert Consumer("search", "alive", connection=connection).read() == [], (
        "it may still be at work"
    )
    time.sleep(0.05)
    heir = Consumer("search", "alive", connection=connection, claim_ms=40)
    entries = heir.read()
    assert numbers(entries) == [0, 1]
    heir.acknowledge(entries)
    assert connection.xpending(outbox.ARTICLES, "search")["pending"] == 0


def test_entries_that_were_trimmed_away_while_they_waited_are_let_go(connection: Redis) -> None:
    publish(connection, 3)
    entries = Consumer("search", "one", connection=connection).read()
    connection.xdel(outbox.ARTICLES, entries[0].entry_id, entries[1].entry_id)
    restarted = Consumer("search", "one", connection=connection)
    assert numbers(restarted.read(count=2)) == [2]
    assert connection.xpending(outbox.ARTICLES, "search")["pending"] == 1


def test_rewind_brings_everything_again(connection: Redis) -> None:
    publish(connection, 2)
    consumer = Consumer("search", "one", connection=connection)
    consumer.acknowledge(consumer.read())
    consumer.rewind()
    assert numbers(consumer.read()) == [0, 1]


@pytest.mark.parametrize("block_ms", [0, 150])
def test_reading_waits_as_long_as_it_is_told(connection: Redis, block_ms: int) -> None:
    consumer = Consumer("search", connection=connection)
    begun = time.monotonic()
    assert consumer.read(block_ms=block_ms) == []
    assert block_ms <= (time.monotonic() - begun) * 1000 < block_ms + 1_000


def test_acknowledging_nothing_is_fine(connection: Redis) -> None:
    Consumer("search", connection=connection).acknowledge([])


def test_processes_of_a_machine_join_a_group_under_names_of_their_own(
    connection: Redis, tmp_path: Path
) -> None:
    with join(connection, "se/arch", tmp_path) as one:
        with join(connection, "se/arch", tmp_path) as two:
            assert one.name != two.name
        with join(connection, "se/arch", tmp_path) as again:
            assert again.name == two.name, "who comes after it is given what it left"


@pytest.mark.parametrize("wrong", [{"domain": ["a.example"]}, {"group": 7}])
def test_what_is_no_option_of_a_consumer_is_a_type_error(
    connection: Redis, wrong: dict[str, Any]
) -> None:
    with pytest.raises(TypeError):
        Consumer(**{"group": "search", "connection": connection, **wrong})


@pytest.mark.parametrize("wrong", [{"group": ""}, {"domains": ["https://"]}])
def test_what_cannot_be_meant_is_refused(connection: Redis, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"group|domain"):
        Consumer(**{"group": "search", "connection": connection, **wrong})
