"""The RQ queues, and how pages are put on one. Loads no extractor: jobs go by name, as JSON.

newsmill:jobs   sorted set: the id of each job with pages that are not all settled -> unix
                seconds of when it was queued; rescue.py looks after them
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rq import Queue, Retry
from rq.exceptions import DuplicateJobError
from rq.intermediate_queue import IntermediateQueue
from rq.serializers import JSONSerializer

from workers.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from workers.page import Page

CLEAN = "newsmill-clean"
CRAWL = "newsmill-crawl"
PENDING = "newsmill:jobs"
CLEAN_JOB = "workers.jobs.clean_batch"
CRAWL_JOB = "crawler.jobs.crawl_source"
WARC_JOB = "crawler.warc_jobs.crawl_file"
SUBMIT_JOB = "crawler.submit.fetch_url"
JOBS = {CLEAN: (CLEAN_JOB,), CRAWL: (CRAWL_JOB, WARC_JOB, SUBMIT_JOB)}
"""What the jobs of each queue may run, by name; a test keeps the names pointing at functions."""

DAY = 86_400
RESULT_SECONDS = DAY  # of a crawl, for a look at yesterday
CLEANED_SECONDS = 3_600  # of a batch: some 6 KB, which at a page a second are 2 MB an hour
FAILURE_SECONDS = 7 * DAY  # a failed crawl is taken up by the source's next turn
FOR_EVER = -1  # a failed batch holds pages that have no outcome: `newsmill replay --failed`
# A page that ends its worker is set aside at the next try, so a batch needs a try for each of its
# pages, and these on top for workers that are killed. A try follows at once: to wait would take a
# scheduler, and one that was killed is missed for a minute.
TRIES_MORE = 10
PAGE_SECONDS = 30  # as Settings.page_timeout
MARGIN_SECONDS = 60  # on top of the pages' own limits: loading, publishing, a slow Redis


STUCK_SECONDS = 10  # a job is between two lists for a round trip, unless its worker died there
MAINTENANCE_LOCK_SECONDS = 30  # maintenance takes one; who is killed in it must not hold it long
_PUT_BACK = """
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
return redis.call('LPUSH', KEYS[2], ARGV[1])
"""


class _Between(IntermediateQueue):
    """Where a job is while a worker takes it off its queue."""

    def cleanup(self, worker: object, queue: Queue) -> None:
        """Put jobs back whose worker died there; RQ's own waits for a minute and counts a try."""
        for job_id in self.get_job_ids():
            if job_id in queue.started_job_registry or self.set_first_seen(job_id):
                continue
            seen = self.get_first_seen(job_id)
            if seen and time.time() - seen.timestamp() > STUCK_SECONDS:
                put_back = self.connection.register_script(_PUT_BACK)
                put_back(keys=[self.key, queue.key], args=[job_id])
                self.connection.delete(self.get_first_seen_key(job_id))


class JsonQueue(Queue):
    """An RQ queue that speaks JSON whoever makes it: unpickling would run what a job says.

    What dead workers left is found sooner than by RQ's own, which takes minutes.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        options["serializer"] = JSONSerializer
        super().__init__(*args, **options)

    @property
    def intermediate_queue(self) -> _Between:
        """Where a job is while a worker takes it."""
        return _Between(self.key, connection=self.connection)

    def acquire_maintenance_lock(self) -> bool:
        """Whether this worker is the one to look after the queue now."""
        key, seconds = self.registry_cleaning_key, MAINTENANCE_LOCK_SECONDS
        return bool(self.connection.set(key, 1, nx=True, ex=seconds))


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

    `page_timeout` is the seconds one page may take. With a `pipeline` the job is queued when that
    is executed.
    """
    if pipeline is not None:
        return _enqueue(connection, pages, page_timeout, pipeline)
    with connection.pipeline(transaction=True) as step:
        job_id = _enqueue(connection, pages, page_timeout, step)
        step.execute()
    return job_id


def enqueue_alone(connection: Redis, page: Page, *, page_timeout: int = PAGE_SECONDS) -> None:
    """Give a page a job of its own, unless it has one. Raises redis.RedisError."""
    job_id = alone_id(page)
    connection.zadd(PENDING, {job_id: time.time()}, nx=True)
    try:
        open_queue(connection, CLEAN).enqueue_call(
            **_call([page], page_timeout), job_id=job_id, unique=True
        )
    except DuplicateJobError:
        return


def alone_id(page: Page) -> str:
    """The id of the page's own job, if it gets one."""
    return f"page-{page.token}"


def settled(connection: Redis, job_id: str) -> None:
    """Say that all pages of the job have their outcome, or a job of their own."""
    connection.zrem(PENDING, job_id)


def _enqueue(
    connection: Redis, pages: Sequence[Page], page_timeout: int, pipeline: Pipeline
) -> str:
    queue = open_queue(connection, CLEAN)
    job = queue.enqueue_call(**_call(pages, page_timeout), pipeline=pipeline)
    pipeline.zadd(PENDING, {job.id: time.time()})
    return str(job.id)


def _call(pages: Sequence[Page], page_timeout: int) -> dict[str, Any]:
    """What a job for these pages is, every lifetime spelled out."""
    return {
        "func": CLEAN_JOB,
        "args": ([page.model_dump(mode="json") for page in pages],),
        "description": _describe(pages),
        "timeout": page_timeout * len(pages) + MARGIN_SECONDS,
        "result_ttl": CLEANED_SECONDS,
        "failure_ttl": FOR_EVER,
        "ttl": None,  # waits for as long as there is no worker
        "retry": Retry(max=len(pages) + TRIES_MORE),
    }


def backlog(connection: Redis) -> int:
    """Jobs that wait to be cleaned."""
    return int(open_queue(connection, CLEAN).count)


def _describe(pages: Sequence[Page]) -> str:
    hosts = sorted({_host(page.url) for page in pages})
    more = f" and {len(hosts) - 3} more" if len(hosts) > 3 else ""  # a line, not a list
    return f"{len(pages)} page{'s' * (len(pages) != 1)} of {', '.join(hosts[:3])}{more}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # "http://[": the workers are to say what becomes of it, and of its mates
        return ""
