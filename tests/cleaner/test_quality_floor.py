"""The floor under the cleaner's quality: invented pages in many languages and templates.

The floors are what was reached when they were set, less a page or two. Raise them when it rises.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pytest

from cleaner import Article, NotAnArticle, Outcome, clean
from tests.benchmarks.corpus import score_bodies
from tests.benchmarks.outcomes import Judged, judge_invented
from tests.benchmarks.systems import fold
from tests.cleaner.invented.pages import Labelled, articles

# Templates that leave no doubt: every page of theirs must come out word for word.
PLAIN = frozenset(
    {"plain", "amp", "soup", "broken", "tables", "photos", "metered", "hashed", "press", "elements"}
)
F1, EXACT = 0.965, 0.93
TITLE, DATE, AUTHORS = 0.98, 0.98, 0.97
# Of the invented pages that are told as what they are; and of each kind's.
RIGHT, RIGHT_OF_EACH = 0.97, 0.9


@dataclass(frozen=True)
class Read:
    """A page, and the article that came out; None where it was rejected."""

    page: Labelled
    article: Article | None

    @property
    def body(self) -> str:
        return self.article.article_body if self.article else ""

    @property
    def wanted(self) -> str:
        assert self.page.story is not None
        return self.page.story.plain


@cache
def read_pages() -> tuple[Read, ...]:
    return tuple(Read(page, _read(page)) for page in articles())


def _read(page: Labelled) -> Article | None:
    try:
        return clean(page.html, page.url)
    except NotAnArticle:
        return None


@cache
def outcomes() -> tuple[Judged, ...]:
    return tuple(judge_invented())


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def test_bodies_are_what_was_written() -> None:
    score = score_bodies((read.body, [read.wanted]) for read in read_pages())
    assert score.f1 >= F1
    assert score.exact >= EXACT


@pytest.mark.parametrize("template", sorted(PLAIN))
def test_pages_that_leave_no_doubt_come_out_word_for_word(template: str) -> None:
    pages = [read for read in read_pages() if read.page.name.endswith(f"-{template}")]
    assert pages
    for read in pages:
        assert read.body.split() == _as_body(read).split(), read.page.name


def _as_body(read: Read) -> str:
    """The words of the body as the article writes them: items behind "-", cells between "|"."""
    assert read.page.story is not None
    lines = []
    for part in read.page.story.parts:
        if part.kind == "row":
            lines += [" | ".join(row) for row in part.rows]
        else:
            lines += [f"- {text}" if part.kind == "li" else text for text in part.texts]
    return "\n".join(lines)


def test_headlines_dates_and_authors_are_what_the_pages_say() -> None:
    titles, dates, authors = [], [], []
    for read in read_pages():
        article, story = read.article, read.page.story
        if article is None or story is None:
            continue
        titles.append(fold(article.headline or "") == fold(story.headline))
        dates.append((article.date_published or "")[:10] == story.date[:10])
        if story.author and read.page.html.count(story.author):
            authors.append([author.name for author in article.authors] == [story.author])
    assert share(titles) >= TITLE
    assert share(dates) >= DATE
    assert share(authors) >= AUTHORS


def test_pages_are_told_as_what_they_are() -> None:
    judged = outcomes()
    wrong = [f"{one.name}: {one.wanted} as {one.found}" for one in judged if not one.right]
    assert share([one.right for one in judged]) >= RIGHT, wrong
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    for one in judged:
        kinds[one.wanted].append(one.right)
    assert {kind for kind, right in kinds.items() if share(right) < RIGHT_OF_EACH} == set(), wrong


def test_no_page_that_is_none_is_published() -> None:
    published = {str(Outcome.ARTICLE), str(Outcome.LIVE_BLOG)}
    wrong = [one.name for one in outcomes() if one.found in published and not one.right]
    assert wrong == []


def test_the_floors_have_pages_to_stand_on() -> None:
    assert len(read_pages()) >= 100
    assert len({read.page.story.lang for read in read_pages() if read.page.story}) >= 18
    assert len(outcomes()) >= 200
