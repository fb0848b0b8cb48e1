"""The schedule: each source of sources.toml is crawled at its own `every`, by RQ's cron scheduler.

    newsmill:turns   hash: a source's job id -> when it was last queued, in Unix seconds

A turn queues a crawl for whoever runs `newsmill work --queues crawl`. Several schedulers may run:
the last turn is kept in Redis, and while a source's crawl waits or runs it is not queued again.
"""

# RQ is typed in parts only:
# mypy: allow-untyped-calls

from __future__ import annotations

import logging
import signal
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import redis
from rq import Worker
from rq.cron import CronJob, CronScheduler
from rq.exceptions import StopRequested
from rq.utils import as_text

from crawler import jobs
from crawler.rhythm import seconds_of
from crawler.sources import Source, SourcesError, load_sources
from workers import queue
from workers.logs import configure, event
from workers.server import ServerError, open_server

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workers.settings import Settings

log = logging.getLogger(__name__)

TURNS = "newsmill:turns"
KEEP_SECONDS = 90 * queue.DAY  # a source that was taken out for a season starts afresh
LOOK_SECONDS = 5.0  # how soon a changed sources.toml is seen, and a lost Redis looked for
CLOCKS_DIFFER = 60.0  # seconds; a last turn further ahead than this comes from a wrong clock


class Turns(CronJob):
    """When a source is crawled: at once if it never was or is overdue, then at its `every`."""

    def __init__(self, source: Source, last: datetime | None) -> None:
        assert source.every is not None
        seconds = seconds_of(source.every)
        super().__init__(
            queue.CRAWL,
            func_name=queue.CRAWL_JOB,
            interval=seconds,
            cron=None if seconds else source.every,
            name=jobs.job_id(source),
        )
        self.source = source
        now = datetime.now(UTC)
        if last is None or (last - now).total_seconds() > CLOCKS_DIFFER:
            self.next_enqueue_time = now
        else:
            self.set_enqueue_time(last)

    @property
    def next(self) -> datetime:
        """When it is crawled next; a moment that has passed means at once."""
        assert self.next_enqueue_time is not None
        return self.next_enqueue_time

    def should_run(self) -> bool:
        """Whether it is time."""
        return datetime.now(UTC) >= self.next

    def __str__(self) -> str:
        """One line for people."""
        left = (self.next - datetime.now(UTC)).total_seconds()
        when = f"{self.next.astimezone():%Y-%m-%d %H:%M:%S}" if left > 0 else "now"
        return f"{self.source.title}: every {self.source.every}, next {when}"


class Schedule(CronScheduler):
    """RQ's cron scheduler, over the sources of a file. `say` is told the plan, line by line."""

    def __init__(self, connection: redis.Redis, file: Path, say: Callable[[str], None]) -> None:
        super().__init__(connection)
        self.config_file = str(file)
        self._file, self._say = file, say
        self._read_at = 0.0
        self._turns: list[Turns] = []
        self._read(load_sources(file))

    def enqueue_jobs(self) -> list[CronJob]:
        """Queue what is due, with the sources as the file has them now."""
        if self._changed() or any(turns.should_run() for turns in self._turns):
            self._read_again()
        taken: list[CronJob] = []
        for turns in self._turns:
            if turns.should_run():
                self._take(turns)
                taken.append(turns)
        return taken

    def calculate_sleep_interval(self) -> float:
        """As RQ's, but look at the file now and then."""
        return min(float(super().calculate_sleep_interval()), LOOK_SECONDS)

    def _take(self, turns: Turns) -> None:
        queued = jobs.enqueue(self.connection, turns.source)
        now = datetime.now(UTC)
        with self.connection.pipeline() as pipeline:
            pipeline.hset(TURNS, turns.name, str(now.timestamp()))
            pipeline.expire(TURNS, KEEP_SECONDS)
            pipeline.execute()
        turns.set_enqueue_time(now)
        word = "crawl-queued" if queued else "crawl-not-over"
        coming = turns.next.astimezone().isoformat(timespec="seconds")
        event(log, word, source=turns.source.title, next=coming)

    def _last(self) -> dict[str, datetime]:
        """When each source was last queued, by whichever scheduler."""
        found = self.connection.hgetall(TURNS)
        return {as_text(name): datetime.fromtimestamp(float(at), UTC) for name, at in found.items()}

    def _changed(self) -> bool:
        try:
            return self._file.stat().st_mtime != self._read_at
        except OSError:
            return False  # it is being replaced, or gone: what was read last holds

    def _read_again(self) -> None:
        """Read the file again for its changes and for what counts from now, as `since = "7d"`, and
        from Redis what another scheduler has queued meanwhile."""
        changed = self._changed()
        try:
            self._read(load_sources(self._file), tell=changed)
        except SourcesError as error:
            if changed:
                log.error("%s; the schedule stays as it was", error)
            with suppress(OSError):
                self._read_at = self._file.stat().st_mtime

    def _read(self, sources: Sequence[Source], *, tell: bool = True) -> None:
        rhythmic = [source for source in sources if source.every]
        if not rhythmic:
            raise SourcesError(
                f'{self._file}: no source has a rhythm; give one every = "15m" or a cron string'
            )
        last = self._last()
        self._turns = [Turns(source, last.get(jobs.job_id(source))) for source in rhythmic]
        self._cron_jobs = list(self._turns)
        with suppress(OSError):
            self._read_at = self._file.stat().st_mtime
        if not tell:
            return
        for turns in sorted(self._turns, key=lambda each: each.next):
            self._say(str(turns))
        for source in sources:
            if not source.every:
                self._say(f"{source.title}: has no `every`, and is not crawled")


def run(
    connection: redis.Redis, settings: Settings, file: Path, say: Callable[[str], None]
) -> None:
    """Queue crawls as they are due, until Ctrl-C or SIGTERM. A lost Redis is waited for.

    `say` is told the plan. To be called in the main thread. Raises SourcesError at the start.
    """
    configure(settings.log_format)
    logging.getLogger("rq").setLevel(logging.WARNING)
    schedule = Schedule(connection, file, say)
    if not Worker.count(queue=queue.open_queue(connection, queue.CRAWL)):
        log.warning("nobody crawls yet what is queued here; run: newsmill work --queues crawl")
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    with ExitStack() as stack, suppress(StopRequested, KeyboardInterrupt):
        for sign, handler in handlers.items():
            stack.callback(signal.signal, sign, handler)
        while True:
            try:
                schedule.start()
                return
            except (redis.ConnectionError, redis.TimeoutError) as error:
                log.warning("Redis is lost (%s): no crawl is queued until it is back", error)
            with suppress(ServerError):
                stack.enter_context(open_server(settings))  # starts newsmill's own again
            time.sleep(LOOK_SECONDS)
