"""The lock: one holder a source, which it outlives by less than a minute."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from crawler import lock
from crawler.lock import HeldError, crawl_lock, holder_of, lock_key

if TYPE_CHECKING:
    from redis import Redis


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases of a second, renewed ten times as often."""
    monkeypatch.setattr(lock, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(lock, "RENEW_SECONDS", 0.1)


def test_a_source_has_one_holder_who_is_named(connection: Redis) -> None:
    with crawl_lock(connection, "courier"):
        with pytest.raises(HeldError) as held, crawl_lock(connection, "courier"):
            raise AssertionError("two at once")
        said = str(held.value)
        assert f"by process {os.getpid()} on {socket.gethostname()} since 20" in said
        with crawl_lock(connection, "herald"):
            pass  # another source is nobody's
    assert holder_of(connection, "courier") is None
    with crawl_lock(connection, "courier"):
        pass


def test_a_killed_holder_is_outlived_by_less_than_a_minute(connection: Redis) -> None:
    with crawl_lock(connection, "courier"):
        assert 0 < connection.pttl(lock_key("courier")) <= 60_000


@pytest.mark.usefixtures("quick")
def test_a_holder_that_lives_keeps_the_lock(connection: Redis) -> None:
    with crawl_lock(connection, "courier"):
        connection.pexpire(lock_key("courier"), 150)
        assert not threading.Event().wait(0.4)
        assert connection.pttl(lock_key("courier")) > 150, "renewed"


@pytest.mark.usefixtures("quick")
def test_a_lock_that_ran_out_and_nobody_took_is_taken_again(connection: Redis) -> None:
    lost = threading.Event()
    with crawl_lock(connection, "courier", on_lost=lost.set):
        connection.delete(lock_key("courier"))  # as a server that forgot it
        assert not lost.wait(0.4)
        assert holder_of(connection, "courier")
    assert holder_of(connection, "courier") is None


@pytest.mark.usefixtures("quick")
def test_who_lost_the_lock_to_another_is_told_and_leaves_it_alone(connection: Redis) -> None:
    lost = threading.Event()
    with ExitStack() as stack:
        stack.enter_context(crawl_lock(connection, "courier", on_lost=lost.set))
        connection.set(lock_key("courier"), '{"since": "2026-05-01T00:00:00+00:00"}')
        assert lost.wait(5)
    assert connection.exists(lock_key("courier"))


@pytest.mark.parametrize("value", ["", "x", "[]", '{"pid": "many"}'])
def test_a_holder_who_left_nonsense_holds_all_the_same(connection: Redis, value: str) -> None:
    connection.set(lock_key("courier"), value)
    with pytest.raises(HeldError, match="by another process"), crawl_lock(connection, "courier"):
        raise AssertionError("two at once")
