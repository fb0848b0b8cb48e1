"""What nobody can work with is set aside, whole and with its fault, and can be put back."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

from cleaner.article import Article
from tests.command import newsmill
from tests.workers.consuming import add_malformed, number, numbers, pending, publish
from workers import Consumer, outbox
from workers.reading import dead_letters

if TYPE_CHECKING:
    from redis import Redis


def reader(connection: Redis, name: str = "one", **options: object) -> Consumer:
    """A consumer that ends when nothing is left."""
    given: dict[str, object] = {"idle_seconds": 0, **options}
    return Consumer("search", name, connection=connection, **given)  # type: ignore[arg-type]


class Handler:
    """Fails so many times with an article of this number, and notes what it was given."""

    def __init__(self, failing: int, times: int) -> None:
        self.failing, self.times = failing, times
        self.seen: list[int] = []
        self.at: list[float] = []

    def __call__(self, article: Article) -> None:
        self.seen.append(number(article))
        self.at.append(time.monotonic())
        if number(article) == self.failing and self.times > 0:
            self.times -= 1
            raise ConnectionError("the index\nis away")


def test_a_handler_that_fails_twice_is_called_again_after_waits_that_double(
    connection: Redis,
) -> None:
    publish(connection, 3)
    handler = Handler(failing=1, times=2)
    reader(connection).run(handler, wait_seconds=0.05)
    assert handler.seen == [0, 1, 1, 1, 2]
    first, second = handler.at[2] - handler.at[1], handler.at[3] - handler.at[2]
    assert first >= 0.05
    assert second >= 0.1
    assert pending(connection) == 0
    assert dead_letters.read(connection, "search") == []


def test_what_a_handler_always_fails_with_is_set_aside_whole(connection: Redis) -> None:
    publish(connection, 3)
    handler = Handler(failing=1, times=99)
    reader(connection).run(handler, attempts=3, wait_seconds=0.001)
    assert handler.seen == [0, 1, 1, 1, 2]
    assert pending(connection) == 0
    (letter,) = dead_letters.read(connection, "search")
    assert (letter.fault, letter.attempts) == ("ConnectionError: the index is away", 3)
    assert datetime.fromisoformat(letter.at).tzinfo
    whole = connection.xrange(outbox.ARTICLES, letter.entry_id, letter.entry_id)
    fields = {name.decode(): value.decode() for name, value in whole[0][1].items()}  # type: ignore
    assert letter.fields == fields


def test_an_entry_whose_reader_dies_again_and_again_is_set_aside_and_its_mates_are_not(
    connection: Redis,
) -> None:
    publish(connection, 12)
    given_out = []
    for _ in range(6):
        consumer = reader(connection, max_deliveries=4)
        for article in consumer.entries():
            given_out.append(number(article))
            if number(article) == 2:
                break  # as a process that this article kills
    assert given_out == [0, 1, 2, 2, 2, 2, *range(3, 12)]
    (letter,) = dead_letters.read(connection, "search")
    assert "given out 4 times" in letter.fault
    assert letter.attempts == 4


def test_in_batches_a_poison_entry_is_given_out_alone_before_it_is_given_up(
    connection: Redis,
) -> None:
    publish(connection, 6)
    batches = []
    for _ in range(8):
        for batch in reader(connection, max_deliveries=4).batches(3, fill_seconds=0):
            batches.append(numbers(batch))
            if 1 in batches[-1]:
                break
    assert batches[:2] == [[0, 1, 2], [0, 1, 2]], "it may have been an outage"
    assert batches[2:] == [[0], [1], [1], [2], [3, 4, 5]]
    assert [letter.attempts for letter in dead_letters.read(connection, "search")] == [4]


def test_without_a_limit_nothing_is_given_up(connection: Redis) -> None:
    publish(connection, 1)
    for _ in range(12):
        for _ in reader(connection, max_deliveries=None):
            break
    assert numbers(reader(connection, max_deliveries=None)) == [0]


def test_put_back_letters_come_to_their_group_alone_and_as_new(connection: Redis) -> None:
    publish(connection, 3)
    assert len(list(reader(connection, "other"))) == 3
    for _ in range(2):  # and put back again
        Consumer("failing", connection=connection, idle_seconds=0).run(
            Handler(failing=1, times=9), attempts=1
        )
        assert dead_letters.put_back(connection, "failing") == (1, 0)
        assert dead_letters.read(connection, "failing") == []
    assert numbers(Consumer("failing", connection=connection, idle_seconds=0)) == [1]
    assert numbers(reader(connection)) == []


def test_a_letter_that_left_the_stream_stays_and_can_be_read_and_dropped(
    connection: Redis,
) -> None:
    publish(connection, 2)
    reader(connection).run(Handler(failing=0, times=9), attempts=1)
    connection.xtrim(outbox.ARTICLES, maxlen=1, approximate=False)
    assert dead_letters.put_back(connection, "search") == (0, 1)
    (letter,) = dead_letters.read(connection, "search")
    assert number(Article.model_validate_json(letter.fields["article"])) == 0
    assert dead_letters.drop(connection, "search", [letter]) == 1
    assert dead_letters.drop(connection, "search", []) == 0
    assert dead_letters.read(connection, "search") == []


def test_an_entry_is_set_aside_once_however_often_that_is_asked(connection: Redis) -> None:
    publish(connection, 1)
    (entry,) = reader(connection).read()
    assert dead_letters.bury(connection, "search", entry.entry_id, "x", 1) == 1
    assert dead_letters.bury(connection, "search", entry.entry_id, "x", 1) == 0
    assert len(dead_letters.read(connection, "search")) == 1


def test_the_dead_letters_of_a_group_are_bounded(connection: Redis) -> None:
    most = dead_letters.MAX_LETTERS
    with connection.pipeline() as pipe:
        for _ in range(most + 300):
            pipe.xadd(outbox.ARTICLES, {"hello": "world"})
        pipe.execute()
    assert numbers(reader(connection, count=500)) == []
    kept = connection.xlen(dead_letters.dead_key("search"))
    assert most <= kept < most + 200, "whole nodes of the stream are let go"


def test_the_command_line_shows_dead_letters_and_puts_them_back(connection: Redis) -> None:
    publish(connection, 2)
    add_malformed(connection, article="[broken")
    reader(connection).run(Handler(failing=1, times=9), attempts=1)
    shown = newsmill("consume", "--group", "search", "--dead")
    one, other = sorted(shown.jsonl(), key=lambda letter: str(letter["fault"]))
    assert one["fault"] == "ConnectionError: the index is away"
    assert one["article"]["articleBody"] == "Story 1."
    assert "article" not in one["fields"]
    assert (other["fault"], other["article"]) == ("no field 'id'", "[broken")
    back = newsmill("consume", "--group", "search", "--retry-dead")
    assert (back.code, back.lines) == (0, ["2 put back"])
    done = newsmill("consume", "--group", "search")
    assert [article["articleBody"] for article in done.jsonl()] == ["Story 1."]
    (again,) = dead_letters.read(connection, "search")
    assert again.fault == "no field 'id'"
    assert json.loads(newsmill("consume", "--group", "search", "--dead").out)["fields"] == {}


def test_the_command_line_lets_go_of_letters_and_says_which_groups_there_are(
    connection: Redis,
) -> None:
    publish(connection, 2)
    reader(connection).run(Handler(failing=1, times=9), attempts=1)
    connection.xtrim(outbox.ARTICLES, maxlen=0, approximate=False)
    stuck = newsmill("consume", "--group", "search", "--retry-dead")
    assert (stuck.code, stuck.lines[0]) == (1, "0 put back")
    assert stuck.lines[1].endswith("--drop-dead lets go of them")
    dropped = newsmill("consume", "--group", "search", "--drop-dead")
    assert (dropped.code, dropped.lines) == (0, ["1 dropped"])
    assert dead_letters.read(connection, "search") == []
    none = newsmill("consume", "--group", "search", "--dead")
    assert (none.code, none.lines) == (0, ["group search has no dead letters"])
    mistyped = newsmill("consume", "--group", "serach", "--retry-dead")
    assert (mistyped.code, mistyped.lines) == (3, ["no group serach; there are: search"])
