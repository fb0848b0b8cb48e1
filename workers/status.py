"""How things stand: queues, workers, streams and their readers, outcomes by site, failed jobs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE
from rq.worker import Worker

from workers import outbox, queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis import Redis

FAILURES_SHOWN = 5  # the newest; one cause usually explains them all


class Part(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True)


class QueueStatus(Part):
    """Jobs of a queue: waiting, being worked on, failed for good, and to be tried again."""

    name: str
    waiting: int
    started: int
    failed: int
    scheduled: int


class WorkerStatus(Part):
    """A worker: idle, busy, suspended; and the ids of the jobs that it has in hand."""

    name: str
    state: str
    host: str
    pid: int | None
    jobs: tuple[str, ...]


class GroupStatus(Part):
    """A consumer group: entries it has not been given (`lag`, null if the server cannot tell).

    `pending` are those given out and not acknowledged.
    """

    name: str
    consumers: int
    pending: int
    lag: int | None


class StreamStatus(Part):
    """A stream, with the ages of its oldest and newest entry in seconds, null if it is empty."""

    name: str
    length: int
    oldest_seconds: float | None
    newest_seconds: float | None
    groups: tuple[GroupStatus, ...]


class Failure(Part):
    """A job that failed for good: what it was, and the last line of its traceback."""

    job: str
    description: str
    fault: str


class Status(Part):
    """A snapshot. `outcomes` holds, by site, the count of pages by outcome."""

    queues: tuple[QueueStatus, ...]
    workers: tuple[WorkerStatus, ...]
    streams: tuple[StreamStatus, ...]
    outcomes: dict[str, dict[str, int]]
    failures: tuple[Failure, ...]


def snapshot(connection: Redis) -> Status:
    """How things stand now. Jobs whose worker died are put back on their queue by this look.

    Raises redis.RedisError.
    """
    return Status(
        queues=tuple(_queue(connection, name) for name in (queue.CLEAN, queue.CRAWL)),
        workers=_workers(connection),
        streams=tuple(_stream(connection, name) for name in (outbox.ARTICLES, outbox.REJECTED)),
        outcomes=outcomes(connection),
        failures=_failures(connection),
    )


def outcomes(connection: Redis) -> dict[str, dict[str, int]]:
    """The count of pages by outcome, by site."""
    sites: Any = connection.smembers(outbox.SITES)
    counts: dict[str, dict[str, int]] = {}
    for site in sorted(site.decode() for site in sites):
        found: Any = connection.hgetall(outbox.outcomes_key(site))
        counts[site] = {name.decode(): int(count) for name, count in sorted(found.items())}
    return counts


def _queue(connection: Redis, name: str) -> QueueStatus:
    opened = queue.open_queue(connection, name)
    return QueueStatus(
        name=name,
        waiting=opened.count,
        started=opened.started_job_registry.count,
        failed=opened.failed_job_registry.count,
        scheduled=opened.scheduled_job_registry.count,
    )


def _workers(connection: Redis) -> tuple[WorkerStatus, ...]:
    # Read as plain hashes: a Worker object would set this client's socket timeout to minutes.
    found = []
    prefix = Worker.redis_worker_namespace_prefix
    for key in sorted(Worker.all_keys(connection)):
        name = key.removeprefix(prefix)
        record: Any = connection.hgetall(key)
        if not record or b"death" in record:
            continue
        jobs: Any = connection.smembers(WORKER_EXECUTIONS_KEY_TEMPLATE.format(name))
        pid = record.get(b"pid", b"").decode()
        found.append(
            WorkerStatus(
                name=name,
                state=record.get(b"state", b"?").decode(),
                host=record.get(b"hostname", b"").decode(),
                pid=int(pid) if pid else None,
                jobs=tuple(sorted(job.decode().partition(":")[0] for job in jobs)),
            )
        )
    return tuple(found)


def _stream(connection: Redis, name: str) -> StreamStatus:
    if not connection.exists(name):
        return StreamStatus(
            name=name, length=0, oldest_seconds=None, newest_seconds=None, groups=()
        )
    oldest: Any = connection.xrange(name, count=1)
    newest: Any = connection.xrevrange(name, count=1)
    groups: Any = connection.xinfo_groups(name)
    return StreamStatus(
        name=name,
        length=connection.xlen(name),
        oldest_seconds=_age(oldest),
        newest_seconds=_age(newest),
        groups=tuple(_group(group) for group in groups),
    )


def _group(group: Mapping[str, Any]) -> GroupStatus:
    return GroupStatus(
        name=group["name"].decode(),
        consumers=group["consumers"],
        pending=group["pending"],
        lag=group.get("lag"),
    )


def _age(entries: list[tuple[bytes, object]]) -> float | None:
    if not entries:
        return None
    made = int(entries[0][0].partition(b"-")[0]) / 1000
    return round(max(0.0, time.time() - made), 1)


def _failures(connection: Redis) -> tuple[Failure, ...]:
    failures = []
    for name in (queue.CLEAN, queue.CRAWL):
        opened = queue.open_queue(connection, name)
        for job_id in opened.failed_job_registry.get_job_ids(0, FAILURES_SHOWN - 1, desc=True):
            job = opened.fetch_job(job_id)
            if job is not None:
                result = job.latest_result()
                lines = ((result.exc_string if result else "") or "").strip().splitlines()
                fault = lines[-1] if lines else "no word of it"
                failures.append(Failure(job=job_id, description=job.description or "", fault=fault))
    return tuple(failures)
