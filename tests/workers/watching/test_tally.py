import time
from typing import Any

from redis import Redis

from workers.steps import Command
from workers.watching import tally

NOW = 1_795_384_000.0  # 2026-11-22T21:46:40Z


def do(connection: Redis, commands: list[Command]) -> None:
    with connection.pipeline(transaction=True) as step:
        for command in commands:
            step.execute_command(*command)  # type: ignore[no-untyped-call]
        step.execute()


def count(
    connection: Redis,
    site: str = "a.example",
    outcome: str = "article",
    event: str | None = None,
    at: float = NOW,
) -> None:
    do(connection, tally.commands(site=site, outcome=outcome, event=event, at=at))


def test_pages_are_counted_by_site_in_all_in_the_last_day_and_in_the_last_hour(
    connection: Redis,
) -> None:
    now = time.time()
    for ago in (0, 1_800, 2 * 3_600, 22 * 3_600):
        count(connection, at=now - ago)
    count(connection, "b.example:8080", "listing", at=now)
    assert tally.outcomes(connection) == {
        "a.example": {"article": 4},
        "b.example:8080": {"listing": 1},
    }
    assert tally.last_hour(connection, now)["a.example"] == {"article": 2}
    assert tally.last_day(connection, now) == tally.outcomes(connection)


def test_an_outcome_that_is_taken_back_still_was(connection: Redis) -> None:
    count(connection, outcome="poison")
    do(connection, tally.taken_back(site="a.example", outcome="poison"))
    count(connection)
    assert tally.outcomes(connection) == {"a.example": {"article": 1}}
    assert tally.ever(connection) == {"a.example": {"article": 1, "poison": 1}}


def test_the_last_hour_is_a_rolling_one(connection: Redis) -> None:
    # The last minute of an hour and the first of the next are less than an hour apart.
    hour = time.time() // 3_600 * 3_600
    count(connection, at=hour - 60)
    assert tally.last_hour(connection, hour + 60) == {"a.example": {"article": 1}}
    assert tally.last_hour(connection, hour + 3_600) == {}


def test_what_was_published_is_counted_by_event(connection: Redis) -> None:
    count(connection, event="new")
    count(connection, event="update")
    count(connection, event="update")
    assert tally.events(connection) == {"a.example": {"new": 1, "update": 2}}
    assert connection.hgetall("newsmill:events:a.example") == {b"new": b"1", b"update": b"2"}


def test_slots_of_time_expire_and_counts_for_ever_do_not(connection: Redis) -> None:
    now = time.time()
    count(connection, at=now)
    keys: Any = connection.keys("newsmill:*:20*")
    ends: Any = {key.decode().split(":")[1]: connection.ttl(key) for key in keys}
    assert 3_600 < ends["minutes"] <= 70 * 60
    assert 24 * 3_600 < ends["hours"] <= 26 * 3_600
    assert connection.ttl("newsmill:outcomes:a.example") == -1


def test_beyond_so_many_sites_the_longest_silent_are_added_up(connection: Redis) -> None:
    for number in range(5):
        count(connection, f"{number}.example", event="new", at=NOW + number)
        count(connection, f"{number}.example", "listing", at=NOW + number)
    connection.zadd(tally.NAMED, {"0.example": 0})
    assert tally.let_go(connection, most=3) == 2
    assert set(tally.outcomes(connection)) == {"0.example", "3.example", "4.example"}
    assert tally.others(connection) == ({"article": 2, "listing": 2}, {"new": 2})
    assert tally.let_go(connection, most=3) == 0
    count(connection, "1.example", at=NOW + 9)
    assert tally.outcomes(connection)["1.example"] == {"article": 1}
    assert tally.others(connection)[0]["article"] == 2, "what was let go stays counted"
