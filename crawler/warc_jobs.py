"""Archives as RQ jobs: each file is one, so that many machines share a month."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from typing import TYPE_CHECKING, Any

from rq import Retry, get_current_job
from rq.exceptions import DuplicateJobError
from rq.job import JobStatus

from crawler.crawl import read_archives
from crawler.lock import LEASE_SECONDS
from workers import queue, settings
from workers.endings import end_with
from workers.logs import event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from redis import Redis

log = logging.getLogger(__name__)

_TIMEOUT = 86_400  # seconds: 40,000 pages of a file wait for workers that clean one a second
_KEPT = 7 * queue.DAY  # so long a listing that is queued again skips the files that were read
# A job that was killed holds its file's lock for a while; then a server's pause, and its night.
_RETRY_SECONDS = [int(LEASE_SECONDS) + 20, 600, 3600]
_READ = ("finished", "damaged")  # a damaged file stays so: another try gives nothing more
_GIVEN_UP = (JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED)


class FileUnreadError(RuntimeError):
    """The file was not read to its end: try the job again, which counts no page twice."""


def enqueue_files(connection: Redis, files: Sequence[str], options: Mapping[str, Any]) -> int:
    """Queue a job for each file, and return how many there were to queue.

    A file whose job waits, runs or is done, with these very `options`, is left alone, and one whose
    job was given up gets another. `options` are WarcSpider's, as JSON has them. Raises
    redis.RedisError.
    """
    return sum(_enqueue(connection, file, options) for file in files)


def crawl_file(file: str, options: dict[str, Any]) -> dict[str, Any] | Retry:
    """Read one file and hand its pages over; the report as JSON comes back.

    A job that is ended together with its worker is queued again. Raises FileUnreadError when the
    file or the queue could not be had until the end.
    """
    job = get_current_job()
    if job is None:
        raise RuntimeError("crawl_file runs as an RQ job: use newsmill warc --enqueue")
    end_with(os.getppid())  # not to read on when the worker was killed and others take this up
    report = read_archives([file], options, settings=settings.load(), connection=job.connection)
    (one,) = report.sources
    level = logging.WARNING if one.exit_code else logging.INFO
    numbers = {"found": one.found, "handed_over": one.handed_over, "seconds": round(one.seconds)}
    event(log, "warc", level, file=file, ended=one.finish_reason, exit=one.exit_code, **numbers)
    if one.stopped:
        return Retry(max=len(_RETRY_SECONDS))
    if one.finish_reason not in _READ or one.lost:
        raise FileUnreadError(f"{file}: {one.finish_reason}: {one}")
    return one.as_dict()


def _enqueue(connection: Redis, file: str, options: Mapping[str, Any]) -> bool:
    crawls = queue.open_queue(connection, queue.CRAWL)
    identity = json.dumps([file, options], sort_keys=True)
    job_id = f"warc-{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
    known = crawls.fetch_job(job_id)
    if known is not None and known.get_status() in _GIVEN_UP:
        known.delete()
    try:
        crawls.enqueue_call(
            queue.WARC_JOB,
            args=(file, dict(options)),
            job_id=job_id,
            unique=True,
            description=f"warc {file}",
            timeout=_TIMEOUT,
            result_ttl=_KEPT,
            failure_ttl=_KEPT,
            ttl=None,  # waits for as long as there is no worker
            retry=Retry(max=len(_RETRY_SECONDS), interval=_RETRY_SECONDS),
        )
    except DuplicateJobError:
        return False
    return True
