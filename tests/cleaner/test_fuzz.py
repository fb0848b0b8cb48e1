"""Whatever comes in, a judgement or a sound article comes out.

The examples are the same on every machine; what longer runs found stands in test_hostile.py.
    FUZZ_EXAMPLES=20000 python -m pytest tests/cleaner/test_fuzz.py    runs longer, at random
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Article, NotAnArticle, Outcome, clean, clean_text
from tests.cleaner.fuzz_pages import LINKED_DATA, STAMPS, TEXTS, damaged, pages
from tests.cleaner.hostile_pages import STORY, with_json_ld

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
# What the parser drops, and nothing that a reader needs: tabs and line ends are no such signs.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}")


def bounded(examples: int) -> settings:
    """So many examples, the same everywhere; a campaign has as many as it likes, at random."""
    return settings(
        max_examples=EXAMPLES or examples,
        deadline=None,
        derandomize=not EXAMPLES,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def judge(work: Callable[[], Article]) -> Article | Outcome:
    """What comes out, after everything that holds for any article has been checked."""
    try:
        article = work()
    except NotAnArticle as judgement:
        assert judgement.outcome is not Outcome.POISON, judgement.detail
        assert judgement.detail
        return judgement.outcome
    text = article.to_json()
    assert Article.model_validate_json(text) == article
    assert _CONTROL.search(article.article_body) is None
    assert _CONTROL.search("".join(entry.text for entry in article.metadata.removed)) is None
    assert _CONTROL.search(article.headline or "") is None
    assert all(unicodedata.category(letter) != "Cs" for letter in text)
    assert article.article_body.strip()
    assert all(entry.text.strip() and entry.rule for entry in article.metadata.removed)
    assert all(author.name.strip() for author in article.authors)
    for date in (article.date_published, article.date_modified):
        assert date is None or _DATE.match(date)
    return article


def judge_twice(work: Callable[[], Article]) -> None:
    assert judge(work) == judge(work)


URLS = st.sampled_from(
    [None, "", "https://news.example/2026/05/03/a", "http://[", "http://a:b/", "ftp://x", "//", "é",
     "https://news.example/\ud800", "https://news.example/\x00\x1f", "x" * 5_000]
)  # fmt: skip


@bounded(120)
@given(pages(), URLS)
def test_any_page_is_judged(html: str, url: str | None) -> None:
    judge_twice(lambda: clean(html, url))


@bounded(80)
@given(damaged())
def test_any_damaged_page_is_judged(body: bytes) -> None:
    judge_twice(lambda: clean(body, "https://news.example/a"))


@bounded(100)
@given(LINKED_DATA, st.booleans())
def test_linked_data_of_any_types_costs_the_story_nothing(
    fields: dict[str, object], graph: bool
) -> None:

    node = {**fields, "@type": "NewsArticle"}
    html = with_json_ld(json.dumps({"@graph": [node]} if graph else node))
    article = judge(lambda: clean(html, "https://news.example/a"))
    assert isinstance(article, Article)
    assert article.article_body.startswith("The harbour")


LINES = st.lists(
    st.one_of(st.sampled_from(TEXTS), st.sampled_from(STAMPS), st.text(max_size=60)), max_size=30
)


@bounded(120)
@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\u2028", "\x85"]), URLS)
def test_any_text_is_judged(lines: list[str], end: str, url: str | None) -> None:
    judge_twice(lambda: clean_text(end.join(lines), url))


@bounded(60)
@given(st.binary(max_size=300))
def test_any_bytes_are_judged(body: bytes) -> None:
    for page in (body, b"<p>" + body, STORY.encode() + body):
        judge(lambda page=page: clean(page))  # type: ignore[misc]
