"""The whole way on this machine: crawl, clean, deliver, and write the articles to a file.

Two children do the work as they would in service, `newsmill crawl` and `newsmill work`; this
process copies what arrives on the stream and says how it goes.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from crawler.addresses import same_site
from workers import outbox, queue, status
from workers.consumer import Entry, read_after

if TYPE_CHECKING:
    from types import FrameType

    import redis

# How long one look at the stream waits for news, in milliseconds: the pulse of the progress line.
PULSE_MS = 250
# Lines of an existing file that are read to see what it holds: more than one read of the stream.
TAIL_LINES = 256
# A file not written to for this long starts over at what the stream still holds.
PLACE_SECONDS = 90 * 86_400
# What SIGTERM leaves a child to finish what it has in hand, in seconds.
GRACE = 20.0


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

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some pages failed or the run was stopped, 3 nothing worked."""
        if self.stopped or self.workers_died:
            return 1
        return self.crawl_exit if self.crawl_exit is not None else 3


class ArticleFile:
    """A JSON-lines file of articles, and its place on the stream.

    Lines are appended. The place is kept in Redis beside the stream; a file that is gone or empty
    starts over, and lines that a crash left unplaced are not written twice.
    """

    def __init__(self, connection: redis.Redis, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._key = f"newsmill:run:{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]}"
        self._file: IO[str] | None = None
        self._known: set[tuple[str, int]] = set()
        self.place = "0"

    def __enter__(self) -> Self:
        fresh = not self._path.exists() or not self._path.stat().st_size
        if not fresh:
            self._known = _tail(self._path)
            kept: Any = self._connection.get(self._key)
            self.place = kept.decode() if kept else "0"
        self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def write(self, entries: Sequence[Entry], wanted: Callable[[Entry], bool]) -> list[Entry]:
        """Append the wanted entries, safely on disk, then move on; those that were written."""
        assert self._file is not None
        fresh = [e for e in entries if wanted(e) and (e.id, e.revision) not in self._known]
        for entry in fresh:
            self._file.write(entry.article_json + "\n")
        if fresh:
            self._file.flush()
            os.fsync(self._file.fileno())
        if entries:
            self.place = entries[-1].entry_id
            self._connection.set(self._key, self.place, ex=PLACE_SECONDS)
        return fresh


def _tail(path: Path) -> set[tuple[str, int]]:
    """Id and revision of the file's last articles."""
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - TAIL_LINES * 65_536))
        lines = file.read().splitlines()[-TAIL_LINES:]
    known = set()
    for line in lines:
        try:
            article = json.loads(line)
            known.add((str(article["id"]), int(article["metadata"]["revision"])))
        except (ValueError, KeyError, TypeError):
            continue  # the first line may be cut, a line may be somebody else's
    return known


def run(
    connection: redis.Redis,
    targets: Sequence[str],
    *,
    out: Path,
    crawl_options: Sequence[str] = (),
    workers: int | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Crawl `targets` (site addresses) and append their articles to `out` as JSON lines.

    `crawl_options` are passed on to `newsmill crawl`. Ends by itself when everything that was
    fetched has its outcome. On the first Ctrl-C or SIGTERM the crawl finishes what is in flight and
    the run ends; what is queued stays queued, for `newsmill work`.
    Raises redis.RedisError, and OSError if the file cannot be written.
    """
    progress = Progress()
    before = _outcomes(connection, targets)
    with (
        ArticleFile(connection, out) as file,
        _stopping(progress),
        _child(["work", "--quiet", *(["--workers", str(workers)] if workers else [])]) as cleaning,
        _child(["crawl", *targets, *crawl_options, "--json"], stdout=subprocess.PIPE) as crawling,
    ):
        while True:
            entries = read_after(connection, file.place, block_ms=PULSE_MS)
            written = file.write(entries, lambda entry: _is_of(entry, targets))
            progress.written.update(entry.event for entry in written)
            progress.crawl_exit = crawling.poll()
            progress.jobs_left = queue.unfinished(connection)
            progress.outcomes = _outcomes(connection, targets) - before
            progress.workers_died = cleaning.poll() is not None
            on_progress(progress)
            if progress.stopped or progress.workers_died:
                break
            if progress.crawl_exit is not None and not progress.jobs_left and not entries:
                break
        _end(crawling)
        progress.crawl_exit = crawling.returncode
        progress.crawl = _report(crawling)
        if not progress.stopped:
            _end(cleaning)
    return progress


def as_arguments(options: dict[str, Any]) -> list[str]:
    """Options as the command line takes them: `max_pages: 5` is "--max-pages 5"; None is left out."""
    arguments = []
    for name, value in options.items():
        for one in value if isinstance(value, tuple) else [value]:
            if one is not None:
                arguments += [f"--{name.replace('_', '-')}", str(one)]
    return arguments


def _is_of(entry: Entry, targets: Sequence[str]) -> bool:
    return any(same_site(entry.url, target) for target in targets)


def _outcomes(connection: redis.Redis, targets: Sequence[str]) -> Counter[str]:
    """Counts by outcome of the targets' sites, over all time."""
    sites = {outbox.site_of(target) for target in targets}
    total: Counter[str] = Counter()
    for site, counts in status.outcomes(connection).items():
        if site in sites:
            total.update(counts)
    return total


@contextmanager
def _child(
    arguments: Sequence[str], stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A newsmill command as a child, out of reach of the terminal's Ctrl-C: it is told by us."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "newsmill", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=stdout if stdout is not None else sys.stderr.fileno(),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the child to finish what it has in hand, and see to it that it ends."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _stopping(progress: Progress) -> Iterator[None]:
    """Ctrl-C and SIGTERM mark the run as stopped instead of ending it on the spot."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        progress.stopped = True

    before = {sign: signal.signal(sign, stop) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _report(crawling: subprocess.Popen[bytes]) -> dict[str, Any]:
    """The crawl's last line, its report as JSON."""
    text = crawling.stdout.read() if crawling.stdout else b""
    lines = text.strip().splitlines()
    try:
        report = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}
