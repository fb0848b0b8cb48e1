"""Prints what the cleaner takes pages for: a confusion table over pages whose kind is known.

    python -m tests.benchmarks.outcomes                  the invented pages and the sample site
    python -m tests.benchmarks.outcomes --corpus DIR     then also which gold articles it rejects

A row is what pages are, a column what they were taken for. Below the table stands every page that
was mistaken, with the reason that the judgement gives.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from cleaner import Article, NotAnArticle, clean
from cleaner.document import decode
from cleaner.outcome import Outcome
from crawler.sample import PAGES, PageFolder, read_folders
from crawler.sample.expectations import read_expected
from tests.benchmarks.corpus import read_corpus
from tests.cleaner.invented.pages import labelled_pages

BASE = "https://sample.example"
# What the fetch decides, and not the page's text.
FETCHED = frozenset(
    {
        Outcome.HTTP_ERROR, Outcome.NETWORK_ERROR, Outcome.ROBOTS_DENIED, Outcome.DUPLICATE,
        Outcome.UNCHANGED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A page, what it is, and what it was taken for."""

    name: str
    wanted: str
    found: str
    detail: str

    @property
    def right(self) -> bool:
        return self.wanted == self.found


def judge(name: str, wanted: str, work: Callable[[], Article]) -> Judged:
    """One page's judgement."""
    try:
        article = work()
    except NotAnArticle as judgement:
        return Judged(name, wanted, str(judgement.outcome), judgement.detail)
    return Judged(name, wanted, article.metadata.outcome, f"{article.word_count} words")


def judge_invented() -> Iterator[Judged]:
    """The pages of tests/cleaner/invented."""
    for page in labelled_pages():
        yield judge(page.name, page.outcome, lambda page=page: clean(page.html, page.url))  # type: ignore[misc]


def judge_sample() -> Iterator[Judged]:
    """The sample site's pages that the cleaner sees."""
    for page in read_folders(PAGES, 1):
        path = page.latest("expected", "json")
        if path is None or page.latest("page", "html") is None:
            continue
        wanted = read_expected(path, BASE).outcome
        if wanted not in FETCHED:
            yield judge(page.slug, str(wanted), lambda page=page: _clean_sample(page))  # type: ignore[misc]


def _clean_sample(page: PageFolder) -> Article:
    charset = page.response.charset if page.response.declare_charset else None
    return clean(decode(page.body(BASE, visit=1), charset), BASE + page.response.path)


def judge_corpus(folder: Path) -> Iterator[Judged]:
    """Gold pages: all are articles, whatever kind of them."""
    for gold in read_corpus(folder):
        found = judge(gold.id, "article", lambda gold=gold: clean(gold.html(), gold.url))  # type: ignore[misc]
        live = found.found == Outcome.LIVE_BLOG
        yield Judged(gold.id, "article", "article", "") if live else found


def confusion(judged: Iterable[Judged]) -> Table:
    """The table for people."""
    pairs = Counter((one.wanted, one.found) for one in judged)
    columns = [str(o) for o in Outcome if any(found == o for _, found in pairs)]
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("is \\ taken for")
    for column in columns:
        shown.add_column(column, justify="right")
    for row in [str(o) for o in Outcome if any(wanted == o for wanted, _ in pairs)]:
        counts = (pairs[row, column] for column in columns)
        shown.add_row(row, *(str(count) if count else "·" for count in counts))
    return shown


def report(title: str, judged: list[Judged], console: Console) -> None:
    """Print one set's table and its mistakes."""
    right = sum(one.right for one in judged)
    console.print(f"\n[bold]{title}[/bold]: {right} of {len(judged)} right")
    console.print(confusion(judged))
    for one in judged:
        if not one.right:
            console.print(f"  {one.name}: {one.wanted}, taken for {one.found}: {one.detail}")


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="folder with gold.jsonl and html/")
    options = parser.parse_args()
    console = Console(width=120, highlight=False, markup=True)
    report("Invented pages", list(judge_invented()), console)
    report("Sample site", list(judge_sample()), console)
    if options.corpus:
        report("Gold articles", list(judge_corpus(options.corpus)), console)


if __name__ == "__main__":
    main()
