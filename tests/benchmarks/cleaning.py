"""Measures the cleaner beside its peers on gold pages, in one run.

    python -m tests.benchmarks.cleaning                    all of ../shared/corpus
    python -m tests.benchmarks.cleaning --corpus DIR       any folder of that form
    python -m tests.benchmarks.cleaning --only aeb --limit 20

Newsmill's weights were fitted on pages with a known body, so its own figures here are flattering
there; what it does on sites that the fit has not seen is what `python -m tests.benchmarks.fit`
prints.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.corpus import (
    CORPUS,
    GoldPage,
    Score,
    read_corpus,
    score_bodies,
    score_segments,
)

# fundus_tests counts the standfirst as body: it is scored together with the body there.
STANDFIRST_COUNTS = frozenset({"fundus_tests"})


@dataclass(frozen=True)
class Extract:
    """What a system makes of a page; empty where it gives up."""

    body: str = ""
    standfirst: str = ""
    title: str = ""
    date: str = ""
    authors: frozenset[str] = frozenset()


System = Callable[[bytes, str], Extract]


def newsmill(html: bytes, url: str) -> Extract:
    """The cleaner of this project."""
    from cleaner import NotAnArticle, clean

    try:
        article = clean(html, url)
    except NotAnArticle:
        return Extract()
    removed = article.metadata.removed
    return Extract(
        body=article.article_body,
        standfirst="\n".join(entry.text for entry in removed if entry.kind == "standfirst"),
        title=article.headline or "",
        date=(article.date_published or "")[:10],
        authors=frozenset(fold(author.name) for author in article.authors),
    )


def trafilatura(html: bytes, url: str) -> Extract:
    """trafilatura with its defaults and metadata."""
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return Extract()
    return Extract(
        body=found.text or "",
        title=found.title or "",
        date=(found.date or "")[:10],
        authors=frozenset(fold(name) for name in (found.author or "").split(";") if name.strip()),
    )


def readability(html: bytes, url: str) -> Extract:
    """readability-lxml's summary, as text."""
    from lxml import html as lxml_html
    from readability import Document

    try:
        document = Document(html.decode("utf-8", "replace"), url=url)
        text = "\n".join(lxml_html.document_fromstring(document.summary()).itertext())
        return Extract(body=text, title=document.short_title())
    except Exception:
        return Extract()


SYSTEMS: dict[str, System] = {
    "newsmill": newsmill,
    "trafilatura": trafilatura,
    "readability-lxml": readability,
}


def fold(text: str) -> str:
    """Text without case and punctuation, as titles and names are compared."""
    return re.sub(r"\W+", " ", text).strip().casefold()


@dataclass(frozen=True)
class Row:
    """A line of the table: one system on one corpus; None where nothing is known."""

    corpus: str
    system: str
    pages: int
    score: Score
    title: float | None
    date: float | None
    authors: float | None
    milliseconds: float


def measure(name: str, system: System, corpus: str, pages: Sequence[GoldPage]) -> Row:
    """One system over one corpus's pages, in this process."""
    spent = 0.0
    found: list[Extract] = []
    for page in pages:
        html = page.html()
        begun = time.perf_counter()
        found.append(system(html, page.url))
        spent += time.perf_counter() - begun
    pairs = list(zip(found, pages, strict=True))
    return Row(
        corpus=corpus,
        system=name,
        pages=len(pages),
        score=_score(corpus, pairs),
        title=_share(fold(got.title) == fold(page.title) for got, page in pairs if page.title),
        date=_share(got.date == page.date[:10] for got, page in pairs if page.date),
        authors=_share(
            got.authors == {fold(name) for name in page.authors}
            for got, page in pairs
            if page.authors
        ),
        milliseconds=1000 * spent / max(1, len(pages)),
    )


def _score(corpus: str, pairs: Sequence[tuple[Extract, GoldPage]]) -> Score:
    def text(got: Extract) -> str:
        return f"{got.standfirst}\n{got.body}" if corpus in STANDFIRST_COUNTS else got.body

    if all(page.body is None for _, page in pairs):
        return score_segments((text(got), page) for got, page in pairs)
    return score_bodies((text(got), page.body or ()) for got, page in pairs)


def _share(hits: Iterable[bool]) -> float | None:
    listed = list(hits)
    return sum(listed) / len(listed) if listed else None


def table(rows: Sequence[Row]) -> Table:
    """The rows for people."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    titles = (
        "corpus",
        "pages",
        "system",
        "F1",
        "precision",
        "recall",
        "exact",
        "title",
        "date",
        "authors",
        "ms",
    )
    for title in titles:
        shown.add_column(title, justify="left" if title in ("corpus", "system") else "right")
    last = ""
    for row in rows:
        head = (row.corpus, str(row.pages)) if row.corpus != last else ("", "")
        last = row.corpus
        score = row.score
        figures = (
            score.f1,
            score.precision,
            score.recall,
            score.exact,
            row.title,
            row.date,
            row.authors,
        )
        texts = ("-" if figure is None else f"{figure:.3f}" for figure in figures)
        shown.add_row(*head, row.system, *texts, f"{row.milliseconds:.0f}")
    return shown


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--corpus", type=Path, default=CORPUS, help="folder with gold.jsonl and html/"
    )
    parser.add_argument("--only", help="one corpus of the folder")
    parser.add_argument("--limit", type=int, help="at most so many pages of each corpus")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="comma-separated")
    options = parser.parse_args()
    if not (options.corpus / "gold.jsonl").exists():
        sys.exit(f"{options.corpus}: no gold.jsonl there; name a corpus: make bench CORPUS=...")
    by_corpus: defaultdict[str, list[GoldPage]] = defaultdict(list)
    for page in read_corpus(options.corpus):
        if options.only in (None, page.corpus):
            by_corpus[page.corpus].append(page)
    rows = []
    for corpus, pages in sorted(by_corpus.items()):
        for name in options.systems.split(","):
            print(f"{corpus}: {name} ...", file=sys.stderr)
            rows.append(measure(name, SYSTEMS[name], corpus, pages[: options.limit]))
    Console(width=120).print(table(rows))


if __name__ == "__main__":
    main()
