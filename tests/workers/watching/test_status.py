import io
import json
import multiprocessing
import os
import signal
import time
from typing import Any

import pytest
from redis import Redis
from rich.console import Console
from rq.results import Result

from cleaner.article import Article
from cleaner.memory import SiteMemory
from cleaner.outcome import Outcome
from crawler.jobs import enqueue
from crawler.sample import SampleSite
from crawler.sources import Source
from tests.command import ended, newsmill, running, wait_for
from tests.workers.sample import SITE, article, page
from tests.workers.watching.test_tally import do
from workers import jobs, outbox, pool, queue, server
from workers.settings import Settings
from workers.visits import visit_key
from workers.watching import latency, tally
from workers.watching.facts import WorkerStatus
from workers.watching.status import Status, snapshot
from workers.watching.view import show_status


def test_an_empty_server_has_an_empty_status(connection: Redis) -> None:
    status = snapshot(connection)
    assert [(found.name, found.waiting) for found in status.queues] == [
        ("newsmill-clean", 0),
        ("newsmill-crawl", 0),
    ]
    assert [(found.name, found.length) for found in status.streams] == [
        ("newsmill:articles", 0),
        ("newsmill:rejected", 0),
    ]
    assert (status.workers, status.outcomes, status.failures) == ((), {}, ())


def test_queues_streams_and_outcomes_are_counted(connection: Redis) -> None:
    queue.enqueue(connection, [page()])
    outbox.publish(connection, article(), page())
    outbox.reject(connection, page(SITE), Outcome.LISTING, "31 teasers")
    status = snapshot(connection)
    assert status.queues[0].waiting == 1
    assert [stream.length for stream in status.streams] == [1, 1]
    assert status.streams[0].oldest_seconds is not None
    assert status.streams[0].oldest_seconds < 60
    assert status.outcomes == {"heron.example": {"article": 1, "listing": 1}}


def test_a_group_s_lag_and_pending_entries_are_shown(connection: Redis) -> None:
    for number in range(3):
        url = f"{SITE}{number}"
        outbox.publish(connection, article(url, body=url), page(url))
    connection.xgroup_create(outbox.ARTICLES, "search", id="0")
    for _ in range(2):
        connection.xreadgroup("search", "one", {outbox.ARTICLES: ">"}, count=1)
    entries: Any = connection.xrange(outbox.ARTICLES, count=1)
    connection.xack(outbox.ARTICLES, "search", entries[0][0])
    (group,) = snapshot(connection).streams[0].groups
    assert (group.name, group.pending, group.lag, group.consumers) == ("search", 1, 1, 1)
    assert group.behind_seconds == group.oldest_pending_seconds
    assert group.seen_seconds is not None
    assert group.seen_seconds < 10


def test_looking_does_not_change_how_long_the_client_waits(connection: Redis) -> None:
    connection.sadd("rq:workers", "rq:worker:one")
    connection.hset("rq:worker:one", mapping={"state": "idle", "pid": "7", "hostname": "mill"})
    before = dict(connection.connection_pool.connection_kwargs)
    (found,) = snapshot(connection).workers
    assert (found.name, found.state, found.host, found.pid) == ("one", "idle", "mill", 7)
    assert dict(connection.connection_pool.connection_kwargs) == before


def test_the_status_is_plain_json(connection: Redis) -> None:
    status = snapshot(connection)
    assert Status.model_validate(json.loads(status.model_dump_json())) == status


