"""Pages and jobs go back on their queues: all that are meant, once, whatever ends the replay."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from cleaner.outcome import Outcome
from tests.command import ended, newsmill, running, wait_for
from tests.workers.rejected import HOUR, reject
from tests.workers.sample import SITE, STORY, page
from workers import failed_jobs, jobs, outbox, quarantine, queue, replay
from workers.page import Page
from workers.quarantine import Wanted
from workers.settings import Settings
from workers.watching import tally

if TYPE_CHECKING:
    from redis import Redis

LARK = "https://lark.example/"
ALL = Wanted()


def put_back(connection: Redis, wanted: Wanted = ALL, **given: Any) -> Counter[str]:
    options: dict[str, Any] = {"batch_pages": 10, "page_timeout": 30}
    return replay.replay(connection, wanted, **options | given)


def fetch(connection: Redis, job_id: str) -> Job:
    return Job.fetch(job_id, connection=connection, serializer=JSONSerializer)


def batches(connection: Redis) -> list[list[Page]]:
    """The pages that are queued, job by job."""
    ids = queue.open_queue(connection, queue.CLEAN).job_ids
    found = [fetch(connection, job_id).args[0] for job_id in ids]
    return [[Page.model_validate(sent) for sent in batch] for batch in found]


def counts(connection: Redis, site: str = "heron.example") -> dict[str, int]:
    return tally.outcomes(connection).get(site, {})


def failed(connection: Redis, name: str, job_id: str) -> None:
    """Let a job fail for good, as RQ's worker does."""
    job = fetch(connection, job_id)
    opened = queue.open_queue(connection, name)
    opened.remove(job_id)
    job.retries_left = 0
    job.set_status(JobStatus.FAILED)
    opened.failed_job_registry.add(job, ttl=HOUR, exc_string="ValueError: no good")


def test_a_page_goes_back_as_it_was_and_its_outcome_is_taken_back(connection: Redis) -> None:
    was = reject(connection, page(body=b"<p>One\xff</p>", etag='"x"', request="abc"))
    reject(connection, page(LARK), Outcome.DUPLICATE)
    assert counts(connection) == {"poison": 1, "duplicate": 1}
    assert put_back(connection) == {"poison": 1}
    ((again,),) = batches(connection)
    assert again == was.model_copy(update={"token": f"{was.token}_2"})
    assert counts(connection) == {"duplicate": 1}
    assert connection.xlen(outbox.REJECTED) == 1
    assert quarantine.totals(connection) == (0, 0)
    assert not connection.exists(quarantine.key_of(was.token))
    assert put_back(connection) == {}, "nothing is left to put back"


def test_what_is_put_back_is_cleaned_and_counted_anew(
    connection: Redis, settings: Settings
) -> None:
    text = b"<h1>Bridge opens</h1>" + b"<p>The bridge over the river is open again today.</p>" * 9
    reject(connection, page(body=b"<html><body>%s</body></html>" % text))
    put_back(connection)
    ((again,),) = batches(connection)
    assert jobs.deliver_all(connection, [again], settings) == [Outcome.ARTICLE]
    assert counts(connection) == {"article": 1}
    assert connection.xlen(outbox.REJECTED) == 0
    assert jobs.deliver_all(connection, [again], settings) == [Outcome.ARTICLE]
    assert counts(connection) == {"article": 1}, "a job that is tried again counts once"


def test_a_page_that_is_rejected_again_can_be_put_back_again(connection: Redis) -> None:
    was = reject(connection, page())
    for turn in (2, 3):
        assert put_back(connection) == {"poison": 1}
        (*_, (again,)) = batches(connection)
        assert again.token == f"{was.token}_{turn}"
        reject(connection, again)
        assert counts(connection) == {"poison": 1}


def test_pages_go_in_jobs_of_a_batch_the_oldest_first(connection: Redis) -> None:
    now = time.time()
    for number in range(25):
        reject(connection, page(f"{SITE}{number}"), at=now - HOUR + number)
    assert put_back(connection, limit=22) == {"poison": 22}
    queued = batches(connection)
    assert [len(batch) for batch in queued] == [10, 10, 2]
    assert [each.url for batch in queued for each in batch] == [f"{SITE}{n}" for n in range(22)]


def test_large_pages_do_not_make_one_huge_job(connection: Redis) -> None:
    for number in range(4):
        reject(connection, page(f"{SITE}{number}", body=os.urandom(2_000_000)))
    assert put_back(connection) == {"poison": 4}
    assert [len(batch) for batch in batches(connection)] == [1, 1, 1, 1]


def test_only_what_is_meant_goes_back(connection: Redis) -> None:
    now = time.time()
    reject(connection, page(STORY), at=now - 2 * HOUR)
    reject(connection, page(LARK, source=LARK), Outcome.EMPTY, at=now)
    assert replay.waiting(connection, ALL) == {"poison": 1, "empty": 1}
    assert put_back(connection, Wanted(since=now - HOUR, outcomes=["poison"])) == {}
    assert put_back(connection, Wanted(site="lark.example")) == {"empty": 1}
    assert replay.waiting(connection, ALL) == {"poison": 1}


