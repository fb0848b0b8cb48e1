"""The worker: none but our jobs run, and what dead workers left is found soon. See pool.py.

`rq worker` can run the same worker by hand:

    rq worker newsmill-clean --url URL --serializer json --with-scheduler \\
        --worker-class workers.worker.MillWorker

A job may only name what queue.JOBS lists for its queue. Whoever can write to the Redis could
otherwise have any function of any installed package called, as a job, a callback or a webhook.
"""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

import contextlib
import logging
import os
import signal
from typing import TYPE_CHECKING, Any

import redis
from rq import Worker
from rq.exceptions import AbandonedJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from workers import replies, tries
from workers.housekeeping import keep_house
from workers.logs import event
from workers.queue import CLEAN, CRAWL, JOBS, SUBMIT_JOB, JsonQueue
from workers.rescue import rescue
from workers.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rq import Queue
    from rq.executions import Execution


log = logging.getLogger(__name__)

MAINTENANCE_SECONDS = 10  # how often dead workers' jobs are looked for; RQ's ten minutes are long
MONITORING_SECONDS = 5  # how often a worker says that it and its job live
WORKER_SECONDS = 30  # RQ adds a minute: then a worker that says nothing is no longer listed
HEARTBEAT_SECONDS = 20  # without a word for so long it is taken for dead; RQ waits 90


class ForeignJobError(Exception):
    """The job names a function that is not ours: see who else writes to this queue."""


class MillJob(Job):
    """A job that can be nothing but one of ours: names in it are compared before any import."""

    success_callback = failure_callback = stopped_callback = None

    @property
    def func(self) -> Any:
        """The function to run. Raises ForeignJobError unless it is ours."""
        known = JOBS.get(self.origin, ())
        if self.func_name not in known or self.instance is not None:
            raise ForeignJobError(
                f"job {self.id} asks for {self.func_name!r}; "
                f"this worker runs {' and '.join(known) or 'nothing'}"
            )
        return super().func

    def send_webhooks(self, *_: Any, **__: Any) -> None:
        """Tell nobody: a job does not choose where this machine sends requests."""


class MillWorker(Worker):
    """An RQ worker that runs MillJobs, in JSON, and says in one line what failed."""

    job_class = MillJob
    queue_class = JsonQueue

    def __init__(self, queues: Iterable[Queue | str], *args: Any, **options: Any) -> None:
        options |= {
            "job_class": MillJob,
            "queue_class": JsonQueue,
            "serializer": JSONSerializer,
            "job_monitoring_interval": MONITORING_SECONDS,
            "worker_ttl": WORKER_SECONDS,
        }
        names = [each if isinstance(each, str) else each.name for each in queues]
        super().__init__(names, *args, **options)
        self.maintenance_interval = min(self.maintenance_interval, MAINTENANCE_SECONDS)
        self.push_exc_handler(_abandoned)
        self._crawling = False

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job in a process of its own, and note whether it is one that takes hours."""
        self._crawling = queue.name == CRAWL
        try:
            super().execute_job(job, queue)
        finally:
            self._crawling = False

    @property
    def dequeue_timeout(self) -> int:
        """Seconds to wait for a job at a time: an idle worker looks after the dead ones, too."""
        return MAINTENANCE_SECONDS

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """The seconds for which a job counts as in hand after each word of its worker."""
        return HEARTBEAT_SECONDS

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        """Say that the job is in hand; a lost Redis is no reason to leave it alone."""
        with contextlib.suppress(redis.ConnectionError, redis.TimeoutError):
            super().maintain_heartbeats(job, execution)

    def clean_registries(self) -> None:
        """Look after what dead workers left."""
        super().clean_registries()
        if CLEAN in self.queue_names():
            rescue(self.connection)
            keep_house(self.connection, load())

    def handle_work_horse_killed(self, job: Job, retpid: int, ret_val: int, rusage: Any) -> None:
        """Note how the process ended that had a page of the job in hand."""
        how = _ending(ret_val)
        event(log, "worker-died", logging.WARNING, job=job.id, pages=job.description, fault=how)
        with contextlib.suppress(redis.RedisError):
            tries.note_death(self.connection, job.id, how)
            if job.func_name == SUBMIT_JOB and not job.should_retry:
                replies.tell_unanswered(self.connection, job.args[0], how)

    def handle_warm_shutdown_request(self) -> None:
        """Wait for a batch that is being cleaned, but have a crawl end: it goes on another time."""
        if self._crawling and self.horse_pid:
            self.kill_horse(signal.SIGTERM)

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


def _abandoned(job: Job, kind: type[BaseException], *_: object) -> None:
    """Have somebody answer who asked for a URL, when the worker is gone with the last try."""
    last_try = kind is AbandonedJobError and not job.retries_left
    if last_try and job.func_name == SUBMIT_JOB:
        replies.tell_unanswered(job.connection, job.args[0], "its worker vanished")


def _ending(status: int | None) -> str:
    """How a process ended, by what waitpid said."""
    if status is None:
        return "its worker vanished"
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        hint = ": by hand, or for want of memory" if name == "SIGKILL" else ""
        return f"its worker was ended by {name}{hint}"
    return f"its worker ended with code {os.waitstatus_to_exitcode(status)}: not done in time"