def test_what_each_worker_does_now_is_shown(
    connection: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = multiprocessing.get_context("fork").Event()

    def slow(html: str, url: str, *, memory: SiteMemory) -> tuple[Article, SiteMemory]:
        hold.wait(30)
        return article(url, body=html), memory

    monkeypatch.setattr(jobs, "clean_and_learn", slow)
    job_id = queue.enqueue(connection, [page(), page(SITE + "two")])

    def work() -> None:
        os.setpgrp()
        with server.open_server(settings) as own:
            pool.work(own, settings, workers=1, burst=True, quiet=True)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    try:
        wait_for("a busy worker", lambda: any(at_work(w) for w in snapshot(connection).workers))
        status = snapshot(connection)
        (busy,) = status.workers
        (doing,) = busy.doing
        assert (busy.state, busy.queues) == ("busy", (queue.CLEAN,))
        assert (doing.job, doing.description) == (job_id, "2 pages of heron.example")
        assert 0 <= (doing.seconds or 0.0) < 30
        assert "2 pages of heron.example on" in shown(status)
    finally:
        hold.set()
        process.join(20)
        process.kill()
    assert snapshot(connection).workers == ()


def test_a_worker_that_crawls_says_which_source(connection: Redis, settings: Settings) -> None:
    with SampleSite() as site:
        enqueue(connection, Source(url=site.url, name="courier", delay=1.0))
        with running("work", "--queues", "crawl", "--workers", "1") as process:
            wait_for("a crawl", lambda: any(w.doing for w in snapshot(connection).workers))
            (crawling,) = snapshot(connection).workers
            assert [job.description for job in crawling.doing] == ["crawl of courier"]
            process.terminate()
            ended(process)


def test_failed_jobs_are_shown_with_the_end_of_their_traceback(connection: Redis) -> None:
    crawls = queue.open_queue(connection, queue.CRAWL)
    job = crawls.enqueue_call(queue.CRAWL_JOB, description="crawl of courier")
    crawls.remove(job)
    text = "Traceback:\n  ...\nValueError: no good"
    Result.create_failure(job, ttl=900, exc_string=text)
    crawls.failed_job_registry.add(job, ttl=900, exc_string=text)
    (failure,) = snapshot(connection).failures
    assert (failure.description, failure.fault) == ("crawl of courier", "ValueError: no good")
    assert failure.seconds is not None
    assert failure.seconds < 30


def test_the_cost_of_an_article_and_of_a_known_address_is_shown(connection: Redis) -> None:
    for number in range(50):
        url = f"{SITE}{number}"
        outbox.publish(connection, article(url, body=f"{url} " * 100), page(url))
        connection.set(visit_key(url), json.dumps({"url": url, "at": 1.0, "site": "heron.example"}))
    status = snapshot(connection)
    assert 1_000 < (status.streams[0].entry_bytes or 0) < 20_000
    assert 300 < (status.server.known_url_bytes or 0) < 5_000
    assert "a known address" in shown(status)


def test_the_last_hour_and_day_are_shown_where_they_tell_more(connection: Redis) -> None:
    for ago in (0, 2 * 3_600, 20 * 3_600):
        at = time.time() - ago
        do(connection, tally.commands(site="a.example", outcome="article", event=None, at=at))
    connection.hincrby(tally.outcomes_key("a.example"), "listing", 7)
    do(connection, latency.commands({"total": 0.3}))
    lines = [" ".join(line.split()) for line in shown(snapshot(connection)).splitlines()]
    assert "a.example 10 listing 7, article 3" in lines
    assert "last day 3 article 3" in lines
    assert "last hour 1 article 1" in lines
    assert "total 1 0.38 s 0.49 s" in lines


def test_what_is_wrong_comes_first_and_all_fits_a_terminal(connection: Redis) -> None:
    many = []
    for number in range(50):
        site, at = f"a-rather-long-name-of-a-site-{number}.example", time.time()
        for outcome in Outcome:
            many += tally.commands(site=site, outcome=outcome, event=None, at=at)
    do(connection, many)
    queue.enqueue(connection, [page()])
    connection.xadd(outbox.ARTICLES, {"id": "x"}, id="1795000000000-0")
    connection.xgroup_create(outbox.ARTICLES, "a-group-with-a-long-name-too", id="0")
    text = shown(snapshot(connection), width=80)
    assert text.startswith("stuck: 1 job waits in newsmill-clean")
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "and 30 more: --json" in text


def test_a_group_s_name_stays_on_one_line_to_be_copied(connection: Redis) -> None:
    name = "postgres-db.example.org-163ba630"
    connection.xgroup_create(outbox.ARTICLES, name, id="0", mkstream=True)
    connection.xgroup_createconsumer(outbox.ARTICLES, name, "one")
    now = snapshot(connection)
    assert name in shown(now, width=80)
    (group,) = now.streams[0].groups
    long_ago = group.model_copy(update={"seen_seconds": 90.0})
    stream = now.streams[0].model_copy(update={"groups": (long_ago,)})
    server = now.server.model_copy(update={"up_seconds": 90})
    restarted = now.model_copy(update={"streams": (stream,), "server": server})
    assert "> 2 min" in shown(restarted), "seen before the server was started, nobody knows when"


def test_a_big_server_is_looked_at_in_no_time(connection: Redis) -> None:
    with connection.pipeline(transaction=False) as fill:
        for number in range(20_000):
            fill.set(visit_key(f"https://a.example/{number}"), "{}")
        fill.execute()
    begun = time.perf_counter()
    snapshot(connection)
    assert time.perf_counter() - begun < 1.0, "a look of some 5 ms, whatever there is"


def test_the_command_ends_with_1_when_something_is_stuck(connection: Redis) -> None:
    assert newsmill("status").code == 0
    queue.enqueue(connection, [page()])
    done = newsmill("status", "--json")
    assert done.code == 1
    (stuck,) = json.loads(done.out)["stuck"]
    assert (stuck["kind"], stuck["do"]) == ("no-worker", "run newsmill work")


def test_watching_prints_a_look_below_another_until_it_is_told_to_end(
    connection: Redis,
) -> None:
    with running("status", "--watch", "--json") as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        queue.enqueue(connection, [page()])
        second = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert ended(process).code == 0
    assert (first["stuck"], len(second["stuck"])) == ([], 1)


def at_work(one: WorkerStatus) -> bool:
    """Whether it has begun: RQ gives it a job first, and notes the begin a moment later."""
    return any(job.seconds is not None for job in one.doing)


def shown(status: Status, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), highlight=False)
    console.print(show_status(status))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().replace("\u00a0", " ")
