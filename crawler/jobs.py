"""A crawl as an RQ job: `newsmill schedule` queues it, `newsmill work --queues crawl` runs it."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rq import Retry, get_current_job
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from crawler.crawl import crawl
from crawler.lock import LEASE_SECONDS
from crawler.sources import Source
from workers import queue
from workers.endings import end_with
from workers.logs import event
from workers.settings import load

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

# A pass ends after a day, and the next one goes on where it was: at one page a second that is
# 86,000 pages, the archive of a large site in a few passes.
PASS_SECONDS = queue.DAY
TRIES_MORE = 2  # after a fault or the end of a worker; then the source's next turn takes it up
# A crawl that was killed holds its source's lock so long; sooner it would only be skipped.
RETRY_SECONDS = int(LEASE_SECONDS) + 20


def enqueue(connection: Redis, source: Source) -> str | None:
    """Queue a crawl of `source`, and return the job's id; None if one waits or runs already.

    Raises redis.RedisError.
    """
    crawls = queue.open_queue(connection, queue.CRAWL)
    for _ in range(2):
        try:
            job = crawls.enqueue_call(
                queue.CRAWL_JOB,
                args=(source.model_dump(mode="json"),),
                job_id=job_id(source),
                unique=True,
                description=f"crawl of {source.title}",
                timeout=PASS_SECONDS + queue.MARGIN_SECONDS,
                result_ttl=queue.RESULT_SECONDS,
                failure_ttl=queue.FAILURE_SECONDS,
                ttl=None,  # waits for as long as there is no worker
                retry=Retry(max=TRIES_MORE, interval=RETRY_SECONDS),
            )
        except DuplicateJobError:
            if not _forget_ended(connection, job_id(source)):
                return None
        else:
            return str(job.id)
    return None  # another scheduler was quicker


def job_id(source: Source) -> str:
    """The one id of all jobs that crawl `source`: legible, and its own."""
    known = json.dumps([source.name, source.url])
    digest = hashlib.sha256(known.encode()).hexdigest()[:10]
    words = re.sub(r"[^a-z0-9]+", "-", source.title.lower()).strip("-")
    return f"crawl-{words[:40]}-{digest}"


def crawl_source(source: dict[str, Any]) -> dict[str, Any] | Retry:
    """Crawl one source, given as a Source's fields; its report as JSON has it.

    A crawl that is ended together with its worker is queued again. Raises
    redis.RedisError and other faults; then RQ tries again.
    """
    job = get_current_job()
    if job is None:
        raise RuntimeError("crawl_source runs as an RQ job: queue a source with enqueue()")
    end_with(os.getppid())  # not to crawl on when the worker was killed and others take this up
    report = crawl(
        [Source.model_validate(source)],
        settings=load(),
        connection=job.connection,
        max_seconds=PASS_SECONDS,
    )
    (one,) = report.sources
    event(
        log,
        "crawl",
        logging.WARNING if one.exit_code else logging.INFO,
        source=one.name,
        ended=one.finish_reason,
        exit=one.exit_code,
        found=one.found,
        fetched=one.fetched,
        handed_over=one.handed_over,
        failed=one.failed,
        seconds=round(one.seconds),
    )
    # The worker was told to end: another one goes on at once.
    return Retry(max=TRIES_MORE) if one.stopped else one.as_dict()


def _forget_ended(connection: Redis, known: str) -> bool:
    """Delete a job that has ended; False if it waits, runs, or is to be tried again."""
    with suppress(NoSuchJobError):
        job = Job.fetch(known, connection=connection, serializer=JSONSerializer)
        status = job.get_status()
        if not (job.is_finished or job.is_failed or job.is_stopped or job.is_canceled):
            log.debug("%s is %s", known, status)
            return False
        job.delete()
    return True
