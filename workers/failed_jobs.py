"""Failed jobs: what could not be done however often it was tried, back on its queue."""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from redis.exceptions import WatchError
from rq.exceptions import DeserializationError, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from workers import queue
from workers.outbox import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis

_CRAWL_TRIES = 2  # where the waits do not say how often: as crawler.jobs has it
_ROUNDS = 100  # each means that another job failed or went back meanwhile


def failed(connection: Redis, *, site: str = "", since: float = 0.0) -> Iterator[Job]:
    """The failed jobs of ours on either queue, those of a site or since a time (unix seconds) only.

    A batch is of a site if one of its pages is. What names no site, as an archive, is of none.
    """
    for name in queue.JOBS:
        registry = queue.open_queue(connection, name).failed_job_registry
        for job_id in registry.get_job_ids():
            try:
                job = Job.fetch(job_id, connection=connection, serializer=JSONSerializer)
                ours = job.func_name in queue.JOBS[name]
            except (NoSuchJobError, DeserializationError):  # gone meanwhile, or nothing of ours
                continue
            ended = job.ended_at or job.enqueued_at or job.created_at
            if ours and (not site or site in sites_of(job)) and ended.timestamp() >= since:
                yield job


def waiting(
    connection: Redis, *, site: str = "", since: float = 0.0, limit: int | None = None
) -> Counter[str]:
    """How many jobs `replay_failed` would put back now, by queue."""
    found = islice(failed(connection, site=site, since=since), limit)
    return Counter(job.origin for job in found)


def replay_failed(
    connection: Redis, *, site: str = "", since: float = 0.0, limit: int | None = None
) -> Counter[str]:
    """Put failed jobs back on their queues with all their tries; how many on which.

    Of a batch of pages, those that were counted are not counted again. Raises redis.RedisError.
    """
    done: Counter[str] = Counter()
    for job in failed(connection, site=site, since=since):
        if limit is not None and done.total() >= limit:
            break
        done[job.origin] += _put_back(connection, job)
    return done


def sites_of(job: Job) -> set[str]:
    """The sites that a job is about, as outbox.site_of writes them."""
    told = job.args[0] if job.args else None
    parts: list[Any] = told if isinstance(told, list) else [told]
    urls = [part.get("source") or part.get("url") for part in parts if isinstance(part, dict)]
    return {site_of(url) for url in urls if isinstance(url, str)} - {""}


def _put_back(connection: Redis, job: Job) -> bool:
    """Whether this was who put it back, in one transaction. RQ's own requeue has a gap in it."""
    opened = queue.open_queue(connection, job.origin)
    registry = opened.failed_job_registry
    job.retries_left = _tries(job)
    job.number_of_retries = None if job.number_of_retries is None else 0
    job.started_at = job.ended_at = None
    job._exc_info = ""
    for _ in range(_ROUNDS):
        with connection.pipeline(transaction=True) as step:
            step.watch(registry.key, job.key)
            found: Any = (step.zscore(registry.key, job.id), step.exists(job.key))
            if None in found or 0 in found:
                return False
            step.multi()
            step.zrem(registry.key, job.id)
            opened.enqueue_job(job, pipeline=step)
            step.persist(job.key)  # a failed job may have a time to live, a waiting one has none
            try:
                step.execute()
            except WatchError:
                continue
            return True
    raise RuntimeError("jobs fail faster than they are put back: see newsmill status")


def _tries(job: Job) -> int:
    """How often a job is tried again, as when it was new."""
    if job.func_name == queue.CLEAN_JOB:
        return len(job.args[0]) + queue.TRIES_MORE
    return max(len(job.retry_intervals or ()), _CRAWL_TRIES)
