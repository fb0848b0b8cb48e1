import time

import pytest
from redis import Redis

from tests.workers.watching.test_tally import do
from workers.watching import latency
from workers.watching.latency import BOUNDS, BUCKETS, Histogram


def test_pages_fall_into_the_bucket_that_holds_their_seconds(connection: Redis) -> None:
    for seconds in (0.01, 0.011, 3.0, 10_000.0, -0.5):
        do(connection, latency.commands({"clean": seconds}))
    found = latency.ever(connection)["clean"]
    counts = {name: count for name, count in zip(BUCKETS, found.counts, strict=True) if count}
    assert counts == {"0.01": 2, "0.025": 1, "5": 1, "+Inf": 1}
    assert found.pages == 5
    assert found.seconds == pytest.approx(10_003.021)


def test_the_last_hour_forgets_what_is_older(connection: Redis) -> None:
    now = time.time()
    do(connection, latency.commands({"total": 1.0, "queue": 0.5}, now - 7_000))
    do(connection, latency.commands({"total": 2.0}, now - 1_800))
    found = latency.last_hour(connection, now)
    assert {stage: histogram.pages for stage, histogram in found.items()} == {
        "fetch": 0,
        "queue": 0,
        "clean": 0,
        "total": 1,
    }
    assert latency.ever(connection)["total"].pages == 2


def test_a_page_of_an_archive_tells_nothing_of_the_way() -> None:
    assert latency.commands({"queue": 3e8}) == []


def test_its_keys_are_bounded(connection: Redis) -> None:
    do(connection, [c for n in range(100) for c in latency.commands({"clean": n / 7})])
    (key,) = connection.keys("newsmill:latency:clean:*")
    assert 3_600 < connection.ttl(key) <= 70 * 60
    assert connection.hlen(latency.key("clean")) <= len(BUCKETS) + 1


def test_a_quantile_lies_where_that_share_of_the_pages_is_done() -> None:
    counts = [0] * len(BUCKETS)
    counts[BOUNDS.index(1.0)], counts[BOUNDS.index(2.5)] = 50, 50
    found = Histogram(tuple(counts), 100.0)
    assert found.quantile(0.5) == pytest.approx(1.0)
    assert found.quantile(0.75) == pytest.approx(1.75)
    assert Histogram((0,) * len(BUCKETS), 0.0).quantile(0.5) is None
    beyond = Histogram((*(0,) * (len(BUCKETS) - 1), 3), 3e4)
    assert beyond.quantile(0.5) == BOUNDS[-1]
