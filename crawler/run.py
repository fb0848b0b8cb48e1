"""The whole way on this machine: crawl, clean, deliver, and write the articles to a file.

Two children do the work as they would in service, `newsmill crawl` and `newsmill work`; this
process copies what arrives on the stream and says how it goes.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import redis

from cleaner.outcome import Outcome
from crawler.article_file import ArticleFile
from crawler.children import child, end
from workers import outbox, rescue
from workers.endings import asked_to_end
from workers.server import ServerError, open_server
from workers.watching import status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workers.settings import Settings

# How long one look at the stream waits for news, in milliseconds: the pulse of the progress line.
PULSE_MS = 250
# How long a lost Redis is waited for between two tries, in seconds.
RETRY_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a run does: crawl `targets` (site addresses) and append their articles to `out`.

    `crawl_options` are passed on to `newsmill crawl`; `workers` None means one a processor.
    """

    targets: Sequence[str]
    out: Path
    crawl_options: Sequence[str] = ()
    workers: int | None = None


@dataclass
class Progress:
    """How far the run is: outcomes so far, jobs left to clean, articles written by event.

    `crawl` is the crawl's own report once it has ended, `crawl_exit` its exit code.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    crawl: dict[str, Any] = field(default_factory=dict)
    jobs_left: int = 0
    written: Counter[str] = field(default_factory=Counter)
    stopped: bool = False
    workers_died: bool = False
    crawl_exit: int | None = None

    def __str__(self) -> str:
        """How far it is, on one line, for people."""
        outcomes = ", ".join(f"{count} {name}" for name, count in self.outcomes.most_common())
        left = f", {self.jobs_left} batches to clean" if self.jobs_left else ""
        pages, written = sum(self.outcomes.values()), sum(self.written.values())
        return f"{pages} pages ({outcomes or 'none yet'}){left}; {written} articles written"

    def last_words(self, out: Path) -> str:
        """What has become of the run and, if it ended early, what to do next."""
        line = f"{self} to {out}"
        queued = "what is queued stays queued: run again, or newsmill work --burst"
        if self.stopped:
            return f"{line}\nstopped; {queued}"
        if self.workers_died:
            return f"{line}\nthe workers ended early, see above; {queued}"
        return line

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some pages failed or the run was stopped, 3 nothing worked."""
        if self.stopped or self.workers_died:
            return 1
        if self.crawl_exit == 0 and self.outcomes[Outcome.POISON]:
            return 1
        return 3 if self.crawl_exit is None else self.crawl_exit


def run(
    connection: redis.Redis,
    settings: Settings,
    errand: Errand,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Do the errand. Ends by itself when everything that was fetched has its outcome.

    On the first Ctrl-C or SIGTERM the crawl finishes what is in flight and the run ends; what is
    queued stays queued, for `newsmill work`. A lost Redis is waited for as long as the settings
    say; newsmill's own is started anew.
    Raises redis.RedisError, ServerError, and OSError if the file cannot be written.
    """
    progress = Progress()
    cleaning = ["work", "--quiet"]
    if errand.workers:
        cleaning += ["--workers", str(errand.workers)]
    with (
        ArticleFile(connection, errand.out, errand.targets) as file,
        _Patience(settings) as patience,
        asked_to_end() as asked,
        tempfile.TemporaryFile() as report,  # a pipe would fill up and stop the crawl
        child(cleaning) as workers,
        child(["crawl", *errand.targets, *errand.crawl_options, "--json"], report) as crawl,
    ):
        before = _outcomes(connection, errand.targets)
        done = False
        while not done:
            progress.crawl_exit = crawl.poll()
            progress.workers_died = workers.poll() is not None
            progress.stopped = bool(asked)
            try:
                # In this order: what is finished by the first look is on the stream at the second.
                progress.jobs_left = rescue.unfinished(connection)
                written, any_came = file.copy(PULSE_MS)
                progress.outcomes = _outcomes(connection, errand.targets) - before
            except (redis.ConnectionError, redis.TimeoutError) as error:
                done = progress.stopped
                patience.lost(error)
                continue
            patience.found()
            progress.written.update(entry.event for entry in written)
            on_progress(progress)
            all_done = progress.crawl_exit is not None and not progress.jobs_left and not any_came
            done = all_done or progress.stopped or progress.workers_died
        end(crawl)
        progress.crawl_exit = crawl.returncode
        progress.crawl = _report(report)
    return progress


class _Patience:
    """Waits for a Redis that was lost; newsmill's own is started again, and held to the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._since: float | None = None
        self._held = ExitStack()

    def __enter__(self) -> _Patience:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def lost(self, error: redis.RedisError) -> None:
        """Wait a moment; raises `error` when that has gone on for too long."""
        if self._since is None:
            self._since = time.monotonic()
            try:
                self._held.enter_context(open_server(self._settings))
                return
            except ServerError:
                pass  # not ours, or it cannot be helped: it may come back
        elif time.monotonic() - self._since > self._settings.hand_over_patience:
            raise error
        time.sleep(RETRY_SECONDS)

    def found(self) -> None:
        """Redis answers."""
        self._since = None


def as_arguments(options: dict[str, Any]) -> list[str]:
    """Options as the command line takes them: max_pages=5 is "--max-pages 5", None is left out."""
    arguments = []
    for name, value in options.items():
        for one in value if isinstance(value, tuple) else [value]:
            if one is not None:
                arguments.append(f"--{name.replace('_', '-')}={one}")
    return arguments


def _outcomes(connection: redis.Redis, targets: Sequence[str]) -> Counter[str]:
    """Counts by outcome of the targets' sites, over all time."""
    sites = {outbox.site_of(target) for target in targets}
    total: Counter[str] = Counter()
    for site, counts in status.outcomes(connection).items():
        if site in sites:
            total.update(counts)
    return total


def _report(file: IO[bytes]) -> dict[str, Any]:
    """The crawl's last line, its report as JSON; {} if it ended without one."""
    file.seek(0)
    lines = file.read().strip().splitlines()
    try:
        report = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


__all__ = ["Errand", "Progress", "as_arguments", "run"]
