"""What the systems made of the pages, as one table: a line a corpus and system."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from rich.table import Table

from tests.benchmarks.corpus import GoldPage, Score, score_bodies, score_segments
from tests.benchmarks.systems import BASE, Extract, fold, names

# fundus_tests counts the standfirst as body: it is scored together with the body there.
STANDFIRST_COUNTS = frozenset({"fundus_tests"})


@dataclass(frozen=True)
class Reading:
    """What a system made of a page, in how much processor time, and how it failed, if it did."""

    page: GoldPage
    extract: Extract
    milliseconds: float
    failure: str = ""


Readings = Mapping[str, Sequence[Reading]]
"""By system, in the same order of pages."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table: one system on one corpus; None where nothing is known.

    `empty` counts the pages without a body, whatever the reason. `ratio` is the time as a multiple
    of BASE's on the same pages.
    """

    corpus: str
    system: str
    pages: int
    score: Score
    exact: float | None
    title: float | None
    date: float | None
    authors: float | None
    empty: int
    milliseconds: float
    ratio: float | None


def rows(readings: Readings) -> list[Row]:
    """A row for each corpus and system, in the systems' order."""
    by_row: defaultdict[tuple[str, int], list[Reading]] = defaultdict(list)
    systems = list(readings)
    for at, system in enumerate(systems):
        for each in readings[system]:
            by_row[each.page.corpus, at].append(each)
    base = {each.page.id: each.milliseconds for each in readings.get(BASE, ())}
    return [
        _row(corpus, systems[at], listed, base) for (corpus, at), listed in sorted(by_row.items())
    ]


def _row(corpus: str, system: str, readings: Sequence[Reading], base: Mapping[str, float]) -> Row:
    found = [(each.extract, each.page) for each in readings]
    # A system that tells a field on no page at all cannot tell it; one page without it is a miss.
    titles = any(got.title is not None for got, _ in found)
    dates = any(got.date is not None for got, _ in found)
    authors = any(got.authors is not None for got, _ in found)
    return Row(
        corpus=corpus,
        system=system,
        pages=len(found),
        score=_score(corpus, found),
        exact=None if _by_segments(found) else _score(corpus, found).exact,
        title=_share(fold(a.title or "") == fold(p.title) for a, p in found if titles and p.title),
        date=_share((a.date or "") == p.date[:10] for a, p in found if dates and p.date),
        authors=_share(a.authors == names(p.authors) for a, p in found if authors and p.authors),
        empty=sum(not got.body.strip() for got, _ in found),
        milliseconds=mean(each.milliseconds for each in readings),
        ratio=_ratio(readings, base),
    )


def _ratio(readings: Sequence[Reading], base: Mapping[str, float]) -> float | None:
    compared = [each for each in readings if each.page.id in base]
    if not compared:
        return None
    return sum(e.milliseconds for e in compared) / sum(base[e.page.id] for e in compared)


def _by_segments(found: Sequence[tuple[Extract, GoldPage]]) -> bool:
    return all(page.body is None for _, page in found)


def _score(corpus: str, found: Sequence[tuple[Extract, GoldPage]]) -> Score:
    def text(got: Extract) -> str:
        return f"{got.standfirst}\n{got.body}" if corpus in STANDFIRST_COUNTS else got.body

    if _by_segments(found):
        return score_segments((text(got), page) for got, page in found)
    return score_bodies((text(got), page.body) for got, page in found if page.body is not None)


def _share(hits: Iterable[bool]) -> float | None:
    listed = list(hits)
    return sum(listed) / len(listed) if listed else None


_COLUMNS = (
    "corpus", "pages", "system", "precision", "recall", "F1", "exact", "title", "date", "authors",
    "empty", "ms", "× base",
)  # fmt: skip


def table(lines: Sequence[Row], renamed: Mapping[str, str]) -> Table:
    """The rows for people; `renamed` are names that say more of a system than its own."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in _COLUMNS:
        shown.add_column(title, justify="left" if title in ("corpus", "system") else "right")
    last = ""
    for row in lines:
        new = row.corpus != last
        if new and last:
            shown.add_section()
        last = row.corpus
        score = row.score
        figures = (
            score.precision, score.recall, score.f1, row.exact, row.title, row.date, row.authors,
        )  # fmt: skip
        shown.add_row(
            row.corpus if new else "",
            str(row.pages),
            renamed.get(row.system, row.system),
            *("-" if figure is None else f"{figure:.3f}" for figure in figures),
            str(row.empty),
            f"{row.milliseconds:.1f}",
            "-" if row.ratio is None else f"{row.ratio:.2f}",
        )
    return shown


def failures(readings: Readings) -> list[str]:
    """A line for each system that failed: on how many pages, and how."""
    lines = []
    for system, listed in readings.items():
        counted = Counter(each.failure for each in listed if each.failure)
        if counted:
            how = ", ".join(f"{failure} {count}" for failure, count in counted.most_common())
            lines.append(f"{system}: nothing on {counted.total()} of {len(listed)} pages: {how}")
    return lines
