"""`for article in Consumer(...)`: what is given out, when it is acknowledged, what comes again."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis

from cleaner.article import Article
from tests.workers.consuming import add_malformed, number, numbers, pending, publish
from workers import Consumer, outbox
from workers.reading import dead_letters
from workers.reading.entries import read_after
from workers.settings import Settings


def reader(connection: Redis, name: str = "one", **options: object) -> Consumer:
    """A consumer that ends when nothing is left."""
    given: dict[str, object] = {"idle_seconds": 0, **options}
    return Consumer("search", name, connection=connection, **given)  # type: ignore[arg-type]


def test_a_loop_gives_typed_articles_and_acknowledges_each_after_its_body(
    connection: Redis,
) -> None:
    publish(connection, 12)
    seen: list[int] = []
    for article in reader(connection):
        assert isinstance(article, Article)
        assert len(seen) == 0 or pending(connection) <= 12 - len(seen)
        seen.append(number(article))
    assert seen == list(range(12))
    assert pending(connection) == 0


def test_without_a_connection_it_finds_server_and_name_and_lets_go_of_both(
    settings: Settings, connection: Redis
) -> None:
    publish(connection, 3)
    first = Consumer(group="search", idle_seconds=0)
    second = Consumer(group="search", idle_seconds=0)
    assert first.name != second.name
    assert numbers(first) == [0, 1, 2]
    third = Consumer(group="search", idle_seconds=0)
    assert third.name == first.name, "the loop's end let go of it"
    second.close()
    third.close()
    assert (settings.state_dir / "consumers").is_dir()


def test_a_consumer_can_be_used_again_after_its_loop(connection: Redis) -> None:
    publish(connection, 1)
    consumer = Consumer(group="search", idle_seconds=0)
    assert numbers(consumer) == [0]
    publish(connection, 1, first=1)
    assert numbers(consumer) == [1]


def test_after_a_break_the_last_one_comes_again_unless_it_was_said_to_be_done(
    connection: Redis,
) -> None:
    publish(connection, 12)
    for article in reader(connection):
        if number(article) == 3:
            break
    consumer = reader(connection)
    for article in consumer:
        assert number(article) == 3, "as its reader that went away may not have worked with it"
        consumer.done()
        break
    assert numbers(reader(connection)) == list(range(4, 12))


def test_what_was_read_and_not_given_out_is_free_for_others_at_once(connection: Redis) -> None:
    publish(connection, 5)
    for _ in reader(connection):
        break
    heir = reader(connection, "two", max_deliveries=1)
    assert numbers(heir) == [1, 2, 3, 4], "and as if it had never been read"
    assert numbers(reader(connection, "one")) == [0], "which it may be at work with"


def test_an_exception_leaves_the_entry_for_the_next_loop(connection: Redis) -> None:
    publish(connection, 3)
    consumer = reader(connection)
    with pytest.raises(ZeroDivisionError):
        for article in consumer:
            number(article) // 0
    assert numbers(consumer) == [0, 1, 2]


def test_two_members_share_without_doubling(connection: Redis) -> None:
    publish(connection, 100)
    seen: list[list[int]] = [[], []]

    def work(at: int) -> None:
        for article in reader(connection, f"member-{at}", idle_seconds=0.3):
            seen[at].append(number(article))

    threads = [threading.Thread(target=work, args=(at,)) for at in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen[0] + seen[1]) == list(range(100))
    assert all(one == sorted(one) for one in seen)
    assert pending(connection) == 0


def test_what_a_filter_leaves_out_is_acknowledged(connection: Redis) -> None:
    publish(connection, 15)
    publish(connection, 2, first=15, site="https://sports.osprey.example/", in_language="de")
    assert numbers(reader(connection, domains=["unknown.example"])) == []
    assert pending(connection) == 0
    consumer = reader(connection)
    consumer.rewind()
    assert numbers(reader(connection, domains=("osprey.example",))) == [15, 16]
    consumer.rewind()
    assert numbers(reader(connection, domains="www.Heron.example", languages="de")) == []
    consumer.rewind()
    assert numbers(reader(connection, languages=["de", "fr"])) == [15, 16]
    assert pending(connection) == 0


def test_a_domain_is_a_whole_one(connection: Redis) -> None:
    publish(connection, 1, site="https://notheron.example/")
    assert numbers(reader(connection, domains=["heron.example"])) == []


def test_a_new_group_begins_where_it_is_told(connection: Redis) -> None:
    publish(connection, 2)
    new = Consumer("new", "one", connection=connection, start="$", idle_seconds=0)
    (newest,) = Consumer("x", "one", connection=connection).read()[-1:]
    moment = datetime.fromtimestamp((int(newest.entry_id.partition("-")[0]) + 1) / 1000, UTC)
    while datetime.now(UTC) <= moment:
        pass
    publish(connection, 2, first=2)
    assert numbers(new) == [2, 3]
    for start in (moment, moment.isoformat()):
        timed = Consumer(f"at {start}", connection=connection, start=start, idle_seconds=0)
        assert numbers(timed) == [2, 3]
    assert numbers(Consumer("old", connection=connection, idle_seconds=0)) == [0, 1, 2, 3]
    again = Consumer("new", "one", connection=connection, start="0", idle_seconds=0)
    assert not again.is_new_group
    assert numbers(again) == [], "a group that is there keeps its place"


def test_a_time_means_entries_of_that_moment_too(connection: Redis) -> None:
    publish(connection, 1)
    (entry,) = Consumer("x", connection=connection).read()
    moment = datetime.fromtimestamp(int(entry.entry_id.partition("-")[0]) / 1000, UTC)
    assert numbers(Consumer("y", connection=connection, start=moment, idle_seconds=0)) == [0]


@pytest.mark.parametrize("start", ["yesterday", "", "2026-13-01", "1"])
def test_a_start_that_cannot_be_read_is_an_error_that_says_what_can(start: str) -> None:
    with pytest.raises(ValueError, match="is no start: 0"):
        Consumer("search", start=start)


def test_batches_are_acknowledged_whole_and_given_out_in_time(connection: Redis) -> None:
    publish(connection, 7)
    sizes = []
    for batch in reader(connection).batches(3, fill_seconds=0.05):
        assert pending(connection) == len(batch), "the one before was acknowledged"
        sizes.append(len(batch))
    assert sizes == [3, 3, 1]
    assert pending(connection) == 0


def test_a_batch_waits_for_more_but_not_for_long(connection: Redis) -> None:
    publish(connection, 1)
    later = threading.Timer(0.1, publish, (connection, 1, 1))
    later.start()
    begun = time.monotonic()
    first = next(iter(reader(connection).entry_batches(5, fill_seconds=0.5)))
    later.join()
    assert numbers(first) == [0, 1]
    assert time.monotonic() - begun < 5


def test_a_loop_waits_for_what_comes_and_ends_when_it_was_idle_for_long_enough(
    connection: Redis,
) -> None:
    later = threading.Timer(0.2, publish, (connection, 1))
    later.start()
    begun = time.monotonic()
    assert numbers(reader(connection, idle_seconds=0.4)) == [0]
    later.join()
    assert 0.6 <= time.monotonic() - begun < 5


def test_entries_end_at_their_limit_or_when_told_to_and_the_last_is_acknowledged(
    connection: Redis,
) -> None:
    publish(connection, 5)
    consumer = reader(connection)
    assert numbers(consumer.entries(3)) == [0, 1, 2]
    assert numbers(consumer.entries(until=lambda: True)) == []
    assert numbers(consumer.entries()) == [3, 4]


def test_a_malformed_entry_becomes_a_dead_letter_and_the_others_go_on(connection: Redis) -> None:
    add_malformed(connection)
    publish(connection, 1)
    found: Any = connection.xrange(outbox.ARTICLES, min=read_after(connection, "0")[0].entry_id)
    fields: dict[str, Any] = {name.decode(): value for name, value in found[0][1].items()}
    del fields["article"]
    add_malformed(connection, **fields, article='{"url": 1}')
    add_malformed(connection, **{**fields, "revision": "first"}, article="{}")
    add_malformed(connection, **{**fields, "url": b"\xff"}, article="{}")
    add_malformed(connection, **{f"f{at}": "x" for at in range(5_000)})
    publish(connection, 1, first=1)
    assert numbers(reader(connection)) == [0, 1]
    assert pending(connection) == 0
    faults = [letter.fault for letter in dead_letters.read(connection, "search")]
    assert sorted(faults) == [
        "a field is not UTF-8",
        "no field 'id'",
        "no field 'id'",
        "not an article: id: Field required",
        "revision is no number: 'first'",
    ]


def test_an_entry_of_an_older_or_newer_newsmill_is_read(connection: Redis) -> None:
    publish(connection, 1)
    found: Any = connection.xrange(outbox.ARTICLES)
    ((_, raw),) = found
    raw.pop(b"changed", None)
    raw.pop(b"page", None)
    raw[b"from-the-future"] = b"1"
    raw[b"article"] = raw[b"article"][:-1] + b',"fromTheFuture":true}'
    connection.xtrim(outbox.ARTICLES, maxlen=0, approximate=False)
    connection.xadd(outbox.ARTICLES, raw)
    (entry,) = Consumer("x", connection=connection).read()
    assert (entry.changed, entry.page) == ("", "")
    assert numbers(reader(connection)) == [0]


def test_entries_that_were_trimmed_while_they_waited_are_let_go(connection: Redis) -> None:
    publish(connection, 5)
    for _ in reader(connection):
        break
    connection.xtrim(outbox.ARTICLES, maxlen=2, approximate=False)
    assert numbers(reader(connection)) == [3, 4]
    assert pending(connection) == 0


def test_each_acknowledgement_is_a_line_that_names_the_page(
    connection: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    publish(connection, 1)
    with caplog.at_level(logging.DEBUG, logger="workers"):
        (entry,) = reader(connection).entries()
    said = [record.getMessage() for record in caplog.records if "acknowledged" in record.message]
    page = entry.page or '""'
    assert said == [f"acknowledged page={page} id={entry.id} revision=1 group=search"]


def test_a_client_that_decodes_its_replies_will_do(settings: Settings, connection: Redis) -> None:
    publish(connection, 2)
    path = connection.connection_pool.connection_kwargs["path"]
    for protocol in (2, 3):
        text = Redis(unix_socket_path=path, decode_responses=True, protocol=protocol)
        consumer = Consumer(f"by {protocol}", connection=text, idle_seconds=0, start="0")
        assert numbers(consumer.read(1)) == [0]
        assert numbers(consumer) == [0, 1]
        text.close()


def test_importing_it_loads_neither_the_extractors_nor_the_queue() -> None:
    code = (
        "import sys, workers\n"
        "assert 'redis' not in sys.modules\n"
        "from workers import Consumer, AsyncConsumer\n"
        "from cleaner.article import Article\n"
        "for name in ('trafilatura', 'readability', 'rq', 'cleaner.pipeline', 'scrapy'):\n"
        "    assert name not in sys.modules, name\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
