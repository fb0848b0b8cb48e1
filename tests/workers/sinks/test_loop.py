import io
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rich.console import Console

from tests.command import ended, newsmill, running, wait_for
from tests.workers.sinks.between import Between
from tests.workers.sinks.receiver import Answer, Got, Receiver
from tests.workers.sinks.stream import hand, pending, put
from workers import server
from workers.consumer import join
from workers.settings import Settings
from workers.sinks.progress import Progress
from workers.sinks.sink import Item, NotNow, SinkError
from workers.sinks.waiting import Ended, Waiting


class Kept:
    """A sink that keeps what it is given, and is not there at the first tries."""

    where, size, linger, tries = "memory", 3, 0.0, 5

    def __init__(self, away: int = 0) -> None:
        self.writes: list[list[str]] = []
        self._away = away

    def write(self, items: Sequence[Item]) -> None:
        if self._away:
            self._away -= 1
            raise NotNow("away")
        self.writes.append([item.entry.entry_id for item in items])

    def close(self) -> None:
        pass


@pytest.fixture
def progress() -> Iterator[tuple[Progress, io.StringIO]]:
    made, said = Progress("there"), io.StringIO()
    made._console = Console(file=said, width=200)
    yield made, said


def test_a_write_takes_as_many_as_the_sink_wants_in_their_order(
    settings: Settings, connection: Redis
) -> None:
    ids = [put(connection, number) for number in range(8)]
    sink = Kept()
    hand(settings, sink, "kept")
    assert sink.writes == [ids[:3], ids[3:6], ids[6:]]


def test_a_far_end_that_is_away_gets_the_same_items_again(
    settings: Settings, connection: Redis
) -> None:
    ids = [put(connection, number) for number in range(2)]
    sink = Kept(away=2)
    tally, said = hand(settings, sink, "kept")
    assert sink.writes == [ids]
    assert said.splitlines() == ["waiting for memory: away", "memory is back"]
    assert (tally.delivered, pending(connection, "kept")) == (2, 0)


def test_waiting_grows_longer_says_each_reason_once_and_has_an_end(
    progress: tuple[Progress, io.StringIO],
) -> None:
    waiting = Waiting("it", progress[0], False, patience=1.2)
    begun = time.monotonic()
    with pytest.raises(SinkError, match=r"it: gone; waited \d s for it in vain"):
        for _ in range(9):
            waiting.again("gone")
    assert 0.2 < time.monotonic() - begun < 2.0
    assert progress[1].getvalue() == "waiting for it: gone\n"


def test_waiting_ends_at_once_when_somebody_asks_for_it(
    progress: tuple[Progress, io.StringIO],
) -> None:
    begun = time.monotonic()
    with pytest.raises(Ended):
        Waiting("it", progress[0], True, None).again("gone", after=60)
    assert time.monotonic() - begun < 1


def test_who_waits_keeps_what_is_in_hand_from_being_claimed(
    settings: Settings, connection: Redis
) -> None:
    put(connection)
    idle: list[int] = []
    begun = time.monotonic()

    class Slow(Kept):
        def write(self, items: Sequence[Item]) -> None:
            (found,) = connection.xpending_range("newsmill:articles", "kept", "-", "+", 1)
            idle.append(int(found["time_since_delivered"]))
            if len(idle) < 3:
                raise NotNow("away", after=0.5)
            super().write(items)

    hand(settings, Slow(), "kept")
    assert idle[2] < (time.monotonic() - begun) * 1000 - 400, "the first pause does not count"


def test_entries_of_a_process_that_is_killed_again_and_again_are_no_dead_letters(
    settings: Settings, connection: Redis
) -> None:
    ids = [put(connection, number) for number in range(4)]
    with join(connection, "kept", settings.state_dir / "consumers") as consumer:
        consumer.read()
        often: dict[str, Any] = {"retrycount": 50, "justid": True}
        connection.xclaim("newsmill:articles", "kept", consumer.name, 0, [*ids], **often)
    sink = Kept()
    tally, _ = hand(settings, sink, "kept")
    assert [one for write in sink.writes for one in write] == ids
    assert (tally.delivered, tally.dead, pending(connection, "kept")) == (4, 0, 0)


@pytest.mark.journey
def test_a_lost_server_is_waited_for_and_nothing_is_lost(
    settings: Settings, connection: Redis
) -> None:
    put(connection, 0)
    with Receiver() as receiver, Between(settings) as between:
        arguments = ("forward", receiver.url, "--group", "hook")
        with running(*arguments, REDIS_URL=between.url) as process:
            wait_for("the first", lambda: len(receiver.got) == 1)
            between.cut()
            put(connection, 1)
            assert process.stderr
            assert process.stderr.readline().startswith(b"waiting for the server: ")
            between.mend()
            wait_for("the second", lambda: len(set(receiver.keys())) == 2)
            process.terminate()
            done = ended(process)
    assert (done.code, done.lines) == (0, ["the server is back"])
    assert pending(connection, "hook") == 0


@pytest.mark.journey
def test_newsmill_s_own_server_is_started_again_when_it_was_killed() -> None:
    folder = tempfile.mkdtemp(prefix="newsmill-")  # short, as sockets want
    own = Settings.model_validate({"state_dir": folder})
    try:
        with (
            Receiver() as receiver,
            running("forward", receiver.url, "--group", "hook", STATE_DIR=folder) as process,
        ):
            with server.open_server(own) as connection:
                put(connection, 0)
                wait_for("the first", lambda: len(receiver.got) == 1)
            killed = server.state(own).pid
            assert killed
            os.kill(killed, signal.SIGKILL)
            wait_for("another server", lambda: server.state(own).pid not in (None, killed))
            with server.open_server(own) as connection:
                put(connection, 1)
                wait_for("the second", lambda: len(set(receiver.keys())) == 2)
            process.terminate()
            assert ended(process).code == 0
    finally:
        server.stop(own)
        shutil.rmtree(folder)


@pytest.mark.journey
def test_told_to_end_while_it_waits_it_leaves_what_is_in_hand_for_the_next(
    connection: Redis, tmp_path: Path
) -> None:
    put(connection)
    with running("forward", "http://127.0.0.1:1/", "--group", "hook") as process:
        assert process.stderr
        assert process.stderr.readline().startswith(b"waiting for http://127.0.0.1:1: ")
        process.terminate()
        assert process.wait(5) == 0
    assert pending(connection, "hook") == 1
    with Receiver() as receiver:
        assert newsmill("forward", receiver.url, "--group", "hook", "--once").code == 0
    assert len(receiver.got) == 1


@pytest.mark.journey
def test_an_article_in_hand_is_finished_when_told_to_end(connection: Redis) -> None:
    put(connection, 0)
    put(connection, 1)
    process_ids: list[int] = []

    def answer(_: Got) -> Answer:
        wait_for("the process", lambda: process_ids)
        os.kill(process_ids[0], signal.SIGTERM)
        return Answer(204)

    with (
        Receiver(answer) as receiver,
        running("forward", receiver.url, "--group", "hook", "--once") as process,
    ):
        process_ids.append(process.pid)
        done = ended(process)
    assert (done.code, len(receiver.got)) == (130, 1)
    assert pending(connection, "hook") == 0
