"""The worker processes: extractors loaded once, before forking, and none but our own job runs.

`rq worker` can run the same worker by hand:

    rq worker newsmill-clean --url URL --serializer json --with-scheduler \\
        --worker-class workers.worker.CleanWorker

A job may only name CLEAN_JOB. Whoever can write to the Redis could otherwise have any function of
any installed package called, as a job, a callback or a webhook.
"""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

import logging
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import redis
from rq import Worker
from rq.job import Job
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer
from rq.suspension import is_suspended
from rq.worker_pool import WorkerPool

from workers import queue
from workers.endings import end_with
from workers.logs import configure, event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rq import Queue

    from workers.settings import Settings

log = logging.getLogger(__name__)

_ENDING = (signal.SIGINT, signal.SIGTERM)
MAINTENANCE_SECONDS = 60  # how often dead workers' jobs are looked for; RQ's ten minutes are long


class ForeignJobError(Exception):
    """The job names a function that is not ours: see who else writes to this queue."""


class CleanJob(Job):
    """A job that can be nothing but CLEAN_JOB: names in it are compared, never imported."""

    success_callback = failure_callback = stopped_callback = None

    @property
    def func(self) -> Any:
        """The function to run. Raises ForeignJobError unless it is ours."""
        if self.func_name != queue.CLEAN_JOB or self.instance is not None:
            raise ForeignJobError(
                f"job {self.id} asks for {self.func_name!r}; this worker runs {queue.CLEAN_JOB}"
            )
        return super().func

    def send_webhooks(self, *_: Any, **__: Any) -> None:
        """Tell nobody: a job does not choose where this machine sends requests."""


class CleanWorker(Worker):
    """An RQ worker that runs CleanJobs, in JSON, and says in one line what failed."""

    job_class = CleanJob
    queue_class = queue.JsonQueue

    def __init__(self, queues: Iterable[Queue | str], *args: Any, **options: Any) -> None:
        options |= {
            "job_class": CleanJob,
            "queue_class": queue.JsonQueue,
            "serializer": JSONSerializer,
        }
        names = [each if isinstance(each, str) else each.name for each in queues]
        super().__init__(names, *args, **options)
        self.maintenance_interval = min(self.maintenance_interval, MAINTENANCE_SECONDS)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log a failure; its traceback is kept with the job (`newsmill status`, `rq info`)."""
        kind, fault, _ = exc_info
        event(
            log,
            "job-failed",
            logging.WARNING,
            job=job.id,
            pages=job.description,
            tries_left=job.retries_left or 0,
            fault=f"{kind.__name__}: {fault}",
        )


class _Pool(WorkerPool):
    """RQ's pool, which can be told to end at any moment, even while it starts its workers."""

    def start_worker(self, *args: Any, **options: Any) -> None:
        """Start one, signals held back until both the pool and the worker can take them."""
        if self.status == WorkerPool.Status.STOPPED:
            return
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        super().start_worker(*args, **options)
        self._install_signal_handlers()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


class PoolWorker(CleanWorker):
    """A worker of our pool: it and its scheduler end when the process that started them is gone."""

    def work(self, *args: Any, **options: Any) -> bool:
        """Work as RQ's worker does."""
        end_with(os.getppid())
        return super().work(*args, **options)

    def _start_scheduler(self, burst: bool = False, *_: Any, **__: Any) -> None:
        """As RQ's, with a scheduler that does not outlive its worker."""
        scheduler = self.scheduler = _Scheduler(
            self.queues,
            connection=self.connection,
            logging_level=logging.WARNING,
            serializer=self.serializer,
        )
        if not scheduler.acquire_locks():
            return
        if not burst:
            scheduler.start()
            return
        try:
            scheduler.register_birth()
            scheduler.enqueue_scheduled_jobs()
        finally:
            scheduler.release_locks()
            scheduler.register_death()

    def _install_signal_handlers(self) -> None:
        super()._install_signal_handlers()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


class _Scheduler(RQScheduler):
    """RQ's scheduler, which ends with its worker and not with a lost Redis."""

    def work(self) -> None:
        end_with(os.getppid())
        while not self._stop_requested:
            try:
                super().work()
            except (redis.ConnectionError, redis.TimeoutError):  # the worker logs it
                time.sleep(self.interval)

    def _install_signal_handlers(self) -> None:
        super()._install_signal_handlers()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def preload() -> None:
    """Load the job and all it needs, so that forked workers begin warm (2 s once, not a job)."""
    import workers.jobs  # noqa: F401
    from cleaner.pipeline import warm_up

    warm_up()


def work(
    connection: redis.Redis,
    settings: Settings,
    *,
    workers: int | None = None,
    burst: bool = False,
    quiet: bool = False,
) -> bool:
    """Clean what is queued, in `workers` processes (the settings' number if None).

    Returns whether a signal ended it. A line a page is logged to stderr; with `quiet` only what
    went wrong.

    With `burst`, return once nothing waits and no failed job is to be tried again; the pause before
    such a try is waited for. Otherwise work until SIGINT or SIGTERM: batches in hand are finished
    first, a second signal cuts them short and leaves them to be tried again.
    To be called in a main thread. Raises redis.RedisError if the server is gone at the start.
    """
    configure(settings.log_format, logging.WARNING if quiet else logging.INFO)
    for name in ("rq", "rq.worker"):  # the latter sets itself to INFO: five lines a job
        logging.getLogger(name).setLevel(logging.WARNING)
    preload()
    pool = _Pool(
        [queue.CLEAN],
        connection,
        num_workers=workers or settings.workers,
        worker_class=PoolWorker,
    )
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        while True:
            pool.start(burst=burst, logging_level="WARNING")
            if not burst or not _wait_for_retries(connection, pool):
                return bool(pool.status == WorkerPool.Status.STOPPED)
    finally:
        for sign, handler in handlers.items():
            signal.signal(sign, handler)


def _wait_for_retries(connection: redis.Redis, pool: WorkerPool) -> bool:
    """Whether a failed job is to be tried again; returns when workers can do it."""
    clean = queue.open_queue(connection, queue.CLEAN)
    # Who holds this lock puts due jobs on the queue; a scheduler that died holds it for a minute.
    lock = RQScheduler.get_locking_key(queue.CLEAN)
    while clean.scheduled_job_registry.count and not is_suspended(connection):
        if pool.status == WorkerPool.Status.STOPPED:
            return False
        due = clean.scheduled_job_registry.get_jobs_to_schedule()
        if clean.count or (due and not connection.exists(lock)):
            return True
        time.sleep(0.2)
    return False
