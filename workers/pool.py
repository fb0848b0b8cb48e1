"""The worker processes of this machine: started, replaced, told to end; a burst of them.

What they need is loaded once, before forking. Each process serves one queue: crawls that wait for a
full queue must not hold those that empty it.
"""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

import logging
import os
import signal
import time
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, Any

import redis
from rq.scheduler import RQScheduler
from rq.suspension import is_suspended
from rq.worker_pool import WorkerPool

from workers.endings import end_with
from workers.logs import configure
from workers.queue import CLEAN, JOBS, open_queue
from workers.rescue import unfinished
from workers.worker import MillWorker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from multiprocessing.process import BaseProcess

    from workers.settings import Settings

_ENDING = (signal.SIGINT, signal.SIGTERM)
_LOOK_SECONDS = 0.2  # how often a burst looks whether there is more to do


class _Pool(WorkerPool):
    """RQ's pool, with so many workers a queue, which can be told to end at any moment."""

    def __init__(self, names: Sequence[str], connection: redis.Redis, workers: int) -> None:
        super().__init__(
            names, connection, num_workers=workers * len(names), worker_class=PoolWorker
        )
        self._names = tuple(names)
        self._serves: dict[str, str] = {}

    def start_worker(self, *args: Any, **options: Any) -> None:
        """Start one, signals held back until both the pool and the worker can take them."""
        if self.status == WorkerPool.Status.STOPPED:
            return
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        options["logging_level"] = "WARNING"  # which RQ forgets for those that replace the dead
        super().start_worker(*args, **options)
        self._install_signal_handlers()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def get_worker_process(self, name: str, *args: Any, **options: Any) -> BaseProcess:
        """Make the process of a worker, for the queue that has the fewest."""
        living = Counter(self._serves[each] for each in self.worker_dict)
        served = min(self._names, key=lambda each: living[each])
        self._serves[name], self._queue_names = served, [served]
        return super().get_worker_process(name, *args, **options)

    def check_workers(self, respawn: bool = True) -> None:
        """Replace the dead; in a burst, where others of the pool have queued more meanwhile."""
        super().check_workers(respawn)
        if respawn or not self.worker_dict:
            return
        living = {self._serves[each] for each in self.worker_dict}
        for name in set(self._names) - living:
            if open_queue(self.connection, name).count:
                self.start_worker(burst=True, logging_level="WARNING")


class PoolWorker(MillWorker):
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


def preload(names: Iterable[str] = (CLEAN,)) -> None:
    """Load the jobs of these queues, so that forked workers begin warm (2 s once, not a job)."""
    for name in names:
        for job in JOBS[name]:
            import_module(job.rpartition(".")[0])  # by name: what crawls is not for us to import
    if CLEAN in names:
        from cleaner.pipeline import warm_up

        warm_up()


def work(  # noqa: PLR0913
    connection: redis.Redis,
    settings: Settings,
    *,
    names: Sequence[str] = (CLEAN,),
    workers: int | None = None,
    burst: bool = False,
    quiet: bool = False,
) -> bool:
    """Do what is queued on the queues `names`, each in `workers` processes (None: the settings').

    Returns whether a signal ended it. A line a page or crawl is logged to stderr; with `quiet` only
    what went wrong.

    With `burst`, return once nothing waits, is in hand or is to be tried again. Otherwise work
    until SIGINT or SIGTERM: batches in hand are finished first, crawls end within ten seconds; a
    second signal cuts all short. What was cut is queued again. To be called in a main thread.
    Raises redis.RedisError if the server is gone at first.
    """
    configure(settings.log_format, logging.WARNING if quiet else logging.INFO)
    for name in ("rq", "rq.worker"):  # the latter sets itself to INFO: five lines a job
        logging.getLogger(name).setLevel(logging.WARNING)
    preload(names)
    pool = _Pool(names, connection, workers or settings.workers)
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        while True:
            pool.start(burst=burst, logging_level="WARNING")
            if not burst or not _more_to_do(connection, pool, names):
                return bool(pool.status == WorkerPool.Status.STOPPED)
    finally:
        for sign, handler in handlers.items():
            signal.signal(sign, handler)


def _more_to_do(connection: redis.Redis, pool: _Pool, names: Sequence[str]) -> bool:
    """Whether there is something for workers, once that is known; False when all is done.

    Waited for are jobs in other hands, which come back if their worker dies, and those to be tried
    again after a pause.
    """
    opened = [open_queue(connection, name) for name in names]
    while not any(each.count for each in opened):
        if pool.status == WorkerPool.Status.STOPPED or is_suspended(connection):
            return False
        if CLEAN in names and unfinished(connection):
            time.sleep(_LOOK_SECONDS)
            continue
        if not any(each.scheduled_job_registry.count for each in opened):
            return False
        for each in opened:
            due = each.scheduled_job_registry.get_jobs_to_schedule()
            # Who holds this lock queues due jobs; a scheduler that died holds it for a minute.
            if due and not connection.exists(RQScheduler.get_locking_key(each.name)):
                return True
        time.sleep(_LOOK_SECONDS)
    return True
