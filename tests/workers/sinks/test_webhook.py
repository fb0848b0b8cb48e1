import hashlib
import hmac
import json
import socket
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from redis import Redis

from tests.command import ended, newsmill, running, wait_for
from tests.console import ROOT, read_steps
from tests.workers.sinks.between import killed_before_acknowledging
from tests.workers.sinks.receiver import Answer, Got, Receiver
from tests.workers.sinks.stream import hand, pending, put
from workers.reading import dead_letters
from workers.settings import Settings
from workers.sinks import webhook
from workers.sinks.sink import SinkError
from workers.sinks.webhook import WebhookSink, signature
from workers.sinks.writing import REFUSED_IN_A_ROW


def sink(receiver: Receiver, secret: str | None = None, **how: int) -> WebhookSink:
    return WebhookSink(receiver.url, secret, "newsmill/test", **how)


def story(got: Got) -> int:
    return int(json.loads(got.body)["url"].rpartition("-")[2])


def test_each_article_is_posted_in_its_order_and_signed(
    settings: Settings, connection: Redis
) -> None:
    put(connection, 0)
    put(connection, 1)
    put(connection, 0, revision=2)
    with Receiver() as receiver:
        tally, said = hand(settings, sink(receiver, "secret"), "hook")
    assert [story(got) for got in receiver.got] == [0, 1, 0]
    first, _, update = receiver.got
    assert (update.headers["Newsmill-Event"], update.key.rpartition(":")[2]) == ("update", "2")
    assert first.key.rpartition(":")[0] == json.loads(first.body)["id"]
    assert first.headers["Content-Type"] == "application/json"
    at, signed = first.headers["Newsmill-Signature"].split(",")
    assert abs(int(at.removeprefix("t=")) - time.time()) < 60
    wanted = hmac.new(b"secret", at[2:].encode() + b"." + first.body, hashlib.sha256).hexdigest()
    assert signed == f"v1={wanted}"
    assert (tally.delivered, tally.dead, said) == (3, 0, "")
    assert pending(connection, "hook") == 0


def test_without_a_secret_nothing_is_signed(settings: Settings, connection: Redis) -> None:
    put(connection)
    with Receiver() as receiver:
        hand(settings, sink(receiver), "hook")
    assert "Newsmill-Signature" not in receiver.got[0].headers


def test_a_refused_article_is_a_dead_letter_at_once_and_the_next_one_goes_on(
    settings: Settings, connection: Redis
) -> None:
    for number in range(4):
        put(connection, number)
    refuse = {1: Answer(400, body=b"no\n headline"), 2: Answer(410)}
    with Receiver(lambda got: refuse.get(story(got), Answer())) as receiver:
        tally, _ = hand(settings, sink(receiver), "hook")
    assert [story(got) for got in receiver.got] == [0, 1, 2, 3], "each asked once"
    assert (tally.delivered, tally.dead) == (2, 2)
    letters = dead_letters.read(connection, "hook")
    assert [(one.fault, one.attempts) for one in letters] == [
        ("HTTP 400 no headline", 1),
        ("HTTP 410", 1),
    ]
    assert pending(connection, "hook") == 0


@pytest.mark.parametrize("status", [500, 503, 408, 425, 429])
def test_trouble_that_may_pass_is_tried_again_in_its_turn(
    settings: Settings, connection: Redis, status: int
) -> None:
    put(connection, 0)
    put(connection, 1)
    answers = iter([Answer(status), Answer(200, body=b"ok"), Answer(200)])
    with Receiver(lambda _: next(answers)) as receiver:
        tally, said = hand(settings, sink(receiver), "hook")
    assert [story(got) for got in receiver.got] == [0, 0, 1]
    assert receiver.keys()[0] == receiver.keys()[1]
    assert f"HTTP {status}" in said
    assert "is back" in said
    assert tally.delivered == 2


