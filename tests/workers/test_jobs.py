import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError

from cleaner.article import Article
from cleaner.memory import SiteMemory, key_of
from cleaner.outcome import NotAnArticle, Outcome
from tests.cleaner import site_pages
from tests.workers.sample import SITE, STORY, article, page
from workers import jobs, memories, outbox, queue, tries
from workers.consumer import Consumer
from workers.page import Page
from workers.settings import Settings
from workers.watching import latency
from workers.watching.status import outcomes

Clean = Callable[[str, str], Article]


@pytest.fixture
def cleaning(monkeypatch: pytest.MonkeyPatch) -> Callable[[Clean], None]:
    """Put a stand-in where the cleaner is, to bring about what a page of ours cannot."""

    def stand_in(clean: Clean) -> None:
        def clean_and_learn(
            html: str, url: str, *, memory: SiteMemory
        ) -> tuple[Article, SiteMemory]:
            return clean(html, url), SiteMemory(pages=1, lines={key_of([url]): 1})

        monkeypatch.setattr(jobs, "clean_and_learn", clean_and_learn)

    return stand_in


def clean(html: str, url: str) -> Article:
    """What stands in for the cleaner: a page's text says what becomes of it."""
    if "listing" in html:
        raise NotAnArticle(Outcome.LISTING, "31 teasers")
    if "fault" in html:
        raise RecursionError("too deep\nsecond line")
    return article(url, body=html)


