"""A look at the queues, the workers with what each does, and the jobs that failed."""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE
from rq.job import Job
from rq.worker import Worker

from workers import queue
from workers.watching.facts import Failure, JobStatus, QueueStatus, WorkerStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis

FAILURES_SHOWN = 5  # the newest; one cause usually explains them all
OVERDUE_SECONDS = 120  # a scheduler looks every second; one that was killed is replaced in a minute


def tidy(connection: Redis) -> None:
    """Put jobs whose worker died back on their queue."""
    for name in (queue.CLEAN, queue.CRAWL):
        queue.open_queue(connection, name).started_job_registry.cleanup()


def queues(connection: Redis, now: float) -> tuple[QueueStatus, ...]:
    """Both queues."""
    return tuple(_queue(connection, name, now) for name in (queue.CLEAN, queue.CRAWL))


def workers(connection: Redis, now: float) -> tuple[WorkerStatus, ...]:
    """The workers that live, by name, with the jobs that they have in hand."""
    # Read as plain hashes: a Worker object would set this client's socket timeout to minutes.
    prefix = Worker.redis_worker_namespace_prefix
    keys = sorted(Worker.all_keys(connection))
    names = [key.removeprefix(prefix) for key in keys]
    with connection.pipeline(transaction=False) as look:
        for key, name in zip(keys, names, strict=True):
            look.hgetall(key)
            look.smembers(WORKER_EXECUTIONS_KEY_TEMPLATE.format(name))
        found = look.execute()
    in_hand = [_job_ids(each) for each in found[1::2]]
    known = _jobs(connection, [job for jobs in in_hand for job in jobs], now)
    return tuple(
        _worker(name, record, [known[job] for job in jobs], now)
        for name, record, jobs in zip(names, found[0::2], in_hand, strict=True)
        if record and b"death" not in record
    )


def failures(connection: Redis, now: float) -> tuple[Failure, ...]:
    """The newest jobs that failed, and why."""
    failures = []
    for name in (queue.CLEAN, queue.CRAWL):
        opened = queue.open_queue(connection, name)
        for job_id in opened.failed_job_registry.get_job_ids(
            0, FAILURES_SHOWN - 1, desc=True, cleanup=False
        ):
            job = opened.fetch_job(job_id)
            if job is not None:
                result = job.latest_result()
                lines = ((result.exc_string if result else "") or "").strip().splitlines()
                ended = job.ended_at or (result.created_at if result else None)
                failures.append(
                    Failure(
                        job=job_id,
                        description=job.description or "",
                        fault=lines[-1] if lines else "no word of it",
                        seconds=round(max(0.0, now - ended.timestamp()), 1) if ended else None,
                    )
                )
    return tuple(failures)


def _queue(connection: Redis, name: str, now: float) -> QueueStatus:
    opened = queue.open_queue(connection, name)
    scheduled, finished = opened.scheduled_job_registry, opened.finished_job_registry
    # Not by RQ's own counts: these tidy up first, which a server in trouble refuses.
    with connection.pipeline(transaction=True) as look:
        look.llen(opened.key)
        look.zcard(opened.started_job_registry.key)
        # By when they go; RQ notes -1 of those that are kept for good, as failed pages are.
        look.zcount(opened.failed_job_registry.key, "-inf", "(0")
        look.zcount(opened.failed_job_registry.key, now, "+inf")
        look.zcard(scheduled.key)
        look.zcount(scheduled.key, "-inf", now - OVERDUE_SECONDS)
        look.lindex(opened.key, 0)
        look.zrange(finished.key, -1, -1, withscores=True)
        waiting, started, kept, failed, later, overdue, first, last = look.execute()
    # What is done is kept for so long, and is listed by when that ends.
    kept_for = queue.CLEANED_SECONDS if name == queue.CLEAN else queue.RESULT_SECONDS
    done = round(max(0.0, now - (last[0][1] - kept_for)), 1) if last else None
    return QueueStatus(
        name=name,
        waiting=waiting,
        started=started,
        failed=kept + failed,
        scheduled=later,
        overdue=overdue,
        oldest_waiting_seconds=_waiting_since(connection, first, now),
        finished_seconds=done,
    )


def _waiting_since(connection: Redis, job_id: bytes | None, now: float) -> float | None:
    if job_id is None:
        return None
    return _age(connection.hget(Job.key_for(job_id.decode()), "enqueued_at"), now)


def _worker(
    name: str, record: dict[bytes, bytes], doing: Iterable[JobStatus], now: float
) -> WorkerStatus:
    told = {field.decode(): value.decode() for field, value in record.items()}
    doing = tuple(doing)
    return WorkerStatus(
        name=name,
        state=told.get("state", "?"),
        host=told.get("hostname", ""),
        pid=int(told["pid"]) if told.get("pid") else None,
        jobs=tuple(each.job for each in doing),
        queues=tuple(filter(None, told.get("queues", "").split(","))),
        doing=doing,
        seen_seconds=_age(told.get("last_heartbeat"), now),
    )


def _job_ids(executions: Iterable[bytes]) -> list[str]:
    return sorted(each.decode().partition(":")[0] for each in executions)


def _jobs(connection: Redis, job_ids: list[str], now: float) -> dict[str, JobStatus]:
    with connection.pipeline(transaction=False) as look:
        for job_id in job_ids:
            look.hmget(Job.key_for(job_id), "description", "started_at")
        found: list[Any] = look.execute()
    return {
        job_id: JobStatus(job=job_id, description=(told or b"").decode(), seconds=_age(at, now))
        for job_id, (told, at) in zip(job_ids, found, strict=True)
    }


def _age(moment: object, now: float) -> float | None:
    """The seconds since a moment as RQ writes it, ISO 8601 in UTC."""
    text = moment.decode() if isinstance(moment, bytes) else moment
    if not isinstance(text, str) or not text:
        return None
    at = datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    return round(max(0.0, now - at.timestamp()), 1)
