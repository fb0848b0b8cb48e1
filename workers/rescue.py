"""Jobs that fell between RQ's lists, because a worker or the server died at the wrong moment.

RQ puts back what a dead worker had started. But it writes a job's status and its place in two
steps, and who is killed between them leaves a job that is in no list and that nobody will ever do.
newsmill:jobs (queue.py) names all jobs with pages to settle, so such a one can be found.
"""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from rq.job import JobStatus

from workers.logs import event
from workers.queue import CLEAN, PENDING, JsonQueue, open_queue

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

GRACE_SECONDS = 5  # a job is named a moment before it is queued
LOCK_KEY = "newsmill:rescue"
LOCK_SECONDS = 10  # one at a time: two would queue a job twice


def rescue(connection: Redis) -> int:
    """Put back on the queue what dead workers left and what no list holds; how many of the latter.

    Raises redis.RedisError.
    """
    queue = open_queue(connection, CLEAN)
    queue.started_job_registry.cleanup()
    queue.intermediate_queue.cleanup(None, queue)
    pending: Any = connection.zrangebyscore(PENDING, "-inf", time.time() - GRACE_SECONDS)
    if not pending or not connection.set(LOCK_KEY, 1, nx=True, ex=LOCK_SECONDS):
        return 0
    try:
        held = _held(queue)
        lost = [job_id.decode() for job_id in pending if job_id not in held]
        return sum(_put_back(queue, job_id) for job_id in lost)
    finally:
        connection.delete(LOCK_KEY)


def unfinished(connection: Redis) -> int:
    """Jobs that wait, run, or will be tried again: none left means all pages are accounted for.

    Jobs whose worker died are put back on the queue by this look, once their worker's time is up.
    """
    rescue(connection)
    queue = open_queue(connection, CLEAN)
    # One look at all places, or a job that moves on between two of them is missed. A worker takes a
    # job by way of the intermediate queue.
    with connection.pipeline(transaction=True) as look:
        look.llen(queue.key)
        look.llen(queue.intermediate_queue_key)
        look.zcard(queue.started_job_registry.key)
        look.zcard(queue.scheduled_job_registry.key)
        counts: list[int] = look.execute()
    return sum(counts)


def _held(queue: JsonQueue) -> set[bytes]:
    """The ids of all jobs that some list of the queue holds, at one moment."""
    with queue.connection.pipeline(transaction=True) as look:
        look.lrange(queue.key, 0, -1)
        look.lrange(queue.intermediate_queue_key, 0, -1)
        look.zrange(queue.scheduled_job_registry.key, 0, -1)
        look.zrange(queue.failed_job_registry.key, 0, -1)
        look.zrange(queue.started_job_registry.key, 0, -1)
        *lists, started = look.execute()
    held = {job_id for each in lists for job_id in each}
    return held | {execution.partition(b":")[0] for execution in started}


def _put_back(queue: JsonQueue, job_id: str) -> bool:
    job = queue.fetch_job(job_id)
    if job is None or job.get_status() == JobStatus.FINISHED:
        queue.connection.zrem(PENDING, job_id)  # somebody emptied the queue, or it is done
        return False
    if queue.connection.zscore(PENDING, job_id) is None:  # settled since the list was read
        return False
    with queue.connection.pipeline(transaction=True) as step:
        job.set_status(JobStatus.QUEUED, pipeline=step)
        queue.push_job_id(job_id, pipeline=step)
        step.execute()
    event(log, "job-rescued", logging.WARNING, job=job_id, pages=job.description)
    return True