def test_a_page_becomes_an_article_with_what_the_fetch_knows(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    sent = page(requested_url=STORY + "?x", etag='"7"', discovered_via="feed https://x.example/rss")
    assert jobs.deliver(connection, sent, settings) == Outcome.ARTICLE
    (entry,) = Consumer("test", connection=connection).read()
    found = Article.model_validate_json(entry.article_json)
    assert found.requested_url == STORY + "?x"
    assert found.metadata.date_downloaded == sent.fetched_at
    assert found.metadata.status_code == 200
    assert found.metadata.etag == '"7"'
    assert found.metadata.discovered_via == "feed https://x.example/rss"


def test_the_header_s_charset_reads_the_page(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    text = "Мост снова открыт, и первые машины уже едут по нему на другой берег реки."
    sent = page(body=text.encode("windows-1251"), charset="windows-1251")
    jobs.deliver(connection, sent, settings)
    (entry,) = Consumer("test", connection=connection).read()
    assert Article.model_validate_json(entry.article_json).article_body == text


def test_a_judgement_is_recorded_and_is_no_fault(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    assert jobs.deliver(connection, page(body=b"listing"), settings) == Outcome.LISTING
    assert outcomes(connection) == {"heron.example": {"listing": 1}}


def batch() -> list[Page]:
    return [
        page(SITE + "1", b"First."),
        page(SITE + "2", b"fault"),
        page(SITE + "3", b"Third."),
    ]


def test_a_fault_costs_its_own_page_only_which_goes_on_alone(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    pages = batch()
    for _ in range(2):  # the second time as after a worker's death: nothing is done again
        assert jobs.deliver_all(connection, pages, settings) == [Outcome.ARTICLE] * 2
    assert outcomes(connection) == {"heron.example": {"article": 2}}
    (job,) = queue.open_queue(connection, queue.CLEAN).get_jobs()
    assert [sent["url"] for sent in job.args[0]] == [SITE + "2"]


def test_a_page_is_tried_three_times_and_then_is_poison_with_what_happened(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    pages = batch()
    jobs.deliver_all(connection, pages, settings)
    with pytest.raises(jobs.PageFailedError, match="/2: RecursionError: too deep"):
        jobs.deliver_all(connection, pages[1:2], settings)
    assert jobs.deliver_all(connection, pages[1:2], settings) == [Outcome.POISON]
    assert outcomes(connection) == {"heron.example": {"article": 2, "poison": 1}}
    found: Any = connection.xrange(outbox.REJECTED)
    ((_, fields),) = found
    assert fields[b"detail"] == b"RecursionError: too deep; tried 3 times"


def test_a_lost_redis_counts_against_no_page(
    connection: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> Outcome:
        raise ConnectionError("gone")

    monkeypatch.setattr(jobs, "deliver", lost)
    for _ in range(5):
        with pytest.raises(ConnectionError):
            jobs.deliver_all(connection, [page()], settings)
    monkeypatch.undo()
    assert jobs.deliver_all(connection, [page(body=b"<p>")], settings) != [Outcome.POISON]


def test_a_batch_teaches_each_page_s_site_once_however_often_it_is_tried(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    pages = [*batch(), page("https://tern.example/1", b"Fourth."), page(SITE + "4", b"listing")]
    for _ in range(2):
        jobs.deliver_all(connection, pages, settings)
    assert memories.read(connection, "heron.example").pages == 2
    assert memories.read(connection, "tern.example").pages == 1


def test_after_some_batches_the_site_s_memory_spares_the_voters_and_says_nothing_new(
    connection: Redis, settings: Settings
) -> None:
    def batch(numbers: range) -> list[Page]:
        return [page(site_pages.url(n), site_pages.page(n).encode()) for n in numbers]

    def extractors() -> list[str]:
        articles = [Article.model_validate_json(e.article_json) for e in reader.read(count=50)]
        return [article.metadata.extractor for article in articles]

    reader = Consumer("test", connection=connection)
    for numbers in (range(5), range(5, 10)):
        jobs.deliver_all(connection, batch(numbers), settings)
    first = extractors()
    assert "site-memory" not in first[:5]
    jobs.deliver_all(connection, batch(range(10, 20)), settings)
    assert "site-memory" in extractors()
    again = jobs.deliver_all(connection, batch(range(20)), settings)
    assert again == [Outcome.UNCHANGED] * 20


def test_an_article_that_is_met_again_teaches_nothing_more(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    for body in (b"First.", b"First.", b"First and more."):
        jobs.deliver_all(connection, [page(SITE + "1", body)], settings)
    assert memories.read(connection, "heron.example").pages == 1


def test_a_page_that_was_counted_is_not_cleaned_again(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    sent = page()
    jobs.deliver(connection, sent, settings)

    def refuse(html: str, url: str) -> Article:
        raise AssertionError("cleaned again")

    cleaning(refuse)
    assert jobs.deliver(connection, sent, settings) == Outcome.ARTICLE


def test_a_page_that_takes_too_long_is_stopped_even_in_code_that_forgives_everything(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    def hang(html: str, url: str) -> Article:
        while "hang" in html:
            try:
                time.sleep(60)
            except Exception:
                continue
        return article(url, body=html)

    cleaning(hang)
    hasty = settings.model_copy(update={"page_timeout": 1})
    pages = [page(SITE + "1", b"hang"), page(SITE + "2", b"Second.")]
    assert jobs.deliver_all(connection, pages, hasty) == [Outcome.ARTICLE]
    with pytest.raises(jobs.PageFailedError, match="not done after 1 s"):
        jobs.deliver_all(connection, pages[:1], hasty)


def test_a_page_that_its_worker_died_of_is_set_aside_and_poison_after_three_tries(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    class WorkerDied(BaseException):
        pass

    order: list[str] = []

    def die(html: str, url: str) -> Article:
        order.append(url)
        if url == SITE + "1":
            raise WorkerDied
        return article(url, body=html)

    cleaning(die)
    pages = [page(SITE + "1"), page(SITE + "2")]
    with pytest.raises(WorkerDied):
        jobs.deliver_all(connection, pages, settings, job_id="batch")
    tries.note_death(connection, "batch", "its worker was ended by SIGSEGV")
    assert jobs.deliver_all(connection, pages, settings, job_id="batch") == [Outcome.ARTICLE]
    assert order == [SITE + "1", SITE + "2"]
    for _ in range(2):
        with pytest.raises(WorkerDied):
            jobs.deliver_all(connection, pages[:1], settings, job_id="alone")
    jobs.deliver_all(connection, pages[:1], settings, job_id="alone")
    assert outcomes(connection) == {"heron.example": {"article": 1, "poison": 1}}
    found: Any = connection.xrange(outbox.REJECTED)
    assert found[0][1][b"detail"] == b"its worker was ended by SIGSEGV; tried 3 times"
    assert list(connection.scan_iter("newsmill:try:*")) == []


def test_each_page_is_one_line_of_the_log(
    connection: Redis,
    settings: Settings,
    cleaning: Callable[[Clean], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    cleaning(clean)
    with caplog.at_level(logging.INFO):
        jobs.deliver_all(connection, [page(body=b"listing")], settings)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "workers.jobs"]
    assert line.startswith(f"page outcome=listing url={STORY} site=heron.example ms=")


def test_outside_a_worker_the_job_says_how_it_is_meant(settings: Settings) -> None:
    with pytest.raises(RuntimeError, match=r"enqueue\(\)"):
        jobs.clean_batch([])


def test_each_stage_of_a_page_s_way_is_timed(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    now = datetime.now(UTC).isoformat()
    jobs.deliver(connection, page(fetched_at=now, fetch_seconds=0.2), settings)
    taken = latency.ever(connection)
    assert {stage: found.pages for stage, found in taken.items()} == dict.fromkeys(
        ("fetch", "queue", "clean", "total"), 1
    )
    assert taken["fetch"].seconds == 0.2
