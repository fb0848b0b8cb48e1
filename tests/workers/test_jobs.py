import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from cleaner.article import Article
from cleaner.memory import SiteMemory, key_of
from cleaner.outcome import NotAnArticle, Outcome
from tests.cleaner import site_pages
from tests.workers.sample import SITE, STORY, article, page
from workers import jobs, memories, outbox
from workers.consumer import Consumer
from workers.page import Page
from workers.settings import Settings
from workers.status import outcomes

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
    (entry,) = Consumer(connection, "test").read()
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
    (entry,) = Consumer(connection, "test").read()
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


def test_a_fault_costs_its_own_page_only_and_the_batch_is_tried_again(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    pages = batch()
    with pytest.raises(jobs.PagesFailedError, match=r"1 of 3 pages failed: .*/2: RecursionError"):
        jobs.deliver_all(connection, pages, settings, last_try=False)
    assert outcomes(connection) == {"heron.example": {"article": 2}}
    found = jobs.deliver_all(connection, pages, settings, last_try=True)
    assert sorted(found) == [Outcome.ARTICLE, Outcome.ARTICLE, Outcome.POISON]
    assert outcomes(connection) == {"heron.example": {"article": 2, "poison": 1}}


def test_a_batch_teaches_each_page_s_site_once_however_often_it_is_tried(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    pages = [*batch(), page("https://tern.example/1", b"Fourth."), page(SITE + "4", b"listing")]
    with pytest.raises(jobs.PagesFailedError):
        jobs.deliver_all(connection, pages, settings, last_try=False)
    jobs.deliver_all(connection, pages, settings, last_try=True)
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

    reader = Consumer(connection, "test")
    for numbers in (range(5), range(5, 10)):
        jobs.deliver_all(connection, batch(numbers), settings, last_try=True)
    first = extractors()
    assert "site-memory" not in first[:5]
    jobs.deliver_all(connection, batch(range(10, 20)), settings, last_try=True)
    assert "site-memory" in extractors()
    again = jobs.deliver_all(connection, batch(range(20)), settings, last_try=True)
    assert again == [Outcome.UNCHANGED] * 20


def test_an_article_that_is_met_again_teaches_nothing_more(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    for body in (b"First.", b"First.", b"First and more."):
        jobs.deliver_all(connection, [page(SITE + "1", body)], settings, last_try=True)
    assert memories.read(connection, "heron.example").pages == 1


def test_a_fault_on_the_last_try_is_poison_with_its_first_line(
    connection: Redis, settings: Settings, cleaning: Callable[[Clean], None]
) -> None:
    cleaning(clean)
    jobs.deliver_all(connection, batch(), settings, last_try=True)
    found: Any = connection.xrange(outbox.REJECTED)
    ((_, fields),) = found
    assert fields[b"detail"] == b"RecursionError: too deep"


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
    found = jobs.deliver_all(connection, pages, hasty, last_try=True)
    assert found == [Outcome.POISON, Outcome.ARTICLE]


def test_the_time_limit_leaves_an_outer_one_running() -> None:
    with jobs.time_limit(2):
        with pytest.raises(jobs.PageTimeoutError, match="1 s"), jobs.time_limit(1):
            time.sleep(30)
        with pytest.raises(jobs.PageTimeoutError, match="2 s"):
            time.sleep(30)


def test_a_page_that_two_workers_died_of_is_poison_and_comes_last_before(
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
    for _ in range(2):
        with pytest.raises(WorkerDied):
            jobs.deliver_all(connection, pages, settings, last_try=False)
    assert order == [SITE + "1", SITE + "2", SITE + "1"]
    jobs.deliver_all(connection, pages, settings, last_try=True)
    assert outcomes(connection) == {"heron.example": {"article": 1, "poison": 1}}


def test_each_page_is_one_line_of_the_log(
    connection: Redis,
    settings: Settings,
    cleaning: Callable[[Clean], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    cleaning(clean)
    with caplog.at_level(logging.INFO):
        jobs.deliver_all(connection, [page(body=b"listing")], settings, last_try=False)
    (line,) = [record.getMessage() for record in caplog.records if record.name == "workers.jobs"]
    assert line.startswith(f"page outcome=listing url={STORY} site=heron.example ms=")


def test_outside_a_worker_the_job_says_how_it_is_meant(settings: Settings) -> None:
    with pytest.raises(RuntimeError, match=r"enqueue\(\)"):
        jobs.clean_batch([])