def test_pages_whose_bytes_are_gone_are_counted(connection: Redis) -> None:
    reject(connection, page(STORY), kept=0)
    reject(connection, page(SITE), Outcome.EMPTY)
    reject(connection, page(LARK), Outcome.HTTP_ERROR)
    assert replay.without_bytes(connection, ALL) == {"poison": 1}
    assert replay.without_bytes(connection, Wanted(outcomes=["http-error"])) == {"http-error": 1}
    assert replay.without_bytes(connection, Wanted(since=time.time() + 9)) == {}


def test_many_entries_without_bytes_are_read_through(connection: Redis) -> None:
    with connection.pipeline(transaction=False) as pipeline:
        for number in range(2_500):
            entry: Any = {"outcome": "poison", "site": "heron.example", "token": str(number)}
            pipeline.xadd(outbox.REJECTED, entry)
        pipeline.execute()
    assert replay.without_bytes(connection, ALL) == {"poison": 2_500}


def test_a_page_that_others_take_meanwhile_is_left_to_them(connection: Redis) -> None:
    kept = [reject(connection, page(f"{SITE}{number}")) for number in range(3)]
    batch = list(quarantine.listed(connection))
    quarantine.drop(connection, [kept[1].token])
    done = replay._put_back(connection, batch, 30)
    assert [each.token for each in done] == [kept[0].token, kept[2].token]
    assert counts(connection) == {"poison": 1}, "of what was dropped the outcome stays"
    assert replay._put_back(connection, batch, 30) == []


def test_a_replay_killed_at_any_moment_loses_and_doubles_nothing(connection: Redis) -> None:
    pages, now = 3_000, time.time()
    wanted = {f"{SITE}{number}" for number in range(pages)}
    for number in range(pages):
        reject(connection, page(f"{SITE}{number}"), at=now - HOUR + number)
    for kill in range(1, 4):
        with running("replay", "--outcome", "poison", BATCH_PAGES="3") as process:
            wait_for("progress", lambda: queue.backlog(connection) > 200 * kill)  # noqa: B023
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    queued = Counter(each.url for batch in batches(connection) for each in batch)
    left = Counter(kept.url for kept in quarantine.listed(connection))
    assert queued and left, "it was killed in the middle"
    assert queued + left == Counter(wanted)
    assert counts(connection) == {"poison": left.total()}
    assert connection.xlen(outbox.REJECTED) == left.total()

    with running("replay", "--outcome", "poison") as one, running("replay", "--site", SITE) as two:
        codes = {ended(each).code for each in (one, two)}
    assert codes <= {0, 3}
    assert Counter(each.url for batch in batches(connection) for each in batch) == Counter(wanted)
    assert counts(connection) == {}


def test_a_failed_job_goes_back_with_all_its_tries(connection: Redis) -> None:
    job_id = queue.enqueue(connection, [page(), page(LARK, source=LARK)])
    fresh = fetch(connection, job_id).retries_left
    failed(connection, queue.CLEAN, job_id)
    assert failed_jobs.waiting(connection) == {queue.CLEAN: 1}
    assert failed_jobs.waiting(connection, site="wren.example") == {}
    assert failed_jobs.waiting(connection, since=time.time() + 9) == {}
    assert failed_jobs.replay_failed(connection, site="lark.example") == {queue.CLEAN: 1}
    job = fetch(connection, job_id)
    assert (job.retries_left, job.is_queued) == (fresh, True)
    assert connection.ttl(job.key) == -1, "it waits for as long as there is no worker"
    assert queue.backlog(connection) == 1
    assert failed_jobs.replay_failed(connection) == {}
    assert queue.open_queue(connection, queue.CLEAN).failed_job_registry.count == 0


def test_a_failed_job_of_another_function_is_left_alone(connection: Redis) -> None:
    opened = queue.open_queue(connection, queue.CRAWL)
    job = opened.enqueue_call("os.getcwd")
    failed(connection, queue.CRAWL, job.id)
    assert failed_jobs.replay_failed(connection) == {}
    assert queue.open_queue(connection, queue.CRAWL).count == 0


def test_the_verb_says_what_there_is_and_what_it_did(connection: Redis) -> None:
    done = newsmill("replay")
    assert (done.code, "nothing is there" in done.lines[0]) == (2, True)
    for number in range(2):
        reject(connection, page(f"{SITE}{number}"))
    reject(connection, page(LARK), kept=0)
    failed(connection, queue.CLEAN, queue.enqueue(connection, [page()]))
    done = newsmill("replay")
    assert done.code == 2
    assert "--outcome poison (2 pages), --failed (1 job)" in done.lines[0]

    done = newsmill("replay", "--outcome", "poison", "--failed", "--dry-run")
    assert done.code == 0
    assert "2 poison pages would be put back\n" in done.out
    assert queue.backlog(connection) == 0
    done = newsmill("replay", "--outcome", "poison", "--failed", "--since", "1h")
    assert done.out == "2 poison pages put back\n1 newsmill-clean job put back\n"
    assert done.lines[0].startswith("1 poison page without bytes")
    done = newsmill("replay", "--outcome", "poison")
    assert (done.code, done.lines[-1]) == (3, "nothing to put back")


@pytest.mark.parametrize("words", [["--since", "yesterday"], ["--outcome", "poisson"]])
def test_a_filter_that_is_none_is_a_usage_error(words: list[str], connection: Redis) -> None:
    reject(connection, page())
    assert newsmill("replay", *words).code == 2
    assert replay.waiting(connection, ALL) == {"poison": 1}
