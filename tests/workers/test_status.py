import json

from redis import Redis

from cleaner.outcome import Outcome
from tests.workers.sample import SITE, article, page
from workers import outbox, queue
from workers.consumer import Consumer
from workers.status import Status, snapshot


def test_an_empty_server_has_an_empty_status(connection: Redis) -> None:
    status = snapshot(connection)
    assert [(found.name, found.waiting) for found in status.queues] == [
        ("newsmill-clean", 0),
        ("newsmill-crawl", 0),
    ]
    assert [(found.name, found.length) for found in status.streams] == [
        ("newsmill:articles", 0),
        ("newsmill:rejected", 0),
    ]
    assert (status.workers, status.outcomes, status.failures) == ((), {}, ())


def test_queues_streams_and_outcomes_are_counted(connection: Redis) -> None:
    queue.enqueue(connection, [page()])
    outbox.publish(connection, article(), page())
    outbox.reject(connection, page(SITE), Outcome.LISTING, "31 teasers")
    status = snapshot(connection)
    assert status.queues[0].waiting == 1
    assert [stream.length for stream in status.streams] == [1, 1]
    assert status.streams[0].oldest_seconds is not None
    assert status.streams[0].oldest_seconds < 60
    assert status.outcomes == {"heron.example": {"article": 1, "listing": 1}}


def test_a_group_s_lag_and_pending_entries_are_shown(connection: Redis) -> None:
    for number in range(3):
        url = f"{SITE}{number}"
        outbox.publish(connection, article(url, body=url), page(url))
    consumer = Consumer(connection, "search", "one")
    consumer.acknowledge(consumer.read(count=1))
    consumer.read(count=1)
    (group,) = snapshot(connection).streams[0].groups
    assert (group.name, group.pending, group.lag, group.consumers) == ("search", 1, 1, 1)


def test_looking_does_not_change_how_long_the_client_waits(connection: Redis) -> None:
    connection.sadd("rq:workers", "rq:worker:one")
    connection.hset("rq:worker:one", mapping={"state": "idle", "pid": "7", "hostname": "mill"})
    before = dict(connection.connection_pool.connection_kwargs)
    (found,) = snapshot(connection).workers
    assert (found.name, found.state, found.host, found.pid) == ("one", "idle", "mill", 7)
    assert dict(connection.connection_pool.connection_kwargs) == before


def test_the_status_is_plain_json(connection: Redis) -> None:
    status = snapshot(connection)
    assert Status.model_validate(json.loads(status.model_dump_json())) == status
