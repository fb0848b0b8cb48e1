"""The RQ queues, and how pages are put on one. Loads no extractor: jobs go by name, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rq import Queue, Retry
from rq.serializers import JSONSerializer

from workers.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from workers.page import Page

CLEAN = "newsmill-clean"
CRAWL = "newsmill-crawl"
CLEAN_JOB = "workers.jobs.clean_batch"
CRAWL_JOB = "crawler.jobs.crawl_source"
WARC_JOB = "crawler.warc_jobs.crawl_file"
JOBS = {CLEAN: (CLEAN_JOB,), CRAWL: (CRAWL_JOB, WARC_JOB)}
"""What the jobs of each queue may run, by name; a test keeps the names pointing at functions."""

DAY = 86_400
RESULT_SECONDS = DAY  # counts of outcomes, a hundred bytes: kept for a look at yesterday
FAILURE_SECONDS = 7 * DAY  # a failed batch holds its pages: a week to look at it and requeue it
RETRY_SECONDS = [2, 15]  # a lost connection heals in two seconds, a restarted server in fifteen
PAGE_SECONDS = 30  # as Settings.page_timeout
MARGIN_SECONDS = 60  # on top of the pages' own limits: loading, publishing, a slow Redis


class JsonQueue(Queue):
    """An RQ queue that speaks JSON whoever makes it: unpickling would run what a job says."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["serializer"] = JSONSerializer
        super().__init__(*args, **options)


def named(words: str) -> tuple[str, ...]:
    """The queues of a command line's "clean", "crawl" or "clean,crawl". Raises SettingsError."""
    known = {"clean": CLEAN, "crawl": CRAWL}
    wanted = [word.strip() for word in words.split(",")]
    for word in wanted:
        if word not in known:
            raise SettingsError(f"{word!r} is no queue; give clean, crawl or clean,crawl")
    return tuple(dict.fromkeys(known[word] for word in wanted))


def open_queue(connection: Redis, name: str) -> JsonQueue:
    """The queue of that name: CLEAN or CRAWL."""
    return JsonQueue(name, connection=connection)


def enqueue(
    connection: Redis,
    pages: Sequence[Page],
    *,
    page_timeout: int = PAGE_SECONDS,
    pipeline: Pipeline | None = None,
) -> str:
    """Put pages on the queue as one job and return its id. Raises redis.RedisError.

    `page_timeout` is the seconds one page may take. A failed job is tried twice more. With a
    `pipeline` the job is queued when that is executed.
    """
    job = open_queue(connection, CLEAN).enqueue_call(
        CLEAN_JOB,
        args=([page.model_dump(mode="json") for page in pages],),
        description=_describe(pages),
        timeout=page_timeout * len(pages) + MARGIN_SECONDS,
        result_ttl=RESULT_SECONDS,
        failure_ttl=FAILURE_SECONDS,
        ttl=None,  # waits for as long as there is no worker
        retry=Retry(max=len(RETRY_SECONDS), interval=RETRY_SECONDS),
        pipeline=pipeline,
    )
    return str(job.id)


def backlog(connection: Redis) -> int:
    """Jobs that wait to be cleaned."""
    return int(open_queue(connection, CLEAN).count)


def unfinished(connection: Redis) -> int:
    """Jobs that wait, run, or will be tried again: none left means all pages are accounted for.

    Jobs whose worker died are put back on the queue by this look, once their worker's time is up.
    """
    queue = open_queue(connection, CLEAN)
    queue.started_job_registry.cleanup()
    # One look at all places, or a job that moves on between two of them is missed. A worker takes a
    # job by way of the intermediate queue.
    with connection.pipeline(transaction=True) as look:
        look.llen(queue.key)
        look.llen(queue.intermediate_queue_key)
        look.zcard(queue.started_job_registry.key)
        look.zcard(queue.scheduled_job_registry.key)
        counts: list[int] = look.execute()
    return sum(counts)


def _describe(pages: Sequence[Page]) -> str:
    hosts = sorted({urlsplit(page.url).netloc for page in pages})
    more = f" and {len(hosts) - 3} more" if len(hosts) > 3 else ""  # a line, not a list
    return f"{len(pages)} page{'s' * (len(pages) != 1)} of {', '.join(hosts[:3])}{more}"
