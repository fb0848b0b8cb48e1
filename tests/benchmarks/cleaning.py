"""Measures the cleaner beside its peers on gold pages, in one run: make bench-cleaning

    python -m tests.benchmarks.cleaning                    all systems on all of ../shared/corpus
    python -m tests.benchmarks.cleaning --corpus DIR       your own pages: docs/measuring.md
    python -m tests.benchmarks.cleaning --only aeb --limit 20 --systems newsmill,trafilatura

Each page goes through all systems before the next page does, so that a busy machine slows all of
them alike. Ctrl-C prints what there is so far.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import logging
import signal
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console

from cleaner import NotAnArticle, Outcome
from tests.benchmarks.corpus import CORPUS, GoldPage, read_corpus
from tests.benchmarks.fit import fold_of
from tests.benchmarks.folds import Tables, held_out_tables, judged_by
from tests.benchmarks.sites import Memories, memories_of, remembering
from tests.benchmarks.systems import BASE, OWN, REMEMBERING, SYSTEMS, Extract, System
from tests.benchmarks.table import Reading, failures, rows, table

SECONDS = 30  # none of them takes a second for a gold page: this one hangs
WARM_UP = 3  # pages: after one what loads lazily is there, after some the caches of patterns are
WIDTH = 132  # columns of the table, also where no terminal tells its own
LOG_EVERY = 30  # seconds between two lines of progress in a log
NOWHERE = "https://news.example/a-story"


class TimedOut(BaseException):
    """The system took longer than SECONDS. No Exception, as systems swallow those."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def end(*_: object) -> None:
        raise TimedOut

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def ask(system: System, page: GoldPage, html: bytes, seconds: float = SECONDS) -> Reading:
    """What the system makes of the page; nothing where it raises or takes longer."""
    gc.collect()  # nobody pays for what the one before left behind
    extract, failure = Extract(), ""
    begun = time.process_time()
    try:
        with _time_limit(seconds):
            extract = system(html, page.url)
    except TimedOut:
        failure = f"over {seconds} s"
    except NotAnArticle as judgement:
        failure = judgement.detail if judgement.outcome is Outcome.POISON else judgement.outcome
    except Exception as error:
        failure = type(error).__name__
    return Reading(page, extract, 1000 * (time.process_time() - begun), failure)


def run(
    pages: Sequence[GoldPage],
    systems: Mapping[str, System],
    folds: Sequence[Tables] = (),
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, list[Reading]]:
    """Every system's readings of the pages, by `folds` with each page's own site held out.

    The one that remembers reads the pages of sites with enough others. Ctrl-C ends it with the
    pages that all have read.
    """
    readings: dict[str, list[Reading]] = {name: [] for name in systems}
    with suppress(KeyboardInterrupt):
        memories: Memories = {}
        if REMEMBERING in systems:
            say("learning from the pages of each site")
            memories = memories_of(pages, folds)
            systems = {**systems, REMEMBERING: remembering(memories)}
        for page in pages[:WARM_UP]:
            for name, system in systems.items():
                say(f"warming up: {name}")
                ask(system, page, page.html())
        gc.freeze()  # what is loaded for good is not looked through at each collection
        for at, page in enumerate(pages, 1):
            say(f"page {at} of {len(pages)}: {page.id}")
            html = page.html()
            asked = {n: s for n, s in systems.items() if n != REMEMBERING or page.url in memories}
            with judged_by(folds[fold_of(page.site)] if folds else None):
                row = {name: ask(system, page, html) for name, system in asked.items()}
            for name, reading in row.items():
                readings[name].append(reading)
    return readings


def choose(pages: Iterable[GoldPage], only: str | None, limit: int | None) -> list[GoldPage]:
    """At most `limit` pages of each corpus, mixed, so that a run cut short has seen them all."""
    by_corpus: defaultdict[str, list[GoldPage]] = defaultdict(list)
    for page in pages:
        if only in (None, page.corpus):
            by_corpus[page.corpus].append(page)
    chosen = [page for listed in by_corpus.values() for page in listed[:limit]]
    return sorted(chosen, key=lambda page: hashlib.sha256(page.id.encode()).digest())


def installed(names: Iterable[str]) -> dict[str, System]:
    """The named systems that are installed here; the others are a line on stderr."""
    found: dict[str, System] = {}
    for name in names:
        try:
            with suppress(NotAnArticle):
                SYSTEMS[name](b"<html><body><p>A page to import with.</p></body></html>", NOWHERE)
        except ImportError as error:
            print(f"{name} is left out: {error}; make bench-cleaning installs it", file=sys.stderr)
        else:
            found[name] = SYSTEMS[name]
    return found


def _stay_offline() -> None:
    """No system may fetch: what the page holds is all there is."""

    def refuse(event: str, _: object) -> None:
        if event in ("socket.connect", "socket.getaddrinfo"):
            raise OSError("systems are measured without a network")

    sys.addaudithook(refuse)


class _Progress:
    """Lines on stderr: the last one in place on a terminal, one now and then in a log."""

    def __init__(self) -> None:
        self._spoke = 0.0

    def __call__(self, line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self._spoke > LOG_EVERY:
            self._spoke = time.monotonic()
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        self._spoke = 0.0
        self("")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--corpus", type=Path, default=CORPUS, metavar="DIR", help="with gold.jsonl and html/")
    add("--only", metavar="CORPUS", help="one corpus of the folder")
    add("--limit", type=int, metavar="N", help="at most N pages of each corpus")
    add("--systems", default=",".join(SYSTEMS), metavar="A,B", help=", ".join(SYSTEMS))
    weights = parser.add_mutually_exclusive_group()
    weights.add_argument(
        "--held-out",
        action="store_true",
        help="fit newsmill's weights without each page's site (the default for ../shared/corpus)",
    )
    weights.add_argument(
        "--shipped", action="store_true", help="judge by the weights in the package"
    )
    options = parser.parse_args()
    options.systems = options.systems.split(",")
    for name in options.systems:
        if name not in SYSTEMS:
            parser.error(f"no system is called {name}; there are {', '.join(SYSTEMS)}")
    if not (options.corpus / "gold.jsonl").exists():
        parser.error(f"{options.corpus}: no gold.jsonl there; docs/measuring.md says what it holds")
    return options


def main() -> None:
    """Measure and print."""
    options, say, console = _options(), _Progress(), Console(width=WIDTH)
    logging.disable()  # the systems' own views of the pages
    warnings.simplefilter("ignore")
    _stay_offline()
    own = options.corpus.resolve() == CORPUS.resolve()
    folds = (
        held_out_tables(options.corpus, say)
        if options.held_out or (own and not options.shipped)
        else ()
    )
    pages = choose(read_corpus(options.corpus), options.only, options.limit)
    readings = run(pages, installed(options.systems), folds, say)
    say.end()
    in_sample = OWN if own and not folds else ()
    console.print(table(rows(readings), {name: f"{name} (in sample)" for name in in_sample}))
    if folds:
        console.print("newsmill: each page by weights fitted without the pages of its site")
    console.print(f"ms: mean processor time a page; × base: of {BASE}'s, on the same pages")
    for line in failures(readings):
        console.print(line)


if __name__ == "__main__":
    main()
