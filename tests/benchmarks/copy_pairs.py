"""Pairs of bodies of which it is known whether one is a near-copy of the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

from cleaner import NotAnArticle, clean
from cleaner.language import language_of
from cleaner.words import words_of
from tests.benchmarks.copy_edits import STRENGTHS, live_blog, long_quote, own_report, with_quote
from tests.benchmarks.corpus import is_optional, read_corpus
from tests.benchmarks.invented_copies import TEMPLATES, stories, templated

# Copies are made of bodies that are long enough to be still compared once 60 % of them are cut.
MIN_WORDS = 150
TEMPLATED = 30  # articles a template: 435 pairs


@dataclass(frozen=True, kw_only=True)
class Body:
    """An article's text, and the site that it comes from."""

    site: str
    url: str
    text: str
    language: str | None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two texts; `kind` is how strongly the copy was edited, or why it is no copy."""

    kind: str
    is_copy: bool
    language: str | None
    one: str
    other: str


def real_bodies(corpus: Path) -> Iterator[Body]:
    """The gold bodies, and what the cleaner makes of gold pages that tell only segments."""
    for page in read_corpus(corpus):
        if page.body is not None:
            text = "\n\n".join(line[1:-1] if is_optional(line) else line for line in page.body)
        else:
            try:
                text = clean(page.html(), page.url).article_body
            except NotAnArticle:
                continue
        yield Body(site=page.site, url=page.url, text=text, language=language_of(text, None))


def invented_bodies(count: int, seed: int) -> list[Body]:
    """Invented stories, each of a site of its own."""
    return [
        Body(site=f"site-{at}.example", url=f"https://site-{at}.example/story",
             text=text, language=language_of(text, None))
        for at, text in enumerate(stories(count, seed))
    ]  # fmt: skip


def half_of(site: str) -> int:
    """0 for the sites that the thresholds are chosen on, 1 for those that they are tried on."""
    return hashlib.sha256(site.encode()).digest()[0] % 2


def made_pairs(bodies: Sequence[Body], seed: int) -> Iterator[Pair]:
    """For each body copies of every strength, and pairs that only share a part."""
    long = [body for body in bodies if len(words_of(body.text)) >= MIN_WORDS]
    by_language: dict[str | None, list[Body]] = {}
    for body in long:
        by_language.setdefault(body.language, []).append(body)
    rng = Random(seed)
    for body in long:
        # Words of a newsroom's own come from other stories, of the same language if there are some.
        alike = by_language[body.language] if len(by_language[body.language]) > 8 else long
        others = [other.text for other in rng.sample(alike, 7) if other is not body][:6]
        yield from _made(body, others, rng)


def _made(body: Body, others: Sequence[str], rng: Random) -> Iterator[Pair]:
    def pair(kind: str, one: str, other: str, *, is_copy: bool = False) -> Pair:
        return Pair(kind=kind, is_copy=is_copy, language=body.language, one=one, other=other)

    for strength, edit in STRENGTHS.items():
        yield pair(strength, body.text, edit(body.text, others[0], rng), is_copy=True)
    quote = long_quote(others[1], rng.randint(60, 120))
    both = (with_quote(text, quote, rng) for text in (body.text, others[2]))
    yield pair("long quote shared", *both)
    yield pair("own report, same quotes", body.text, own_report(body.text, others[3], rng))
    yield pair("live blog", body.text, live_blog(body.text, others[1:], rng))


def template_pairs(seed: int, count: int = TEMPLATED) -> Iterator[Pair]:
    """Any two articles of a template, of which none is a copy of the other."""
    for family in TEMPLATES:
        texts = templated(family, count, seed)
        language = language_of(texts[0], None)
        for one, other in combinations(texts, 2):
            kind = f"template: {family}"
            yield Pair(kind=kind, is_copy=False, language=language, one=one, other=other)
