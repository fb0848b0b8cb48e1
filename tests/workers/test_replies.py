"""Who asked for a page is answered in the step that decides on it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from cleaner.outcome import Outcome
from tests.workers.sample import STORY, page
from workers import replies, steps
from workers.steps import Step

if TYPE_CHECKING:
    from redis import Redis

    from workers.page import Page

ASKED = "https://heron.example/short"


def decide(connection: Redis, decided: Page, outcome: Outcome, **given: Any) -> None:
    """A step of the page, with what replies.py adds to it."""
    about: dict[str, Any] = {"article_id": None, "revision": None, "detail": "", "at": 1.5}
    commands = replies.commands(decided, outcome=outcome, **about | given)
    token = f"newsmill:token:{decided.token}"
    step = Step(
        token=token,
        token_seconds=9,
        outcome=outcome,
        stream="newsmill:articles",
        entry={"url": decided.url},
        commands=commands,
    )
    steps.take(connection, step)


def streamed(connection: Redis) -> list[dict[str, str]]:
    raw: Any = connection.xrange(replies.STREAM)
    return [{name.decode(): text.decode() for name, text in entry.items()} for _, entry in raw]


def test_an_article_s_reply_names_it_and_its_entry(connection: Redis) -> None:
    asked = page(STORY, requested_url=ASKED, request="r1")
    decide(connection, asked, Outcome.ARTICLE, article_id="a1", revision=2)
    raw: Any = connection.xrange("newsmill:articles")
    (told,) = streamed(connection)
    assert told == {
        "request": "r1",
        "url": STORY,
        "requested": ASKED,
        "outcome": "article",
        "id": "a1",
        "revision": "2",
        "event": "update",
        "entry": raw[0][0].decode(),
        "detail": "",
        "at": "1970-01-01T00:00:01.500+00:00",
    }
    kept = replies.reply_to(connection, "r1")
    assert kept == replies.Reply(**told)
    assert kept.is_article
    ttl: Any = connection.ttl(replies.key_of("r1"))
    assert 0 < ttl <= replies.KEPT_SECONDS


def test_a_known_article_s_reply_has_its_id_and_no_event(connection: Redis) -> None:
    decide(connection, page(request="r1"), Outcome.UNCHANGED, article_id="a1", revision=1)
    reply = replies.reply_to(connection, "r1")
    assert reply and reply.is_article
    assert (reply.outcome, reply.id, reply.revision, reply.event) == ("unchanged", "a1", "1", "")


def test_what_is_no_article_says_why(connection: Redis) -> None:
    decide(connection, page(request="r1"), Outcome.LISTING, detail="31 teasers")
    reply = replies.reply_to(connection, "r1")
    assert reply and not reply.is_article
    assert (reply.outcome, reply.id, reply.detail) == ("listing", "", "31 teasers")


def test_a_page_that_nobody_asked_for_is_answered_to_nobody(connection: Redis) -> None:
    decide(connection, page(), Outcome.ARTICLE, article_id="a1", revision=1)
    assert streamed(connection) == []


def test_a_page_that_is_tried_again_is_answered_once(connection: Redis) -> None:
    asked = page(request="r1")
    for _ in range(3):
        decide(connection, asked, Outcome.ARTICLE, article_id="a1", revision=1)
    assert len(streamed(connection)) == 1


def test_the_stream_is_bounded(connection: Redis) -> None:
    with connection.pipeline(transaction=False) as pipeline:
        for _ in range(replies.MAX_ENTRIES + 2_000):
            pipeline.xadd(replies.STREAM, {"request": "old"})
        pipeline.execute()
    replies.tell(connection, "r1", STORY, replies.REFUSED, "no")
    assert connection.xlen(replies.STREAM) < replies.MAX_ENTRIES + 200


def test_who_waits_gets_its_own_answers_as_they_come_and_no_others(connection: Redis) -> None:
    replies.tell(connection, "early", STORY, replies.REFUSED, "before it was asked for")
    before = replies.position(connection)

    def answer() -> None:
        for name in ("other", "one", "two"):
            decide(connection, page(request=name), Outcome.LISTING)

    answering = threading.Timer(0.3, answer)
    answering.start()
    began = time.monotonic()
    wait = replies.wait(connection, ["one", "two", "early"], seconds=20, after=before)
    assert [reply.request for reply in wait] == ["early", "one", "two"]
    assert time.monotonic() - began < 10, "and returns with the last of them"
    answering.join()


def test_waiting_ends_in_time(connection: Redis) -> None:
    began = time.monotonic()
    assert list(replies.wait(connection, ["r1"], seconds=0.3, after="0-0")) == []
    assert 0.3 <= time.monotonic() - began < 3