def test_an_answer_that_takes_too_long_is_no_answer(
    settings: Settings, connection: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(connection)
    monkeypatch.setattr(webhook, "REPLY_SECONDS", 0.3)
    slow = threading.Event()
    waits = iter([10.0, 0.0])

    def answer(_: Got) -> Answer:
        slow.wait(next(waits))
        return Answer()

    with Receiver(answer) as receiver:
        tally, said = hand(settings, sink(receiver), "hook")
        slow.set()
    assert len(receiver.got) == 2
    assert len(set(receiver.keys())) == 1
    assert "timed out" in said
    assert (tally.delivered, tally.dead) == (1, 0)


def test_of_a_proxy_s_page_the_text_is_shown(settings: Settings, connection: Redis) -> None:
    put(connection, 0)
    page = b"<html><head><title>502</title></head><body><h1>Bad Gateway</h1>nginx</body></html>"
    answer = Answer(502, (("Content-Type", "text/html"),), page)
    with Receiver(lambda _: answer) as receiver:
        hand(settings, sink(receiver, tries=1), "hook")
    (letter,) = dead_letters.read(connection, "hook")
    assert letter.fault == "HTTP 502 Bad Gateway nginx"


def test_after_so_many_tries_it_is_a_dead_letter(settings: Settings, connection: Redis) -> None:
    put(connection, 0)
    put(connection, 1)
    answer = {0: Answer(500, body=b"cannot parse"), 1: Answer()}
    with Receiver(lambda got: answer[story(got)]) as receiver:
        tally, _ = hand(settings, sink(receiver, tries=2), "hook")
    assert [story(got) for got in receiver.got] == [0, 0, 1]
    (letter,) = dead_letters.read(connection, "hook")
    assert (letter.fault, letter.attempts) == ("HTTP 500 cannot parse", 2)
    assert (tally.delivered, tally.dead) == (1, 1)


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured(settings: Settings, connection: Redis, as_date: bool) -> None:
    put(connection)
    until = datetime.now(UTC) + timedelta(seconds=3)
    after = format_datetime(until, usegmt=True) if as_date else "2"
    answers = iter([Answer(429, (("Retry-After", after),)), Answer()])
    times: list[float] = []

    def answer(_: Got) -> Answer:
        times.append(time.time())
        return next(answers)

    with Receiver(answer) as receiver:
        hand(settings, sink(receiver), "hook")
    if as_date:
        assert times[1] >= int(until.timestamp())
    else:
        assert times[1] - times[0] >= 2


def test_an_endpoint_that_refuses_everything_stops_the_hand_off(
    settings: Settings, connection: Redis
) -> None:
    for number in range(REFUSED_IN_A_ROW + 10):
        put(connection, number)
    with (
        Receiver(lambda _: Answer(404)) as receiver,
        pytest.raises(SinkError, match="in a row, the last with: HTTP 404"),
    ):
        hand(settings, sink(receiver), "hook")
    assert len(dead_letters.read(connection, "hook")) == REFUSED_IN_A_ROW


def test_a_redirect_is_not_followed(settings: Settings, connection: Redis) -> None:
    put(connection)
    with Receiver() as other:
        away = Answer(307, (("Location", other.url),))
        with Receiver(lambda _: away) as receiver:
            tally, _ = hand(settings, sink(receiver, "secret"), "hook")
    assert (tally.dead, other.got) == (1, [])


def test_a_batch_is_an_array_and_one_that_is_refused_is_halved(
    settings: Settings, connection: Redis
) -> None:
    for number in range(7):
        put(connection, number)

    def numbers(got: Got) -> list[int]:
        return [int(one["article"]["url"].rpartition("-")[2]) for one in json.loads(got.body)]

    taken: list[int] = []

    def answer(got: Got) -> Answer:
        assert got.headers["Newsmill-Batch"] == str(len(numbers(got)))
        if 3 in numbers(got):
            return Answer(422)
        taken.extend(numbers(got))
        return Answer(200)

    with Receiver(answer) as receiver:
        tally, _ = hand(settings, sink(receiver, size=4), "hook")
    assert taken == [0, 1, 2, 4, 5, 6]
    assert (tally.delivered, tally.dead) == (6, 1)
    (letter,) = dead_letters.read(connection, "hook")
    assert letter.fields["url"].endswith("story-3")
    first = json.loads(receiver.got[0].body)[0]
    assert (set(first), first["event"]) == ({"id", "event", "article"}, "new")


def test_characters_that_no_header_or_utf_8_can_hold_stop_nothing(
    settings: Settings, connection: Redis
) -> None:
    put(connection, headline="half \ud83d a character, nul \x00")
    put(connection, 1, entry={"id": "é\r\nX: 1"})
    with Receiver() as receiver:
        tally, _ = hand(settings, sink(receiver), "hook")
    assert receiver.keys()[1] == "%C3%A9%0D%0AX%3A%201:1"
    assert tally.delivered == 2


@pytest.mark.journey
def test_an_endpoint_that_is_down_is_waited_for_and_costs_no_article(connection: Redis) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for number in range(3):
        put(connection, number)
    with running("forward", f"http://me:pw@127.0.0.1:{port}/", "--group", "hook") as process:
        wait_for("its reader", lambda: pending_or_none(connection) == 1)
        with Receiver(port=port) as receiver:
            wait_for("all of them", lambda: len(receiver.got) == 3)
            process.terminate()
            done = ended(process)
    assert done.code == 0
    assert done.lines[0].startswith(f"waiting for http://127.0.0.1:{port}: ")
    assert "refused" in done.lines[0]
    assert done.lines[1:] == [f"http://127.0.0.1:{port} is back"]
    assert [story(got) for got in receiver.got] == [0, 1, 2]
    assert receiver.got[0].headers["Authorization"] == "Basic bWU6cHc="
    assert (connection.exists("newsmill:dead:hook"), pending(connection, "hook")) == (0, 0)


@pytest.mark.journey
def test_killed_between_the_post_and_its_acknowledgement_it_posts_the_same_again(
    settings: Settings, connection: Redis
) -> None:
    for number in range(5):
        put(connection, number)
    with Receiver() as receiver:
        arguments = ("forward", receiver.url, "--group", "hook", "--once")
        killed_before_acknowledging(settings, *arguments)
        assert len(receiver.got) == 1
        assert newsmill(*arguments, WEBHOOK_SECRET="s").code == 0
    assert [story(got) for got in receiver.got] == [0, 0, 1, 2, 3, 4]
    assert Counter(receiver.keys())[receiver.keys()[0]] == 2, "told apart by Newsmill-Id"
    assert receiver.got[0].body == receiver.got[1].body
    assert pending(connection, "hook") == 0


def test_the_receiver_of_the_docs_takes_what_is_signed_and_fresh_and_nothing_else() -> None:
    page = (ROOT / "docs" / "handoffs.md").read_text("utf-8")
    (code,) = (step.printed for step in read_steps(page) if step.name == "receiver.py")
    names: dict[str, Any] = {"__name__": "receiver"}
    exec("\n".join(code), names)
    is_genuine, body = names["is_genuine"], b'{"id": "x"}'
    header = signature("a long random text", body, at=1_000_000)
    assert is_genuine(header, body, now=1_000_010)
    assert is_genuine(header, body, now=999_990)
    assert not is_genuine(header, body + b" ", now=1_000_010)
    assert not is_genuine(signature("a guess", body, at=1_000_000), body, now=1_000_010)
    assert not is_genuine(header.replace("1000000", "1000200"), body, now=1_000_210)
    assert not is_genuine(header, body, now=1_000_301), "recorded, and played again"
    for broken in ("", "v1=x", "t=,v1=", "t=1000000", "t=1000000,v1=é", "t=-1,v1=x", "=,=,"):
        assert not is_genuine(broken, body, now=1_000_010)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/", "must begin with https://, http:// or postgresql://"),
        ("http://[", "no URL"),
        ("https:///in", "names no host"),
    ],
)
def test_what_cannot_be_a_destination_is_a_usage_error(
    connection: Redis, url: str, said: str
) -> None:
    done = newsmill("forward", url)
    assert (done.code, len(done.lines)) == (2, 1)
    assert said in done.lines[0]
    assert connection.ping()


def test_the_secret_is_not_shown(connection: Redis) -> None:
    shown = newsmill("settings", WEBHOOK_SECRET="do-not-show-me")
    assert "NEWSMILL_WEBHOOK_SECRET" in shown.out
    assert "do-not-show-me" not in shown.out
    assert connection.ping()


def pending_or_none(connection: Redis) -> int:
    groups = connection.exists("newsmill:articles") and connection.xinfo_groups("newsmill:articles")
    return pending(connection, "hook") if groups else 0
