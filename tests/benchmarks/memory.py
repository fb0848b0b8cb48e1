"""Measures what a site's other pages add for each page, and what a sure memory saves.

    python -m tests.benchmarks.memory                weights fitted without the page's site
    python -m tests.benchmarks.memory --in-sample    the weights of the package

A page is cleaned with no memory, with a memory of the site's other pages that is not sure yet (the
voters are asked, the memory moves their verdicts), and with that memory as it is: sure where it
can be. Times are a processor's, of pages on which the memory was sure, trafilatura's beside them.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from statistics import mean
from typing import TypeVar
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from cleaner import Article, NotAnArticle, SiteMemory, clean, clean_and_learn
from cleaner.pipeline import warm_up
from tests.benchmarks.corpus import CORPUS, GoldPage, Score, read_corpus, score_bodies
from tests.benchmarks.fit import fold_of
from tests.benchmarks.folds import held_out_tables, judged_by

# With fewer pages there is hardly anything to remember.
LEAST_PAGES = 3
ROUNDS = 3  # the least of so many times is the machine at its calmest
NOISE = 0.002  # F1 of a page: a line or two of a label's length

T = TypeVar("T")
WAYS = ("no memory", "memory, voters asked", "memory")


@dataclass(frozen=True)
class Result:
    """A page in each of WAYS: body and score; whether the memory judged alone; seconds each way."""

    page: GoldPage
    bodies: tuple[str, ...]
    scores: tuple[Score, ...]
    alone: bool
    seconds: tuple[float, ...]


def measure(pages: Sequence[GoldPage]) -> Iterator[Result]:
    """One site's pages, each with the memory of the others."""
    lessons = [_lesson(page) for page in pages]
    for at, page in enumerate(pages):
        others = lessons[:at] + lessons[at + 1 :]
        memory = reduce(SiteMemory.merge, others, SiteMemory())
        html = page.html()
        unsure = memory.model_copy(update={"pages": 0})
        found = [_clean(html, page.url, given) for given in (None, unsure, memory)]
        bodies = tuple(article.article_body if article else "" for article in found)
        yield Result(
            page=page,
            bodies=bodies,
            scores=tuple(score_bodies([(body, page.body or ())]) for body in bodies),
            alone=found[2] is not None and found[2].metadata.extractor == "site-memory",
            seconds=(
                _timed(lambda: _clean(html, page.url, None)),  # noqa: B023 - called at once
                _timed(lambda: _clean(html, page.url, memory)),  # noqa: B023
                _timed(lambda: _trafilatura(html, page.url)),  # noqa: B023
            ),
        )


def _lesson(page: GoldPage) -> SiteMemory:
    try:
        return clean_and_learn(page.html(), page.url)[1]
    except NotAnArticle:
        return SiteMemory()


def _clean(html: bytes, url: str, memory: SiteMemory | None) -> Article | None:
    try:
        return clean(html, url, memory=memory)
    except NotAnArticle:
        return None


def _trafilatura(html: bytes, url: str) -> object:
    from trafilatura import bare_extraction

    return bare_extraction(html, url=url, with_metadata=True, include_comments=False)


def _timed(work: Callable[[], T]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def table(results: Sequence[Result]) -> Table:
    """The results for people, a line a corpus and way."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("corpus", "pages", "way", "F1", "precision", "recall", "exact", "ms where sure"):
        shown.add_column(title, justify="left" if title in ("corpus", "way") else "right")
    for corpus in sorted({result.page.corpus for result in results}):
        rows = [result for result in results if result.page.corpus == corpus]
        sure = [result for result in rows if result.alone]
        times = [1000 * mean(r.seconds[i] for r in sure) if sure else None for i in range(3)]
        for at, way in enumerate(WAYS):
            score = score_bodies((row.bodies[at], row.page.body or ()) for row in rows)
            taken = {0: times[0], 2: times[1]}.get(at)
            shown.add_row(
                *(("", "") if at else (corpus, str(len(rows)))),
                way,
                *(f"{n:.4f}" for n in (score.f1, score.precision, score.recall)),
                f"{score.exact:.3f}",
                "" if taken is None else f"{taken:.1f}",
            )
        if times[2]:
            shown.add_row(
                "", str(len(sure)), "trafilatura, where sure", *[""] * 4, f"{times[2]:.1f}"
            )
    return shown


def worse(results: Sequence[Result]) -> Iterator[str]:
    """A line for each page that a memory makes worse by more than NOISE."""
    for result in results:
        alone, *others = [score.f1 for score in result.scores]
        for way, f1 in zip(WAYS[1:], others, strict=True):
            if f1 < alone - NOISE:
                yield f"worse with {way}: {result.page.id} {alone:.4f} -> {f1:.4f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--in-sample", action="store_true", help="the weights of the package")
    options = parser.parse_args()
    sites: defaultdict[tuple[str, str], list[GoldPage]] = defaultdict(list)
    for page in read_corpus(options.corpus):
        host = urlsplit(page.url).hostname
        if page.body is not None and host:
            sites[page.corpus, host].append(page)
    warm_up()
    said = Console(stderr=True)
    tables = None if options.in_sample else held_out_tables(options.corpus, said.print)
    results: list[Result] = []
    for (_, host), pages in sorted(sites.items()):
        if len(pages) >= LEAST_PAGES:
            said.print(host)
            with judged_by(tables[fold_of(pages[0].site)] if tables else None):
                results += measure(pages)
    Console(width=120).print(table(results))
    for line in worse(results):
        print(line)


if __name__ == "__main__":
    main()
