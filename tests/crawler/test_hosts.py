"""A host that keeps failing is left alone for a growing time, and comes back by itself."""

from __future__ import annotations

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from crawler.hosts import FIRST_PAUSE, LONGEST_PAUSE, PREFIX, Hosts, host_of


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


HOST = "skelde.example"


def fail_until_left_alone(hosts: Hosts) -> int:
    """Return after how many silent failures the host was left alone."""
    for times in range(1, 20):
        if hosts.failed(HOST, "silent", "timeout"):
            return times
    raise AssertionError("it never was")


def test_three_silences_or_nine_troubled_answers_in_a_row_are_enough(clock: Clock) -> None:
    hosts = Hosts(clock=clock)
    assert fail_until_left_alone(hosts) == 3
    assert hosts.resting(HOST)
    others = [hosts.failed("other.example", "troubled", "status 500") for _ in range(9)]
    assert others[8]
    assert not any(others[:8])


def test_an_answer_in_between_begins_the_count_anew(clock: Clock) -> None:
    hosts = Hosts(clock=clock)
    for _ in range(10):
        hosts.failed(HOST, "silent", "timeout")
        hosts.failed(HOST, "silent", "timeout")
        hosts.answered(HOST)
    assert not hosts.resting(HOST)
    assert not hosts.on_trial(HOST)


def test_pauses_double_up_to_a_day_and_one_request_decides_after_each(clock: Clock) -> None:
    hosts = Hosts(clock=clock)
    fail_until_left_alone(hosts)
    pauses = []
    for _ in range(12):
        resting = hosts.resting(HOST)
        assert resting
        pauses.append(resting.until - clock.now)
        clock.now = resting.until + 1
        assert hosts.on_trial(HOST)
        assert hosts.failed(HOST, "troubled", "status 503"), "one failure is enough now"
    assert pauses[:4] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    clock.now += LONGEST_PAUSE + 1
    assert hosts.answered(HOST)
    assert not hosts.on_trial(HOST)
    assert fail_until_left_alone(hosts) == 3, "as any other host"


def test_what_was_in_flight_when_the_pause_began_makes_it_no_longer(clock: Clock) -> None:
    hosts = Hosts(clock=clock)
    fail_until_left_alone(hosts)
    assert hosts.failed(HOST, "silent", "timeout") is None
    resting = hosts.resting(HOST)
    assert resting
    assert resting.until == clock.now + FIRST_PAUSE


def test_the_next_crawl_knows_it_and_the_one_that_hears_an_answer_forgets_it(
    connection: redis.Redis, clock: Clock
) -> None:
    first = Hosts(connection, clock)
    first.failed(HOST, "silent", "refused")
    second = Hosts(connection, clock)
    second.failed(HOST, "silent", "refused")
    assert not second.resting(HOST)
    third = Hosts(connection, clock)
    assert third.failed(HOST, "silent", "refused"), "failures are counted over crawls"
    fourth = Hosts(connection, clock)
    assert str(fourth.resting(HOST)).startswith("left alone until 20")
    assert 0 < connection.ttl(PREFIX + HOST) < 3 * 86_400
    clock.now += FIRST_PAUSE + 1
    assert Hosts(connection, clock).on_trial(HOST)
    assert Hosts(connection, clock).answered(HOST)
    assert not connection.exists(PREFIX + HOST)


def test_a_clock_that_was_set_back_does_not_lengthen_a_pause(
    connection: redis.Redis, clock: Clock
) -> None:
    fail_until_left_alone(Hosts(connection, clock))
    clock.now -= 30 * 86_400
    assert not Hosts(connection, clock).resting(HOST)
    assert Hosts(connection, clock).on_trial(HOST)


def test_without_redis_or_with_nonsense_in_it_the_crawl_goes_on(
    connection: redis.Redis, clock: Clock
) -> None:
    connection.set(PREFIX + HOST, "nonsense")
    assert not Hosts(connection, clock).resting(HOST)
    lost = redis.Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))
    hosts = Hosts(lost, clock)
    assert fail_until_left_alone(hosts) == 3
    assert hosts.resting(HOST)


def test_a_host_is_its_name_and_port() -> None:
    assert host_of("https://Skelde.example:443/a") == "skelde.example"
    assert host_of("http://skelde.example.:8080/a") == "skelde.example:8080"
    assert host_of("http://[2001:db8::1]/") == "2001:db8::1"
