"""Consumers in trouble: killed, interrupted, cut off, their server killed and restarted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from redis.exceptions import ConnectionError

from tests.command import ended, environment, running, wait_for
from tests.workers.consuming import number, numbers, pending, publish
from workers import Consumer, outbox, server
from workers.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

READER = """
import sys, time
from workers import Consumer
for article in Consumer(group="search", claim_ms=60_000):
    print(article.url, flush=True)
    if article.url.endswith(sys.argv[1]):
        time.sleep(float(sys.argv[2]))
print("ended", flush=True)
"""


@pytest.fixture
def own_server() -> Iterator[Settings]:
    """A server of the test's own, to be killed; the path is short, as sockets want."""
    folder = tempfile.mkdtemp(prefix="newsmill-test-")
    settings = Settings.model_validate({"state_dir": folder})
    server.start(settings)
    yield settings
    server.stop(settings)
    shutil.rmtree(folder)


def start_reader(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", READER, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_a_killed_reader_had_in_hand_goes_to_another_after_the_claim_time(
    connection: Redis,
) -> None:
    publish(connection, 3)
    process = start_reader("story-1", "60")
    assert process.stdout
    lines = [process.stdout.readline(), process.stdout.readline()]
    assert lines[1].strip().endswith("story-1")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert numbers(Consumer("search", "other", connection=connection, idle_seconds=0)) == []
    heir = Consumer("search", "other", connection=connection, claim_ms=300, idle_seconds=2)
    assert numbers(heir) == [1, 2]
    assert pending(connection) == 0


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_loop_once_the_body_is_done(
    connection: Redis, sign: signal.Signals
) -> None:
    publish(connection, 3)
    process = start_reader("story-1", "0.5")
    assert process.stdout
    process.stdout.readline(), process.stdout.readline()
    process.send_signal(sign)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out.splitlines(), err) == (0, ["ended"], "")
    assert numbers(Consumer("search", "other", connection=connection, idle_seconds=0)) == [2]


def test_a_signal_ends_a_loop_that_waits(connection: Redis) -> None:
    publish(connection, 1)
    process = start_reader("-", "0")
    assert process.stdout
    process.stdout.readline()
    wait_for("the body's end", lambda: pending(connection) == 0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out.splitlines(), err) == (0, ["ended"], "")


def test_a_loop_outlives_a_server_that_is_killed_and_started_again(own_server: Settings) -> None:
    with server.open_server(own_server) as connection:
        publish(connection, 25)
    url = server.client_url(own_server)
    seen: list[int] = []

    def consume() -> None:
        for entry in Consumer("search", "one", url=url).entries(until=lambda: len(seen) >= 50):
            seen.append(number(entry))
            if len(seen) == 12:
                kill(own_server)

    reader = threading.Thread(target=consume)
    reader.start()
    wait_for("the server's death", lambda: len(seen) >= 12 and not server.state(own_server).running)
    server.start(own_server)
    with server.open_server(own_server) as connection:
        publish(connection, 25, first=25)
        wait_for("the rest", lambda: set(seen) == set(range(50)))
        publish(connection, 1, first=50)
        reader.join(20)
        # The server was killed while one was being worked with: that one may come twice, no other.
        assert len(seen) <= 52
        assert pending(connection) == 0


def test_a_loop_outlives_connections_that_are_cut_while_it_waits(connection: Redis) -> None:
    seen: list[int] = []
    url = f"unix://{connection.connection_pool.connection_kwargs['path']}"
    consumer = Consumer("search", "one", url=url)

    def consume() -> None:
        for entry in consumer.entries(until=lambda: len(seen) >= 20):
            seen.append(number(entry))

    reader = threading.Thread(target=consume)
    reader.start()
    for first in range(0, 20, 2):
        publish(connection, 2, first=first)
        connection.client_kill_filter(_type="normal", skipme=True)
        wait_for("both", lambda first=first: len(set(seen)) >= first + 2)  # type: ignore[misc]
    reader.join(20)
    assert set(seen) == set(range(20))
    assert pending(connection) == 0


def test_a_group_that_is_lost_begins_where_it_began(connection: Redis) -> None:
    publish(connection, 3)
    consumer = Consumer("search", "one", connection=connection, start="$", idle_seconds=0)
    publish(connection, 2, first=3)
    for article in consumer:
        assert number(article) == 3
        connection.xgroup_destroy(outbox.ARTICLES, "search")
        break
    assert numbers(consumer) == [3, 4]


def test_a_waiting_loop_goes_on_when_another_rewinds_the_group(connection: Redis) -> None:
    publish(connection, 1)
    seen: list[int] = []

    def consume() -> None:
        one = Consumer("search", "one", connection=connection)
        for entry in one.entries(until=lambda: len(seen) >= 2):
            seen.append(number(entry))

    reader = threading.Thread(target=consume)
    reader.start()
    wait_for("the first", lambda: seen and pending(connection) == 0)
    Consumer("search", "two", connection=connection).rewind()
    reader.join(20)
    assert seen == [0, 0]


def test_a_reader_that_is_to_end_does_not_wait_for_ever_for_a_lost_server(
    own_server: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.reading.hand.OUTAGE_SECONDS", 0.3)
    url = server.client_url(own_server)
    with Consumer("search", "one", url=url, idle_seconds=0) as consumer:
        kill(own_server)
        with pytest.raises(ConnectionError):
            list(consumer)
    server.start(own_server)


def test_consume_follow_outlives_a_restart(own_server: Settings) -> None:
    with server.open_server(own_server) as connection:
        publish(connection, 1)
    state = str(own_server.state_dir)
    with running("consume", "--group", "search", "--follow", STATE_DIR=state) as process:
        assert process.stdout
        assert process.stdout.readline()
        kill(own_server)
        server.start(own_server)
        with server.open_server(own_server) as connection:
            publish(connection, 1, first=1)
        assert b"Story 1." in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert ended(process).code == 0


def kill(settings: Settings) -> None:
    """SIGKILL to the test's own server; returns once it is gone."""
    pid = int((Path(settings.state_dir) / "server" / "server.pid").read_text())
    os.kill(pid, signal.SIGKILL)
    wait_for("the server's end", lambda: not server.state(settings).running)
